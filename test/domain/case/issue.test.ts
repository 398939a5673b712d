import type { CommandData } from '../../../schemas/commands';
import { Scenario, standardIntake, steps } from './scenario';
import {
  approved,
  closed,
  consulted,
  HASH,
  owed,
  proposalIntake,
  published,
  replied,
  signed,
} from './stages';

const issue = (letterId: string, more: Partial<CommandData['issueLetter']> = {}) => ({
  letterId,
  documentNumber: 'x',
  sent: [],
  ...more,
});
const recipients = (scenario: Scenario, letterId: string) =>
  Object.values(scenario.case.deliveries)
    .filter((delivery) => delivery.letterId === letterId)
    .map(({ purpose, recipient }) => `${purpose} ${recipient.id}`);
const deliver = (scenario: Scenario, deliveryId: string, outcome: 'sent' | 'unreachable' = 'sent') =>
  scenario.act('system', 'reportDelivery', { deliveryId, outcome, way: 'mail' });

describe('issue and its recipients', () => {
  it('[R3.9] [R3.5] a joint suggestion is answered to every deputy, copied to the deputies committee and the provincial office', () => {
    const { scenario, letterId } = approved();
    scenario.act('lead', 'issueLetter', issue(letterId));
    expect(recipients(scenario, letterId)).toEqual([
      'reply p1',
      'reply p2',
      'copy congress-committee',
      'copy provincial-office',
    ]);
  });

  it('[R3.9] a joint proposal led by an organization is answered to it alone', () => {
    const scenario = consulted({
      ...proposalIntake,
      proposers: [{ role: 'lead', type: 'organization', name: '甲' }, ...proposalIntake.proposers.slice(1)],
    });
    const letterId = steps.reply(scenario);
    expect(recipients(scenario, letterId)).toEqual([
      'reply p1',
      'copy provincial-office',
      'copy cppcc-committee',
    ]);
  });

  it('[R3.4] an opinion goes to the lead; of a suggestion it is copied to the provincial office, of a proposal to the CPPCC committee too', () => {
    for (const [intake, copies] of [
      [standardIntake, ['copy provincial-office']],
      [proposalIntake, ['copy provincial-office', 'copy cppcc-committee']],
    ] as const) {
      const scenario = signed(intake);
      expect(recipients(scenario, steps.opinion(scenario))).toEqual(['opinion lead', ...copies]);
    }
  });

  it('[R3.4] [R3.5] [D7] copies are due on the day of the first dispatch, each a duty of its own', () => {
    const { scenario, letterId } = approved();
    scenario.act('lead', 'issueLetter', issue(letterId));
    const [reply, , first, second] = Object.values(scenario.case.deliveries).filter(
      (each) => each.letterId === letterId,
    );
    scenario.goTo('2026-04-21');
    deliver(scenario, first!.id);
    scenario.goTo('2026-04-22');
    expect(deliver(scenario, reply!.id)).not.toContain('caseClosed');
    const copies = () =>
      Object.values(scenario.case.obligations).filter(
        ({ kind, about }) => kind === 'copy' && [first!.id, second!.id].includes(about ?? ''),
      );
    expect(copies()).toMatchObject([
      { status: 'met', due: '2026-04-22', rule: 'R3.5' },
      { status: 'open', due: '2026-04-22', limit: { unit: 'fixed' } },
    ]);
    expect(scenario.case.deliveries[second!.id]?.dueOn).toBe('2026-04-22');
    expect(scenario.goTo('2026-04-23')).toEqual(['deadlineMissed']);
    deliver(scenario, second!.id);
    expect(copies()[1]).toMatchObject({ status: 'met', endedOn: '2026-04-23', missed: true });
  });

  it('[R3.5] the reply is met when the last required recipient was sent it; the first dispatch is the day of replying', () => {
    const { scenario, letterId } = approved();
    scenario.act('lead', 'issueLetter', issue(letterId));
    const [first, second] = Object.values(scenario.case.deliveries).filter(
      (each) => each.letterId === letterId,
    );
    deliver(scenario, first!.id);
    scenario.goTo('2026-04-24');
    expect(owed(scenario, 'reply', 't1')?.status).toBe('open');
    scenario.act('leadOfficer', 'recordDispatch', { deliveryId: second!.id, way: 'post' });
    expect(owed(scenario, 'reply', 't1')).toMatchObject({ status: 'met', endedOn: '2026-04-24' });
    expect(scenario.case.letters[letterId]?.repliedOn).toBe('2026-04-20');
    expect(owed(scenario, 'publication', 't1')?.start).toBe('2026-04-20');
    expect(owed(scenario, 'feedback', 'p2')?.start).toBe('2026-04-20');
  });

  it('[R3.5] [D8] a dispatch of Friday that is entered on Monday counts on Friday, and moves what counts from the day of replying', () => {
    const { scenario, letterId } = approved();
    scenario.act('lead', 'issueLetter', issue(letterId));
    const [first, second] = Object.values(scenario.case.deliveries).filter(
      (each) => each.letterId === letterId,
    );
    scenario.goTo('2026-04-27');
    scenario.act('leadOfficer', 'recordDispatch', { deliveryId: first!.id, way: 'post' });
    scenario.act('leadOfficer', 'recordDispatch', {
      deliveryId: second!.id,
      way: 'post',
      doneOn: '2026-04-24',
    });
    expect(scenario.case.letters[letterId]?.repliedOn).toBe('2026-04-24');
    const publications = Object.values(scenario.case.obligations).filter(
      ({ kind }) => kind === 'publication',
    );
    expect(publications).toMatchObject([
      { start: '2026-04-27', status: 'superseded', supersededBy: publications[1]!.id },
      { start: '2026-04-24', rawDue: '2026-05-09', status: 'open' },
    ]);
    expect(owed(scenario, 'reply', 't1')).toMatchObject({ status: 'met', endedOn: '2026-04-27' });
    expect(owed(scenario, 'copy', 't1')?.due).toBe('2026-04-24');
  });

  it('[R3.9] [D8] who was sent the letter already is a recipient, once, on a day between issue and today', () => {
    const { scenario, letterId } = approved();
    const sent = (...entries: [string, string][]) =>
      issue(letterId, {
        sent: entries.map(([recipient, sentOn]) => ({ recipient, sentOn, way: 'hand' as const })),
      });
    const refused = (data: CommandData['issueLetter']) => scenario.refusal('lead', 'issueLetter', data);
    expect(refused(sent(['p9', '2026-04-20']))).toMatchObject({
      rule: 'R3.9',
      code: 'unknown-reference',
      pointer: '/sent/0/recipient',
    });
    expect(refused(sent(['p1', '2026-04-21']))).toMatchObject({
      rule: 'D8',
      code: 'invalid-date',
      pointer: '/sent/0/sentOn',
    });
    expect(refused(sent(['p1', '2026-04-19']))).toMatchObject({ rule: 'D8', pointer: '/sent/0/sentOn' });
    expect(refused(sent(['p1', '2026-04-20'], ['p1', '2026-04-20']))).toMatchObject({
      code: 'duplicate',
      pointer: '/sent/1/recipient',
    });
    scenario.act('lead', 'issueLetter', sent(['p2', '2026-04-20'], ['p1', '2026-04-20']));
    expect(owed(scenario, 'reply', 't1')?.status).toBe('met');
  });

  it('[R3.1] a submission and an opinion of a national case are complete only with the electronic version', () => {
    const scenario = consulted({
      ...standardIntake,
      level: 'national',
      limits: {
        opinion: { unit: 'day', amount: 30 },
        submission: { unit: 'fixed', date: '2026-04-30' },
        setBy: 'provincial-office',
      },
    });
    expect(owed(scenario, 'submission', 't1')).toMatchObject({
      due: '2026-04-30',
      rule: 'R3.1',
      source: 'letter',
      settled: true,
    });
    expect(
      scenario.refusal('leadOfficer', 'draftLetter', {
        trackId: 't1',
        product: 'reply',
        document: HASH,
        category: 'A',
        mark: 'public',
      }),
    ).toMatchObject({ pointer: '/product' });
    scenario.act('leadOfficer', 'draftLetter', {
      trackId: 't1',
      product: 'submission',
      document: HASH,
      mark: 'public',
    });
    steps.review(scenario, 'l1');
    expect(scenario.refusal('lead', 'issueLetter', issue('l1'))).toMatchObject({
      rule: 'R3.1',
      code: 'missing',
      pointer: '/electronicVersion',
    });
    scenario.act('lead', 'issueLetter', issue('l1', { electronicVersion: HASH }));
    expect(recipients(scenario, 'l1')).toEqual(['submit provincial-office']);
    expect(scenario.refusal('lead', 'recordDispatch', { deliveryId: 'd1', way: 'post' })).toMatchObject({
      rule: 'R3.1',
      pointer: '/electronicVersion',
    });
    scenario.act('lead', 'recordDispatch', { deliveryId: 'd1', way: 'exchange', electronicVersion: HASH });
    expect(owed(scenario, 'submission', 't1')?.status).toBe('met');
  });

  it('[R3.7] out of session the reply is copied to the body that assigned it too', () => {
    const scenario = consulted({
      ...proposalIntake,
      outOfSession: true,
      assignedBy: 'cppcc-committee',
      limits: {
        opinion: { unit: 'day', amount: 9 },
        reply: { unit: 'day', amount: 90 },
        setBy: 'cppcc-committee',
      },
    });
    expect(recipients(scenario, steps.reply(scenario))).toEqual([
      'reply p1',
      'copy provincial-office',
      'copy cppcc-committee',
    ]);
    const congress = consulted({
      ...standardIntake,
      outOfSession: true,
      limits: {
        opinion: { unit: 'day', amount: 9 },
        reply: { unit: 'workday', amount: 50 },
        setBy: 'provincial-office',
      },
    });
    expect(owed(congress, 'reply', 't1')).toMatchObject({
      rule: 'R3.7',
      source: 'letter',
      limit: { unit: 'workday', amount: 50 },
    });
    expect(owed(congress, 'opinion', 't2')).toMatchObject({ rule: 'R3.7', rawDue: '2026-02-14' });
  });

  it('[R3.6] a national case out of session runs by the limits of its letter', () => {
    const scenario = new Scenario({
      ...standardIntake,
      level: 'national',
      outOfSession: true,
      limits: {
        opinion: { unit: 'day', amount: 30 },
        submission: { unit: 'month', amount: 2 },
        setBy: 'provincial-office',
      },
    });
    expect(owed(scenario, 'submission', 't1')).toMatchObject({
      rule: 'R3.6',
      rawDue: '2026-04-05',
      due: '2026-04-07',
      source: 'letter',
    });
  });

  it('a report that is repeated, or comes after a recall, changes nothing', () => {
    const { scenario, letterId } = approved();
    scenario.act('lead', 'issueLetter', issue(letterId));
    const [first, second] = Object.values(scenario.case.deliveries).filter(
      (each) => each.letterId === letterId,
    );
    deliver(scenario, first!.id);
    expect(deliver(scenario, first!.id)).toEqual([]);
    scenario.act('lead', 'recallLetter', { letterId, reason: 'x' });
    expect(deliver(scenario, second!.id)).toEqual([]);
    expect(
      scenario.refusal('leadOfficer', 'recordDispatch', { deliveryId: second!.id, way: 'post' }),
    ).toMatchObject({ code: 'wrong-state' });
  });

  it('[D8] a receipt comes after its dispatch; the unit that got an opinion signs for it', () => {
    const scenario = consulted();
    steps.opinion(scenario);
    expect(scenario.refusal('lead', 'recordReceipt', { deliveryId: 'd1' })).toMatchObject({
      code: 'wrong-state',
    });
    scenario.goTo('2026-02-12');
    steps.world(scenario);
    expect(
      scenario.refusal('lead', 'recordReceipt', { deliveryId: 'd1', doneOn: '2026-02-11' }),
    ).toMatchObject({ rule: 'D8' });
    expect(scenario.refusal('stranger', 'recordReceipt', { deliveryId: 'd1' })).toMatchObject({
      code: 'not-permitted',
    });
    scenario.act('lead', 'recordReceipt', { deliveryId: 'd1' });
    expect(scenario.case.deliveries.d1).toMatchObject({ status: 'received', receivedOn: '2026-02-12' });
  });
});

