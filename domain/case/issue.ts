import type { PartRule } from '../../schemas/policy';
import { maxDate, minDate, type CivilDate } from '../dates';
import { Refusal, refuseUnless } from '../refusal';
import { change, type Chronicle, type Deciders, type Evolvers, named, put } from './context';
import { mayAnswer } from './letters';
import {
  answeredProposers,
  deliveriesOf,
  fullySent,
  hasException,
  leadProposer,
  leadTrack,
  partRuleOf,
  wasSent,
  workingTrack,
} from './lookups';
import { cancel, findOpen, meet, open, openObligations } from './obligations';
import type { AssignedCase, Delivery, Letter, Track } from './state';

type NewDelivery = Omit<Delivery, 'status'>;

/** Issue, its deliveries and copies [R3.1, R3.4, R3.5, R3.9], recall, and what the lead does with an opinion. */
export const issueDeciders = {
  issueLetter(chronicle, { data }) {
    const letter = named(chronicle.case.letters, data.letterId, '/letterId', '文稿');
    const track = workingTrack(chronicle.case, letter.trackId, '/letterId');
    refuseUnless(
      letter.status === 'approved',
      'R5.1',
      letter.status === 'issued' ? 'wrong-state' : 'out-of-order',
      '/letterId',
      letter.status === 'issued' ? '该文稿已印发' : '逐级审核尚未完成，不能印发',
    );
    mayAnswer(chronicle, track, letter.product);
    const last = letter.reviews.at(-1)?.on ?? chronicle.on;
    refuseUnless(
      chronicle.on >= last,
      'D8',
      'invalid-date',
      '/doneOn',
      `印发日期早于审核完成日期（${last}）`,
    );
    const rule = partRuleOf(chronicle.case, track, chronicle.context.rules);
    const deliveries = deliveriesFor(chronicle, letter, track, rule);
    refuseUnless(
      deliveries.some(({ required }) => required),
      'R3.5',
      'missing',
      '/letterId',
      '没有可以送达的收件人',
    );
    if (deliveries.some(({ electronic }) => electronic))
      refuseUnless(data.electronicVersion, 'R3.1', 'missing', '/electronicVersion', '须附电子版');
    sentAreRecipients(chronicle, data.sent, deliveries);
    const { documentNumber, electronicVersion } = data;
    chronicle.add('letterIssued', {
      letterId: letter.id,
      documentNumber,
      ...(electronicVersion ? { electronicVersion } : {}),
      deliveries,
    });
    for (const delivery of deliveries.filter(({ dueOn }) => dueOn !== undefined)) {
      open(chronicle, {
        kind: 'copy',
        trackId: track.id,
        owedBy: { type: 'unit', id: track.unit },
        rule: copyRule(letter),
        settled: letter.product !== 'submission',
        start: chronicle.on,
        limit: { unit: 'fixed', date: delivery.dueOn as CivilDate },
        about: delivery.id,
      });
    }
    for (const { recipient, way, sentOn } of [...data.sent].sort((a, b) => (a.sentOn < b.sentOn ? -1 : 1))) {
      const delivery = deliveries.find((candidate) => candidate.recipient.id === recipient) as NewDelivery;
      send(chronicle, delivery.id, { way, on: sentOn });
    }
  },

  reportDelivery(chronicle, { data }) {
    const delivery = named(chronicle.case.deliveries, data.deliveryId, '/deliveryId', '送达');
    if (delivery.status !== 'pending') return;
    if (data.outcome === 'unreachable')
      chronicle.add('deliveryUnreachable', { deliveryId: delivery.id, why: data.why ?? '' });
    else
      send(chronicle, delivery.id, {
        way: data.way,
        on: chronicle.context.today,
        ...(data.messageId ? { messageId: data.messageId } : {}),
      });
  },

  recordDispatch(chronicle, { data }) {
    const delivery = named(chronicle.case.deliveries, data.deliveryId, '/deliveryId', '送达');
    refuseUnless(
      delivery.status === 'pending' || delivery.status === 'unreachable',
      '—',
      'wrong-state',
      '/deliveryId',
      '该送达已完成或已取消',
    );
    const issuedOn = chronicle.case.letters[delivery.letterId]?.issuedOn ?? chronicle.on;
    refuseUnless(
      chronicle.on >= issuedOn,
      'D8',
      'invalid-date',
      '/doneOn',
      `送达日期早于印发日期（${issuedOn}）`,
    );
    refuseUnless(
      !delivery.electronic || data.electronicVersion,
      'R3.1',
      'missing',
      '/electronicVersion',
      '须附电子版',
    );
    send(chronicle, delivery.id, {
      way: data.way,
      on: chronicle.on,
      ...(data.electronicVersion ? { electronicVersion: data.electronicVersion } : {}),
    });
  },

  recordReceipt(chronicle, { data }) {
    const delivery = named(chronicle.case.deliveries, data.deliveryId, '/deliveryId', '送达');
    refuseUnless(delivery.status === 'sent', '—', 'wrong-state', '/deliveryId', '该送达尚未寄出或已签收');
    refuseUnless(
      chronicle.on >= (delivery.sentOn ?? ''),
      'D8',
      'invalid-date',
      '/doneOn',
      '签收日期早于送达日期',
    );
    chronicle.add('deliveryReceived', { deliveryId: delivery.id });
  },

  recallLetter(chronicle, { data }) {
    const letter = named(chronicle.case.letters, data.letterId, '/letterId', '文稿');
    refuseUnless(letter.status === 'issued', 'setting', 'wrong-state', '/letterId', '只能撤回已印发的文稿');
    const { publication, trackId } = letter;
    chronicle.add('letterRecalled', { letterId: letter.id, reason: data.reason });
    const pending = deliveriesOf(chronicle.case, letter.id).filter(
      ({ status }) => status === 'pending' || status === 'unreachable',
    );
    for (const { id } of pending) chronicle.add('deliveryCancelled', { deliveryId: id });
    const stopped = new Set(deliveriesOf(chronicle.case, letter.id).map(({ id }) => id));
    cancel(
      chronicle,
      openObligations(chronicle.case).filter(
        ({ about, kind }) => (kind === 'copy' && stopped.has(about ?? '')) || about === letter.id,
      ),
      'recalled',
    );
    cancel(chronicle, findOpen(chronicle.case, trackId, 'reissue'), 'recalled');
    if (publication.status === 'published' || publication.status === 'requested')
      chronicle.add('takeDownRequested', { letterId: letter.id, reason: data.reason });
    const { rule, settled, ...limit } = chronicle.context.rules.limits.reissue;
    const unit = chronicle.case.tracks[trackId]?.unit ?? '';
    open(chronicle, {
      kind: 'reissue',
      trackId,
      owedBy: { type: 'unit', id: unit },
      rule,
      settled,
      start: chronicle.on,
      limit,
      about: letter.product,
    });
  },

  acceptOpinion(chronicle, { data }) {
    const letter = deliveredOpinion(chronicle, data.letterId);
    refuseUnless(!letter.accepted, 'R3.4', 'wrong-state', '/letterId', '该会办意见已采纳');
    chronicle.add('opinionAccepted', { letterId: letter.id });
  },

  sendBackOpinion(chronicle, { data }) {
    const letter = deliveredOpinion(chronicle, data.letterId);
    const unit = chronicle.case.tracks[letter.trackId]?.unit ?? '';
    chronicle.add('opinionSentBack', { letterId: letter.id, reason: data.reason });
    const { rule, settled, ...limit } = chronicle.context.rules.limits.opinionAgain;
    open(chronicle, {
      kind: 'opinion',
      trackId: letter.trackId,
      owedBy: { type: 'unit', id: unit },
      rule,
      settled,
      start: chronicle.on,
      limit,
      source: 'office',
      about: letter.id,
    });
  },
} satisfies Partial<Deciders>;

