import type { Actor } from '../../schemas/common';
import type { CommandOf, CommandType } from '../../schemas/commands';
import type { DecidingRules } from '../../schemas/policy';
import type { Calendar } from '../calendar';
import type { CivilDate } from '../dates';
import { Refusal, refuseUnless } from '../refusal';
import type { CaseEvent, EventData, EventType, NewEvent, Proven } from './events';
import type { AssignedCase, TextId } from './state';

/** What a decision may know beside the case: the day, the rules and the calendar that the case lives under. */
export interface Context {
  today: CivilDate;
  rules: DecidingRules;
  calendar: Calendar;
}

export type Evolve = (state: AssignedCase, event: CaseEvent) => AssignedCase;

/**
 * The events of one command as they come about. Each one is folded in at once, so that a later step of the same
 * decision (and the rules about consequences) sees what the earlier ones did.
 */
export class Chronicle {
  readonly events: NewEvent[] = [];
  constructor(
    private current: AssignedCase,
    readonly command: { id: string; actor: Actor; recordedAt: string },
    /** The day of the act. */
    readonly on: CivilDate,
    readonly context: Context,
    private readonly fold: Evolve,
  ) {}

  get case(): AssignedCase {
    return this.current;
  }

  add<T extends EventType>(type: T, data: EventData[T] & Proven, on: CivilDate = this.on): void {
    const event = { type, on, data } as NewEvent;
    this.events.push(event);
    const { id: commandId, actor, recordedAt } = this.command;
    this.current = this.fold(this.current, {
      ...event,
      seq: this.current.seq + 1,
      actor,
      commandId,
      recordedAt,
    });
  }

  /** Puts the evidence of the act (D8) on the event that is the act itself, not on what followed from it. */
  prove(evidence: TextId | undefined): void {
    if (evidence === undefined) return;
    const act = this.events.find(({ type }) => !CONSEQUENCES.has(type)) ?? this.events[0];
    if (act) act.data = { ...act.data, evidence };
  }
}

/** Events that come before the one that they are a consequence of. */
const CONSEQUENCES: ReadonlySet<EventType> = new Set<EventType>([
  'obligationOpened',
  'obligationMet',
  'obligationCancelled',
  'obligationSuperseded',
  'deliveryCancelled',
  'instructionsWithdrawn',
  'supervisionClosed',
  'caseReopened',
]);

/** How one command is decided: reads `chronicle.case`, adds events or throws a {@link Refusal}. */
export type Decider<T extends CommandType> = (chronicle: Chronicle, command: CommandOf<T>) => void;
export type Deciders = { [T in CommandType]: Decider<T> };

/** How one event changes a case. Total: an event about something unknown changes nothing. */
export type Evolver<T extends EventType> = (
  state: AssignedCase,
  data: EventData[T],
  event: CaseEvent,
) => AssignedCase;
export type Evolvers = { [T in EventType]: Evolver<T> };

/** The next id of a kind within a case: `t1`, `t2`... Entries are only ever appended, so the last one has the last id. */
export function nextId(prefix: string, entries: object): string {
  const last = Object.keys(entries).at(-1);
  return `${prefix}${last === undefined ? 1 : Number(last.slice(prefix.length)) + 1}`;
}

/** An entry by its id; undefined also for ids that every object answers to, such as `__proto__`. */
export const entryOf = <T>(entries: Readonly<Record<string, T>>, id: string | undefined): T | undefined =>
  id !== undefined && Object.hasOwn(entries, id) ? entries[id] : undefined;

/**
 * A copy of `state` with one entry of a keyed record changed; the state itself when there is no such entry. A
 * value of undefined takes the field away, so that a state says the same after a journey through JSON.
 */
export function change<K extends KeyedRecord>(
  state: AssignedCase,
  key: K,
  id: string,
  patch: Partial<AssignedCase[K][string]>,
): AssignedCase {
  const entries = state[key] as Record<string, object>;
  const entry = entryOf(entries, id);
  if (entry === undefined) return state;
  const changed = Object.fromEntries(
    Object.entries({ ...entry, ...patch }).filter(([, value]) => value !== undefined),
  );
  return { ...state, [key]: { ...entries, [id]: changed } };
}

/** A closed case is handled again; one that is open stays so. */
export function reopen(chronicle: Chronicle, why: EventData['caseReopened']['why']): void {
  if (chronicle.case.status === 'closed') chronicle.add('caseReopened', { why });
}

/** A part that was done is handled again: a letter came back, or a rework. */
export function resume(state: AssignedCase, trackId: string): AssignedCase {
  return entryOf(state.tracks, trackId)?.status === 'done'
    ? change(state, 'tracks', trackId, { status: 'signed' })
    : state;
}

/** A copy of `state` with one entry added. */
export function put<K extends KeyedRecord>(
  state: AssignedCase,
  key: K,
  entry: AssignedCase[K][string],
): AssignedCase {
  return { ...state, [key]: { ...state[key], [entry.id]: entry } };
}

type KeyedRecord =
  | 'tracks'
  | 'obligations'
  | 'letters'
  | 'deliveries'
  | 'exceptions'
  | 'instructions'
  | 'extensions'
  | 'reworks'
  | 'supervisions';

/** The entry that a command names, or a refusal that points at the field. */
export function named<T>(entries: Record<string, T>, id: string, pointer: string, what: string): T {
  const entry = entryOf(entries, id);
  if (entry === undefined) throw new Refusal('—', 'not-found', pointer, `本件没有编号为 ${id} 的${what}`);
  return entry;
}

/** Acts come one after the other (D8): refused when the day of the act lies before what it follows. */
export function notBefore(chronicle: Chronicle, earlier: CivilDate | undefined, what: string): void {
  refuseUnless(
    earlier === undefined || chronicle.on >= earlier,
    'D8',
    'invalid-date',
    '/doneOn',
    `办理日期 ${chronicle.on} 早于${what}（${earlier ?? ''}）`,
  );
}

/**
 * The day of an act (D8): `doneOn` when it was done before it was entered, else today. Refused when it lies in
 * the future or before the case, and the part that the act is about, were assigned.
 */
export function dayOfAct(
  state: AssignedCase,
  command: { data: object },
  today: CivilDate,
  trackId: string | undefined,
): CivilDate {
  const doneOn = (command.data as { doneOn?: CivilDate }).doneOn;
  if (doneOn === undefined) return today;
  refuseUnless(doneOn <= today, 'D8', 'invalid-date', '/doneOn', `办理日期 ${doneOn} 晚于今天（${today}）`);
  const assignedOn = entryOf(state.tracks, trackId)?.assignedOn ?? state.facts.assignedOn;
  refuseUnless(
    doneOn >= assignedOn,
    'D8',
    'invalid-date',
    '/doneOn',
    `办理日期 ${doneOn} 早于交办日（${assignedOn}）`,
  );
  return doneOn;
}
