import { z } from 'zod';
import { decide, evolve, tellCommand, type AssignedCase, type Tell } from '../domain/case';
import { tellsOf } from '../domain/case/tells';
import { civilDateOf, maxDate } from '../domain/dates';
import { listedInMerged } from '../domain/letters';
import { Refusal } from '../domain/refusal';
import { LedgerError } from '../ledger/errors';
import type { Db } from '../ledger/pool';
import { mergedTitleOf, readMerged, type MergedCase } from '../ledger/reads/merge';
import { loadCase } from '../ledger/record';
import type { CaseRules } from '../ledger/rules';
import type { Command } from '../schemas/commands';
import type { Actor } from '../schemas/common';
import { actorIn, caseOf } from './cases';
import type { ApiDeps } from './deps';
import { Problem } from './problems';
import type { GuardedRoute } from './route';
import { deliversIn, DELIVERERS } from './scope';
import { requireSight, sightOf } from './sight';

/** What a merged letter has to answer for, before it is issued or goes up. */
const ASKS_MEMBERS: ReadonlySet<Command['type']> = new Set(['mergeCases', 'issueLetter', 'publishLetter']);

/**
 * Refuses to the host what one of its members would refuse [R3.10]: a case of the other kind, proposers whom nobody
 * consulted [R6.1], co-handlers whom nobody asked [R5.6]. The members decide for themselves in the end; this spares
 * those who handle them a letter that answers only some.
 * @throws Refusal with the member's rule and reason
 */
export async function refuseUnreadyMembers(
  db: Db,
  state: AssignedCase,
  command: Command,
  { policy, calendar }: CaseRules,
): Promise<void> {
  if (!ASKS_MEMBERS.has(command.type)) return;
  const today = maxDate(state.lastDay, civilDateOf(Date.parse(command.recordedAt)));
  const after = decide(state, command, { today, rules: policy, calendar }).reduce<AssignedCase>(
    (before, event) =>
      evolve(before, {
        ...event,
        seq: before.seq + 1,
        actor: command.actor,
        commandId: command.id,
        recordedAt: command.recordedAt,
      }),
    state,
  );
  const known = new Set(tellsOf(state).map((tell) => JSON.stringify(tell)));
  const tells = tellsOf(published(after, command)).filter((tell) => !known.has(JSON.stringify(tell)));
  for (const tell of tells) await refuseUnready(db, published(after, command), tell, command, today);
}

/** A publication is asked for before the portal has it: its members are asked as if it were up. */
function published(state: AssignedCase, command: Command): AssignedCase {
  if (command.type !== 'publishLetter') return state;
  const letter = state.letters[command.data.letterId];
  if (!letter) return state;
  const publication = { ...letter.publication, status: 'published' as const };
  return { ...state, letters: { ...state.letters, [letter.id]: { ...letter, publication } } };
}

