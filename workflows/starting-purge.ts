import type { Client } from '@temporalio/client';
import { purgeWorkflowId, WORKFLOWS, type PurgeInput } from './contract';

/** How the purge of a case that was classified in the ledger is set going; for API, worker and tests. */
export interface PurgePort {
  /** Nothing happens when it is under way. */
  start(caseId: string): Promise<void>;
}

const DEADLINE_MS = 10_000;

/** The port on a Temporal server. A purge that has ended finds nothing to do. */
export function temporalPurges(client: Client, taskQueue: string): PurgePort {
  return {
    start: async (caseId) => {
      const input: PurgeInput = { caseId };
      await client.withDeadline(Date.now() + DEADLINE_MS, () =>
        client.workflow.start(WORKFLOWS.purge, {
          workflowId: purgeWorkflowId(caseId),
          taskQueue,
          args: [input],
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          workflowIdConflictPolicy: 'USE_EXISTING',
          staticSummary: '清除涉密件',
        }),
      );
    },
  };
}
