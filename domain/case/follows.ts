import { refuseUnless } from '../refusal';
import { entryOf } from './context';
import type { AssignedCase, Letter, Track } from './state';

/** Parts whose letter answers the proposers, or will. */
export const REPLYING: ReadonlySet<Track['part']> = new Set(['lead', 'separate', 'office']);

/**
 * A merged case's answer is written in its host: refused until the case has left [R3.10]. Of several separate units
 * each replies on its own [R3.3], whether or not it has a part in the host: it may do so here.
 */
export function writesForItself(
  { merge, tracks }: AssignedCase,
  letter: Pick<Letter, 'trackId' | 'product'>,
): void {
  if (merge?.role !== 'member' || letter.product === 'result') return;
  const part = entryOf(tracks, letter.trackId)?.part;
  refuseUnless(
    part === undefined || part === 'separate' || !REPLYING.has(part),
    'R3.10',
    'wrong-state',
    '',
    `本件已并入 ${merge.host}，由主件统一行文；单独办理须先撤出并案`,
  );
}

/**
 * What becomes of a letter that repeats the host's is decided there [R3.10], for as long as the case is merged into it:
 * a case that has left, because its host is gone, decides for itself.
 */
export function speaksForItself({ merge }: AssignedCase, { follows }: Letter): void {
  refuseUnless(
    follows === undefined || merge?.role !== 'member' || merge.host !== follows.caseId,
    'R3.10',
    'wrong-state',
    '/letterId',
    `这是 ${follows?.caseId ?? ''} 的并案文稿，请在主件中办理`,
  );
}

/**
 * The host's page is the member's too [R3.10, R5.8]: the member gives a word of its own where the host has no page, or
 * after its page was taken down.
 */
export function publishesForItself(state: AssignedCase, letter: Letter): void {
  if (letter.follows?.pageless || letter.publication.status === 'taken-down') return;
  speaksForItself(state, letter);
}
