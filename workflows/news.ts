import { proxyActivities, sleep } from '@temporalio/workflow';
import type { DispatchActivities } from './contract';
import { sendDigests } from './digests';

/** For minutes only: one mail that cannot be sent must not hold back the news that comes after it. */
const { sendDigest } = proxyActivities<Pick<DispatchActivities, 'sendDigest'>>({
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '3 minutes',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/**
 * Sends what cannot wait for the morning, until there is nothing left that can be sent. The worker's news relay starts it
 * again for as long as something is unsent.
 */
export async function sendNews(): Promise<{ unsent: number }> {
  const unsent = await sendDigests({ occasion: 'news', label: '即时通知' }, sendDigest);
  if (unsent > 0) await sleep('1 minute', { summary: `${unsent} 封未能送达，稍后重试` });
  return { unsent };
}
