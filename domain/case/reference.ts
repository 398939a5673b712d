import { maxDate, type CivilDate } from '../dates';
import { refuseUnless } from '../refusal';
import { change, type Chronicle, type Deciders, entryOf, type Evolvers } from './context';
import { answeredProposers, hasException, lineage, partRuleOf, staffedTrack } from './lookups';
import { endInner } from './inner-limits';
import { findOpen, meet } from './obligations';
import type { AssignedCase, Proposer, Track } from './state';
import type { DecidingRules } from '../../schemas/policy';

/**
 * Reference parts [R3.8]: no letter answers them. The unit draws on the case in its work, and tells everyone who
 * would be answered what is being done.
 */
export const referenceDeciders = {
  recordDrawnOn(chronicle, { data }) {
    const track = staffedTrack(chronicle.case, data.trackId);
    refuseUnless(
      isForReference(chronicle.case, track, chronicle.context.rules),
      'R3.8',
      'wrong-state',
      '/trackId',
      '只有参阅件登记研究参考情况',
    );
    chronicle.add('referenceDrawnOn', { trackId: track.id, use: data.use });
    meetReference(chronicle, track.id);
  },
} satisfies Partial<Deciders>;

export const isForReference = (state: AssignedCase, track: Track, rules: DecidingRules): boolean =>
  partRuleOf(state, track, rules).limit === 'reference';

/** The first day on which these hands, or those before them, told a proposer what is being done. */
function toldOn(state: AssignedCase, track: Track, proposer: string): CivilDate | undefined {
  const hands = lineage(state, track);
  const telling = state.contacts.filter(
    ({ trackId, told, proposers }) =>
      told !== undefined && hands.has(trackId) && proposers.includes(proposer),
  );
  return earliest(telling);
}

const earliest = (acts: readonly { on: CivilDate }[]): CivilDate | undefined =>
  acts.map(({ on }) => on).sort()[0];

const toBeTold = (state: AssignedCase): Proposer[] =>
  answeredProposers(state).filter(({ id }) => !hasException(state, id));

/** Whom the unit has still to tell what is being done [R3.8]; the exceptions of R6.1 hold. */
export const untold = (state: AssignedCase, track: Track): Proposer[] =>
  toBeTold(state).filter(({ id }) => toldOn(state, track, id) === undefined);

/** Drawn on, and everyone told: nothing is left to do for reference. */
export const referenceIsDone = (state: AssignedCase, track: Track): boolean =>
  (track.drawnOn ?? []).length > 0 && untold(state, track).length === 0;

/** Met on the day of the last of it: first drawn on, and each told for the first time (D8). */
export function meetReference(chronicle: Chronicle, trackId: string): void {
  const track = entryOf(chronicle.case.tracks, trackId);
  const owed = findOpen(chronicle.case, trackId, 'reference');
  if (!track || owed.length === 0 || !referenceIsDone(chronicle.case, track)) return;
  const told = toBeTold(chronicle.case).flatMap(({ id }) => toldOn(chronicle.case, track, id) ?? []);
  const on = maxDate(earliest(track.drawnOn ?? []) ?? chronicle.on, ...told);
  meet(chronicle, owed, on);
  endInner(chronicle, trackId, on);
}

export const referenceEvolvers = {
  referenceDrawnOn: (state, { trackId, use }, { on }) =>
    change(state, 'tracks', trackId, {
      drawnOn: [...(entryOf(state.tracks, trackId)?.drawnOn ?? []), { on, use }],
    }),
} satisfies Partial<Evolvers>;
