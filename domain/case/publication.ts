import type { CommandData } from '../../schemas/commands';
import type { DisclosureMark } from '../../schemas/common';
import { civilDateOf, type CivilDate } from '../dates';
import { proposerMark, unitMark } from '../marks';
import { refuseUnless } from '../refusal';
import {
  change,
  type Chronicle,
  type Deciders,
  entryOf,
  type Evolvers,
  named,
  notBefore,
  reopen,
} from './context';
import { publishesForItself, speaksForItself } from './follows';
import { fullySent, lineage, partRuleOf, tracksOf } from './lookups';
import { meet, open, openObligations, underPolicy } from './obligations';
import { knownProposer } from './responsibility';
import type { AssignedCase, Letter, Track } from './state';

/** Disclosure and publication [R5.5–R5.8]: only after dispatch to all, after one confirmation per co-handler. */
export const publicationDeciders = {
  confirmDisclosure(chronicle, { data }) {
    const letter = publishable(chronicle, data.letterId);
    confirm(chronicle, letter, data.coHandlers);
  },

  publishLetter(chronicle, { data }) {
    const letter = publishable(chronicle, data.letterId);
    publishesForItself(chronicle.case, letter);
    refuseUnless(
      ['owed', 'not-owed', 'taken-down'].includes(letter.publication.status),
      'R5.8',
      'wrong-state',
      '/letterId',
      '该答复函已公开或正在公开',
    );
    refuseUnless(
      fullySent(chronicle.case, letter.id),
      'R5.8',
      'out-of-order',
      '/letterId',
      '须先答复全部代表委员，再公开',
    );
    notBefore(chronicle, letter.repliedOn, '答复日期');
    goesUpFromNow(chronicle);
    if (data.coHandlers.length > 0) confirm(chronicle, letter, data.coHandlers);
    confirmedByAll(chronicle.case, letter, '/coHandlers');
    if (data.withOriginal) {
      const unasked = chronicle.case.proposers.filter(
        ({ id }) => chronicle.case.originalViews[id] !== 'agreed',
      );
      refuseUnless(
        unasked.length === 0,
        'R5.7',
        'unsettled',
        '/withOriginal',
        `公开原文须征得代表委员同意：${unasked.map(({ id }) => proposerMark(id)).join('、')}尚未同意`,
      );
    }
    chronicle.add('publicationRequested', {
      letterId: letter.id,
      withOriginal: data.withOriginal,
      ...(data.checked ? { checked: true } : {}),
    });
  },

  withholdLetter(chronicle, { data }) {
    // Also of a letter that repeats a host's [R3.10]: whoever owes a page has always a word of its own to give.
    const letter = publishable(chronicle, data.letterId);
    refuseUnless(
      letter.publication.status === 'owed' || letter.publication.status === 'taken-down',
      'R5.8',
      'wrong-state',
      '/letterId',
      '该答复函当前不能登记为不公开',
    );
    notBefore(chronicle, letter.repliedOn, '答复日期');
    chronicle.add('letterWithheld', { letterId: letter.id, ground: data.ground });
    meet(chronicle, owedPublication(chronicle, letter));
  },

  takeDownLetter(chronicle, { data }) {
    const letter = named(chronicle.case.letters, data.letterId, '/letterId', '答复函');
    if (!letter.publication.own) speaksForItself(chronicle.case, letter);
    refuseUnless(
      letter.publication.status === 'published',
      'R5.8',
      'wrong-state',
      '/letterId',
      '该答复函未在公开中',
    );
    notBefore(chronicle, letter.publication.on, '公开日期');
    chronicle.add('takeDownRequested', { letterId: letter.id, reason: data.reason });
  },

  reportPublication(chronicle, { data }) {
    const letter = named(chronicle.case.letters, data.letterId, '/letterId', '答复函');
    const { status, on } = letter.publication;
    if (data.outcome === 'taken-down') {
      if (status === 'taking-down') takenDown(chronicle, letter);
      return;
    }
    if (status !== 'requested') return;
    const day = on ?? chronicle.context.today;
    chronicle.add('letterPublished', { letterId: letter.id, ...(data.url ? { url: data.url } : {}) }, day);
    meet(chronicle, owedPublication(chronicle, letter), day);
    // What went up may have been read before the objection came: the page is made once more.
    if (letter.publication.stale) chronicle.add('originalTakenOut', { letterId: letter.id });
  },

  askOriginalView(chronicle, { data }) {
    data.proposers.forEach((id, index) => knownProposer(chronicle, id, `/proposers/${index}`));
    chronicle.add('originalViewAsked', { proposers: data.proposers });
  },

  answerOriginalView(chronicle, { data }) {
    knownProposer(chronicle, data.proposer, '/proposer');
    refuseUnless(
      chronicle.case.originalViews[data.proposer] !== undefined,
      'R5.7',
      'out-of-order',
      '/proposer',
      '尚未就公开原文征求该代表委员意见',
    );
    notBefore(chronicle, entryOf(chronicle.case.viewsAskedOn ?? {}, data.proposer), '征求意见日期');
    chronicle.add('originalViewAnswered', { proposer: data.proposer, agrees: data.agrees });
    if (!data.agrees) takeOutOriginal(chronicle, data.proposer);
  },
} satisfies Partial<Deciders>;

