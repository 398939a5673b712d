import { statusOf } from '../../../domain/case';
import { openObligations } from '../../../domain/case/obligations';
import { Scenario, standardIntake, staff, steps } from './scenario';

const due = (scenario: Scenario, kind: string, trackId: string) =>
  Object.values(scenario.case.obligations).findLast((o) => o.kind === kind && o.trackId === trackId);
const dueOf = (scenario: Scenario, kind: string, trackId: string) => due(scenario, kind, trackId)?.due;

describe('the life of a case, from assignment to a satisfied proposer', () => {
  it('[R3.4] [R3.5] [D2] [D3] an opinion is due two months and a reply three months after the day of assignment, rolled to working days', () => {
    const scenario = new Scenario();
    expect(due(scenario, 'opinion', 't2')).toMatchObject({
      rawDue: '2026-04-05',
      due: '2026-04-07',
      rule: 'R3.4',
      settled: true,
    });
    expect(due(scenario, 'reply', 't1')).toMatchObject({
      rawDue: '2026-05-05',
      due: '2026-05-06',
      rule: 'R3.5',
      settled: true,
    });
    expect(dueOf(scenario, 'opinion', 't1')).toBeUndefined();
    expect(dueOf(scenario, 'reply', 't2')).toBeUndefined();
    expect(dueOf(scenario, 'sign', 't1')).toBe('2026-02-10');
  });

  it('[R3.5] [R5.8] [D7] runs from signing to closing, each duty met on the day of its own act', () => {
    const scenario = new Scenario();
    expect(statusOf(scenario.case)).toBe('assigned');
    scenario.goTo('2026-02-06');
    steps.signAndStaff(scenario);
    steps.forms(scenario);
    scenario.goTo('2026-03-02');
    steps.consult(scenario);
    steps.opinion(scenario);
    steps.world(scenario);
    expect(due(scenario, 'opinion', 't2')).toMatchObject({ status: 'met', endedOn: '2026-03-02' });
    scenario.goTo('2026-04-20');
    const letterId = steps.reply(scenario);
    expect(due(scenario, 'reply', 't1')).toMatchObject({
      status: 'met',
      endedOn: '2026-04-20',
      missed: false,
    });
    expect(statusOf(scenario.case)).toBe('replied');
    expect(due(scenario, 'publication', 't1')).toMatchObject({
      start: '2026-04-20',
      rawDue: '2026-05-05',
      due: '2026-05-06',
      rule: 'R5.8',
    });
    scenario.goTo('2026-04-22');
    steps.publish(scenario, letterId);
    expect(statusOf(scenario.case)).toBe('published');
    steps.feedback(scenario, 'p1');
    expect(scenario.case.status).toBe('open');
    steps.feedback(scenario, 'p2');
    expect(scenario.case.status).toBe('closed');
    expect(openObligations(scenario.case)).toEqual([]);
  });

  it('[R7.2] a case that nobody touches misses its dates one by one and gets one special inspection per unit, a week late', () => {
    const scenario = new Scenario();
    const types = scenario.goTo('2026-06-30');
    const missed = scenario.history
      .filter((event) => event.type === 'deadlineMissed')
      .map((event) => [event.on, event.data.obligationId]);
    expect(missed).toEqual([
      ['2026-02-11', 'o1'],
      ['2026-02-11', 'o4'],
      ['2026-03-10', 'o2'],
      ['2026-03-10', 'o5'],
      ['2026-04-08', 'o6'],
      ['2026-05-07', 'o3'],
    ]);
    expect(types.filter((type) => type === 'supervisionOpened')).toHaveLength(2);
    expect(
      scenario.history.filter((event) => event.type === 'supervisionOpened').map((event) => event.on),
    ).toEqual(['2026-02-17', '2026-02-17']);
    expect(scenario.case.status).toBe('open');
  });

  it('[R7.4] dissatisfied feedback is reworked within 30 days of receipt, as many rounds as it takes, and then the case closes', () => {
    const scenario = new Scenario();
    scenario.goTo('2026-02-06');
    steps.signAndStaff(scenario);
    steps.forms(scenario);
    steps.consult(scenario);
    steps.opinion(scenario);
    steps.world(scenario);
    scenario.goTo('2026-04-20');
    const letterId = steps.reply(scenario);
    steps.publish(scenario, letterId);
    steps.feedback(scenario, 'p1');
    steps.feedback(scenario, 'p2', 'dissatisfied');
    expect(Object.values(scenario.case.supervisions)).toMatchObject([
      { form: 'tracked-supervision', ground: 'dissatisfied', status: 'open' },
    ]);
    for (const round of [1, 2]) {
      const receivedOn = round === 1 ? '2026-04-27' : '2026-06-01';
      scenario.goTo(receivedOn);
      scenario.act('office', 'assignRework', { receivedOn, objectors: ['p2'], reason: 'x' });
      const reworkId = `r${round}`;
      expect(scenario.case.reworks[reworkId]).toMatchObject({ round, status: 'open' });
      expect(due(scenario, 'rework', 't1')).toMatchObject({
        start: receivedOn,
        status: 'open',
        rule: 'R7.4',
      });
      expect(
        scenario.refusal('leadOfficer', 'draftLetter', {
          trackId: 't1',
          product: 'result',
          reworkId,
          document: 'a'.repeat(64),
          mark: 'public',
        }),
      ).toMatchObject({ rule: 'R7.4', code: 'out-of-order' });
      scenario.act('leadOfficer', 'recordReworkCause', { reworkId, cause: 'x', measures: 'x' });
      scenario.act('leadOfficer', 'recordReworkVisit', {
        reworkId,
        proposers: ['p2'],
        visitors: ['lead-2'],
        opinion: 'x',
      });
      scenario.act('leadOfficer', 'draftLetter', {
        trackId: 't1',
        product: 'result',
        reworkId,
        document: 'a'.repeat(64),
        mark: 'public',
      });
      const result = Object.keys(scenario.case.letters).at(-1) as string;
      steps.review(scenario, result);
      scenario.act('lead', 'issueLetter', { letterId: result, documentNumber: 'x', sent: [] });
      steps.world(scenario);
      expect(scenario.case.reworks[reworkId]?.status).toBe('answered');
      expect(due(scenario, 'rework', 't1')?.status).toBe('met');
      steps.feedback(scenario, 'p2', round === 1 ? 'dissatisfied' : 'satisfied');
    }
    scenario.act('office', 'closeSupervision', { supervisionId: 's1', result: 'x' });
    expect(scenario.case.status).toBe('closed');
  });

  it('[R1.1] work does not go on before the four duties are named', () => {
    const scenario = new Scenario();
    scenario.act('lead', 'signFor', { trackId: 't1' });
    const contact = {
      trackId: 't1',
      stage: 'before' as const,
      way: 'visit' as const,
      visitors: ['lead-4'],
      proposers: ['p1'],
      attendees: [],
      opinion: 'x',
      plan: 'x',
      documents: [],
    };
    expect(scenario.refusal('leadOfficer', 'recordContact', contact)).toMatchObject({
      rule: 'R1.1',
      code: 'out-of-order',
    });
    scenario.act('lead', 'nameResponsibility', { trackId: 't1', ...staff('lead') });
    expect(scenario.act('leadOfficer', 'recordContact', contact)).toEqual(['contactRecorded']);
  });

  it('[R3.9] a joint proposal is answered to its lead proposer only', () => {
    const scenario = new Scenario({
      ...standardIntake,
      identity: { ...standardIntake.identity, body: 'hebei-cppcc' },
      kind: 'proposal',
      proposers: standardIntake.proposers.map((p) => ({ ...p, type: 'member' as const })),
    });
    steps.signAndStaff(scenario);
    steps.consult(scenario, ['p1']);
    steps.reply(scenario);
    expect(
      Object.values(scenario.case.deliveries).map(({ recipient, purpose }) => `${purpose} ${recipient.id}`),
    ).toEqual(['reply p1', 'copy provincial-office', 'copy cppcc-committee']);
  });
});
