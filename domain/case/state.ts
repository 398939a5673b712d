import type {
  Actor,
  BodyId,
  Category,
  ContactWay,
  DeliveryWay,
  DisclosureMark,
  Kind,
  Level,
  Limit,
  Part,
  Product,
  ReviewLevel,
  Satisfaction,
} from '../../schemas/common';
import type { KeyKind, OpenDoorElement } from '../../schemas/key';
import type { AssignmentLetter, Identity, LetterLimits, ProposerType } from '../../schemas/intake';
import type { CivilDate } from '../dates';
import type { Obligation, ObligationKind } from '../obligation';
import type { FollowedStage } from '../../schemas/merge';

/** Ids of texts (people's own words) that lie in the ledger; the text itself never enters a state [R3.12]. */
export type TextId = string;

/** One who proposed, without name or contacts: `p1`, `p2`... in the order of intake. */
export interface Proposer {
  id: string;
  role: 'lead' | 'joint';
  type: ProposerType;
}

/** "3+1" [R1.1]: ids of people in the register (a division is named by its head, the office by its contact). */
export interface Responsibility {
  principal: string;
  leaderInCharge: string;
  office: string;
  division: string;
  officer: string;
}

/** What one person can hold in a part: a post of "3+1", and the lead of a case [R1.2]. */
export type Duty = keyof Responsibility | 'caseLeader';

/** A bureau that a city government passed its part on to [R2.2]: inside the part; outwards the city answers. */
export interface Bureau {
  unit: string;
  since: CivilDate;
  note?: TextId;
  opinion?: { on: CivilDate; text: TextId; documents: string[] };
  /** Taken back on this day. */
  endedOn?: CivilDate;
}

/** One unit's part in a case. A reassignment ends the track and opens another that says whom it replaces. */
export interface Track {
  id: string;
  unit: string;
  part: Part;
  status: 'assigned' | 'signed' | 'returned' | 'reassigned' | 'dropped' | 'done';
  assignedOn: CivilDate;
  /** The day that opinion and reply count from: the day of assignment unless the office stated a new one. */
  countsFrom: CivilDate;
  /** What the letter named for this part alone. */
  limits?: LetterLimits;
  replaces?: string;
  signedOn?: CivilDate;
  return?: { on: CivilDate; reason: TextId; outcome?: 'upheld' | 'refused'; decidedOn?: CivilDate };
  division?: string;
  officer?: string;
  responsibility?: Responsibility;
  caseLeader?: string;
  form: { sentTo: Record<string, CivilDate>; confirmedBy: Record<string, CivilDate>; covered: boolean };
  research: number;
  /** Key matters and key cases that this part is in [R4.1, R4.2], by id; one that was lifted stays with its day. */
  key?: Record<string, KeyMark>;
  /** The first day of each element of open-door handling, and of the special report [R4.3]. */
  openDoor?: Partial<Record<OpenDoorElement | 'report', CivilDate>>;
  /** What a reference part was drawn on for, entry by entry [R3.8]. */
  drawnOn?: { on: CivilDate; use: TextId }[];
  /** By unit. */
  bureaus?: Record<string, Bureau>;
  /** What was finished off line, of a case that is a secret [R3.12]. */
  offLine?: OffLine[];
}

/** A part's duty that was done off line: which, and on what day. */
export interface OffLine {
  of: ObligationKind;
  on: CivilDate;
  reworkId?: string;
}

export interface KeyMark {
  kind: KeyKind;
  on: CivilDate;
  liftedOn?: CivilDate;
}

export interface Contact {
  id: string;
  trackId: string;
  stage: 'before' | 'during' | 'after';
  way: ContactWay;
  proposers: string[];
  on: CivilDate;
  plan: boolean;
  /** People of the register who went there, and the other units of a joint visit [R6.3]. Visits of old have none. */
  visitors?: string[];
  withUnits?: string[];
  /** What the proposers were told of the work [R3.8]. */
  told?: TextId;
}

export interface ContactException {
  id: string;
  trackId: string;
  proposer: string;
  ground: 'unreachable' | 'left-office' | 'died';
  /** Requests of old have none. */
  requestedOn?: CivilDate;
  status: 'requested' | 'approved' | 'refused';
}