async function refuseUnready(
  db: Db,
  host: AssignedCase,
  tell: Tell,
  command: Command,
  today: string,
): Promise<void> {
  const said = tellCommand(host, tell);
  if (said === undefined || said.type === 'leaveMerge') return;
  const pointer = command.type === 'mergeCases' ? `/cases/${command.data.cases.indexOf(tell.member)}` : '';
  const member = await loadMember(db, tell.member);
  if (member === undefined)
    throw new Problem('unknown-reference', `没有编号为“${tell.member}”的建议提案`, {
      rule: 'R3.10',
      errors: [{ pointer, detail: '没有这件建议提案' }],
    });
  const { state, rules } = member;
  const given = {
    id: `ask:${command.id}`,
    actor: { subject: 'merge', role: 'system' },
    recordedAt: command.recordedAt,
    ...said,
  } as Command;
  try {
    decide(state, given, {
      today: maxDate(state.lastDay, today),
      rules: rules.policy,
      calendar: rules.calendar,
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(error.rule, error.code, pointer, `并案中的 ${tell.member}：${error.message}`);
  }
}

async function loadMember(db: Db, caseId: string) {
  try {
    return await loadCase(db, caseId);
  } catch (error) {
    if (error instanceof LedgerError && error.fault === 'unknown-case') return undefined;
    throw error;
  }
}

const mergedCase = z.object({
  caseId: z.string(),
  number: z.string(),
  title: z.string(),
  status: z.enum(['host', 'asked', 'joined', 'refused', 'leaving', 'left']),
  notFollowed: z.array(z.string()).meta({ description: '未能随主件办理的文稿' }),
});

const mergeView = z
  .object({
    host: z.string(),
    title: z.string().optional().meta({ description: '并案后的题目' }),
    cases: z.array(mergedCase),
    listed: z.object({ numbers: z.array(z.string()), names: z.array(z.string()) }).meta({
      description:
        '并案答复函、会办意见须列明的编号和姓名（名称）[R3.10]；只列查阅人可见的件，姓名只列给须向其送达的单位',
    }),
  })
  .meta({ id: 'Merge' });

/** What is merged into a case, and what its letter has to list. */
export function mergeReadRoutes(deps: ApiDeps): GuardedRoute[] {
  const { ledger } = deps;
  return [
    {
      method: 'get',
      path: '/cases/{caseId}/merge',
      id: 'readMerge',
      tag: '并案',
      summary: '并案情况，及并案文稿须列明的编号和姓名',
      rules: ['R3.10'],
      roles: [
        'provincial-office',
        'congress-committee',
        'cppcc-committee',
        'unit-office',
        'unit-division',
        'unit-leader',
        'auditor',
      ],
      responses: { 200: { description: '并案情况', schema: mergeView } },
      handle: async ({ params, actor }) => {
        const caseId = params['caseId'] ?? '';
        const { state } = await caseOf(ledger, caseId);
        await requireSight(deps, state, await actorIn(ledger, caseId, actor));
        const { merge } = state;
        if (merge === undefined) throw new Problem('not-found', '本件没有并案');
        const host = merge.role === 'host' ? state : (await caseOf(ledger, merge.host)).state;
        return { status: 200, body: await mergeOf(deps, host, actor) };
      },
    },
  ];
}

/** A merge as somebody sees it: the cases that they see, and the names of those to whose proposers they deliver. */
async function mergeOf(deps: ApiDeps, host: AssignedCase, actor: Actor): Promise<z.infer<typeof mergeView>> {
  const members = host.merge?.role === 'host' ? host.merge.members : {};
  const cases = await seenBy(
    deps,
    actor,
    await readMerged(deps.ledger, [host.caseId, ...Object.keys(members)]),
  );
  const title = cases.some(({ caseId }) => caseId === host.caseId)
    ? await mergedTitleOf(deps.ledger, host)
    : undefined;
  const answered = cases.filter(
    ({ caseId }) => caseId === host.caseId || members[caseId]?.status === 'joined',
  );
  return {
    host: host.caseId,
    ...(title ? { title } : {}),
    cases: cases.map(({ caseId, state: { facts } }) => ({
      caseId,
      number: facts.identity.number,
      title: facts.title,
      status: members[caseId]?.status ?? ('host' as const),
      notFollowed: Object.entries(members[caseId]?.told ?? {})
        .filter(([, { outcome }]) => outcome === 'refused')
        .map(([letterId]) => letterId),
    })),
    listed: listedInMerged(answered.map(named)),
  };
}

/** Sight is each case's own; where somebody sees a case but not its proposers' names, it comes without proposers. */
async function seenBy(deps: ApiDeps, actor: Actor, cases: readonly MergedCase[]): Promise<MergedCase[]> {
  const looked = cases.map(async (one): Promise<MergedCase[]> => {
    const view = await sightOf(deps, one.state, actor);
    if (view === undefined) return [];
    const named = DELIVERERS.includes(actor.role) && deliversIn(one.state, view);
    return [named ? one : { ...one, proposers: [] }];
  });
  return (await Promise.all(looked)).flat();
}

/** A case as its merged letter names it. */
export const named = ({ state: { facts }, proposers }: MergedCase) => ({
  kind: facts.kind,
  number: facts.identity.number,
  proposers,
});
