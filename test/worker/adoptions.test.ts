import { setTimeout as delay } from 'node:timers/promises';
import { createActivities } from '../../activities';
import { worldOf } from '../../activities/world';
import { temporalCases, type CasePort } from '../../api/engine';
import { runStarter } from '../../api/run-starter';
import type { Calendar } from '../../domain/calendar';
import { workflowIdOf } from '../../domain/identity';
import { claimRungs } from '../../ledger/dispatch';
import { currentCalendar } from '../../policies/calendars';
import { hebei2022 } from '../../policies/hebei-2022';
import type { Adoption, PreviewedMove } from '../../schemas/rules';
import { adoptionActivities } from '../../worker/adoptions';
import { CaseRuns } from '../../worker/case-runs';
import { startWorker, type RunningWorker } from '../../worker/worker';
import { startCase } from '../../workflows/starting';
import { temporalAdoptions } from '../../workflows/starting-adoption';
import { apiHarness, type ApiHarness } from '../api/harness';
import { testPlatform } from '../setup/platform';
import { testTemporal, type TestTemporal } from '../setup/temporal';
import { startDoomedWorker, type DoomedWorker } from './doom';

/** What a notice would say of May 2026: the days on which these replies are due are off. */
const newerCalendar = (version: string): Calendar => ({
  ...structuredClone(currentCalendar),
  version,
  off: {
    ...currentCalendar.off,
    '2026': { ...currentCalendar.off['2026'], '05-06/05-08': '试验假' },
  },
});
const DIFFERS = ['2026-05-06', '2026-05-07', '2026-05-08'];

let api: ApiHarness;
let temporal: TestTemporal;
let worker: RunningWorker | undefined;
/** Of the runs that are started next: after how many events of history they continue as new. */
let continueAfterEvents: number | undefined;
let doomed: DoomedWorker | undefined;

beforeAll(async () => {
  temporal = await testTemporal();
  const { client, taskQueue } = temporal;
  api = await apiHarness(({ ledger, clock }) => {
    const port = temporalCases(client, runStarter({ client, ledger, clock, taskQueue }));
    const cases: CasePort = {
      ...port,
      start: async (caseId, intake) =>
        continueAfterEvents === undefined || intake === undefined
          ? port.start(caseId, intake)
          : startCase(client, intake.events, {
              taskQueue,
              clockOffsetMs: await clock.offsetMs(),
              rules: intake.rules,
              continueAfterEvents,
            }),
    };
    return { cases, adoptions: temporalAdoptions(client, taskQueue) };
  });
}, 60_000);
afterEach(async () => {
  doomed?.kill();
  await worker?.stop();
  worker = undefined;
});
afterAll(async () => {
  await api.close();
  await temporal.close();
});

async function work(): Promise<void> {
  const { ledger, clock } = api;
  const { client, namespace, taskQueue, workflowBundle } = temporal;
  const config = { mail: { from: 'platform@casework.example' }, publicBaseUrl: 'http://casework.test' };
  const runs = new CaseRuns({ client, ledger, clock, taskQueue });
  worker = await startWorker({
    connection: await temporal.nativeConnection(),
    namespace,
    taskQueue,
    workflowBundle,
    activities: {
      ...createActivities(worldOf(config, ledger, clock, () => undefined)),
      ...adoptionActivities({ ledger, clock }, runs),
    },
  });
}

const idOf = (url: string) => decodeURIComponent(url.slice('/cases/'.length));
const handleOf = (url: string) => temporal.client.workflow.getHandle(workflowIdOf(idOf(url)));
const eventsOf = async (url: string) => (await handleOf(url).describe()).historyLength;
const datesOf = async (url: string) =>
  new Map(
    (
      await api.ledger.query<{ id: string; due: string; raw: string; explanation: string }>(
        'SELECT obligation_id AS id, due, raw_due AS raw, explanation FROM obligations WHERE case_id = $1',
        [idOf(url)],
      )
    ).map((row) => [row.id, row]),
  );

