import { z } from 'zod';
import { decide, permission, rolesFor, type AssignedCase, type CaseEvent } from '../domain/case';
import { trackOf } from '../domain/case/permissions';
import { civilDateOf, maxDate } from '../domain/dates';
import { isMarked } from '../domain/marks';
import { Refusal } from '../domain/refusal';
import { eventsAfter } from '../ledger/events';
import type { KeyedRequest } from '../ledger/idempotency';
import type { CaseRules } from '../ledger/rules';
import { recordRefusal } from '../ledger/record';
import { storeTexts } from '../ledger/texts';
import type { Actor } from '../schemas/common';
import type { Command } from '../schemas/commands';
import { bodySchema, catalogue, dataParams, type CommandRow } from './catalogue';
import { actorIn, caseOf } from './cases';
import type { ApiDeps } from './deps';
import { inPerson } from './in-person';
import { inWords } from './in-words';
import { once } from './keyed';
import { refuseUnreadyMembers, tellMerged } from './merge';
import { Problem } from './problems';
import { checkReferences } from './references';
import type { Answer, Call, GuardedRoute } from './route';
import { guardSecret } from './secrets';
import { OUTLINE, seen } from './scope';
import { requireSight, sightOf } from './sight';
import { commandIdOf, externaliseTexts } from './texts';
import { caseSummary, caseUrl, createdBy, createdThing, summarise } from './view';
import { refuseUnread, warning, warningsOf, type Warning } from './warnings';

/** What a command answers: the case as it is now, what came into it, and what may be amiss. */
export const commandAnswer = z
  .object({ case: caseSummary, created: z.array(createdThing), warnings: z.array(warning) })
  .meta({ id: 'CommandAnswer' });

/** One route for every row of the catalogue. */
export function commandRoutes(deps: ApiDeps): GuardedRoute[] {
  return catalogue.map((row) => {
    const body = bodySchema(row);
    return {
      method: 'post',
      path: row.path,
      id: row.type,
      tag: row.tag,
      summary: row.summary,
      rules: row.rules,
      roles: rolesFor(row.type).filter((role) => role !== 'system'),
      keyed: true,
      body,
      responses: {
        200: { description: '已办理', schema: commandAnswer },
        201: { description: '已办理，并有新的内容', schema: commandAnswer },
      },
      problems: ['wrong-state', 'out-of-order', 'unknown-reference', 'invalid-date'],
      handle: (call) => once(deps, call, row.path, (request) => give(deps, row, body, call, request)),
    };
  });
}

/** Checks a command against case, scope and register, gives it, and answers with what it made of the case. */
export async function give(
  deps: ApiDeps,
  row: CommandRow,
  schema: z.ZodType,
  call: Call,
  request: KeyedRequest,
): Promise<Answer> {
  const caseId = call.params['caseId'] ?? '';
  const { state, rules } = await caseOf(deps.ledger, caseId);
  const commandId = commandIdOf(request);
  const { data, texts } = externaliseTexts(schema, call.body, commandId);
  try {
    const actor = await actorIn(deps.ledger, caseId, call.actor);
    await requireSight(deps, state, actor);
    const recordedAt = await deps.clock.now();
    const asked = {
      id: commandId,
      type: row.type,
      actor,
      recordedAt,
      data: {
        ...(data as object),
        ...Object.fromEntries(dataParams(row).map((name) => [name, call.params[name]])),
      },
    } as Command;
    const command = await inPerson(deps.ledger, asked, state, civilDateOf(Date.parse(recordedAt)));
    refuseUnpermitted(command, state);
    await guardSecret(deps.ledger, state, { schema, body: call.body });
    await checkReferences(deps.ledger, row, schema, call.body, state, trackAbout(state, command), actor);
    refuseByRule(state, command, rules);
    await refuseUnread(deps.ledger, state, command);
    await refuseUnreadyMembers(deps.ledger, state, command, rules);
    await storeTexts(deps.ledger, caseId, commandId, texts);
    await deps.cases.send(caseId, command);
    if (command.type === 'withdrawCase') await tellMerged(deps, caseId);
    const warnings = await warningsOf(deps.ledger, state, command, call.body, rules);
    return answerOf(deps, caseId, actor, await eventsOf(deps, caseId, commandId, state.seq), warnings);
  } catch (error) {
    // A request that died after its command was recorded meets its own traces: then it is answered, not refused.
    if (!(error instanceof Refusal) && !(error instanceof Problem && error.status < 500)) throw error;
    const events = await eventsOf(deps, caseId, commandId, 0);
    if (events.length === 0) {
      if (error instanceof Refusal && texts.length > 0)
        await recordRefusal(deps.ledger, caseId, { id: commandId, type: row.type }, error);
      throw await inWordsOf(deps, state, call.actor, error);
    }
    return answerOf(deps, caseId, await actorIn(deps.ledger, caseId, call.actor), events, []);
  }
}

