import { randomBytes, randomUUID } from 'node:crypto';
import {
  ApplicationFailure,
  WorkflowUpdateFailedError,
  type Client,
  type WorkflowHandle,
} from '@temporalio/client';
import { Worker, type WorkerOptions } from '@temporalio/worker';
import { sliceCalendar } from '../../domain/calendar';
import { assignmentOf, type CaseEvent } from '../../domain/case';
import { addDays, civilDateOf } from '../../domain/dates';
import { workflowIdOf } from '../../domain/identity';
import { fastForward } from '../../platform/fast-forward';
import { hebei2022 } from '../../policies/hebei-2022';
import { currentCalendar } from '../../policies/calendars';
import type { Command, CommandData, CommandType } from '../../schemas/commands';
import {
  commandUpdate,
  type CaseMessage,
  type CaseRules,
  type CommandAnswer,
} from '../../workflows/contract';
import { startCase } from '../../workflows/starting';
import { actors, standardIntake, type ActorName } from '../domain/case/scenario';
import { testTemporal, type TestTemporal } from '../setup/temporal';
import { MemoryLedger } from './memory-ledger';

/** The platform's instant when a test begins: a Monday morning, with the congress just over. */
const BEGINS = '2026-03-02T10:00:00+08:00';

export const RULES: CaseRules = {
  policy: hebei2022.rules,
  calendar: sliceCalendar(currentCalendar, 2026, 2028),
};

export interface CaseOptions {
  assignedOn?: string;
  continueAfterEvents?: number;
  /** Leave the run asleep instead of waking it. */
  asleep?: boolean;
}

/** Temporal, a ledger in memory and a worker for one test file. */
export class Harness {
  readonly ledger = new MemoryLedger(RULES);
  readonly clockOffsetMs = Date.parse(BEGINS) - Date.now();
  private worker: { running: Promise<void>; worker: Worker } | undefined;

  private constructor(readonly temporal: TestTemporal) {}

  static async start(): Promise<Harness> {
    const harness = new Harness(await testTemporal());
    await harness.startWorker();
    return harness;
  }

  get client(): Client {
    return this.temporal.client;
  }

  async startWorker(options: Partial<WorkerOptions> = {}): Promise<void> {
    const worker = await Worker.create({
      connection: await this.temporal.nativeConnection(),
      namespace: this.temporal.namespace,
      taskQueue: this.temporal.taskQueue,
      workflowBundle: this.temporal.workflowBundle,
      activities: this.ledger,
      shutdownForceTime: '1 second',
      ...options,
    });
    this.worker = { worker, running: worker.run() };
  }

  async stopWorker(): Promise<void> {
    this.worker?.worker.shutdown();
    await this.worker?.running;
    this.worker = undefined;
  }

  async close(): Promise<void> {
    await this.stopWorker();
    await this.temporal.close();
  }

  /** A suggestion with a lead, a co-handler and two deputies, taken in and started; awake unless told. */
  async newCase(options: CaseOptions = {}): Promise<TestCase> {
    const on = civilDateOf(this.now());
    const number = randomBytes(5).toString('hex');
    const intake = {
      ...standardIntake,
      assignedOn: options.assignedOn ?? on,
      identity: { ...standardIntake.identity, number },
    };
    const versions = { policyVersion: RULES.policy.version, calendarVersion: RULES.calendar.version };
    const assignment = assignmentOf(intake, { on, ...versions });
    const { caseId } = assignment;
    const seed = this.ledger.takeIn(assignment, this.instant());
    const one = new TestCase(this, caseId, seed, options.continueAfterEvents);
    await one.startAgain();
    if (options.asleep !== true) await one.send('system', 'wake', {});
    return one;
  }

  now(): number {
    return Date.now() + this.clockOffsetMs;
  }

  instant(): string {
    return new Date(this.now()).toISOString();
  }
}

/** What operators read of the lead; the co-handler stands for a unit that came later, and has no name. */
export const NAMES = { lead: '示例主办厅' };

/** One case, spoken to as the API speaks to it. */
export class TestCase {
  /** How far the run was moved on: it lives in its own time. */
  private ahead = 0;

  constructor(
    private readonly harness: Harness,
    readonly caseId: string,
    private readonly seed: readonly CaseEvent[],
    private readonly continueAfterEvents?: number,
  ) {}

  /** Starts the run, as intake does and whoever repeats it. */
  async startAgain(): Promise<void> {
    const { client, temporal, clockOffsetMs } = this.harness;
    const { continueAfterEvents } = this;
    await startCase(client, this.seed, {
      taskQueue: temporal.taskQueue,
      clockOffsetMs,
      rules: RULES,
      names: NAMES,
      continueAfterEvents,
    });
  }

  get handle(): WorkflowHandle {
    return this.harness.client.workflow.getHandle(workflowIdOf(this.caseId));
  }

  get state() {
    return this.harness.ledger.stateOf(this.caseId);
  }

  command<T extends CommandType>(who: ActorName, type: T, data: CommandData[T], id: string = randomUUID()) {
    return { id, type, actor: actors[who], recordedAt: this.instant(), data } as unknown as Command;
  }

  /** Sends a command and waits for its answer. */
  send<T extends CommandType>(
    who: ActorName,
    type: T,
    data: CommandData[T],
    id?: string,
  ): Promise<CommandAnswer> {
    const command = this.command(who, type, data, id);
    return this.handle.executeUpdate(commandUpdate, { args: [command], updateId: command.id });
  }

  /** The failure that a command meets. */
  async failure<T extends CommandType>(
    who: ActorName,
    type: T,
    data: CommandData[T],
    id?: string,
  ): Promise<ApplicationFailure> {
    const failure = await this.send(who, type, data, id).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(failure instanceof WorkflowUpdateFailedError) || !(failure.cause instanceof ApplicationFailure))
      throw new Error(`${type} did not fail as an update does but: ${String(failure)}`);
    return failure.cause;
  }

  /** A message from another system, as the API sends it. */
  message(who: ActorName, data: unknown, messageId: string = randomUUID()): CaseMessage {
    return { messageId, actor: actors[who], recordedAt: this.instant(), data };
  }

  /** Lets days pass for this case. */
  async pass(days: number): Promise<void> {
    this.ahead += days * 86_400_000;
    const { connection, namespace } = this.harness.temporal;
    await fastForward(connection, {
      namespace,
      workflowId: workflowIdOf(this.caseId),
      seconds: days * 86_400,
    });
  }

  instant(): string {
    return new Date(this.harness.now() + this.ahead).toISOString();
  }

  today(plus = 0): string {
    return addDays(civilDateOf(Date.parse(this.instant())), plus);
  }

  /** The types of all events of the run, in order: `workflowTaskScheduled`, `timerStarted`... */
  async history(): Promise<string[]> {
    const { events } = await this.handle.fetchHistory();
    return (events ?? []).map((event) => {
      const [name] = Object.entries(event).find(
        ([key, value]) => key.endsWith('EventAttributes') && value != null,
      ) ?? ['unknown'];
      return name.replace('EventAttributes', '');
    });
  }

  /** The types of the events that came about meanwhile, tasks and all. */
  async eventsDuring(work: () => Promise<unknown>): Promise<string[]> {
    const before = (await this.history()).length;
    await work();
    return (await this.history()).slice(before);
  }

  async pendingTimers(): Promise<number> {
    const history = await this.history();
    const count = (type: string) => history.filter((each) => each === type).length;
    return count('timerStarted') - count('timerFired') - count('timerCanceled');
  }
}
