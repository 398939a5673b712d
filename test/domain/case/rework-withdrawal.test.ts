import {
  type CaseEvent,
  evolve,
  initialState,
  newsOf,
  type AssignedCase,
  type CaseState,
} from '../../../domain/case';
import { type Scenario, steps } from './scenario';
import { closed, draftResult, owed, replied, repliedProposal, result, since } from './stages';

const assign = (scenario: Scenario, by: 'office' | 'cppcc', objectors = ['p1']) =>
  scenario.act(by, 'assignRework', { objectors, receivedOn: scenario.today, reason: 'x' });
const withdraw = { reworkId: 'r1', reason: 'mistaken' };

function told(history: readonly CaseEvent[]) {
  let state: CaseState = initialState;
  return history.flatMap((event) => {
    state = evolve(state, event);
    return newsOf(event, state as AssignedCase);
  });
}

describe('a rework that was assigned by mistake', () => {
  it('[R7.4] is taken back: its duty, the draft and the supervision that it began end, and the case closes as it was', () => {
    const { scenario } = closed();
    assign(scenario, 'office');
    expect(scenario.case).toMatchObject({ status: 'open', supervisions: { s1: { reworkId: 'r1' } } });
    scenario.act('leadOfficer', 'recordReworkCause', { reworkId: 'r1', cause: 'x', measures: 'x' });
    scenario.act('leadOfficer', 'recordReworkVisit', {
      reworkId: 'r1',
      proposers: ['p1'],
      visitors: ['lead-2'],
      opinion: 'x',
    });
    const letterId = draftResult(scenario, 'r1');
    const seen = scenario.history.length;
    scenario.act('office', 'withdrawRework', withdraw);
    expect(since(scenario, seen)).toEqual([
      'reworkWithdrawn',
      'obligationCancelled',
      'letterDiscarded',
      'supervisionClosed',
      'trackDone',
      'caseClosed',
    ]);
    expect(scenario.history[seen + 1]!.data).toMatchObject({ why: 'rework-withdrawn', reason: 'mistaken' });
    expect(scenario.case).toMatchObject({
      status: 'closed',
      reworks: { r1: { status: 'withdrawn' } },
      letters: { [letterId]: { status: 'discarded' } },
    });
    expect(owed(scenario, 'rework', 't1')).toMatchObject({ status: 'cancelled' });
    expect(told(scenario.history)).toContainEqual(
      expect.objectContaining({
        template: 'rework-withdrawn',
        to: expect.arrayContaining([{ type: 'post', trackId: 't1', post: 'office' }]) as object,
      }),
    );
    // The next one is the first round.
    assign(scenario, 'office');
    expect(scenario.case.reworks['r2']).toMatchObject({ round: 1, status: 'open' });
  });

  it('[R7.2] leaves a supervision that a proposer’s own dissatisfaction asks for', () => {
    const said = replied().scenario;
    steps.feedback(said, 'p1', 'dissatisfied');
    assign(said, 'office');
    said.act('office', 'withdrawRework', withdraw);
    expect(said.case.supervisions).toMatchObject({ s1: { status: 'open' } });
    const later = replied().scenario;
    assign(later, 'office');
    steps.feedback(later, 'p2', 'dissatisfied');
    later.act('office', 'withdrawRework', withdraw);
    expect(later.case.supervisions).toMatchObject({ s1: { status: 'open', reworkId: 'r1' } });
  });

  it('[R7.4] is taken back by whoever assigned it alone, or by the provincial office', () => {
    const alone = repliedProposal().scenario;
    assign(alone, 'office');
    expect(alone.refusal('cppcc', 'withdrawRework', withdraw)).toMatchObject({
      rule: 'R7.4',
      code: 'not-permitted',
    });
    expect(alone.refusal('lead', 'withdrawRework', withdraw)).toMatchObject({ code: 'not-permitted' });
    const own = repliedProposal().scenario;
    assign(own, 'cppcc');
    expect(own.act('cppcc', 'withdrawRework', withdraw)).toContain('reworkWithdrawn');
    const both = repliedProposal().scenario;
    assign(both, 'cppcc');
    assign(both, 'office');
    expect(both.refusal('cppcc', 'withdrawRework', withdraw)).toMatchObject({ code: 'not-permitted' });
    both.act('office', 'withdrawRework', withdraw);
    expect(told(both.history).find(({ template }) => template === 'rework-withdrawn')?.to).toContainEqual({
      type: 'body',
      id: 'cppcc-committee',
    });
  });

  it('[R7.4] stays once its result is issued, and is taken back once', () => {
    const { scenario } = replied();
    assign(scenario, 'office');
    result(scenario, 'r1', ['p1']);
    expect(scenario.refusal('office', 'withdrawRework', withdraw)).toMatchObject({ code: 'wrong-state' });
    const again = replied().scenario;
    assign(again, 'office');
    again.act('office', 'withdrawRework', withdraw);
    expect(again.refusal('office', 'withdrawRework', withdraw)).toMatchObject({ code: 'wrong-state' });
    expect(
      again.refusal('leadOfficer', 'recordReworkCause', { reworkId: 'r1', cause: 'x', measures: 'x' })
        .message,
    ).toContain('撤回');
  });

  it('[R7.4] is not assigned while the reply is recalled, and the assigner is warned where nobody is dissatisfied', () => {
    const { scenario, letterId } = replied();
    steps.feedback(scenario, 'p1', 'dissatisfied');
    steps.feedback(scenario, 'p2');
    assign(scenario, 'office', ['p1', 'p2']);
    expect(scenario.history.find(({ type }) => type === 'reworkAssigned')?.data).toMatchObject({
      unheard: ['p2'],
    });
    expect(told(scenario.history)).toContainEqual(
      expect.objectContaining({
        template: 'rework-unheard',
        to: [{ type: 'body', id: 'provincial-office' }],
      }),
    );
    scenario.act('office', 'withdrawRework', withdraw);
    scenario.act('lead', 'recallLetter', { letterId, reason: 'x' });
    expect(
      scenario.refusal('office', 'assignRework', {
        objectors: ['p1'],
        receivedOn: scenario.today,
        reason: 'x',
      }),
    ).toMatchObject({ rule: 'R7.4', code: 'wrong-state' });
  });
});
