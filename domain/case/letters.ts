import type { Part } from '../../schemas/common';
import type { CommandData } from '../../schemas/commands';
import { maxDate, type CivilDate } from '../dates';
import type { Obligation } from '../obligation';
import { Refusal, refuseUnless } from '../refusal';
import { mayAnswer } from './answering';
import {
  change,
  type Chronicle,
  type Deciders,
  entryOf,
  type Evolvers,
  named,
  nextId,
  notBefore,
  put,
} from './context';
import { writesForItself } from './follows';
import { contentIsComplete, contentOf, inAlphabet } from './letter-content';
import { lettersOf, partRuleOf, staffedTrack, workingTrack } from './lookups';
import { findOpen, meet, openObligations } from './obligations';
import { hostOf } from './tells';
import type { Letter, Rework, Track } from './state';

/** Drafting and review, level by level [R5.1–R5.6]; what holds a reply back [R6.1, R3.11]. */
export const letterDeciders = {
  draftLetter(chronicle, { data, actor }) {
    const track = staffedTrack(chronicle.case, data.trackId);
    writesForItself(chronicle.case, data);
    const rework = productIsOwed(chronicle, track, data);
    answersMembers(chronicle.case, data);
    contentIsComplete(chronicle, track, data.product, data);
    mayAnswer(chronicle, track, data, '/product');
    const before = lettersOf(chronicle.case, track.id).filter(
      (letter) => letter.product === data.product && letter.reworkId === data.reworkId,
    );
    const standing = before.find(({ status }) => !hasEnded(status));
    refuseUnless(
      !standing,
      'setting',
      'duplicate',
      '/product',
      standing?.status === 'issued'
        ? `${PRODUCT_NAMES[data.product]}已印发，有误的先撤回`
        : `已有办理中的文稿 ${standing?.id ?? ''}，请在其上修改`,
    );
    const letterId = nextId('l', chronicle.case.letters);
    const replaces = before.at(-1)?.id;
    notBefore(chronicle, before.at(-1)?.endedOn, '上一文稿撤回、退回、作废日期');
    chronicle.add('letterDrafted', {
      letterId,
      trackId: track.id,
      product: data.product,
      ...(rework ? { reworkId: rework.id } : {}),
      ...(replaces ? { replaces } : {}),
      ...(data.together ? { together: data.together } : {}),
      chain: chainOf(chronicle, track, data.product),
      content: contentOf(data),
      drafter: actor.subject,
    });
    meet(chronicle, findOpen(chronicle.case, track.id, 'internal'));
  },

  reviseLetter(chronicle, { data, actor }) {
    const letter = named(chronicle.case.letters, data.letterId, '/letterId', '文稿');
    const track = staffedTrack(chronicle.case, letter.trackId);
    refuseUnless(
      letter.status === 'returned' || letter.status === 'in-review' || letter.status === 'approved',
      'R5.1',
      'wrong-state',
      '/letterId',
      '已印发的文稿不能修改，须先撤回',
    );
    answersMembers(chronicle.case, { ...data, product: letter.product });
    contentIsComplete(chronicle, track, letter.product, data);
    notBefore(chronicle, lastStep(letter), '上一步办理日期');
    // Whatever was approved was another text: the review begins anew.
    chronicle.add('letterRevised', {
      letterId: letter.id,
      content: contentOf(data),
      drafter: actor.subject,
      ...(data.together ? { together: data.together } : {}),
    });
    meet(chronicle, findOpen(chronicle.case, track.id, 'internal'));
  },

  reviewLetter(chronicle, { data, actor }) {
    const letter = named(chronicle.case.letters, data.letterId, '/letterId', '文稿');
    staffedTrack(chronicle.case, letter.trackId);
    refuseUnless(letter.status === 'in-review', 'R5.1', 'wrong-state', '/letterId', '该文稿不在审核中');
    const approvals = approvalsOf(letter);
    const next = letter.chain[approvals.length];
    refuseUnless(
      data.level === next,
      'R5.1',
      'out-of-order',
      '/level',
      `应由${next === undefined ? '—' : LEVEL_NAMES[next]}审核`,
    );
    // Whoever wrote the text or approved one level may still send it back at the next, or it could be stuck there.
    refuseUnless(
      data.decision === 'return' || !letter.drafters.includes(actor.subject),
      'R5.1',
      'conflict',
      '/level',
      '拟稿人不能审核通过自己的文稿，可以退回修改',
    );
    refuseUnless(
      data.decision === 'return' || !approvals.some(({ reviewer }) => reviewer === actor.subject),
      'R5.1',
      'conflict',
      '/level',
      '每一级应由不同的人审核',
    );
    if (data.decision === 'approve')
      refuseUnless(data.criteria, 'R5.1', 'missing', '/criteria', '审核通过须逐项确认五条标准');
    else refuseUnless(data.reason !== undefined, 'R5.1', 'missing', '/reason', '退回须说明理由');
    notBefore(chronicle, lastStep(letter), '上一步办理日期');
    chronicle.add('letterReviewed', {
      letterId: letter.id,
      level: data.level,
      reviewer: actor.subject,
      decision: data.decision,
      ...(data.reason ? { reason: data.reason } : {}),
    });
  },

  /** A draft that was begun by mistake makes room for another; what was issued is recalled instead. */
  discardLetter(chronicle, { data }) {
    const letter = named(chronicle.case.letters, data.letterId, '/letterId', '文稿');
    refuseUnless(
      letter.status !== 'issued' && !hasEnded(letter.status),
      'R5.1',
      'wrong-state',
      '/letterId',
      letter.status === 'issued' ? '已印发的文稿不能作废，只能撤回' : '该文稿已撤回、退回或作废',
    );
    workingTrack(chronicle.case, letter.trackId, '/letterId');
    notBefore(chronicle, lastStep(letter), '上一步办理日期');
    chronicle.add('letterDiscarded', { letterId: letter.id, why: 'by-hand', reason: data.reason });
  },

  checkCategory(chronicle, { data }) {
    const letter = named(chronicle.case.letters, data.letterId, '/letterId', '答复函');
    const before = letter.categoryCheck?.category ?? letter.content.category;
    refuseUnless(
      letter.status === 'issued' && before !== undefined,
      'R5.4',
      'wrong-state',
      '/letterId',
      '只能核查已印发并标注类别的答复函',
    );
    refuseUnless(
      data.category === before || data.reason !== undefined,
      'R5.4',
      'missing',
      '/reason',
      '调整类别须说明理由',
    );
    inAlphabet(chronicle, data.category);
    notBefore(chronicle, letter.issuedOn, '印发日期');
    chronicle.add('categoryChecked', {
      letterId: letter.id,
      category: data.category,
      before,
      ...(data.reason ? { reason: data.reason } : {}),
      ...(hostOf(chronicle.case) ? { toMembers: true } : {}),
    });
  },
} satisfies Partial<Deciders>;

