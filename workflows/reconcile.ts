import { proxyActivities } from '@temporalio/workflow';
import type { ReconcileActivities, ReconcileResult } from './contract';

const { reconcile } = proxyActivities<ReconcileActivities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '1 minute',
  // The next one comes in a few minutes and sees the world as it is then.
  retry: { initialInterval: '5 seconds', maximumAttempts: 3 },
});

/** Finds what differs between the ledger and the runs, and heals it. */
export async function reconcileRuns(): Promise<ReconcileResult> {
  return await reconcile.executeWithOptions({ summary: '核对台账与运行中的案件' }, []);
}
