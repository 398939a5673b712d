import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { relayNews } from '../../worker/news-relay';
import { DISPATCH_SCHEDULE_ID, RECONCILE_SCHEDULE_ID, ensureSchedules } from '../../worker/schedules';
import { startWorker, type RunningWorker } from '../../worker/worker';
import {
  NEWS_WORKFLOW_ID,
  WORKFLOWS,
  type DigestToSend,
  type DispatchActivities,
} from '../../workflows/contract';
import { testTemporal, type TestTemporal } from '../setup/temporal';
import { until } from '../workflows/until';

/** People to be told, in memory. */
class Notices implements DispatchActivities {
  rungs = 0;
  daily: DigestToSend[] = [];
  news: DigestToSend[] = [];
  readonly sent: string[] = [];
  readonly days: (string | undefined)[] = [];

  claimRungs = ({ day }: { day?: string }) => {
    this.days.push(day);
    const claimed = this.rungs;
    this.rungs = 0;
    return Promise.resolve({ day: day ?? '2026-03-02', claimed });
  };
  claimDigests = ({ occasion, limit }: { occasion: 'daily' | 'news'; limit: number }) =>
    Promise.resolve(this[occasion].filter(({ digestId }) => !this.sent.includes(digestId)).slice(0, limit));
  sendDigest = (digestId: string) => {
    this.sent.push(digestId);
    return Promise.resolve({ outcome: 'sent' as const });
  };
}

const digests = (prefix: string, count: number): DigestToSend[] =>
  Array.from({ length: count }, (_, i) => ({
    digestId: `${prefix}${i}`,
    recipient: `person-${i}`,
    notices: 2,
  }));

describe('what comes by the clock', () => {
  let temporal: TestTemporal;
  let worker: RunningWorker;
  const notices = new Notices();
  beforeAll(async () => {
    temporal = await testTemporal();
    worker = await startWorker({
      connection: await temporal.nativeConnection(),
      namespace: temporal.namespace,
      taskQueue: temporal.taskQueue,
      workflowBundle: temporal.workflowBundle,
      activities: { ...notices, reconcile: () => Promise.resolve({ started: 0, woken: 0, told: 0 }) },
    });
  }, 60_000);
  afterAll(async () => {
    for (const id of [DISPATCH_SCHEDULE_ID, RECONCILE_SCHEDULE_ID])
      await temporal.client.schedule.getHandle(id).delete();
    await worker.stop();
    await temporal.close();
  });

  it('a dispatch claims once and sends every person one mail; run again it finds nothing', async () => {
    notices.rungs = 180;
    notices.daily = digests('d', 120);
    const dispatch = (workflowId: string) =>
      temporal.client.workflow.execute(WORKFLOWS.dispatch, {
        workflowId,
        taskQueue: temporal.taskQueue,
        args: [{ day: '2026-03-02' }],
      });
    expect(await dispatch('dispatch-1')).toEqual({ day: '2026-03-02', claimed: 180, unsent: 0 });
    expect(new Set(notices.sent).size).toBe(120);
    expect(await dispatch('dispatch-2')).toEqual({ day: '2026-03-02', claimed: 0, unsent: 0 });
    expect(notices.sent).toHaveLength(120);
    const { events } = await temporal.client.workflow.getHandle('dispatch-1').fetchHistory();
    const summaries = (events ?? [])
      .flatMap(({ userMetadata }) => userMetadata?.summary?.data ?? [])
      .map(String);
    expect(summaries.length).toBeGreaterThan(120);
  }, 60_000);

  it('schedules are made once, changed by the next release, and run', async () => {
    await ensureSchedules(temporal.client, { taskQueue: temporal.taskQueue, dispatchHour: 9 });
    await temporal.client.schedule.getHandle(RECONCILE_SCHEDULE_ID).pause('by operators');
    await ensureSchedules(temporal.client, { taskQueue: temporal.taskQueue, dispatchHour: 8 });
    const dispatch = await temporal.client.schedule.getHandle(DISPATCH_SCHEDULE_ID).describe();
    expect(dispatch.spec.timezone).toBe('Asia/Shanghai');
    expect(dispatch.spec.calendars?.[0]?.hour).toMatchObject([{ start: 8 }]);
    const [next] = dispatch.info.nextActionTimes;
    expect(next?.toISOString()).toMatch(/T00:00:00/);
    expect((await temporal.client.schedule.getHandle(RECONCILE_SCHEDULE_ID).describe()).state.paused).toBe(
      true,
    );

    notices.days.length = 0;
    await temporal.client.schedule.getHandle(DISPATCH_SCHEDULE_ID).trigger();
    // The day is asked of the platform's clock when the run claims.
    await until('the dispatch has run', () => notices.days.length === 1);
    expect(notices.days).toEqual([undefined]);
  }, 60_000);

  it('news goes out seconds after it lies there, by one run at a time', async () => {
    const relay = () =>
      relayNews({
        client: temporal.client,
        taskQueue: temporal.taskQueue,
        log: pino({ level: 'silent' }),
        everyMs: 100,
        hasNews: () => Promise.resolve(notices.news.some(({ digestId }) => !notices.sent.includes(digestId))),
      });
    const relays = [relay(), relay()];
    try {
      await delay(300);
      await expect(temporal.client.workflow.getHandle(NEWS_WORKFLOW_ID).describe()).rejects.toThrow();
      notices.news = digests('n', 3);
      await until('the news is out', () => notices.sent.filter((id) => id.startsWith('n')).length === 3);
      notices.news = [...notices.news, ...digests('later', 1)];
      await until('later news is out', () => notices.sent.includes('later0'));
      expect(new Set(notices.sent).size).toBe(notices.sent.length);
    } finally {
      for (const each of relays) await each.stop();
    }
  }, 60_000);
});
