import { minDate, type CivilDate } from '../dates';
import { Refusal, refuseUnless } from '../refusal';
import { mayAnswer } from './answering';
import {
  change,
  type Chronicle,
  type Deciders,
  entryOf,
  type Evolvers,
  named,
  notBefore,
  put,
  reopen,
  resume,
} from './context';
import { speaksForItself, writesForItself } from './follows';
import { lastStep } from './letters';
import { deliveriesOf, partRuleOf, unsentOf, workingTrack } from './lookups';
import { cancel, open, openObligations, underPolicy } from './obligations';
import { deliveriesFor, type NewDelivery } from './recipients';
import { conclude, owedReissue, send, startClocks } from './sending';
import type { AssignedCase, Letter } from './state';

/** Issue, its deliveries and copies [R3.1, R3.4, R3.5, R3.9], recall. */
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
    writesForItself(chronicle.case, letter);
    mayAnswer(chronicle, track, letter, '/letterId');
    notBefore(chronicle, lastStep(letter), '审核完成日期');
    const rule = partRuleOf(chronicle.case, track, chronicle.context.rules);
    const deliveries = deliveriesFor(chronicle, letter, rule);
    if (deliveries.some(({ electronic }) => electronic))
      refuseUnless(data.electronicVersion, 'R3.1', 'missing', '/electronicVersion', '须附电子版');
    sentAreRecipients(chronicle, data.sent, deliveries);
    const { electronicVersion } = data;
    issue(chronicle, letter, deliveries, data);
    for (const { recipient, way, sentOn, evidence } of [...data.sent].sort((a, b) =>
      a.sentOn < b.sentOn ? -1 : 1,
    )) {
      const delivery = deliveries.find((candidate) => candidate.recipient.id === recipient) as NewDelivery;
      send(chronicle, delivery.id, {
        way,
        on: sentOn,
        ...(electronicVersion ? { electronicVersion } : {}),
        ...(evidence ? { evidence } : {}),
      });
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
    notBefore(chronicle, issuedOn, '印发日期');
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
    notBefore(chronicle, delivery.sentOn, '送达日期');
    chronicle.add('deliveryReceived', { deliveryId: delivery.id });
  },

  recallLetter(chronicle, { data }) {
    const letter = named(chronicle.case.letters, data.letterId, '/letterId', '文稿');
    refuseUnless(letter.status === 'issued', 'setting', 'wrong-state', '/letterId', '只能撤回已印发的文稿');
    speaksForItself(chronicle.case, letter);
    workingTrack(chronicle.case, letter.trackId, '/letterId');
    notBefore(chronicle, letter.issuedOn, '印发日期');
    const { publication } = letter;
    reopen(chronicle, 'recalled');
    recall(chronicle, letter, data.reason);
    if (publication.status === 'published' || publication.status === 'requested')
      chronicle.add('takeDownRequested', { letterId: letter.id, reason: data.reason });
    openReissue(chronicle, letter);
  },
} satisfies Partial<Deciders>;

/** Issue itself: its deliveries are to go out from now on. Where all who were to be answered died, it is out with its issue. */
export function issue(
  chronicle: Chronicle,
  letter: Letter,
  deliveries: NewDelivery[],
  { documentNumber, electronicVersion }: { documentNumber: string; electronicVersion?: string },
): void {
  chronicle.add('letterIssued', {
    letterId: letter.id,
    documentNumber,
    ...(electronicVersion ? { electronicVersion } : {}),
    deliveries,
  });
  if (deliveries.some(({ purpose }) => purpose !== 'copy')) return;
  startClocks(chronicle, letter, chronicle.on);
  conclude(chronicle, letter);
}

/** The letter is no longer in force: what was not sent stays, what was owed on its account ends. */
export function recall(chronicle: Chronicle, letter: Letter, reason: string): void {
  chronicle.add('letterRecalled', { letterId: letter.id, reason });
  for (const { id } of unsentOf(chronicle.case, letter.id))
    chronicle.add('deliveryCancelled', { deliveryId: id });
  const stopped = new Set(deliveriesOf(chronicle.case, letter.id).map(({ id }) => id));
  cancel(
    chronicle,
    openObligations(chronicle.case).filter(
      ({ about, kind }) => (kind === 'copy' && stopped.has(about ?? '')) || about === letter.id,
    ),
    'recalled',
  );
  cancel(chronicle, owedReissue(chronicle, letter), 'recalled');
}

/** A recalled letter is to be issued again (setting). */
export function openReissue(chronicle: Chronicle, { id, trackId }: Letter): void {
  open(chronicle, {
    kind: 'reissue',
    trackId,
    owedBy: { type: 'unit', id: chronicle.case.tracks[trackId]?.unit ?? '' },
    start: chronicle.on,
    ...underPolicy(chronicle.context.rules.limits.reissue),
    about: id,
  });
}

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

export const issueEvolvers = {
  letterIssued: (state, { letterId, documentNumber, electronicVersion, deliveries }, { on }) => {
    const answers = deliveries.some(({ purpose }) => purpose !== 'copy');
    const issued = change(state, 'letters', letterId, {
      status: 'issued',
      documentNumber,
      issuedOn: on,
      ...(answers ? {} : { repliedOn: on }),
    });
    return deliveries.reduce<AssignedCase>(
      (next, delivery) =>
        put(next, 'deliveries', {
          ...delivery,
          ...(electronicVersion ? { electronicVersion } : {}),
          status: 'pending',
        }),
      issued,
    );
  },
  deliverySent: (state, { deliveryId, way, on, electronicVersion }) => {
    const delivery = entryOf(state.deliveries, deliveryId);
    if (!delivery) return state;
    const sent = change(state, 'deliveries', deliveryId, {
      status: 'sent',
      way,
      sentOn: on,
      ...(electronicVersion ? { electronicVersion } : {}),
    });
    const letter = entryOf(sent.letters, delivery.letterId);
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
  deliveryExcused: (state, { deliveryId }) => change(state, 'deliveries', deliveryId, { required: false }),
  letterRecalled: (state, { letterId }, { on }) => takeBack(state, letterId, 'recalled', on),
  opinionAccepted: (state, { letterId }) => change(state, 'letters', letterId, { accepted: true }),
  opinionSentBack: (state, { letterId, toMembers }, { on }) => {
    const back = takeBack(state, letterId, 'sent-back', on);
    return toMembers ? change(back, 'letters', letterId, { toMembers }) : back;
  },
} satisfies Partial<Evolvers>;

/** A letter is no longer in force, so that its part, if it was done, is worked on again. */
function takeBack(
  state: AssignedCase,
  letterId: string,
  status: 'recalled' | 'sent-back',
  on: CivilDate,
): AssignedCase {
  const letter = entryOf(state.letters, letterId);
  if (!letter) return state;
  return resume(change(state, 'letters', letterId, { status, endedOn: on }), letter.trackId);
}
