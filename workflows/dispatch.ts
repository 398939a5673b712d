import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { CivilDate } from '../domain/dates';
import type { DispatchActivities, DispatchInput } from './contract';
import { sendDigests } from './digests';

const { claimRungs } = proxyActivities<Pick<DispatchActivities, 'claimRungs'>>({
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Tried for most of a day; what is still unsent then goes with the next day's dispatch. */
const { sendDigest } = proxyActivities<Pick<DispatchActivities, 'sendDigest'>>({
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '20 hours',
  retry: { initialInterval: '10 seconds', backoffCoefficient: 2, maximumInterval: '15 minutes' },
});

export interface DispatchResult {
  day: CivilDate;
  claimed: number;
  unsent: number;
}

/**
 * The reminders of one day: claims every rung that has passed, then sends each person one mail. A day run twice finds
 * nothing left to claim; days that were missed are made good by the next one, of each obligation with its latest rung.
 */
export async function dispatchReminders(input: DispatchInput = {}): Promise<DispatchResult> {
  const { day, claimed } = await claimRungs.executeWithOptions(
    { summary: `认领${input.day ?? '今日'}到期提醒` },
    [input],
  );
  const unsent = await sendDigests({ occasion: 'daily', day, label: `${day} 提醒` }, sendDigest);
  setCurrentDetails(`${day}：认领提醒 ${claimed} 项，未送达 ${unsent} 封`);
  return { day, claimed, unsent };
}
