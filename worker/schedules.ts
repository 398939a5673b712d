import {
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleOptions,
} from '@temporalio/client';
import { WORKFLOWS } from '../workflows/contract';

export const DISPATCH_SCHEDULE_ID = 'daily-dispatch';
export const RECONCILE_SCHEDULE_ID = 'reconcile';

export interface SchedulesOptions {
  readonly taskQueue: string;
  /** The policy's hour of the daily dispatch, in Shanghai. */
  readonly dispatchHour: number;
}

/** Sees to it that the schedules are there and as this release has them. A schedule that operators paused stays paused. */
export async function ensureSchedules(
  client: Client,
  { taskQueue, dispatchHour }: SchedulesOptions,
): Promise<void> {
  await ensure(client, {
    scheduleId: DISPATCH_SCHEDULE_ID,
    spec: { calendars: [{ hour: dispatchHour }], timezone: 'Asia/Shanghai' },
    // One dispatch makes good for all days before it, so that of several missed ones the last is enough.
    policies: { overlap: ScheduleOverlapPolicy.BUFFER_ONE, catchupWindow: '1 day' },
    action: {
      type: 'startWorkflow',
      workflowType: WORKFLOWS.dispatch,
      workflowId: 'dispatch',
      taskQueue,
      args: [],
    },
  });
  await ensure(client, {
    scheduleId: RECONCILE_SCHEDULE_ID,
    spec: { intervals: [{ every: '5 minutes' }] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
    action: {
      type: 'startWorkflow',
      workflowType: WORKFLOWS.reconcile,
      workflowId: 'reconcile',
      taskQueue,
      args: [],
    },
  });
}

async function ensure(client: Client, options: ScheduleOptions): Promise<void> {
  try {
    await client.schedule.create(options);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const { spec, policies, action } = options;
    await client.schedule
      .getHandle(options.scheduleId)
      .update(({ state }) => ({ spec, policies, action, state }));
  }
}
