import { addMonths } from '../dates';
import { nextWorkingDay } from '../calendar';
import type { Obligation, ObligationKind } from '../obligation';
import { refuseUnless } from '../refusal';
import {
  change,
  type Chronicle,
  type Deciders,
  type Evolvers,
  named,
  nextId,
  notBefore,
  put,
} from './context';
import { gatheringTrack, isSecret, issuedProduct, standingDuty, workingTrack } from './lookups';
import { unansweredMembers } from './merge';
import { followOuter } from './inner-limits';
import { cancel, open, openObligations } from './obligations';
import { offLineOf } from './secret';

/** What can be put off: the products of a part. Nothing else has an extension. */
const EXTENDABLE: ReadonlySet<ObligationKind> = new Set(['opinion', 'reply', 'submission']);
/** What the office can let go: never a reply, a publication or a rework. */
const WAIVABLE: ReadonlySet<ObligationKind> = new Set([
  'form',
  'internal',
  'bureau',
  'copy',
  'special-report',
  'opinion',
]);

/** Requests for instructions [R3.11], extensions, waivers, withdrawal. */
export const oversightDeciders = {
  askInstructions(chronicle, { data }) {
    const track = workingTrack(chronicle.case, data.trackId);
    chronicle.add('instructionsAsked', {
      requestId: nextId('i', chronicle.case.instructions),
      trackId: track.id,
      to: data.to,
      question: data.question,
    });
  },
  answerInstructions(chronicle, { data }) {
    const request = named(chronicle.case.instructions, data.requestId, '/requestId', '请示');
    refuseUnless(request.status === 'open', 'R3.11', 'wrong-state', '/requestId', '该请示已答复或撤回');
    notBefore(chronicle, request.askedOn, '请示日期');
    chronicle.add('instructionsAnswered', { requestId: request.id, answer: data.answer });
  },
  withdrawInstructions(chronicle, { data }) {
    const request = named(chronicle.case.instructions, data.requestId, '/requestId', '请示');
    refuseUnless(request.status === 'open', 'R3.11', 'wrong-state', '/requestId', '该请示已答复或撤回');
    notBefore(chronicle, request.askedOn, '请示日期');
    chronicle.add('instructionsWithdrawn', { requestId: request.id, reason: data.reason });
  },

  requestExtension(chronicle, { data }) {
    const obligation = named(chronicle.case.obligations, data.obligationId, '/obligationId', '办理时限');
    refuseUnless(
      obligation.status === 'open' && EXTENDABLE.has(obligation.kind),
      'setting',
      'wrong-state',
      '/obligationId',
      '该时限已结束或不能延期',
    );
    refuseUnless(
      chronicle.on <= obligation.due,
      'setting',
      'too-late',
      '/doneOn',
      `延期须在到期日（${obligation.due}）当日及以前提出`,
    );
    refuseUnless(
      !Object.values(chronicle.case.extensions).some(
        ({ obligationId, status }) =>
          status === 'requested' && standingDuty(chronicle.case, obligationId)?.id === obligation.id,
      ),
      'setting',
      'duplicate',
      '/obligationId',
      '已有待决定的延期申请',
    );
    withinCap(chronicle, obligation, data.until, '/until');
    chronicle.add('extensionRequested', {
      requestId: nextId('e', chronicle.case.extensions),
      obligationId: obligation.id,
      until: data.until,
      reason: data.reason,
    });
  },

  decideExtension(chronicle, { data }) {
    const request = named(chronicle.case.extensions, data.requestId, '/requestId', '延期申请');
    refuseUnless(
      request.status === 'requested',
      'setting',
      'wrong-state',
      '/requestId',
      '该延期申请已有决定',
    );
    notBefore(chronicle, request.requestedOn, '申请日期');
    // The duty may have another hand by now: what is granted is granted to it.
    const old = standingDuty(chronicle.case, request.obligationId);
    const until = data.until ?? request.until;
    const grants = data.outcome === 'granted';
    if (grants) {
      refuseUnless(old?.status === 'open', 'setting', 'wrong-state', '/requestId', '该时限已结束，无需延期');
      withinCap(chronicle, old, until, '/until');
    } else refuseUnless(data.reason !== undefined, 'setting', 'missing', '/reason', '不同意延期须说明理由');
    chronicle.add('extensionDecided', {
      requestId: request.id,
      outcome: data.outcome,
      ...(grants ? { until } : {}),
      ...(data.reason ? { reason: data.reason } : {}),
    });
    if (!grants || !old) return;
    // The same duty with a later date: owed since it was first opened.
    const { kind, trackId, owedBy, rule, settled, about, openedOn } = old;
    const by = open(chronicle, {
      kind,
      trackId,
      owedBy,
      rule,
      settled,
      start: openedOn,
      limit: { unit: 'fixed', date: until },
      source: 'extension',
      ...(about ? { about } : {}),
    });
    chronicle.add('obligationSuperseded', { obligationId: old.id, by, why: 'extended' });
    followOuter(chronicle, old, by, 'extended');
  },

  waiveObligation(chronicle, { data }) {
    const obligation = named(chronicle.case.obligations, data.obligationId, '/obligationId', '办理时限');
    refuseUnless(
      obligation.status === 'open' && WAIVABLE.has(obligation.kind),
      'setting',
      'wrong-state',
      '/obligationId',
      '该时限已结束或不能免除',
    );
    const gathers = gatheringTrack(chronicle.case);
    const answered =
      gathers && gathers.id !== obligation.trackId && issuedProduct(chronicle.case, gathers.id);
    refuseUnless(
      obligation.kind !== 'opinion' || answered,
      'R3.4',
      'wrong-state',
      '/obligationId',
      '主办单位答复之前，会办意见不能免除',
    );
    cancel(chronicle, [obligation], 'waived', { reason: data.reason });
  },

  recordGuidance(chronicle, { data }) {
    const track =
      data.trackId === undefined
        ? undefined
        : named(chronicle.case.tracks, data.trackId, '/trackId', '承办部分');
    chronicle.add('guidanceRecorded', { ...(track ? { trackId: track.id } : {}), note: data.note });
  },

  withdrawCase(chronicle, { data }) {
    const proposer = chronicle.case.proposers.find(({ id }) => id === data.proposer);
    refuseUnless(
      isSecret(chronicle.case) || data.proposer !== undefined,
      'setting',
      'missing',
      '/proposer',
      '须写明提出撤回的领衔代表委员',
    );
    refuseUnless(
      isSecret(chronicle.case) ? data.proposer === undefined : proposer?.role === 'lead',
      'setting',
      'unknown-reference',
      '/proposer',
      '撤回须由领衔代表委员提出',
    );
    refuseUnless(
      !Object.values(chronicle.case.letters).some(
        (letter) => letter.product === 'reply' && letter.repliedOn,
      ) && !Object.values(chronicle.case.tracks).some((track) => offLineOf(track, 'reply')),
      'setting',
      'wrong-state',
      '',
      '已答复的不能撤回',
    );
    cancel(chronicle, openObligations(chronicle.case), 'withdrawn');
    for (const { id, status } of Object.values(chronicle.case.deliveries)) {
      if (status === 'pending' || status === 'unreachable')
        chronicle.add('deliveryCancelled', { deliveryId: id });
    }
    for (const { id, status } of Object.values(chronicle.case.instructions)) {
      if (status === 'open') chronicle.add('instructionsWithdrawn', { requestId: id, reason: data.reason });
    }
    for (const { id, status } of Object.values(chronicle.case.supervisions)) {
      if (status === 'open') chronicle.add('supervisionClosed', { supervisionId: id, result: data.reason });
    }
    // Whoever is merged into a case that is gone goes its own way again [R3.10].
    for (const member of unansweredMembers(chronicle.case))
      chronicle.add('caseUnmerged', { member, reason: data.reason });
    chronicle.add('caseWithdrawn', {
      reason: data.reason,
      ...(data.proposer ? { proposer: data.proposer } : {}),
    });
  },
} satisfies Partial<Deciders>;