/** What a letter says on page one. */
export interface LetterContent {
  document: string;
  category?: Category;
  plan?: TextId;
  ground?: TextId;
  mark: DisclosureMark;
  withholdingGround?: TextId;
}

export interface Review {
  level: ReviewLevel;
  reviewer: string;
  decision: 'approve' | 'return';
  on: CivilDate;
  version: number;
}

/** A product of a track on its way: drafted, reviewed level by level, issued; recalled and sent-back ones are kept. */
export interface Letter {
  id: string;
  trackId: string;
  product: Product;
  status: 'in-review' | 'returned' | 'approved' | 'issued' | 'recalled' | 'sent-back' | 'discarded';
  version: number;
  content: LetterContent;
  /** Who wrote it, in the order of their last word: the last one wrote the present version. */
  drafters: string[];
  /** The day of the present version. */
  draftedOn: CivilDate;
  chain: ReviewLevel[];
  reviews: Review[];
  reworkId?: string;
  /** The letter of the case that this one is merged into, which it repeats [R3.10]; `pageless`: it is not published there. */
  follows?: { caseId: string; letterId: string; pageless?: true };
  /** A rework's result that answers these merged cases too. */
  together?: string[];
  replaces?: string;
  documentNumber?: TextId;
  issuedOn?: CivilDate;
  /** The day that it was recalled, sent back or discarded. */
  endedOn?: CivilDate;
  /** That it was sent back is told to the cases that are merged with this one [R3.10]. */
  toMembers?: true;
  /** The first dispatch: the day of replying. */
  repliedOn?: CivilDate;
  accepted?: boolean;
  /** One of which merged cases learn has its reason with it. */
  categoryCheck?: { category: Category; on: CivilDate; before: Category; toMembers?: true; reason?: TextId };
  confirmed: Record<string, DisclosureMark>;
  publication: {
    status: 'not-owed' | 'owed' | 'requested' | 'published' | 'withheld' | 'taking-down' | 'taken-down';
    on?: CivilDate;
    url?: string;
    withOriginal?: boolean;
    /** An objection to the original text came while the page was going up: it is made once more. */
    stale?: boolean;
    /** A page of this case's own, of a letter that follows its host's [R3.10]. */
    own?: true;
  };
}

/** A case whose letter answers others too, or one that is answered by another's [R3.10]. */
export type Merge = HostMerge | MemberMerge;

export interface HostMerge {
  role: 'host';
  title?: TextId;
  members: Record<string, MergeMember>;
}

/** How far a member was told of a letter, and how it took that. */
export interface Told {
  stage: FollowedStage;
  /** The category by the office's check [R5.4], where it was told of one. */
  category?: Category;
  /** `apart`: the letter says nothing for this member, which speaks for itself where it would have. */
  outcome: 'taken' | 'apart' | 'refused';
  /** The stage that it had taken before it refused this one. */
  before?: FollowedStage;
}

/** A case that was asked to be merged into this one, by its id. What it was told last decides what is still to be told. */
export interface MergeMember {
  status: 'asked' | 'joined' | 'refused' | 'leaving' | 'left';
  /** The event with which it was asked: a case can come back. */
  since: number;
  decidedBy: 'unit' | 'provincial-office';
  /** The unit that decided, where it was not the provincial office. */
  unit?: string;
  /** It is to leave as soon as it has joined. */
  unwanted?: true;
  told: Record<string, Told>;
}

export interface MemberMerge {
  role: 'member';
  host: string;
  since: number;
}

/** One document to one recipient: a reply to a proposer, a copy to a body, an opinion to the lead. */
export interface Delivery {
  id: string;
  letterId: string;
  recipient: { type: 'proposer' | 'body' | 'unit'; id: string };
  purpose: 'reply' | 'copy' | 'submit' | 'opinion' | 'result';
  /** Required recipients decide whether an obligation is met. */
  required: boolean;
  electronic: boolean;
  /** Hash of the electronic version that went with it, where one was handed in. */
  electronicVersion?: string;
  status: 'pending' | 'unreachable' | 'sent' | 'received' | 'cancelled';
  /** The day by which it is due, where a rule names one (copies: the day of the first dispatch). */
  dueOn?: CivilDate;
  way?: DeliveryWay;
  sentOn?: CivilDate;
  receivedOn?: CivilDate;
  obligationId?: string;
}

