import { REFUSAL, INVALID_COMMAND } from '../../workflows/contract';
import { Harness, type TestCase } from './harness';
import { until } from './until';
import { walk } from './walk';

const count = (events: readonly string[], type: string) => events.filter((each) => each === type).length;

describe('a case on the real server', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  }, 60_000);
  afterAll(() => harness.close());

  it('starts asleep with one event, and is woken by its first command', async () => {
    const one = await harness.newCase({ asleep: true });
    expect(await one.history()).toEqual(['workflowExecutionStarted']);
    await one.send('lead', 'signFor', { trackId: 't1' });
    expect(one.state.tracks['t1']).toMatchObject({ status: 'signed' });
  });

  it('is started once, however often it is started', async () => {
    const one = await harness.newCase({ asleep: true });
    const { runId } = await one.handle.describe();
    await one.startAgain();
    expect((await one.handle.describe()).runId).toBe(runId);
    await one.send('lead', 'signFor', { trackId: 't1' });
    await one.startAgain();
    expect((await one.handle.describe()).runId).toBe(runId);
    expect(one.state.tracks['t1']).toMatchObject({ status: 'signed' });
  });

  it('refuses without leaving history, and tells the client rule, code, field and sentence', async () => {
    const one = await harness.newCase();
    await one.send('lead', 'signFor', { trackId: 't1' });
    const events = await one.eventsDuring(async () => {
      const failure = await one.failure('lead', 'signFor', { trackId: 't1' });
      expect(failure.type).toBe(REFUSAL);
      expect(failure.nonRetryable).toBe(true);
      expect(failure.details).toEqual([
        { rule: 'setting', code: 'wrong-state', pointer: '/trackId', message: '已签收，无需重复签收' },
      ]);
    });
    expect(events).toEqual([]);
  });

  it('answers what is no command at all with a failure, and goes on', async () => {
    const one = await harness.newCase();
    const nonsense = [
      undefined,
      null,
      'signFor',
      {},
      { id: 'x', type: 'signFor' },
      { ...one.command('lead', 'signFor', { trackId: 't1' }), type: 'noSuchCommand' },
    ];
    const events = await one.eventsDuring(async () => {
      for (const args of nonsense.map((value): [unknown] => [value])) {
        const failure = await one.handle
          .executeUpdate<unknown, [unknown]>('command', { args })
          .catch((error: unknown) => error);
        expect(failure).toMatchObject({ cause: { type: INVALID_COMMAND } });
      }
    });
    expect(events).toEqual([]);
    await one.send('lead', 'signFor', { trackId: 't1' });
  });

  it('[R5.8] lives from assignment to its close, and its run ends', async () => {
    const one = await harness.newCase();
    await walk.toItsEnd(one);
    expect(one.state.status).toBe('closed');
    await one.startAgain();
    expect((await one.handle.describe()).status.name).toBe('COMPLETED');
  }, 30_000);

  it('costs a standard case at most 180 events', async () => {
    const one = await harness.newCase({ asleep: true });
    await walk.signAndStaff(one);
    await walk.answered(one);
    await until('both feedbacks are in', () => one.state.feedback.length === 2);
    const history = await one.history();
    console.info(`the standard case: ${history.length} events`);
    expect(history.length).toBeLessThanOrEqual(180);
  }, 30_000);

  describe('costs', () => {
    let one: TestCase;
    beforeAll(async () => {
      one = await harness.newCase();
      await walk.signAndStaff(one);
      await walk.forms(one);
      await walk.consult(one);
    });

    it('at most six events for a command that moves no date', async () => {
      const events = await one.eventsDuring(() =>
        one.send('leadOfficer', 'recordResearch', { trackId: 't1', place: 'x', people: 'x', findings: 'x' }),
      );
      expect(events).toHaveLength(6);
      expect(count(events, 'markerRecorded')).toBe(1);
    });

    it('at most eight events for a command that moves the next date', async () => {
      const other = await harness.newCase();
      await other.send('lead', 'signFor', { trackId: 't1' });
      const events = await other.eventsDuring(() => other.send('co', 'signFor', { trackId: 't2' }));
      expect(events).toHaveLength(8);
      expect(events).toEqual(expect.arrayContaining(['timerCanceled', 'timerStarted']));
    });

    it('at most seven events for a delivery', async () => {
      await walk.opinion(one);
      await walk.delivered(one);
      const letterId = await walk.approvedReply(one);
      const before = Object.keys(one.state.deliveries).length;
      const events = await one.eventsDuring(async () => {
        await walk.issue(one, letterId);
        await walk.delivered(one);
        await until(
          'the last report is in history',
          async () =>
            count(await one.history(), 'activityTaskCompleted') === Object.keys(one.state.deliveries).length,
        );
      });
      const deliveries = Object.keys(one.state.deliveries).length - before;
      console.info(`${deliveries} deliveries: ${events.length} events`);
      expect(events.length).toBeLessThanOrEqual(9 + 7 * deliveries);
    });

    it('one pending timer, whatever has happened', async () => {
      expect(await one.pendingTimers()).toBe(1);
    });
  });

  it('shows operators in Chinese what it is, where it stands and what is next', async () => {
    const one = await harness.newCase();
    await one.send('lead', 'signFor', { trackId: 't1' });
    const description = await one.handle.describe();
    expect(await description.staticSummary()).toMatch(/^十四届四次会议第[0-9a-f]+号建议 关于测试的建议$/);
    expect(await description.staticDetails()).toContain('交办：2026-03-02');
    const { currentDetails } = await one.handle.query<{ currentDetails: string }>(
      '__temporal_workflow_metadata',
    );
    expect(currentDetails).toContain('**办理中** · 截至 2026-03-02');
    expect(currentDetails).toContain('- 会办意见：2026-05-06，办理中');
    const attributes = Object.fromEntries(
      description.typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]),
    );
    expect(attributes).toMatchObject({
      CaseStatus: 'in-progress',
      LeadUnit: 'lead',
      Units: ['co', 'lead'],
      CaseKind: 'suggestion',
      TermSession: '14-4',
    });
    const { events } = await one.handle.fetchHistory();
    const summaries = (events ?? [])
      .flatMap(({ userMetadata }) => userMetadata?.summary?.data ?? [])
      .map((data) => String(Buffer.from(data)));
    expect(summaries).toContain('"下次到期检查：2026-03-06"');
  });
});
