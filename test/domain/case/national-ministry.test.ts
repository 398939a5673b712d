import { newsOf } from '../../../domain/case';
import { missingOpinions } from '../../../domain/case';
import { criteria, Scenario, staff, steps } from './scenario';
import { HASH, owed } from './stages';
import { answer, draft, ministry, sentOut } from './national-stages';

describe('the province handles along with a ministry', () => {
  const OWN = 't2';
  const opinion = draft({ trackId: OWN, product: 'opinion' });

  /** The unit's opinion with the office. */
  function gathered(): Scenario {
    const scenario = new Scenario(ministry());
    scenario.act('co', 'signFor', { trackId: 't1' });
    scenario.act('co', 'nameResponsibility', { trackId: 't1', ...staff('co') });
    scenario.act('co', 'sendForm', { trackId: 't1', proposers: ['p1', 'p2'], way: 'post' });
    scenario.act('co', 'confirmForm', { trackId: 't1', proposer: 'p1', way: 'telephone' });
    scenario.act('coOfficer', 'draftLetter', { ...opinion, trackId: 't1' });
    scenario.act('coLeader', 'reviewLetter', {
      letterId: 'l1',
      level: 'leaderInCharge',
      decision: 'approve',
      criteria,
    });
    scenario.act('co', 'issueLetter', {
      letterId: 'l1',
      documentNumber: 'x',
      electronicVersion: HASH,
      sent: [],
    });
    steps.world(scenario);
    return scenario;
  }

  it('[R3.1] the office owes the ministry an opinion by the letter’s limit, the unit owes the office one by its own', () => {
    const scenario = new Scenario(ministry());
    expect(owed(scenario, 'opinion', OWN)).toMatchObject({
      rawDue: '2026-03-22',
      source: 'letter',
      rule: 'R3.1',
    });
    expect(owed(scenario, 'opinion', 't1')).toMatchObject({ rawDue: '2026-03-07', source: 'letter' });
    expect(owed(scenario, 'reply', OWN)).toBeUndefined();
    expect(missingOpinions(scenario.case).map(({ trackId }) => trackId)).toEqual(['t1']);
    expect(Object.values(new Scenario(ministry([])).case.tracks)).toMatchObject([
      { id: 't1', part: 'office' },
    ]);
  });

  it('[R3.1] opinions go to the office electronically, which accepts them or sends them back', () => {
    const scenario = gathered();
    expect(sentOut(scenario, 'l1')).toEqual(['opinion body provincial-office']);
    const event = scenario.history.findLast(({ type }) => type === 'deliverySent')!;
    expect(newsOf(event, scenario.case)).toMatchObject([{ template: 'opinion-arrived', trackId: OWN }]);
    expect(scenario.refusal('co', 'acceptOpinion', { letterId: 'l1' })).toMatchObject({
      code: 'not-permitted',
    });
    scenario.act('office', 'acceptOpinion', { letterId: 'l1' });
    const empty = gathered();
    empty.act('office', 'sendBackOpinion', { letterId: 'l1', reason: 'x' });
    expect(owed(empty, 'opinion', 't1')).toMatchObject({ status: 'open', rawDue: '2026-02-15' });
  });

  it('[R3.1] the case closes when the office’s opinion has reached the ministry: nobody here replies', () => {
    const scenario = gathered();
    expect(scenario.refusal('office', 'draftLetter', { ...opinion, product: 'reply' })).toMatchObject({
      pointer: '/product',
    });
    const letterId = answer(scenario, opinion);
    expect(sentOut(scenario, letterId)).toEqual(['opinion body moe']);
    expect(scenario.case.status).toBe('open');
    steps.world(scenario);
    expect(owed(scenario, 'opinion', OWN)?.status).toBe('met');
    expect(scenario.case.status).toBe('closed');
    expect(
      scenario.refusal('office', 'assignRework', {
        receivedOn: '2026-02-05',
        objectors: ['p1'],
        reason: 'x',
      }),
    ).toMatchObject({ rule: 'R7.4', code: 'out-of-order' });
  });

  it('[R3.4] the office neither accepts nor waives its own opinion; a unit’s it waives when its own is out', () => {
    const scenario = new Scenario(ministry());
    const [own, theirs] = [
      owed(scenario, 'opinion', OWN)?.id ?? '',
      owed(scenario, 'opinion', 't1')?.id ?? '',
    ];
    expect(
      scenario.refusal('office', 'waiveObligation', { obligationId: theirs, reason: 'x' }),
    ).toMatchObject({
      rule: 'R3.4',
    });
    expect(scenario.refusal('office', 'waiveObligation', { obligationId: own, reason: 'x' })).toMatchObject({
      rule: 'R3.4',
    });
    const letterId = answer(scenario, opinion);
    steps.world(scenario);
    expect(scenario.refusal('office', 'sendBackOpinion', { letterId, reason: 'x' })).toMatchObject({
      code: 'not-permitted',
    });
    scenario.act('office', 'waiveObligation', { obligationId: theirs, reason: 'x' });
  });

  it('[R3.1] [R3.4] another unit can join it, with a limit of its own', () => {
    const scenario = new Scenario(ministry([]));
    const limits = { opinion: { unit: 'day', amount: 10 }, setBy: 'provincial-office' } as const;
    scenario.act('office', 'addCoHandler', { unit: 'fgw', reason: 'x', limits });
    expect(owed(scenario, 'opinion', 't2')).toMatchObject({ rawDue: '2026-02-15' });
  });
});
