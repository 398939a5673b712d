import type {
  Actor,
  BodyId,
  Category,
  ContactWay,
  DeliveryWay,
  DisclosureMark,
  Product,
  ReviewLevel,
  Satisfaction,
} from '../../schemas/common';
import type { FollowedStage } from '../../schemas/merge';
import type { KeyKind, OpenDoorElement } from '../../schemas/key';
import type { CivilDate } from '../dates';
import type { Obligation, ObligationKind } from '../obligation';
import type {
  Contact,
  Delivery,
  Duty,
  EndedCase,
  Facts,
  Letter,
  LetterContent,
  OpenCase,
  Proposer,
  Responsibility,
  TextId,
  Track,
} from './state';

/** A case without its sequence number, which is the event's. */
export type Stub = Omit<OpenCase, 'seq'> | Omit<EndedCase, 'seq'>;

/** What happened to a case, by name. Ids that an event introduces are in it: `evolve` never invents one. */
export interface EventData {
  // assignment
  caseAssigned: {
    caseId: string;
    facts: Facts;
    proposers: Proposer[];
    tracks: Pick<Track, 'id' | 'unit' | 'part' | 'limits'>[];
  };
  trackOpened: {
    track: Pick<Track, 'id' | 'unit' | 'part' | 'assignedOn' | 'countsFrom' | 'replaces' | 'limits'>;
    reason: TextId;
  };
  trackSigned: { trackId: string };
  trackReturned: { trackId: string; reason: TextId };
  returnDecided: { trackId: string; outcome: 'upheld' | 'refused'; reason: TextId };
  trackReassigned: { trackId: string; to: string; reason: TextId };
  trackDropped: { trackId: string; reason: TextId };
  /** The office made another part of a reference part; it counts from `countsFrom` [R3.8]. */
  partChanged: {
    trackId: string;
    part: Track['part'];
    before: Track['part'];
    countsFrom: CivilDate;
    limits?: Track['limits'];
    reason: TextId;
  };
  /** `lead` and `coHandler` are the tracks as they are from now on: what the letter named stays with the part. */
  leadSwapped: {
    lead: string;
    coHandler: string;
    countsFrom: { lead: CivilDate; coHandler: CivilDate };
    limits?: Track['limits'];
    /** Requests for instructions that hold back the new lead from now on [R3.11]; none of old. */
    requests?: string[];
    reason: TextId;
  };
  trackPassedOn: { trackId: string; bureaus: string[]; note?: TextId };
  trackTakenBack: { trackId: string; bureau: string; reason: TextId };
  bureauOpinionRecorded: { trackId: string; bureau: string; opinion: TextId; documents: string[] };
  divisionAssigned: { trackId: string; division: string; officer?: string };
  divisionReturned: { trackId: string; division: string; reason: TextId };
  officerAssigned: { trackId: string; officer: string };
  responsibilityNamed: { trackId: string; responsibility: Responsibility };
  dutiesHandedOver: { trackId: string; from: string; to: string; duties: Duty[]; reason: TextId };
  caseLeaderNamed: { trackId: string; person: string };
  formSent: { trackId: string; proposers: string[]; way: string };
  formConfirmed: { trackId: string; proposer: string; way: string };
  formCovered: { trackId: string };
  unitReminded: { trackId: string; way: string; note?: TextId; answer?: TextId };
  // obligations
  /** `why`: what opened it where no act did. */
  obligationOpened: { obligation: Obligation; why?: string };
  obligationMet: { obligationId: string; on: CivilDate };
  obligationCancelled: { obligationId: string; why: string; reason?: TextId };
  obligationSuperseded: { obligationId: string; by: string; why: string };
  obligationMoved: {
    obligationId: string;
    from: { rawDue: CivilDate; due: CivilDate };
    to: Pick<
      Obligation,
      'start' | 'rawDue' | 'due' | 'provisional' | 'lastWorkingDay' | 'calendarVersion' | 'limit'
    >;
    why: string;
  };
  deadlineMissed: { obligationId: string; due: CivilDate };
  // contact
  contactRecorded: {
    contact: Contact;
    attendees: { name: TextId; role?: TextId; ofUnit?: string }[];
    opinion: TextId;
    plan?: TextId;
    documents: string[];
    place?: TextId;
    wished?: boolean;
  };
  referenceDrawnOn: { trackId: string; use: TextId };
  researchRecorded: { trackId: string; place: TextId; people: TextId; findings: TextId };
  contactExceptionRequested: {
    exceptionId: string;
    trackId: string;
    proposer: string;
    ground: 'unreachable' | 'left-office' | 'died';
    reason: TextId;
  };
  contactExceptionDecided: { exceptionId: string; outcome: 'approved' | 'refused'; reason?: TextId };
  // key matters and key cases, open-door handling
  keyMarked: { trackId: string; keyId: string; key: KeyKind };
  keyUnmarked: { trackId: string; keyId: string };
  openDoorRecorded: {
    trackId: string;
    element: OpenDoorElement;
    people: TextId;
    note: TextId;
    documents: string[];
  };
  specialReportFiled: { trackId: string; document: string };
  // letters
  letterDrafted: {
    letterId: string;
    trackId: string;
    product: Product;
    reworkId?: string;
    replaces?: string;
    chain: ReviewLevel[];
    content: LetterContent;
    drafter: string;
    follows?: Letter['follows'];
    together?: string[];
  };
  letterRevised: {
    letterId: string;
    content: LetterContent;
    drafter: string;
    /** Other merged cases than before; none where it is empty. */
    together?: string[];
  };
  letterReviewed: {
    letterId: string;
    level: ReviewLevel;
    reviewer: string;
    decision: 'approve' | 'return';
    reason?: TextId;
  };
  letterIssued: {
    letterId: string;
    documentNumber: TextId;
    electronicVersion?: string;
    deliveries: Omit<Delivery, 'status'>[];
  };
  /** A draft that its part has no use for any more. */
  letterDiscarded: {
    letterId: string;
    why: 'lead-swapped' | 'followed' | 'rework-withdrawn' | 'by-hand';
    reason?: TextId;
  };
  letterRecalled: { letterId: string; reason: TextId };
  opinionAccepted: { letterId: string };
  /** A co-handler's opinion that is in force goes to whoever leads from now on. */
  opinionForwarded: { delivery: Omit<Delivery, 'status'> };
  /**
   * An opinion, or the lead's submission: by whom it was handed in to. `toMembers`: cases that are merged with it learn
   * of it [R3.10]; they did not of what was sent back, or checked, of old.
   */
  opinionSentBack: { letterId: string; reason: TextId; toMembers?: true };
  categoryChecked: {
    letterId: string;
    category: Category;
    before: Category;
    reason?: TextId;
    toMembers?: true;
  };
  deliverySent: {
    deliveryId: string;
    way: DeliveryWay;
    on: CivilDate;
    messageId?: string;
    electronicVersion?: string;
  };
  deliveryUnreachable: { deliveryId: string; why: string };
  deliveryReceived: { deliveryId: string };
  deliveryCancelled: { deliveryId: string };
  /** An approved exception [R6.1]: nothing waits for this delivery any longer. */
  deliveryExcused: { deliveryId: string };
  // publication
  disclosureConfirmed: {
    letterId: string;
    coHandlers: { trackId: string; opinion: DisclosureMark; reason?: TextId }[];
  };
  /** `checked`: whoever asked for it says that somebody looked at every page. */
  publicationRequested: { letterId: string; withOriginal: boolean; checked?: true };
  /** The page is made again without the original text; `proposer`: who objected, where the news is new. */
  originalTakenOut: { letterId: string; proposer?: string };
  letterPublished: { letterId: string; url?: string };
  letterWithheld: { letterId: string; ground: TextId };
  takeDownRequested: { letterId: string; reason?: TextId };
  letterTakenDown: { letterId: string };
  originalViewAsked: { proposers: string[] };
  originalViewAnswered: { proposer: string; agrees: boolean };
  // oversight
  instructionsAsked: { requestId: string; trackId: string; to: TextId; question: TextId };
  instructionsAnswered: { requestId: string; answer: TextId };
  instructionsWithdrawn: { requestId: string; reason: TextId };
  extensionRequested: { requestId: string; obligationId: string; until: CivilDate; reason: TextId };
  extensionDecided: { requestId: string; outcome: 'granted' | 'refused'; until?: CivilDate; reason?: TextId };
  supervisionOpened: {
    supervisionId: string;
    trackId: string;
    form: 'special-inspection' | 'joint-supervision' | 'tracked-supervision';
    ground: 'late' | 'dissatisfied' | 'subject' | 'by-hand';
    reason?: TextId;
    units?: string[];
    subject?: string;
    by?: 'unit';
    /** The rework whose assignment alone opened it; those of old do not say. */
    reworkId?: string;
  };
  /** What is under tracked supervision already is from now on supervised for its subject, too. */
  supervisionJoined: { supervisionId: string; subject: string };
  supervisionRecorded: { supervisionId: string; way: string; note: TextId; answer?: TextId };
  supervisionClosed: { supervisionId: string; result: TextId };
  /** Of one part, where it names one; else of all that handle the case. */
  guidanceRecorded: { trackId?: string; note: TextId };
  // feedback and rework
  feedbackGiven: {
    proposer: string;
    trackId: string;
    letterId: string;
    attitude: Satisfaction;
    result: Satisfaction;
    reason?: TextId;
    via: 'platform' | 'paper';
    /** The proposer's own word: `via` alone did not say so of old, when units' entries bore `platform`, too. */
    own?: true;
  };
  reworkAssigned: {
    reworkId: string;
    trackId: string;
    round: number;
    receivedOn: CivilDate;
    assigner: BodyId;
    objectors: string[];
    obligationId: string;
    reason: TextId;
    /** Objectors whose last word on record is not dissatisfaction, or who have said nothing: the assigner is told. */
    unheard?: string[];
  };
  /** With the obligation that counts from the earlier receipt, where the second to be entered was the first. */
  reworkJoined: {
    reworkId: string;
    assigner: BodyId;
    objectors: string[];
    receivedOn: CivilDate;
    reason: TextId;
    obligationId?: string;
    unheard?: string[];
  };
  reworkMisdirected: { assigner: BodyId; reason: TextId };
  reworkCauseRecorded: { reworkId: string; cause: TextId; measures: TextId };
  reworkVisitRecorded: {
    reworkId: string;
    contactId: string;
    proposers: string[];
    visitors: string[];
    withUnits?: string[];
    opinion: TextId;
  };
  reworkAnswered: { reworkId: string };
  /** Assigned by mistake: the part owes nothing for it any more. */
  reworkWithdrawn: { reworkId: string; by: BodyId; reason: TextId };
  // merged cases
  casesMerged: {
    cases: string[];
    decidedBy: 'unit' | 'provincial-office';
    unit?: string;
    title?: TextId;
    reason: TextId;
  };
  caseUnmerged: { member: string; reason: TextId };
  memberTold: {
    member: string;
    letter?: { letterId: string; stage: FollowedStage; category?: Category };
    outcome: 'taken' | 'apart' | 'refused';
    /** The stage of the letter that it had taken before it refused this one. */
    before?: FollowedStage;
    why?: string;
  };
  memberTellAgain: { member: string };
  mergeJoined: { host: string; since: number };
  mergeLeft: { host: string; why?: 'withdrawn' | 'classified' };
  memberGone: { member: string; why: 'withdrawn' | 'classified' };
  // secrets
  /** The case is a secret: what is left of it, in place of everything before [R3.12]. */
  caseClassified: { stub: Stub };
  offLineRecorded: { trackId: string; of: ObligationKind; reworkId?: string };
  // the case as a whole
  rulesAdopted: { calendarVersion: string; policyVersion: string; reason: string };
  messageDiscarded: { channel: string; messageId: string; why: string };
  trackDone: { trackId: string };
  caseClosed: Record<never, never>;
  caseReopened: { why: 'rework' | 'feedback' | 'take-down' | 'part-changed' | 'recalled' };
  /** Without the proposer where the case is a secret. */
  caseWithdrawn: { reason: TextId; proposer?: string };
}

export type EventType = keyof EventData;

/** What any event may carry: the evidence that its act was done as it was entered (D8). Nothing is decided by it. */
export interface Proven {
  evidence?: TextId;
}

/** What `decide` returns: what happened, on which day. `on` is the day of the act, which may lie before the recording (D8). */
export type NewEventOf<T extends EventType> = T extends EventType
  ? { type: T; on: CivilDate; data: EventData[T] & Proven }
  : never;
export type NewEvent = NewEventOf<EventType>;

/** An event as the ledger keeps it: numbered, with who, which command, and when it was recorded (ISO 8601 UTC). */
export type RecordedEventOf<T extends EventType> = T extends EventType
  ? {
      seq: number;
      type: T;
      on: CivilDate;
      data: EventData[T] & Proven;
      actor: Actor;
      commandId: string;
      recordedAt: string;
    }
  : never;
export type CaseEvent = RecordedEventOf<EventType>;

export type { ContactWay };