/** The page is the platform's own and cannot have been up before: an earlier day would meet the duty by assertion. */
function goesUpFromNow({ on, context: { today } }: Chronicle): void {
  refuseUnless(
    on === today,
    'R5.8',
    'invalid-date',
    '/doneOn',
    `答复函由本平台公开，以网页实际公开之日为准，不能补记为 ${on}`,
  );
}

/**
 * Nothing personal can be taken out of a file that the platform cannot read: it goes up when whoever asks for it says
 * that somebody looked at every page [R5.8]. Whether it can be read only those know who have the file.
 */
export function refuseUnchecked(
  file: { readable: boolean },
  { checked }: CommandData['publishLetter'],
): void {
  refuseUnless(
    file.readable || checked === true,
    'R5.8',
    'missing',
    '/checked',
    '平台读不出该文件的文字（如扫描件、PDF、OFD），无法隐去个人信息；请逐页核对后填 checked: true 再公开',
  );
}

/**
 * Who agreed can think better of it: the original text is public only while all agree [R5.7]. A page that shows it is
 * made again without it, and keeps its address and its day; the reply itself stays public.
 */
function takeOutOriginal(chronicle: Chronicle, proposer: string): void {
  for (const { id, publication } of Object.values(chronicle.case.letters))
    if (
      publication.withOriginal &&
      (publication.status === 'published' || publication.status === 'requested')
    )
      chronicle.add('originalTakenOut', { letterId: id, proposer });
}

function publishable(chronicle: Chronicle, letterId: string): Letter {
  const letter = named(chronicle.case.letters, letterId, '/letterId', '答复函');
  refuseUnless(
    letter.product === 'reply' || letter.product === 'result',
    'R5.8',
    'not-permitted',
    '/letterId',
    '只公开答复函',
  );
  const track = entryOf(chronicle.case.tracks, letter.trackId);
  const { publish, byLetter } = track ? partRuleOf(chronicle.case, track, chronicle.context.rules) : {};
  refuseUnless(
    publish,
    byLetter ? 'R3.1' : 'R5.8',
    'not-permitted',
    '/letterId',
    byLetter ? '交办函未要求公开，本件答复不公开' : '本件适用的办理规则不要求公开该答复',
  );
  refuseUnless(letter.status === 'issued', 'R5.8', 'out-of-order', '/letterId', '答复函尚未印发或已撤回');
  refuseUnless(
    letter.content.mark !== 'withheld',
    'R5.5',
    'wrong-state',
    '/letterId',
    '该答复函标注为不公开',
  );
  return letter;
}

/**
 * One confirmation each [R5.6]. What is confirmed already says nothing new, but for words to be kept; another word than
 * the confirmed one, or than the co-handler's own opinion that bore `withheld`, is taken with the account of how the
 * co-handler gave it.
 */
function confirm(
  chronicle: Chronicle,
  letter: Letter,
  coHandlers: CommandData['confirmDisclosure']['coHandlers'],
): void {
  const news = coHandlers.filter(({ trackId, opinion, reason }, index) => {
    const pointer = `/coHandlers/${index}`;
    const track = named(chronicle.case.tracks, trackId, `${pointer}/trackId`, '承办部分');
    refuseUnless(
      track.part === 'co-handler',
      'R5.6',
      'unknown-reference',
      `${pointer}/trackId`,
      '不是本件的会办单位',
    );
    refuseUnless(
      coHandlers.findIndex((other) => other.trackId === trackId) === index,
      'R5.6',
      'duplicate',
      `${pointer}/trackId`,
      '每个会办单位只确认一次',
    );
    const before = entryOf(letter.confirmed, trackId);
    if (before === opinion) return reason !== undefined;
    refuseUnless(
      before === undefined || reason !== undefined,
      'R5.6',
      'duplicate',
      `${pointer}/reason`,
      `${unitMark(track.unit)}已确认；更改须写明该单位重新确认的情况`,
    );
    refuseUnless(
      opinion === 'withheld' || reason !== undefined || ownMark(chronicle.case, track) !== 'withheld',
      'R5.6',
      'missing',
      `${pointer}/reason`,
      `${unitMark(track.unit)}的会办意见标注为不公开；改为公开须写明该单位重新确认的情况`,
    );
    return true;
  });
  if (news.length > 0) chronicle.add('disclosureConfirmed', { letterId: letter.id, coHandlers: news });
}

/** What the co-handler's opinion in force bears [R5.5], its own or that of the hands before. */
function ownMark(state: AssignedCase, track: Track): DisclosureMark | undefined {
  const hands = lineage(state, track);
  return Object.values(state.letters).findLast(
    ({ trackId, product, status }) => hands.has(trackId) && product === 'opinion' && status === 'issued',
  )?.content.mark;
}

