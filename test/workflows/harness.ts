import { randomBytes, randomUUID } from 'node:crypto';
import {
  ApplicationFailure,
  WorkflowUpdateFailedError,
  type Client,
  type WorkflowHandle,
} from '@temporalio/client';
import { Worker, type WorkerOptions } from '@temporalio/worker';
import { sliceCalendar } from '../../domain/calendar';
import { addDays, civilDateOf } from '../../domain/dates';
import { caseIdOf, workflowIdOf } from '../../domain/identity';
import { fastForward } from '../../platform/fast-forward';
import { hebei2022 } from '../../policies/hebei-2022';
import { currentCalendar } from '../../policies/calendars';
import type { CommandData, CommandOf, CommandType } from '../../schemas/commands';
import type { Actor } from '../../schemas/common';
import {
  REFUSAL,
  commandUpdate,
  type CaseRules,
  type CommandAnswer,
  type RefusalDetail,
} from '../../workflows/contract';
import { startCase } from '../../workflows/starting';
import { testTemporal, type TestTemporal } from '../setup/temporal';
import { MemoryLedger } from './memory-ledger';

/** The platform's instant when a test begins: a Monday morning, with the congress just over. */
const BEGINS = '2026-03-02T10:00:00+08:00';

export const RULES: CaseRules = {
  policy: hebei2022.rules,
  calendar: sliceCalendar(currentCalendar, 2026, 2028),
};

export const OFFICE_OF_EDU: Actor = { subject: 'office@edu', role: 'unit-office', unit: 'edu' };
export const OFFICE_OF_FIN: Actor = { subject: 'office@fin', role: 'unit-office', unit: 'fin' };
export const PROVINCIAL_OFFICE: Actor = { subject: 'office@province', role: 'provincial-office' };
export const SYSTEM: Actor = { subject: 'system', role: 'system' };

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
    const assignedOn = options.assignedOn ?? civilDateOf(this.now());
    const identity = {
      body: 'hebei-congress',
      term: 14,
      session: 4,
      series: 'main',
      number: randomBytes(5).toString('hex'),
    };
    const caseId = caseIdOf(identity);
    const seed = this.ledger.takeIn(
      {
        caseId,
        facts: {
          identity,
          kind: 'suggestion',
          level: 'provincial',
          outOfSession: false,
          title: '关于加强农村学校校车安全管理的建议',
          assignedOn,
          assignedBy: 'provincial-office',
          enteredOn: civilDateOf(this.now()),
          policyVersion: RULES.policy.version,
          calendarVersion: RULES.calendar.version,
        },
        proposers: [
          { id: 'p1', role: 'lead', type: 'deputy' },
          { id: 'p2', role: 'joint', type: 'deputy' },
        ],
        parts: [
          { unit: 'edu', part: 'lead' },
          { unit: 'fin', part: 'co-handler' },
        ],
      },
      this.instant(),
    );
    const starting = {
      taskQueue: this.temporal.taskQueue,
      clockOffsetMs: this.clockOffsetMs,
      rules: RULES,
      continueAfterEvents: options.continueAfterEvents,
    };
    await startCase(this.client, seed, starting);
    const one = new TestCase(this, caseId);
    if (options.asleep !== true) await one.send('wake', {}, SYSTEM);
    return one;
  }

  now(): number {
    return Date.now() + this.clockOffsetMs;
  }

  instant(): string {
    return new Date(this.now()).toISOString();
  }
}

/** One case, spoken to as the API speaks to it. */
export class TestCase {
  /** How far the run was moved on: it lives in its own time. */
  private ahead = 0;

  constructor(
    private readonly harness: Harness,
    readonly caseId: string,
  ) {}

  get handle(): WorkflowHandle {
    return this.harness.client.workflow.getHandle(workflowIdOf(this.caseId));
  }

  get state() {
    return this.harness.ledger.stateOf(this.caseId);
  }

  command<T extends CommandType>(
    type: T,
    data: CommandData[T],
    actor: Actor,
    id: string = randomUUID(),
  ): CommandOf<T> {
    return { id, type, actor, recordedAt: this.instant(), data } as CommandOf<T>;
  }

  /** Sends a command and waits for its answer. */
  send<T extends CommandType>(
    type: T,
    data: CommandData[T],
    actor: Actor,
    id?: string,
  ): Promise<CommandAnswer> {
    const command = this.command(type, data, actor, id);
    return this.handle.executeUpdate(commandUpdate, { args: [command], updateId: command.id });
  }

  /** The refusal that a command meets. */
  async refusal<T extends CommandType>(type: T, data: CommandData[T], actor: Actor): Promise<RefusalDetail> {
    const failure = await this.send(type, data, actor).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(failure instanceof WorkflowUpdateFailedError) || !(failure.cause instanceof ApplicationFailure))
      throw new Error(`${type} was not refused but met ${String(failure)}`);
    expect(failure.cause.type).toBe(REFUSAL);
    return failure.cause.details?.[0] as RefusalDetail;
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

  pendingTimers(history: readonly string[]): number {
    const count = (type: string) => history.filter((each) => each === type).length;
    return count('timerStarted') - count('timerFired') - count('timerCanceled');
  }
}
