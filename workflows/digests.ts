import { isCancellation, log, proxyActivities, type ActivityInterfaceFor } from '@temporalio/workflow';
import type { CivilDate } from '../domain/dates';
import type { DigestToSend, DispatchActivities } from './contract';

const PAGE = 1000;
/** No more mails at once than a mail server takes. */
const AT_ONCE = 50;

const { claimDigests } = proxyActivities<Pick<DispatchActivities, 'claimDigests'>>({
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

type SendDigest = ActivityInterfaceFor<DispatchActivities>['sendDigest'];

/** Claims and sends all digests of an occasion, each an activity that operators see. Returns how many stay unsent. */
export async function sendDigests(
  { label, ...occasion }: { occasion: 'daily' | 'news'; day?: CivilDate; label: string },
  sendDigest: SendDigest,
): Promise<number> {
  for (;;) {
    const digests = await claimDigests.executeWithOptions({ summary: `汇总${label}` }, [
      { ...occasion, limit: PAGE },
    ]);
    const unsent = await sendPage(digests, label, sendDigest);
    if (digests.length < PAGE || unsent === digests.length) return unsent;
  }
}

async function sendPage(
  digests: readonly DigestToSend[],
  label: string,
  sendDigest: SendDigest,
): Promise<number> {
  const waiting = [...digests];
  let unsent = 0;
  const sendInTurn = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { digestId, recipient, notices } = next;
      try {
        await sendDigest.executeWithOptions({ summary: `${label} → ${recipient}（${notices} 项）` }, [
          digestId,
        ]);
      } catch (error) {
        if (isCancellation(error)) throw error;
        log.warn('a digest stays unsent', { digestId, error });
        unsent += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, sendInTurn));
  return unsent;
}
