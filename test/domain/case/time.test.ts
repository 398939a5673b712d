import { lightOf, nextDue } from '../../../domain/case';
import {
  afterDispatch,
  endRungs,
  ladderOf,
  planRungs,
  replanRungs,
  rungsDue,
  type RecordedRung,
} from '../../../domain/ladder';
import { isOverdue, wasLate } from '../../../domain/obligation';
import { currentPolicy } from '../../../policies';
import { Scenario, standardIntake, steps } from './scenario';
import { approved, consulted, owed, signed } from './stages';

describe('dates of a case', () => {
  it('[D1] an obligation is overdue on the day after its due date, not earlier', () => {
    const scenario = new Scenario();
    const sign = owed(scenario, 'sign', 't1')!;
    expect([isOverdue(sign, '2026-02-10'), isOverdue(sign, '2026-02-11')]).toEqual([false, true]);
    expect(nextDue(scenario.state, scenario.context.rules)).toBe('2026-02-11');
  });

  it('[D3] lights follow the raw date, overdue the rolled one', () => {
    const scenario = new Scenario();
    const reply = owed(scenario, 'reply', 't1')!;
    expect(reply).toMatchObject({ rawDue: '2026-05-05', due: '2026-05-06' });
    expect(lightOf(reply, '2026-04-27')).toBe('green');
    expect(lightOf(reply, '2026-04-28')).toBe('yellow');
    expect(lightOf(reply, '2026-05-06')).toBe('yellow');
    expect(lightOf(reply, '2026-05-07')).toBe('red');
    expect(lightOf({ ...reply, status: 'met' }, '2026-05-07')).toBe('grey');
  });

  it('[D6] every due date says its rule, source, start day, raw date, rolled date and calendar version', () => {
    for (const obligation of Object.values(new Scenario().case.obligations))
      expect(obligation).toMatchObject({
        rule: expect.any(String),
        settled: expect.any(Boolean),
        source: 'policy',
        start: '2026-02-05',
        rawDue: expect.stringMatching(/^2026-/),
        due: expect.stringMatching(/^2026-/),
        calendarVersion: 'state-council-2026.1',
      });
  });

  it('[D5] a newer calendar moves an open deadline and keeps both dates, its id and what is over', () => {
    const scenario = signed();
    const before = owed(scenario, 'reply', 't1')!;
    const calendar = scenario.context.calendar;
    scenario.context = {
      ...scenario.context,
      calendar: {
        ...calendar,
        version: 'newer',
        off: { ...calendar.off, '2026': { ...calendar.off['2026'], '05-06/05-08': '试验假' } },
      },
    };
    expect(
      scenario.act('system', 'adoptRules', { calendarVersion: 'newer', policyVersion: 'p', reason: 'x' }),
    ).toEqual(['obligationMoved', 'rulesAdopted']);
    const event = scenario.history.findLast(({ type }) => type === 'obligationMoved');
    expect(event?.data).toMatchObject({
      from: { due: '2026-05-06' },
      to: { due: '2026-05-09', calendarVersion: 'newer' },
      why: 'x',
    });
    expect(owed(scenario, 'reply', 't1')).toEqual({ ...before, due: '2026-05-09', calendarVersion: 'newer' });
    expect(owed(scenario, 'sign', 't1')).toMatchObject({ status: 'met', calendarVersion: calendar.version });
    expect(scenario.case.facts.calendarVersion).toBe('newer');
  });

  it('[D5] rules that the case has already are no event; a case that has ended adopts none', () => {
    const scenario = signed();
    expect(scenario.act('system', 'adoptRules', { reason: 'x' })).toEqual([]);
    scenario.act('office', 'withdrawCase', { proposer: 'p1', reason: 'x' });
    expect(scenario.refusal('system', 'adoptRules', { reason: 'x' })).toMatchObject({ code: 'wrong-state' });
  });

  it('[D5] a deadline that was missed and moves ahead is not missed any more, and time comes back for it', () => {
    const scenario = new Scenario();
    scenario.goTo('2026-02-11');
    expect(owed(scenario, 'sign', 't1')?.missed).toBe(true);
    const { rules } = scenario.context;
    scenario.context = {
      ...scenario.context,
      rules: { ...rules, limits: { ...rules.limits, sign: { ...rules.limits.sign, amount: 8 } } },
    };
    scenario.act('system', 'adoptRules', { calendarVersion: 'c', policyVersion: 'p', reason: 'x' });
    expect(owed(scenario, 'sign', 't1')).toMatchObject({
      missed: false,
      due: '2026-02-24',
      limit: { amount: 8 },
    });
    expect(nextDue(scenario.state, scenario.context.rules)).toBe('2026-02-25');
  });

  it('[D5] [D4] a policy moves its own fixed dates, but none that a letter, an extension or the office named', () => {
    const scenario = new Scenario({
      ...standardIntake,
      assignedOn: '2026-01-20',
      limits: { reply: { unit: 'fixed', date: '2026-03-31' }, setBy: 'provincial-office' },
    });
    const { rules } = scenario.context;
    scenario.context = {
      ...scenario.context,
      rules: {
        ...rules,
        form: { ...rules.form, fixed: '03-08' },
        limits: { ...rules.limits, reply: { ...rules.limits.reply, amount: 9 } },
      },
    };
    scenario.act('system', 'adoptRules', { calendarVersion: 'c', policyVersion: 'p', reason: 'x' });
    expect(owed(scenario, 'form', 't1')).toMatchObject({
      start: '2026-03-08',
      due: '2026-03-08',
      lastWorkingDay: '2026-03-06',
    });
    expect(owed(scenario, 'reply', 't1')).toMatchObject({ due: '2026-03-31', source: 'letter' });
  });

  it('[D5] an internal limit moves with the duty that it lies ahead of', () => {
    const scenario = consulted();
    scenario.act('lead', 'assignDivision', { trackId: 't1', division: 'lead/1' });
    expect(owed(scenario, 'internal', 't1')?.due).toBe('2026-04-26');
    const { rules } = scenario.context;
    scenario.context = {
      ...scenario.context,
      rules: {
        ...rules,
        internalAheadDays: 15,
        limits: { ...rules.limits, reply: { ...rules.limits.reply, amount: 4 } },
      },
    };
    scenario.act('system', 'adoptRules', { calendarVersion: 'c', policyVersion: 'p', reason: 'x' });
    expect(owed(scenario, 'reply', 't1')?.due).toBe('2026-06-05');
    expect(owed(scenario, 'internal', 't1')).toMatchObject({ due: '2026-05-21', status: 'open' });
  });

  it('[D5] a fixed date that lay beyond the calendar is settled by the newer one, without being moved', () => {
    const scenario = new Scenario({
      ...standardIntake,
      limits: { reply: { unit: 'fixed', date: '2026-06-21' }, setBy: 'provincial-office' },
    });
    const known = scenario.context.calendar;
    const narrow = { ...known, coveredThrough: '2026-03-31', off: {}, work: {} };
    scenario.context = { ...scenario.context, calendar: narrow };
    scenario.act('system', 'adoptRules', { calendarVersion: 'c', policyVersion: 'p', reason: 'x' });
    expect(owed(scenario, 'reply', 't1')).toMatchObject({
      provisional: true,
      due: '2026-06-21',
      lastWorkingDay: '2026-06-19',
    });
    scenario.context = { ...scenario.context, calendar: known };
    scenario.act('system', 'adoptRules', { calendarVersion: 'd', policyVersion: 'p', reason: 'x' });
    expect(owed(scenario, 'reply', 't1')).toMatchObject({
      provisional: false,
      due: '2026-06-21',
      lastWorkingDay: '2026-06-18',
    });
  });
});

