import { newsOf, type CaseEvent } from '../../../domain/case';
import { effectsOf, evolve, initialState, type CaseState, type AssignedCase } from '../../../domain/case';
import { Scenario, steps } from './scenario';
import { approved, closed, consulted, replied } from './stages';

/** The news of a whole history, each with the state after its event. */
function told(history: CaseEvent[]) {
  let state: CaseState = initialState;
  return history.flatMap((event) => {
    state = evolve(state, event);
    return newsOf(event, state as AssignedCase);
  });
}
const templates = (history: CaseEvent[]) => told(history).map(({ template }) => template);

describe('news that cannot wait', () => {
  it('tells each unit of its assignment, once, through its office', () => {
    expect(told(new Scenario().history)).toMatchObject([
      { template: 'assigned', trackId: 't1', to: [{ type: 'post', trackId: 't1', post: 'office' }] },
      { template: 'assigned', trackId: 't2' },
    ]);
  });

  it('tells the next reviewer, the drafter of a return, and the first level again of a revised text', () => {
    const scenario = consulted();
    const letterId = steps.draftReply(scenario);
    const seen = scenario.history.length;
    scenario.act('leadDivision', 'reviewLetter', {
      letterId,
      level: 'division',
      decision: 'return',
      reason: 'x',
    });
    scenario.act('leadOfficer', 'reviseLetter', {
      letterId,
      document: 'a'.repeat(64),
      category: 'A',
      mark: 'public',
    });
    const fresh = told(scenario.history).filter(({ key }) => Number(key.split(':')[0]) > seen);
    expect(fresh).toMatchObject([
      { template: 'letter-returned', to: [{ post: 'officer' }], about: letterId },
      { template: 'letter-to-review', to: [{ post: 'division' }], about: letterId },
    ]);
  });

  it('[R3.4] tells the lead of an opinion that arrived, and the co-handler of one that was sent back', () => {
    const scenario = consulted();
    const letterId = steps.opinion(scenario);
    steps.world(scenario);
    scenario.act('lead', 'sendBackOpinion', { letterId, reason: 'x' });
    expect(told(scenario.history)).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ template: 'opinion-arrived', trackId: 't1' }),
        expect.objectContaining({ template: 'opinion-sent-back', trackId: 't2' }),
      ]) as object,
    );
  });

  it('tells the unit of a draft that somebody discarded, not of one that another act did', () => {
    const scenario = consulted();
    const letterId = steps.draftReply(scenario);
    scenario.act('lead', 'discardLetter', { letterId, reason: 'x' });
    expect(told(scenario.history).at(-1)).toMatchObject({
      template: 'letter-discarded',
      to: [{ post: 'officer' }, { post: 'office' }],
      about: letterId,
    });
  });

  it('[R7.4] tells the unit of dissatisfaction and of a rework, and the provincial office of one misdirected', () => {
    const { scenario } = replied();
    steps.feedback(scenario, 'p1', 'dissatisfied');
    scenario.act('cppcc', 'assignRework', { receivedOn: '2026-04-20', objectors: ['p1'], reason: 'x' });
    scenario.act('office', 'assignRework', { receivedOn: '2026-04-20', objectors: ['p1'], reason: 'x' });
    expect(templates(scenario.history).slice(-4)).toEqual([
      'dissatisfied',
      'supervision-opened',
      'rework-misdirected',
      'rework-assigned',
    ]);
  });

  it('[R5.7] tells proposers that their view on publishing the original is sought, and nobody twice who has given it', () => {
    const { scenario } = replied();
    const asked = () =>
      told(scenario.history).flatMap(({ template, to }) => (template === 'original-view-asked' ? [to] : []));
    scenario.act('lead', 'askOriginalView', { proposers: ['p1'] });
    scenario.act('p1', 'answerOriginalView', { proposer: 'p1', agrees: true });
    scenario.act('lead', 'askOriginalView', { proposers: ['p1', 'p2'] });
    scenario.act('p2', 'answerOriginalView', { proposer: 'p2', agrees: false });
    scenario.act('lead', 'askOriginalView', { proposers: ['p1', 'p2'] });
    expect(asked()).toEqual([[{ type: 'proposer', id: 'p1' }], [{ type: 'proposer', id: 'p2' }]]);
  });

  it('has a key of its own for each, over a whole case', () => {
    const keys = told(closed().scenario.history).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeGreaterThan(8);
  });
});

describe('what the world still has to do', () => {
  it('is read from the state: what is pending, and nothing that is done, came back or was cancelled', () => {
    const { scenario, letterId } = approved();
    expect(effectsOf(initialState)).toEqual([]);
    expect(effectsOf(scenario.case)).toEqual([]);
    scenario.act('lead', 'issueLetter', {
      letterId,
      documentNumber: 'x',
      sent: [{ recipient: 'p1', way: 'hand', sentOn: '2026-04-20' }],
    });
    expect(effectsOf(scenario.case).map(({ key }) => key)).toEqual([
      'deliver:d4',
      'deliver:d5',
      'deliver:d6',
    ]);
    scenario.act('system', 'reportDelivery', { deliveryId: 'd4', outcome: 'unreachable', way: 'mail' });
    expect(effectsOf(scenario.case).map(({ key }) => key)).toEqual(['deliver:d5', 'deliver:d6']);
    scenario.act('lead', 'recallLetter', { letterId, reason: 'x' });
    expect(effectsOf(scenario.case)).toEqual([]);
  });
});