/** Recipients are computed, never typed in [R3.9]; copies by product and kind are the policy's [R3.4, R3.5, R7.4]. */
function deliveriesFor(chronicle: Chronicle, letter: Letter, track: Track, rule: PartRule): NewDelivery[] {
  const state = chronicle.case;
  const electronic = rule.electronic;
  const base = Object.keys(state.deliveries).length;
  const to: Omit<NewDelivery, 'id' | 'letterId'>[] = [];
  const proposer = (id: string, purpose: 'reply' | 'result') =>
    to.push({
      recipient: { type: 'proposer', id },
      purpose,
      required: !hasException(state, id),
      electronic: false,
    });
  if (letter.product === 'result') for (const id of resultRecipients(state, letter)) proposer(id, 'result');
  else if (rule.to === 'proposers') for (const { id } of answeredProposers(state)) proposer(id, 'reply');
  else if (rule.to === 'lead') {
    const lead = leadTrack(state);
    refuseUnless(lead, 'R3.4', 'wrong-state', '/letterId', '主办单位尚未确定，会办意见暂不能送达');
    to.push({ recipient: { type: 'unit', id: lead.unit }, purpose: 'opinion', required: true, electronic });
  } else if (rule.to === 'provincial-office')
    to.push({
      recipient: { type: 'body', id: 'provincial-office' },
      purpose: 'submit',
      required: true,
      electronic,
    });
  const bodies =
    letter.product === 'result'
      ? (state.reworks[letter.reworkId ?? '']?.assigners ?? [])
      : copyBodies(state, rule, letter);
  for (const id of bodies)
    to.push({
      recipient: { type: 'body', id },
      purpose: 'copy',
      required: false,
      electronic,
      dueOn: chronicle.on,
    });
  return to.map((delivery, index) => ({ ...delivery, id: `d${base + index + 1}`, letterId: letter.id }));
}

