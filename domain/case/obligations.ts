import type { Limit } from '../../schemas/common';
import type { Filing } from '../../schemas/policy';
import { addDays, maxDate, type CivilDate } from '../dates';
import { due, type DueDate } from '../due';
import type { Calendar } from '../calendar';
import type { Obligation, ObligationKind } from '../obligation';
import { change, type Chronicle, entryOf, type Evolvers, nextId, put } from './context';
import { partRuleOf } from './lookups';
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
  outer?: string;
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

/** Met on the day of the act (D8), though never before it was owed. */
export function meet(chronicle: Chronicle, obligations: Obligation[], on: CivilDate = chronicle.on): void {
  for (const { id, openedOn } of obligations) {
    const day = maxDate(on, openedOn);
    chronicle.add('obligationMet', { obligationId: id, on: day }, day);
  }
}

export function cancel(
  chronicle: Chronicle,
  obligations: Obligation[],
  why: string,
  { reason, on = chronicle.on }: { reason?: string; on?: CivilDate } = {},
): void {
  for (const { id } of obligations)
    chronicle.add('obligationCancelled', { obligationId: id, why, ...(reason ? { reason } : {}) }, on);
}

/** Signing for a part counts from the day that the unit got it, or got it again. */
export function openSigning(chronicle: Chronicle, track: Track, start: CivilDate): void {
  const { rule, settled, ...limit } = chronicle.context.rules.limits.sign;
  const owedBy = { type: 'unit', id: track.unit } as const;
  open(chronicle, { kind: 'sign', trackId: track.id, owedBy, rule, settled, start, limit });
}

/** What a track owes from its first day: signing, the form [R2.3], and its product [R3.4, R3.5, or the letter's limit]. */
export function openTrackObligations(chronicle: Chronicle, track: Track): Obligation[] {
  const { rules } = chronicle.context;
  const { facts } = chronicle.case;
  const owedBy = { type: 'unit', id: track.unit } as const;
  const before = Object.keys(chronicle.case.obligations).length;
  if (track.status === 'assigned') openSigning(chronicle, track, track.assignedOn);
  const part = partRuleOf(chronicle.case, track, rules);
  if (part.form) openForm(chronicle, track, owedBy);
  if (part.limit) {
    const kind = part.limit;
    const named = (track.limits ?? facts.limits)?.[kind];
    const { rule, settled, ...limit } = rules.limits[kind === 'submission' ? 'reply' : kind];
    const owed = { kind, trackId: track.id, owedBy, start: track.countsFrom };
    if (named)
      open(chronicle, {
        ...owed,
        rule: letterRule(facts) ?? rule,
        settled: true,
        limit: named,
        source: 'letter',
      });
    else open(chronicle, { ...owed, rule, settled, limit });
  }
  return Object.values(chronicle.case.obligations).slice(before);
}

/** The rule by which a letter of assignment sets the limits; undefined where the notice itself does. */
export function letterRule({
  level,
  outOfSession,
}: Pick<AssignedCase['facts'], 'level' | 'outOfSession'>): string | undefined {
  if (level === 'national') return outOfSession ? 'R3.6' : 'R3.1';
  return outOfSession ? 'R3.7' : undefined;
}

/** The limit of what is filed [R2.3, R4.3]: the fixed date of the year, or days for what came up too late for it. */
export function filingLimit(
  from: CivilDate,
  filing: Filing,
): { rule: string; settled: boolean; limit: Limit } {
  const year = from.slice(0, 4);
  const { rule, settled, ...limit } = filing.later;
  if (from > `${year}-${filing.assignedBy}`) return { rule, settled, limit };
  const date = `${year}-${filing.fixed}`;
  return { rule: filing.rule, settled: filing.settled, limit: { unit: 'fixed', date } };
}

function openForm(chronicle: Chronicle, track: Track, owedBy: Obligation['owedBy']): void {
  const start = track.assignedOn;
  open(chronicle, {
    kind: 'form',
    trackId: track.id,
    owedBy,
    start,
    ...filingLimit(start, chronicle.context.rules.form),
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

/** The limit of a division that got the case on a day, ahead of what its unit owes: the unit's own matter. */
export function openInternal(
  chronicle: Chronicle,
  outer: Obligation,
  division: string,
  on: CivilDate,
): string {
  const date = internalDue(outer, chronicle.context.rules.internalAheadDays, on);
  return open(chronicle, {
    kind: 'internal',
    trackId: outer.trackId,
    owedBy: outer.owedBy,
    rule: 'setting',
    settled: false,
    start: on,
    limit: { unit: 'fixed', date },
    source: 'internal',
    about: division,
    outer: outer.id,
  });
}

/** What lay ahead of a duty lies ahead of the one that took its place. */
export function followOuter(chronicle: Chronicle, old: Obligation, by: string, why: string): void {
  const outer = chronicle.case.obligations[by] as Obligation;
  for (const inner of findOpen(chronicle.case, old.trackId, 'internal')) {
    if ((inner.outer ?? old.id) !== old.id) continue;
    const next = openInternal(chronicle, outer, inner.about ?? '', inner.openedOn);
    chronicle.add('obligationSuperseded', { obligationId: inner.id, by: next, why });
  }
}

export const obligationEvolvers = {
  obligationOpened: (state, { obligation }) => {
    const opened = put(state, 'obligations', obligation);
    if (obligation.kind === 'copy')
      return change(opened, 'deliveries', obligation.about ?? '', { dueOn: obligation.due });
    if (obligation.kind !== 'publication') return opened;
    const letter = entryOf(state.letters, obligation.about);
    return letter?.publication.status === 'not-owed'
      ? change(opened, 'letters', letter.id, { publication: { ...letter.publication, status: 'owed' } })
      : opened;
  },
  // What was done in time but recorded late is met and not late (D8): the note of its passing goes.
  obligationMet: (state, { obligationId, on }) => {
    const obligation = entryOf(state.obligations, obligationId);
    const missed = obligation !== undefined && obligation.missed && on > obligation.due;
    return end(state, obligationId, { status: 'met', endedOn: on, missed });
  },
  obligationCancelled: (state, { obligationId }, event) =>
    end(state, obligationId, { status: 'cancelled', endedOn: event.on }),
  obligationSuperseded: (state, { obligationId, by }, event) =>
    end(state, obligationId, { status: 'superseded', endedOn: event.on, supersededBy: by }),
  obligationMoved: (state, { obligationId, to }, event) => {
    const missed = Boolean(entryOf(state.obligations, obligationId)?.missed) && to.due < event.on;
    return end(state, obligationId, { ...to, missed });
  },
  deadlineMissed: (state, { obligationId }) => end(state, obligationId, { missed: true }),
} satisfies Partial<Evolvers>;

/** Ended obligations never change again: a late or repeated event about one is without effect (D7). */
function end(state: AssignedCase, id: string, patch: Partial<Obligation>): AssignedCase {
  return entryOf(state.obligations, id)?.status === 'open' ? change(state, 'obligations', id, patch) : state;
}
