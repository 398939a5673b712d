import type { Limit } from '../../schemas/common';
import type { DecidingRules } from '../../schemas/policy';
import { addDays, maxDate, type CivilDate } from '../dates';
import type { Obligation } from '../obligation';
import { entryOf, type Deciders, type Evolvers } from './context';
import { INNER, internalDue } from './inner-limits';
import { cancel, datesOf, filingLimit, limitOf, openObligations } from './obligations';
import { openSupervisionOnce } from './supervision';
import type { AssignedCase, CaseState } from './state';

/** Time is a command: what a day's passing does to a case. Each event bears its legal day, however late the tick. */
export const timeDeciders = {
  tick(chronicle) {
    const { today, rules } = chronicle.context;
    for (const obligation of openObligations(chronicle.case)) {
      if (today <= obligation.due) continue;
      const on = addDays(obligation.due, 1);
      if (obligation.kind === 'feedback') cancel(chronicle, [obligation], 'no-feedback', { on });
      else if (!obligation.missed)
        chronicle.add('deadlineMissed', { obligationId: obligation.id, due: obligation.due }, on);
    }
    for (const obligation of openObligations(chronicle.case)) {
      const on = inspectionDay(obligation, rules);
      // Asked again for each: the first that opens one stands for the unit's other late duties.
      if (on <= today && callsForInspection(chronicle.case, obligation))
        openSupervisionOnce(chronicle, obligation.trackId, 'special-inspection', 'late', on);
    }
  },

  /** Wakes a run that was started asleep: changes nothing. */
  wake() {},

  /**
   * Another calendar or policy [D5]: every open deadline is computed again under `context`; the old and the new
   * date are kept with the reason, the obligation and its fired rungs stay. A date named in a letter stays. Rules
   * that the case has already, and that move nothing, are no event.
   */
  adoptRules(chronicle, { data }) {
    const { calendar, rules } = chronicle.context;
    for (const obligation of openObligations(chronicle.case)) {
      const to = datesOf(obligation.openedOn, presentLimit(chronicle.case, obligation, rules), calendar);
      const moved =
        to.rawDue !== obligation.rawDue ||
        to.due !== obligation.due ||
        to.lastWorkingDay !== obligation.lastWorkingDay ||
        to.provisional !== obligation.provisional;
      if (moved)
        chronicle.add('obligationMoved', {
          obligationId: obligation.id,
          from: { rawDue: obligation.rawDue, due: obligation.due },
          to,
          why: data.reason,
        });
    }
    const { facts } = chronicle.case;
    const held = facts.calendarVersion === calendar.version && facts.policyVersion === rules.version;
    if (held && chronicle.events.length === 0) return;
    chronicle.add('rulesAdopted', {
      calendarVersion: calendar.version,
      policyVersion: rules.version,
      reason: data.reason,
    });
  },

  discardMessage(chronicle, { data }) {
    chronicle.add('messageDiscarded', data);
  },
} satisfies Partial<Deciders>;

const POLICY_LIMITS: Partial<Record<Obligation['kind'], keyof DecidingRules['limits']>> = {
  sign: 'sign',
  opinion: 'opinion',
  submission: 'reply',
  reply: 'reply',
  publication: 'publication',
  rework: 'rework',
  feedback: 'feedback',
  reissue: 'reissue',
};

/**
 * The limit that an obligation has today: what the policy set moves with it, an internal limit with the duty that it
 * lies ahead of (an older one, moved before it), what a letter or the office set stays.
 */
function presentLimit(state: AssignedCase, obligation: Obligation, rules: DecidingRules): Limit {
  const { kind, source, openedOn, about } = obligation;
  const own = limitOf(obligation);
  const outer = entryOf(state.obligations, obligation.outer);
  if (outer?.status === 'open')
    return { unit: 'fixed', date: internalDue(outer, rules.internalAheadDays, openedOn) };
  if (source !== 'policy') return own;
  const filings = { form: rules.form, 'special-report': rules.specialReport, reference: rules.reference };
  const filing = Object.hasOwn(filings, kind) ? filings[kind as keyof typeof filings] : undefined;
  if (filing) return filingLimit(openedOn, filing).limit;
  // An opinion about another one is the second after the first was sent back.
  const name = kind === 'opinion' && about !== undefined ? 'opinionAgain' : POLICY_LIMITS[kind];
  if (name === undefined) return own;
  const { amount, unit } = rules.limits[name];
  return { amount, unit };
}

/** A week after the date; after entry where that was later: nothing fires for days before the case was entered (D8). */
const inspectionDay = ({ due, enteredOn }: Obligation, rules: DecidingRules): CivilDate =>
  addDays(maxDate(due, enteredOn), rules.inspectionAfterDays);

/**
 * A week late a special inspection opens [R7.2], one per case and unit, and none beside one that the office opened
 * by hand; limits inside a unit's part are its own matter, and the office inspects no part of its own.
 */
function callsForInspection(state: AssignedCase, obligation: Obligation): boolean {
  if (obligation.owedBy.type !== 'unit' || INNER.has(obligation.kind)) return false;
  if (state.tracks[obligation.trackId]?.part === 'office') return false;
  return !Object.values(state.supervisions).some(
    ({ trackId, form, ground, status }) =>
      trackId === obligation.trackId &&
      form === 'special-inspection' &&
      (ground === 'late' || status === 'open'),
  );
}

/** The first day on which a tick changes this case; undefined when none does. */
export function nextDue(state: CaseState, rules: DecidingRules): CivilDate | undefined {
  if (state.status !== 'open') return undefined;
  let next: CivilDate | undefined;
  for (const obligation of openObligations(state)) {
    const day = !obligation.missed
      ? addDays(obligation.due, 1)
      : callsForInspection(state, obligation)
        ? inspectionDay(obligation, rules)
        : undefined;
    if (day !== undefined && (next === undefined || day < next)) next = day;
  }
  return next;
}

export const timeEvolvers = {
  rulesAdopted: (state, { calendarVersion, policyVersion }) => ({
    ...state,
    facts: { ...state.facts, calendarVersion, policyVersion },
  }),
  messageDiscarded: (state) => state,
} satisfies Partial<Evolvers>;
