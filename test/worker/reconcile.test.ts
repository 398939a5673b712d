import { randomUUID } from 'node:crypto';
import { workflowIdOf } from '../../domain/identity';
import { platformClock, type PlatformClock } from '../../ledger/clock';
import type { Ledger } from '../../ledger/pool';
import { orderOf, writeOrders } from '../../ledger/orders';
import { loadCase } from '../../ledger/record';
import { readTexts, storeTexts } from '../../ledger/texts';
import type { Command } from '../../schemas/commands';
import { CaseRuns } from '../../worker/case-runs';
import { reconcile, reconcileActivities, tell } from '../../worker/reconcile';
import { startWorker, type RunningWorker } from '../../worker/worker';
import { commandUpdate } from '../../workflows/contract';
import { recordActivities } from '../../activities/record';
import {
  actors,
  command,
  instantOn,
  ledgerFixture,
  standardIntake,
  type LedgerFixture,
} from '../ledger/fixture';
import { testTemporal, type TestTemporal } from '../setup/temporal';
import { until } from '../workflows/until';

describe('reconciliation', () => {
  let fixture: LedgerFixture;
  let temporal: TestTemporal;
  let worker: RunningWorker;
  let runs: CaseRuns;
  let record: { ledger: Ledger; clock: PlatformClock };

  beforeAll(async () => {
    [fixture, temporal] = await Promise.all([ledgerFixture(), testTemporal()]);
    record = { ledger: fixture.ledger, clock: platformClock(fixture.ledger) };
    await record.clock.setOffset(Date.parse(instantOn(standardIntake.assignedOn)) - Date.now());
    runs = new CaseRuns({ client: temporal.client, ...record, taskQueue: temporal.taskQueue });
    worker = await startWorker({
      connection: await temporal.nativeConnection(),
      namespace: temporal.namespace,
      taskQueue: temporal.taskQueue,
      workflowBundle: temporal.workflowBundle,
      activities: recordActivities(fixture.ledger),
    });
  }, 60_000);
  afterAll(async () => {
    await worker.stop();
    await temporal.close();
    await fixture.close();
  });

  const handleOf = (caseId: string) => temporal.client.workflow.getHandle(workflowIdOf(caseId));
  const isListed = async (caseId: string) => (await runs.running()).has(caseId);
  const sign = async (caseId: string, trackId: 't1' | 't2') => {
    const given = command(randomUUID(), trackId === 't1' ? 'lead' : 'co', 'signFor', { trackId });
    return handleOf(caseId).executeUpdate(commandUpdate, { updateId: given.id, args: [given] });
  };

  it('takes words away that a request left behind which died, a day later', async () => {
    const caseId = await fixture.newCase('words');
    const idle = { start: () => Promise.resolve() };
    const look = () =>
      reconcileActivities(record, runs, { adoptions: idle, purges: idle }, () => undefined).reconcile();
    await storeTexts(fixture.ledger, caseId, 'died', [{ textId: 'x-died', body: '示例' }]);
    await look();
    expect(Object.values(await readTexts(fixture.ledger, caseId))).toEqual(['示例']);
    await fixture.ledger.query(`UPDATE texts SET stored_at = now() - interval '25 hours'`);
    await look();
    expect(await readTexts(fixture.ledger, caseId)).toEqual({});
  });

  it('starts a case whose intake died before its run was started, and leaves it alone afterwards', async () => {
    const caseId = await fixture.newCase('unstarted');
    expect((await reconcile(record, runs)).started).toBe(1);
    await sign(caseId, 't1');
    const { runId } = await handleOf(caseId).describe();
    await until('the run is listed', () => isListed(caseId));
    expect(await reconcile(record, runs)).toEqual({ started: 0, woken: 0 });
    expect((await handleOf(caseId).describe()).runId).toBe(runId);
    const [row] = await fixture.ledger.query<{ started: boolean }>(
      'SELECT started_at IS NOT NULL AS started FROM cases WHERE case_id = $1',
      [caseId],
    );
    expect(row).toEqual({ started: true });
  }, 60_000);

  it('gives a case a new run when its run was lost, from where the ledger is, in which operators read its units by name', async () => {
    const caseId = await fixture.newCase('lost');
    await runs.resume(caseId);
    await sign(caseId, 't1');
    await handleOf(caseId).terminate('lost');
    await until('the lost run is not listed any more', async () => !(await isListed(caseId)));
    await reconcile(record, runs);
    await sign(caseId, 't2');
    const { state } = await loadCase(fixture.ledger, caseId);
    expect(Object.values(state.tracks).map(({ status }) => status)).toEqual(['signed', 'signed']);
    const { currentDetails } = await handleOf(caseId).query<{ currentDetails: string }>(
      '__temporal_workflow_metadata',
    );
    expect(currentDetails).toContain('**单位 lead**（主办）');
  }, 60_000);

  it('wakes a run whose case is closed in the ledger: it catches up, and ends', async () => {
    const caseId = await fixture.newCase('closed');
    await runs.resume(caseId);
    await until('the run is listed', () => isListed(caseId));
    await fixture.act(caseId, 'office', 'withdrawCase', { reason: 'x', proposer: 'p1' });
    await reconcile(record, runs);
    await handleOf(caseId).result();
    expect((await loadCase(fixture.ledger, caseId)).state.status).toBe('withdrawn');
  }, 60_000);

  it('[R4.1] gives the orders that whoever made them died before giving, each once', async () => {
    const caseId = await fixture.newCase('ordered');
    await runs.resume(caseId);
    const by = { actor: actors.office, recordedAt: instantOn(standardIntake.assignedOn) };
    const mark = { trackId: 't1', keyId: 'm1', key: 'matter' } as const;
    await writeOrders(fixture.ledger, [orderOf('m1', caseId, 'markKey', mark, by)]);
    const send = (id: string, given: Command) => runs.give(id, given);
    expect(await tell(record, send)).toBe(1);
    expect(await tell(record, send)).toBe(0);
    const { state } = await loadCase(fixture.ledger, caseId);
    expect(state.tracks['t1']?.key).toMatchObject({ m1: { kind: 'matter' } });
    // What a rule refuses is done with, too: the run says so as the API hears it.
    const unknown = { trackId: 't9', keyId: 'm1', key: 'matter' } as const;
    await writeOrders(fixture.ledger, [orderOf('m2', caseId, 'markKey', unknown, by)]);
    expect(await tell(record, send)).toBe(1);
    const rows = await fixture.ledger.query('SELECT about, status FROM orders ORDER BY number');
    expect(rows).toEqual([
      { about: 'm1', status: 'given' },
      { about: 'm2', status: 'refused' },
    ]);
  }, 60_000);

  it('wakes a run that time has passed by, and no other', async () => {
    const late = await fixture.newCase('late');
    await runs.resume(late);
    await until('the run is listed', () => isListed(late));
    const woken: string[] = [];
    const { clock } = record;
    const offset = await clock.offsetMs();
    const watched = {
      running: () => runs.running(),
      resume: (caseId: string) => runs.resume(caseId),
      wake: (caseId: string) => Promise.resolve(woken.push(caseId) > 0),
    };
    await reconcile(record, watched);
    expect(woken).toEqual([]);
    // Signing is due on 10 February: on the 12th its miss should be on record.
    await clock.setOffset(offset + 7 * 86_400_000);
    await reconcile(record, watched);
    await clock.setOffset(offset);
    expect(woken).toContain(late);
    expect(actors.system.role).toBe('system');
  }, 60_000);
});
