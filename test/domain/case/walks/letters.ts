import { approvalsOf } from '../../../../domain/case/letters';
import { criteria } from '../scenario';
import { type Build, type Draw, HASH, of } from './draw';

/** Letters from the draft to the proposer and to the public. */
export const letterMoves = {
  draftLetter: (draw, { state, track }) => ({
    trackId: track,
    product: draw(['reply', 'opinion', 'submission', 'result', 'result'] as const) ?? 'reply',
    ...(draw([true, false]) ? { reworkId: draw([...of(state.reworks), 'r9']) } : {}),
    ...contentOf(draw),
  }),
  reviseLetter: (draw, { letter }) => ({ letterId: letter, ...contentOf(draw) }),
  reviewLetter: (draw, { state, letter }) => {
    const about = Object.hasOwn(state.letters, letter) ? state.letters[letter] : undefined;
    const next = about?.chain[approvalsOf(about).length];
    const level = draw([next, next, next, 'principal' as const]) ?? 'division';
    return draw([true, true, true, false])
      ? { letterId: letter, level, decision: 'approve', criteria }
      : { letterId: letter, level, decision: 'return', reason: 'x' };
  },
  // Rare, or few letters would get out.
  discardLetter: (draw, { letter }) => ({ letterId: draw([letter, 'l99', 'l99', 'l99']) ?? '', reason: 'x' }),
  issueLetter: (draw, { letter, proposers, today }) => ({
    letterId: letter,
    documentNumber: 'x',
    electronicVersion: draw([HASH, HASH, undefined]),
    sent: draw([true, false, false])
      ? proposers.map((recipient) => ({ recipient, way: 'hand' as const, sentOn: today }))
      : [],
  }),
  recallLetter: (_, { letter }) => ({ letterId: letter, reason: 'x' }),
  acceptOpinion: (_, { letter }) => ({ letterId: letter }),
  sendBackOpinion: (_, { letter }) => ({ letterId: letter, reason: 'x' }),
  checkCategory: (draw, { letter }) => ({
    letterId: letter,
    category: draw(['A', 'B', 'C'] as const) ?? 'A',
    reason: draw(['x', undefined]),
  }),
  recordDispatch: (draw, { state }) => ({
    deliveryId: draw([...of(state.deliveries), 'd99']) ?? '',
    way: 'post',
    electronicVersion: draw([HASH, undefined]),
  }),
  recordReceipt: (draw, { state }) => ({ deliveryId: draw([...of(state.deliveries), 'd99']) ?? '' }),
  confirmDisclosure: (draw, { letter, track }) => ({
    letterId: letter,
    coHandlers: [
      {
        trackId: track,
        opinion: draw(['public', 'unmarked', 'withheld'] as const) ?? 'public',
        ...(draw([true, false]) ? { reason: 'x' } : {}),
      },
    ],
  }),
  publishLetter: (draw, { letter, track }) => ({
    letterId: letter,
    coHandlers: draw([[], [{ trackId: track, opinion: 'public' as const }]]) ?? [],
    withOriginal: draw([false, false, true]) ?? false,
  }),
  withholdLetter: (_, { letter }) => ({ letterId: letter, ground: 'x' }),
  takeDownLetter: (_, { letter }) => ({ letterId: letter, reason: 'x' }),
  askOriginalView: (_, { proposers }) => ({ proposers }),
  answerOriginalView: (draw, { proposers }) => ({
    proposer: proposers[0] ?? '',
    agrees: draw([true, false]) ?? true,
  }),
} satisfies Partial<Build>;

function contentOf(draw: Draw) {
  const category = draw(['A', 'B', 'C', undefined] as const);
  const mark = draw(['public', 'public', 'unmarked', 'withheld'] as const) ?? 'public';
  return {
    document: HASH,
    mark,
    ...(category ? { category } : {}),
    ...(category === 'B' ? { plan: 'x' } : {}),
    ...(category === 'C' ? { ground: 'x' } : {}),
    ...(mark === 'withheld' ? { withholdingGround: 'x' } : {}),
  };
}
