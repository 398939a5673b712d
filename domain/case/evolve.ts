import { civilDateOf, maxDate } from '../dates';
import { adoptionEvolvers } from './adoption';
import { assignmentEvolvers, openedTrack } from './assignment';
import { bureauEvolvers } from './bureaus';
import { closingEvolvers } from './closing';
import { contactEvolvers } from './contact';
import { departureEvolvers } from './departures';
import type { Evolver, Evolvers } from './context';
import type { CaseEvent, EventData, EventType } from './events';
import { feedbackEvolvers } from './feedback';
import { reworkWithdrawalEvolvers } from './rework-withdrawal';
import { issueEvolvers } from './issue';
import { keyEvolvers } from './key';
import { letterEvolvers } from './letters';
import { mergeEvolvers } from './merge';
import { midFlightEvolvers } from './mid-flight';
import { obligationEvolvers } from './obligations';
import { oversightEvolvers } from './oversight';
import { publicationEvolvers } from './publication';
import { referenceEvolvers } from './reference';
import { responsibilityEvolvers } from './responsibility';
import type { AssignedCase, CaseState, OpenCase } from './state';
import { successionEvolvers } from './succession';
import { isRedacted, secretEvolvers } from './secret';
import { supervisionEvolvers } from './supervision';
import { timeEvolvers } from './time';

/** How each event changes a case, chapter by chapter. */
const evolvers: Evolvers = {
  caseAssigned: (state) => state,
  ...assignmentEvolvers,
  ...successionEvolvers,
  ...midFlightEvolvers,
  ...bureauEvolvers,
  ...responsibilityEvolvers,
  ...contactEvolvers,
  ...keyEvolvers,
  ...referenceEvolvers,
  ...obligationEvolvers,
  ...letterEvolvers,
  ...issueEvolvers,
  ...publicationEvolvers,
  ...mergeEvolvers,
  ...departureEvolvers,
  ...oversightEvolvers,
  ...supervisionEvolvers,
  ...feedbackEvolvers,
  ...reworkWithdrawalEvolvers,
  ...secretEvolvers,
  ...timeEvolvers,
  ...adoptionEvolvers,
  ...closingEvolvers,
};

/**
 * Folds one event into a case. Pure and total: an event of an unknown type, or about something unknown, changes
 * nothing but the sequence number. Workflow code: changed by patch only.
 */
export function evolve(state: AssignedCase, event: CaseEvent): AssignedCase;
export function evolve(state: CaseState, event: CaseEvent): CaseState;
export function evolve(state: CaseState, event: CaseEvent): CaseState {
  // What was redacted comes back as the stub of the event that classified the case [R3.12].
  if (isRedacted(event)) return state.status === 'unassigned' ? state : { ...state, seq: event.seq };
  if (event.type === 'caseAssigned')
    return state.status === 'unassigned' ? assigned(event.data, event) : state;
  if (state.status === 'unassigned')
    return event.type === 'caseClassified' ? evolve({ ...event.data.stub, seq: 0 }, event) : state;
  const apply = (Object.hasOwn(evolvers, event.type) ? evolvers[event.type] : undefined) as
    Evolver<EventType> | undefined;
  const next = apply ? apply(state, event.data, event) : state;
  return {
    ...next,
    seq: event.seq,
    lastDay: maxDate(next.lastDay, civilDateOf(Date.parse(event.recordedAt))),
  };
}

function assigned(
  { caseId, facts, proposers, tracks }: EventData['caseAssigned'],
  event: CaseEvent,
): OpenCase {
  const opened = tracks.map((track) =>
    openedTrack({ ...track, assignedOn: facts.assignedOn, countsFrom: facts.assignedOn }),
  );
  return {
    status: 'open',
    seq: event.seq,
    caseId,
    facts,
    proposers,
    tracks: Object.fromEntries(opened.map((track) => [track.id, track])),
    obligations: {},
    letters: {},
    deliveries: {},
    contacts: [],
    exceptions: {},
    instructions: {},
    extensions: {},
    feedback: [],
    reworks: {},
    supervisions: {},
    originalViews: {},
    lastDay: maxDate(facts.enteredOn, civilDateOf(Date.parse(event.recordedAt))),
  };
}
