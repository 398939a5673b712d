import { effectsOf, nextDue, statusOf } from '../../../domain/case';
import type { CommandData } from '../../../schemas/commands';
import { Scenario, steps } from './scenario';
import { approved, closed, consulted, owed, published, replied } from './stages';

describe('closing', () => {
  it('comes by itself when the last thing is done: published, answered, nothing open', () => {
    const { scenario } = published();
    expect(statusOf(scenario.case)).toBe('published');
    steps.feedback(scenario, 'p1');
    expect(
      scenario.act('p2', 'giveFeedback', {
        proposer: 'p2',
        attitude: 'satisfied',
        result: 'satisfied',
      }),
    ).toEqual(['feedbackGiven', 'obligationMet', 'trackDone', 'caseClosed']);
    expect(scenario.case).toMatchObject({ status: 'closed', endedOn: '2026-04-20' });
    expect(nextDue(scenario.state, scenario.context.rules)).toBeUndefined();
  });

  it("[R2.3] does not come while a co-handler's form is open", () => {
    const scenario = consulted();
    scenario.act('lead', 'sendForm', { trackId: 't1', proposers: ['p1', 'p2'], way: 'post' });
    scenario.act('lead', 'confirmForm', { trackId: 't1', proposer: 'p1', way: 'visit' });
    steps.opinion(scenario);
    steps.publish(scenario, steps.reply(scenario));
    steps.feedback(scenario, 'p1');
    steps.feedback(scenario, 'p2');
    expect(scenario.case.status).toBe('open');
    expect(scenario.act('co', 'coverForm', { trackId: 't2' })).toContain('caseClosed');
  });

  it.each([
    [
      'a supervision',
      (s: Scenario) =>
        s.act('office', 'openSupervision', {
          trackId: 't1',
          form: 'joint-supervision',
          units: ['co'],
          ground: 'x',
        }),
      (s: Scenario) => s.act('office', 'closeSupervision', { supervisionId: 's1', result: 'x' }),
    ],
    [
      'a request for instructions',
      (s: Scenario) => s.act('co', 'askInstructions', { trackId: 't2', to: 'x', question: 'x' }),
      (s: Scenario) => s.act('office', 'answerInstructions', { requestId: 'i1', answer: 'x' }),
    ],
    [
      'an exception that waits for its decision',
      (s: Scenario) =>
        s.act('lead', 'requestContactException', {
          trackId: 't1',
          proposer: 'p2',
          ground: 'unreachable',
          reason: 'x',
        }),
      (s: Scenario) =>
        s.act('office', 'decideContactException', { exceptionId: 'x1', outcome: 'refused', reason: 'x' }),
    ],
  ] as const)('does not come while %s is open', (_, opens, ends) => {
    const { scenario } = published();
    opens(scenario);
    steps.feedback(scenario, 'p1');
    steps.feedback(scenario, 'p2');
    expect(scenario.case.status).toBe('open');
    expect(ends(scenario)).toContain('caseClosed');
  });

  it('does not come before a copy that came back was sent another way', () => {
    const { scenario, letterId } = approved();
    scenario.act('lead', 'issueLetter', { letterId, documentNumber: 'x', sent: [] });
    const [, , copy] = Object.values(scenario.case.deliveries).filter((each) => each.letterId === letterId);
    scenario.act('system', 'reportDelivery', { deliveryId: copy!.id, outcome: 'unreachable', way: 'mail' });
    steps.world(scenario);
    steps.publish(scenario, letterId);
    steps.feedback(scenario, 'p1');
    steps.feedback(scenario, 'p2');
    expect(scenario.case.status).toBe('open');
    expect(scenario.act('leadOfficer', 'recordDispatch', { deliveryId: copy!.id, way: 'hand' })).toContain(
      'caseClosed',
    );
  });

  it('leaves open what a closed case still hears of, and nothing else', () => {
    const { scenario, letterId } = closed();
    expect(scenario.act('office', 'checkCategory', { letterId, category: 'A' })).toEqual(['categoryChecked']);
    expect(scenario.act('office', 'recordGuidance', { note: 'x' })).toEqual(['guidanceRecorded']);
    const copy = Object.values(scenario.case.deliveries).find(
      ({ recipient }) => recipient.id === 'congress-committee',
    );
    expect(scenario.act('congress', 'recordReceipt', { deliveryId: copy?.id ?? '' })).toEqual([
      'deliveryReceived',
    ]);
    expect(scenario.act('system', 'tick', {})).toEqual([]);
    expect(scenario.refusal('lead', 'nameCaseLeader', { trackId: 't1', person: 'lead-2' })).toMatchObject({
      code: 'wrong-state',
      pointer: '',
    });
  });

  it('[D8] [R2.4] [R6.2] takes in what was done before it and is entered after it, and the case stays closed', () => {
    const { scenario } = closed();
    const { endedOn } = scenario.case as { endedOn: string };
    scenario.goTo('2026-05-06');
    const before = scenario.case;
    const research = (doneOn?: string) => ({
      trackId: 't1',
      place: 'x',
      people: 'x',
      findings: 'x',
      ...(doneOn ? { doneOn } : {}),
    });
    const contact = (doneOn?: string): CommandData['recordContact'] => ({
      trackId: 't1',
      stage: 'after',
      way: 'visit',
      visitors: ['lead-4'],
      proposers: ['p1'],
      attendees: [],
      opinion: 'x',
      documents: [],
      ...(doneOn ? { doneOn } : {}),
    });
    expect(scenario.act('leadOfficer', 'recordResearch', research('2026-03-02'))).toEqual([
      'researchRecorded',
    ]);
    expect(scenario.act('leadOfficer', 'recordContact', contact(endedOn))).toEqual(['contactRecorded']);
    expect(scenario.case.tracks['t1']?.research).toBe((before.tracks['t1']?.research ?? 0) + 1);
    expect(scenario.case.contacts.at(-1)).toMatchObject({ stage: 'after', on: endedOn });
    expect(scenario.case).toMatchObject({ status: 'closed', endedOn, obligations: before.obligations });
    expect(nextDue(scenario.state, scenario.context.rules)).toBeUndefined();
    expect(effectsOf(scenario.case)).toEqual([]);
    for (const doneOn of ['2026-04-21', undefined]) {
      const refused = { rule: 'D8', code: 'invalid-date', pointer: '/doneOn' };
      expect(scenario.refusal('leadOfficer', 'recordResearch', research(doneOn))).toMatchObject(refused);
      expect(scenario.refusal('leadOfficer', 'recordContact', contact(doneOn)).message).toContain(endedOn);
    }
  });
});

describe('the status of a case is derived', () => {
  it('from assigned through in progress, replied and published to closed', () => {
    const scenario = new Scenario();
    expect(statusOf(scenario.case)).toBe('assigned');
    steps.signAndStaff(scenario);
    expect(statusOf(scenario.case)).toBe('in-progress');
    const out = replied();
    expect(statusOf(out.scenario.case)).toBe('replied');
    out.scenario.act('office', 'assignRework', { receivedOn: '2026-04-20', objectors: ['p1'], reason: 'x' });
    expect(statusOf(out.scenario.case)).toBe('rework');
    expect(owed(out.scenario, 'rework', 't1')?.status).toBe('open');
  });
});