export interface InstructionRequest {
  id: string;
  trackId: string;
  /** Whose answer it is about from now on, where lead and co-handler changed places; else that of whoever asked. */
  heldBy?: string;
  askedOn: CivilDate;
  status: 'open' | 'answered' | 'withdrawn';
  endedOn?: CivilDate;
}

export interface ExtensionRequest {
  id: string;
  obligationId: string;
  until: CivilDate;
  requestedOn: CivilDate;
  status: 'requested' | 'granted' | 'refused';
}

export interface FeedbackRecord {
  proposer: string;
  trackId: string;
  letterId: string;
  attitude: Satisfaction;
  result: Satisfaction;
  on: CivilDate;
  via: 'platform' | 'paper';
  own?: true;
}

export interface Rework {
  id: string;
  trackId: string;
  round: number;
  receivedOn: CivilDate;
  assigners: BodyId[];
  objectors: string[];
  cause: boolean;
  visited: string[];
  obligationId: string;
  status: 'open' | 'answered' | 'withdrawn';
}

export interface Supervision {
  id: string;
  trackId: string;
  form: 'special-inspection' | 'joint-supervision' | 'tracked-supervision';
  ground: 'late' | 'dissatisfied' | 'subject' | 'by-hand';
  openedOn: CivilDate;
  status: 'open' | 'closed';
  closedOn?: CivilDate;
  /** The units that take part in a joint one. */
  units?: string[];
  /** The subject on which dissatisfaction gathers over several cases of a session, where it is supervised for that too. */
  subject?: string;
  /** Opened by the unit itself, which then also closes it. */
  by?: 'unit';
  /** The rework whose assignment alone opened it. */
  reworkId?: string;
}

/** What assignment fixed. */
export interface Facts {
  identity: Identity;
  kind: Kind;
  level: Level;
  outOfSession: boolean;
  title: string;
  subject?: string;
  assignedOn: CivilDate;
  assignedBy: BodyId;
  /** The unit in the register whose people are the provincial office: national cases know it since it was kept. */
  officeUnit?: string;
  enteredOn: CivilDate;
  limits?: LetterLimits;
  /** What else the letter of assignment says; absent where it says no more. */
  letter?: AssignmentLetter;
  /** A Party or state secret: handled off line, what is here is a stub [R3.12]. */
  secret?: true;
  policyVersion: string;
  calendarVersion: string;
}

/** Everything a case knows about itself. Records are keyed by id; ids count up within a case and never change. */
export interface CaseRecord {
  caseId: string;
  facts: Facts;
  proposers: Proposer[];
  tracks: Record<string, Track>;
  obligations: Record<string, Obligation>;
  letters: Record<string, Letter>;
  deliveries: Record<string, Delivery>;
  contacts: Contact[];
  exceptions: Record<string, ContactException>;
  instructions: Record<string, InstructionRequest>;
  extensions: Record<string, ExtensionRequest>;
  feedback: FeedbackRecord[];
  reworks: Record<string, Rework>;
  supervisions: Record<string, Supervision>;
  originalViews: Record<string, 'asked' | 'agreed' | 'objected'>;
  /** The day that each of them was first asked; those who were asked of old have none. */
  viewsAskedOn?: Record<string, CivilDate>;
  merge?: Merge;
  /** The last day that any event was recorded on: time never runs backwards. */
  lastDay: CivilDate;
}

export interface Unassigned {
  status: 'unassigned';
  seq: 0;
}
export interface OpenCase extends CaseRecord {
  status: 'open';
  seq: number;
}
export interface EndedCase extends CaseRecord {
  status: 'closed' | 'withdrawn';
  seq: number;
  endedOn: CivilDate;
}
export type CaseState = Unassigned | OpenCase | EndedCase;
export type AssignedCase = OpenCase | EndedCase;

export const initialState: Unassigned = { status: 'unassigned', seq: 0 };

export type { Actor, Limit };