/**
 * Later than it was; and for suggestions never beyond the cap, six months from assignment, rolled (after the Deputies
 * Law). Where the cap is none there are no extensions.
 */
function withinCap(
  chronicle: Chronicle,
  { due }: Pick<Obligation, 'due'>,
  until: string,
  pointer: string,
): void {
  const { facts } = chronicle.case;
  refuseUnless(until > due, 'setting', 'invalid-date', pointer, `延期后的日期须晚于现到期日（${due}）`);
  if (facts.kind !== 'suggestion') return;
  const { amount } = chronicle.context.rules.limits.extensionCap;
  const cap = nextWorkingDay(addMonths(facts.assignedOn, amount), chronicle.context.calendar);
  refuseUnless(
    until <= cap,
    'setting',
    'too-late',
    pointer,
    amount === 0
      ? '本件适用的办理规则不允许代表建议延期'
      : `代表建议的办理期限自交办之日起不得超过${amount === 6 ? '六' : ` ${amount} `}个月（${cap}）`,
  );
}

export const oversightEvolvers = {
  instructionsAsked: (state, { requestId, trackId }, { on }) =>
    put(state, 'instructions', { id: requestId, trackId, askedOn: on, status: 'open' }),
  instructionsAnswered: (state, { requestId }, { on }) =>
    change(state, 'instructions', requestId, { status: 'answered', endedOn: on }),
  instructionsWithdrawn: (state, { requestId }, { on }) =>
    change(state, 'instructions', requestId, { status: 'withdrawn', endedOn: on }),
  extensionRequested: (state, { requestId, obligationId, until }, { on }) =>
    put(state, 'extensions', { id: requestId, obligationId, until, requestedOn: on, status: 'requested' }),
  extensionDecided: (state, { requestId, outcome, until }) =>
    change(state, 'extensions', requestId, { status: outcome, ...(until ? { until } : {}) }),
  guidanceRecorded: (state) => state,
} satisfies Partial<Evolvers>;