/** The policy's copies, and out of session the assigner too (R3.7, setting). */
function copyBodies(state: AssignedCase, rule: PartRule, letter: Letter) {
  const bodies = [...(rule.copies[state.facts.kind] ?? [])];
  if (state.facts.outOfSession && letter.product === 'reply' && !bodies.includes(state.facts.assignedBy))
    bodies.push(state.facts.assignedBy);
  return bodies;
}

/** Those who objected, and for a joint proposal the lead proposer too [R7.4]. */
function resultRecipients(state: AssignedCase, letter: Letter): string[] {
  const objectors = state.reworks[letter.reworkId ?? '']?.objectors ?? [];
  const lead =
    state.facts.kind === 'proposal' && state.proposers.length > 1 ? leadProposer(state) : undefined;
  return lead && !objectors.includes(lead.id) ? [...objectors, lead.id] : objectors;
}

const copyRule = (letter: Letter): string =>
  letter.product === 'result' ? 'R7.4' : letter.product === 'opinion' ? 'R3.4' : 'R3.5';

function sentAreRecipients(
  chronicle: Chronicle,
  sent: { recipient: string; sentOn: CivilDate }[],
  deliveries: NewDelivery[],
): void {
  sent.forEach(({ recipient, sentOn }, index) => {
    if (!deliveries.some((delivery) => delivery.recipient.id === recipient))
      throw new Refusal(
        'R3.9',
        'unknown-reference',
        `/sent/${index}/recipient`,
        `${recipient} 不是本件应送达的收件人`,
      );
    refuseUnless(
      sentOn <= chronicle.context.today && sentOn >= chronicle.on,
      'D8',
      'invalid-date',
      `/sent/${index}/sentOn`,
      '寄送日期应在印发日期与今天之间',
    );
    refuseUnless(
      sent.findIndex((other) => other.recipient === recipient) === index,
      '—',
      'duplicate',
      `/sent/${index}/recipient`,
      '收件人重复',
    );
  });
}

function deliveredOpinion(chronicle: Chronicle, letterId: string): Letter {
  const letter = named(chronicle.case.letters, letterId, '/letterId', '会办意见');
  refuseUnless(
    letter.product === 'opinion' && letter.status === 'issued' && fullySent(chronicle.case, letter.id),
    'R3.4',
    'wrong-state',
    '/letterId',
    '会办意见尚未送达',
  );
  return letter;
}

