import { newsOf, readFeedback, readRework, statusOf } from '../../../domain/case';
import type { CommandData } from '../../../schemas/commands';
import { Scenario, standardIntake, steps } from './scenario';
import { approved, closed, owed, published, replied, repliedProposal, result } from './stages';

const say = (
  proposer: string,
  more: Partial<CommandData['giveFeedback']> = {},
): CommandData['giveFeedback'] => ({
  proposer,
  attitude: 'satisfied',
  result: 'satisfied',
  ...more,
});
const rework = (objectors: string[], receivedOn: string): CommandData['assignRework'] => ({
  objectors,
  receivedOn,
  reason: 'x',
});

describe('feedback', () => {
  it('attitude and result stand apart, and a dissatisfied one has its reason', () => {
    const { scenario } = replied();
    expect(scenario.refusal('p1', 'giveFeedback', say('p1', { attitude: 'dissatisfied' }))).toMatchObject({
      code: 'missing',
      pointer: '/reason',
    });
    scenario.act(
      'p1',
      'giveFeedback',
      say('p1', { attitude: 'dissatisfied', result: 'largely-satisfied', reason: 'x' }),
    );
    expect(scenario.case.feedback).toMatchObject([{ attitude: 'dissatisfied', result: 'largely-satisfied' }]);
  });

  it('is of those who were sent the reply, each for themselves, or entered by the office from paper', () => {
    const { scenario } = approved();
    expect(scenario.refusal('p1', 'giveFeedback', say('p1'))).toMatchObject({
      rule: 'R3.9',
      code: 'out-of-order',
      pointer: '/proposer',
    });
    const out = replied().scenario;
    expect(out.refusal('p1', 'giveFeedback', say('p2'))).toMatchObject({
      code: 'not-permitted',
      pointer: '/proposer',
    });
    expect(out.refusal('office', 'giveFeedback', say('p7'))).toMatchObject({ code: 'not-found' });
    expect(out.act('office', 'giveFeedback', say('p2', { via: 'paper' }))).toEqual([
      'feedbackGiven',
      'obligationMet',
    ]);
  });

  it('[R7.4] has the way of whoever enters it: nobody but the proposer speaks on the platform', () => {
    const { scenario } = replied();
    for (const [who, via] of [
      ['office', 'platform'],
      ['lead', 'platform'],
      ['p1', 'paper'],
    ] as const)
      expect(scenario.refusal(who, 'giveFeedback', say('p1', { via }))).toMatchObject({
        rule: 'R7.4',
        code: 'conflict',
        pointer: '/via',
      });
    scenario.act('p1', 'giveFeedback', say('p1'));
    scenario.act('lead', 'giveFeedback', say('p2'));
    expect(scenario.case.feedback.map(({ via }) => via)).toEqual(['platform', 'paper']);
  });

  it('[R7.2] [R7.4] a proposer’s own word stands against what a unit enters, not against their own or the office’s with a ground', () => {
    const { scenario } = replied();
    // Paper first, then the proposer: the later word is theirs.
    scenario.act('lead', 'giveFeedback', say('p1'));
    scenario.act('p1', 'giveFeedback', say('p1', { result: 'dissatisfied', reason: 'x' }));
    expect(scenario.refusal('lead', 'giveFeedback', say('p1'))).toMatchObject({
      rule: 'R7.2',
      code: 'conflict',
      pointer: '/result',
    });
    expect(scenario.refusal('office', 'giveFeedback', say('p1'))).toMatchObject({
      rule: 'R7.4',
      code: 'missing',
      pointer: '/evidence',
    });
    const same = say('p1', { result: 'dissatisfied', reason: 'x' });
    expect(scenario.act('lead', 'giveFeedback', same)).toContain('feedbackGiven');
    expect(scenario.act('office', 'giveFeedback', say('p1', { evidence: 'x' }))).toContain('feedbackGiven');
    // What the office entered with its ground is the word that stands for the unit, too.
    expect(scenario.refusal('lead', 'giveFeedback', same)).toMatchObject({ rule: 'R7.2' });
    scenario.act('p1', 'giveFeedback', say('p1', { attitude: 'largely-satisfied' }));
    expect(scenario.case.feedback.at(-1)).toMatchObject({ attitude: 'largely-satisfied', via: 'platform' });
  });

  it('[R7.2] what a unit entered of old under the proposer’s way is no word of the proposer: the unit may correct it', () => {
    const { scenario } = replied();
    scenario.act('p1', 'giveFeedback', say('p1'));
    const { own: _own, ...old } = scenario.case.feedback[0]!;
    scenario.state = { ...scenario.case, feedback: [old] };
    const corrected = say('p1', { result: 'dissatisfied', reason: 'x' });
    expect(scenario.act('lead', 'giveFeedback', corrected)).toContain('feedbackGiven');
  });

  it('[R3.9] a joint member of a proposal, who is not answered, gives none', () => {
    const { scenario } = repliedProposal();
    expect(scenario.refusal('office', 'giveFeedback', say('p2'))).toMatchObject({ rule: 'R3.9' });
    expect(scenario.act('office', 'giveFeedback', say('p1'))).toContain('feedbackGiven');
  });

  it('[R7.2] dissatisfied feedback opens one tracked supervision', () => {
    const { scenario } = replied();
    expect(scenario.act('p1', 'giveFeedback', say('p1', { result: 'dissatisfied', reason: 'x' }))).toEqual([
      'feedbackGiven',
      'obligationMet',
      'supervisionOpened',
    ]);
    expect(
      scenario.act('p2', 'giveFeedback', say('p2', { result: 'dissatisfied', reason: 'x' })),
    ).not.toContain('supervisionOpened');
    expect(Object.values(scenario.case.supervisions)).toMatchObject([
      { form: 'tracked-supervision', ground: 'dissatisfied' },
    ]);
  });

  it('[D8] none lies before the day that the letter reached its proposer; late entries are about the letter of their day', () => {
    const { scenario, letterId } = published();
    scenario.goTo('2026-04-27');
    scenario.act('office', 'assignRework', rework(['p2'], '2026-04-27'));
    const second = result(scenario, 'r1', ['p2']);
    scenario.goTo('2026-05-06');
    expect(scenario.refusal('office', 'giveFeedback', say('p2', { doneOn: '2026-04-17' }))).toMatchObject({
      rule: 'D8',
      pointer: '/doneOn',
    });
    scenario.act('office', 'giveFeedback', say('p2', { doneOn: '2026-04-22', via: 'paper' }));
    scenario.act('office', 'giveFeedback', say('p2', { via: 'paper' }));
    expect(scenario.case.feedback.map((each) => each.letterId)).toEqual([letterId, second]);
  });

  it('the window of 30 days ends with "no feedback" on its own day, however late the tick, and the case closes', () => {
    const { scenario } = published();
    steps.feedback(scenario, 'p1');
    expect(owed(scenario, 'feedback', 'p2')).toMatchObject({
      rawDue: '2026-05-20',
      due: '2026-05-20',
      settled: false,
      owedBy: { type: 'proposer' },
    });
    scenario.today = '2026-06-30';
    expect(scenario.act('system', 'tick', {})).toEqual(['obligationCancelled', 'trackDone', 'caseClosed']);
    expect(owed(scenario, 'feedback', 'p2')).toMatchObject({ status: 'cancelled', endedOn: '2026-05-21' });
    expect(scenario.act('p2', 'giveFeedback', say('p2'))).toEqual(['feedbackGiven']);
  });

  it('[R7.2] dissatisfaction after the close opens the case and a tracked supervision, and both end with its result', () => {
    const { scenario } = closed();
    scenario.goTo('2026-07-01');
    const late = say('p1', { result: 'dissatisfied', reason: 'why-1', doneOn: '2026-06-30' });
    expect(scenario.act('p1', 'giveFeedback', late)).toEqual([
      'caseReopened',
      'feedbackGiven',
      'supervisionOpened',
    ]);
    expect(statusOf(scenario.case)).not.toBe('closed');
    expect(scenario.case.supervisions['s1']).toMatchObject({
      form: 'tracked-supervision',
      ground: 'dissatisfied',
      status: 'open',
    });
    expect(newsOf(scenario.history.at(-1)!, scenario.case)).not.toEqual([]);
    // Whether it is handled again is still for the office or the committee to say [R7.4].
    expect(scenario.case.reworks).toEqual({});
    // Said again it is tracked already.
    expect(scenario.act('p2', 'giveFeedback', say('p2', { result: 'dissatisfied', reason: 'x' }))).toEqual([
      'feedbackGiven',
    ]);
    scenario.act('office', 'recordSupervision', { supervisionId: 's1', way: 'telephone', note: 'x' });
    expect(scenario.act('office', 'closeSupervision', { supervisionId: 's1', result: 'x' })).toEqual([
      'supervisionClosed',
      'caseClosed',
    ]);
  });

  it('[R7.2] twin: late words of somebody satisfied leave a closed case closed', () => {
    const { scenario } = closed();
    expect(scenario.act('p1', 'giveFeedback', say('p1'))).toEqual(['feedbackGiven']);
    expect(scenario.case.status).toBe('closed');
  });

  it('[R3.3] of separate replies it says which unit it is about', () => {
    const scenario = new Scenario({
      ...standardIntake,
      parts: [
        { unit: 'lead', part: 'separate' },
        { unit: 'co', part: 'separate' },
      ],
    });
    steps.signAndStaff(scenario);
    for (const [officer, trackId] of [
      ['leadOfficer', 't1'],
      ['coOfficer', 't2'],
    ] as const)
      scenario.act(officer, 'recordContact', {
        trackId,
        stage: 'before',
        way: 'visit',
        visitors: ['lead-4'],
        proposers: ['p1', 'p2'],
        attendees: [],
        opinion: 'x',
        plan: 'x',
        documents: [],
      });
    steps.reply(scenario);
    scenario.act('coOfficer', 'draftLetter', {
      trackId: 't2',
      product: 'reply',
      document: 'a'.repeat(64),
      category: 'A',
      mark: 'public',
    });
    const at = (role: 'unit-division' | 'unit-office' | 'unit-leader', subject: string, person?: string) => ({
      role,
      subject,
      unit: 'co',
      ...(person ? { person } : {}),
    });
    for (const [actor, level] of [
      [at('unit-division', 'd'), 'division'],
      [at('unit-office', 'o'), 'office'],
      [at('unit-leader', 'l'), 'leaderInCharge'],
      [at('unit-leader', 'p', 'co-1'), 'principal'],
    ] as const)
      scenario.act(actor, 'reviewLetter', {
        letterId: 'l2',
        level,
        decision: 'approve',
        criteria: { objective: true, concrete: true, lawful: true, concise: true, inForm: true },
      });
    scenario.act('co', 'issueLetter', { letterId: 'l2', documentNumber: 'x', sent: [] });
    steps.world(scenario);
    expect(scenario.refusal('p1', 'giveFeedback', say('p1'))).toMatchObject({
      rule: 'R3.3',
      code: 'missing',
      pointer: '/trackId',
    });
    scenario.act('p1', 'giveFeedback', say('p1', { trackId: 't2' }));
    expect(scenario.case.feedback).toMatchObject([{ trackId: 't2', letterId: 'l2' }]);
    // A unit takes in what is said of its own answer, which it need not name; the provincial office of any.
    const paper = say('p2', { via: 'paper' });
    expect(scenario.refusal('lead', 'giveFeedback', { ...paper, trackId: 't2' })).toMatchObject({
      code: 'not-permitted',
    });
    scenario.act('lead', 'giveFeedback', paper);
    scenario.act('co', 'giveFeedback', paper);
    scenario.act('office', 'giveFeedback', { ...paper, trackId: 't2' });
    expect(scenario.case.feedback.slice(1).map(({ letterId }) => letterId)).toEqual(['l1', 'l2', 'l2']);
    expect(scenario.refusal('office', 'assignRework', rework(['p1'], scenario.today))).toMatchObject({
      rule: 'R3.3',
      pointer: '/trackId',
    });
  });
});

describe('what arrives as a signal', () => {
  it('is read, or said in one sentence why it says nothing, whatever it is', () => {
    const good = {
      proposer: 'p1',
      attitude: 'satisfied',
      result: 'dissatisfied',
      reason: 't1',
      doneOn: '2026-04-20',
      trackId: 't1',
      evidence: 'x',
    };
    expect(readFeedback(good)).toEqual(good);
    for (const bad of [
      undefined,
      null,
      [],
      'x',
      {},
      { ...good, proposer: 7 },
      { ...good, attitude: 'x' },
      { ...good, doneOn: '2026-02-30' },
      { ...good, via: 'pigeon' },
      { ...good, trackId: {} },
    ])
      expect(typeof readFeedback(bad)).toBe('string');
    const order = { receivedOn: '2026-04-20', objectors: ['p1'], reason: 'x', trackId: 't1' };
    expect(readRework(order)).toEqual(order);
    for (const bad of [
      null,
      [],
      {},
      { ...order, receivedOn: '2026-13-01' },
      { ...order, objectors: 'p1' },
      { ...order, objectors: [1] },
      { ...order, reason: '' },
      { ...order, trackId: 3 },
    ])
      expect(typeof readRework(bad)).toBe('string');
  });
});
