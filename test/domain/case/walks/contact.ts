import { type Build, of } from './draw';

/** What is done with proposers and in the field before a letter is written. */
export const contactMoves = {
  sendForm: (_, { track, proposers }) => ({ trackId: track, proposers, way: 'post' }),
  confirmForm: (_, { track, proposers }) => ({
    trackId: track,
    proposer: proposers[0] ?? '',
    way: 'telephone',
  }),
  coverForm: (_, { track }) => ({ trackId: track }),
  recordContact: (draw, { track, proposers }) => ({
    trackId: track,
    stage: draw(['before', 'during', 'after'] as const) ?? 'before',
    way: draw(['visit', 'telephone'] as const) ?? 'visit',
    visitors: draw([['x-1'], ['x-1'], undefined]),
    proposers,
    attendees: [],
    opinion: 'x',
    plan: draw(['x', undefined]),
    wished: draw([true, undefined]),
    told: draw(['x', undefined]),
    documents: [],
  }),
  recordDrawnOn: (_, { track }) => ({ trackId: track, use: 'x' }),
  recordResearch: (_, { track }) => ({ trackId: track, place: 'x', people: 'x', findings: 'x' }),
  requestContactException: (draw, { track, proposers }) => ({
    trackId: track,
    proposer: proposers[0] ?? '',
    ground: draw(['unreachable', 'left-office', 'died'] as const) ?? 'died',
    reason: 'x',
  }),
  decideContactException: (draw, { state }) => ({
    exceptionId: draw([...of(state.exceptions), 'x9']) ?? '',
    outcome: draw(['approved', 'approved', 'refused'] as const) ?? 'approved',
    reason: draw(['x', undefined]),
  }),
} satisfies Partial<Build>;
