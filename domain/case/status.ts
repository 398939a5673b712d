import { isOverdue, type Light, type Obligation } from '../obligation';
import { daysBetween, type CivilDate } from '../dates';
import { answeringTracks, fullySent, issuedProduct } from './lookups';
import type { AssignedCase } from './state';

/** A case's status is derived from its tracks, never stored by hand. */
export type CaseStatus =
  'assigned' | 'in-progress' | 'replied' | 'published' | 'rework' | 'closed' | 'withdrawn';

export function statusOf(state: AssignedCase): CaseStatus {
  if (state.status !== 'open') return state.status;
  if (Object.values(state.reworks).some(({ status }) => status === 'open')) return 'rework';
  const answering = answeringTracks(state);
  const letters = answering.map((track) => issuedProduct(state, track.id));
  if (
    answering.length > 0 &&
    letters.every((letter) => letter !== undefined && fullySent(state, letter.id))
  ) {
    const out = letters.every(
      (letter) => letter?.publication.status === 'published' || letter?.publication.status === 'withheld',
    );
    return out ? 'published' : 'replied';
  }
  return Object.values(state.tracks).every(({ status }) => status === 'assigned')
    ? 'assigned'
    : 'in-progress';
}

/** Within seven days of `rawDue` a light turns yellow, past `due` red (D3); an ended obligation has none. */
export function lightOf(obligation: Obligation, today: CivilDate): Light {
  if (obligation.status !== 'open') return 'grey';
  if (isOverdue(obligation, today)) return 'red';
  return daysBetween(today, obligation.rawDue) <= 7 ? 'yellow' : 'green';
}
