import { type Build, HASH, of } from './draw';

/** What one case of a merge is told by the other, and who merges them. */
export const mergeMoves = {
  mergeCases: (draw) => ({ cases: [draw(OTHERS) ?? 'other-1'], reason: 'x', title: draw([undefined, 'x']) }),
  unmergeCase: (draw) => ({ member: draw(OTHERS) ?? 'other-1', reason: 'x' }),
  retellMember: (draw) => ({ member: draw(OTHERS) ?? 'other-1' }),
  joinMerge: (draw, { state }) => ({
    host: draw(OTHERS) ?? 'other-1',
    since: 7,
    kind: draw([state.facts.kind, state.facts.kind, 'proposal' as const]) ?? 'proposal',
    level: state.facts.level,
    decidedBy: draw(['unit', 'provincial-office'] as const) ?? 'unit',
    unit: draw(['lead', 'lead', 'u9']) ?? 'lead',
  }),
  leaveMerge: (draw) => ({ host: draw(OTHERS) ?? 'other-1', since: 7 }),
  memberGone: (draw, { state }) => {
    const member = draw(OTHERS) ?? 'other-1';
    const members = state.merge?.role === 'host' ? state.merge.members : {};
    return { member, since: members[member]?.since ?? 7, why: 'withdrawn' as const };
  },
  followLetter: (draw, { state, today }) => {
    const category = draw(['A', 'B', undefined] as const);
    return {
      host: state.merge?.role === 'member' ? state.merge.host : (draw(OTHERS) ?? 'other-1'),
      since: 7,
      letterId: draw(['l1', 'l2']) ?? 'l1',
      unit: draw(['lead', 'lead', 'co1']) ?? 'lead',
      part: draw(['lead', 'lead', 'separate', 'co-handler'] as const) ?? 'lead',
      product: draw(['reply', 'reply', 'submission', 'opinion', 'result'] as const) ?? 'reply',
      stage:
        draw(['issued', 'issued', 'published', 'withheld', 'taken-down', 'recalled'] as const) ?? 'issued',
      document: HASH,
      mark: draw(['public', 'withheld'] as const) ?? 'public',
      ...(category ? { category } : {}),
      documentNumber: 'x',
      electronicVersion: HASH,
      issuedOn: today,
      on: today,
    };
  },
  reportTold: (draw, { state }) => {
    const members = state.merge?.role === 'host' ? state.merge.members : {};
    const member = draw([...of(members), 'other-9']) ?? 'other-9';
    const about = draw([undefined, undefined, ...Object.values(state.letters).map(({ id }) => id)]);
    return {
      member,
      since: (Object.hasOwn(members, member) ? members[member]?.since : undefined) ?? 0,
      ...(about ? { letter: { letterId: about, stage: 'issued' as const } } : {}),
      outcome: draw(['taken', 'taken', 'refused'] as const) ?? 'taken',
    };
  },
} satisfies Partial<Build>;

const OTHERS = ['other-1', 'other-2'];
