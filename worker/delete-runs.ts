import { setTimeout as delay } from 'node:timers/promises';
import { isGrpcServiceError, type Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';

/** The server lets go of a run that has just ended some twenty seconds later, and wants to be asked again until then. */
const PAUSE_MS = 1_000;
/** Milliseconds that the server may take to delete what it was told to delete. */
const PATIENCE_MS = 120_000;
const NOT_FOUND = 5;

/**
 * Deletes every run of a workflow, alive or ended, with its history and its visibility record, and comes back when the
 * server has none of it any more. `deleted` is told of each, before it is gone: what is told twice is the same run.
 */
export async function deleteRuns(
  client: Client,
  workflowId: string,
  { beat, deleted }: { beat: () => void; deleted: (runId: string) => Promise<void> },
): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; ;) {
    const left = await runsOf(client, workflowId);
    if (left.size === 0) return;
    if (Date.now() > end) throw new Error(`${left.size} runs of a workflow are still there`);
    for (const runId of left) {
      beat();
      await deleted(runId);
      await deleteRun(client, workflowId, runId);
    }
    await delay(PAUSE_MS);
  }
}

/** The runs that the server knows: the latest as it is, earlier ones as visibility has them, which is some seconds late. */
async function runsOf(client: Client, workflowId: string): Promise<Set<string>> {
  const found = new Set<string>();
  const latest = await latestRun(client, workflowId);
  if (latest !== undefined) found.add(latest);
  for await (const { runId } of client.workflow.list({ query: `WorkflowId = '${workflowId}'` }))
    found.add(runId);
  return found;
}

async function latestRun(client: Client, workflowId: string): Promise<string | undefined> {
  try {
    return (await client.workflow.getHandle(workflowId).describe()).runId;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

async function deleteRun(client: Client, workflowId: string, runId: string): Promise<void> {
  try {
    await client.workflowService.deleteWorkflowExecution({
      namespace: client.options.namespace,
      workflowExecution: { workflowId, runId },
    });
  } catch (error) {
    // It is gone already, and its visibility record follows.
    if (!isGrpcServiceError(error) || Number(error.code) !== NOT_FOUND) throw error;
  }
}
