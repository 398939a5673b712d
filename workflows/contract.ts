import { defineSearchAttributeKey } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Calendar } from '../domain/calendar';
import type { CaseEvent } from '../domain/case/events';
import type { CaseState } from '../domain/case/state';
import type { CivilDate } from '../domain/dates';
import type { RefusalCode } from '../domain/refusal';
import type { Command, CommandOf } from '../schemas/commands';
import type { Actor } from '../schemas/common';
import type { DecidingRules } from '../schemas/policy';

/** Where workers listen and starters send, unless the configuration says otherwise. */
export const DEFAULT_TASK_QUEUE = 'casework';

/** Workflow types, as operators see them in the Temporal UI. */
export const WORKFLOWS = {
  case: 'handleCase',
  dispatch: 'dispatchReminders',
  news: 'sendNews',
  batch: 'startBatch',
  adoption: 'adoptRules',
  purge: 'purgeCase',
  reconcile: 'reconcileRuns',
} as const;

/** Workflow ids that are not a case's (`workflowIdOf` in domain/identity.ts makes those). */
export const NEWS_WORKFLOW_ID = 'news';
export const dispatchWorkflowId = (day: CivilDate): string => `dispatch:${day}`;
export const batchWorkflowId = (batchId: string): string => `batch:${batchId}`;
export const purgeWorkflowId = (caseId: string): string => `purge:${caseId}`;
export const adoptionWorkflowId = (adoptionId: string): string => `adoption:${adoptionId}`;

/** What operators filter cases by in the Temporal UI; registered by platform/search-attributes.ts. */
export const SEARCH_KEYS = {
  kind: defineSearchAttributeKey('CaseKind', 'KEYWORD'),
  level: defineSearchAttributeKey('CaseLevel', 'KEYWORD'),
  status: defineSearchAttributeKey('CaseStatus', 'KEYWORD'),
  leadUnit: defineSearchAttributeKey('LeadUnit', 'KEYWORD'),
  body: defineSearchAttributeKey('Body', 'KEYWORD'),
  termSession: defineSearchAttributeKey('TermSession', 'KEYWORD'),
  units: defineSearchAttributeKey('Units', 'KEYWORD_LIST'),
} as const;

// Cases

/** The rules that a case runs under: they travel with its start input, at most 4 KB. */
export interface CaseRules {
  policy: DecidingRules;
  calendar: Calendar;
}

/** Names of units, by their ids in the register. */
export type UnitNames = Readonly<Record<string, string>>;

/**
 * What a run begins from: the events of its intake (`seed`), the state of the run that it continues (`snapshot`),
 * or the ledger (`resume`). `clockOffsetMs` is the platform's offset when the run started: its platform instant
 * is `Date.now() + clockOffsetMs`.
 */
export interface CaseInput {
  caseId: string;
  clockOffsetMs: number;
  rules: CaseRules;
  seed?: CaseEvent[];
  snapshot?: CaseState;
  resume?: true;
  /** What the units are called whose parts it had when its first run began, for operators: a unit that came later shows its id. */
  names?: UnitNames;
  /** Ids of the latest commands of the run that this one continues. */
  answered?: string[];
  /** Continue as new from this many history events on, if the server does not ask for it earlier: for tests. */
  continueAfterEvents?: number;
}

/** Every command of people, and `wake`. Refused ones throw an `ApplicationFailure` of type {@link REFUSAL} and leave no history. */
export const commandUpdate = defineUpdate<CommandAnswer, [Command]>('command');

/** `seq` of the case's latest event once the command is in the ledger: a GET now shows it. */
export interface CommandAnswer {
  seq: number;
}

/**
 * What other systems tell a case. The handlers take `unknown`: whatever is no {@link CaseMessage} is recorded as
 * discarded. A signal does not wake a case that has slept since its start: send a `wake` command first.
 */
export const feedbackSignal = defineSignal<[unknown]>('feedback');
export const assignReworkSignal = defineSignal<[unknown]>('assignRework');

/** `messageId` makes it idempotent: it becomes the command's id. `recordedAt` is the platform's instant, ISO 8601 UTC. */
export interface CaseMessage {
  messageId: string;
  actor: Actor;
  recordedAt: string;
  data: unknown;
}

/** Types of `ApplicationFailure` that a caller of an update meets. */
export const REFUSAL = 'Refusal';
/** No command at all: a caller that does not go by the schemas. */
export const INVALID_COMMAND = 'InvalidCommand';
/** The ledger answers, and cannot take this command: a defect. Nothing was recorded. */
export const UNRECORDABLE = 'Unrecordable';

/** The first of the details of a failure of type {@link REFUSAL}. */
export interface RefusalDetail {
  rule: string;
  code: RefusalCode;
  /** RFC 6901, into the command's data. */
  pointer: string;
  /** Chinese, one sentence. */
  message: string;
}

export type TellCommand = CommandOf<'joinMerge' | 'leaveMerge' | 'followLetter'>;

export interface RecordRequest {
  caseId: string;
  command: Command;
  /** The last event that the run knows. */
  afterSeq: number;
}

