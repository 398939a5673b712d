import { z } from 'zod';
import {
  isKey,
  lightOf,
  missingOpinions,
  openDoorOf,
  statusOf,
  type AssignedCase,
  type CaseEvent,
} from '../domain/case';
import type { CivilDate } from '../domain/dates';
import { isOverdue, wasLate, type Obligation } from '../domain/obligation';
import { bodyId, civilDate, kind, level, part } from '../schemas/common';

/** Where a case is. */
export const caseUrl = (caseId: string): string => `/cases/${encodeURIComponent(caseId)}`;

export const caseStatus = z
  .enum(['assigned', 'in-progress', 'replied', 'published', 'rework', 'closed', 'withdrawn'])
  .meta({ id: 'CaseStatus' });
export const light = z
  .enum(['green', 'yellow', 'red', 'grey'])
  .meta({ id: 'Light', description: '绿：正常；黄：七日内到期；红：超期；灰：已了结' });

/** An obligation as it is shown: with how its date came about, and what its date means today. */
export const obligationView = z
  .object({
    id: z.string(),
    kind: z.string(),
    trackId: z.string(),
    owedBy: z.object({ type: z.enum(['unit', 'proposer', 'body']), id: z.string() }),
    rule: z.string(),
    settled: z.boolean().meta({ description: '依据是否为文件明定；false 为平台设置' }),
    start: civilDate,
    rawDue: civilDate,
    due: civilDate,
    lastWorkingDay: civilDate.nullable(),
    provisional: z.boolean(),
    calendarVersion: z.string(),
    source: z.string(),
    status: z.enum(['open', 'met', 'cancelled', 'superseded']),
    endedOn: civilDate.optional(),
    light,
    overdue: z.boolean(),
    late: z.boolean().meta({ description: '已办结但晚于期限' }),
  })
  .loose()
  .meta({ id: 'Obligation' });

export const caseSummary = z
  .object({
    id: z.string(),
    url: z.string(),
    identity: z.object({
      body: z.string(),
      term: z.int(),
      session: z.int(),
      series: z.string(),
      number: z.string(),
    }),
    kind,
    level,
    title: z.string(),
    status: caseStatus,
    assignedOn: civilDate,
    units: z.array(z.object({ trackId: z.string(), unit: z.string(), part, status: z.string() })),
    nextDue: civilDate.optional().meta({ description: '最近一项未了结事项的期限' }),
    seq: z.int().meta({ description: '最后一条记录的序号' }),
  })
  .meta({ id: 'CaseSummary' });

/** One element of open-door handling. */
export const openDoorElementView = z
  .object({
    element: z.enum(['leader', 'meeting', 'research', 'coordination', 'problem', 'field', 'report']),
    done: z.boolean(),
    on: civilDate.optional(),
    light: light.meta({ description: '尚缺的一项随专题报告的期限亮灯；已有的为灰' }),
  })
  .meta({ id: 'OpenDoorProgress' });

const record = z.looseObject({ id: z.string() });

export const caseDetail = caseSummary
  .extend({
    outOfSession: z.boolean(),
    subject: z.string().optional(),
    assignedBy: bodyId,
    enteredOn: civilDate,
    policyVersion: z.string(),
    calendarVersion: z.string(),
    limits: z.looseObject({}).optional(),
    letter: z
      .looseObject({})
      .optional()
      .meta({ description: '交办函的其他要求：抄送、反馈部门、类别、公开、为部委会办 [R3.1, R3.7]' }),
    endedOn: civilDate.optional(),
    text: z.string().optional(),
    attachments: z.array(z.looseObject({ name: z.string(), document: z.string() })).optional(),
    proposers: z.array(z.object({ id: z.string(), role: z.string(), type: z.string() })),
    tracks: z.array(record),
    obligations: z.array(obligationView),
    letters: z.array(record),
    missingOpinions: z
      .array(z.object({ trackId: z.string(), unit: z.string(), due: civilDate, overdue: z.boolean() }))
      .meta({ description: '尚缺会办意见的单位 [R3.4]' }),
    openDoor: z
      .array(z.object({ trackId: z.string(), unit: z.string(), elements: z.array(openDoorElementView) }))
      .meta({ description: '列为重点的承办部分“开门办案”的进展 [R4.3]' }),
    deliveries: z.array(record),
    contacts: z.array(record),
    contactExceptions: z.array(record),
    instructionRequests: z.array(record),
    extensionRequests: z.array(record),
    feedback: z.array(z.looseObject({ proposer: z.string() })),
    reworks: z.array(record),
    supervisions: z.array(record),
    merge: z
      .looseObject({ role: z.enum(['host', 'member']) })
      .optional()
      .meta({ description: '并案：主件及其并入各件，或所并入的主件 [R3.10]' }),
    originalTextViews: z.record(z.string(), z.enum(['asked', 'agreed', 'objected'])),
  })
  .meta({ id: 'CaseDetail' });

/** What a date means today: its light, overdue, met late. */
export function showObligation(obligation: Obligation, today: CivilDate): z.infer<typeof obligationView> {
  return {
    ...obligation,
    light: lightOf(obligation, today),
    overdue: isOverdue(obligation, today),
    late: wasLate(obligation),
  };
}

/** The short form of what somebody sees of a case. */
export function summarise(state: AssignedCase): z.infer<typeof caseSummary> {
  const { identity, kind: caseKind, level: caseLevel, title, assignedOn } = state.facts;
  const open = Object.values(state.obligations)
    .filter(({ status }) => status === 'open')
    .map(({ due }) => due)
    .sort();
  return {
    id: state.caseId,
    url: caseUrl(state.caseId),
    identity,
    kind: caseKind,
    level: caseLevel,
    title,
    status: statusOf(state),
    assignedOn,
    units: Object.values(state.tracks).map(({ id, unit, part: unitPart, status }) => ({
      trackId: id,
      unit,
      part: unitPart,
      status,
    })),
    ...(open[0] !== undefined && { nextDue: open[0] }),
    seq: state.seq,
  };
}

