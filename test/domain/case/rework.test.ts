import type { CommandData } from '../../../schemas/commands';
import { Scenario, steps } from './scenario';
import { approved, closed, draftResult, owed, published, replied, repliedProposal, result } from './stages';

const rework = (objectors: string[], receivedOn: string): CommandData['assignRework'] => ({
  objectors,
  receivedOn,
  reason: 'x',
});

describe('rework', () => {
  it('[R7.4] both bodies assign one rework: the first receipt starts it, whichever is entered first, and both get copies', () => {
    const { scenario } = repliedProposal();
    scenario.goTo('2026-05-08');
    scenario.act('office', 'assignRework', rework(['p1'], '2026-05-08'));
    expect(owed(scenario, 'rework', 't1')).toMatchObject({
      start: '2026-05-08',
      rawDue: '2026-06-07',
      due: '2026-06-08',
      rule: 'R7.4',
      settled: true,
    });
    expect(scenario.act('cppcc', 'assignRework', rework(['p1', 'p2', 'p2'], '2026-05-06'))).toEqual([
      'reworkJoined',
      'obligationOpened',
      'obligationSuperseded',
    ]);
    const duties = Object.values(scenario.case.obligations).filter(({ kind }) => kind === 'rework');
    expect(duties).toMatchObject([
      { status: 'superseded' },
      { status: 'open', start: '2026-05-06', rawDue: '2026-06-05', due: '2026-06-05' },
    ]);
    expect(scenario.case.reworks).toMatchObject({
      r1: {
        round: 1,
        assigners: ['provincial-office', 'cppcc-committee'],
        objectors: ['p1', 'p2'],
        receivedOn: '2026-05-06',
        obligationId: duties[1]!.id,
      },
    });
    expect(scenario.act('cppcc', 'assignRework', rework(['p2'], '2026-05-08'))).toEqual(['reworkJoined']);
    const letterId = result(scenario, 'r1', ['p1', 'p2']);
    const to = Object.values(scenario.case.deliveries).filter((each) => each.letterId === letterId);
    expect(to.map(({ purpose, recipient }) => `${purpose} ${recipient.id}`)).toEqual([
      'result p1',
      'result p2',
      'copy provincial-office',
      'copy cppcc-committee',
    ]);
    expect(duties.map(({ id }) => scenario.case.obligations[id]?.status)).toEqual(['superseded', 'met']);
  });

  it('[R7.4] the second body joins the rework that stands, also while the reply is recalled; alone it begins none then', () => {
    const { scenario } = repliedProposal();
    scenario.goTo('2026-05-08');
    scenario.act('office', 'assignRework', rework(['p1'], '2026-05-08'));
    const letterId = Object.values(scenario.case.letters).find(({ product }) => product === 'reply')!.id;
    scenario.act('lead', 'recallLetter', { letterId, reason: 'x' });
    expect(scenario.act('cppcc', 'assignRework', rework(['p1'], '2026-05-08'))).toEqual(['reworkJoined']);
    scenario.act('office', 'withdrawRework', { reworkId: 'r1', reason: 'x' });
    expect(scenario.refusal('cppcc', 'assignRework', rework(['p1'], '2026-05-08'))).toMatchObject({
      rule: 'R7.4',
      code: 'wrong-state',
    });
  });

  it('[R7.4] the result of a joint proposal goes to the lead proposer too', () => {
    const { scenario } = repliedProposal();
    scenario.goTo('2026-05-08');
    scenario.act('cppcc', 'assignRework', rework(['p2'], '2026-05-08'));
    const letterId = result(scenario, 'r1', ['p2']);
    const to = Object.values(scenario.case.deliveries).filter((each) => each.letterId === letterId);
    expect(to.map(({ purpose, recipient }) => `${purpose} ${recipient.id}`)).toEqual([
      'result p2',
      'result p1',
      'copy cppcc-committee',
    ]);
  });

  it('[R7.4] of a suggestion the CPPCC committee assigns none: it is recorded as misdirected', () => {
    const { scenario } = replied();
    expect(scenario.act('cppcc', 'assignRework', rework(['p1'], '2026-04-20'))).toEqual([
      'reworkMisdirected',
    ]);
    expect(scenario.case.reworks).toEqual({});
    expect(scenario.refusal('congress', 'assignRework', rework(['p1'], '2026-04-20'))).toMatchObject({
      code: 'not-permitted',
    });
  });

  it('[R7.4] [D8] it is received between the reply and today, about people of the case', () => {
    const { scenario } = approved();
    expect(scenario.refusal('office', 'assignRework', rework(['p1'], '2026-04-20'))).toMatchObject({
      rule: 'R7.4',
      code: 'out-of-order',
    });
    const out = replied().scenario;
    expect(out.refusal('office', 'assignRework', rework(['p1'], '2026-04-21'))).toMatchObject({
      rule: 'D8',
      code: 'invalid-date',
      pointer: '/receivedOn',
    });
    expect(out.refusal('office', 'assignRework', rework(['p1'], '2026-04-17'))).toMatchObject({
      rule: 'D8',
      pointer: '/receivedOn',
    });
    expect(out.refusal('office', 'assignRework', rework(['p1', 'p8'], '2026-04-20'))).toMatchObject({
      code: 'not-found',
      pointer: '/objectors/1',
    });
    expect(
      out.refusal('office', 'assignRework', { ...rework(['p1'], '2026-04-20'), trackId: 't2' }),
    ).toMatchObject({ rule: 'R7.4', pointer: '/trackId' });
  });

  it('[R7.4] [R6.1] cause and a visit in person to every objector come before the answer, save an exception', () => {
    const { scenario } = replied();
    scenario.act('office', 'assignRework', rework(['p1', 'p2'], '2026-04-20'));
    const draft = {
      trackId: 't1',
      product: 'result' as const,
      reworkId: 'r1',
      document: 'a'.repeat(64),
      mark: 'public' as const,
    };
    scenario.act('leadOfficer', 'recordReworkVisit', {
      reworkId: 'r1',
      proposers: ['p1'],
      visitors: ['lead-2'],
      opinion: 'x',
    });
    expect(scenario.refusal('leadOfficer', 'draftLetter', draft).message).toContain('原因');
    scenario.act('leadOfficer', 'recordReworkCause', { reworkId: 'r1', cause: 'x', measures: 'x' });
    expect(scenario.refusal('leadOfficer', 'draftLetter', draft)).toMatchObject({
      rule: 'R7.4',
      code: 'out-of-order',
      pointer: '/reworkId',
    });
    scenario.act('lead', 'requestContactException', {
      trackId: 't1',
      proposer: 'p2',
      ground: 'unreachable',
      reason: 'x',
    });
    scenario.act('office', 'decideContactException', { exceptionId: 'x1', outcome: 'approved' });
    expect(scenario.act('leadOfficer', 'draftLetter', draft)).toContain('letterDrafted');
    expect(scenario.case.contacts.at(-1)).toMatchObject({
      stage: 'after',
      way: 'visit',
      proposers: ['p1'],
      visitors: expect.any(Array) as string[],
    });
  });

  it('[R7.4] who objects while the result is in review is visited before it is issued; who objects after it gets a round of their own', () => {
    const { scenario } = replied();
    scenario.goTo('2026-04-27');
    scenario.act('office', 'assignRework', rework(['p1'], '2026-04-27'));
    scenario.act('leadOfficer', 'recordReworkCause', { reworkId: 'r1', cause: 'x', measures: 'x' });
    scenario.act('leadOfficer', 'recordReworkVisit', {
      reworkId: 'r1',
      proposers: ['p1'],
      visitors: ['lead-2'],
      opinion: 'x',
    });
    const letterId = draftResult(scenario, 'r1');
    steps.review(scenario, letterId);
    scenario.act('office', 'assignRework', rework(['p2'], '2026-04-27'));
    const issue = { letterId, documentNumber: 'x', sent: [] };
    expect(scenario.refusal('lead', 'issueLetter', issue)).toMatchObject({
      rule: 'R7.4',
      code: 'out-of-order',
    });
    scenario.act('leadOfficer', 'recordReworkVisit', {
      reworkId: 'r1',
      proposers: ['p2'],
      visitors: ['lead-2'],
      opinion: 'x',
    });
    scenario.act('lead', 'issueLetter', issue);
    expect(scenario.act('office', 'assignRework', rework(['p2'], '2026-04-27'))).toContain('reworkAssigned');
    steps.world(scenario);
    expect(scenario.case.reworks).toMatchObject({
      r1: { status: 'answered' },
      r2: { status: 'open', round: 2, objectors: ['p2'] },
    });
    expect(
      Object.values(scenario.case.obligations)
        .filter(({ kind }) => kind === 'rework')
        .map(({ status }) => status),
    ).toEqual(['met', 'open']);
  });

  it('[R7.4] a recalled result can be issued again, and nothing else of the case is held by it', () => {
    const { scenario } = published();
    scenario.act('office', 'assignRework', rework(['p1'], '2026-04-20'));
    const first = result(scenario, 'r1', ['p1']);
    scenario.act('lead', 'recallLetter', { letterId: first, reason: 'x' });
    expect(scenario.case.reworks.r1?.status).toBe('answered');
    expect(owed(scenario, 'reissue', 't1')).toMatchObject({ status: 'open', about: first });
    const second = draftResult(scenario, 'r1');
    steps.review(scenario, second);
    scenario.act('lead', 'issueLetter', { letterId: second, documentNumber: 'x', sent: [] });
    steps.world(scenario);
    expect(owed(scenario, 'reissue', 't1')?.status).toBe('met');
    steps.feedback(scenario, 'p1');
    steps.feedback(scenario, 'p2');
    scenario.act('office', 'closeSupervision', { supervisionId: 's1', result: 'x' });
    expect(scenario.case.status).toBe('closed');
  });

  it('[R7.2] opens one tracked supervision where its dissatisfaction was not entered as feedback, and none where it was', () => {
    const tracked = (scenario: Scenario) =>
      Object.values(scenario.case.supervisions).filter(({ form }) => form === 'tracked-supervision');
    const { scenario } = published();
    expect(scenario.act('office', 'assignRework', rework(['p1'], '2026-04-20'))).toContain(
      'supervisionOpened',
    );
    expect(tracked(scenario)).toMatchObject([{ trackId: 't1', ground: 'dissatisfied', status: 'open' }]);
    // Another body's joins the same round, and what comes in as feedback afterwards is supervised already.
    expect(scenario.act('office', 'assignRework', rework(['p2'], '2026-04-20'))).not.toContain(
      'supervisionOpened',
    );
    steps.feedback(scenario, 'p1', 'dissatisfied');
    expect(tracked(scenario)).toHaveLength(1);

    const entered = published().scenario;
    steps.feedback(entered, 'p1', 'dissatisfied');
    entered.act('office', 'closeSupervision', { supervisionId: 's1', result: 'x' });
    expect(entered.act('office', 'assignRework', rework(['p1'], '2026-04-20'))).not.toContain(
      'supervisionOpened',
    );
    expect(entered.act('office', 'assignRework', rework(['p2'], '2026-04-20'))).toEqual([
      'reworkJoined',
      'supervisionOpened',
    ]);
  });

  it('[R7.4] a late rework reopens a closed case with its whole record, and it closes again', () => {
    const { scenario, letterId } = closed();
    const { endedOn: _ended, ...before } = scenario.case as typeof scenario.case & { endedOn: string };
    scenario.goTo('2026-06-01');
    expect(scenario.act('office', 'assignRework', rework(['p2'], '2026-06-01'))).toEqual([
      'caseReopened',
      'reworkAssigned',
      'obligationOpened',
      'supervisionOpened',
    ]);
    expect(scenario.case).not.toHaveProperty('endedOn');
    expect(scenario.case.feedback).toEqual(before.feedback);
    expect(scenario.case.letters[letterId]).toEqual(before.letters[letterId]);
    expect(scenario.case.tracks.t1?.status).toBe('signed');
    expect(scenario.refusal('office', 'reassign', { trackId: 't1', unit: 'new', reason: 'x' })).toMatchObject(
      { rule: 'R7.4', code: 'wrong-state' },
    );
    result(scenario, 'r1', ['p2']);
    steps.feedback(scenario, 'p2');
    scenario.act('office', 'closeSupervision', { supervisionId: 's1', result: 'x' });
    expect(scenario.case.status).toBe('closed');
  });

  it('[R7.4] late, it is missed and inspected like every other duty', () => {
    const { scenario } = published();
    scenario.act('office', 'assignRework', rework(['p1'], '2026-04-20'));
    scenario.goTo('2026-05-21');
    expect(owed(scenario, 'rework', 't1')).toMatchObject({ due: '2026-05-20', missed: true });
    expect(scenario.goTo('2026-05-27')).toEqual(['supervisionOpened']);
  });
});