/** `events` are all events of the case after `afterSeq`, so that a run that fell behind catches up. */
export interface RecordResult {
  events: CaseEvent[];
  /** The ledger's state refuses the command: nothing was written for it. */
  refusal?: RefusalDetail;
  /** Only when the command adopted other rules. */
  rules?: CaseRules;
}

export interface DeliveryResult {
  outcome: 'sent' | 'unreachable';
  way: 'mail' | 'exchange';
  messageId?: string;
  why?: string;
}

/**
 * What a case asks of the world. Each is idempotent. `record` and `load` throw an `ApplicationFailure` of type
 * {@link UNRECORDABLE} where trying again cannot help, anything else when the ledger is out of reach.
 */
export interface CaseActivities {
  record(request: RecordRequest): Promise<RecordResult>;
  load(caseId: string): Promise<{ state: CaseState; rules: CaseRules }>;
  deliver(request: { caseId: string; deliveryId: string }): Promise<DeliveryResult>;
  publish(request: { caseId: string; letterId: string }): Promise<{ url?: string }>;
  takeDown(request: { caseId: string; letterId: string }): Promise<{ url?: string }>;
}

/** What a host tells a case that is merged into it [R3.10]. Texts that the command names are the host's. */
export interface TellRequest {
  host: string;
  member: string;
  command: TellCommand;
}

export interface TellResult {
  /** `apart`: the case took it, and the letter says nothing for it. */
  outcome: 'taken' | 'apart' | 'refused';
  /** Chinese: why the case refused. */
  why?: string;
}

export interface NeighbourActivities {
  /** Gives another case a command that this one calls for. Idempotent by the command's id; throws while it is not known how it ended. */
  tell(request: TellRequest): Promise<TellResult>;
}

// Reminders and news

/** Absent `day`: the platform's today, asked of the ledger's clock. */
export interface DispatchInput {
  day?: CivilDate;
}

/** One person's mail: which, to whom (a label for operators, no address), about how many notices. */
export interface DigestToSend {
  digestId: string;
  recipient: string;
  notices: number;
}

export interface DispatchActivities {
  /** Fires, of each open obligation, the latest rung that has passed by the day; the ones before it are skipped. Idempotent by rung. */
  claimRungs(request: DispatchInput): Promise<{ day: CivilDate; claimed: number }>;
  /**
   * Gathers unclaimed notices into digests (`daily`: one a person and day, of rungs; `news`: one a person and claim,
   * of what cannot wait) and returns at most `limit` digests of that occasion that are not sent yet, older ones too.
   */
  claimDigests(request: {
    occasion: 'daily' | 'news';
    day?: CivilDate;
    limit: number;
  }): Promise<DigestToSend[]>;
  /** Sends one digest, or finds it sent. An address that is refused is an outcome; a server that is down throws. */
  sendDigest(
    digestId: string,
  ): Promise<{ outcome: 'sent' | 'unreachable'; messageId?: string; why?: string }>;
}

// Batches

export interface BatchInput {
  batchId: string;
}

export interface BatchProgress {
  total: number;
  started: number;
  done: boolean;
}

export const progressQuery = defineQuery<BatchProgress>('progress');

/** `cursor`: the last row that was looked at; absent when there are no more. */
export interface BatchSlice {
  cursor?: number;
  started: number;
  total: number;
}

export interface BatchActivities {
  /** Starts up to `limit` of a batch's cases after a row (absent: from the first), some 20 in flight, with heartbeats. Idempotent. */
  startBatchCases(request: { batchId: string; cursor?: number; limit: number }): Promise<BatchSlice>;
}

// Adoptions

export interface AdoptionInput {
  adoptionId: string;
}

/** `cursor`: the last case that was looked at; absent at the end of the list. `waiting`: cases of which it is not known what became. */
export interface AdoptionSlice {
  cursor?: string;
  waiting: number;
  total: number;
}

export interface AdoptionActivities {
  /**
   * Has up to `limit` cases of an adoption adopt its rules, after a case (absent: from the first), some 20 in flight,
   * with heartbeats. At the end of the list it ends the adoption, if nothing waits any more: `waiting` is 0 then.
   * Idempotent: a case adopts once.
   */
  adoptCases(request: { adoptionId: string; cursor?: string; limit: number }): Promise<AdoptionSlice>;
}

// Secrets

export interface PurgeInput {
  caseId: string;
}

export interface PurgeActivities {
  /**
   * Deletes the runs of a classified case with their visibility records, takes its pages off the portal, and starts a
   * run from what the ledger has left [R3.12]. Idempotent; throws while engine, portal or ledger is out of reach.
   */
  purgeCase(input: PurgeInput): Promise<void>;
}

// Reconciliation

export interface ReconcileResult {
  /** Rows without a run that got one. */
  started: number;
  /** Runs that were behind their row, or should have ended, and were woken. */
  woken: number;
  /** Orders of the ledger that reached their case. */
  told: number;
}

export interface ReconcileActivities {
  reconcile(): Promise<ReconcileResult>;
}