/** One confirmation for each co-handler before a reply is published, always, and none that says no [R5.6]. */
export function confirmedByAll(state: AssignedCase, letter: Letter, pointer: string): void {
  if (letter.product !== 'reply') return;
  const confirmed = state.letters[letter.id]?.confirmed ?? {};
  const coHandlers = tracksOf(state, 'co-handler');
  const missing = coHandlers.filter(({ id }) => !confirmed[id]);
  refuseUnless(
    missing.length === 0,
    'R5.6',
    'out-of-order',
    pointer,
    `公开前须与会办单位逐一确认：${missing.map(({ unit }) => unitMark(unit)).join('、')}`,
  );
  const against = coHandlers.filter(({ id }) => confirmed[id] === 'withheld');
  refuseUnless(
    against.length === 0,
    'R5.6',
    'conflict',
    pointer,
    `会办单位确认不公开：${against.map(({ unit }) => unitMark(unit)).join('、')}；请登记不公开，或由其重新确认后公开`,
  );
}

/**
 * The page is down. Of a reply that is to be public the unit owes another word, counted from that day [R5.8]: published
 * again, or withheld with its ground. A case that had closed is open for it.
 */
export function takenDown(chronicle: Chronicle, letter: Letter, on: CivilDate = chronicle.on): void {
  const track = entryOf(chronicle.case.tracks, letter.trackId);
  const owes =
    letter.product === 'reply' &&
    letter.status === 'issued' &&
    track !== undefined &&
    partRuleOf(chronicle.case, track, chronicle.context.rules).publish === true;
  if (owes) reopen(chronicle, 'take-down');
  chronicle.add('letterTakenDown', { letterId: letter.id }, on);
  if (!owes) return;
  open(chronicle, {
    kind: 'publication',
    trackId: track.id,
    owedBy: { type: 'unit', id: track.unit },
    start: on,
    ...underPolicy(chronicle.context.rules.limits.publication),
    about: letter.id,
  });
}

export const owedPublication = (chronicle: Chronicle, letter: Letter) =>
  openObligations(chronicle.case).filter(({ kind, about }) => kind === 'publication' && about === letter.id);

export const publicationEvolvers = {
  disclosureConfirmed: (state, { letterId, coHandlers }) => {
    const letter = entryOf(state.letters, letterId);
    return letter
      ? change(state, 'letters', letterId, {
          confirmed: {
            ...letter.confirmed,
            ...Object.fromEntries(coHandlers.map(({ trackId, opinion }) => [trackId, opinion])),
          },
        })
      : state;
  },
  // A page gets the day on which it goes up. Requests on record that were entered for an earlier day keep that (D8).
  publicationRequested: (state, { letterId, withOriginal }, { on, recordedAt }) =>
    publication(state, letterId, {
      status: 'requested',
      withOriginal,
      ...(on < civilDateOf(Date.parse(recordedAt)) ? { on } : {}),
    }),
  letterPublished: (state, { letterId, url }, { on }) => {
    const letter = entryOf(state.letters, letterId);
    const own = letter?.follows && letter.publication.status === 'requested';
    return publication(state, letterId, {
      status: 'published',
      on,
      ...(url ? { url } : {}),
      withOriginal: letter?.publication.withOriginal ?? false,
      ...(own ? { own } : {}),
    });
  },
  originalTakenOut: (state, { letterId }) => {
    const before = entryOf(state.letters, letterId)?.publication;
    return publication(state, letterId, {
      ...before,
      status: 'requested',
      withOriginal: false,
      ...(before?.status === 'requested' ? { stale: true } : {}),
    });
  },
  letterWithheld: (state, { letterId }, { on }) => publication(state, letterId, { status: 'withheld', on }),
  takeDownRequested: (state, { letterId }) =>
    publication(state, letterId, { ...entryOf(state.letters, letterId)?.publication, status: 'taking-down' }),
  letterTakenDown: (state, { letterId }, { on }) =>
    publication(state, letterId, {
      ...entryOf(state.letters, letterId)?.publication,
      status: 'taken-down',
      on,
    }),
  originalViewAsked: (state, { proposers }, { on }) => {
    const anew = proposers.filter((id) => entryOf(state.originalViews, id) === undefined);
    return {
      ...state,
      originalViews: { ...state.originalViews, ...ofEach(anew, 'asked' as const) },
      viewsAskedOn: { ...state.viewsAskedOn, ...ofEach(anew, on) },
    };
  },
  originalViewAnswered: (state, { proposer, agrees }) => ({
    ...state,
    originalViews: { ...state.originalViews, [proposer]: agrees ? 'agreed' : 'objected' },
  }),
} satisfies Partial<Evolvers>;

const ofEach = <T>(ids: readonly string[], value: T): Record<string, T> =>
  Object.fromEntries(ids.map((id) => [id, value]));

function publication(state: Chronicle['case'], letterId: string, value: Letter['publication']) {
  return change(state, 'letters', letterId, { publication: value });
}