/** What refuses a command, with names for whoever gave it. */
async function inWordsOf(deps: ApiDeps, state: AssignedCase, given: Actor, error: Error): Promise<Error> {
  if (!(error instanceof Refusal) || !isMarked(error.message)) return error;
  const actor = await actorIn(deps.ledger, state.caseId, given);
  const view = await sightOf(deps, state, actor);
  const { rule, code, pointer, message } = error;
  return new Refusal(rule, code, pointer, await inWords(deps.ledger, state, { actor, view }, message));
}

/** Role and unit scope by the domain's table; a division acts only on what it was handed. */
export function refuseUnpermitted(command: Command, state: AssignedCase): void {
  const denied = permission(command, state);
  if (denied) throw denied;
  const { actor } = command;
  const track = state.tracks[trackOf(state, command) ?? ''];
  if (actor.role === 'unit-division' && track?.unit === actor.unit && track?.division !== actor.division)
    throw new Problem('not-permitted', '本件未交您所在的处室承办');
}

/** The part that a command is about. */
const trackAbout = (state: AssignedCase, command: Command): AssignedCase['tracks'][string] | undefined =>
  state.tracks[trackOf(state, command) ?? ''];

/**
 * Asks the rules on the ledger's state before anything is kept: what they refuse leaves no text behind, and resumes no
 * run that has ended.
 */
export function refuseByRule(state: AssignedCase, command: Command, { policy, calendar }: CaseRules): void {
  const today = maxDate(state.lastDay, civilDateOf(Date.parse(command.recordedAt)));
  decide(state, command, { today, rules: policy, calendar });
}

async function eventsOf(
  deps: ApiDeps,
  caseId: string,
  commandId: string,
  afterSeq: number,
): Promise<CaseEvent[]> {
  const events = await eventsAfter(deps.ledger, caseId, afterSeq);
  return events.filter((event) => event.commandId === commandId);
}

async function answerOf(
  deps: ApiDeps,
  caseId: string,
  actor: Actor,
  events: readonly CaseEvent[],
  warnings: Warning[],
): Promise<Answer> {
  const { state } = await caseOf(deps.ledger, caseId);
  // Whoever gave a part away may see no more of it than that it went.
  const view = (await sightOf(deps, state, actor)) ?? OUTLINE;
  const created = createdBy(caseId, events).filter(() => view.type !== 'proposer');
  const first = created.find(({ type }) => type !== 'obligations');
  const worded = await Promise.all(
    warnings.map(async (each) => ({
      ...each,
      message: await inWords(deps.ledger, state, { actor, view }, each.message),
    })),
  );
  const body: z.infer<typeof commandAnswer> = {
    case: summarise(seen(state, view)),
    created,
    warnings: worded,
  };
  return { status: first ? 201 : 200, headers: { Location: first?.url ?? caseUrl(caseId) }, body };
}
