import { addDays } from '../../../../domain/dates';
import { staff } from '../scenario';
import { type Build, NONSENSE } from './draw';

/** What moves the parts: signing, changes of hands and part, who answers inside a unit. */
export const partMoves = {
  signFor: (_, { track }) => ({ trackId: track }),
  returnTrack: (_, { track }) => ({ trackId: track, reason: 'x' }),
  decideReturn: (draw, { track }) => ({
    trackId: track,
    outcome: draw(['upheld', 'refused'] as const) ?? 'upheld',
    reason: 'x',
  }),
  reassign: (draw, { track, today }) => ({
    trackId: track,
    unit: draw(['u1', 'u2', 'lead', 'co1']) ?? 'u1',
    reason: 'x',
    assignedOn: draw([undefined, undefined, addDays(today, -3), today]),
    ...(draw([true, false, false]) ? { limits: stated(today) } : {}),
  }),
  addCoHandler: (draw, { today }) => ({
    unit: draw(['u3', 'u4', 'co1']) ?? 'u3',
    part: draw([undefined, 'co-handler', 'separate', 'separate'] as const),
    reason: 'x',
    assignedOn: draw([undefined, addDays(today, -2)]),
    ...(draw([true, false])
      ? {
          limits: {
            opinion: { unit: 'workday' as const, amount: 9 },
            reply: { unit: 'day' as const, amount: 45 },
            setBy: 'provincial-office' as const,
          },
        }
      : {}),
  }),
  dropCoHandler: (_, { track }) => ({ trackId: track, reason: 'x' }),
  changePart: (draw, { track, today }) => ({
    trackId: track,
    part: draw(['lead', 'separate', 'co-handler'] as const) ?? 'lead',
    reason: 'x',
    assignedOn: draw([undefined, undefined, addDays(today, -3)]),
    ...(draw([true, false])
      ? {
          limits: {
            submission: { unit: 'day' as const, amount: 40 },
            reply: { unit: 'month' as const, amount: 2 },
            setBy: 'provincial-office' as const,
          },
        }
      : {}),
  }),
  swapLead: (draw, { track, today }) => ({
    trackId: track,
    reason: 'x',
    assignedOn: draw([undefined, undefined, today]),
    ...(draw([true, false, false]) ? { limits: stated(today) } : {}),
  }),
  handOver: (draw, { state, track }) => ({
    trackId: track,
    from: draw([...Object.values(state.tracks[track]?.responsibility ?? {}), 'nobody']) ?? 'nobody',
    to: draw(['x-7', 'lead-2']) ?? 'x-7',
    reason: 'x',
  }),
  passOn: (draw, { track }) => ({ trackId: track, bureaus: draw([['b1'], ['b1', 'b2'], ['co1']]) ?? ['b1'] }),
  takeBack: (draw, { track }) => ({ trackId: track, bureau: draw(['b1', 'b2', 'b3']) ?? 'b1', reason: 'x' }),
  recordBureauOpinion: (draw, { track }) => ({
    trackId: track,
    bureau: draw(['b1', 'b2', draw(NONSENSE) ?? '']) ?? 'b1',
    opinion: 'x',
    documents: [],
  }),
  assignDivision: (draw, { track }) => ({ trackId: track, division: draw(['d/1', 'd/2']) ?? 'd/1' }),
  returnFromDivision: (_, { track }) => ({ trackId: track, reason: 'x' }),
  assignOfficer: (_, { track }) => ({ trackId: track, officer: 'x-1' }),
  nameResponsibility: (draw, { track }) => ({ trackId: track, ...staff(draw(['lead', 'co']) ?? 'lead') }),
  nameCaseLeader: (_, { track }) => ({ trackId: track, person: 'x-1' }),
  recordOffLine: (_, { track }) => ({ trackId: track }),
} satisfies Partial<Build>;

/** Limits that the office states with a change of hands. */
const stated = (today: string) => ({
  opinion: { unit: 'fixed' as const, date: addDays(today, 15) },
  reply: { unit: 'day' as const, amount: 45 },
  submission: { unit: 'workday' as const, amount: 20 },
  setBy: 'provincial-office' as const,
});
