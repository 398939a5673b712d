import type { CommandData } from '../../schemas/commands';
import { Refusal, refuseUnless } from '../refusal';
import {
  change,
  type Chronicle,
  type Deciders,
  type Evolvers,
  named,
  nextId,
  notBefore,
  reopen,
  resume,
} from './context';
import {
  gatheringTrack,
  heldBackBy,
  leadTrack,
  lettersOf,
  lineage,
  liveTrack,
  liveTracks,
  notYetHandling,
  partRuleOf,
  standingDuty,
  tracksOf,
  unsentOf,
} from './lookups';
import { renewInner } from './inner-limits';
import { cancel, findOpen, openDuties, openObligations, openTrackObligations } from './obligations';
import { hasOfficePart, openOfficePart } from './office-part';
import { isForReference } from './reference';
import type { AssignedCase, Track } from './state';
import { limitIsNamed, limitsLieAhead, statedDay } from './stated';
import { isIn } from './tells';

/** What the office changes while a case is handled: who joins, who leaves, whose part is another from now on. */
export const midFlightDeciders = {
  /** A unit that joins the case: it co-handles, or replies on its own beside other separate units [R3.3]. */
  addCoHandler(chronicle, { data }) {
    const { part = 'co-handler' } = data;
    notYetHandling(chronicle.case, data.unit);
    canBeJoined(chronicle.case, part);
    limitIsNamed(chronicle, part === 'separate' ? 'reply' : 'opinion', data.limits);
    limitsLieAhead(chronicle, data.limits);
    const id = nextId('t', chronicle.case.tracks);
    const countsFrom = statedDay(chronicle, data.assignedOn) ?? chronicle.on;
    chronicle.add('trackOpened', {
      track: {
        id,
        unit: data.unit,
        part,
        assignedOn: chronicle.on,
        countsFrom,
        ...(data.limits ? { limits: data.limits } : {}),
      },
      reason: data.reason,
    });
    openTrackObligations(chronicle, chronicle.case.tracks[id] as Track);
  },

  dropCoHandler(chronicle, { data }) {
    const track = named(chronicle.case.tracks, data.trackId, '/trackId', '承办部分');
    refuseUnless(
      track.part !== 'lead' && track.part !== 'office',
      'R3.4',
      'wrong-state',
      '/trackId',
      '主办单位和省政府办公厅自身的部分不能撤销',
    );
    refuseUnless(
      !['reassigned', 'dropped', 'done'].includes(track.status),
      '—',
      'wrong-state',
      '/trackId',
      '该单位已撤销、改派或办结',
    );
    othersRemain(chronicle.case, track);
    chronicle.add('trackDropped', { trackId: track.id, reason: data.reason });
    cancel(
      chronicle,
      openObligations(chronicle.case).filter((obligation) => obligation.trackId === track.id),
      'dropped',
    );
    for (const letter of lettersOf(chronicle.case, track.id))
      for (const { id } of unsentOf(chronicle.case, letter.id))
        chronicle.add('deliveryCancelled', { deliveryId: id });
    endRequests(chronicle, track, data.reason);
  },

  /** Until the office makes another part of it, a reference part is answered by no letter [R3.8]. */
  changePart(chronicle, { data }) {
    standsAlone(chronicle.case);
    const track = liveTrack(chronicle.case, data.trackId);
    refuseUnless(
      isForReference(chronicle.case, track, chronicle.context.rules),
      'R3.8',
      'wrong-state',
      '/trackId',
      '只有参阅件可以改为主办、分办或会办',
    );
    notReturned(track);
    staysAnswered(chronicle, data.part);
    partIsFree(chronicle.case, track, data.part);
    const countsFrom = statedDay(chronicle, data.assignedOn) ?? chronicle.on;
    const { limit } = partRuleOf(chronicle.case, { part: data.part }, chronicle.context.rules);
    const { part, reason, limits = track.limits } = data;
    if (limit) limitIsNamed(chronicle, limit, limits);
    // Of a national case, which a unit leads from now on, the office replies [R3.1].
    const answers = part === 'lead' && hasOfficePart(chronicle.case.facts, chronicle.context.rules);
    if (answers) limitIsNamed(chronicle, 'reply', limits);
    limitsLieAhead(chronicle, data.limits);
    reopen(chronicle, 'part-changed');
    chronicle.add('partChanged', {
      trackId: track.id,
      part,
      before: track.part,
      countsFrom,
      ...(limits ? { limits } : {}),
      reason,
    });
    cancel(chronicle, findOpen(chronicle.case, track.id, 'reference'), 'part-changed', { reason });
    const changed = chronicle.case.tracks[track.id] as Track;
    openDuties(chronicle, changed, chronicle.on);
    renewInner(chronicle, changed, 'part-changed');
    if (answers) openOfficePart(chronicle, changed, { reason, ...(limits ? { limits } : {}) });
  },
} satisfies Partial<Deciders>;

/**
 * What a part asked for ends with it: nobody waits for an answer any more, and an open request would hold the close. An
 * exception that another part needs, that one asks for itself [R6.1].
 */
