import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { SetupError } from './errors';

/** Temporal's `FastForwardPollingResult`. */
const POLL_TIMEOUT = 1;
const COMPLETED = 2;

/** A poll is answered within some twenty seconds; a run that waits for a mail server can take as long as that does. */
const POLL_LIMIT_MS = 60_000;
const MOST_SKIPS = 10_000;

export interface FastForward {
  readonly namespace: string;
  readonly workflowId: string;
  /** How far the run's clock moves on. */
  readonly seconds: number;
  /** Milliseconds to wait in all; 5 minutes unless told. */
  readonly limitMs?: number;
}

/**
 * Moves the clock of one open run, timer by timer, and resolves when it has arrived: what a timer started was done
 * before the next one fired. One at a time a run: a second one would jump over timers of the first. Only a server that was
 * started with time skipping does this (`startPlatform({ timeSkipping: true })`): never in production. Throws an `Error`
 * when the server gives up or the time is over.
 */
export async function fastForward(
  connection: Connection,
  { namespace, workflowId, seconds, limitMs = 300_000 }: FastForward,
): Promise<void> {
  const fastForwardId = randomUUID();
  const workflowExecution = { workflowId };
  try {
    await connection.workflowService.updateWorkflowExecutionOptions({
      namespace,
      workflowExecution,
      workflowExecutionOptions: {
        timeSkippingConfig: {
          enabled: true,
          maxSessionSkipCount: MOST_SKIPS,
          fastForwardConfig: { id: fastForwardId, duration: { seconds } as never },
        },
      },
      updateMask: { paths: ['time_skipping_config'] },
    });
  } catch (error) {
    if (String(error).includes('not enabled'))
      throw new SetupError(
        'This Temporal server cannot skip time: it is for tests and the demo, on the embedded server.',
      );
    throw error;
  }
  const end = Date.now() + limitMs;
  while (Date.now() < end) {
    const { fastForwardPollingResult, failedReason } = await connection.withDeadline(
      Date.now() + POLL_LIMIT_MS,
      () =>
        connection.workflowService.pollWorkflowExecutionTimeSkipping({
          namespace,
          workflowExecution,
          fastForwardId,
        }),
    );
    const result = Number(fastForwardPollingResult);
    if (result === COMPLETED) return;
    if (result !== POLL_TIMEOUT)
      throw new Error(
        `${workflowId} could not be moved on by ${seconds} s: ${failedReason || `result ${result}`}`,
      );
    await delay(50);
  }
  throw new Error(`${workflowId} was not moved on by ${seconds} s within ${limitMs} ms`);
}
