import type { Chronicle, Evolvers } from './context';
import { change } from './context';
import { fullySent, isSecret, issuedLetter, liveTracks, partRuleOf } from './lookups';
import { offLineOf } from './secret';
import { tellsOf } from './tells';
import { openObligations } from './obligations';
import { isForReference, referenceIsDone } from './reference';
import type { AssignedCase, Track } from './state';
import type { Obligation } from '../obligation';
import type { DecidingRules } from '../../schemas/policy';

/**
 * What follows by itself from what has just happened: parts that are done, and the close of the case. A case
 * closes when each reply is published or withheld, each answered proposer has given feedback or the window has
 * ended, and nothing is open (setting).
 */
export function settle(chronicle: Chronicle): void {
  if (chronicle.case.status !== 'open') return;
  const { rules } = chronicle.context;
  for (const track of liveTracks(chronicle.case)) {
    if (track.status === 'signed' && isDone(chronicle.case, track, rules))
      chronicle.add('trackDone', { trackId: track.id });
  }
  if (nothingIsOpen(chronicle.case, rules)) chronicle.add('caseClosed', {});
}

/** The part's product is out to every required recipient, published or withheld, and the part owes nothing more. */
function isDone(state: AssignedCase, track: Track, rules: DecidingRules): boolean {
  const { product, publish, limit } = partRuleOf(state, track, rules);
  if (openObligations(state).some(({ trackId }) => trackId === track.id)) return false;
  if (isSecret(state)) return offLineOf(track, limit) !== undefined || wasWaived(state, track, limit);
  if (isForReference(state, track, rules)) return referenceIsDone(state, track);
  if (product === undefined) return false;
  const letter = issuedLetter(state, track.id, product);
  if (!letter) return wasWaived(state, track, limit);
  if (!fullySent(state, letter.id)) return false;
  return !publish || letter.publication.status === 'published' || letter.publication.status === 'withheld';
}

/** The office waived it: nothing else ends a product's limit unmet on a part that is still handled. */
const wasWaived = (state: AssignedCase, track: Track, limit: Obligation['kind'] | undefined): boolean =>
  Object.values(state.obligations).findLast(({ trackId, kind }) => trackId === track.id && kind === limit)
    ?.status === 'cancelled';

/** Whether the case waits for a part. Reference parts from before they owed anything hold nothing up. */
function isWaitedFor(state: AssignedCase, track: Track, rules: DecidingRules): boolean {
  if (!isForReference(state, track, rules)) {
    const { product, limit } = partRuleOf(state, track, rules);
    return (isSecret(state) ? limit : product) !== undefined;
  }
  const owes = ({ trackId, kind }: Obligation) => trackId === track.id && kind === 'reference';
  return track.status === 'done' || Object.values(state.obligations).some(owes);
}

function nothingIsOpen(state: AssignedCase, rules: DecidingRules): boolean {
  const tracks = liveTracks(state).filter((track) => isWaitedFor(state, track, rules));
  return (
    tracks.length > 0 &&
    tracks.every(({ status }) => status === 'done') &&
    openObligations(state).length === 0 &&
    !Object.values(state.deliveries).some(({ status }) => status === 'pending') &&
    !Object.values(state.letters).some(
      ({ publication }) => publication.status === 'requested' || publication.status === 'taking-down',
    ) &&
    !Object.values(state.instructions).some(({ status }) => status === 'open') &&
    !Object.values(state.extensions).some(
      ({ status, obligationId }) =>
        status === 'requested' && state.obligations[obligationId]?.status === 'open',
    ) &&
    !Object.values(state.exceptions).some(({ status }) => status === 'requested') &&
    !Object.values(state.reworks).some(({ status }) => status === 'open') &&
    !Object.values(state.supervisions).some(({ status }) => status === 'open') &&
    tellsOf(state).length === 0
  );
}

export const closingEvolvers = {
  trackDone: (state, { trackId }) => change(state, 'tracks', trackId, { status: 'done' }),
  caseClosed: (state, _data, { on }) => ({ ...state, status: 'closed', endedOn: on }),
  caseReopened: (state) => {
    const { status: _status, endedOn: _endedOn, ...record } = state as AssignedCase & { endedOn?: string };
    return { ...record, status: 'open' };
  },
  caseWithdrawn: (state, _data, { on }) => ({ ...state, status: 'withdrawn', endedOn: on }),
} satisfies Partial<Evolvers>;
