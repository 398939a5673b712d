import type { DecidingRules } from '../../schemas/policy';
import { addDays, maxDate, type CivilDate } from '../dates';
import type { Obligation } from '../obligation';
import type { Deciders, Evolvers } from './context';
import { INNER } from './inner-limits';
import { cancel, openObligations } from './obligations';
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
        openSupervisionOnce(chronicle, obligation.trackId, 'special-inspection', 'late', { on });
    }
  },

  /** Wakes a run that was started asleep: changes nothing. */
  wake() {},

  discardMessage(chronicle, { data }) {
    chronicle.add('messageDiscarded', data);
  },
} satisfies Partial<Deciders>;

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
  messageDiscarded: (state) => state,
} satisfies Partial<Evolvers>;