function endRequests(chronicle: Chronicle, track: Track, reason: string): void {
  const { instructions, extensions, exceptions } = chronicle.case;
  const hands = lineage(chronicle.case, track);
  for (const request of Object.values(instructions))
    if (request.status === 'open' && heldBackBy(chronicle.case, request) === track.id)
      chronicle.add('instructionsWithdrawn', { requestId: request.id, reason });
  const outcome = 'refused';
  for (const { id, obligationId, status } of Object.values(extensions))
    if (status === 'requested' && standingDuty(chronicle.case, obligationId)?.trackId === track.id)
      chronicle.add('extensionDecided', { requestId: id, outcome, reason });
  for (const { id, trackId, status } of Object.values(exceptions))
    if (status === 'requested' && hands.has(trackId))
      chronicle.add('contactExceptionDecided', { exceptionId: id, outcome, reason });
}

/** A co-handler has a lead that it gives its opinion to [R3.4], a separate unit others that reply on their own [R3.3]. */
function canBeJoined(state: AssignedCase, part: 'co-handler' | 'separate'): void {
  if (part === 'co-handler') {
    refuseUnless(
      gatheringTrack(state),
      'R3.4',
      'wrong-state',
      '',
      '本件没有主办单位，不能增加会办单位；分办件增加的单位须写明为分办（separate）',
    );
    return;
  }
  standsAlone(state);
  refuseUnless(
    tracksOf(state, 'separate').length > 0,
    'R3.3',
    'conflict',
    '/part',
    '本件不是分办件，不能增加分办单位',
  );
}

/** A case that closed is opened again for a reply alone: an opinion would reach nobody who still replies. */
function staysAnswered(chronicle: Chronicle, part: CommandData['changePart']['part']): void {
  if (chronicle.case.status !== 'closed') return;
  refuseUnless(
    part !== 'co-handler',
    'R3.8',
    'wrong-state',
    '/part',
    '本件已办结归档，参阅件只能改为需要答复的主办或分办',
  );
  notBefore(chronicle, chronicle.case.endedOn, '办结日期');
}

/** Merged cases are answered by whoever answers the host: who that is does not change under them [R3.10]. */
export function standsAlone({ merge }: AssignedCase): void {
  const merged =
    merge?.role === 'member' || (merge?.role === 'host' && Object.values(merge.members).some(isIn));
  refuseUnless(!merged, 'R3.10', 'wrong-state', '', '本件正在并案办理，须先撤出并案');
}

/** Whether a product of this part, or of those before it, ever went out. */
export function wasIssued(state: AssignedCase, track: Track): boolean {
  const hands = lineage(state, track);
  return (
    [...hands].some((id) => state.tracks[id]?.offLine) ||
    Object.values(state.letters).some(({ trackId, issuedOn }) => issuedOn !== undefined && hands.has(trackId))
  );
}

/** Whoever returned a part does not get another before the office has decided. */
export function notReturned({ status }: Track): void {
  refuseUnless(
    status !== 'returned',
    'setting',
    'out-of-order',
    '/trackId',
    '该承办部分已退回，请先决定或改派',
  );
}

/** Somebody goes on: another separate unit where each replies on its own [R3.3], anybody where nobody replies. */
function othersRemain(state: AssignedCase, track: Track): void {
  const others = liveTracks(state).filter(({ id }) => id !== track.id);
  if (track.part !== 'separate') {
    refuseUnless(others.length > 0, 'R3.8', 'wrong-state', '/trackId', '不能撤销本件唯一的承办单位');
    return;
  }
  refuseUnless(
    others.some(({ part }) => part === 'separate'),
    'R3.3',
    'wrong-state',
    '/trackId',
    '不能撤销本件唯一的分办单位',
  );
  refuseUnless(
    !wasIssued(state, track),
    'R3.3',
    'wrong-state',
    '/trackId',
    '该分办单位已答复代表委员，不能撤销',
  );
}

/** One lead, and none beside separate units [R3.2, R3.3]; a co-handler has a lead [R3.4]. */
function partIsFree(state: AssignedCase, track: Track, part: 'lead' | 'separate' | 'co-handler'): void {
  const refuse = (rule: string, message: string) => {
    throw new Refusal(rule, 'conflict', '/part', message);
  };
  const lead = leadTrack(state);
  const separate = tracksOf(state, 'separate').length > 0;
  if (part === 'lead' && state.facts.letter?.coHandles)
    refuse('R3.1', '我省会办的件，省内单位只能会办或参阅');
  if (part === 'lead' && (lead || separate)) refuse('R3.2', '本件已有主办或分办单位，不能再定主办单位');
  if (part === 'separate' && state.facts.level === 'national') refuse('R3.1', '全国件由主办单位汇总，不分办');
  if (part === 'separate' && !separate) refuse('R3.3', '本件没有分办单位，请改为主办或会办');
  if (part === 'co-handler' && !gatheringTrack(state)) refuse('R3.4', '本件没有主办单位，不能改为会办');
}

export const midFlightEvolvers = {
  trackDropped: (state, { trackId }) => change(state, 'tracks', trackId, { status: 'dropped' }),
  partChanged: (state, { trackId, part, countsFrom, limits }) =>
    change(resume(state, trackId), 'tracks', trackId, { part, countsFrom, ...(limits ? { limits } : {}) }),
} satisfies Partial<Evolvers>;
