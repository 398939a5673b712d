import type { Actor } from '../../schemas/common';
import type { Command, CommandOf, CommandType } from '../../schemas/commands';
import type { PolicyRules } from '../../schemas/policy';
import type { Calendar } from '../calendar';
import type { CivilDate } from '../dates';
import { Refusal, refuseUnless } from '../refusal';
import type { CaseEvent, EventData, EventType, NewEvent } from './events';
import type { AssignedCase } from './state';

/** What a decision may know beside the case: the day, the rules and the calendar that the case lives under. */
export interface Context {
  today: CivilDate;
  rules: PolicyRules;
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

  add<T extends EventType>(type: T, data: EventData[T], on: CivilDate = this.on): void {
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
}

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

/** The next id of a kind within a case: `t1`, `t2`... Entries are never removed, so their number is the last id. */
export const nextId = (prefix: string, entries: object): string =>
  `${prefix}${Object.keys(entries).length + 1}`;

/** A copy of `state` with one entry of a keyed record changed; the state itself when there is no such entry. */
export function change<K extends KeyedRecord>(
  state: AssignedCase,
  key: K,
  id: string,
  patch: Partial<AssignedCase[K][string]>,
): AssignedCase {
  const entries = state[key] as Record<string, object>;
  const entry = entries[id];
  return entry ? { ...state, [key]: { ...entries, [id]: { ...entry, ...patch } } } : state;
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
  const entry = Object.hasOwn(entries, id) ? entries[id] : undefined;
  if (entry === undefined) throw new Refusal('—', 'not-found', pointer, `本件没有编号为 ${id} 的${what}`);
  return entry;
}

/**
 * The day of an act (D8): `doneOn` when it was done before it was entered, else today. Refused when it lies in
 * the future or before the case was assigned.
 */
export function dayOfAct(state: AssignedCase, command: Command, today: CivilDate): CivilDate {
  const doneOn = (command.data as { doneOn?: CivilDate }).doneOn;
  if (doneOn === undefined) return today;
  refuseUnless(doneOn <= today, 'D8', 'invalid-date', '/doneOn', `办理日期 ${doneOn} 晚于今天（${today}）`);
  refuseUnless(
    doneOn >= state.facts.assignedOn,
    'D8',
    'invalid-date',
    '/doneOn',
    `办理日期 ${doneOn} 早于交办日（${state.facts.assignedOn}）`,
  );
  return doneOn;
}
