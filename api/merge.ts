import { decide, evolve, tellCommand, type AssignedCase, type Tell } from '../domain/case';
import { tellsOf } from '../domain/case/tells';
import { civilDateOf, maxDate } from '../domain/dates';
import { Refusal } from '../domain/refusal';
import { LedgerError } from '../ledger/errors';
import { giveOrders } from '../ledger/giving-orders';
import type { Db } from '../ledger/pool';
import { loadCase } from '../ledger/record';
import type { CaseRules } from '../ledger/rules';
import type { Command } from '../schemas/commands';
import type { ApiDeps } from './deps';
import { withTitles } from './in-words';
import { Problem } from './problems';
import { errorForLog } from './request-log';

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
    throw new Refusal(
      error.rule,
      error.code,
      pointer,
      `并案中的 ${tell.member}：${withTitles(error.message, state)}`,
    );
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

/**
 * Tells the other cases of a merge that one is gone by itself, withdrawn or classified: the orders are the ledger's, and
 * what cannot be given now reconciliation gives, so that nothing of it fails the act that they follow from.
 */
export async function tellMerged({ ledger, cases, logger }: ApiDeps, caseId: string): Promise<void> {
  try {
    await giveOrders(ledger, (id, order) => cases.send(id, order), { about: caseId });
  } catch (error) {
    logger.warn(
      { err: errorForLog(error) },
      'a case is gone from its merge but not all of it could be told; reconciliation does it',
    );
  }
}
