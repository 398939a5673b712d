import { isSecret } from '../../../../domain/case';
import { addDays } from '../../../../domain/dates';
import { type Build, of } from './draw';

/** What comes back from proposers. */
export const feedbackMoves = {
  // Rare, or every story would end here.
  withdrawCase: (draw, { proposers }) => ({
    proposer: draw([...Array.from({ length: 11 }, () => 'nobody'), proposers[0] ?? '']) ?? '',
    reason: 'x',
  }),
  giveFeedback: (draw, { proposers, track }) => ({
    proposer: proposers[0] ?? '',
    trackId: draw([track, undefined]),
    attitude: draw(['satisfied', 'dissatisfied'] as const) ?? 'satisfied',
    result: draw(['largely-satisfied', 'dissatisfied'] as const) ?? 'dissatisfied',
    reason: draw(['x', 'x', undefined]),
    via: 'paper',
  }),
  assignRework: (draw, { state, proposers, track, today }) => ({
    trackId: draw([track, undefined]),
    receivedOn: addDays(today, draw([0, 0, -4, -9, 1]) ?? 0),
    objectors: isSecret(state) ? [] : proposers,
    reason: 'x',
  }),
  withdrawRework: (draw, { state }) => ({
    reworkId: draw([...of(state.reworks), 'r9']) ?? '',
    reason: 'x',
  }),
  recordReworkCause: (draw, { state }) => ({
    reworkId: draw([...of(state.reworks), 'r9']) ?? '',
    cause: 'x',
    measures: 'x',
  }),
  recordReworkVisit: (draw, { state, proposers }) => ({
    reworkId: draw([...of(state.reworks), 'r9']) ?? '',
    proposers,
    visitors: ['lead-1'],
    opinion: 'x',
  }),
} satisfies Partial<Build>;
