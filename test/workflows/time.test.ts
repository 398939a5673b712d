import { wakeInstant } from '../../workflows/wake-time';
import { hashOf } from '../../workflows/hash';
import { civilDateOf, startOfDay } from '../../domain/dates';
import { Harness, type TestCase } from './harness';

describe('time is a command', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  }, 60_000);
  afterAll(() => harness.close());

  const dated = (one: TestCase, ...types: string[]) =>
    harness.ledger
      .eventsOf(one.caseId)
      .flatMap(({ type, on }) => (types.includes(type) ? [`${on} ${type}`] : []));

  it('[R7.2] a case that nobody touches misses its dates and gets its inspections, one timer after the other', async () => {
    const one = await harness.newCase({ asleep: true });
    await one.pass(40);
    // Signing was due on Thursday, 5 March; a week later the inspections of both units open.
    expect(dated(one, 'deadlineMissed', 'supervisionOpened')).toEqual([
      '2026-03-06 deadlineMissed',
      '2026-03-06 deadlineMissed',
      '2026-03-12 supervisionOpened',
      '2026-03-12 supervisionOpened',
      '2026-04-02 deadlineMissed',
      '2026-04-02 deadlineMissed',
    ]);
    expect(await one.pendingTimers()).toBe(1);
  }, 60_000);

  it('wakes within six hours of the beginning of the day, and not a day early', async () => {
    const one = await harness.newCase({ asleep: true });
    // From 2 March 10:00, three days end on 5 March 10:00: the last day to sign.
    await one.pass(3);
    expect(dated(one, 'deadlineMissed')).toEqual([]);
    await one.pass(1);
    const missed = harness.ledger.eventsOf(one.caseId).filter(({ type }) => type === 'deadlineMissed');
    expect(missed).toHaveLength(2);
    for (const { recordedAt } of missed) {
      const late = Date.parse(recordedAt) - wakeInstant(one.caseId, '2026-03-06');
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThan(60_000);
    }
  }, 60_000);

  it('[D8] a case taken in long after its assignment catches up in one tick, once it is entered', async () => {
    const one = await harness.newCase({ assignedOn: '2025-11-03' });
    await one.send('system', 'wake', {});
    expect(dated(one, 'deadlineMissed').length).toBeGreaterThanOrEqual(2);
    expect(dated(one, 'supervisionOpened')).toEqual([]);
    expect(await one.pendingTimers()).toBeLessThanOrEqual(1);
    const ticks = new Set(
      harness.ledger
        .eventsOf(one.caseId)
        .flatMap(({ commandId }) => (commandId.startsWith('tick:') ? [commandId] : [])),
    );
    expect(ticks.size).toBe(1);
  });

  it('never wakes a case again for a date that is met', async () => {
    const one = await harness.newCase();
    await one.send('lead', 'signFor', { trackId: 't1' });
    await one.send('co', 'signFor', { trackId: 't2' });
    const events = await one.eventsDuring(() => one.pass(20));
    expect(dated(one, 'deadlineMissed')).toEqual([]);
    expect(events.filter((type) => type === 'timerFired' || type === 'workflowTaskStarted')).toEqual([]);
  }, 60_000);

  it('a tick is recorded at the instant of the platform, not of the wall clock', async () => {
    const one = await harness.newCase({ asleep: true });
    await one.pass(5);
    const missed = harness.ledger.eventsOf(one.caseId).find(({ type }) => type === 'deadlineMissed');
    expect(civilDateOf(Date.parse(missed?.recordedAt ?? ''))).toBe('2026-03-06');
  }, 60_000);
});

describe('the wakes of a night', () => {
  it('are spread evenly over six hours', () => {
    const begin = startOfDay('2026-03-06');
    const hours = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 6000; i++) {
      const hour = Math.floor(
        (wakeInstant(`hebei-congress:14-4:main:${i}`, '2026-03-06') - begin) / 3_600_000,
      );
      hours[hour] = (hours[hour] ?? 0) + 1;
    }
    expect(hours).toHaveLength(6);
    for (const count of hours) expect(count).toBeGreaterThan(800);
  });

  it('come from a hash that is the same everywhere', () => {
    expect(hashOf('')).toBe(0x811c9dc5);
    expect(hashOf('hebei-congress:14-4:main:0123')).toBe(hashOf('hebei-congress:14-4:main:0123'));
    expect(hashOf('a')).toBe(0xe40c292c);
  });
});