/** The whole of what somebody sees of a case; texts stay ids, the timeline has their words. */
export function detail(state: AssignedCase, today: CivilDate): z.infer<typeof caseDetail> {
  const { outOfSession, subject, assignedBy, enteredOn, policyVersion, calendarVersion, limits, letter } =
    state.facts;
  return {
    ...summarise(state),
    outOfSession,
    subject,
    assignedBy,
    enteredOn,
    policyVersion,
    calendarVersion,
    limits,
    letter,
    ...(state.status !== 'open' && { endedOn: state.endedOn }),
    proposers: state.proposers,
    tracks: list(state.tracks),
    obligations: Object.values(state.obligations).map((obligation) => showObligation(obligation, today)),
    letters: list(state.letters),
    missingOpinions: opinionsOwed(state, today),
    openDoor: Object.values(state.tracks)
      .filter(isKey)
      .map((track) => ({ trackId: track.id, unit: track.unit, elements: openDoorOf(state, track, today) })),
    deliveries: list(withDocuments(state)),
    contacts: state.contacts.map((contact) => ({ ...contact })),
    contactExceptions: list(state.exceptions),
    instructionRequests: list(state.instructions),
    extensionRequests: list(withOldDates(state)),
    feedback: state.feedback.map((given) => ({ ...given })),
    reworks: list(state.reworks),
    supervisions: list(state.supervisions),
    ...(state.merge && { merge: { ...state.merge } }),
    originalTextViews: state.originalViews,
  };
}

const list = <T extends { id: string }>(
  entries: Record<string, T>,
): ({ id: string } & Record<string, unknown>)[] => Object.values(entries).map((entry) => ({ ...entry }));

/** The units that still owe an opinion, as far as the reader may know of it: a lead sees whom it waits for [R3.4]. */
const opinionsOwed = (state: AssignedCase, today: CivilDate) =>
  missingOpinions(state).map((obligation) => ({
    trackId: obligation.trackId,
    unit: obligation.owedBy.id,
    due: obligation.due,
    overdue: isOverdue(obligation, today),
  }));

/** Deliveries with the document that each of them brings its recipient. */
const withDocuments = ({ deliveries, letters }: AssignedCase) =>
  mapEntries(deliveries, (delivery) => ({
    ...delivery,
    document: letters[delivery.letterId]?.content.document,
  }));

/** Requests for an extension with the date that is to be moved, beside the one asked for or granted. */
const withOldDates = ({ extensions, obligations }: AssignedCase) =>
  mapEntries(extensions, (request) => ({ ...request, from: obligations[request.obligationId]?.due }));

const mapEntries = <T, U>(entries: Record<string, T>, change: (entry: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(entries).map(([id, entry]) => [id, change(entry)]));

/** The things inside a case that have an address of their own: name in the address, and where the case keeps them. */
export const parts = {
  tracks: (state: AssignedCase) => state.tracks,
  letters: (state: AssignedCase) => state.letters,
  deliveries: withDocuments,
  contacts: (state: AssignedCase) =>
    Object.fromEntries(state.contacts.map((contact) => [contact.id, contact])),
  'contact-exceptions': (state: AssignedCase) => state.exceptions,
  'instruction-requests': (state: AssignedCase) => state.instructions,
  'extension-requests': withOldDates,
  supervisions: (state: AssignedCase) => state.supervisions,
  reworks: (state: AssignedCase) => state.reworks,
} as const;
export type PartName = keyof typeof parts;

export const createdThing = z
  .object({ type: z.string(), id: z.string(), url: z.string() })
  .meta({ id: 'CreatedThing' });

/** What the events of a command brought into the case, with addresses. */
export function createdBy(caseId: string, events: readonly CaseEvent[]): z.infer<typeof createdThing>[] {
  return events.flatMap((event) => {
    const made = madeBy(event);
    return made.map(({ type, id }) => ({
      type,
      id,
      url: `${caseUrl(caseId)}/${type}/${encodeURIComponent(id)}`,
    }));
  });
}

function madeBy(event: CaseEvent): { type: PartName | 'obligations'; id: string }[] {
  switch (event.type) {
    case 'trackOpened':
      return [{ type: 'tracks', id: event.data.track.id }];
    case 'obligationOpened':
      return [{ type: 'obligations', id: event.data.obligation.id }];
    case 'contactRecorded':
      return [{ type: 'contacts', id: event.data.contact.id }];
    case 'contactExceptionRequested':
      return [{ type: 'contact-exceptions', id: event.data.exceptionId }];
    case 'letterDrafted':
      return [{ type: 'letters', id: event.data.letterId }];
    case 'letterIssued':
      return event.data.deliveries.map(({ id }) => ({ type: 'deliveries', id }));
    case 'opinionForwarded':
      return [{ type: 'deliveries', id: event.data.delivery.id }];
    case 'instructionsAsked':
      return [{ type: 'instruction-requests', id: event.data.requestId }];
    case 'extensionRequested':
      return [{ type: 'extension-requests', id: event.data.requestId }];
    case 'supervisionOpened':
      return [{ type: 'supervisions', id: event.data.supervisionId }];
    case 'reworkAssigned':
      return [{ type: 'reworks', id: event.data.reworkId }];
    default:
      return [];
  }
}
