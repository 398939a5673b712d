import type { Client } from '@temporalio/client';
import { adoptionWorkflowId, WORKFLOWS, type AdoptionInput } from './contract';

/** How an adoption that lies in the ledger is set going; for API, worker and tests. */
export interface AdoptionPort {
  /** Nothing happens when it is under way. */
  start(adoptionId: string): Promise<void>;
}

const DEADLINE_MS = 10_000;

/** The port on a Temporal server. An adoption that has ended finds nothing to do. */
export function temporalAdoptions(client: Client, taskQueue: string): AdoptionPort {
  return {
    start: async (adoptionId) => {
      const input: AdoptionInput = { adoptionId };
      await client.withDeadline(Date.now() + DEADLINE_MS, () =>
        client.workflow.start(WORKFLOWS.adoption, {
          workflowId: adoptionWorkflowId(adoptionId),
          taskQueue,
          args: [input],
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          workflowIdConflictPolicy: 'USE_EXISTING',
          staticSummary: `采用规则 ${adoptionId}`,
        }),
      );
    },
  };
}