describe('recall', () => {
  it('[D7] what was met stays met; it is issued again within five working days, taken down, and the windows end', () => {
    const { scenario, letterId } = published();
    scenario.goTo('2026-04-27');
    scenario.act('lead', 'recallLetter', { letterId, reason: 'x' });
    expect(owed(scenario, 'reply', 't1')).toMatchObject({ status: 'met', endedOn: '2026-04-20' });
    expect(owed(scenario, 'publication', 't1')?.status).toBe('met');
    expect(owed(scenario, 'reissue', 't1')).toMatchObject({
      status: 'open',
      start: '2026-04-27',
      due: '2026-05-07',
      about: letterId,
    });
    expect(scenario.case.letters[letterId]).toMatchObject({
      status: 'recalled',
      publication: { status: 'taking-down' },
    });
    expect(owed(scenario, 'feedback', 'p1')).toMatchObject({ status: 'cancelled' });
    steps.world(scenario);
    expect(scenario.case.letters[letterId]?.publication.status).toBe('taken-down');
    expect(
      scenario.refusal('p1', 'giveFeedback', {
        proposer: 'p1',
        attitude: 'satisfied',
        result: 'satisfied',
      }),
    ).toMatchObject({ rule: 'R3.9', code: 'out-of-order' });
    scenario.goTo('2026-04-28');
    const again = steps.reply(scenario);
    expect(scenario.case.letters[again]).toMatchObject({ replaces: letterId, status: 'issued' });
    expect(owed(scenario, 'reissue', 't1')).toMatchObject({ status: 'met', endedOn: '2026-04-28' });
    expect(owed(scenario, 'publication', 't1')).toMatchObject({ status: 'open', about: again });
    steps.publish(scenario, again);
    steps.feedback(scenario, 'p1');
    steps.feedback(scenario, 'p2');
    expect(scenario.case.status).toBe('closed');
  });

  it('before all were sent it, the reply is still owed, and the re-issue meets both', () => {
    const { scenario, letterId } = approved();
    scenario.act('lead', 'issueLetter', issue(letterId));
    deliver(scenario, Object.values(scenario.case.deliveries).find((each) => each.letterId === letterId)!.id);
    scenario.act('lead', 'recallLetter', { letterId, reason: 'x' });
    expect(owed(scenario, 'reply', 't1')?.status).toBe('open');
    expect(scenario.case.tracks.t1?.status).toBe('signed');
    steps.reply(scenario);
    expect([owed(scenario, 'reply', 't1')?.status, owed(scenario, 'reissue', 't1')?.status]).toEqual([
      'met',
      'met',
    ]);
  });

  it('only what is issued is recalled, and not before its day', () => {
    const { scenario, letterId } = approved();
    expect(scenario.refusal('lead', 'recallLetter', { letterId, reason: 'x' })).toMatchObject({
      code: 'wrong-state',
      pointer: '/letterId',
    });
    scenario.act('lead', 'issueLetter', issue(letterId));
    expect(
      scenario.refusal('lead', 'recallLetter', { letterId, reason: 'x', doneOn: '2026-04-17' }),
    ).toMatchObject({ rule: 'D8' });
  });

  it('a letter that turns out to be wrong after the close opens the case, which closes with the one that takes its place', () => {
    const { scenario, letterId } = closed();
    scenario.goTo('2026-05-06');
    expect(scenario.act('lead', 'recallLetter', { letterId, reason: 'x', evidence: 'x1' })).toEqual([
      'caseReopened',
      'letterRecalled',
      'takeDownRequested',
      'obligationOpened',
    ]);
    const made = scenario.history.find(({ data }) => data.evidence === 'x1');
    expect(made?.type).toBe('letterRecalled');
    expect(owed(scenario, 'reissue', 't1')).toMatchObject({ status: 'open', start: '2026-05-06' });
    expect(owed(scenario, 'reply', 't1')?.status).toBe('met');
    expect(scenario.case).toMatchObject({ status: 'open', tracks: { t1: { status: 'signed' } } });
    steps.world(scenario);
    expect(scenario.case.letters[letterId]?.publication.status).toBe('taken-down');
    const again = steps.reply(scenario);
    expect(owed(scenario, 'reissue', 't1')?.status).toBe('met');
    steps.publish(scenario, again);
    steps.feedback(scenario, 'p1');
    steps.feedback(scenario, 'p2');
    expect(scenario.case).toMatchObject({ status: 'closed', endedOn: '2026-05-06' });
  });

  it('recalled twice, the duty to issue again is one, and its former one ended', () => {
    const { scenario, letterId } = replied();
    scenario.act('lead', 'recallLetter', { letterId, reason: 'x' });
    const second = steps.draftReply(scenario);
    steps.review(scenario, second);
    scenario.act('lead', 'issueLetter', issue(second));
    scenario.act('lead', 'recallLetter', { letterId: second, reason: 'x' });
    expect(
      Object.values(scenario.case.obligations)
        .filter(({ kind }) => kind === 'reissue')
        .map(({ status }) => status),
    ).toEqual(['cancelled', 'open']);
  });

  it('[R3.4] an opinion can be recalled and issued again, and nothing of the reply is touched', () => {
    const scenario = consulted();
    const letterId = steps.opinion(scenario);
    steps.world(scenario);
    scenario.act('co', 'recallLetter', { letterId, reason: 'x' });
    expect(owed(scenario, 'reissue', 't2')).toMatchObject({ status: 'open', about: letterId });
    expect(owed(scenario, 'opinion', 't2')?.status).toBe('met');
    steps.opinion(scenario);
    steps.world(scenario);
    expect(owed(scenario, 'reissue', 't2')?.status).toBe('met');
  });
});
