import { seen } from '../../api/scope';
import { showsEvent } from '../../api/shows-event';
import { toldToProposer } from '../../api/for-proposers';
import type { CaseEvent, EventType } from '../../domain/case';
import { replied, repliedProposal } from '../domain/case/stages';
import type { Scenario } from '../domain/case/scenario';

/** What a proposer reads of a history, of some types. */
function read({ case: state, history }: Scenario, id: string, ...types: EventType[]): [string, object][] {
  return history
    .filter((event: CaseEvent) => types.includes(event.type))
    .filter((event) => showsEvent(state, { type: 'proposer', id }, event))
    .map((event) => [event.type, toldToProposer(id, event)]);
}

describe('what a proposer reads of their case', () => {
  it('[R5.7] is that their own view on the original is sought, and what they said', () => {
    const { scenario } = replied();
    scenario.act('lead', 'askOriginalView', { proposers: ['p1', 'p2'] });
    scenario.act('p2', 'answerOriginalView', { proposer: 'p2', agrees: false });
    const types = ['originalViewAsked', 'originalViewAnswered'] as const;
    expect(read(scenario, 'p1', ...types)).toEqual([['originalViewAsked', { proposers: ['p1'] }]]);
    expect(read(scenario, 'p2', ...types)).toEqual([
      ['originalViewAsked', { proposers: ['p2'] }],
      ['originalViewAnswered', { proposer: 'p2', agrees: false }],
    ]);
    expect(seen(scenario.case, { type: 'proposer', id: 'p1' }).originalViews).toEqual({ p1: 'asked' });
  });

  it('[R5.6] is not what co-handlers told the lead about disclosure', () => {
    const { scenario, letterId } = replied();
    scenario.act('lead', 'confirmDisclosure', {
      letterId,
      coHandlers: [{ trackId: 't2', opinion: 'public' }],
    });
    expect(scenario.case.letters[letterId]?.confirmed).toEqual({ t2: 'public' });
    expect(seen(scenario.case, { type: 'proposer', id: 'p1' }).letters[letterId]?.confirmed).toEqual({});
  });

  it('[R3.9] is the recall of a letter that they were sent, and of no other', () => {
    const { scenario, letterId } = repliedProposal();
    scenario.act('lead', 'recallLetter', { letterId, reason: 'x' });
    expect(read(scenario, 'p1', 'letterRecalled')).toEqual([['letterRecalled', { letterId, reason: 'x' }]]);
    // A joint proposal is answered to the lead proposer alone.
    expect(read(scenario, 'p2', 'letterRecalled')).toEqual([]);
  });

  it('[R7.4] is the rework that they objected for, without who else did', () => {
    const { scenario } = replied();
    const rework = { receivedOn: scenario.today, reason: 'x' };
    scenario.act('office', 'assignRework', { ...rework, objectors: ['p1'] });
    expect(read(scenario, 'p1', 'reworkAssigned')).toMatchObject([['reworkAssigned', { objectors: ['p1'] }]]);
    expect(read(scenario, 'p2', 'reworkAssigned')).toEqual([]);
  });

  it('[R7.4] is that a rework they objected for was withdrawn, and never who else has not said that they are dissatisfied', () => {
    const { scenario } = replied();
    const rework = { receivedOn: scenario.today, reason: 'x' };
    scenario.act('office', 'assignRework', { ...rework, objectors: ['p1', 'p2'] });
    scenario.act('office', 'withdrawRework', { reworkId: 'r1', reason: 'x' });
    scenario.act('office', 'assignRework', { ...rework, objectors: ['p2'] });
    scenario.act('office', 'withdrawRework', { reworkId: 'r2', reason: 'x' });
    const told = read(scenario, 'p1', 'reworkAssigned', 'reworkWithdrawn');
    expect(told.map(([type, data]) => [type, (data as { reworkId: string }).reworkId])).toEqual([
      ['reworkAssigned', 'r1'],
      ['reworkWithdrawn', 'r1'],
    ]);
    expect(JSON.stringify(told)).not.toContain('p2');
  });
});
