import type { LetterLimits } from '../../schemas/intake';
import type { Obligation } from '../obligation';
import { unitMark } from '../marks';
import { refuseUnless } from '../refusal';
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
import { passOnMatters, swapMatters } from './key';
import { lastStep } from './letters';
import {
  deliveriesOf,
  heldBackBy,
  issuedProduct,
  leadTrack,
  lettersOf,
  liveTrack,
  liveTracks,
  notYetHandling,
  tracksOf,
  wasSent,
} from './lookups';
import { notReturned, standsAlone, wasIssued } from './mid-flight';
import { outerLimit, renewInner } from './inner-limits';
import {
  findOpen,
  openedBy,
  openForm,
  openObligations,
  openProduct,
  openTrackObligations,
  supersede,
} from './obligations';
import { meetForm } from './responsibility';
import { limitsLieAhead, statedDay } from './stated';
import type { Track } from './state';

/** One unit takes the place of another: what is owed goes over with what the office granted, and what was delivered. */
export const successionDeciders = {
  reassign(chronicle, { data }) {
    const state = chronicle.case;
    const track = named(state.tracks, data.trackId, '/trackId', '承办部分');
    refuseUnless(
      track.part !== 'office',
      'R3.1',
      'not-permitted',
      '/trackId',
      '省政府办公厅自办的部分不能改派',
    );
    refuseUnless(
      track.status !== 'reassigned' && track.status !== 'dropped' && track.status !== 'done',
      'setting',
      'wrong-state',
      '/trackId',
      '该承办部分已改派、撤销或办结',
    );
    refuseUnless(
      !(track.status === 'returned' && !track.return?.outcome),
      'setting',
      'out-of-order',
      '/trackId',
      '请先对退回作出决定',
    );
    refuseUnless(
      !Object.values(state.reworks).some(({ trackId, status }) => trackId === track.id && status === 'open'),
      'R7.4',
      'wrong-state',
      '/trackId',
      '再次办理期间不能改派',
    );
    refuseUnless(
      !issuedProduct(state, track.id) && !track.offLine,
      'setting',
      'wrong-state',
      '/trackId',
      '已正式行文，不能改派',
    );
    notYetHandling(state, data.unit);
    notBefore(chronicle, track.return?.decidedOn, '退回决定日期');
    const countsFrom = statedDay(chronicle, data.assignedOn) ?? track.countsFrom;
    limitsLieAhead(chronicle, data.limits);
    const limits = joined(track.limits, data.limits);
    const old = openObligations(state).filter((obligation) => obligation.trackId === track.id);
    const id = nextId('t', state.tracks);
    chronicle.add('trackReassigned', { trackId: track.id, to: id, reason: data.reason });
    chronicle.add('trackOpened', {
      track: {
        id,
        unit: data.unit,
        part: track.part,
        assignedOn: chronicle.on,
        countsFrom,
        replaces: track.id,
        ...(limits ? { limits } : {}),
      },
      reason: data.reason,
    });
    const owed = openTrackObligations(
      chronicle,
      chronicle.case.tracks[id] as Track,
      standing(old, data.limits),
    );
    supersede(chronicle, old, [...owed, ...passOnMatters(chronicle, track, id)], 'reassigned');
    forwardOpinions(chronicle);
  },

  /** Lead and co-handler change places: each keeps what it did, and has what the other owed from its own day on. */
  swapLead(chronicle, { data }) {
    standsAlone(chronicle.case);
    const lead = leadTrack(chronicle.case);
    const next = liveTrack(chronicle.case, data.trackId);
    refuseUnless(
      lead && next.part === 'co-handler',
      'R3.4',
      'wrong-state',
      '/trackId',
      '只有会办单位可以与主办单位对调',
    );
    const both = [lead, next];
    for (const track of both) {
      notReturned(track);
      refuseUnless(
        !wasIssued(chronicle.case, track),
        'R3.4',
        'wrong-state',
        '/trackId',
        `${unitMark(track.unit)}已正式行文，不能对调`,
      );
    }
    const drafts = both
      .flatMap(({ id }) => lettersOf(chronicle.case, id))
      .filter(({ status }) => status !== 'discarded');
    for (const draft of drafts) notBefore(chronicle, lastStep(draft), '文稿办理日期');
    const { limits, reason } = data;
    const stated = statedDay(chronicle, data.assignedOn);
    limitsLieAhead(chronicle, limits);
    const old = both.flatMap((track) => outerLimit(chronicle, track) ?? []);
    const requests = Object.values(chronicle.case.instructions)
      .filter((request) => heldBackBy(chronicle.case, request) === lead.id)
      .map(({ id }) => id);
    chronicle.add('leadSwapped', {
      lead: next.id,
      coHandler: lead.id,
      countsFrom: { lead: stated ?? lead.countsFrom, coHandler: stated ?? next.countsFrom },
      ...(limits ? { limits } : {}),
      ...(requests.length > 0 ? { requests } : {}),
      reason,
    });
    for (const { id } of drafts) chronicle.add('letterDiscarded', { letterId: id, why: 'lead-swapped' });
    const swapped = both.map(({ id }) => chronicle.case.tracks[id] as Track);
    const fresh = openedBy(chronicle, () =>
      swapped.forEach((track) => openProduct(chronicle, track, standing(old, limits))),
    );
    supersede(chronicle, old, fresh, 'lead-swapped');
    for (const track of swapped) renewInner(chronicle, track, 'lead-swapped');
    swapMatters(chronicle, lead, next);
    forwardOpinions(chronicle);
    // The form of the former lead covers it no longer, and that of the new one may cover the others [R2.3].
    if (next.form.covered && findOpen(chronicle.case, next.id, 'form').length === 0)
      openForm(chronicle, swapped[1] as Track, chronicle.on);
    for (const { id } of liveTracks(chronicle.case)) meetForm(chronicle, id, chronicle.on);
  },
} satisfies Partial<Deciders>;

