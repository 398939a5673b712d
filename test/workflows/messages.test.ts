import { randomUUID } from 'node:crypto';
import { workflowIdOf } from '../../domain/identity';
import { Harness, type TestCase } from './harness';
import { until } from './until';
import { walk } from './walk';

type Payload = { metadata?: Record<string, Uint8Array>; data?: Uint8Array };
const bytes = (text: string) => new TextEncoder().encode(text);

describe('messages of other systems', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  }, 60_000);
  afterAll(() => harness.close());

  const discarded = (one: TestCase) =>
    harness.ledger
      .eventsOf(one.caseId)
      .flatMap((event) => (event.type === 'messageDiscarded' ? [event.data] : []));

  /** A signal as no client of ours would send it. */
  async function sendRaw(one: TestCase, payloads: Payload[], signalName = 'feedback'): Promise<void> {
    await harness.client.workflowService.signalWorkflowExecution({
      namespace: harness.temporal.namespace,
      workflowExecution: { workflowId: workflowIdOf(one.caseId) },
      signalName,
      input: { payloads },
      requestId: randomUUID(),
    });
  }

  async function repliedCase(): Promise<TestCase> {
    const one = await harness.newCase();
    await walk.signAndStaff(one);
    await walk.consult(one);
    const letterId = await walk.approvedReply(one);
    await walk.issue(one, letterId);
    await walk.delivered(one);
    return one;
  }

  it('records nonsense as discarded with its reason, and the case goes on', async () => {
    const one = await harness.newCase();
    for (const value of [42, 'satisfied', null, [], {}, { messageId: 'm1' }])
      await one.handle.signal<unknown[]>('feedback', value);
    await one.handle.signal('feedback');
    await one.handle.signal<unknown[]>(
      'feedback',
      one.message('p1', { proposer: 'p1', attitude: 'delighted', result: 'satisfied' }),
    );
    await one.handle.signal<unknown[]>(
      'assignRework',
      one.message('cppcc', { receivedOn: '2026-02-30', objectors: ['p1'], reason: 'x' }),
    );
    await until('all nonsense is on record', () => discarded(one).length === 9);
    expect(discarded(one).map(({ channel }) => channel)).toEqual([
      ...Array.from({ length: 8 }, () => 'feedback'),
      'assignRework',
    ]);
    expect(discarded(one).every(({ why }) => /[\u4e00-\u9fff]/.test(why))).toBe(true);
    await one.send('lead', 'signFor', { trackId: 't1' });
    expect(one.state.tracks['t1']).toMatchObject({ status: 'signed' });
  });

  it('takes payloads that cannot be decoded for nonsense instead of failing its task for ever', async () => {
    const one = await harness.newCase();
    await sendRaw(one, [{ metadata: { encoding: bytes('json/plain') }, data: bytes('{"messageId":') }]);
    await sendRaw(one, [{ metadata: { encoding: bytes('binary/unheard-of') }, data: bytes('?') }]);
    await sendRaw(one, [{ data: bytes('no encoding') }]);
    await sendRaw(one, [
      { metadata: { encoding: bytes('json/plain') }, data: bytes('1') },
      { metadata: { encoding: bytes('json/plain') }, data: bytes('}') },
    ]);
    await sendRaw(one, [{ metadata: { encoding: bytes('json/plain') }, data: bytes('"?"') }], 'noSuchSignal');
    await until('all nonsense is on record', () => discarded(one).length === 4);
    await one.send('lead', 'signFor', { trackId: 't1' });
    expect(await one.history()).not.toContain('workflowTaskFailed');
  });

  it('records the same nonsense once', async () => {
    const one = await harness.newCase();
    for (let i = 0; i < 5; i++) await one.handle.signal<unknown[]>('feedback', { oops: true });
    await one.send('lead', 'signFor', { trackId: 't1' });
    expect(discarded(one)).toHaveLength(1);
  });

  it('takes a repeated message once, also when its repetition says something else', async () => {
    const one = await repliedCase();
    const satisfied = { proposer: 'p1', attitude: 'satisfied', result: 'satisfied' };
    const message = one.message('p1', satisfied);
    const changed = { ...message, data: { ...satisfied, result: 'largely-satisfied' } };
    for (const each of [message, message, changed]) await one.handle.signal<unknown[]>('feedback', each);
    await one.send('system', 'wake', {});
    expect(one.state.feedback).toMatchObject([{ proposer: 'p1', result: 'satisfied' }]);
    expect(discarded(one)).toEqual([]);
  });

  it('records a message that a rule refuses as discarded, with the sentence of the refusal', async () => {
    const one = await harness.newCase();
    const message = one.message('p1', { proposer: 'p1', attitude: 'satisfied', result: 'satisfied' });
    await one.handle.signal<unknown[]>('feedback', message);
    await one.handle.signal<unknown[]>('feedback', message);
    await one.send('system', 'wake', {});
    expect(discarded(one)).toEqual([
      { channel: 'feedback', messageId: message.messageId, why: '该代表委员尚未收到答复函，不能反馈' },
    ]);
  });

  it('takes a storm of signals and commands one at a time, none lost and none twice', async () => {
    const one = await harness.newCase();
    await one.send('lead', 'signFor', { trackId: 't1' });
    const signals = Array.from({ length: 30 }, (_, i) =>
      one.handle.signal<unknown[]>('feedback', one.message('p1', { storm: i }, `storm-${i % 15}`)),
    );
    const research = { trackId: 't1', place: 'x', people: 'x', findings: 'x' };
    await one.send('lead', 'nameResponsibility', {
      trackId: 't1',
      principal: 'a',
      leaderInCharge: 'b',
      office: 'c',
      division: 'd',
      officer: 'e',
    });
    const commands = Array.from({ length: 8 }, () => one.send('leadOfficer', 'recordResearch', research));
    const answers = await Promise.all([...signals, ...commands]);
    await until('the storm is over', () => discarded(one).length === 15);
    expect(new Set(discarded(one).map(({ messageId }) => messageId)).size).toBe(15);
    expect(one.state.tracks['t1']?.research).toBe(8);
    const seqs = answers.flatMap((answer) => (answer === undefined ? [] : [answer.seq]));
    expect(new Set(seqs).size).toBe(8);
    const events = harness.ledger.eventsOf(one.caseId);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
  });
});
