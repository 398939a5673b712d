import { z, type ZodType } from 'zod';
import { rolesFor, type CaseEvent, wayOf } from '../domain/case';
import { eventsAfter } from '../ledger/events';
import { isSender, type KeyedRequest } from '../ledger/idempotency';
import { storeTexts } from '../ledger/texts';
import type { Actor } from '../schemas/common';
import type { Command } from '../schemas/commands';
import { feedback, rework } from '../schemas/feedback';
import { actorIn, caseOf } from './cases';
import { refuseByRule, refuseUnpermitted } from './commands';
import type { ApiDeps } from './deps';
import type { MessageChannel } from './engine';
import { once } from './keyed';
import { Problem } from './problems';
import { checkReferences } from './references';
import type { Answer, Call, GuardedRoute } from './route';
import { requireSight } from './sight';
import { guardSecret } from './secrets';
import { commandIdOf, externaliseTexts } from './texts';
import { caseUrl } from './view';

const messageStatus = z
  .object({
    id: z.string(),
    status: z.enum(['pending', 'recorded', 'discarded']).meta({ description: '待处理 / 已记录 / 未被接受' }),
    why: z.string().optional(),
    url: z.string(),
  })
  .meta({ id: 'MessageStatus' });

interface Channel {
  channel: MessageChannel;
  type: 'giveFeedback' | 'assignRework';
  path: string;
  summary: string;
  rules: readonly string[];
  schema: ZodType;
  /** What the platform knows better than the sender. */
  complete: (data: object, actor: Actor) => object;
}

const channels: readonly Channel[] = [
  {
    channel: 'feedback',
    type: 'giveFeedback',
    path: '/cases/{caseId}/feedback',
    summary: '反馈：满意、基本满意、不满意（本人提交，或由办公室据纸质意见表代为录入）',
    rules: ['setting'],
    schema: feedback.strict(),
    complete: (data, { role }) => ({ via: wayOf(role), ...data }),
  },
  {
    channel: 'assignRework',
    type: 'assignRework',
    path: '/cases/{caseId}/reworks',
    summary: '交办反馈意见：不满意件进一步研究办理',
    rules: ['R7.4'],
    schema: rework.strict(),
    complete: (data) => data,
  },
];

/** What other systems and people outside tell a case: accepted with 202, and a place to look. */
export function signalRoutes(deps: ApiDeps): GuardedRoute[] {
  const sending = channels.map((row): GuardedRoute => ({
    method: 'post',
    path: row.path,
    id: row.type,
    tag: '反馈',
    summary: row.summary,
    rules: row.rules,
    roles: rolesFor(row.type).filter((role) => role !== 'system'),
    keyed: true,
    body: row.schema,
    responses: { 202: { description: '已受理；处理结果见 Location', schema: messageStatus } },
    problems: ['wrong-state', 'unknown-reference', 'invalid-date'],
    handle: (call) => once(deps, call, row.path, (request) => send(deps, row, call, request)),
  }));
  return [...sending, statusRoute(deps)];
}

async function send(deps: ApiDeps, row: Channel, call: Call, request: KeyedRequest): Promise<Answer> {
  const caseId = call.params['caseId'] ?? '';
  const { state, rules } = await caseOf(deps.ledger, caseId);
  const actor = await actorIn(deps.ledger, caseId, call.actor);
  const messageId = commandIdOf(request);
  const recordedAt = await deps.clock.now();
  const { data: parsed, texts } = externaliseTexts(row.schema, call.body, messageId);
  const data = row.complete(parsed as object, actor);
  const command = { id: messageId, type: row.type, actor, recordedAt, data } as Command;
  const accepted = accept202(caseId, messageId);
  const events = await eventsAfter(deps.ledger, caseId, 0);
  if (fateOf(events, messageId)) return accepted;
  refuseUnpermitted(command, state);
  await guardSecret(deps.ledger, state, { schema: row.schema, body: call.body });
  await checkReferences(deps.ledger, {}, row.schema, call.body, state, undefined, call.actor);
  refuseByRule(state, command, rules);
  await storeTexts(deps.ledger, caseId, messageId, texts);
  if (neverTouched(events)) await deps.cases.send(caseId, wakeFor(messageId, recordedAt));
  await deps.cases.signal(caseId, row.channel, { messageId, actor, recordedAt, data });
  return accepted;
}

const accept202 = (caseId: string, messageId: string): Answer => {
  const url = messageUrl(caseId, messageId);
  const body: z.infer<typeof messageStatus> = { id: messageId, status: 'pending', url };
  return { status: 202, headers: { Location: url }, body };
};

/** A plain signal does not wake a case that has slept since its start: an update does. */
const neverTouched = (events: readonly CaseEvent[]): boolean =>
  events.every(({ commandId }) => commandId === events[0]?.commandId);

const wakeFor = (messageId: string, recordedAt: string): Command => ({
  id: `wake:${messageId}`,
  type: 'wake',
  actor: { subject: 'api', role: 'system' },
  recordedAt,
  data: {},
});

/** What became of a message: the event that it became, or the one that says why it was not taken. */
function fateOf(events: readonly CaseEvent[], messageId: string): CaseEvent | undefined {
  return events.find(
    (event) =>
      event.commandId === messageId ||
      (event.type === 'messageDiscarded' && event.data.messageId === messageId),
  );
}

const messageUrl = (caseId: string, messageId: string): string =>
  `${caseUrl(caseId)}/messages/${encodeURIComponent(messageId)}`;

function statusRoute(deps: ApiDeps): GuardedRoute {
  return {
    method: 'get',
    path: '/cases/{caseId}/messages/{messageId}',
    id: 'readMessage',
    tag: '反馈',
    summary: '查看一条反馈或交办反馈的处理结果',
    roles: ['provincial-office', 'cppcc-committee', 'unit-office', 'proposer', 'auditor'],
    responses: { 200: { description: '处理结果', schema: messageStatus } },
    handle: async ({ actor, params }) => {
      const { caseId = '', messageId = '' } = params;
      const { state } = await caseOf(deps.ledger, caseId);
      const url = messageUrl(caseId, messageId);
      const fate = fateOf(await eventsAfter(deps.ledger, caseId, 0), messageId);
      const discarded = fate?.type === 'messageDiscarded';
      // Whoever sent it may ask, also the body that misdirected it [R7.4]; once it is on record, those who see the case from above.
      const own = fate?.actor.subject === actor.subject || (await isSender(deps.ledger, actor.subject, url));
      if (!own) {
        const view = await requireSight(deps, state, await actorIn(deps.ledger, caseId, actor));
        if (fate === undefined) throw new Problem('not-found', '没有这条消息');
        if (view.type !== 'whole' && view.type !== 'body')
          throw new Problem('not-permitted', '这条消息不是您提交的');
      }
      const status = fate === undefined ? 'pending' : discarded ? 'discarded' : 'recorded';
      const body: z.infer<typeof messageStatus> = {
        id: messageId,
        status,
        ...(discarded && { why: fate.data.why }),
        url,
      };
      return { status: 200, body };
    },
  };
}
