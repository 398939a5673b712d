import { randomUUID } from 'node:crypto';
import {
  isGrpcDeadlineError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { CaseEvent } from '../domain/case/events';
import { caseOfWorkflow, workflowIdOf } from '../domain/identity';
import type { PlatformClock } from '../ledger/clock';
import type { Ledger } from '../ledger/pool';
import { loadCase } from '../ledger/record';
import type { CaseRules } from '../ledger/rules';
import { unitNamesOf } from '../ledger/register';
import { markStarted } from '../ledger/runs';
import { Refusal } from '../domain/refusal';
import type { Command } from '../schemas/commands';
import { REFUSAL, WORKFLOWS, commandUpdate, type RefusalDetail } from '../workflows/contract';
import { resumeCase, startCase } from '../workflows/starting';
import { deleteRuns } from './delete-runs';

export interface CaseRunsOptions {
  readonly client: Client;
  readonly ledger: Ledger;
  readonly clock: PlatformClock;
  readonly taskQueue: string;
}

/** One case that does not answer must not hold up the others. */
const GIVING_MS = 10_000;

/** The runs of the cases that lie in the ledger. Everything can be repeated. */
export class CaseRuns {
  constructor(private readonly options: CaseRunsOptions) {}

  /** Starts the run of a case that was just taken in, with the events of its intake. */
  async start(caseId: string, seed: readonly CaseEvent[], rules: CaseRules): Promise<void> {
    await startCase(this.options.client, seed, { ...(await this.starting(caseId)), rules });
    await this.mark(caseId);
  }

  /** Gives a case a run that takes it from the ledger, unless it has one. */
  async resume(caseId: string): Promise<void> {
    const { client, ledger } = this.options;
    const { state, rules } = await loadCase(ledger, caseId);
    await resumeCase(client, state, { ...(await this.starting(caseId)), rules });
    await this.mark(caseId);
  }

  /** Has a run look into the ledger, and set its clock by the platform's (`catchUp`); false when there is no run. */
  async wake(caseId: string, { catchUp = false } = {}): Promise<boolean> {
    const id = `wake:${randomUUID()}`;
    const recordedAt = await this.clock.now();
    const actor = { subject: 'reconcile', role: 'system' } as const;
    try {
      await this.options.client.workflow.getHandle(workflowIdOf(caseId)).executeUpdate(commandUpdate, {
        updateId: id,
        args: [{ id, type: 'wake', actor, recordedAt, data: catchUp ? { catchUp } : {} }],
      });
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }

  /**
   * Gives a command to a case and waits until it is in the ledger, at most ten seconds; a run that sleeps is woken, a
   * case whose run was lost, or never began, gets one first. Throws the `Refusal` of a rule; anything else is to be
   * tried again under the same id.
   */
  async give(caseId: string, command: Command): Promise<void> {
    try {
      await this.options.client.withDeadline(Date.now() + GIVING_MS, () =>
        this.options.client.workflow
          .getHandle(workflowIdOf(caseId))
          .executeUpdate(commandUpdate, { updateId: command.id, args: [command] }),
      );
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) {
        await this.resume(caseId);
        return this.give(caseId, command);
      }
      throw refusalIn(error) ?? error;
    }
  }

  /**
   * Has a run record what it was sent until now: its queue is served in order. Comes back without that when there is no
   * run, or no worker that could serve it.
   */
  async drain(caseId: string): Promise<void> {
    try {
      await this.options.client.withDeadline(Date.now() + GIVING_MS, () => this.wake(caseId));
    } catch (error) {
      if (!isUnanswered(error)) throw error;
    }
  }

  /** Deletes the runs of a case, alive or ended, with all that the engine knows of them. */
  async deleteAll(caseId: string, told: Parameters<typeof deleteRuns>[2]): Promise<void> {
    await deleteRuns(this.options.client, workflowIdOf(caseId), told);
  }

  /** Cases that have a run, as visibility knows it: some seconds late. */
  async running(): Promise<Set<string>> {
    const query = `WorkflowType = '${WORKFLOWS.case}' AND ExecutionStatus = 'Running'`;
    const running = new Set<string>();
    for await (const { workflowId } of this.options.client.workflow.list({ query, pageSize: 1000 })) {
      const caseId = caseOfWorkflow(workflowId);
      if (caseId !== undefined) running.add(caseId);
    }
    return running;
  }

  private async starting(caseId: string) {
    const { ledger, taskQueue } = this.options;
    const [clockOffsetMs, names] = await Promise.all([this.clock.offsetMs(), unitNamesOf(ledger, caseId)]);
    return { taskQueue, clockOffsetMs, names };
  }

  private get clock() {
    return this.options.clock;
  }

  private async mark(caseId: string): Promise<void> {
    await markStarted(this.options.ledger, caseId, await this.clock.now());
  }
}

const isUnanswered = (error: unknown): boolean =>
  error instanceof WorkflowUpdateFailedError ||
  error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
  isGrpcDeadlineError(error);

function refusalIn(error: unknown): Refusal | undefined {
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
  if (!(cause instanceof ApplicationFailure) || cause.type !== REFUSAL) return undefined;
  const detail = cause.details?.[0] as RefusalDetail | undefined;
  return detail && new Refusal(detail.rule, detail.code, detail.pointer, detail.message);
}
