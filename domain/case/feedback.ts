import type { Actor, BodyId } from '../../schemas/common';
import type { Feedback } from '../../schemas/feedback';
import { minDate, type CivilDate } from '../dates';
import { refuseUnless } from '../refusal';
import { FEEDBACK_PER_LETTER } from './bounds';
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
  reopen,
  resume,
} from './context';
import { answeringTracks, deliveriesOf, isSecret, lettersOf, wasSent, workingTrack } from './lookups';
import { offLineOf } from './secret';
import { findOpen, meet, open, underPolicy } from './obligations';
import { answersThrough } from './permissions';
import { openSupervisionOnce } from './supervision';
import { knownProposer } from './responsibility';
import type { AssignedCase, Delivery, FeedbackRecord, Letter, Track } from './state';

/** Feedback, and dissatisfaction that is assigned back: cause, visit in person, written result within 30 days [R7.4]. */
export const feedbackDeciders = {
  giveFeedback(chronicle, { data, actor }) {
    knownProposer(chronicle, data.proposer, '/proposer');
    if (actor.role === 'proposer')
      refuseUnless(actor.person === data.proposer, '—', 'not-permitted', '/proposer', '只能为本人反馈意见');
    const via = wayOf(actor.role);
    refuseUnless(
      data.via === undefined || data.via === via,
      'R7.4',
      'conflict',
      '/via',
      via === 'paper' ? '非代表委员本人提交的，途径只能是纸质意见代录' : '代表委员本人提交的，途径只能是平台',
    );
    const dissatisfied = data.attitude === 'dissatisfied' || data.result === 'dissatisfied';
    refuseUnless(
      !dissatisfied || data.reason !== undefined,
      'setting',
      'missing',
      '/reason',
      '不满意的须说明理由',
    );
    const letter = answeredBy(chronicle, data.proposer, meant(chronicle, actor, data.trackId));
    const before = chronicle.case.feedback.filter(
      (given) => given.proposer === data.proposer && given.letterId === letter.id,
    );
    refuseUnless(
      before.length < FEEDBACK_PER_LETTER,
      'setting',
      'wrong-state',
      '/proposer',
      `同一代表委员对同一答复的反馈（含更正）以 ${FEEDBACK_PER_LETTER} 次为限，已达上限`,
    );
    if (via === 'paper') keepsOwnWord(before, data, actor);
    // What is tracked is open until it is ended with a result, also where the window and the case had ended [R7.2].
    if (dissatisfied) reopen(chronicle, 'feedback');
    const { proposer, attitude, result, reason } = data;
    chronicle.add('feedbackGiven', {
      proposer,
      trackId: letter.trackId,
      letterId: letter.id,
      attitude,
      result,
      via,
      ...(actor.role === 'proposer' ? { own: true } : {}),
      ...(reason ? { reason } : {}),
    });
    // Whoever answers the latest letter has answered the earlier ones too.
    meet(
      chronicle,
      findOpen(chronicle.case, letter.trackId, 'feedback').filter(
        ({ owedBy, openedOn }) => owedBy.id === proposer && openedOn <= chronicle.on,
      ),
    );
    if (dissatisfied) openSupervisionOnce(chronicle, letter.trackId, 'tracked-supervision', 'dissatisfied');
  },

  assignRework(chronicle, { data, actor }) {
    const assigner = actor.role as BodyId;
    refuseUnless(
      assigner === 'provincial-office' || assigner === 'cppcc-committee',
      'R7.4',
      'not-permitted',
      '',
      '再次办理由省政府办公厅或省政协提案委员会交办',
    );
    data.objectors.forEach((id, index) => knownProposer(chronicle, id, `/objectors/${index}`));
    const objectors = [...new Set(data.objectors)];
    refuseUnless(
      isSecret(chronicle.case) === (objectors.length === 0),
      'R7.4',
      'missing',
      '/objectors',
      isSecret(chronicle.case) ? '涉密件不登记代表委员' : '须指明提出不满意的代表委员',
    );
    if (assigner === 'cppcc-committee' && chronicle.case.facts.kind === 'suggestion') {
      chronicle.add('reworkMisdirected', { assigner, reason: data.reason });
      return;
    }
    const track = repliedTrack(chronicle, data.trackId);
    const unheard = objectors.some((id) => !saidSo(chronicle.case, track, id));
    const content = objectors.filter((id) => !lastSaidSo(chronicle.case, track, id));
    const warning = content.length > 0 ? { unheard: content } : {};
    const repliedOn =
      lettersOf(chronicle.case, track.id).find((letter) => letter.repliedOn !== undefined)?.repliedOn ??
      offLineOf(track, 'reply')?.on;
    refuseUnless(repliedOn !== undefined, 'R7.4', 'out-of-order', '', '尚未答复，不能交办再次办理');
    refuseUnless(
      data.receivedOn <= chronicle.context.today,
      'D8',
      'invalid-date',
      '/receivedOn',
      '接到交办反馈意见的日期不能晚于今天',
    );
    refuseUnless(
      data.receivedOn >= repliedOn,
      'D8',
      'invalid-date',
      '/receivedOn',
      `接到交办反馈意见的日期早于答复日期（${repliedOn}）`,
    );
    const { receivedOn, reason } = data;
    // One rework for both bodies, until its result is issued: later objections begin another round.
    const standing = Object.values(chronicle.case.reworks).find(
      ({ id, trackId, status }) =>
        trackId === track.id &&
        status === 'open' &&
        !lettersOf(chronicle.case, track.id).some(
          (letter) => letter.reworkId === id && letter.status === 'issued',
        ),
    );
    // A second assignment joins the rework that stands, also while its reply is recalled.
    refuseUnless(
      standing !== undefined || answerStands(chronicle.case, track),
      'R7.4',
      'wrong-state',
      '',
      '答复函已撤回，重新答复代表委员后方可交办再次办理',
    );
    if (standing) {
      const earlier = receivedOn < standing.receivedOn;
      const obligationId = earlier ? nextId('o', chronicle.case.obligations) : undefined;
      chronicle.add('reworkJoined', {
        reworkId: standing.id,
        assigner,
        objectors,
        receivedOn,
        reason,
        ...(obligationId ? { obligationId } : {}),
        ...warning,
      });
      if (obligationId !== undefined) {
        openReworkLimit(chronicle, track, standing.id, receivedOn);
        chronicle.add('obligationSuperseded', {
          obligationId: standing.obligationId,
          by: obligationId,
          why: 'earlier-receipt',
        });
      }
      if (unheard)
        openSupervisionOnce(chronicle, track.id, 'tracked-supervision', 'dissatisfied', {
          reworkId: standing.id,
        });
      return;
    }
    reopen(chronicle, 'rework');
    const reworkId = nextId('r', chronicle.case.reworks);
    const obligationId = nextId('o', chronicle.case.obligations);
    const round =
      Object.values(chronicle.case.reworks).filter(
        ({ trackId, status }) => trackId === track.id && status !== 'withdrawn',
      ).length + 1;
    chronicle.add('reworkAssigned', {
      reworkId,
      trackId: track.id,
      round,
      receivedOn,
      assigner,
      objectors,
      obligationId,
      reason,
      ...warning,
    });
    openReworkLimit(chronicle, track, reworkId, receivedOn);
    if (unheard)
      openSupervisionOnce(chronicle, track.id, 'tracked-supervision', 'dissatisfied', { reworkId });
  },

  recordReworkCause(chronicle, { data }) {
    const rework = openRework(chronicle, data.reworkId);
    notBefore(chronicle, rework.receivedOn, '接到交办反馈意见的日期');
    chronicle.add('reworkCauseRecorded', { reworkId: rework.id, cause: data.cause, measures: data.measures });
  },

  recordReworkVisit(chronicle, { data }) {
    const rework = openRework(chronicle, data.reworkId);
    data.proposers.forEach((id, index) => knownProposer(chronicle, id, `/proposers/${index}`));
    notBefore(chronicle, rework.receivedOn, '接到交办反馈意见的日期');
    chronicle.add('reworkVisitRecorded', {
      reworkId: rework.id,
      contactId: `c${chronicle.case.contacts.length + 1}`,
      proposers: [...new Set(data.proposers)],
      visitors: data.visitors,
      ...(data.withUnits ? { withUnits: data.withUnits } : {}),
      opinion: data.opinion,
    });
  },
} satisfies Partial<Deciders>;

