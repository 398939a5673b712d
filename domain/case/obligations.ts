import type { Limit } from '../../schemas/common';
import type { DecidingRules, Filing, PartRule, PolicyLimit } from '../../schemas/policy';
import { maxDate, type CivilDate } from '../dates';
import { due, type DueDate } from '../due';
import type { Calendar } from '../calendar';
import type { Obligation, ObligationKind } from '../obligation';
import { change, type Chronicle, entryOf, type Evolvers, nextId, put, resume } from './context';
import { namedLimit, partRuleOf } from './lookups';
import type { AssignedCase, Track } from './state';

/** What is owed, before it has an id and dates. */
export interface Owed {
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

/** A limit of the policy, as an obligation bears it. */
export const underPolicy = ({ rule, settled, ...limit }: PolicyLimit): SetLimit => ({ rule, settled, limit });

/** Why a duty ended, or began, without anybody's act: other rules were adopted [D5]. */
export const BY_RULES = 'rules';

/** Opens an obligation and returns its id. It is open from the day that it counts from, known from today (D8). */
export function open(chronicle: Chronicle, owed: Owed, why?: typeof BY_RULES): string {
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
  chronicle.add('obligationOpened', { obligation, ...(why ? { why } : {}) });
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
  const owedBy = { type: 'unit', id: track.unit } as const;
  const { sign } = chronicle.context.rules.limits;
  open(chronicle, { kind: 'sign', trackId: track.id, owedBy, start, ...underPolicy(sign) });
}

/** What a track owes from its first day: signing, and what its part is owed. Returns what was opened. */
export function openTrackObligations(
  chronicle: Chronicle,
  track: Track,
  before: Obligation[] = [],
): Obligation[] {
  return openedBy(chronicle, () => {
    if (track.status === 'assigned') openSigning(chronicle, track, track.assignedOn);
    openDuties(chronicle, track, track.assignedOn, before);
  });
}

/** What a part owes from a day on: the form [R2.3], and its product [R3.4, R3.5, R3.8, or the letter's limit]. */
export function openDuties(
  chronicle: Chronicle,
  track: Track,
  from: CivilDate,
  before: Obligation[] = [],
): void {
  if (partOf(chronicle, track).form && isNew(chronicle.case, track.id, 'form'))
    openForm(chronicle, track, from);
  openProduct(chronicle, track, before);
}

/**
 * The limit of a part's product. Where somebody had that duty before, what was granted beyond the limit stays: never is
 * a date earlier for a change of hands.
 */
export function openProduct(chronicle: Chronicle, track: Track, before: Obligation[] = []): void {
  const { rules } = chronicle.context;
  const { facts } = chronicle.case;
  const kind = partOf(chronicle, track).limit;
  const set = kind && policyLimit(kind, track.countsFrom, rules);
  if (!set) return;
  const named = namedLimit(track, facts, kind);
  const byLetter = letterRule(facts);
  // Where the notice itself sets the limits, another one for a part alone is the office's word.
  const byOffice = !byLetter && track.limits?.[kind] !== undefined;
  const owed: Owed = {
    kind,
    trackId: track.id,
    owedBy: { type: 'unit', id: track.unit },
    start: track.countsFrom,
    ...set,
    ...(named
      ? {
          rule: byLetter ?? set.rule,
          settled: !byOffice,
          limit: named,
          source: byOffice ? 'office' : 'letter',
        }
      : {}),
  };
  const reckoned = datesOf(owed.start, owed.limit, chronicle.context.calendar);
  const granted = before.find((old) => old.kind === kind && wasGranted(old) && old.due > reckoned.due);
  open(chronicle, granted ? { ...owed, ...asGranted(granted) } : owed);
}

/** An extension, or the second limit of an opinion that was sent back: dates that no assignment gives. */
const wasGranted = ({ source, about }: Obligation): boolean => source === 'extension' || about !== undefined;

const asGranted = (old: Obligation): Partial<Owed> & Pick<Owed, 'start' | 'limit'> => ({
  rule: old.rule,
  settled: old.settled,
  source: old.source,
  start: old.openedOn,
  limit: limitOf(old),
  ...(old.about ? { about: old.about } : {}),
});

/** The limit that an obligation was opened with. */
export const limitOf = ({ limit, start }: Pick<Obligation, 'limit' | 'start'>): Limit =>
  limit.unit === 'fixed' ? { unit: 'fixed', date: start } : limit;

export const partOf = (chronicle: Chronicle, track: Track): PartRule =>
  partRuleOf(chronicle.case, track, chronicle.context.rules);

/** The obligations that something opens. */
export function openedBy(chronicle: Chronicle, act: () => void): Obligation[] {
  const before = Object.keys(chronicle.case.obligations).length;
  act();
  return Object.values(chronicle.case.obligations).slice(before);
}

interface SetLimit {
  rule: string;
  settled: boolean;
  limit: Limit;
}

/** What the policy sets for a part's product; undefined where it sets nothing. */
function policyLimit(
  kind: NonNullable<PartRule['limit']>,
  start: CivilDate,
  { limits, reference }: DecidingRules,
): SetLimit | undefined {
  if (kind === 'reference') return reference && filingLimit(start, reference);
  return underPolicy(limits[kind === 'submission' ? 'reply' : kind]);
}

/** The rule by which a letter of assignment sets the limits; undefined where the notice itself does. */
export function letterRule({
  level,
  outOfSession,
}: Pick<AssignedCase['facts'], 'level' | 'outOfSession'>): string | undefined {
  if (level === 'national') return outOfSession ? 'R3.6' : 'R3.1';
  return outOfSession ? 'R3.7' : undefined;
}

/** The limit of what has a date in the year [R2.3, R3.8]: that date, or days for what came up too late for it. */
export function filingLimit(from: CivilDate, { fixed, assignedBy, later, rule, settled }: Filing): SetLimit {
  const year = from.slice(0, 4);
  if (from <= `${year}-${assignedBy}`)
    return { rule, settled, limit: { unit: 'fixed', date: `${year}-${fixed}` } };
  const { amount, unit } = later;
  return { rule: later.rule, settled: later.settled, limit: { amount, unit } };
}

/** Never owed, or owed until other rules ended it. What was waived, or done, does not come again. */
export function isNew(state: AssignedCase, trackId: string, kind: ObligationKind): boolean {
  const last = Object.values(state.obligations).findLast(
    (obligation) => obligation.trackId === trackId && obligation.kind === kind,
  );
  return last === undefined || last.lapsed === true;
}

/** The responsibility assignment form [R2.3]. */
export function openForm(chronicle: Chronicle, track: Track, start: CivilDate, why?: typeof BY_RULES): void {
  const owed: Owed = {
    kind: 'form',
    trackId: track.id,
    owedBy: { type: 'unit', id: track.unit },
    start,
    ...filingLimit(start, chronicle.context.rules.form),
  };
  open(chronicle, owed, why);
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

export const obligationEvolvers = {
  obligationOpened: (state, { obligation }) => {
    const opened = put(state, 'obligations', obligation);
    if (obligation.kind === 'copy')
      return change(opened, 'deliveries', obligation.about ?? '', { dueOn: obligation.due });
    if (obligation.kind !== 'publication') return opened;
    const letter = entryOf(state.letters, obligation.about);
    // After a take-down a part that was done is handled again until there is another word on its page.
    return letter?.publication.status === 'not-owed'
      ? change(opened, 'letters', letter.id, { publication: { ...letter.publication, status: 'owed' } })
      : resume(opened, obligation.trackId);
  },
  // What was done in time but recorded late is met and not late (D8): the note of its passing goes.
  obligationMet: (state, { obligationId, on }) => {
    const obligation = entryOf(state.obligations, obligationId);
    const missed = obligation !== undefined && obligation.missed && on > obligation.due;
    return end(state, obligationId, { status: 'met', endedOn: on, missed });
  },
  obligationCancelled: (state, { obligationId, why }, event) =>
    why === BY_RULES
      ? lapse(state, obligationId, event.on)
      : end(state, obligationId, { status: 'cancelled', endedOn: event.on }),
  obligationSuperseded: (state, { obligationId, by }, event) =>
    end(state, obligationId, { status: 'superseded', endedOn: event.on, supersededBy: by }),
  obligationMoved: (state, { obligationId, to }, event) => {
    const missed = Boolean(entryOf(state.obligations, obligationId)?.missed) && to.due < event.on;
    return end(state, obligationId, { ...to, missed });
  },
  deadlineMissed: (state, { obligationId }) => end(state, obligationId, { missed: true }),
} satisfies Partial<Evolvers>;

/** Ended by other rules, which can also bring it back; a page that was owed is none now. */
function lapse(state: AssignedCase, id: string, on: CivilDate): AssignedCase {
  const ended = end(state, id, { status: 'cancelled', endedOn: on, lapsed: true });
  const letter = entryOf(state.letters, entryOf(state.obligations, id)?.about);
  return letter?.publication.status === 'owed'
    ? change(ended, 'letters', letter.id, { publication: { ...letter.publication, status: 'not-owed' } })
    : ended;
}

/** Ended obligations never change again: a late or repeated event about one is without effect (D7). */
function end(state: AssignedCase, id: string, patch: Partial<Obligation>): AssignedCase {
  return entryOf(state.obligations, id)?.status === 'open' ? change(state, 'obligations', id, patch) : state;
}