/** The part's own review chain, else the product's, else the reply's [R5.1]. */
function chainOf({ case: state, context: { rules } }: Chronicle, track: Track, product: Letter['product']) {
  return partRuleOf(state, track, rules).chain ?? rules.chains[product] ?? rules.chains.reply;
}

/** Letters that are in force no longer, and make room for another. */
const ENDED: ReadonlySet<Letter['status']> = new Set(['recalled', 'sent-back', 'discarded']);

const PRODUCT_NAMES: Record<Letter['product'], string> = {
  reply: '答复',
  opinion: '会办意见',
  submission: '答复意见',
  result: '再次办理结果',
};

export const LEVEL_NAMES = {
  division: '承办处室',
  office: '办公室',
  leaderInCharge: '分管负责同志',
  principal: '主要负责同志',
} as const;

/** Whether a text is in nobody's hands any more. */
export const hasEnded = (status: Letter['status']): boolean => ENDED.has(status);

/** The day of a text's latest step: drafted, revised or reviewed. */
export const lastStep = ({ draftedOn, reviews }: Letter): CivilDate =>
  maxDate(draftedOn, ...reviews.map(({ on }) => on));

export const approvalsOf = (letter: Letter) =>
  letter.reviews.filter((review) => review.version === letter.version && review.decision === 'approve');

/** Why a part does not make every product. */
const NO_SUCH_PRODUCT: Partial<Record<Part, { rule: string; message: string }>> = {
  'co-handler': { rule: 'R3.2', message: '会办单位不答复代表委员，应向主办单位提出会办意见' },
  reference: {
    rule: 'R3.8',
    message: '参阅件不需要书面答复；确需行文的，由省政府办公厅先改变承办方式',
  },
};

