import {
  isGrpcDeadlineError,
  isGrpcServiceError,
  ServiceError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import { setTimeout as delay } from 'node:timers/promises';
import { workflowIdOf } from '../domain/identity';
import type { CaseEvent } from '../domain/case';
import { NO_RULE, Refusal } from '../domain/refusal';
import type { CaseRules } from '../ledger/rules';
import type { Command } from '../schemas/commands';
import {
  assignReworkSignal,
  commandUpdate,
  feedbackSignal,
  REFUSAL,
  type CaseMessage,
  type CommandAnswer,
  type RefusalDetail,
} from '../workflows/contract';
import { Problem } from './problems';

/** How the API speaks to running cases. Tests put another one in its place. */
export interface CasePort {
  /** Starts the run of a case that the ledger has taken in. Nothing happens when it runs already, or has run. */
  start(caseId: string, intake?: Intake): Promise<void>;
  /**
   * Sends a command and waits until it is in the ledger, at most ten seconds. The command's id makes it idempotent.
   * @throws Refusal when a rule refuses it; Problem `unavailable` when it is not known how it ended
   */
  send(caseId: string, command: Command): Promise<CommandAnswer>;
  /** Signals a case; a run that ended is resumed from the ledger first. Accepted is not yet recorded. */
  signal(caseId: string, channel: MessageChannel, message: CaseMessage): Promise<void>;
}
export type MessageChannel = 'feedback' | 'assignRework';

/** The events of an intake and the rules that it lives under, where they are at hand. */
export interface Intake {
  events: readonly CaseEvent[];
  rules: CaseRules;
}

/** How runs begin: a new case from its intake, any other from the ledger. A run that is alive is left alone. */
export interface RunStarter {
  start(caseId: string, intake?: Intake): Promise<void>;
  resume(caseId: string): Promise<void>;
}

const DEADLINE_MS = 10_000;
const PAUSE_MS = 150;

/** Failures of an update that say nothing about the command: it is sent again under the same id. */
const UNDECIDED = new Set(['UnprocessedUpdate', 'AcceptedUpdateCompletedWorkflow']);

const channels = { feedback: feedbackSignal, assignRework: assignReworkSignal };

/** The port on a Temporal server. */
export function temporalCases(client: Client, runs: RunStarter, deadlineMs = DEADLINE_MS): CasePort {
  const handleOf = (caseId: string) => client.workflow.getHandle(workflowIdOf(caseId));

  async function attempt<T>(caseId: string, work: () => Promise<T>): Promise<T> {
    const end = Date.now() + deadlineMs;
    for (;;) {
      try {
        return await client.withDeadline(end, work);
      } catch (error) {
        const next = await afterFailure(error, caseId);
        if (next === 'give-up' || Date.now() + PAUSE_MS >= end) throw unavailable(error);
        await delay(PAUSE_MS);
      }
    }
  }

  /** Throws what is final; else says whether it is worth another try. */
  async function afterFailure(error: unknown, caseId: string): Promise<'again' | 'give-up'> {
    if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
      if (error.cause.type === REFUSAL) throw refusalOf(error.cause);
      if (UNDECIDED.has(error.cause.type ?? '')) return 'again';
    }
    // The run has ended (or intake died before it began one): the ledger has all that it takes to begin another.
    if (error instanceof WorkflowNotFoundError) {
      await runs.resume(caseId);
      return 'again';
    }
    if (
      error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
      error instanceof ServiceError ||
      isGrpcServiceError(error) ||
      isGrpcDeadlineError(error)
    )
      return 'give-up';
    throw error;
  }

  return {
    start: (caseId, intake) => runs.start(caseId, intake),
    send: (caseId, command) =>
      attempt(caseId, () =>
        handleOf(caseId).executeUpdate(commandUpdate, { updateId: command.id, args: [command] }),
      ),
    signal: (caseId, channel, message) =>
      attempt(caseId, () => handleOf(caseId).signal(channels[channel], message)),
  };
}

function refusalOf(failure: ApplicationFailure): Error {
  const detail = failure.details?.[0] as Partial<RefusalDetail> | undefined;
  if (detail?.code === undefined) return new Error('a refusal without its details', { cause: failure });
  return new Refusal(
    detail.rule ?? NO_RULE,
    detail.code,
    detail.pointer ?? '',
    detail.message ?? failure.message,
  );
}

function unavailable(cause: unknown): Problem {
  const problem = new Problem(
    'unavailable',
    '十秒内未能完成；请稍后用同一个 Idempotency-Key 重试，已办成的不会重复',
    { headers: { 'Retry-After': '5' } },
  );
  problem.cause = cause;
  return problem;
}
