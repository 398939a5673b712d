import type { AssignedCase, CaseEvent, EventType } from '../domain/case';
import { liveTracks } from '../domain/case/lookups';
import { tellsProposer } from './for-proposers';
import type { View } from './scope';

/** What a co-handler's part tells its lead. */
const TO_THE_LEAD: ReadonlySet<EventType> = new Set<EventType>([
  'trackOpened',
  'trackSigned',
  'trackReassigned',
  'trackDropped',
  'partChanged',
  'letterIssued',
  'opinionForwarded',
  'deliverySent',
  'deliveryReceived',
  'opinionAccepted',
  'opinionSentBack',
  'unitReminded',
  'trackDone',
]);

/** What no unit of a case has part in, though it is of the case as a whole: another body's slip, a message that was none. */
const NOT_FOR_UNITS: ReadonlySet<EventType> = new Set<EventType>(['reworkMisdirected', 'messageDiscarded']);

/** What is said to those who handle the case: not to who lost it, is a bureau of one of them, or answers a merged case. */
const TO_HANDLERS: ReadonlySet<EventType> = new Set<EventType>(['guidanceRecorded']);

/** Between a unit and its leaders, the office or the proposers: no committee reads it. */
const NOT_FOR_BODIES: ReadonlySet<EventType> = new Set<EventType>([
  'bureauOpinionRecorded',
  'contactRecorded',
  'contactExceptionRequested',
  'contactExceptionDecided',
  'reworkVisitRecorded',
  'letterDrafted',
  'letterRevised',
  'letterReviewed',
  'letterDiscarded',
  'instructionsAsked',
  'instructionsAnswered',
  'instructionsWithdrawn',
]);

/** Whether a view shows an event of the timeline. */
export function showsEvent(
  state: AssignedCase,
  view: View,
  event: Pick<CaseEvent, 'type' | 'data'>,
): boolean {
  if (view.type === 'whole') return true;
  if (view.type === 'body') return !NOT_FOR_BODIES.has(event.type);
  if (view.type === 'proposer') return tellsProposer(state, view.id, event);
  const data = event.data as Partial<Record<string, unknown>>;
  const track = trackOfData(state, data);
  if (track === undefined)
    return (
      !NOT_FOR_UNITS.has(event.type) &&
      (!TO_HANDLERS.has(event.type) || liveTracks(state).some(({ id }) => view.own.has(id)))
    );
  if (view.own.has(track)) return true;
  // Whoever a request for instructions holds back knows what was asked, also where another unit did [R3.11].
  if (view.own.has(state.instructions[String(data['requestId'])]?.heldBy ?? '')) return true;
  if (view.supervises?.has(String(data['supervisionId']))) return true;
  if (view.passed?.tracks.has(track) && tellsBureau(state, view.passed.unit, event.type, data)) return true;
  if (view.answersFor?.has(track) && event.type === 'contactRecorded') return true;
  return view.opinions.has(track) && TO_THE_LEAD.has(event.type);
}

/** What of a part that was passed on concerns a bureau: what is asked of it, by when, and what it said. */
function tellsBureau(
  state: AssignedCase,
  unit: string,
  type: EventType,
  data: Partial<Record<string, unknown>>,
): boolean {
  if (type === 'trackPassedOn') return (data['bureaus'] as string[]).includes(unit);
  if (type === 'trackTakenBack' || type === 'bureauOpinionRecorded') return data['bureau'] === unit;
  const opened = (data['obligation'] as { id?: string } | undefined)?.id;
  return state.obligations[opened ?? String(data['obligationId'])]?.owedBy.id === unit;
}

/** The track that an event is about, through whatever it names; undefined for the case as a whole. */
export function trackOfData(state: AssignedCase, data: Partial<Record<string, unknown>>): string | undefined {
  const id = (name: string) => (typeof data[name] === 'string' ? data[name] : '');
  const nested = (name: string, key: string) =>
    (data[name] as Partial<Record<string, string>> | undefined)?.[key];
  const letter =
    state.letters[id('letterId') || (nested('delivery', 'letterId') ?? '')] ??
    state.letters[state.deliveries[id('deliveryId')]?.letterId ?? ''];
  const obligation =
    state.obligations[id('obligationId')] ??
    state.obligations[state.extensions[id('requestId')]?.obligationId ?? ''];
  return (
    (id('trackId') || undefined) ??
    nested('track', 'id') ??
    nested('contact', 'trackId') ??
    nested('obligation', 'trackId') ??
    letter?.trackId ??
    obligation?.trackId ??
    state.instructions[id('requestId')]?.trackId ??
    state.exceptions[id('exceptionId')]?.trackId ??
    state.supervisions[id('supervisionId')]?.trackId ??
    state.reworks[id('reworkId')]?.trackId
  );
}
