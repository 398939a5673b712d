import { randomUUID } from 'node:crypto';
import { platformClock } from '../../ledger/clock';
import { eventsAfter } from '../../ledger/events';
import { workflowIdOf } from '../../domain/identity';
import { testPlatform } from '../setup/platform';
import { testTemporal, type TestTemporal } from '../setup/temporal';
import { worldFixture, type WorldFixture } from '../activities/fixture';
import { actors, command, instantOn, standardIntake } from '../ledger/fixture';
import { createActivities } from '../../activities';
import { CaseRuns } from '../../worker/case-runs';
import { startWorker, type RunningWorker } from '../../worker/worker';
import { WORKFLOWS, commandUpdate, dispatchWorkflowId } from '../../workflows/contract';
import { startDoomedWorker, type Doom, type DoomedWorker } from './doom';

describe('a worker that is killed', () => {
  let world: WorldFixture;
  let temporal: TestTemporal;
  const doomed: DoomedWorker[] = [];
  const workers: RunningWorker[] = [];

  beforeAll(async () => {
    [world, temporal] = await Promise.all([worldFixture(), testTemporal()]);
    await platformClock(world.ledger).setOffset(
      Date.parse(instantOn(standardIntake.assignedOn)) - Date.now(),
    );
  }, 60_000);
  afterEach(async () => {
    for (const each of doomed.splice(0)) each.kill();
    for (const each of workers.splice(0)) await each.stop();
  });
  afterAll(async () => {
    await temporal.close();
    await world.close();
  });

  async function work(taskQueue: string): Promise<void> {
    const { namespace, workflowBundle } = temporal;
    const connection = await temporal.nativeConnection();
    workers.push(
      await startWorker({
        connection,
        namespace,
        taskQueue,
        workflowBundle,
        activities: createActivities(world.world),
      }),
    );
  }

  async function doom(where: Doom['where'], taskQueue: string): Promise<DoomedWorker> {
    const { address, namespace } = temporal;
    const { workflowBundle = '' } = testPlatform();
    const worker = await startDoomedWorker({
      where,
      address,
      namespace,
      taskQueue,
      databaseUrl: world.url,
      bundlePath: workflowBundle,
      smtpUrl: world.sink.smtpUrl,
    });
    doomed.push(worker);
    return worker;
  }

  async function newRun(number: string, taskQueue: string): Promise<string> {
    const intake = await world.intake(number);
    if (intake.outcome !== 'recorded') throw new Error(intake.outcome);
    const runs = new CaseRuns({
      client: temporal.client,
      ledger: world.ledger,
      clock: platformClock(world.ledger),
      taskQueue,
    });
    await runs.start(intake.caseId, intake.events, intake.rules);
    return intake.caseId;
  }

  it('between the ledger and history loses nothing and doubles nothing: its command is answered by the next worker', async () => {
    const taskQueue = `queue-${randomUUID()}`;
    const caseId = await newRun('killed-1', taskQueue);
    const worker = await doom('record:signFor', taskQueue);
    const sign = command('k1', 'lead', 'signFor', { trackId: 't1' });
    const answer = temporal.client.workflow
      .getHandle(workflowIdOf(caseId))
      .executeUpdate(commandUpdate, { updateId: sign.id, args: [sign] });
    answer.catch(() => undefined);
    expect(await worker.died).toBe('SIGKILL');
    const written = (await eventsAfter(world.ledger, caseId, 0)).filter(({ type }) => type === 'trackSigned');
    expect(written).toHaveLength(1);
    await work(taskQueue);
    const { seq } = await answer;
    const events = await eventsAfter(world.ledger, caseId, 0);
    expect(events.filter(({ type }) => type === 'trackSigned')).toEqual(written);
    expect(seq).toBe(events.length);
  }, 60_000);

  it('during a dispatch sends every digest, and whatever goes out twice has the same Message-ID', async () => {
    const taskQueue = `queue-${randomUUID()}`;
    for (const number of ['dispatched-1', 'dispatched-2', 'dispatched-3']) await newRun(number, taskQueue);
    // Signing is due on 10 February: its rungs of the day are claimed for the offices and leaders of two units.
    const day = '2026-02-10';
    world.today = day;
    const worker = await doom('sendDigest', taskQueue);
    const dispatched = temporal.client.workflow.execute(WORKFLOWS.dispatch, {
      workflowId: dispatchWorkflowId(day),
      taskQueue,
      args: [{ day }],
    });
    dispatched.catch(() => undefined);
    expect(await worker.died).toBe('SIGKILL');
    const outBefore = world.sink.mails().length;
    expect(outBefore).toBeGreaterThan(0);
    // Those whose last word nobody heard are tried again when their attempt is given up, half a minute after it began.
    await work(taskQueue);
    expect(await dispatched).toMatchObject({ day, unsent: 0 });
    const digests = await world.ledger.query<{ status: string; message_id: string }>(
      `SELECT mail_status AS status, message_id FROM digests WHERE day = $1 AND kind = 'rung'`,
      [day],
    );
    expect(digests.length).toBeGreaterThan(1);
    expect(digests.every(({ status }) => status === 'sent')).toBe(true);
    const sent = world.sink.mails().map(({ messageId }) => messageId);
    expect(new Set(sent)).toEqual(new Set(digests.map(({ message_id }) => message_id)));
    const fired = await world.ledger.query(
      `SELECT case_id, obligation_id, rung_key FROM rungs WHERE state = 'fired' AND fired_on = $1`,
      [day],
    );
    const notices = await world.ledger.query(
      `SELECT DISTINCT case_id, obligation_id, rung_key FROM notices WHERE kind = 'rung'`,
    );
    expect(notices).toHaveLength(fired.length);
  }, 120_000);

  it('is replaced by one that takes commands again', async () => {
    const taskQueue = `queue-${randomUUID()}`;
    const caseId = await newRun('killed-2', taskQueue);
    await work(taskQueue);
    const sign = command('k2', 'lead', 'signFor', { trackId: 't1' });
    const handle = temporal.client.workflow.getHandle(workflowIdOf(caseId));
    expect(await handle.executeUpdate(commandUpdate, { updateId: sign.id, args: [sign] })).toMatchObject({
      seq: expect.any(Number),
    });
    expect(actors.lead.unit).toBe('lead');
  });
});
