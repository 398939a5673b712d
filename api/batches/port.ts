import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { batchWorkflowId, WORKFLOWS, type BatchInput } from '../../workflows/contract';

/** How the API sets a batch going whose rows lie in the ledger. Tests put another one in its place. */
export interface BatchPort {
  /** Nothing happens when it is under way, or was. */
  start(batchId: string): Promise<void>;
}

const DEADLINE_MS = 10_000;

/** The port on a Temporal server. */
export function temporalBatches(client: Client, taskQueue: string): BatchPort {
  return {
    start: async (batchId) => {
      const input: BatchInput = { batchId };
      try {
        await client.withDeadline(Date.now() + DEADLINE_MS, () =>
          client.workflow.start(WORKFLOWS.batch, {
            workflowId: batchWorkflowId(batchId),
            taskQueue,
            args: [input],
            workflowIdReusePolicy: 'REJECT_DUPLICATE',
            workflowIdConflictPolicy: 'USE_EXISTING',
            staticSummary: `启动批次 ${batchId}`,
          }),
        );
      } catch (error) {
        // It ran, and has ended.
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },
  };
}