/** The product is this part's own [R3.2, R3.4], or the result of a rework that is open or whose result was recalled [R7.4]. */
function productIsOwed(
  chronicle: Chronicle,
  track: Track,
  data: CommandData['draftLetter'],
): Rework | undefined {
  const owed = partRuleOf(chronicle.case, track, chronicle.context.rules).product;
  const { rule, message } = NO_SUCH_PRODUCT[track.part] ?? { rule: '—', message: '该承办部分不形成这类文稿' };
  if (data.product !== owed && (data.product !== 'result' || track.part === 'reference'))
    throw new Refusal(rule, 'not-permitted', '/product', message);
  if (data.product !== 'result') {
    refuseUnless(
      data.reworkId === undefined,
      'R7.4',
      'conflict',
      '/reworkId',
      '只有再次办理结果对应一轮再次办理',
    );
    return undefined;
  }
  const rework = named(chronicle.case.reworks, data.reworkId ?? '', '/reworkId', '再次办理');
  const recalled = findOpen(chronicle.case, track.id, 'reissue').some(
    ({ about }) => entryOf(chronicle.case.letters, about)?.reworkId === rework.id,
  );
  refuseUnless(
    rework.trackId === track.id && (rework.status === 'open' || recalled),
    'R7.4',
    'wrong-state',
    '/reworkId',
    '该轮再次办理不属于本承办部分或已答复',
  );
  return rework;
}

/** A rework's result can answer merged cases too [R3.10, R7.4]: those that are in, each named once. */
function answersMembers(
  { merge }: Chronicle['case'],
  { product, together = [] }: Pick<CommandData['draftLetter'], 'product' | 'together'>,
): void {
  together.forEach((caseId, index) => {
    const pointer = `/together/${index}`;
    refuseUnless(
      product === 'result',
      'R3.10',
      'conflict',
      pointer,
      '并案各件的答复由主件的答复函一并作出，无需另列',
    );
    const member = merge?.role === 'host' ? entryOf(merge.members, caseId) : undefined;
    refuseUnless(member?.status === 'joined', 'R3.10', 'unknown-reference', pointer, `${caseId} 未并入本件`);
    refuseUnless(together.indexOf(caseId) === index, 'R3.10', 'duplicate', pointer, '并案的件重复');
  });
}

/** The opinions of co-handlers that are still waited for [R3.4]. */
export const missingOpinions = (state: Chronicle['case']): Obligation[] =>
  openObligations(state).filter(
    ({ kind, trackId }) => kind === 'opinion' && state.tracks[trackId]?.part !== 'office',
  );

export const letterEvolvers = {
  letterDrafted: (
    state,
    { letterId, trackId, product, reworkId, replaces, chain, content, drafter, follows, together },
    { on },
  ) =>
    put(state, 'letters', {
      id: letterId,
      trackId,
      product,
      status: 'in-review',
      version: 1,
      content,
      drafters: [drafter],
      draftedOn: on,
      chain,
      reviews: [],
      ...(reworkId ? { reworkId } : {}),
      ...(replaces ? { replaces } : {}),
      ...(follows ? { follows } : {}),
      ...(together ? { together } : {}),
      confirmed: {},
      publication: { status: 'not-owed' },
    }),
  letterRevised: (state, { letterId, content, drafter, together }, { on }) => {
    const letter = entryOf(state.letters, letterId);
    if (!letter) return state;
    return change(state, 'letters', letterId, {
      content,
      draftedOn: on,
      status: 'in-review',
      version: letter.version + 1,
      drafters: [...new Set([...letter.drafters, drafter])],
      ...(together ? { together } : {}),
    });
  },
  letterReviewed: (state, { letterId, level, reviewer, decision }, { on }) => {
    const letter = entryOf(state.letters, letterId);
    if (!letter) return state;
    const reviews = [...letter.reviews, { level, reviewer, decision, on, version: letter.version }];
    const complete = approvalsOf({ ...letter, reviews }).length >= letter.chain.length;
    return change(state, 'letters', letterId, {
      reviews,
      status: decision === 'return' ? 'returned' : complete ? 'approved' : 'in-review',
    });
  },
  letterDiscarded: (state, { letterId }, { on }) =>
    change(state, 'letters', letterId, { status: 'discarded', endedOn: on }),
  categoryChecked: (state, { letterId, category, before, toMembers, reason }, { on }) => {
    const told = toMembers ? { toMembers, ...(reason ? { reason } : {}) } : {};
    return change(state, 'letters', letterId, { categoryCheck: { category, before, on, ...told } });
  },
} satisfies Partial<Evolvers>;
