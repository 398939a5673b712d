import type { Audience } from '../../schemas/policy';
import type { BodyId } from '../../schemas/common';
import type { CaseEvent, EventData } from './events';
import { REPLYING } from './follows';
import { gatheringTrack, handsNow, heldBackBy, liveTracks, standingDuty, tracksOf } from './lookups';
import { BY_RULES } from './obligations';
import type { AssignedCase } from './state';

/** Whom news reaches: a post of a unit's part (through "3+1"), somebody, a unit's office, a body, or a proposer. */
export type NewsRecipient =
  | { type: 'post'; trackId: string; post: Audience }
  | { type: 'person'; id: string }
  | { type: 'unit'; id: string }
  | { type: 'body'; id: BodyId }
  | { type: 'proposer'; id: string };

/** News that cannot wait for the daily dispatch. `template` names its Chinese text; `key` makes it exactly once per event. */
export interface News {
  key: string;
  template: NewsTemplate;
  to: NewsRecipient[];
  trackId?: string;
  about?: string;
}

export type NewsTemplate =
  | 'assigned'
  | 'reassigned'
  | 'dropped'
  | 'part-changed'
  | 'lead-swapped'
  | 'handed-over'
  | 'passed-on'
  | 'taken-back'
  | 'bureau-opinion'
  | 'returned'
  | 'return-upheld'
  | 'return-refused'
  | 'division-assigned'
  | 'division-returned'
  | 'reminded'
  | 'letter-returned'
  | 'letter-discarded'
  | 'letter-to-review'
  | 'opinion-arrived'
  | 'opinion-sent-back'
  | 'submission-sent-back'
  | 'submission-arrived'
  | 'unreachable'
  | 'recalled'
  | 'instructions-asked'
  | 'instructions-answered'
  | 'extension-requested'
  | 'extension-granted'
  | 'extension-refused'
  | 'exception-requested'
  | 'exception-decided'
  | 'category-changed'
  | 'dissatisfied'
  | 'rework-assigned'
  | 'rework-withdrawn'
  | 'rework-unheard'
  | 'rework-misdirected'
  | 'key-marked'
  | 'special-report-filed'
  | 'supervision-opened'
  | 'supervision-closed'
  | 'deadline-moved'
  | 'duty-begun'
  | 'duty-lapsed'
  | 'withdrawn'
  | 'classified'
  | 'merged'
  | 'unmerged'
  | 'merge-refused'
  | 'letter-followed'
  | 'original-view-asked'
  | 'original-taken-out';

const unit = (trackId: string, ...posts: Audience[]): NewsRecipient[] =>
  posts.map((post) => ({ type: 'post', trackId, post }));
const replyingTracks = (state: AssignedCase) =>
  liveTracks(state).filter(({ part }) => REPLYING.has(part) && part !== 'office');
const HANDS = ['officer', 'division', 'office', 'leaderInCharge', 'principal'] as const;
/** The offices of the units that a joint supervision names [R7.2], with or without a part in the case. */
const takingPart = ({ supervisions }: AssignedCase, id: string): NewsRecipient[] => {
  const { form, units = [] } = supervisions[id] ?? {};
  return form === 'joint-supervision' ? units.map((each) => ({ type: 'unit', id: each })) : [];
};
const bureau = (id: string): NewsRecipient => ({ type: 'unit', id });
/** Where one event tells of several tracks, each is told of once. */
const keyed =
  (trackId: string) =>
  (one: News): News => ({ ...one, key: `${one.key}:${trackId}` });
const OFFICE: NewsRecipient = { type: 'body', id: 'provincial-office' };

