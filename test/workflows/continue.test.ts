import { randomUUID } from 'node:crypto';
import { resumeCase } from '../../workflows/starting';
import { Harness, NAMES, RULES, type TestCase } from './harness';
import { until } from './until';
import { walk } from './walk';

describe('a case outlives its runs', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  }, 60_000);
  afterAll(() => harness.close());

  const runId = async (one: TestCase) => (await one.handle.describe()).runId;
  const starting = () => ({
    taskQueue: harness.temporal.taskQueue,
    clockOffsetMs: harness.clockOffsetMs,
    rules: RULES,
  });
  const ofType = (one: TestCase, type: string) =>
    harness.ledger.eventsOf(one.caseId).filter((event) => event.type === type);

  it('continues as new in mid-ladder, keeps its clock, its timer and the names that operators read, and answers an old key as before', async () => {
    const one = await harness.newCase({ continueAfterEvents: 40 });
    const first = await runId(one);
    const key = randomUUID();
    const signed = await one.send('lead', 'signFor', { trackId: 't1' }, key);
    await one.pass(3);
    for (let i = 0; i < 12 && (await runId(one)) === first; i++)
      await one.send('lead', 'remindUnit', { trackId: 't2', way: 'telephone' });
    await until('it has continued', async () => (await runId(one)) !== first);

    const before = one.state.seq;
    // The answer is the case as it is now; nothing is done twice.
    expect((await one.send('lead', 'signFor', { trackId: 't1' }, key)).seq).toBeGreaterThanOrEqual(
      signed.seq,
    );
    expect(one.state.seq).toBe(before);
    expect(ofType(one, 'trackSigned')).toHaveLength(1);

    await one.pass(4);
    expect(ofType(one, 'deadlineMissed').map(({ on }) => on)).toEqual(['2026-03-06']);
    expect(await one.pendingTimers()).toBe(1);
    const description = await one.handle.describe();
    const { currentDetails } = await one.handle.query<{ currentDetails: string }>(
      '__temporal_workflow_metadata',
    );
    expect(currentDetails).toMatch(/^### 十四届四次会议第[0-9a-f]+号建议 关于测试的建议/);
    expect(currentDetails).toContain(`**${NAMES.lead}**（主办）`);
    expect(currentDetails).toContain('**co**（会办）');
    const attributes = Object.fromEntries(
      description.typedSearchAttributes.getAll().map(({ key: { name }, value }) => [name, value]),
    );
    expect(attributes).toMatchObject({ CaseStatus: 'in-progress', LeadUnit: 'lead' });
  }, 60_000);

  it('loses no command that comes while it continues', async () => {
    const one = await harness.newCase({ continueAfterEvents: 30 });
    await walk.signAndStaff(one);
    const first = await runId(one);
    const research = { trackId: 't1', place: 'x', people: 'x', findings: 'x' };
    for (let round = 0; round < 8; round++)
      await Promise.all(Array.from({ length: 4 }, () => one.send('leadOfficer', 'recordResearch', research)));
    expect(one.state.tracks['t1']?.research).toBe(32);
    expect(await runId(one)).not.toBe(first);
  }, 60_000);

  it('takes a message again that an earlier run took, and changes nothing', async () => {
    const one = await harness.newCase({ continueAfterEvents: 20 });
    const first = await runId(one);
    const message = one.message('p1', { nonsense: true });
    await one.handle.signal('feedback', message);
    await walk.signAndStaff(one);
    await until('it has continued', async () => (await runId(one)) !== first);
    await one.handle.signal('feedback', message);
    await one.send('system', 'wake', {});
    expect(ofType(one, 'messageDiscarded')).toHaveLength(1);
  }, 60_000);

  it('is resumed from the ledger when its run was lost, and goes on with its effects and its dates', async () => {
    const one = await harness.newCase();
    await walk.signAndStaff(one);
    harness.ledger.deliverer = () => Promise.reject(new Error('421 try again later'));
    await walk.opinion(one);
    await one.handle.terminate('lost');
    harness.ledger.deliverer = ({ deliveryId }) =>
      Promise.resolve({ outcome: 'sent', way: 'mail', messageId: `<${deliveryId}@test>` });
    await resumeCase(harness.client, one.state, starting());
    await walk.delivered(one);
    expect(ofType(one, 'deliverySent')).toHaveLength(Object.keys(one.state.deliveries).length);
    await one.send('leadOfficer', 'recordResearch', {
      trackId: 't1',
      place: 'x',
      people: 'x',
      findings: 'x',
    });
    expect(await one.pendingTimers()).toBe(1);
  }, 60_000);

  it('sleeps again when there is nothing to do, and is left alone while it runs', async () => {
    const one = await harness.newCase({ asleep: true });
    await one.handle.terminate('lost');
    await resumeCase(harness.client, one.state, starting());
    expect(await one.history()).toEqual(['workflowExecutionStarted']);
    const resumed = await runId(one);
    await resumeCase(harness.client, one.state, starting());
    expect(await runId(one)).toBe(resumed);
    await one.send('lead', 'signFor', { trackId: 't1' });
    expect(one.state.tracks['t1']).toMatchObject({ status: 'signed' });
  });

  it('[R7.4] a closed case is resumed for a late rework', async () => {
    const one = await harness.newCase();
    await walk.toItsEnd(one);

    await resumeCase(harness.client, one.state, starting());
    const rework = { receivedOn: one.today(), objectors: ['p2'], reason: 'x1' };
    await one.handle.signal('assignRework', one.message('office', rework));
    await until('the case is open again', () => one.state.status === 'open');
    expect(Object.values(one.state.reworks)).toMatchObject([{ status: 'open', objectors: ['p2'] }]);
    expect(await one.pendingTimers()).toBe(1);
  }, 60_000);

  it('[D8] [R6.2] a closed case is resumed for what is entered late, and its run ends again', async () => {
    const one = await harness.newCase();
    const first = await runId(one);
    await walk.toItsEnd(one);

    await resumeCase(harness.client, one.state, starting());
    const research = { trackId: 't1', place: 'x', people: 'x', findings: 'x', doneOn: one.today() };
    await one.send('leadOfficer', 'recordResearch', research);
    await one.handle.result();
    expect(await runId(one)).not.toBe(first);
    expect(ofType(one, 'researchRecorded')).toHaveLength(1);
    expect(one.state.status).toBe('closed');
  }, 60_000);
});
