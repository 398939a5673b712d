import { decide, type AssignedCase, type CaseEvent, type Context } from '../domain/case';
import { civilDateOf, maxDate, type CivilDate } from '../domain/dates';
import type { RecordedRung } from '../domain/ladder';
import { Refusal } from '../domain/refusal';
import type { Command } from '../schemas/commands';
import type { PolicyRules } from '../schemas/policy';
import { instantOf, LedgerError } from './errors';
import { eventRows, eventsAfter, stepsFrom, type Step } from './events';
import { farewells } from './farewells';
import { writeNews } from './notices';
import { writeOrders } from './orders';
import type { Db, Ledger } from './pool';
import { changedEntries, headOf, projectionsOf } from './projections';
import { rulesOf, type CaseRules, type RulesKey, type RuleVersions } from './rules';
import { dropTexts } from './texts';
import { linkDocuments, write } from './write';

export interface RecordRequest {
  caseId: string;
  command: Command;
  /** The last event that the caller knows. */
  afterSeq: number;
}

/** Why a rule refuses: the fields of a `Refusal`, as they are kept. */
export type RefusalRecord = Pick<Refusal, 'rule' | 'code' | 'pointer' | 'message'>;

export interface Recorded {
  /** All events after `afterSeq`, also those of other commands: a caller that fell behind catches up. */
  events: CaseEvent[];
  /** The ledger's state refuses the command. Kept, so that a repeated id gets the same answer. */
  refusal?: RefusalRecord;
  /** When one of `events` adopted other rules: those that hold now. */
  rules?: CaseRules;
}

/**
 * Decides a command on the ledger's own state and writes everything that follows from it in one transaction: events
 * with what they changed, snapshot, projections, rung plans, news. One at a time per case. A command id that was seen
 * before is answered from the record. Throws a `LedgerError` for a case that is not there (`unknown-case`) and a
 * caller that is ahead of the ledger (`ledger-behind`); database errors pass through. Then nothing was written.
 */
export async function recordCommand(ledger: Ledger, request: RecordRequest): Promise<Recorded> {
  return ledger.transaction(async (db) => {
    const { caseId, command, afterSeq } = request;
    const state = await lockCase(db, caseId);
    if (afterSeq > state.seq) {
      throw new LedgerError(
        'ledger-behind',
        `${caseId}: asked for events after ${afterSeq}, the last is ${state.seq}`,
      );
    }
    const known = await recordOf(db, caseId, command.id);
    if (known) {
      // Who repeats what was refused has brought its words again.
      if (known.refusal) await dropTexts(db, caseId, command.id);
      return answer(db, state, await eventsAfter(db, caseId, afterSeq), known.refusal);
    }

    const context = await contextOf(db, state, command);
    const decided = decideOrRefuse(state, command, context);
    const earlier = afterSeq < state.seq ? await eventsAfter(db, caseId, afterSeq) : [];
    if (decided instanceof Refusal) {
      const { rule, code, pointer, message } = decided;
      const refusal = { rule, code, pointer, message };
      await write(db, { commands: [commandRow(state, command, state.seq, refusal)] });
      await dropTexts(db, caseId, command.id);
      return answer(db, state, earlier, refusal);
    }
    const recordedAt = instantOf(command.recordedAt);
    const steps = stepsFrom(state, decided, { commandId: command.id, actor: command.actor, recordedAt });
    await writeSteps(db, state, command, steps, context);
    if (steps.length === 0) await dropTexts(db, caseId, command.id);
    if (command.type === 'discardMessage') await dropTexts(db, caseId, command.data.messageId);
    const after = steps.at(-1)?.state ?? state;
    return answer(db, after, [...earlier, ...steps.map(({ event }) => event)]);
  });
}

/**
 * Takes note that a run refused a command before it came here, and takes its words away. The refusal stands for this id
 * from now on: the same request may be under way a second time, and without its words it must not be taken. A command
 * that is on record stays what it is; one that brought no words leaves no trace.
 */
export async function recordRefusal(
  ledger: Ledger,
  caseId: string,
  command: Pick<Command, 'id' | 'type'>,
  { rule, code, pointer, message }: RefusalRecord,
): Promise<void> {
  await ledger.transaction(async (db) => {
    const state = await lockCase(db, caseId);
    if (!(await dropTexts(db, caseId, command.id))) return;
    const refusal = { rule, code, pointer, message };
    await write(db, { commands: [commandRow(state, command, state.seq, refusal)] });
  });
}

/** A case as it is on record, and the rules that it lives under. Throws a `LedgerError` (`unknown-case`). */
export async function loadCase(db: Db, caseId: string): Promise<{ state: AssignedCase; rules: CaseRules }> {
  const [row] = await db.query<{ state: AssignedCase }>('SELECT state FROM cases WHERE case_id = $1', [
    caseId,
  ]);
  if (!row) throw unknownCase(caseId);
  return { state: row.state, rules: await rulesOf(db, keyOf(row.state)) };
}

/**
 * Locks the case and reads its state. NO KEY: rows that refer to the case can be written meanwhile by a dispatch,
 * which else would wait for us while we wait for its rungs.
 */
export async function lockCase(db: Db, caseId: string): Promise<AssignedCase> {
  const [row] = await db.query<{ state: AssignedCase }>(
    'SELECT state FROM cases WHERE case_id = $1 FOR NO KEY UPDATE',
    [caseId],
    'lock-case',
  );
  if (!row) throw unknownCase(caseId);
  return row.state;
}

