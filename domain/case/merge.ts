import { Refusal, refuseUnless } from '../refusal';
import { type Chronicle, type Deciders, entryOf, type Evolvers } from './context';
import { counterpart, pageIsGone, replyingParts } from './following';
import { categoriesOf, procedureOf } from './lookups';
import { hostOf, isIn, takenStage } from './tells';
import type { AssignedCase, Letter, MergeMember, Told } from './state';

/**
 * Merged cases [R3.10]: one letter answers all, every case records it and meets its own deadlines through it. The
 * host (主件) keeps whom it has asked and what it has told them; what is still to be told follows from that, so that
 * nothing is lost between two cases. A member follows the host's letters, and can leave before it was answered.
 */
export const mergeDeciders = {
  mergeCases(chronicle, { data, actor }) {
    const state = chronicle.case;
    decidesAlone(state, actor.role === 'provincial-office', actor.unit);
    refuseUnless(
      state.merge?.role !== 'member',
      'R3.10',
      'wrong-state',
      '',
      '本件已并入另一件，不能再作主件',
    );
    refuseUnless(
      !answers(state).some(({ status }) => status === 'issued'),
      'R3.10',
      'wrong-state',
      '',
      '已经答复的，不能并案',
    );
    // A case for reference alone issues no letter [R3.8]: whoever waited for one would never be answered.
    refuseUnless(replyingParts(state).length > 0, 'R3.10', 'wrong-state', '', '本件没有答复单位，不能作主件');
    const present = hostOf(state)?.members ?? {};
    data.cases.forEach((caseId, index) => {
      const pointer = `/cases/${index}`;
      refuseUnless(caseId !== state.caseId, 'R3.10', 'conflict', pointer, '不能与本件自身并案');
      refuseUnless(data.cases.indexOf(caseId) === index, 'R3.10', 'duplicate', pointer, '并案的件重复');
      refuseUnless(!isIn(entryOf(present, caseId)), 'R3.10', 'duplicate', pointer, '该件已并入本件');
    });
    chronicle.add('casesMerged', {
      cases: data.cases,
      decidedBy: actor.role === 'provincial-office' ? 'provincial-office' : 'unit',
      ...(actor.unit ? { unit: actor.unit } : {}),
      ...(data.title ? { title: data.title } : {}),
      reason: data.reason,
    });
  },

  unmergeCase(chronicle, { data, actor }) {
    decidesAlone(chronicle.case, actor.role === 'provincial-office', actor.unit);
    const member = memberOf(chronicle, data.member);
    refuseUnless(
      isIn(member) && member.status !== 'leaving' && !member.unwanted,
      'R3.10',
      'wrong-state',
      '/member',
      '该件未并入本件，或正在撤出',
    );
    refuseUnless(
      !isAnswered(chronicle.case, member),
      'R3.10',
      'wrong-state',
      '/member',
      '已并案答复的，不能撤出',
    );
    chronicle.add('caseUnmerged', { member: data.member, reason: data.reason });
  },

  retellMember(chronicle, { data }) {
    const member = memberOf(chronicle, data.member);
    refuseUnless(
      member.status === 'joined' && Object.values(member.told).some(({ outcome }) => outcome === 'refused'),
      'R3.10',
      'wrong-state',
      '/member',
      '该件没有未能随主件办理的文稿',
    );
    chronicle.add('memberTellAgain', { member: data.member });
  },

  reportTold(chronicle, { data }) {
    const member = entryOf(hostOf(chronicle.case)?.members ?? {}, data.member);
    if (!member || member.since !== data.since) return;
    const { letter, outcome, why } = data;
    const last = letter && member.told[letter.letterId];
    const before = outcome === 'refused' ? takenStage(last) : undefined;
    if (letter && last?.stage === letter.stage && last.category === letter.category) return;
    if (!letter && member.status !== 'asked' && member.status !== 'leaving') return;
    chronicle.add('memberTold', {
      member: data.member,
      outcome,
      ...(letter ? { letter } : {}),
      ...(before ? { before } : {}),
      ...(why ? { why } : {}),
    });
  },

  joinMerge(chronicle, { data }) {
    const state = chronicle.case;
    const { host, since } = data;
    if (state.merge?.role === 'member' && state.merge.host === host) return;
    refuseUnless(data.kind === state.facts.kind, 'R3.10', 'conflict', '', '代表建议与政协提案不能并案');
    refuseUnless(data.level === state.facts.level, 'R3.10', 'conflict', '', '全国件与省级件不能并案');
    // To a ministry goes an opinion, to proposers a reply: one letter is not both [R3.1].
    refuseUnless(
      data.procedure === undefined || data.procedure === procedureOf(state.facts),
      'R3.10',
      'conflict',
      '',
      '为国家部委会办的件与由我省答复的件不能并案',
    );
    refuseUnless(state.merge === undefined, 'R3.10', 'wrong-state', '', '该件已与其他件并案');
    refuseUnless(
      !answers(state).some(({ status }) => status === 'issued'),
      'R3.10',
      'wrong-state',
      '',
      '该件已经答复，不能并案',
    );
    const replying = replyingParts(state);
    refuseUnless(replying.length > 0, 'R3.10', 'wrong-state', '', '该件没有答复单位，不能并案');
    decidesAlone(state, data.decidedBy === 'provincial-office', data.unit);
    // Whoever replies alone would wait in vain, and separate units would have nothing of it [R3.3].
    const { parts } = data;
    refuseUnless(
      parts === undefined || parts.some((part) => counterpart(state, part)),
      'R3.10',
      'conflict',
      '',
      '主件没有可代该件答复的单位，不能并案',
    );
    // Each case's own letter says what its reply bears [R3.1, R5.3]: where no category serves both, no letter can.
    const { categories } = data;
    const own = categoriesOf(state.facts);
    refuseUnless(
      categories === undefined || own.length === 0 || own.some((one) => categories.includes(one)),
      'R5.3',
      'conflict',
      '',
      `该件的交办函规定类别为 ${own.join('、')}，主件的答复函不能标注其中任何一类`,
    );
    chronicle.add('mergeJoined', { host, since });
  },

  leaveMerge(chronicle, { data }) {
    const { merge } = chronicle.case;
    if (merge?.role !== 'member' || merge.host !== data.host) return;
    const { host, why } = data;
    // Whoever was answered through the host stays, for as long as there is one: its letter is the host's.
    if (!why && answers(chronicle.case).some(({ follows, status }) => follows && status === 'issued')) return;
    if (why === 'classified') pageIsGone(chronicle, host);
    chronicle.add('mergeLeft', { host, ...(why ? { why } : {}) });
  },
} satisfies Partial<Deciders>;

