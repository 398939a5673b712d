import { Scenario, standardIntake, staff } from './scenario';
import { owed, proposalIntake, signed } from './stages';

const send = (proposers: string[], doneOn?: string) => ({
  trackId: 't1',
  proposers,
  way: 'post' as const,
  ...(doneOn ? { doneOn } : {}),
});
const confirm = (proposer: string, doneOn?: string) => ({
  trackId: 't1',
  proposer,
  way: 'telephone' as const,
  ...(doneOn ? { doneOn } : {}),
});

describe('responsibility: "3+1", the case leader, the form', () => {
  it("[R1.1] the four duties of a unit's part are named, and who leads is not who directs", () => {
    const scenario = new Scenario();
    scenario.act('lead', 'signFor', { trackId: 't1' });
    const one = { ...staff('lead'), leaderInCharge: 'lead-1' };
    expect(scenario.refusal('lead', 'nameResponsibility', { trackId: 't1', ...one })).toMatchObject({
      rule: 'R1.1',
      code: 'conflict',
      pointer: '/leaderInCharge',
    });
    scenario.act('lead', 'nameResponsibility', { trackId: 't1', ...staff('lead') });
    expect(scenario.case.tracks.t1).toMatchObject({ responsibility: staff('lead'), officer: 'lead-5' });
    expect(scenario.case.tracks.t2).not.toHaveProperty('responsibility');
  });

  it('[R1.2] a case leader can be named on any case that was signed for, and changed', () => {
    const scenario = signed();
    scenario.act('lead', 'nameCaseLeader', { trackId: 't1', person: 'lead-1' });
    scenario.act('leadLeader', 'nameCaseLeader', { trackId: 't1', person: 'lead-2' });
    expect(scenario.case.tracks.t1?.caseLeader).toBe('lead-2');
    expect(
      new Scenario().refusal('lead', 'nameCaseLeader', { trackId: 't1', person: 'lead-1' }),
    ).toMatchObject({ code: 'out-of-order' });
  });

  it('[R2.3] [D4] the form is owed by 02-28, which does not roll, and within 30 days where the case came after 01-29', () => {
    const early = new Scenario({ ...standardIntake, assignedOn: '2026-01-29' });
    expect(owed(early, 'form', 't1')).toMatchObject({
      due: '2026-02-28',
      rule: 'R2.3',
      settled: true,
      limit: { unit: 'fixed' },
    });
    const late = new Scenario({ ...standardIntake, assignedOn: '2026-01-30' });
    expect(owed(late, 'form', 't1')).toMatchObject({
      rawDue: '2026-03-01',
      due: '2026-03-02',
      settled: false,
    });
    const sunday = new Scenario({ ...standardIntake, assignedOn: '2027-01-20' });
    expect(owed(sunday, 'form', 't1')).toMatchObject({
      rawDue: '2027-02-28',
      due: '2027-02-28',
      lastWorkingDay: '2027-02-26',
    });
  });

  it('[R2.3] it is met by both: sent to every one to be answered, and confirmed with the lead proposer', () => {
    const scenario = signed();
    expect(scenario.act('lead', 'sendForm', send(['p1']))).toEqual(['formSent']);
    expect(scenario.act('lead', 'confirmForm', confirm('p1'))).toEqual(['formConfirmed']);
    scenario.goTo('2026-02-12');
    expect(scenario.act('lead', 'sendForm', send(['p2']))).toEqual(['formSent', 'obligationMet']);
    expect(owed(scenario, 'form', 't1')).toMatchObject({ status: 'met', endedOn: '2026-02-12' });
    const joint = signed();
    joint.act('lead', 'sendForm', send(['p1', 'p2']));
    expect(joint.act('lead', 'confirmForm', confirm('p2'))).toEqual(['formConfirmed']);
    expect(joint.act('lead', 'confirmForm', confirm('p1'))).toEqual(['formConfirmed', 'obligationMet']);
  });

  it('[R2.3] of a joint proposal the lead proposer alone is required', () => {
    const scenario = signed(proposalIntake);
    scenario.act('lead', 'sendForm', send(['p1']));
    expect(scenario.act('lead', 'confirmForm', confirm('p1'))).toContain('obligationMet');
  });

  it('[R2.3] [D8] it is confirmed after it was sent, with somebody of the case', () => {
    const scenario = signed();
    expect(scenario.refusal('lead', 'confirmForm', confirm('p1'))).toMatchObject({
      rule: 'R2.3',
      code: 'out-of-order',
      pointer: '/proposer',
    });
    scenario.goTo('2026-02-12');
    scenario.act('lead', 'sendForm', send(['p1', 'p2'], '2026-02-11'));
    expect(scenario.refusal('lead', 'confirmForm', confirm('p1', '2026-02-10'))).toMatchObject({
      rule: 'D8',
      code: 'invalid-date',
      pointer: '/doneOn',
    });
    expect(scenario.refusal('lead', 'sendForm', send(['p1', 'p9']))).toMatchObject({
      code: 'not-found',
      pointer: '/proposers/1',
    });
    scenario.act('lead', 'confirmForm', confirm('p1', '2026-02-11'));
    expect(owed(scenario, 'form', 't1')).toMatchObject({ status: 'met', endedOn: '2026-02-11' });
  });

  it("[R2.3] a co-handler may be covered by the lead's form, the lead may not", () => {
    const scenario = signed();
    expect(scenario.refusal('lead', 'coverForm', { trackId: 't1' })).toMatchObject({
      rule: 'R2.3',
      code: 'wrong-state',
    });
    // It is done when that one is: the lead has neither sent nor confirmed it yet.
    expect(scenario.act('co', 'coverForm', { trackId: 't2' })).toEqual(['formCovered']);
    scenario.goTo('2026-02-12');
    expect(scenario.act('lead', 'sendForm', send(['p1', 'p2']))).toEqual(['formSent']);
    expect(scenario.act('lead', 'confirmForm', confirm('p1'))).toEqual([
      'formConfirmed',
      'obligationMet',
      'obligationMet',
    ]);
    expect(owed(scenario, 'form', 't2')).toMatchObject({ status: 'met', endedOn: '2026-02-12' });
  });

  it('[R2.3] who is covered later than the form was confirmed is done on that later day, and by a form of its own, too', () => {
    const scenario = signed();
    scenario.act('lead', 'sendForm', send(['p1', 'p2']));
    scenario.act('lead', 'confirmForm', confirm('p1'));
    scenario.goTo('2026-02-12');
    expect(scenario.act('co', 'coverForm', { trackId: 't2' })).toEqual(['formCovered', 'obligationMet']);
    expect(owed(scenario, 'form', 't2')?.endedOn).toBe('2026-02-12');
    const alone = signed();
    alone.act('co', 'coverForm', { trackId: 't2' });
    alone.act('co', 'sendForm', { ...send(['p1', 'p2']), trackId: 't2' });
    alone.act('co', 'confirmForm', { ...confirm('p1'), trackId: 't2' });
    expect(owed(alone, 'form', 't2')?.status).toBe('met');
    expect(owed(alone, 'form', 't1')?.status).toBe('open');
  });

  it('[R2.3] [R6.1] nobody waits for one for whom an exception was approved after the form was sent', () => {
    const scenario = signed();
    scenario.act('lead', 'sendForm', send(['p1', 'p2']));
    scenario.act('lead', 'confirmForm', confirm('p2'));
    const exception = { trackId: 't1', proposer: 'p1', ground: 'died' as const, reason: 'x' };
    scenario.act('lead', 'requestContactException', exception);
    expect(owed(scenario, 'form', 't1')?.status).toBe('open');
    scenario.act('office', 'decideContactException', { exceptionId: 'x1', outcome: 'approved' });
    expect(owed(scenario, 'form', 't1')?.status).toBe('met');
  });

  it('[R2.3] [R6.1] nobody who died is asked to confirm: where nobody else is left the exception settles every form, on its day', () => {
    const scenario = signed({ ...standardIntake, proposers: standardIntake.proposers.slice(0, 1) });
    scenario.act('lead', 'sendForm', send(['p1']));
    scenario.act('lead', 'requestContactException', {
      trackId: 't1',
      proposer: 'p1',
      ground: 'died',
      reason: 'x',
    });
    scenario.goTo('2026-02-12');
    scenario.act('office', 'decideContactException', { exceptionId: 'x1', outcome: 'approved' });
    for (const trackId of ['t1', 't2'])
      expect(owed(scenario, 'form', trackId)).toMatchObject({ status: 'met', endedOn: '2026-02-12' });
  });
});
