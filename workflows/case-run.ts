import {
  allHandlersFinished,
  condition,
  isCancellation,
  log,
  makeContinueAsNewFunc,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { SearchAttributePair } from '@temporalio/common';
import { decide, effectsOf, evolve, nextDue, type Context, type Effect } from '../domain/case';
import type { CaseEvent } from '../domain/case/events';
import { initialState, type AssignedCase, type CaseState } from '../domain/case/state';
import { addDays, civilDateOf, maxDate, type CivilDate } from '../domain/dates';
import type { Command } from '../schemas/commands';
import { Alarm } from './alarm';
import { changedAttributes, searchAttributesOf } from './attributes';
import {
  commandUpdate,
  type CaseInput,
  type CaseRules,
  type CommandAnswer,
  type RecordRequest,
  type RecordResult,
} from './contract';
import { currentDetailsOf } from './details';
import { carryOut } from './effects';
import { failureOf, invalidCommand, isUnrecordable, refusalFailure, unrecordableFailure } from './failures';
import { CHANNELS, SYSTEM, discard, isCommand, read, type Channel, type Message } from './messages';
import { load, record, recordAfterRepair } from './recorder';
import { wakeInstant } from './wake-time';

interface Answer {
  resolve(answer: CommandAnswer): void;
  reject(failure: Error): void;
}

/** A command that waits for its turn: of a person, who is answered; read from a channel; or the report of an effect. */
interface Waiting {
  command: Command;
  answer?: Answer;
  channel?: Channel;
  effect?: string;
}

/** How many ids of answered commands travel into the next run: what comes again is what was sent lately. */
const REMEMBERED = 200;
const LINGER = '1 minute';

/**
 * One run of one case. Whatever happens to it, a command, a signal, a date, a report of an effect, waits in one queue, and
 * one writer takes them one at a time: record in the ledger, learn what was recorded, answer.
 */
export class CaseRun {
  private state: CaseState = initialState;
  private rules: CaseRules;
  private loaded = false;
  private readonly queue: (Waiting | { unread: Message })[] = [];
  private readonly answered: Set<string>;
  /** Effects between their start and the record of how they went. */
  private readonly inFlight = new Set<string>();
  /** At which event an effect was started last: one that failed is started again when something has happened since. */
  private readonly attempted = new Map<string, number>();
  private underRepair = 0;
  private learned = false;
  private attributes: SearchAttributePair[];
  /** How far the platform's clock has left this run's behind, beyond what its input says. */
  private aheadMs = 0;
  private lastTick: { day: CivilDate; seq: number } | undefined;
  private readonly alarm = new Alarm(() => this.enqueueTick());

  constructor(private readonly input: CaseInput) {
    this.rules = input.rules;
    this.answered = new Set(input.answered);
    this.attributes = workflowInfo().typedSearchAttributes.getAll();
  }

  /** Commands are refused before they leave a trace; everything else only queues. */
  listen(): void {
    setHandler(commandUpdate, (command) => this.ask(command), {
      validator: (command) => this.check(command),
    });
    for (const channel of Object.keys(CHANNELS) as Channel[])
      setHandler(CHANNELS[channel], (...payloads) => void this.queue.push({ unread: { channel, payloads } }));
  }

  /** Takes up the case where intake, the run before, or the ledger left it. */
  async begin(): Promise<void> {
    const { caseId, seed = [], snapshot, resume } = this.input;
    if (resume) {
      const { state, rules } = await load(caseId);
      this.state = state;
      this.rules = rules;
    } else {
      if (snapshot !== undefined) this.state = snapshot;
      this.evolve(seed);
    }
    this.loaded = true;
    // A closed case is resumed for the sake of a message, which comes once the run is there.
    if (resume && this.hasEnded)
      await condition(() => this.hasQueue, LINGER, { summary: '已办结案件，等待新的消息' });
  }

  get isOver(): boolean {
    return this.hasEnded && this.effects().length === 0 && this.isIdle;
  }

  /** Resolves when there is something to record, or to do because something was recorded; or when the run is to end. */
  async hasWork(): Promise<void> {
    await condition(() => this.queue.length > 0 || this.learned || this.isOver || this.isLong);
    this.learned = false;
  }

  /** Takes what came first: reads it, records it, learns from what was recorded, and answers whoever asked. */
  async recordNext(): Promise<void> {
    const next = this.queue.shift();
    if (next === undefined) return;
    const waiting = 'unread' in next ? this.opened(next.unread) : next;
    const { command, channel } = waiting;
    this.catchUp(command);
    if (channel !== undefined && this.answered.has(command.id)) return;
    try {
      this.conclude(waiting, await record(this.requestFor(command)));
    } catch (error) {
      if (!isUnrecordable(error)) throw error;
      log.error('the ledger cannot take a command', { command: command.type, id: command.id, error });
      if (waiting.answer === undefined) this.recordLater(waiting);
      else waiting.answer.reject(unrecordableFailure(error));
    }
  }

  /** Lets the world do what the state says is to be done, and does not wait for it. */
  startEffects(): void {
    const { state } = this;
    for (const effect of this.effects()) {
      if (this.inFlight.has(effect.key) || this.attempted.get(effect.key) === state.seq) continue;
      this.inFlight.add(effect.key);
      this.attempted.set(effect.key, state.seq);
      // The sequence number tells a second attempt from the first, in this run as in one that resumes the case.
      const id = `${effect.key}:${state.seq}`;
      carryOut(effect, state as AssignedCase, id, this.instant(), this.input.names)
        .then((report) => {
          this.queue.push({ command: { ...this.engineCommand(id), ...report }, effect: effect.key });
        })
        .catch((error: unknown) => {
          this.inFlight.delete(effect.key);
          if (!isCancellation(error)) log.error('an effect failed', { effect: effect.key, error });
        });
    }
  }

  /** Sees to it that time comes by as a command on the next day that changes this case. */
  setAlarm(): void {
    const day = this.nextDay();
    const now = this.now();
    const at = day === undefined ? undefined : wakeInstant(this.input.caseId, day);
    if (at !== undefined && at <= now) this.enqueueTick();
    else this.alarm.set(at, now, `下次到期检查：${day ?? ''}`);
  }

  /** Shows operators where the case stands. */
  inform(): void {
    const { state } = this;
    if (state.status === 'unassigned') return;
    setCurrentDetails(currentDetailsOf(state, this.today(), this.nextDay(), this.input.names));
    const attributes = searchAttributesOf(state);
    const changed = changedAttributes(this.attributes, attributes);
    this.attributes = attributes;
    if (changed.length > 0) upsertSearchAttributes(changed);
  }

  get hasQueue(): boolean {
    return this.queue.length > 0;
  }

  /** The server would like a fresh history, and nothing is under way that would be lost with this one. */
  get isLong(): boolean {
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    const { continueAfterEvents = Infinity } = this.input;
    return (continueAsNewSuggested || historyLength >= continueAfterEvents) && this.isIdle;
  }

  async continueAsNew(): Promise<never> {
    const { caseId, clockOffsetMs, names, continueAfterEvents } = this.input;
    const next: CaseInput = {
      caseId,
      clockOffsetMs: clockOffsetMs + this.aheadMs,
      rules: this.rules,
      snapshot: this.state,
      answered: [...this.answered].slice(-REMEMBERED),
      ...(names === undefined ? {} : { names }),
      ...(continueAfterEvents === undefined ? {} : { continueAfterEvents }),
    };
    return await makeContinueAsNewFunc<(input: CaseInput) => Promise<void>>()(next);
  }

  private get hasEnded(): boolean {
    const { status } = this.state;
    return status === 'closed' || status === 'withdrawn';
  }

  private get isIdle(): boolean {
    return (
      this.loaded &&
      !this.hasQueue &&
      this.inFlight.size === 0 &&
      this.underRepair === 0 &&
      allHandlersFinished()
    );
  }

  /** Throws what the caller is to see. Must not wait: the SDK does not either. */
  private check(command: unknown): void {
    if (!isCommand(command))
      throw invalidCommand('not a command: id, type, actor, recordedAt and data are required');
    // A command that was answered before is answered again from the ledger.
    if (!this.loaded || command.type === 'wake' || this.answered.has(command.id)) return;
    try {
      decide(this.state, command, this.contextOf(command));
    } catch (error) {
      throw failureOf(error);
    }
  }

  private ask(command: Command): Promise<CommandAnswer> {
    return new Promise((resolve, reject) => this.queue.push({ command, answer: { resolve, reject } }));
  }

  private contextOf(command: Command): Context {
    const { policy, calendar } = this.rules;
    const day = civilDateOf(Date.parse(command.recordedAt));
    const today = this.state.status === 'unassigned' ? day : maxDate(this.state.lastDay, day);
    return { today, rules: policy, calendar };
  }

  private evolve(events: readonly CaseEvent[]): void {
    for (const event of events) if (event.seq > this.state.seq) this.state = evolve(this.state, event);
  }

  private opened(message: Message): Waiting {
    return { command: read(message, this.instant()), channel: message.channel };
  }

  private requestFor(command: Command): RecordRequest {
    return { caseId: this.input.caseId, command, afterSeq: this.state.seq };
  }

  private conclude({ command, answer, channel, effect }: Waiting, result: RecordResult): void {
    const { refusal } = result;
    if (result.rules !== undefined) this.rules = result.rules;
    this.evolve(result.events);
    if (effect !== undefined) this.inFlight.delete(effect);
    if (command.type === 'wake') this.attempted.clear();
    if (channel !== undefined || (answer !== undefined && refusal === undefined))
      this.answered.add(command.id);
    if (refusal === undefined) answer?.resolve({ seq: this.state.seq });
    else if (answer !== undefined) answer.reject(refusalFailure(refusal));
    else if (channel !== undefined && command.type !== 'discardMessage')
      this.queue.unshift({
        command: discard(channel, command.id, refusal.message, command.recordedAt),
        channel,
      });
    else log.info('refused', { command: command.type, id: command.id, ...refusal });
  }

  private recordLater(waiting: Waiting): void {
    this.underRepair += 1;
    recordAfterRepair(this.requestFor(waiting.command))
      .then((result) => {
        this.conclude(waiting, result);
        this.learned = true;
      })
      .catch((error: unknown) => log.error('a command was given up', { id: waiting.command.id, error }))
      .finally(() => (this.underRepair -= 1));
  }

  private effects(): Effect[] {
    return this.state.status === 'unassigned' ? [] : effectsOf(this.state);
  }

  private nextDay(): CivilDate | undefined {
    const due = nextDue(this.state, this.rules.policy);
    const ticked = this.lastTick;
    // A tick that changed nothing would be due again at once, for ever.
    if (due === undefined || ticked?.seq !== this.state.seq || due > ticked.day) return due;
    return addDays(ticked.day, 1);
  }

  private enqueueTick(): void {
    const tick = { day: this.today(), seq: this.state.seq };
    this.lastTick = tick;
    this.queue.push({
      command: { ...this.engineCommand(`tick:${tick.day}:${tick.seq}`), type: 'tick', data: {} },
    });
  }

  private engineCommand(id: string) {
    return { id, actor: SYSTEM, recordedAt: this.instant() };
  }

  private catchUp(command: Command): void {
    if (command.type !== 'wake' || command.data.catchUp !== true) return;
    this.aheadMs += Math.max(0, Date.parse(command.recordedAt) - this.now());
  }

  private now(): number {
    return Date.now() + this.input.clockOffsetMs + this.aheadMs;
  }

  private today(): CivilDate {
    return civilDateOf(this.now());
  }

  private instant(): string {
    return new Date(this.now()).toISOString();
  }
}