function memberOf(chronicle: Chronicle, caseId: string): MergeMember {
  const member = entryOf(hostOf(chronicle.case)?.members ?? {}, caseId);
  if (member === undefined) throw new Refusal('R3.10', 'not-found', '/member', `${caseId} 未与本件并案`);
  return member;
}

/** The letters that answer: what a merge is about. Where the province helps a ministry it is the office's opinion [R3.1]. */
const answers = ({ letters, tracks }: AssignedCase): Letter[] =>
  Object.values(letters).filter(
    ({ product, trackId }) =>
      product === 'reply' ||
      product === 'submission' ||
      (product === 'opinion' && entryOf(tracks, trackId)?.part === 'office'),
  );

/** A merge binds whoever replies: a unit decides it where nobody but that unit does, else the provincial office. */
function decidesAlone(state: AssignedCase, isOffice: boolean, unit: string | undefined): void {
  const others = replyingParts(state).filter((track) => track.part !== 'office' && track.unit !== unit);
  refuseUnless(
    isOffice || others.length === 0,
    'R3.10',
    'not-permitted',
    '',
    others.some(({ part }) => part === 'separate')
      ? '分办的件涉及其他答复单位，由省政府办公厅决定并案、撤出'
      : '主办单位不同的件，由省政府办公厅决定并案',
  );
}

const isAnswered = (state: AssignedCase, { told }: MergeMember): boolean =>
  answers(state).some(({ id }) => (takenStage(told[id]) ?? 'recalled') !== 'recalled');

/** The cases that can still leave. */
export const unansweredMembers = (state: AssignedCase): string[] =>
  Object.entries(hostOf(state)?.members ?? {})
    .filter(([, member]) => isIn(member) && member.status !== 'leaving' && !isAnswered(state, member))
    .map(([caseId]) => caseId);

export const mergeEvolvers = {
  casesMerged: (state, { cases, decidedBy, unit, title }, { seq }) => {
    const host = hostOf(state) ?? { role: 'host' as const, members: {} };
    const asked: MergeMember = {
      status: 'asked',
      since: seq,
      decidedBy,
      told: {},
      ...(unit ? { unit } : {}),
    };
    const members = { ...host.members, ...Object.fromEntries(cases.map((caseId) => [caseId, asked])) };
    return { ...state, merge: { ...host, members, ...(title ? { title } : {}) } };
  },
  caseUnmerged: (state, { member }) =>
    changeMember(state, member, (one) =>
      one.status === 'asked' ? { ...one, unwanted: true } : { ...one, status: 'leaving' },
    ),
  memberTold: (state, { member, letter, outcome, before }) =>
    changeMember(state, member, (one) => {
      if (letter)
        return {
          ...one,
          told: {
            ...one.told,
            [letter.letterId]: {
              stage: letter.stage,
              ...(letter.category ? { category: letter.category } : {}),
              outcome,
              ...(before ? { before } : {}),
            },
          },
        };
      // Whatever it answers to leaving, it is out: it may have ended by itself.
      if (one.status === 'leaving') return { ...one, status: 'left' };
      return { ...one, status: outcome === 'refused' ? 'refused' : one.unwanted ? 'leaving' : 'joined' };
    }),
  memberTellAgain: (state, { member }) =>
    changeMember(state, member, (one) => ({
      ...one,
      told: Object.fromEntries(
        Object.entries(one.told).flatMap(([letterId, told]): [string, Told][] => {
          if (told.outcome !== 'refused') return [[letterId, told]];
          return told.before ? [[letterId, { stage: told.before, outcome: 'taken' }]] : [];
        }),
      ),
    })),
  mergeJoined: (state, { host, since }) => ({ ...state, merge: { role: 'member', host, since } }),
  mergeLeft: (state, { host }) => {
    const { merge, ...rest } = state;
    return merge?.role === 'member' && merge.host === host ? rest : state;
  },
} satisfies Partial<Evolvers>;

function changeMember(
  state: AssignedCase,
  member: string,
  edit: (member: MergeMember) => MergeMember,
): AssignedCase {
  const host = hostOf(state);
  const present = host && entryOf(host.members, member);
  return host && present
    ? { ...state, merge: { ...host, members: { ...host.members, [member]: edit(present) } } }
    : state;
}