/** A delivery went out: the one place where sending meets what was owed. */
function send(
  chronicle: Chronicle,
  deliveryId: string,
  {
    way,
    on,
    ...rest
  }: { way: Delivery['way'] & string; on: CivilDate; messageId?: string; electronicVersion?: string },
): void {
  const first = chronicle.case.deliveries[deliveryId] as Delivery;
  const firstReply =
    first.purpose !== 'copy' &&
    !deliveriesOf(chronicle.case, first.letterId).some((other) => other.purpose !== 'copy' && wasSent(other));
  chronicle.add('deliverySent', { deliveryId, way, on, ...rest }, on);
  meet(
    chronicle,
    openObligations(chronicle.case).filter(({ kind, about }) => kind === 'copy' && about === deliveryId),
    on,
  );
  const letter = chronicle.case.letters[first.letterId] as Letter;
  const track = chronicle.case.tracks[letter.trackId] as Track;
  if (firstReply && (letter.product === 'reply' || letter.product === 'result'))
    openAfterReply(chronicle, letter, track, on);
  if (first.purpose === 'copy' || !fullySent(chronicle.case, letter.id)) return;
  const sentDays = deliveriesOf(chronicle.case, letter.id)
    .filter(({ required }) => required)
    .map((delivery) => delivery.sentOn ?? on);
  const lastOn = maxDate(on, ...sentDays);
  meet(
    chronicle,
    findOpen(chronicle.case, track.id, 'reissue').filter(({ about }) => about === letter.product),
    lastOn,
  );
  if (letter.product === 'result') answerRework(chronicle, letter, lastOn);
  else meet(chronicle, findOpen(chronicle.case, track.id, letter.product), lastOn);
}

/** The day of replying is the first dispatch: publication [R5.8] and the feedback windows count from it. */
function openAfterReply(chronicle: Chronicle, letter: Letter, track: Track, on: CivilDate): void {
  const { rules } = chronicle.context;
  if (letter.product === 'reply' && partRuleOf(chronicle.case, track, rules).publish) {
    if (letter.content.mark === 'withheld')
      chronicle.add('letterWithheld', {
        letterId: letter.id,
        ground: letter.content.withholdingGround ?? 'mark',
      });
    else {
      const { rule, settled, ...limit } = rules.limits.publication;
      open(chronicle, {
        kind: 'publication',
        trackId: track.id,
        owedBy: { type: 'unit', id: track.unit },
        rule,
        settled,
        start: on,
        limit,
        about: letter.id,
      });
    }
  }
  const { rule, settled, ...limit } = rules.limits.feedback;
  for (const { recipient, purpose } of deliveriesOf(chronicle.case, letter.id)) {
    if (purpose === 'reply' || purpose === 'result')
      open(chronicle, {
        kind: 'feedback',
        trackId: track.id,
        owedBy: { type: 'proposer', id: recipient.id },
        rule,
        settled,
        start: on,
        limit,
        about: letter.id,
      });
  }
}

function answerRework(chronicle: Chronicle, letter: Letter, on: CivilDate): void {
  const rework = chronicle.case.reworks[letter.reworkId ?? ''];
  if (!rework || rework.status !== 'open') return;
  chronicle.add('reworkAnswered', { reworkId: rework.id }, on);
  meet(
    chronicle,
    openObligations(chronicle.case).filter(({ id }) => id === rework.obligationId),
    on,
  );
}

export const issueEvolvers = {
  letterIssued: (state, { letterId, documentNumber, deliveries }, { on }) => {
    const issued = change(state, 'letters', letterId, { status: 'issued', documentNumber, issuedOn: on });
    return deliveries.reduce<AssignedCase>(
      (next, delivery) => put(next, 'deliveries', { ...delivery, status: 'pending' }),
      issued,
    );
  },
  deliverySent: (state, { deliveryId, way, on }) => {
    const delivery = state.deliveries[deliveryId];
    if (!delivery) return state;
    const sent = change(state, 'deliveries', deliveryId, { status: 'sent', way, sentOn: on });
    const letter = sent.letters[delivery.letterId];
    if (!letter || (delivery.purpose !== 'reply' && delivery.purpose !== 'result')) return sent;
    return change(sent, 'letters', letter.id, {
      repliedOn: letter.repliedOn ? minDate(letter.repliedOn, on) : on,
    });
  },
  deliveryUnreachable: (state, { deliveryId }) =>
    change(state, 'deliveries', deliveryId, { status: 'unreachable' }),
  deliveryReceived: (state, { deliveryId }, { on }) =>
    change(state, 'deliveries', deliveryId, { status: 'received', receivedOn: on }),
  deliveryCancelled: (state, { deliveryId }) =>
    change(state, 'deliveries', deliveryId, { status: 'cancelled' }),
  letterRecalled: (state, { letterId }) => change(state, 'letters', letterId, { status: 'recalled' }),
  opinionAccepted: (state, { letterId }) => change(state, 'letters', letterId, { accepted: true }),
  opinionSentBack: (state, { letterId }) => change(state, 'letters', letterId, { status: 'sent-back' }),
} satisfies Partial<Evolvers>;