describe('late entry', () => {
  it('[D8] done on Friday and entered on Monday is met in time, also where the deadline was recorded as missed meanwhile', () => {
    const scenario = new Scenario();
    scenario.goTo('2026-02-24');
    expect(owed(scenario, 'sign', 't1')).toMatchObject({ missed: true, status: 'open' });
    scenario.act('lead', 'signFor', { trackId: 't1', doneOn: '2026-02-10', evidence: 'x' });
    const sign = owed(scenario, 'sign', 't1')!;
    expect(sign).toMatchObject({ status: 'met', endedOn: '2026-02-10', missed: false });
    expect(wasLate(sign)).toBe(false);
    const event = scenario.history.findLast(({ type }) => type === 'trackSigned');
    expect([event?.on, event?.recordedAt.slice(0, 10)]).toEqual(['2026-02-10', '2026-02-24']);
  });

  it('[D8] what was really late stays late', () => {
    const scenario = new Scenario();
    scenario.goTo('2026-02-24');
    scenario.act('lead', 'signFor', { trackId: 't1', doneOn: '2026-02-11' });
    expect(owed(scenario, 'sign', 't1')).toMatchObject({ status: 'met', missed: true });
    expect(wasLate(owed(scenario, 'sign', 't1')!)).toBe(true);
  });

  it('[D8] an act of tomorrow, or of a day before the assignment, is refused', () => {
    const scenario = new Scenario();
    for (const doneOn of ['2026-02-06', '2026-02-04'])
      expect(scenario.refusal('lead', 'signFor', { trackId: 't1', doneOn })).toMatchObject({
        rule: 'D8',
        code: 'invalid-date',
        pointer: '/doneOn',
      });
  });

  it('[D8] a backdated intake owes what it owed from its own day; what passed meanwhile is on record with its legal day', () => {
    const scenario = new Scenario(standardIntake, '2026-03-20');
    expect(owed(scenario, 'sign', 't1')).toMatchObject({
      due: '2026-02-10',
      openedOn: '2026-02-05',
      enteredOn: '2026-03-20',
    });
    expect(nextDue(scenario.state, scenario.context.rules)).toBe('2026-02-11');
    scenario.act('system', 'tick', {});
    expect(scenario.history.filter(({ type }) => type === 'deadlineMissed').map(({ on }) => on)).toEqual([
      '2026-02-11',
      '2026-03-10',
      '2026-02-11',
      '2026-03-10',
    ]);
    // The inspections that the units' late duties call for: a week after the entry.
    expect(nextDue(scenario.state, scenario.context.rules)).toBe('2026-03-27');
    scenario.act('lead', 'signFor', { trackId: 't1', doneOn: '2026-02-09' });
    expect(wasLate(owed(scenario, 'sign', 't1')!)).toBe(false);
  });

  it('[D8] no rung is left to fire for days before the entry', () => {
    const { due, lastWorkingDay, openedOn, enteredOn } = owed(
      new Scenario(standardIntake, '2026-04-10'),
      'opinion',
      't2',
    )!;
    const plan = planRungs({
      due: { due, lastWorkingDay },
      openedOn,
      enteredOn,
      ladder: currentPolicy.rules.ladders.unit,
    });
    for (const rung of plan) expect(rung.state).toBe(rung.on < '2026-04-10' ? 'skipped' : 'planned');
    expect(plan.some(({ state }) => state === 'skipped')).toBe(true);
  });

  it('an outage over several days is caught up by one tick, each event with its own day', () => {
    const scenario = new Scenario();
    scenario.today = '2026-03-20';
    expect(scenario.act('system', 'tick', {})).toEqual([
      'deadlineMissed',
      'deadlineMissed',
      'deadlineMissed',
      'deadlineMissed',
      'supervisionOpened',
      'supervisionOpened',
    ]);
    expect(scenario.act('system', 'tick', {})).toEqual([]);
  });
});