/** How feedback comes in: the proposer's own word on the platform, or entered by somebody else from paper [R7.4]. */
export const wayOf = (role: Actor['role']): FeedbackRecord['via'] =>
  role === 'proposer' ? 'platform' : 'paper';

/**
 * Whom the feedback judges does not put another word in the place of the proposer's own: what contradicts it is the
 * proposer's to say, or the provincial office's to enter with its ground [R7.2, R7.4].
 */
function keepsOwnWord(before: FeedbackRecord[], data: Feedback, { role }: Actor): void {
  const standing = before.at(-1);
  if (!standing || !before.some(({ own }) => own)) return;
  const differs = (['attitude', 'result'] as const).find((field) => data[field] !== standing[field]);
  if (differs === undefined) return;
  refuseUnless(
    role === 'provincial-office',
    'R7.2',
    'conflict',
    `/${differs}`,
    '与代表委员本人在平台上的反馈不一致，承办单位不能代录；请本人更正，或由省政府办公厅凭据录入',
  );
  refuseUnless(
    data.reason !== undefined || data.evidence !== undefined,
    'R7.4',
    'missing',
    '/evidence',
    '与代表委员本人在平台上的反馈不一致的，须说明理由或者登记依据',
  );
}

/** Thirty days from the receipt of the assigned feedback [R7.4]. */
function openReworkLimit(chronicle: Chronicle, track: Track, reworkId: string, start: CivilDate): void {
  open(chronicle, {
    kind: 'rework',
    trackId: track.id,
    owedBy: { type: 'unit', id: track.unit },
    start,
    ...underPolicy(chronicle.context.rules.limits.rework),
    about: reworkId,
  });
}

