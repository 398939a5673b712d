import type { AssignedCase } from '../../../../domain/case';
import { addDays } from '../../../../domain/dates';
import { type Build, HASH, of } from './draw';

/** What moves, watches or helps a deadline: reminders, key cases, instructions, extensions, supervision. */
export const oversightMoves = {
  remindUnit: (_, { track }) => ({ trackId: track, way: 'telephone', answer: 'x' }),
  markKey: (draw, { track }) => ({
    trackId: track,
    keyId: draw(['m1', 'm2', 'k1', 'k2', '__proto__']) ?? 'm1',
    key: draw(['matter', 'case'] as const) ?? 'matter',
  }),
  unmarkKey: (draw) => ({ keyId: draw(['m1', 'm2', 'k1', 'k2', 'constructor']) ?? 'm1' }),
  recordOpenDoor: (draw, { track }) => ({
    trackId: track,
    element: draw(['meeting', 'coordination', 'problem', 'field'] as const) ?? 'meeting',
    people: 'x',
    note: 'x',
    documents: [],
  }),
  fileSpecialReport: (_, { track }) => ({ trackId: track, document: HASH }),
  trackSubject: (draw, { track }) => ({
    trackId: track,
    subjectId: draw(['subject:1', 'subject:2']) ?? 'subject:1',
  }),
  askInstructions: (_, { track }) => ({ trackId: track, to: 'x', question: 'x' }),
  answerInstructions: (draw, { state }) => ({
    requestId: draw([...of(state.instructions), 'i9']) ?? '',
    answer: 'x',
  }),
  withdrawInstructions: (draw, { state }) => ({
    requestId: draw([...of(state.instructions), 'i9']) ?? '',
    reason: 'x',
  }),
  requestExtension: (draw, { state, today }) => ({
    obligationId: draw(openOf(state, 'opinion', 'reply', 'submission')) ?? draw(of(state.obligations)) ?? '',
    until: addDays(today, draw([10, 60, 120, 700]) ?? 10),
    reason: 'x',
  }),
  decideExtension: (draw, { state }) => ({
    requestId: draw([...of(state.extensions), 'e9']) ?? '',
    outcome: draw(['granted', 'granted', 'refused'] as const) ?? 'granted',
    reason: draw(['x', undefined]),
  }),
  waiveObligation: (draw, { state }) => ({
    obligationId: draw([...of(state.obligations), 'o99']) ?? '',
    reason: 'x',
  }),
  openSupervision: (draw, { track }) => ({
    trackId: track,
    form:
      draw(['special-inspection', 'joint-supervision', 'tracked-supervision'] as const) ??
      'special-inspection',
    units: draw([['co1'], undefined]),
    ground: 'x',
  }),
  recordSupervision: (draw, { state }) => ({
    supervisionId: draw([...of(state.supervisions), 's9']) ?? '',
    way: 'telephone',
    note: 'x',
  }),
  closeSupervision: (draw, { state }) => ({
    supervisionId: draw([...of(state.supervisions), 's9']) ?? '',
    result: 'x',
  }),
  recordGuidance: (draw, { track }) => ({ trackId: draw([track, undefined]), note: 'x' }),
} satisfies Partial<Build>;

const openOf = (state: AssignedCase, ...kinds: string[]): string[] =>
  Object.values(state.obligations)
    .filter(({ kind, status }) => status === 'open' && kinds.includes(kind))
    .map(({ id }) => id);