describe('the ladder of a case', () => {
  /** Lives through the history as the daily dispatch would, from the day of entry on. */
  function fired(scenario: Scenario, until: string): [string, string][] {
    const plans = new Map<string, RecordedRung[]>();
    const ended = new Map<string, string>();
    const out: [string, string][] = [];
    for (const { type, data, on } of scenario.history) {
      if (type === 'obligationOpened') {
        const { id, due, lastWorkingDay, openedOn, enteredOn } = data.obligation;
        const ladder = ladderOf(data.obligation, currentPolicy.rules);
        plans.set(id, planRungs({ due: { due, lastWorkingDay }, openedOn, enteredOn, ladder }));
      }
      if (type === 'obligationMet' || type === 'obligationCancelled' || type === 'obligationSuperseded')
        ended.set(data.obligationId, on);
    }
    for (
      let day = '2026-02-05';
      day <= until;
      day = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
    )
      for (const [id, plan] of plans) {
        const open = (ended.get(id) ?? '9999-12-31') > day;
        const now = open ? plan : endRungs(plan);
        const dispatch = rungsDue(now, day);
        out.push(...dispatch.fire.map(({ key }): [string, string] => [`${id} ${key}`, day]));
        plans.set(id, afterDispatch(now, dispatch, day));
      }
    for (const [rung, day] of out)
      expect(day < (ended.get(rung.split(' ')[0] ?? '') ?? '9999-12-31')).toBe(true);
    return out;
  }

  it('[D7] [R7.3] each rung fires once, none after its duty ended, and another duty of the unit goes on', () => {
    const { scenario } = approved();
    scenario.goTo('2026-06-01');
    const rungs = fired(scenario, '2026-06-01');
    expect(new Set(rungs.map(([rung]) => rung)).size).toBe(rungs.length);
    const reply = owed(scenario, 'reply', 't1')!.id;
    expect(rungs.filter(([rung]) => rung.startsWith(`${reply} `))).toEqual([
      [`${reply} T-30`, '2026-04-06'],
      [`${reply} T-15`, '2026-04-21'],
      [`${reply} T-7`, '2026-04-29'],
      [`${reply} T-3`, '2026-05-03'],
      [`${reply} T-1`, '2026-05-05'],
      [`${reply} T-0`, '2026-05-06'],
      [`${reply} T+1`, '2026-05-07'],
      [`${reply} T+7`, '2026-05-13'],
      [`${reply} T+14`, '2026-05-20'],
      [`${reply} T+21`, '2026-05-27'],
    ]);
    const opinion = Object.values(scenario.case.obligations).find(({ kind }) => kind === 'opinion')!;
    expect(rungs.some(([rung]) => rung.startsWith(`${opinion.id} `))).toBe(false);
  });

  it('[D7] [R7.4] reminders come back to life for a duty that begins again: the second opinion has a ladder of its own', () => {
    const scenario = consulted();
    const letterId = steps.opinion(scenario);
    steps.world(scenario);
    scenario.goTo('2026-03-02');
    scenario.act('lead', 'sendBackOpinion', { letterId, reason: 'x' });
    const second = Object.values(scenario.case.obligations).findLast(({ kind }) => kind === 'opinion')!;
    const rungs = fired(scenario, '2026-03-20').filter(([rung]) => rung.startsWith(`${second.id} `));
    expect(rungs.map(([, day]) => day)).toEqual([
      '2026-03-05',
      '2026-03-09',
      '2026-03-11',
      '2026-03-12',
      '2026-03-13',
      '2026-03-19',
    ]);
  });

  it('[D5] what has fired stays fired when the date moves', () => {
    const { due, lastWorkingDay, openedOn, enteredOn } = owed(new Scenario(), 'reply', 't1')!;
    const input = {
      due: { due, lastWorkingDay },
      openedOn,
      enteredOn,
      ladder: currentPolicy.rules.ladders.unit,
    };
    const plan = planRungs(input);
    const after = afterDispatch(plan, rungsDue(plan, '2026-04-06'), '2026-04-06');
    const moved = replanRungs(after, { ...input, due: { due: '2026-05-09', lastWorkingDay } }, '2026-04-07');
    expect(moved.find(({ key }) => key === 'T-30')).toMatchObject({ state: 'fired', firedOn: '2026-04-06' });
    expect(moved.find(({ key }) => key === 'T-0')).toMatchObject({ state: 'planned', on: '2026-05-09' });
  });
});
