import { statusOf } from '../../../domain/case';
import { partRuleOf } from '../../../domain/case/lookups';
import { beside, drawnOnAndTold, onlyReference, ref, telling } from './reference-part';
import { Scenario, staff, steps } from './scenario';
import { HASH, owed, proposalIntake, signed } from './stages';

/** A lead that replied, published and heard from both deputies: nothing but the reference part is left. */
function leadHasFinished(intake = beside, entered = (scenario: Scenario) => scenario): Scenario {
  const scenario = entered(new Scenario(intake));
  scenario.act('lead', 'signFor', { trackId: 't1' });
  scenario.act('lead', 'nameResponsibility', { trackId: 't1', ...staff('lead') });
  scenario.act('lead', 'sendForm', { trackId: 't1', proposers: ['p1', 'p2'], way: 'post' });
  scenario.act('lead', 'confirmForm', { trackId: 't1', proposer: 'p1', way: 'visit' });
  steps.consult(scenario);
  const letterId = steps.reply(scenario);
  scenario.act('lead', 'publishLetter', { letterId, coHandlers: [], withOriginal: false });
  steps.world(scenario);
  steps.feedback(scenario, 'p1');
  steps.feedback(scenario, 'p2');
  return scenario;
}

describe('a reference part', () => {
  it.each(['provincial', 'national'] as const)(
    '[R3.8] [D4] of a %s case is due on 31 October, which does not roll, and is no reply',
    (level) => {
      const scenario = new Scenario({ ...onlyReference, level });
      expect(owed(scenario, 'reference', 't1')).toMatchObject({
        due: '2026-10-31',
        rawDue: '2026-10-31',
        lastWorkingDay: '2026-10-30',
        rule: 'R3.8',
        settled: false,
        openedOn: '2026-02-05',
      });
      expect(owed(scenario, 'reply', 't1')).toBeUndefined();
      expect(owed(scenario, 'form', 't1')).toBeUndefined();
    },
  );

  it('[R3.8] assigned in autumn has thirty days', () => {
    const late = (assignedOn: string) =>
      owed(new Scenario({ ...onlyReference, assignedOn }), 'reference', 't1');
    expect(late('2026-10-01')?.due).toBe('2026-10-31');
    expect(late('2026-10-12')?.due).toBe('2026-11-11');
  });

  it('[R3.1] [R3.8] has the limit that the letter of a national case names', () => {
    const letter = { reference: { unit: 'fixed', date: '2026-09-15' }, setBy: 'provincial-office' } as const;
    const scenario = new Scenario({ ...onlyReference, level: 'national', limits: letter });
    expect(owed(scenario, 'reference', 't1')).toMatchObject({ due: '2026-09-15', source: 'letter' });
  });

  it('[R3.8] is done when the case was drawn on and every deputy told, and the case closes by itself', () => {
    const scenario = signed(onlyReference);
    scenario.goTo('2026-04-01');
    expect(scenario.act(ref, 'recordDrawnOn', { trackId: 't1', use: 'used-1' })).toEqual([
      'referenceDrawnOn',
    ]);
    scenario.goTo('2026-04-10');
    expect(scenario.act(ref, 'recordContact', telling(['p1']))).toEqual(['contactRecorded']);
    scenario.goTo('2026-05-08');
    expect(scenario.act(ref, 'recordContact', telling(['p2']))).toEqual([
      'contactRecorded',
      'obligationMet',
      'trackDone',
      'caseClosed',
    ]);
    expect(owed(scenario, 'reference', 't1')).toMatchObject({ status: 'met', endedOn: '2026-05-08' });
    expect(statusOf(scenario.case)).toBe('closed');
  });

  it('[R3.8] keeps what annex 2 asks for: whom, on which day, in which way, what was told and drawn on', () => {
    const scenario = signed(onlyReference);
    scenario.act(ref, 'recordDrawnOn', { trackId: 't1', use: 'used-1' });
    scenario.act(ref, 'recordContact', telling(['p1', 'p2'], { way: 'telephone', wished: true }));
    expect(scenario.case.tracks['t1']?.drawnOn).toEqual([{ on: '2026-02-06', use: 'used-1' }]);
    expect(scenario.case.contacts).toMatchObject([
      { trackId: 't1', proposers: ['p1', 'p2'], on: '2026-02-06', way: 'telephone', told: 'told-1' },
    ]);
  });

  it('[R3.8] is not done by a contact that tells nothing, nor by telling without drawing on it', () => {
    const { told: _, ...silent } = telling(['p1', 'p2']);
    const scenario = signed(onlyReference);
    scenario.act(ref, 'recordDrawnOn', { trackId: 't1', use: 'x' });
    scenario.act(ref, 'recordContact', silent);
    expect(owed(scenario, 'reference', 't1')?.status).toBe('open');
    const other = signed(onlyReference);
    other.act(ref, 'recordContact', telling(['p1', 'p2']));
    expect(owed(other, 'reference', 't1')?.status).toBe('open');
    expect(other.act(ref, 'recordDrawnOn', { trackId: 't1', use: 'x' })).toContain('caseClosed');
  });

  it('[R3.8] [R3.9] tells only the lead proposer of a joint proposal', () => {
    const scenario = signed({ ...proposalIntake, parts: onlyReference.parts });
    scenario.act(ref, 'recordDrawnOn', { trackId: 't1', use: 'x' });
    expect(scenario.act(ref, 'recordContact', telling(['p1']))).toContain('caseClosed');
  });

  it('[R3.8] [R6.1] waits for nobody for whom an exception is approved', () => {
    const scenario = signed(onlyReference);
    scenario.act(ref, 'recordDrawnOn', { trackId: 't1', use: 'x' });
    scenario.act(ref, 'recordContact', telling(['p1']));
    scenario.act(ref, 'requestContactException', {
      trackId: 't1',
      proposer: 'p2',
      ground: 'left-office',
      reason: 'x',
    });
    expect(owed(scenario, 'reference', 't1')?.status).toBe('open');
    expect(
      scenario.act('office', 'decideContactException', { exceptionId: 'x1', outcome: 'approved' }),
    ).toContain('caseClosed');
  });

  it('[R3.8] [D8] recorded late, it is met on the day on which the last was done', () => {
    const scenario = signed(onlyReference);
    scenario.goTo('2026-11-20');
    expect(owed(scenario, 'reference', 't1')?.missed).toBe(true);
    scenario.act(ref, 'recordDrawnOn', { trackId: 't1', use: 'x', doneOn: '2026-09-01' });
    scenario.act(ref, 'recordContact', telling(['p1', 'p2'], { doneOn: '2026-10-31' }));
    expect(owed(scenario, 'reference', 't1')).toMatchObject({
      status: 'met',
      endedOn: '2026-10-31',
      missed: false,
    });
  });

  it('[R3.8] [R7.2] that is not done by then is late, and a week later inspected', () => {
    const scenario = signed(onlyReference);
    expect(scenario.goTo('2026-11-01')).toEqual(['deadlineMissed']);
    expect(scenario.goTo('2026-11-07')).toEqual(['supervisionOpened']);
  });

  it('[R6.2] needs no handling plan, and every one of its proposers counts for the rate of contacts', () => {
    const scenario = signed(beside);
    const first = telling(['p1'], { trackId: 't2', stage: 'before' });
    expect(scenario.act(ref, 'recordContact', first)).toEqual(['contactRecorded']);
    expect(scenario.refusal('lead', 'recordContact', { ...first, trackId: 't1' })).toMatchObject({
      rule: 'R6.2',
      pointer: '/plan',
    });
    const { case: state, context } = scenario;
    const counts = (part: 'reference' | 'lead' | 'co-handler') =>
      partRuleOf(state, { part }, context.rules).contact === true;
    expect([counts('reference'), counts('lead'), counts('co-handler')]).toEqual([true, true, false]);
  });

  it.each(['reply', 'opinion', 'submission', 'result'] as const)(
    '[R3.8] has no %s until the office changes it',
    (product) => {
      const scenario = signed(onlyReference);
      const draft = { trackId: 't1', product, document: HASH, mark: 'public' } as const;
      expect(scenario.refusal(ref, 'draftLetter', draft)).toMatchObject({
        rule: 'R3.8',
        code: 'not-permitted',
        pointer: '/product',
      });
    },
  );

  it('[R3.8] alone is drawn on so: a lead has its reply for that', () => {
    expect(signed().refusal('lead', 'recordDrawnOn', { trackId: 't1', use: 'x' })).toMatchObject({
      rule: 'R3.8',
      code: 'wrong-state',
      pointer: '/trackId',
    });
  });

  it('[R3.8] once drawn on is not returned', () => {
    const scenario = signed(onlyReference);
    scenario.act(ref, 'recordDrawnOn', { trackId: 't1', use: 'x' });
    expect(scenario.refusal(ref, 'returnTrack', { trackId: 't1', reason: 'x' })).toMatchObject({
      code: 'wrong-state',
    });
  });

  it('[R3.8] that goes to another unit is drawn on anew; whom the former told knows', () => {
    const scenario = signed(onlyReference);
    scenario.act(ref, 'recordDrawnOn', { trackId: 't1', use: 'x' });
    scenario.act(ref, 'recordContact', telling(['p1']));
    scenario.act('office', 'reassign', { trackId: 't1', unit: 'lead', reason: 'x' });
    expect(owed(scenario, 'reference', 't1')).toMatchObject({ status: 'superseded' });
    scenario.act('lead', 'signFor', { trackId: 't2' });
    scenario.act('lead', 'nameResponsibility', { trackId: 't2', ...staff('lead') });
    scenario.act('lead', 'recordContact', telling(['p2'], { trackId: 't2' }));
    expect(owed(scenario, 'reference', 't2')?.status).toBe('open');
    expect(scenario.act('lead', 'recordDrawnOn', { trackId: 't2', use: 'x' })).toContain('caseClosed');
  });

  it('[R3.8] meets the internal limit of its division with its own', () => {
    const scenario = signed(onlyReference);
    scenario.act(ref, 'assignDivision', { trackId: 't1', division: 'ref/1' });
    expect(owed(scenario, 'internal', 't1')?.due).toBe('2026-10-21');
    drawnOnAndTold(scenario);
    expect(owed(scenario, 'internal', 't1')?.status).toBe('met');
    expect(scenario.case.status).toBe('closed');
  });

  it('[R3.8] holds a case open beside its lead', () => {
    const scenario = leadHasFinished();
    scenario.act(ref, 'signFor', { trackId: 't2' });
    scenario.act(ref, 'nameResponsibility', { trackId: 't2', ...staff('ref') });
    expect(scenario.case.status).toBe('open');
    expect(drawnOnAndTold(scenario, 't2')).toContain('caseClosed');
  });

  it('of a case from before reference parts owed anything holds nothing up, once it signed', () => {
    const before = (scenario: Scenario): Scenario => {
      const { obligations } = scenario.case;
      const kept = Object.entries(obligations).filter(([, { kind }]) => kind !== 'reference');
      scenario.state = { ...scenario.case, obligations: Object.fromEntries(kept) };
      return scenario;
    };
    const scenario = leadHasFinished(beside, before);
    expect(scenario.act(ref, 'signFor', { trackId: 't2' })).toContain('caseClosed');
  });
});
