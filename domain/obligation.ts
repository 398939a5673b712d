import type { CivilDate } from './dates';

/** What is owed: each kind has its limit in the policy and its rule in the notice. */
export type ObligationKind =
  | 'sign'
  | 'form'
  | 'internal'
  | 'bureau'
  | 'reference'
  | 'opinion'
  | 'submission'
  | 'reply'
  | 'copy'
  | 'publication'
  | 'feedback'
  | 'rework'
  | 'reissue'
  | 'special-report';

/**
 * The one noun behind every deadline: who owes what, from which day, under which rule. Two obligations never
 * share state (D7). Overdue is derived, never stored; `missed` only says that the passing was recorded.
 */
export interface Obligation {
  id: string;
  kind: ObligationKind;
  trackId: string;
  /** The unit that owes it, or a proposer (`feedback`), or a body. */
  owedBy: { type: 'unit' | 'proposer' | 'body'; id: string };
  rule: string;
  settled: boolean;
  /** How the date came about (D6). */
  start: CivilDate;
  limit: { unit: 'month' | 'day' | 'workday'; amount: number } | { unit: 'fixed' };
  rawDue: CivilDate;
  due: CivilDate;
  provisional: boolean;
  lastWorkingDay: CivilDate | null;
  calendarVersion: string;
  source: 'policy' | 'letter' | 'office' | 'extension' | 'internal';
  openedOn: CivilDate;
  /** The day the case learned of it: rungs before that day are skipped (D8). */
  enteredOn: CivilDate;
  status: 'open' | 'met' | 'cancelled' | 'superseded';
  endedOn?: CivilDate;
  supersededBy?: string;
  /** Cancelled because other rules were adopted that do not ask for it. */
  lapsed?: true;
  missed: boolean;
  about?: string;
  /** The duty of the unit that an internal limit lies ahead of; older ones do not say. */
  outer?: string;
}

/** Open and its due date has passed: "only overdue on the next day, not one second late". */
export const isOverdue = (obligation: Obligation, today: CivilDate): boolean =>
  obligation.status === 'open' && today > obligation.due;

/** Met, but after its due date. */
export const wasLate = (obligation: Obligation): boolean =>
  obligation.status === 'met' && (obligation.endedOn ?? '') > obligation.due;

/** Lights follow `rawDue`, overdue follows `due` (D3): green, yellow within seven days, red when overdue, grey when ended. */
export type Light = 'green' | 'yellow' | 'red' | 'grey';
