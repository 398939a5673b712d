import type { Limit } from '../../schemas/common';
import { addDays, maxDate, type CivilDate } from '../dates';
import { due, type DueDate } from '../due';
import type { Calendar } from '../calendar';
import type { Obligation, ObligationKind } from '../obligation';
import { change, type Chronicle, type Evolvers, nextId, put } from './context';
import type { AssignedCase, Track } from './state';

interface Owed {
  kind: ObligationKind;
  trackId: string;
  owedBy: Obligation['owedBy'];
  rule: string;
  settled: boolean;
  start: CivilDate;
  limit: Limit;
  source?: Obligation['source'];
  /** What it is about where a track can owe several of a kind: a delivery, a rework, a proposer. */
  about?: string;
}

/** The dates of a limit from a start day (D2 to D6); for a named date the start day is that date. */
export function datesOf(
  start: CivilDate,
  limit: Limit,
  calendar: Calendar,
): Pick<
  Obligation,
  'start' | 'limit' | 'rawDue' | 'due' | 'provisional' | 'lastWorkingDay' | 'calendarVersion'
> {
  const result: DueDate =
    limit.unit === 'fixed' ? due(limit.date, { unit: 'fixed' }, calendar) : due(start, limit, calendar);
  return {
    start: limit.unit === 'fixed' ? limit.date : start,
    limit: limit.unit === 'fixed' ? { unit: 'fixed' } : limit,
    rawDue: result.rawDue,
    due: result.due,
    provisional: result.provisional,
    lastWorkingDay: result.lastWorkingDay,
    calendarVersion: calendar.version,
  };
}

/** Opens an obligation and returns its id. It is open from the day that it counts from, known from today (D8). */
export function open(chronicle: Chronicle, owed: Owed): string {
  const { context } = chronicle;
  const { limit, start, source = 'policy', ...rest } = owed;
  const id = nextId('o', chronicle.case.obligations);
  const obligation: Obligation = {
    ...rest,
    id,
    source,
    ...datesOf(start, limit, context.calendar),
    openedOn: start,
    enteredOn: context.today,
    status: 'open',
    missed: false,
  };
  chronicle.add('obligationOpened', { obligation });
  return id;
}

export const openObligations = (state: AssignedCase): Obligation[] =>
  Object.values(state.obligations).filter((obligation) => obligation.status === 'open');

export const findOpen = (state: AssignedCase, trackId: string, ...kinds: ObligationKind[]): Obligation[] =>
  openObligations(state).filter(
    (obligation) => obligation.trackId === trackId && kinds.includes(obligation.kind),
  );

export function meet(chronicle: Chronicle, obligations: Obligation[], on: CivilDate = chronicle.on): void {
  for (const { id } of obligations) chronicle.add('obligationMet', { obligationId: id, on }, on);
}

export function cancel(chronicle: Chronicle, obligations: Obligation[], why: string, reason?: string): void {
  for (const { id } of obligations)
    chronicle.add('obligationCancelled', { obligationId: id, why, ...(reason ? { reason } : {}) });
}

/** What a track owes from its first day: signing, the form [R2.3], and its product [R3.4, R3.5, or the letter's limit]. */
export function openTrackObligations(chronicle: Chronicle, track: Track): Obligation[] {
  const { rules } = chronicle.context;
  const { facts } = chronicle.case;
  const owedBy = { type: 'unit', id: track.unit } as const;
  const before = Object.keys(chronicle.case.obligations).length;
  const { rule, settled, ...signLimit } = rules.limits.sign;
  open(chronicle, {
    kind: 'sign',
    trackId: track.id,
    owedBy,
    rule,
    settled,
    start: track.assignedOn,
    limit: signLimit,
  });
  const part = rules.parts[`${facts.level}.${track.part}`];
  if (part?.form) openForm(chronicle, track, owedBy);
  if (part?.limit) {
    const named = facts.limits?.[part.limit];
    const kind = part.limit;
    if (named) {
      open(chronicle, {
        kind,
        trackId: track.id,
        owedBy,
        rule: facts.outOfSession ? 'R3.7' : 'R3.1',
        settled: true,
        start: track.countsFrom,
        limit: named,
        source: 'letter',
      });
    } else {
      const {
        rule: byRule,
        settled: bySource,
        ...limit
      } = rules.limits[kind === 'submission' ? 'reply' : kind];
      open(chronicle, {
        kind,
        trackId: track.id,
        owedBy,
        rule: byRule,
        settled: bySource,
        start: track.countsFrom,
        limit,
      });
    }
  }
  return Object.values(chronicle.case.obligations).slice(before);
}

function openForm(chronicle: Chronicle, track: Track, owedBy: Obligation['owedBy']): void {
  const { form } = chronicle.context.rules;
  const year = track.assignedOn.slice(0, 4);
  const inTime = track.assignedOn <= `${year}-${form.assignedBy}`;
  const { rule, settled, ...later } = form.later;
  if (inTime)
    open(chronicle, {
      kind: 'form',
      trackId: track.id,
      owedBy,
      rule: form.rule,
      settled: form.settled,
      start: track.assignedOn,
      limit: { unit: 'fixed', date: `${year}-${form.fixed}` },
    });
  else
    open(chronicle, {
      kind: 'form',
      trackId: track.id,
      owedBy,
      rule,
      settled,
      start: track.assignedOn,
      limit: later,
    });
}

/** Supersedes each open obligation of `from` by the one of the same kind that `successors` has; the rest is cancelled. */
export function supersede(
  chronicle: Chronicle,
  from: Obligation[],
  successors: Obligation[],
  why: string,
): void {
  for (const old of from) {
    const by = successors.find((successor) => successor.kind === old.kind);
    if (by) chronicle.add('obligationSuperseded', { obligationId: old.id, by: by.id, why });
    else cancel(chronicle, [old], why);
  }
}

/** The internal limit of a division lies ahead of what its unit owes, and never before the day it got the case. */
export function internalDue(outer: Obligation, aheadDays: number, from: CivilDate): CivilDate {
  return maxDate(addDays(outer.due, -aheadDays), from);
}

export const obligationEvolvers = {
  obligationOpened: (state, { obligation }) => put(state, 'obligations', obligation),
  obligationMet: (state, { obligationId, on }) => end(state, obligationId, { status: 'met', endedOn: on }),
  obligationCancelled: (state, { obligationId }, event) =>
    end(state, obligationId, { status: 'cancelled', endedOn: event.on }),
  obligationSuperseded: (state, { obligationId, by }, event) =>
    end(state, obligationId, { status: 'superseded', endedOn: event.on, supersededBy: by }),
  obligationMoved: (state, { obligationId, to }, event) => {
    const missed = Boolean(state.obligations[obligationId]?.missed) && to.due < event.on;
    return end(state, obligationId, { ...to, missed });
  },
  deadlineMissed: (state, { obligationId }) => end(state, obligationId, { missed: true }),
} satisfies Partial<Evolvers>;

/** Ended obligations never change again: a late or repeated event about one is without effect (D7). */
function end(state: AssignedCase, id: string, patch: Partial<Obligation>): AssignedCase {
  return state.obligations[id]?.status === 'open' ? change(state, 'obligations', id, patch) : state;
}