/** The reminders that were sent, with the day: `<case>/o3/T-30@2026-04-07`. */
const fired = async () =>
  (
    await api.ledger.query<{ key: string }>(
      `SELECT case_id || '/' || obligation_id || '/' || rung_key || '@' || fired_on AS key FROM rungs WHERE state = 'fired' ORDER BY 1`,
    )
  ).map(({ key }) => key);

async function publish(version: string): Promise<void> {
  const response = await api.post('operations', '/rules/calendars', {
    calendar: newerCalendar(version),
    succeeds: currentCalendar.version,
    differs: DIFFERS,
    reason: '国务院办公厅通知（示例）',
  });
  expect([response.status, response.text]).toEqual([201, expect.any(String)]);
}

async function finished(url: string, patienceMs = 120_000): Promise<Adoption> {
  let adoption: Adoption | undefined;
  for (const end = Date.now() + patienceMs; Date.now() < end; await delay(200)) {
    adoption = (await api.get('operations', url)).body as Adoption;
    if (adoption.state === 'done') return adoption;
  }
  throw new Error(`not finished: ${JSON.stringify(adoption)}`);
}

async function adopt(body: object): Promise<string> {
  const response = await api.post('operations', '/adoptions', { reason: '依新的放假安排（示例）', ...body });
  expect(response.status).toBe(202);
  return response.headers['location'] as string;
}

