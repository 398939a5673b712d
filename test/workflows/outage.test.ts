import { setTimeout as delay } from 'node:timers/promises';
import { REFUSAL, UNRECORDABLE } from '../../workflows/contract';
import { Harness, type TestCase } from './harness';
import { until } from './until';
import { walk } from './walk';

const RESEARCH = { trackId: 't1', place: 'x', people: 'x', findings: 'x' };

describe('when the world fails', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  }, 60_000);
  afterAll(() => harness.close());

  const types = (one: TestCase) => harness.ledger.eventsOf(one.caseId).map(({ type }) => type);

  async function staffedCase(): Promise<TestCase> {
    const one = await harness.newCase();
    await walk.signAndStaff(one);
    return one;
  }

  it('a ledger that is down for more than a minute loses nothing, doubles nothing, and holds up neither refusals nor other cases', async () => {
    const one = await staffedCase();
    const other = await staffedCase();
    const before = harness.ledger.eventsOf(one.caseId).length;
    harness.ledger.outOfReach.add(one.caseId);
    const waiting = [
      one.send('leadOfficer', 'recordResearch', RESEARCH),
      one.send('lead', 'nameCaseLeader', { trackId: 't1', person: 'lead-1' }),
    ];
    await one.handle.signal('feedback', one.message('p1', { lost: 'perhaps' }, 'm1'));
    // Longer than the tries of a local activity: the write waits as an activity that operators see.
    await until('the write waits in sight', async () =>
      (await one.history()).includes('activityTaskScheduled'),
    );
    const begun = Date.now();
    expect((await one.failure('lead', 'signFor', { trackId: 't1' })).type).toBe(REFUSAL);
    await other.send('leadOfficer', 'recordResearch', RESEARCH);
    await one.handle.query('__temporal_workflow_metadata');
    expect(Date.now() - begun).toBeLessThan(2_000);
    await delay(65_000);
    expect(harness.ledger.eventsOf(one.caseId)).toHaveLength(before);

    harness.ledger.outOfReach.delete(one.caseId);
    const answers = await Promise.all(waiting);
    expect(new Set(answers.map(({ seq }) => seq)).size).toBe(2);
    await until('the message is in', () => types(one).includes('messageDiscarded'), 60_000);
    expect(types(one).slice(before).sort()).toEqual([
      'caseLeaderNamed',
      'messageDiscarded',
      'researchRecorded',
    ]);
  }, 180_000);

  it('an outage of seconds costs a case a bounded number of events', async () => {
    const one = await staffedCase();
    harness.ledger.outOfReach.add(one.caseId);
    const events = await one.eventsDuring(async () => {
      const answer = one.send('leadOfficer', 'recordResearch', RESEARCH);
      await delay(8_000);
      harness.ledger.outOfReach.delete(one.caseId);
      await answer;
    });
    expect(events.length).toBeLessThanOrEqual(20);
  }, 60_000);

  it('a command that the ledger can never take is answered, and holds up nothing', async () => {
    const one = await staffedCase();
    harness.ledger.defects.add('recordResearch');
    try {
      const failure = await one.failure('leadOfficer', 'recordResearch', RESEARCH);
      expect(failure).toMatchObject({ type: UNRECORDABLE, nonRetryable: true });
      await one.send('lead', 'nameCaseLeader', { trackId: 't1', person: 'lead-1' });
      expect(types(one)).not.toContain('researchRecorded');
    } finally {
      harness.ledger.defects.delete('recordResearch');
    }
    await one.send('leadOfficer', 'recordResearch', RESEARCH);
    expect(await one.history()).not.toContain('workflowTaskFailed');
  });

  it('a message that the ledger cannot take for a defect is kept until a corrected worker takes it', async () => {
    const one = await staffedCase();
    harness.ledger.defects.add('discardMessage');
    await one.handle.signal('feedback', one.message('p1', { lost: 'perhaps' }, 'm1'));
    await until('the message waits in sight', async () =>
      (await one.history()).includes('activityTaskScheduled'),
    );
    await one.send('leadOfficer', 'recordResearch', RESEARCH);
    harness.ledger.defects.delete('discardMessage');
    await until('the message is in', () => types(one).includes('messageDiscarded'), 30_000);
  }, 60_000);

  it('a mail server that is down stops no command, and every letter goes out once when it is back', async () => {
    const one = await staffedCase();
    const sent: string[] = [];
    let down = true;
    harness.ledger.deliverer = ({ deliveryId }) => {
      if (down) return Promise.reject(new Error('421 try again later'));
      sent.push(deliveryId);
      return Promise.resolve({ outcome: 'sent', way: 'mail', messageId: `<${deliveryId}@test>` });
    };
    await walk.opinion(one);
    await one.send('leadOfficer', 'recordResearch', RESEARCH);
    await walk.consult(one);
    const pending = Object.values(one.state.deliveries).filter(({ status }) => status === 'pending');
    expect(pending.length).toBeGreaterThan(0);
    down = false;
    await walk.delivered(one);
    expect(sent.sort()).toEqual(pending.map(({ id }) => id).sort());
    expect(types(one).filter((type) => type === 'deliverySent')).toHaveLength(pending.length);
  }, 60_000);

  it('an answer of the ledger that is lost leaves one event, and the command is answered from the record', async () => {
    const one = await staffedCase();
    let hang = true;
    harness.ledger.afterWrite = ({ command }) =>
      hang && command.type === 'recordResearch' ? delay(3_000) : Promise.resolve();
    const answer = one.send('leadOfficer', 'recordResearch', RESEARCH);
    await until('it is written', () => types(one).includes('researchRecorded'));
    hang = false;
    // Its answer comes too late for the local activity; what tries again finds the command in the record.
    expect(await answer).toEqual({ seq: one.state.seq });
    expect(types(one).filter((type) => type === 'researchRecorded')).toHaveLength(1);
    expect(one.state.tracks['t1']?.research).toBe(1);
  }, 60_000);
});
