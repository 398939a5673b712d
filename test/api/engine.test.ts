import { platformClock } from '../../ledger/clock';
import { createActivities } from '../../activities';
import { worldOf } from '../../activities/world';
import { temporalBatches } from '../../api/batches/port';
import { temporalCases, type CasePort } from '../../api/engine';
import { runStarter } from '../../api/run-starter';
import { workflowIdOf } from '../../domain/identity';
import { startWorker, type RunningWorker } from '../../worker/worker';
import { testTemporal, type TestTemporal } from '../setup/temporal';
import { apiHarness, type ApiHarness } from './harness';
import { Journey } from './journey';

/** Short, so that a test without a worker need not wait for ten seconds. */
const DEADLINE_MS = 4_000;

describe('the API on the real engine', () => {
  let temporal: TestTemporal;
  let api: ApiHarness;
  let worker: RunningWorker | undefined;
  /** What the next start of a run throws. */
  let failingStart: Error | undefined;

  beforeAll(async () => {
    temporal = await testTemporal();
    const { client, taskQueue } = temporal;
    api = await apiHarness(({ ledger, clock }) => {
      const port = temporalCases(client, runStarter({ client, ledger, clock, taskQueue }), DEADLINE_MS);
      const cases: CasePort = {
        ...port,
        start: (...intake) => {
          const failure = failingStart;
          failingStart = undefined;
          return failure ? Promise.reject(failure) : port.start(...intake);
        },
      };
      return { cases, batches: temporalBatches(client, taskQueue) };
    });
    await startWork();
  }, 60_000);

  afterAll(async () => {
    await worker?.stop();
    await api.close();
    await temporal.close();
  }, 30_000);

  async function startWork() {
    const world = worldOf(
      { mail: { from: 'platform@casework.example' }, publicBaseUrl: 'http://casework.test' },
      api.ledger,
      platformClock(api.ledger),
      () => undefined,
    );
    worker = await startWorker({
      connection: await temporal.nativeConnection(),
      namespace: temporal.namespace,
      taskQueue: temporal.taskQueue,
      activities: createActivities(world),
      workflowBundle: temporal.workflowBundle,
    });
  }

  const caseIdOf = (url: string) => decodeURIComponent(url.slice('/cases/'.length));
  const runOf = (url: string) => temporal.client.workflow.getHandle(workflowIdOf(caseIdOf(url)));
  const historyLength = async (url: string) => (await runOf(url).describe()).historyLength;
  const count = async (url: string, type: string) =>
    (
      await api.ledger.query('SELECT FROM case_events WHERE case_id = $1 AND type = $2', [
        caseIdOf(url),
        type,
      ])
    ).length;
  const eventually = async (check: () => Promise<boolean>) => {
    for (const end = Date.now() + 15_000; !(await check());) {
      if (Date.now() > end) throw new Error('it did not come about within 15 seconds');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  it('takes a case from intake to a reply that was sent, each act an update of its run', async () => {
    const journey = await Journey.begin(api);
    await journey.replied();
    expect(((await api.get('office', journey.url)).body as { status: string }).status).toBe('replied');
    expect((await runOf(journey.url).describe()).status.name).toBe('RUNNING');
    const [unit] = await api.ledger.query<{ name: string }>(`SELECT name FROM units WHERE unit_id = 'jyt'`);
    const { currentDetails } = await runOf(journey.url).query<{ currentDetails: string }>(
      '__temporal_workflow_metadata',
    );
    expect(currentDetails).toContain(`**${unit?.name ?? '?'}**（主办）`);
    const { url, id } = (
      await api.post('deputy', `${journey.url}/feedback`, {
        proposer: 'p1',
        attitude: 'satisfied',
        result: 'satisfied',
      })
    ).body as { url: string; id: string };
    await eventually(
      async () => ((await api.get('deputy', url)).body as { status: string }).status === 'recorded',
    );
    const [event] = await api.ledger.query<{ type: string }>(
      'SELECT type FROM case_events WHERE command_id = $1 LIMIT 1',
      [id],
    );
    expect(event?.type).toBe('feedbackGiven');
  }, 60_000);

  it('brings a rule’s refusal back whole, and leaves no history of it', async () => {
    const url = await api.takeIn();
    await api.post('jyt-office', `${url}/tracks/t1/signature`);
    const before = await historyLength(url);
    const response = await api.post('jyt-office', `${url}/tracks/t1/signature`, { doneOn: '2026-02-07' });
    expect([response.status, response.body]).toEqual([
      422,
      expect.objectContaining({
        code: 'invalid-date',
        rule: 'D8',
        errors: [expect.objectContaining({ pointer: '/doneOn' })],
      }),
    ]);
    expect(await historyLength(url)).toBe(before);
  }, 30_000);

  it('carries out more acts at once than a run takes updates in flight, each once', async () => {
    const url = await api.takeIn();
    const responses = await Promise.all(
      Array.from({ length: 25 }, (_, n) => api.post('office', `${url}/guidance`, { note: `第 ${n} 次指导` })),
    );
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await count(url, 'guidanceRecorded')).toBe(25);
  }, 60_000);

  it('wakes a case that slept since its start before it signals it', async () => {
    const url = await api.takeIn();
    const { url: message } = (
      await api.post('cppcc', `${url}/reworks`, {
        receivedOn: '2026-02-06',
        objectors: ['p1'],
        reason: '误报。',
      })
    ).body as { url: string };
    await eventually(
      async () => ((await api.get('cppcc', message)).body as { status: string }).status === 'recorded',
    );
    expect(await count(url, 'reworkMisdirected')).toBe(1);
  }, 30_000);

  it('resumes a run that has ended for what still reaches the case, and for nothing else', async () => {
    const url = await api.takeIn();
    expect(
      (await api.post('office', `${url}/withdrawal`, { reason: '代表来函撤回。', proposer: 'p1' })).status,
    ).toBe(200);
    await eventually(async () => (await runOf(url).describe()).status.name === 'COMPLETED');
    const ended = (await runOf(url).describe()).runId;
    const refused = await api.post('jyt-office', `${url}/tracks/t1/signature`);
    expect(refused.status).toBe(409);
    expect((await runOf(url).describe()).runId).toBe(ended);
    expect((await api.post('office', `${url}/guidance`, { note: '补记指导意见。' })).status).toBe(200);
    expect(await count(url, 'guidanceRecorded')).toBe(1);
  }, 40_000);

  it('gives a case its run with the first command when intake could not start it', async () => {
    failingStart = new Error('the engine was away');
    const url = await api.takeIn();
    expect((await api.post('jyt-office', `${url}/tracks/t1/signature`)).status).toBe(200);
    expect(await count(url, 'trackSigned')).toBe(1);
  }, 30_000);

  it('answers 503 in time while no worker is there, and the repetition under the same key finds it done once', async () => {
    const url = await api.takeIn();
    await worker?.stop();
    const began = Date.now();
    const lost = await api.post('jyt-office', `${url}/tracks/t1/signature`, {}, 'lost-worker');
    expect([lost.status, lost.headers['retry-after'], (lost.body as { code: string }).code]).toEqual([
      503,
      '5',
      'unavailable',
    ]);
    expect(Date.now() - began).toBeLessThan(DEADLINE_MS + 3_000);
    await startWork();
    const again = await api.post('jyt-office', `${url}/tracks/t1/signature`, {}, 'lost-worker');
    expect(again.status).toBe(200);
    expect(await count(url, 'trackSigned')).toBe(1);
  }, 60_000);
});