/**
 * Whether an objector's dissatisfaction with this part's latest letter is on record as feedback, which opened a tracked
 * supervision then: where it came with the assignment alone, that opens one [R7.2].
 */
function saidSo(state: AssignedCase, track: Track, objector: string): boolean {
  const latest = lettersOf(state, track.id).findLast(({ status }) => status === 'issued')?.id;
  return state.feedback.some(
    ({ proposer, letterId, attitude, result }) =>
      proposer === objector &&
      letterId === latest &&
      (attitude === 'dissatisfied' || result === 'dissatisfied'),
  );
}

/** Whether the last word that an objector has on record about this part's answers is dissatisfaction [R7.4]. */
function lastSaidSo(state: AssignedCase, track: Track, objector: string): boolean {
  const last = state.feedback.findLast(
    ({ proposer, trackId }) => proposer === objector && trackId === track.id,
  );
  return last?.attitude === 'dissatisfied' || last?.result === 'dissatisfied';
}

/** An answer is with the proposers, which they can object to: what was recalled is none [R7.4]. */
const answerStands = (state: AssignedCase, track: Track): boolean =>
  offLineOf(track, 'reply') !== undefined ||
  lettersOf(state, track.id).some(({ status, repliedOn }) => status === 'issued' && repliedOn !== undefined);

const sentTo = (chronicle: Chronicle, letter: Letter, proposer: string): Delivery | undefined =>
  deliveriesOf(chronicle.case, letter.id).find(
    (delivery) => delivery.recipient.id === proposer && delivery.purpose !== 'copy' && wasSent(delivery),
  );

/** The parts whose answer a feedback can be about: the one it names, else those of the unit that takes it in; all for others. */
function meant({ case: state }: Chronicle, actor: Actor, trackId: string | undefined) {
  const own = trackId === undefined ? answersThrough(actor, state) : new Set([trackId]);
  return own.size > 0 ? own : undefined;
}

