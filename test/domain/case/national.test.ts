import { newsOf, statusOf } from '../../../domain/case';
import { criteria, Scenario, standardIntake, staff, steps } from './scenario';
import { consulted, HASH, owed, signed } from './stages';
import {
  LIMITS,
  OFFICE,
  draft,
  last,
  national,
  of,
  replied,
  sentOut,
  submit,
  submitted,
} from './national-stages';

describe('a national case: the provincial office has a part of its own', () => {
  it('[R3.1] it opens with the case, without signing, and owes the reply from the day of assignment', () => {
    const scenario = new Scenario(national());
    expect(scenario.case.tracks[OFFICE]).toMatchObject({
      part: 'office',
      status: 'signed',
      unit: 'provincial-office',
    });
    expect(owed(scenario, 'sign', OFFICE)).toBeUndefined();
    expect(owed(scenario, 'form', OFFICE)).toBeUndefined();
    expect(owed(scenario, 'reply', OFFICE)).toMatchObject({
      due: '2026-05-20',
      openedOn: '2026-02-05',
      rule: 'R3.1',
      source: 'letter',
      settled: true,
    });
    const counted = new Scenario(
      national(undefined, { limits: { ...LIMITS, reply: { unit: 'day', amount: 90 } } }),
    );
    expect(owed(counted, 'reply', OFFICE)).toMatchObject({ start: '2026-02-05', rawDue: '2026-05-06' });
  });

  it('[R3.1] a provincial case has none, nor a national one for reference alone', () => {
    const parts = [{ unit: 'ref', part: 'reference' as const }];
    for (const intake of [standardIntake, national(undefined, { parts })])
      expect(Object.values(new Scenario(intake).case.tracks).some(({ part }) => part === 'office')).toBe(
        false,
      );
  });

  it('[R3.1] a case whose rules know no such part goes on as it did: it closes with the lead’s submission', () => {
    const scenario = submitted();
    const old = { ...scenario.context.rules, parts: { ...scenario.context.rules.parts } };
    delete old.parts['national.office'];
    const { [OFFICE]: _own, ...tracks } = scenario.case.tracks;
    const obligations = Object.fromEntries(
      Object.entries(scenario.case.obligations).filter(([, { trackId }]) => trackId !== OFFICE),
    );
    scenario.context = { ...scenario.context, rules: old };
    scenario.state = { ...scenario.case, status: 'open', tracks, obligations };
    expect(statusOf(scenario.case)).toBe('replied');
    scenario.act('system', 'tick', {});
    expect(scenario.case.status).toBe('closed');
  });

  it('[R3.1] co-handlers give their opinions to the lead, the lead submits to the office, both electronically', () => {
    const scenario = submitted();
    expect(sentOut(scenario, 'l1')).toEqual(['opinion unit lead', 'copy body provincial-office']);
    expect(sentOut(scenario, 'l2')).toEqual(['submit body provincial-office']);
    expect(Object.values(scenario.case.deliveries).every(({ electronic }) => electronic)).toBe(true);
    expect(scenario.case.tracks.t1?.status).toBe('done');
    expect(scenario.case.status).toBe('open');
    expect(statusOf(scenario.case)).toBe('in-progress');
    expect(owed(scenario, 'copy', 't2')).toMatchObject({ rule: 'R3.1', settled: true, status: 'met' });
    const arrived = scenario.history.filter(
      (event) => event.type === 'deliverySent' && event.data.deliveryId === 'd3',
    );
    expect(newsOf(arrived[0]!, scenario.case)).toMatchObject([
      { template: 'submission-arrived', trackId: OFFICE },
    ]);
  });

  it('[R3.1] the office answers no one before the lead’s submission has come in, nor after it was recalled', () => {
    const scenario = consulted(national());
    expect(scenario.refusal('office', 'draftLetter', draft())).toMatchObject({
      rule: 'R3.1',
      code: 'out-of-order',
    });
    const letterId = submit(scenario);
    expect(scenario.refusal('office', 'draftLetter', draft())).toMatchObject({
      rule: 'R3.1',
      code: 'out-of-order',
    });
    steps.world(scenario);
    scenario.act('office', 'draftLetter', draft());
    const reply = last(scenario);
    scenario.act('lead', 'recallLetter', { letterId, reason: 'x' });
    for (const [person, level] of [
      ['po-2', 'division'],
      ['po-3', 'leaderInCharge'],
      ['po-4', 'principal'],
    ] as const)
      scenario.act(of(person), 'reviewLetter', { letterId: reply, level, decision: 'approve', criteria });
    const issue = { letterId: reply, documentNumber: 'x', sent: [] };
    expect(scenario.refusal('office', 'issueLetter', issue)).toMatchObject({
      rule: 'R3.1',
      code: 'out-of-order',
    });
  });

  it('[R3.1] the office sends a defective submission back with a reason: it is owed again, and the reply waits', () => {
    const scenario = submitted();
    const submission = 'l2';
    const met = owed(scenario, 'submission', 't1');
    scenario.act(of('po-1'), 'draftLetter', draft());
    const reply = last(scenario);
    scenario.goTo('2026-04-03');
    const data = { letterId: submission, reason: 'x' };
    expect(scenario.act('office', 'sendBackOpinion', data)).toEqual(['opinionSentBack', 'obligationOpened']);
    expect(owed(scenario, 'submission', 't1')).toMatchObject({
      rule: 'R3.1',
      settled: false,
      status: 'open',
      due: '2026-04-13',
      owedBy: { type: 'unit', id: 'lead' },
      about: submission,
    });
    expect(scenario.case.obligations[met?.id ?? '']).toEqual(met);
    const told = scenario.history.findLast(({ type }) => type === 'opinionSentBack');
    expect(newsOf(told!, scenario.case)).toMatchObject([
      { template: 'submission-sent-back', trackId: 't1', about: submission },
    ]);
    for (const [person, level] of [
      ['po-2', 'division'],
      ['po-3', 'leaderInCharge'],
      ['po-4', 'principal'],
    ] as const)
      scenario.act(of(person), 'reviewLetter', { letterId: reply, level, decision: 'approve', criteria });
    const issue = { letterId: reply, documentNumber: 'x', sent: [] };
    expect(scenario.refusal('office', 'issueLetter', issue)).toMatchObject({ rule: 'R3.1' });
    submit(scenario);
    steps.world(scenario);
    expect(owed(scenario, 'submission', 't1')?.status).toBe('met');
    expect(scenario.act('office', 'issueLetter', issue)).toContain('letterIssued');
    expect(scenario.refusal('office', 'sendBackOpinion', { ...data, letterId: 'l4' })).toMatchObject({
      rule: 'R3.1',
      code: 'wrong-state',
    });
  });

  it('[R3.1] [D5] the second limit of a submission moves with the setting, not with the letter', () => {
    const scenario = submitted();
    scenario.act('office', 'sendBackOpinion', { letterId: 'l2', reason: 'x' });
    const { rules } = scenario.context;
    const opinionAgain = { ...rules.limits.opinionAgain, amount: 20 };
    scenario.context = {
      ...scenario.context,
      rules: { ...rules, version: 'other', limits: { ...rules.limits, opinionAgain } },
    };
    scenario.act('system', 'adoptRules', { policyVersion: 'other', reason: 'x' });
    expect(owed(scenario, 'submission', 't1')?.due).toBe('2026-04-21');
  });

  it('[R3.1] nobody else sends a submission back, and the office no opinion that is the lead’s; each is told whose it is', () => {
    const scenario = submitted();
    const back = (letterId: string) => ({ letterId, reason: 'x' });
    for (const who of ['lead', 'co', 'leadOfficer'] as const)
      expect(scenario.refusal(who, 'sendBackOpinion', back('l2'))).toMatchObject({
        rule: 'R3.1',
        code: 'not-permitted',
        message: expect.stringContaining('省政府办公厅'),
      });
    expect(scenario.refusal('office', 'sendBackOpinion', back('l1'))).toMatchObject({
      rule: 'R3.4',
      message: expect.stringContaining('主办单位'),
    });
    expect(scenario.refusal('office', 'acceptOpinion', { letterId: 'l2' })).toMatchObject({
      rule: 'R3.1',
      code: 'wrong-state',
    });
    const early = { ...back('l2'), doneOn: '2026-03-31' };
    expect(scenario.refusal('office', 'sendBackOpinion', early)).toMatchObject({ rule: 'D8' });
    scenario.act('office', 'sendBackOpinion', back('l2'));
    expect(scenario.refusal('office', 'sendBackOpinion', back('l2'))).toMatchObject({ code: 'wrong-state' });
  });

  it('[D8] [R3.1] a submission that came in later than the day of the act is none yet', () => {
    const scenario = submitted();
    scenario.goTo('2026-04-02');
    const early = draft({ doneOn: '2026-03-31' });
    expect(scenario.refusal('office', 'draftLetter', early)).toMatchObject({ rule: 'R3.1' });
    scenario.act('office', 'draftLetter', draft({ doneOn: '2026-04-01' }));
  });

  it('[R6.1] the lead consults those who are answered; the office need not consult them again', () => {
    const scenario = signed(national());
    const submission = { trackId: 't1', product: 'submission', document: HASH, mark: 'public' } as const;
    expect(scenario.refusal('leadOfficer', 'draftLetter', submission)).toMatchObject({ rule: 'R6.1' });
    expect(replied().scenario.case.contacts.map(({ trackId }) => trackId)).toEqual(['t1']);
  });

  it('[R5.1] its letters are reviewed by a chain of their own, by different persons of the office', () => {
    const scenario = submitted();
    scenario.act(of('po-1'), 'draftLetter', draft());
    const letterId = last(scenario);
    const review = { letterId, level: 'division', decision: 'approve', criteria } as const;
    expect(scenario.case.letters[letterId]?.chain).toEqual(['division', 'leaderInCharge', 'principal']);
    expect(scenario.refusal(of('po-1'), 'reviewLetter', review)).toMatchObject({
      rule: 'R5.1',
      code: 'conflict',
    });
    scenario.act(of('po-2'), 'reviewLetter', review);
    const next = { ...review, level: 'leaderInCharge' } as const;
    expect(scenario.refusal(of('po-2'), 'reviewLetter', next)).toMatchObject({
      rule: 'R5.1',
      code: 'conflict',
    });
    scenario.act(of('po-3'), 'reviewLetter', next);
    scenario.act('office', 'nameResponsibility', { trackId: OFFICE, ...staff('po') });
    const principal = { ...review, level: 'principal' } as const;
    expect(scenario.refusal({ ...of('po-4'), person: 'po-9' }, 'reviewLetter', principal)).toMatchObject({
      rule: 'R5.1',
      pointer: '/level',
    });
    scenario.act({ ...of('po-4'), person: 'po-1' }, 'reviewLetter', principal);
  });

  it('[R3.1] [R3.9] the office replies to every deputy, and the case is replied to', () => {
    const { scenario, letterId } = replied();
    expect(sentOut(scenario, letterId)).toEqual(['reply proposer p1', 'reply proposer p2']);
    expect(owed(scenario, 'reply', OFFICE)).toMatchObject({ status: 'met', endedOn: '2026-04-20' });
    expect(statusOf(scenario.case)).toBe('replied');
  });

  it('[R3.1] it closes when the reply is out, the deputies have spoken, and nothing is open', () => {
    const { scenario } = replied();
    steps.feedback(scenario, 'p1');
    expect(scenario.case.status).toBe('open');
    steps.feedback(scenario, 'p2');
    expect(scenario.case.status).toBe('closed');
    const { scenario: silent } = replied();
    silent.goTo('2026-06-30');
    expect(silent.case.status).toBe('closed');
  });

  it('[R3.1] nobody acts on the other’s part: units not on the office’s, the office not on theirs', () => {
    const scenario = submitted();
    const ofItsUnit = { subject: 'x', role: 'unit-office', unit: 'provincial-office' } as const;
    for (const who of ['lead', 'leadOfficer', 'co', ofItsUnit] as const)
      expect(scenario.refusal(who, 'draftLetter', draft())).toMatchObject({ code: 'not-permitted' });
    const contact = {
      trackId: 't1',
      stage: 'during',
      way: 'visit',
      proposers: ['p1'],
      attendees: [],
      opinion: 'x',
      documents: [],
    } as const;
    const theirs = {
      ...contact,
      proposers: [...contact.proposers],
      attendees: [],
      documents: [],
      visitors: ['po-1'],
    };
    expect(scenario.refusal('office', 'recordContact', theirs)).toMatchObject({ code: 'not-permitted' });
    expect(scenario.refusal('office', 'recallLetter', { letterId: 'l2', reason: 'x' })).toMatchObject({
      code: 'not-permitted',
    });
    expect(scenario.refusal('office', 'sendBackOpinion', { letterId: 'l1', reason: 'x' })).toMatchObject({
      code: 'not-permitted',
    });
    scenario.act('office', 'recordContact', { ...theirs, trackId: OFFICE });
    expect(scenario.case.contacts.at(-1)?.trackId).toBe(OFFICE);
  });

  it('[R3.1] its own part is neither returned nor reassigned nor put off', () => {
    const scenario = submitted();
    const obligationId = owed(scenario, 'reply', OFFICE)?.id ?? '';
    expect(scenario.refusal('office', 'reassign', { trackId: OFFICE, unit: 'x', reason: 'x' })).toMatchObject(
      {
        rule: 'R3.1',
      },
    );
    expect(scenario.refusal('office', 'returnTrack', { trackId: OFFICE, reason: 'x' })).toMatchObject({
      code: 'not-permitted',
    });
    expect(
      scenario.refusal('office', 'requestExtension', { obligationId, until: '2026-07-01', reason: 'x' }),
    ).toMatchObject({ code: 'not-permitted' });
    expect(scenario.refusal('office', 'waiveObligation', { obligationId, reason: 'x' })).toMatchObject({
      code: 'wrong-state',
    });
  });

  it('[R3.1] nor made another part, swapped, dropped, handed over or passed on', () => {
    const scenario = submitted();
    const about = { trackId: OFFICE, reason: 'x' };
    const ofItsUnit = { subject: 'x', role: 'unit-office', unit: 'provincial-office' } as const;
    const people = staff('po');
    scenario.act('office', 'nameResponsibility', { trackId: OFFICE, ...people });
    const wrong = { code: 'wrong-state' };
    expect(scenario.refusal('office', 'changePart', { ...about, part: 'co-handler' })).toMatchObject(wrong);
    expect(scenario.refusal('office', 'swapLead', about)).toMatchObject(wrong);
    expect(scenario.refusal('office', 'dropCoHandler', about)).toMatchObject(wrong);
    for (const who of ['office', 'lead', ofItsUnit] as const) {
      const hands = { ...about, from: people.officer, to: 'po-9' };
      expect(scenario.refusal(who, 'handOver', hands)).toMatchObject({ code: 'not-permitted' });
      expect(scenario.refusal(who, 'passOn', { trackId: OFFICE, bureaus: ['po/bureau'] })).toMatchObject({
        code: 'not-permitted',
      });
    }
  });

  it('[R7.2] its own lateness is on record, and sets no inspection upon itself', () => {
    const scenario = submitted();
    scenario.goTo('2026-07-01');
    expect(owed(scenario, 'reply', OFFICE)).toMatchObject({ status: 'open', missed: true });
    expect(Object.values(scenario.case.supervisions).filter(({ trackId }) => trackId === OFFICE)).toEqual([]);
    const late = new Scenario();
    late.goTo('2026-07-01');
    expect(Object.values(late.case.supervisions).map(({ trackId }) => trackId)).toEqual(['t1', 't2']);
  });

  it('[R3.4] an opinion that never came can be waived once the lead has submitted, not before', () => {
    const scenario = consulted(national());
    const obligationId = owed(scenario, 'opinion', 't2')?.id ?? '';
    expect(scenario.refusal('office', 'waiveObligation', { obligationId, reason: 'x' })).toMatchObject({
      rule: 'R3.4',
    });
    submit(scenario);
    scenario.act('office', 'waiveObligation', { obligationId, reason: 'x' });
    expect(owed(scenario, 'opinion', 't2')?.status).toBe('cancelled');
  });
});