/** Only to be asked under the lock, in a statement of its own: one that waits for the lock reads older rows beside it. */
async function recordOf(
  db: Db,
  caseId: string,
  commandId: string,
): Promise<{ refusal?: RefusalRecord } | undefined> {
  const [row] = await db.query<{ refusal: RefusalRecord | null }>(
    'SELECT refusal FROM commands WHERE case_id = $1 AND command_id = $2',
    [caseId, commandId],
    'command-record',
  );
  return row && { refusal: row.refusal ?? undefined };
}

/** A decision's context, with the ladders of reminders, which only the ledger needs. */
type LedgerContext = Context & { rules: PolicyRules };

async function contextOf(db: Db, state: AssignedCase, command: Command): Promise<LedgerContext> {
  // Adopting is decided under the rules that are adopted, and those that it does not name stay.
  const versions = command.type === 'adoptRules' ? adopting(keyOf(state), command.data) : keyOf(state);
  const { policy, calendar } = await rulesOf(db, versions);
  return { today: dayOf(state, command), rules: policy, calendar };
}

/** The day on which a command meets a case: time runs forward only. */
export const dayOf = (state: AssignedCase, { recordedAt }: Pick<Command, 'recordedAt'>): CivilDate =>
  maxDate(state.lastDay, civilDateOf(Date.parse(instantOf(recordedAt))));

/** Which rules a case is handled under. */
export const keyOf = ({ facts }: AssignedCase): RulesKey => ({
  policyVersion: facts.policyVersion,
  calendarVersion: facts.calendarVersion,
  assignedOn: facts.assignedOn,
});

/** Which rules a case is handled under once it has adopted what is named. */
export const adopting = (key: RulesKey, named: Partial<RuleVersions>): RulesKey => ({
  ...key,
  policyVersion: named.policyVersion ?? key.policyVersion,
  calendarVersion: named.calendarVersion ?? key.calendarVersion,
});

function decideOrRefuse(state: AssignedCase, command: Command, context: Context) {
  try {
    return decide(state, command, context);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

async function writeSteps(
  db: Db,
  before: AssignedCase,
  command: Command,
  steps: readonly Step[],
  { rules: policy, calendar, today }: LedgerContext,
): Promise<void> {
  const after = steps.at(-1)?.state ?? before;
  // Another policy may have other ladders for dates that stay; another calendar touches what it moves, and no more.
  const otherPolicy = before.facts.policyVersion !== after.facts.policyVersion;
  const rules = { policy, calendar };
  const caseId = before.caseId;
  const changed = (
    otherPolicy ? Object.values(after.obligations) : changedEntries('obligations', before, after)
  ).map(({ id }) => id);
  const rungs = await lockRungs(db, caseId, changed);
  await write(db, {
    commands: [commandRow(before, command, after.seq)],
    case_events: eventRows(caseId, steps),
    ...projectionsOf(before, after, rules, today, rungs, otherPolicy),
  });
  if (steps.length === 0) return;
  await db.query(UPDATE_HEAD, [caseId, JSON.stringify(headOf(after, rules))], 'update-head');
  await writeNews(db, steps, today);
  if (steps.some(({ event }) => event.type === 'caseWithdrawn'))
    await writeOrders(db, farewells(before, 'withdrawn', command));
  await linkDocuments(
    db,
    caseId,
    steps.map(({ event }) => event.data),
  );
}

export const UPDATE_HEAD = `
UPDATE cases SET (status, seq, state, due, next_due, closed_on) = (
  SELECT status, seq, state, due, next_due, closed_on
  FROM json_to_record($2::json) AS head (status text, seq integer, state json, due date, next_due date, closed_on date)
) WHERE case_id = $1`;

/** The rungs of some obligations, locked in the order in which a dispatch locks them. */
export async function lockRungs(
  db: Db,
  caseId: string,
  obligationIds: readonly string[],
): Promise<Map<string, RecordedRung[]>> {
  const plans = new Map<string, RecordedRung[]>();
  if (obligationIds.length === 0) return plans;
  const rows = await db.query<RungRow>(
    `SELECT obligation_id, rung_key, "on", audience, state, fired_on, every FROM rungs
     WHERE case_id = $1 AND obligation_id = ANY($2)
     ORDER BY case_id, obligation_id, rung_key FOR UPDATE`,
    [caseId, obligationIds],
    'lock-rungs',
  );
  for (const { obligation_id, rung_key, on, audience, state, fired_on, every } of rows) {
    const rung: RecordedRung = { key: rung_key, on, audience, state };
    if (fired_on !== null) rung.firedOn = fired_on;
    if (every !== null) rung.every = every;
    plans.set(obligation_id, [...(plans.get(obligation_id) ?? []), rung]);
  }
  return plans;
}

interface RungRow {
  obligation_id: string;
  rung_key: RecordedRung['key'];
  on: CivilDate;
  audience: RecordedRung['audience'];
  state: RecordedRung['state'];
  fired_on: CivilDate | null;
  every: number | null;
}

function commandRow(
  state: AssignedCase,
  command: Pick<Command, 'id' | 'type'>,
  toSeq: number,
  refusal?: RefusalRecord,
) {
  return {
    case_id: state.caseId,
    command_id: command.id,
    type: command.type,
    from_seq: state.seq,
    to_seq: toSeq,
    refusal,
  };
}

async function answer(
  db: Db,
  state: AssignedCase,
  events: CaseEvent[],
  refusal?: RefusalRecord,
): Promise<Recorded> {
  const adopted = events.some(({ type }) => type === 'rulesAdopted');
  return { events, refusal, rules: adopted ? await rulesOf(db, keyOf(state)) : undefined };
}

const unknownCase = (caseId: string) => new LedgerError('unknown-case', `There is no case ${caseId}`);