/** The latest letter that this proposer had been sent on the day of the feedback: what it is about (D8). */
function answeredBy(chronicle: Chronicle, proposer: string, tracks: ReadonlySet<string> | undefined): Letter {
  const sent = Object.values(chronicle.case.letters).flatMap((letter) => {
    const on = sentTo(chronicle, letter, proposer)?.sentOn;
    const counts = letter.status === 'issued' && (tracks?.has(letter.trackId) ?? true);
    return counts && on !== undefined ? [{ letter, on }] : [];
  });
  refuseUnless(sent[0], 'R3.9', 'out-of-order', '/proposer', '该代表委员尚未收到答复函，不能反馈');
  refuseUnless(
    new Set(sent.map(({ letter }) => letter.trackId)).size === 1,
    'R3.3',
    'missing',
    '/trackId',
    '分办件须指明对哪个单位的答复反馈',
  );
  notBefore(chronicle, sent[0].on, '答复送达日期');
  return sent.findLast(({ on }) => on <= chronicle.on)?.letter ?? sent[0].letter;
}

function repliedTrack(chronicle: Chronicle, trackId: string | undefined): Track {
  const replying = answeringTracks(chronicle.case);
  if (trackId === undefined) {
    refuseUnless(replying.length <= 1, 'R3.3', 'missing', '/trackId', '分办件须指明交回哪个单位');
    refuseUnless(replying[0], 'R7.4', 'wrong-state', '', '本件没有答复单位');
    return replying[0];
  }
  const track = workingTrack(chronicle.case, trackId);
  refuseUnless(replying.includes(track), 'R7.4', 'wrong-state', '/trackId', '该单位不负责答复代表委员');
  return track;
}

function openRework(chronicle: Chronicle, reworkId: string) {
  const rework = named(chronicle.case.reworks, reworkId, '/reworkId', '再次办理');
  refuseUnless(
    rework.status === 'open',
    'R7.4',
    'wrong-state',
    '/reworkId',
    rework.status === 'withdrawn' ? '该轮再次办理已撤回' : '该轮再次办理已答复',
  );
  return rework;
}

export const feedbackEvolvers = {
  feedbackGiven: (state, { proposer, trackId, letterId, attitude, result, via, own }, { on }) => {
    const given = { proposer, trackId, letterId, attitude, result, via, on, ...(own ? { own } : {}) };
    return { ...state, feedback: [...state.feedback, given] };
  },
  reworkAssigned: (state, { reworkId, trackId, round, receivedOn, assigner, objectors, obligationId }) =>
    put(resume(state, trackId), 'reworks', {
      id: reworkId,
      trackId,
      round,
      receivedOn,
      assigners: [assigner],
      objectors,
      cause: false,
      visited: [],
      obligationId,
      status: 'open',
    }),
  reworkJoined: (state, { reworkId, assigner, objectors, receivedOn, obligationId }) => {
    const rework = entryOf(state.reworks, reworkId);
    return rework
      ? change(state, 'reworks', reworkId, {
          assigners: [...new Set([...rework.assigners, assigner])],
          objectors: [...new Set([...rework.objectors, ...objectors])],
          receivedOn: minDate(rework.receivedOn, receivedOn),
          obligationId: obligationId ?? rework.obligationId,
        })
      : state;
  },
  reworkMisdirected: (state) => state,
  reworkCauseRecorded: (state, { reworkId }) => change(state, 'reworks', reworkId, { cause: true }),
  reworkVisitRecorded: (state, { reworkId, contactId, proposers, visitors, withUnits }, { on }) => {
    const rework = entryOf(state.reworks, reworkId);
    if (!rework) return state;
    const visited = [...new Set([...rework.visited, ...proposers])];
    const contact = {
      id: contactId,
      trackId: rework.trackId,
      stage: 'after' as const,
      way: 'visit' as const,
      proposers,
      on,
      plan: false,
      visitors,
      ...(withUnits ? { withUnits } : {}),
    };
    return change({ ...state, contacts: [...state.contacts, contact] }, 'reworks', reworkId, { visited });
  },
  reworkAnswered: (state, { reworkId }) => change(state, 'reworks', reworkId, { status: 'answered' }),
} satisfies Partial<Evolvers>;