/** Duties whose dates stay as they were granted: the office names no other limit for them. */
const standing = (old: Obligation[], limits: LetterLimits | undefined): Obligation[] =>
  old.filter(({ kind }) => limits?.[kind as keyof LetterLimits] === undefined);

/** Limits of a part alone, with those that take their place. */
const joined = (
  limits: LetterLimits | undefined,
  stated: LetterLimits | undefined,
): LetterLimits | undefined => (limits || stated ? ({ ...limits, ...stated } as LetterLimits) : undefined);

/**
 * Opinions in force reach whoever leads from now on [R3.4]: what was on its way to the former lead goes to the new one
 * instead; what the former lead has goes to both. A duty that was met by it stays met. Drafts need nothing: whom a
 * letter goes to is found when it is issued.
 */
function forwardOpinions(chronicle: Chronicle): void {
  const lead = leadTrack(chronicle.case);
  if (!lead) return;
  for (const track of tracksOf(chronicle.case, 'co-handler'))
    for (const letter of lettersOf(chronicle.case, track.id))
      if (letter.product === 'opinion' && letter.status === 'issued')
        forward(chronicle, letter.id, lead.unit);
}

function forward(chronicle: Chronicle, letterId: string, unit: string): void {
  const given = deliveriesOf(chronicle.case, letterId).filter(
    ({ purpose, recipient, status }) =>
      purpose === 'opinion' && recipient.type === 'unit' && status !== 'cancelled',
  );
  for (const delivery of given)
    if (delivery.recipient.id !== unit && !wasSent(delivery))
      chronicle.add('deliveryCancelled', { deliveryId: delivery.id });
  const last = given.at(-1);
  if (!last || given.some(({ recipient }) => recipient.id === unit)) return;
  const { purpose, electronic, electronicVersion } = last;
  chronicle.add('opinionForwarded', {
    delivery: {
      id: nextId('d', chronicle.case.deliveries),
      letterId,
      recipient: { type: 'unit', id: unit },
      purpose,
      required: true,
      electronic,
      ...(electronicVersion ? { electronicVersion } : {}),
    },
  });
}

export const successionEvolvers = {
  trackReassigned: (state, { trackId }) => change(state, 'tracks', trackId, { status: 'reassigned' }),
  leadSwapped: (state, { lead, coHandler, countsFrom, limits, requests = [] }) => {
    const [next, former] = [entryOf(state.tracks, lead), entryOf(state.tracks, coHandler)];
    if (!next || !former) return state;
    const asked = requests.reduce((each, id) => change(each, 'instructions', id, { heldBy: lead }), state);
    const led = change(asked, 'tracks', lead, {
      part: 'lead',
      countsFrom: countsFrom.lead,
      limits: joined(former.limits, limits),
      form: { ...next.form, covered: false },
    });
    return change(led, 'tracks', coHandler, {
      part: 'co-handler',
      countsFrom: countsFrom.coHandler,
      limits: joined(next.limits, limits),
    });
  },
  // Whom an opinion goes to now accepts it anew: that the former lead did stays on record as its event [R3.4].
  opinionForwarded: (state, { delivery }) =>
    change(put(state, 'deliveries', { ...delivery, status: 'pending' }), 'letters', delivery.letterId, {
      accepted: undefined,
    }),
} satisfies Partial<Evolvers>;