describe('a calendar that running cases adopt', () => {
  it('[D5] [D6] moves every date as previewed, through a death of the worker and while a case comes in, each case once', async () => {
    await work();
    const asleep = [await api.takeIn(), await api.takeIn(), await api.takeIn()];
    const awake = await api.takeIn();
    await api.post('jyt-office', `${awake}/tracks/t1/signature`);
    const withdrawn = await api.takeIn();
    await api.post('office', `${withdrawn}/withdrawal`, { proposer: 'p1', reason: '示例' });
    await handleOf(withdrawn).result();
    // One whose first reminders of the reply have gone out.
    await api.setDay('2026-04-07');
    await claimRungs(api.ledger, '2026-04-07');
    const firedBefore = await fired();
    expect(firedBefore.length).toBeGreaterThan(0);
    await publish('newer.1');
    const query = '/adoption-preview?calendarVersion=newer.1';
    const { items, counts } = (await api.get('office', query)).body as {
      items: PreviewedMove[];
      counts: { cases: number; deadlines: number };
    };
    expect(counts).toMatchObject({ cases: 4, moving: 4, deadlines: items.length, earlier: 0 });
    for (const url of asleep) expect(await eventsOf(url)).toBe(1);

    // The worker dies after the ledger wrote the first adoption, and before anybody knows.
    await worker?.stop();
    worker = undefined;
    doomed = await startDoomedWorker({
      where: 'record:adoptRules',
      address: temporal.address,
      namespace: temporal.namespace,
      taskQueue: temporal.taskQueue,
      databaseUrl: api.databaseUrl,
      bundlePath: testPlatform().workflowBundle ?? '',
    });
    const url = await adopt({ calendarVersion: 'newer.1' });
    expect(await doomed.died).toBe('SIGKILL');
    const late = await api.takeIn();
    expect(((await api.get('operations', url)).body as Adoption).state).toBe('running');
    await work();
    expect(await finished(url)).toMatchObject({
      activated: true,
      counts: { total: 4, moved: 4, waiting: 0, failing: 0, deadlines: items.length },
    });

    for (const { caseId, obligationId, to } of items) {
      const row = (await datesOf(`/cases/${encodeURIComponent(caseId)}`)).get(obligationId);
      expect([row?.raw, row?.due, row?.explanation]).toEqual([to?.rawDue, to?.due, to?.explanation]);
    }
    const versions = await api.ledger.query<{ version: string; adopted: number }>(
      `SELECT under_calendar AS version, (SELECT count(*) FROM case_events AS event
         WHERE event.case_id = cases.case_id AND type = 'rulesAdopted') AS adopted
       FROM cases WHERE status NOT IN ('closed', 'withdrawn') ORDER BY case_id`,
    );
    expect(versions.map(({ version }) => version)).toEqual(Array(5).fill('newer.1'));
    // Four adopted once, and the late one was taken in under the new calendar.
    expect(versions.map(({ adopted }) => adopted).sort()).toEqual([0, 1, 1, 1, 1]);
    expect([...(await datesOf(late)).values()].map(({ due }) => due)).toContain('2026-05-09');

    // What was fired stays fired, and is not fired again on its new day: the twin is the case that came in later, whose
    // reply had not been reminded of yet.
    for (const day of ['2026-04-07', '2026-04-09']) await claimRungs(api.ledger, day);
    const after = await fired();
    expect(after).toEqual(expect.arrayContaining(firedBefore));
    const thirtyDaysAhead = after.filter((each) => each.includes('/T-30@2026-04-09'));
    expect(thirtyDaysAhead.length).toBeGreaterThan(0);
    expect(thirtyDaysAhead.filter((each) => !each.startsWith(idOf(late)))).toEqual([]);
    // The next one goes by the new date: fifteen days ahead of 9 May, not of 6 May.
    await claimRungs(api.ledger, '2026-04-21');
    expect((await fired()).filter((each) => each.endsWith('/T-15@2026-04-21'))).toEqual([]);
    await claimRungs(api.ledger, '2026-04-24');
    expect((await fired()).filter((each) => each.endsWith('/T-15@2026-04-24')).length).toBe(5);
  }, 240_000);

  it('[D5] wakes a case that sleeps by that update alone, which stays where it is when it comes again', async () => {
    await work();
    await api.setDay('2026-02-06');
    const url = await api.takeIn();
    const other = await api.takeIn();
    await publish('newer.2');
    const cases = { caseIds: [idOf(url)] };
    const adoption = await adopt({ calendarVersion: 'newer.2', cases });
    expect(await finished(adoption)).toMatchObject({ activated: false, counts: { total: 1 } });
    const history = await handleOf(url).fetchHistory();
    const updates = (history.events ?? []).filter(
      (event) => event.workflowExecutionUpdateAcceptedEventAttributes,
    );
    expect(updates).toHaveLength(1);
    expect(await eventsOf(other)).toBe(1);
    const length = await eventsOf(url);
    await temporalAdoptions(temporal.client, temporal.taskQueue).start(adoption.slice('/adoptions/'.length));
    await delay(1_500);
    expect(await eventsOf(url)).toBe(length);
  }, 120_000);

  it('[D5] brings the new rules to the run, which judges by them at once and after it continued as new', async () => {
    await work();
    await api.setDay('2026-02-06');
    continueAfterEvents = 25;
    const url = await api.takeIn();
    continueAfterEvents = undefined;
    const first = (await handleOf(url).describe()).runId;
    const asked = { until: '2026-09-28', reason: '示例' };
    const reply = [...(await datesOf(url)).values()].find(
      ({ due }) => due > '2026-05-01' && due < '2026-05-10',
    );
    const ask = () => api.post('jyt-office', `${url}/obligations/${reply?.id}/extension-requests`, asked);
    await api.post('jyt-office', `${url}/tracks/t1/signature`);
    // Twin: by the rules that it started with, eight months are too long.
    expect((await ask()).status).toBe(409);

    const rules = structuredClone(hebei2022.rules);
    rules.version = 'hebei-2022.2';
    rules.limits.extensionCap.amount = 9;
    const policy = { ...hebei2022, rules };
    expect((await api.post('office', '/rules/policies', { policy, reason: '示例' })).status).toBe(201);
    const response = await api.post('office', '/adoptions', {
      policyVersion: 'hebei-2022.2',
      cases: { caseIds: [idOf(url)] },
      reason: '示例',
    });
    expect(await finished(response.headers['location'] as string)).toMatchObject({ counts: { unmoved: 1 } });
    for (let n = 0; n < 20 && (await handleOf(url).describe()).runId === first; n += 1)
      await api.post('office', `${url}/guidance`, { note: `第 ${n} 次指导` });
    expect((await handleOf(url).describe()).runId).not.toBe(first);
    expect((await ask()).status).toBe(201);
  }, 120_000);
});
