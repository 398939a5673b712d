import { setTimeout as delay } from 'node:timers/promises';
import { receiveBatch } from '../../api/batches/receive';
import { temporalBatches } from '../../api/batches/port';
import { caseIdOf, workflowIdOf } from '../../domain/identity';
import { batchProgress } from '../../ledger/batches';
import { platformClock } from '../../ledger/clock';
import { openLedger, type Ledger } from '../../ledger/pool';
import { loadRegister } from '../../ledger/register';
import { batchActivities } from '../../worker/batches';
import { CaseRuns } from '../../worker/case-runs';
import { startWorker, type RunningWorker } from '../../worker/worker';
import { batchWorkflowId, progressQuery } from '../../workflows/contract';
import { actors, instantOn, standardIntake, testRegister } from '../ledger/fixture';
import { testDatabase, type TestDatabase } from '../setup/database';
import { testTemporal, type TestTemporal } from '../setup/temporal';

type Start = CaseRuns['start'];

let database: TestDatabase;
let temporal: TestTemporal;
let ledger: Ledger;
const workers: RunningWorker[] = [];

beforeAll(async () => {
  [database, temporal] = await Promise.all([testDatabase(), testTemporal()]);
  ledger = openLedger(database.url);
  await loadRegister(ledger, testRegister);
  // On the day of assignment nothing is due: cases sleep.
  await platformClock(ledger).setOffset(Date.parse(instantOn(standardIntake.assignedOn)) - Date.now());
}, 60_000);
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
});
afterAll(async () => {
  await temporal.close();
  await ledger.close();
  await database.close();
});

const runs = () =>
  new CaseRuns({
    client: temporal.client,
    ledger,
    clock: platformClock(ledger),
    taskQueue: temporal.taskQueue,
  });

/** A worker whose starts of cases go through `around`. */
async function work(around: (start: Start) => Start = (start) => start): Promise<RunningWorker> {
  const own = runs();
  const worker = await startWorker({
    connection: await temporal.nativeConnection(),
    namespace: temporal.namespace,
    taskQueue: temporal.taskQueue,
    workflowBundle: temporal.workflowBundle,
    activities: batchActivities(ledger, { start: around(own.start.bind(own)) }),
  });
  workers.push(worker);
  return worker;
}

/** A batch in the ledger, set going. */
async function batchOf(series: string, size: number): Promise<string> {
  const cases = Array.from({ length: size }, (_, index) => ({
    ...standardIntake,
    identity: { ...standardIntake.identity, series, number: `${index + 1}` },
  }));
  const bytes = Buffer.from(JSON.stringify(cases));
  const batchId = await receiveBatch(ledger, {
    bytes,
    format: 'json',
    actor: actors.office,
    at: instantOn(standardIntake.assignedOn),
    commandId: `c${series}`,
  });
  await temporalBatches(temporal.client, temporal.taskQueue).start(batchId);
  return batchId;
}

async function finished(batchId: string, patienceMs = 90_000) {
  for (const end = Date.now() + patienceMs; Date.now() < end; await delay(100)) {
    const progress = await batchProgress(ledger, batchId);
    if (progress?.finished) return progress;
  }
  throw new Error(`not finished: ${JSON.stringify(await batchProgress(ledger, batchId))}`);
}

const idOf = (series: string, number: number) =>
  workflowIdOf(caseIdOf({ ...standardIntake.identity, series, number: `${number}` }));
/** History events of a case's run: one while it sleeps, and then it was started once. */
const eventsOf = async (series: string, number: number) =>
  (await temporal.client.workflow.getHandle(idOf(series, number)).describe()).historyLength;

describe('a batch', () => {
  it('starts all its cases, asleep, and says how far it is', async () => {
    await work();
    const batchId = await batchOf('all', 210);
    expect(await finished(batchId)).toMatchObject({ total: 210, good: 210, started: 210 });
    for (const number of [1, 105, 210]) expect(await eventsOf('all', number)).toBe(1);
    const handle = temporal.client.workflow.getHandle(batchWorkflowId(batchId));
    expect(await handle.result()).toEqual({ total: 210, started: 210, done: true });
    expect(await handle.query(progressQuery)).toEqual({ total: 210, started: 210, done: true });
  }, 120_000);

  it('that is set going again starts nothing twice, neither while it runs nor after', async () => {
    await work();
    const batchId = await batchOf('again', 20);
    const port = temporalBatches(temporal.client, temporal.taskQueue);
    await port.start(batchId);
    await finished(batchId);
    await temporal.client.workflow.getHandle(batchWorkflowId(batchId)).result();
    await port.start(batchId);
    expect(await eventsOf('again', 20)).toBe(1);
  }, 120_000);

  it('goes on where it was when a start fails in the middle, and starts no case twice', async () => {
    const calls = new Map<string, number>();
    let failed = false;
    await work((start) => async (caseId, ...rest) => {
      calls.set(caseId, (calls.get(caseId) ?? 0) + 1);
      if (!failed && calls.size === 40) {
        failed = true;
        throw new Error('the server is away for a moment');
      }
      return start(caseId, ...rest);
    });
    const batchId = await batchOf('fails', 80);
    expect(await finished(batchId)).toMatchObject({ started: 80 });
    expect(failed).toBe(true);
    // Only the one that failed, and those that nobody could know to be done, were called again.
    expect([...calls.values()].filter((count) => count > 1).length).toBeLessThanOrEqual(20);
    for (const number of [1, 40, 80]) expect(await eventsOf('fails', number)).toBe(1);
  }, 120_000);

  it('survives a restart: another worker starts what the stopped one had not', async () => {
    let begun = 0;
    const first = await work((start) => async (...args) => {
      begun += 1;
      // So slow that a worker which stops cannot wait for all of it.
      if (begun > 40) await delay(4_000);
      return start(...args);
    });
    const batchId = await batchOf('restart', 120);
    while (begun < 40) await delay(20);
    await first.stop();
    workers.length = 0;
    const halfway = await batchProgress(ledger, batchId);
    expect(halfway?.finished).toBe(false);
    expect(halfway?.started).toBeGreaterThan(0);
    await work();
    expect(await finished(batchId)).toMatchObject({ started: 120 });
    for (const number of [1, 40, 120]) expect(await eventsOf('restart', number)).toBe(1);
  }, 180_000);
});
