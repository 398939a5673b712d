import type { CaseEvent, NewEvent } from '../domain/case/events';
import { evolve, type AssignedCase, type CaseState } from '../domain/case';
import type { Actor } from '../schemas/common';
import { changesBetween } from './changes';
import { LedgerError } from './errors';
import type { Told } from './notices';
import type { Db } from './pool';
import type { Rows } from './projections';

/** Who asked for it, by which command, and when it was recorded (ISO 8601 UTC). */
export interface Origin {
  commandId: string;
  actor: Actor;
  recordedAt: string;
}

/** An event with the case before and after it. */
export interface Step extends Told {
  before: CaseState;
}

/** Numbers new events from a state on and folds them in, one after the other. */
export function stepsFrom(state: CaseState, events: readonly NewEvent[], origin: Origin): Step[] {
  const steps: Step[] = [];
  let before = state;
  for (const decided of events) {
    const event: CaseEvent = { ...decided, seq: before.seq + 1, ...origin };
    const after = evolve(before, event);
    if (after.status === 'unassigned')
      throw new LedgerError('invalid-input', `${event.type} before caseAssigned`);
    steps.push({ event, before, state: after });
    before = after;
  }
  return steps;
}

/** The rows of events, with what each one changed. An assignment has no before: its data say it all. */
export function eventRows(caseId: string, steps: readonly Step[]): Rows {
  return steps.map(({ event, before, state }) => ({
    case_id: caseId,
    seq: event.seq,
    type: event.type,
    act_on: event.on,
    recorded_at: event.recordedAt,
    actor: event.actor,
    command_id: event.commandId,
    data: event.data,
    changes: before.status === 'unassigned' ? [] : changesBetween(before, state),
  }));
}

/** The events of a case after a sequence number, in order. */
export async function eventsAfter(db: Db, caseId: string, afterSeq: number): Promise<CaseEvent[]> {
  return db.query<CaseEvent>(
    `SELECT seq, type, act_on AS "on", data, actor, command_id AS "commandId", recorded_at AS "recordedAt"
     FROM case_events WHERE case_id = $1 AND seq > $2 ORDER BY seq`,
    [caseId, afterSeq],
    'events-after',
  );
}

/** Folds events from nothing. Throws a `LedgerError` when they do not begin with an assignment. */
export function fold(events: readonly CaseEvent[], initial: CaseState): AssignedCase {
  let state = initial;
  for (const event of events) state = evolve(state, event);
  if (state.status === 'unassigned')
    throw new LedgerError('unknown-case', 'no events to rebuild a case from');
  return state;
}
