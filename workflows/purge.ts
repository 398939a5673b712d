import { proxyActivities } from '@temporalio/workflow';
import type { PurgeActivities, PurgeInput } from './contract';

const { purgeCase: purge } = proxyActivities<PurgeActivities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '1 minute',
  // Until it is done: what is left of a secret in the engine does not get older than the trouble that keeps it there.
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

/** Takes what the engine and the portal still have of a case that was classified [R3.12], and gives it a fresh run. */
export async function purgeCase(input: PurgeInput): Promise<void> {
  await purge.executeWithOptions({ summary: '清除涉密件在流程引擎和门户上的内容' }, [input]);
}