/** Who is told at once of an event, given the state after it. */
export function newsOf(event: CaseEvent, state: AssignedCase): News[] {
  const news = (template: NewsTemplate, to: NewsRecipient[], trackId?: string, about?: string): News[] =>
    to.length === 0
      ? []
      : [
          {
            key: `${event.seq}:${template}`,
            template,
            to,
            ...(trackId ? { trackId } : {}),
            ...(about ? { about } : {}),
          },
        ];
  /** Whoever assigned a rework for somebody who is not on record as dissatisfied checks it, and can take it back. */
  const unheard = (data: EventData['reworkAssigned' | 'reworkJoined']): News[] =>
    data.unheard
      ? news(
          'rework-unheard',
          [{ type: 'body', id: data.assigner }],
          state.reworks[data.reworkId]?.trackId,
          data.reworkId,
        )
      : [];
  const letter = (letterId: string) => state.letters[letterId];

  switch (event.type) {
    case 'caseAssigned':
      return event.data.tracks
        .filter(({ part }) => part !== 'office')
        .flatMap((track) => news('assigned', unit(track.id, 'office'), track.id).map(keyed(track.id)));
    case 'trackOpened':
      // The office opened its own part itself.
      if (event.data.track.part === 'office') return [];
      return news(
        event.data.track.replaces ? 'reassigned' : 'assigned',
        unit(event.data.track.id, 'office'),
        event.data.track.id,
      );
    case 'trackDropped':
      return news('dropped', unit(event.data.trackId, 'office'), event.data.trackId);
    case 'partChanged':
      return news('part-changed', unit(event.data.trackId, ...HANDS), event.data.trackId);
    case 'leadSwapped': {
      const { lead, coHandler } = event.data;
      // The other co-handlers learn to whom their opinions go from now on.
      const others = tracksOf(state, 'co-handler').filter(({ id }) => id !== coHandler);
      return [
        ...[lead, coHandler].map((id) => ({ id, to: unit(id, ...HANDS) })),
        ...others.map(({ id }) => ({ id, to: unit(id, 'office') })),
      ].flatMap(({ id, to }) => news('lead-swapped', to, id).map(keyed(id)));
    }
    case 'dutiesHandedOver': {
      const { trackId, from, to } = event.data;
      const people = [to, from].map((id): NewsRecipient => ({ type: 'person', id }));
      return news('handed-over', [...people, ...unit(trackId, 'office')], trackId);
    }
    case 'trackPassedOn':
      return news('passed-on', event.data.bureaus.map(bureau), event.data.trackId);
    case 'trackTakenBack':
      return news('taken-back', [bureau(event.data.bureau)], event.data.trackId);
    case 'bureauOpinionRecorded':
      return news('bureau-opinion', unit(event.data.trackId, 'office', 'officer'), event.data.trackId);
    case 'trackReturned':
      return news('returned', [OFFICE], event.data.trackId);
    case 'returnDecided':
      return news(
        event.data.outcome === 'upheld' ? 'return-upheld' : 'return-refused',
        unit(event.data.trackId, 'office'),
        event.data.trackId,
      );
    case 'divisionAssigned':
      return news('division-assigned', unit(event.data.trackId, 'division'), event.data.trackId);
    case 'divisionReturned':
      return news('division-returned', unit(event.data.trackId, 'office'), event.data.trackId);
    case 'unitReminded':
      return news('reminded', unit(event.data.trackId, 'office', 'officer'), event.data.trackId);
    case 'letterDrafted':
      if (event.data.follows)
        return news(
          'letter-followed',
          unit(event.data.trackId, 'office', 'officer'),
          event.data.trackId,
          event.data.letterId,
        );
      return news(
        'letter-to-review',
        unit(event.data.trackId, event.data.chain[0] ?? 'office'),
        event.data.trackId,
        event.data.letterId,
      );
    case 'letterRevised': {
      const about = letter(event.data.letterId);
      return about
        ? news('letter-to-review', unit(about.trackId, about.chain[0] ?? 'office'), about.trackId, about.id)
        : [];
    }
    case 'letterReviewed': {
      const about = letter(event.data.letterId);
      if (!about) return [];
      if (event.data.decision === 'return')
        return news('letter-returned', unit(about.trackId, 'officer'), about.trackId, about.id);
      const approved = about.reviews.filter(
        (review) => review.version === about.version && review.decision === 'approve',
      ).length;
      const next = about.chain[approved];
      return news('letter-to-review', unit(about.trackId, next ?? 'office'), about.trackId, about.id);
    }
    case 'letterDiscarded': {
      const about = letter(event.data.letterId);
      // What an act of another kind discarded is told as that act.
      return about && event.data.why === 'by-hand'
        ? news('letter-discarded', unit(about.trackId, 'officer', 'office'), about.trackId, about.id)
        : [];
    }
    case 'deliverySent': {
      const delivery = state.deliveries[event.data.deliveryId];
      if (!delivery) return [];
      const from = letter(delivery.letterId)?.trackId;
      const gathers = gatheringTrack(state);
      if (delivery.purpose === 'opinion' && gathers && gathers.id !== from)
        return news('opinion-arrived', unit(gathers.id, 'office', 'officer'), gathers.id, delivery.letterId);
      const [own] = tracksOf(state, 'office');
      return delivery.purpose === 'submit' && own
        ? news('submission-arrived', unit(own.id, 'office', 'officer'), own.id, delivery.letterId)
        : [];
    }
    case 'deliveryUnreachable': {
      const trackId = letter(state.deliveries[event.data.deliveryId]?.letterId ?? '')?.trackId;
      return trackId
        ? news('unreachable', unit(trackId, 'office', 'officer'), trackId, event.data.deliveryId)
        : [];
    }
    case 'opinionSentBack': {
      const about = letter(event.data.letterId);
      return about
        ? news(
            about.product === 'submission' ? 'submission-sent-back' : 'opinion-sent-back',
            unit(about.trackId, 'office', 'officer'),
            about.trackId,
            about.id,
          )
        : [];
    }
    case 'letterRecalled': {
      const about = letter(event.data.letterId);
      return about
        ? news(
            'recalled',
            [...unit(about.trackId, 'office', 'leaderInCharge'), OFFICE],
            about.trackId,
            about.id,
          )
        : [];
    }
    case 'categoryChecked':
      return event.data.category === event.data.before
        ? []
        : news(
            'category-changed',
            unit(letter(event.data.letterId)?.trackId ?? '', 'office', 'leaderInCharge'),
            letter(event.data.letterId)?.trackId,
            event.data.letterId,
          );
    case 'instructionsAsked':
      return news('instructions-asked', [OFFICE], event.data.trackId);
    case 'instructionsAnswered': {
      const asked = state.instructions[event.data.requestId];
      const trackId = asked && heldBackBy(state, asked);
      return trackId ? news('instructions-answered', unit(trackId, 'office', 'officer'), trackId) : [];
    }
    case 'originalViewAsked':
      // Who has answered already is asked nothing anew [R5.7].
      return news(
        'original-view-asked',
        event.data.proposers
          .filter((id) => state.originalViews[id] === 'asked')
          .map((id) => ({ type: 'proposer', id })),
      );
    case 'originalTakenOut': {
      const about = letter(event.data.letterId);
      return about && event.data.proposer !== undefined
        ? news(
            'original-taken-out',
            [...unit(about.trackId, 'office', 'officer'), OFFICE],
            about.trackId,
            about.id,
          )
        : [];
    }
    case 'extensionRequested':
      return news('extension-requested', [OFFICE], state.obligations[event.data.obligationId]?.trackId);
    case 'extensionDecided': {
      const asked = state.extensions[event.data.requestId]?.obligationId ?? '';
      const trackId = standingDuty(state, asked)?.trackId;
      // Whoever left the case is told of that.
      return trackId && state.tracks[trackId]?.status !== 'dropped'
        ? news(
            event.data.outcome === 'granted' ? 'extension-granted' : 'extension-refused',
            unit(trackId, 'office', 'officer'),
            trackId,
          )
        : [];
    }
    case 'contactExceptionRequested':
      return news('exception-requested', [OFFICE], event.data.trackId);
    case 'contactExceptionDecided': {
      const asked = state.exceptions[event.data.exceptionId];
      const trackId = asked && handsNow(state, asked.trackId);
      return trackId && state.tracks[trackId]?.status !== 'dropped'
        ? news('exception-decided', unit(trackId, 'office', 'officer'), trackId)
        : [];
    }
    case 'feedbackGiven':
      return event.data.attitude === 'dissatisfied' || event.data.result === 'dissatisfied'
        ? news(
            'dissatisfied',
            [...unit(event.data.trackId, 'office', 'leaderInCharge', 'principal'), OFFICE],
            event.data.trackId,
          )
        : [];
    case 'reworkAssigned':
      return [
        ...news(
          'rework-assigned',
          unit(event.data.trackId, ...HANDS),
          event.data.trackId,
          event.data.reworkId,
        ),
        ...unheard(event.data),
      ];
    case 'reworkJoined':
      return [
        ...news(
          'rework-assigned',
          unit(state.reworks[event.data.reworkId]?.trackId ?? '', 'office', 'officer'),
          state.reworks[event.data.reworkId]?.trackId,
          event.data.reworkId,
        ),
        ...unheard(event.data),
      ];
    case 'reworkWithdrawn': {
      const rework = state.reworks[event.data.reworkId];
      // A body that assigned it and did not take it back itself learns of it, too.
      const others = (rework?.assigners ?? []).filter((id) => id !== event.data.by);
      return rework
        ? news(
            'rework-withdrawn',
            [...unit(rework.trackId, ...HANDS), ...others.map((id) => ({ type: 'body' as const, id }))],
            rework.trackId,
            rework.id,
          )
        : [];
    }
    case 'reworkMisdirected':
      return news('rework-misdirected', [OFFICE]);
    case 'keyMarked':
      // A unit needs not be told what it selected itself.
      return event.data.key === 'matter'
        ? news(
            'key-marked',
            unit(event.data.trackId, 'office', 'leaderInCharge', 'principal'),
            event.data.trackId,
          )
        : [];
    case 'specialReportFiled':
      return news('special-report-filed', [OFFICE], event.data.trackId);
    case 'supervisionOpened':
      return news(
        'supervision-opened',
        [
          ...unit(event.data.trackId, 'office', 'leaderInCharge', 'principal'),
          OFFICE,
          ...takingPart(state, event.data.supervisionId),
        ],
        event.data.trackId,
        event.data.supervisionId,
      );
    case 'supervisionClosed': {
      const trackId = state.supervisions[event.data.supervisionId]?.trackId;
      return trackId
        ? news(
            'supervision-closed',
            [...unit(trackId, 'office', 'leaderInCharge'), ...takingPart(state, event.data.supervisionId)],
            trackId,
            event.data.supervisionId,
          )
        : [];
    }
    case 'obligationOpened':
    case 'obligationCancelled': {
      // What an act opened or ended is told as that act; this nobody did.
      if (event.data.why !== BY_RULES) return [];
      const id = event.type === 'obligationOpened' ? event.data.obligation.id : event.data.obligationId;
      const trackId = state.obligations[id]?.trackId ?? '';
      const template = event.type === 'obligationOpened' ? 'duty-begun' : 'duty-lapsed';
      return news(template, unit(trackId, 'office', 'officer'), trackId, id);
    }
    case 'obligationMoved': {
      const obligation = state.obligations[event.data.obligationId];
      return obligation?.owedBy.type === 'unit' && event.data.from.due !== event.data.to.due
        ? news(
            'deadline-moved',
            unit(obligation.trackId, 'office', 'officer'),
            obligation.trackId,
            obligation.id,
          )
        : [];
    }
    case 'mergeJoined':
    case 'mergeLeft':
      return replyingTracks(state).flatMap((track) =>
        news(
          event.type === 'mergeJoined' ? 'merged' : 'unmerged',
          unit(track.id, 'office', 'officer'),
          track.id,
        ).map((one) => ({ ...one, key: `${one.key}:${track.id}` })),
      );
    case 'memberTold': {
      const [track] = replyingTracks(state);
      return event.data.outcome === 'refused'
        ? news('merge-refused', [...(track ? unit(track.id, 'office', 'officer') : []), OFFICE], track?.id)
        : [];
    }
    case 'caseWithdrawn':
      return liveTracks(state).flatMap((track) =>
        news('withdrawn', unit(track.id, 'office'), track.id).map(keyed(track.id)),
      );
    case 'caseClassified':
      return liveTracks(state).flatMap((track) =>
        news('classified', unit(track.id, ...HANDS), track.id).map(keyed(track.id)),
      );
    default:
      return [];
  }
}
