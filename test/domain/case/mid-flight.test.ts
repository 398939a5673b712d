import { newsOf, type EventType, type NumberedIntake } from '../../../domain/case';
import { Scenario, standardIntake, staff, steps } from './scenario';
import { consulted, HASH, owed, replied, signed } from './stages';

const office = (unit: string) => ({ subject: `${unit}-office`, role: 'unit-office' as const, unit });
const division = (unit: string) => ({ subject: `${unit}-officer`, role: 'unit-division' as const, unit });
const separate: NumberedIntake = {
  ...standardIntake,
  parts: [
    { unit: 'a', part: 'separate' },
    { unit: 'b', part: 'separate' },
  ],
};
const swap = { trackId: 't2', reason: 'why-1' };

/** Whom the news of the latest event of a type reaches, by track or id. */
function toldOf(scenario: Scenario, type: EventType): string[] {
  const event = scenario.history.findLast((each) => each.type === type);
  return newsOf(event!, scenario.case).flatMap(({ to }) =>
    to.map((one) => (one.type === 'post' ? `${one.trackId} ${one.post}` : `${one.type} ${one.id}`)),
  );
}

describe('who leaves a case, and who joins one', () => {
  it('[R3.3] a separate unit, as long as another one replies', () => {
    const scenario = signed(separate);
    scenario.act('office', 'dropCoHandler', { trackId: 't1', reason: 'x' });
    expect(owed(scenario, 'reply', 't1')?.status).toBe('cancelled');
    expect(owed(scenario, 'reply', 't2')?.status).toBe('open');
    expect(scenario.refusal('office', 'dropCoHandler', { trackId: 't2', reason: 'x' })).toMatchObject({
      rule: 'R3.3',
      code: 'wrong-state',
      pointer: '/trackId',
    });
  });

  it('[R3.11] [R6.1] what it asked for ends with its part, with the reason: a closed case waits for none of it', () => {
    const scenario = consulted();
    steps.forms(scenario);
    const obligationId = owed(scenario, 'opinion', 't2')?.id ?? '';
    scenario.act('co', 'requestExtension', { obligationId, until: '2026-04-30', reason: 'x' });
    scenario.act('lead', 'askInstructions', { trackId: 't1', to: 'x', question: 'x' });
    scenario.act('co', 'askInstructions', { trackId: 't2', to: 'x', question: 'x' });
    const exception = { proposer: 'p2', ground: 'unreachable', reason: 'x' } as const;
    scenario.act('coOfficer', 'requestContactException', { ...exception, trackId: 't2' });
    const drop = { trackId: 't2', reason: 'why-1' };
    const made = scenario.act('office', 'dropCoHandler', drop);
    const ended = ['instructionsWithdrawn', 'extensionDecided', 'contactExceptionDecided'];
    expect(made).toEqual(expect.arrayContaining(ended));
    const { instructions, extensions, exceptions } = scenario.case;
    expect([instructions['i1']?.status, instructions['i2']?.status]).toEqual(['open', 'withdrawn']);
    expect([extensions['e1']?.status, exceptions['x1']?.status]).toEqual(['refused', 'refused']);
    for (const event of scenario.history.filter(({ type }) => ended.includes(type)))
      expect([event.data, newsOf(event, scenario.case)]).toMatchObject([{ reason: 'why-1' }, []]);
    // The lead may ask for the exception itself, and the case closes when the lead's part is done.
    scenario.act('leadOfficer', 'requestContactException', { ...exception, trackId: 't1' });
    scenario.act('office', 'decideContactException', { exceptionId: 'x2', outcome: 'approved' });
    scenario.act('office', 'answerInstructions', { requestId: 'i1', answer: 'x' });
    scenario.goTo('2026-04-20');
    const letterId = steps.reply(scenario);
    scenario.act('lead', 'publishLetter', { letterId, coHandlers: [], withOriginal: false });
    steps.world(scenario);
    steps.feedback(scenario, 'p1');
    steps.feedback(scenario, 'p2');
    expect(scenario.case.status).toBe('closed');
  });

  it('[R3.3] [D7] another separate unit joins one that is handled separately, with dates and a reply of its own', () => {
    const scenario = signed(separate);
    scenario.goTo('2026-03-10');
    const join = { unit: 'c', part: 'separate', reason: 'x' } as const;
    expect(scenario.refusal('office', 'addCoHandler', { unit: 'c', reason: 'x' })).toMatchObject({
      rule: 'R3.4',
      code: 'wrong-state',
    });
    expect(scenario.refusal('office', 'addCoHandler', { ...join, unit: 'b' })).toMatchObject({
      code: 'duplicate',
      pointer: '/unit',
    });
    expect(scenario.refusal('office', 'addCoHandler', { ...join, assignedOn: '2026-03-11' })).toMatchObject({
      code: 'invalid-date',
      pointer: '/assignedOn',
    });
    scenario.act('office', 'addCoHandler', {
      ...join,
      limits: { reply: { unit: 'fixed', date: '2026-04-30' }, setBy: 'provincial-office' },
    });
    expect(scenario.case.tracks['t3']).toMatchObject({ unit: 'c', part: 'separate', status: 'assigned' });
    expect(owed(scenario, 'sign', 't3')?.status).toBe('open');
    expect(owed(scenario, 'form', 't3')?.status).toBe('open');
    expect(owed(scenario, 'reply', 't3')).toMatchObject({ start: '2026-04-30', source: 'office' });
    scenario.act('office', 'addCoHandler', { ...join, unit: 'd', assignedOn: '2026-03-02' });
    expect(owed(scenario, 'reply', 't4')).toMatchObject({ start: '2026-03-02', due: '2026-06-02' });
  });

  it('[R3.3] [R3.2] no separate unit joins a case that has a lead', () => {
    expect(
      signed().refusal('office', 'addCoHandler', { unit: 'c', part: 'separate', reason: 'x' }),
    ).toMatchObject({ rule: 'R3.3', code: 'conflict', pointer: '/part' });
  });

  it('[R3.3] no separate unit that has replied', () => {
    const scenario = signed({ ...separate, proposers: standardIntake.proposers.slice(0, 1) });
    const draft = { trackId: 't1', product: 'reply', document: HASH, category: 'A', mark: 'public' } as const;
    scenario.act(office('a'), 'recordContact', {
      trackId: 't1',
      stage: 'before',
      way: 'visit',
      visitors: ['x-1'],
      proposers: ['p1'],
      attendees: [],
      opinion: 'x',
      plan: 'x',
      documents: [],
    });
    scenario.act(division('a'), 'draftLetter', draft);
    for (const [level, role] of [
      ['division', 'unit-division'],
      ['office', 'unit-office'],
      ['leaderInCharge', 'unit-leader'],
      ['principal', 'unit-leader'],
    ] as const)
      scenario.act({ subject: level, role, unit: 'a', person: staff('a')[level] }, 'reviewLetter', {
        letterId: 'l1',
        level,
        decision: 'approve',
        criteria: { objective: true, concrete: true, lawful: true, concise: true, inForm: true },
      });
    scenario.act(office('a'), 'issueLetter', { letterId: 'l1', documentNumber: 'x', sent: [] });
    expect(scenario.refusal('office', 'dropCoHandler', { trackId: 't1', reason: 'x' })).toMatchObject({
      rule: 'R3.3',
    });
  });

  it('[R3.8] a unit for reference, but not the last one of a case', () => {
    const parts = ['r1', 'r2'].map((unit) => ({ unit, part: 'reference' as const }));
    const scenario = signed({ ...standardIntake, parts });
    scenario.act('office', 'dropCoHandler', { trackId: 't1', reason: 'x' });
    expect(owed(scenario, 'reference', 't1')?.status).toBe('cancelled');
    expect(scenario.refusal('office', 'dropCoHandler', { trackId: 't2', reason: 'x' })).toMatchObject({
      rule: 'R3.8',
    });
  });

  it('[R3.3] [D7] a separate part can be given to another unit, its dates stated', () => {
    const scenario = signed(separate);
    scenario.goTo('2026-03-02');
    scenario.act('office', 'reassign', { trackId: 't1', unit: 'c', reason: 'x', assignedOn: '2026-03-02' });
    expect(owed(scenario, 'reply', 't1')).toMatchObject({ status: 'superseded', due: '2026-05-06' });
    expect(owed(scenario, 'reply', 't3')).toMatchObject({ status: 'open', due: '2026-06-02' });
  });
});

describe('lead and co-handler change places', () => {
  it('[D7] [R3.4] [R3.5] each owes what the other owed from the same day: the old duties are superseded, no other', () => {
    const scenario = signed();
    const before = scenario.case.obligations;
    scenario.goTo('2026-03-02');
    scenario.act('office', 'swapLead', swap);
    const { tracks } = scenario.case;
    expect([tracks['t1']?.part, tracks['t2']?.part]).toEqual(['co-handler', 'lead']);
    expect(owed(scenario, 'reply', 't2')).toMatchObject({ start: '2026-02-05', due: '2026-05-06' });
    expect(owed(scenario, 'opinion', 't1')).toMatchObject({ start: '2026-02-05', due: '2026-04-07' });
    const [reply, opinion] = [owed(scenario, 'reply', 't1'), owed(scenario, 'opinion', 't2')];
    expect(reply).toMatchObject({ status: 'superseded', supersededBy: owed(scenario, 'reply', 't2')?.id });
    expect(opinion).toMatchObject({
      status: 'superseded',
      supersededBy: owed(scenario, 'opinion', 't1')?.id,
    });
    for (const { id, kind } of Object.values(before).filter(({ kind: each }) => each === 'form'))
      expect([kind, scenario.case.obligations[id]?.status]).toEqual(['form', 'open']);
  });

  it('[R3.5] or from another day that the office states', () => {
    const scenario = signed();
    scenario.goTo('2026-03-02');
    scenario.act('office', 'swapLead', { ...swap, assignedOn: '2026-03-02' });
    expect(owed(scenario, 'reply', 't2')?.due).toBe('2026-06-02');
    expect(owed(scenario, 'opinion', 't1')?.due).toBe('2026-05-06');
  });

  it('keep their hands, contacts and signatures; drafts are of no use any more', () => {
    const scenario = consulted();
    const { responsibility, signedOn } = scenario.case.tracks['t1']!;
    const letterId = steps.draftReply(scenario);
    scenario.act('office', 'swapLead', swap);
    expect(scenario.case.tracks['t1']).toMatchObject({ responsibility, signedOn, part: 'co-handler' });
    expect(scenario.case.letters[letterId]).toMatchObject({ status: 'discarded', endedOn: '2026-02-10' });
    expect(scenario.refusal('leadDivision', 'reviewLetter', review(letterId))).toMatchObject({
      code: 'wrong-state',
    });
    const draft = { trackId: 't1', product: 'opinion', document: HASH, mark: 'public' } as const;
    expect(scenario.act('leadOfficer', 'draftLetter', draft)).toContain('letterDrafted');
    expect(scenario.refusal('leadOfficer', 'draftLetter', { ...draft, product: 'reply' })).toMatchObject({
      rule: 'R3.2',
    });
  });

  it('[R6.1] who leads from now on consults for itself', () => {
    const scenario = consulted();
    scenario.act('office', 'swapLead', swap);
    const draft = { trackId: 't2', product: 'reply', document: HASH, category: 'A', mark: 'public' } as const;
    expect(scenario.refusal(division('co'), 'draftLetter', draft)).toMatchObject({ rule: 'R6.1' });
  });

  it('[R2.3] a form that the former lead’s covered is owed by the new lead itself', () => {
    const scenario = signed();
    steps.forms(scenario);
    scenario.goTo('2026-03-02');
    scenario.act('office', 'swapLead', swap);
    expect(owed(scenario, 'form', 't2')).toMatchObject({ status: 'open', due: '2026-04-01' });
    expect(scenario.refusal('co', 'coverForm', { trackId: 't2' })).toMatchObject({ rule: 'R2.3' });
    // Had the former lead sent none, it owes what it always did.
    const early = signed();
    early.act('co', 'coverForm', { trackId: 't2' });
    early.act('office', 'swapLead', swap);
    const forms = Object.values(early.case.obligations).filter(({ kind }) => kind === 'form');
    expect(forms.map(({ trackId, status, due }) => `${trackId} ${status} ${due}`)).toEqual([
      't1 open 2026-03-09',
      't2 open 2026-03-09',
    ]);
  });

  it('[D7] divisions have new limits inside, ahead of the new dates', () => {
    const scenario = signed();
    scenario.act('co', 'assignDivision', { trackId: 't2', division: 'co/1' });
    expect(owed(scenario, 'internal', 't2')?.due).toBe('2026-03-28');
    scenario.act('office', 'swapLead', swap);
    expect(Object.values(scenario.case.obligations).filter(({ kind }) => kind === 'internal')).toMatchObject([
      { status: 'superseded' },
      { status: 'open', due: '2026-04-26', trackId: 't2' },
    ]);
  });

  it('[R3.4] not once either has issued its product, even where it was sent back or recalled', () => {
    const refused = { rule: 'R3.4', code: 'wrong-state', pointer: '/trackId' };
    const opinion = consulted();
    const letterId = steps.opinion(opinion);
    expect(opinion.refusal('office', 'swapLead', swap)).toMatchObject(refused);
    steps.world(opinion);
    opinion.act('lead', 'sendBackOpinion', { letterId, reason: 'x' });
    expect(opinion.refusal('office', 'swapLead', swap)).toMatchObject(refused);
    const reply = replied();
    reply.scenario.act('lead', 'recallLetter', { letterId: reply.letterId, reason: 'x' });
    expect(reply.scenario.refusal('office', 'swapLead', swap)).toMatchObject(refused);
  });

  it('[R3.4] twin: with a reply that is approved but not issued they still do', () => {
    const scenario = consulted();
    steps.review(scenario, steps.draftReply(scenario));
    expect(scenario.act('office', 'swapLead', swap)).toContain('leadSwapped');
    expect(
      scenario.refusal('lead', 'issueLetter', { letterId: 'l1', documentNumber: 'x', sent: [] }),
    ).toMatchObject({ rule: 'R5.1' });
  });

  it('only a co-handler, and none that is returned', () => {
    const scenario = signed();
    expect(scenario.refusal('office', 'swapLead', { ...swap, trackId: 't1' })).toMatchObject({
      rule: 'R3.4',
    });
    scenario.act('co', 'returnTrack', { trackId: 't2', reason: 'x' });
    expect(scenario.refusal('office', 'swapLead', swap)).toMatchObject({ code: 'out-of-order' });
    expect(signed().refusal('lead', 'swapLead', swap)).toMatchObject({ code: 'not-permitted' });
  });

  it('and both learn of it, and the other co-handlers, whose opinions go elsewhere', () => {
    const parts = [...standardIntake.parts, { unit: 'third', part: 'co-handler' as const }];
    const scenario = signed({ ...standardIntake, parts });
    scenario.act('office', 'swapLead', swap);
    expect(toldOf(scenario, 'leadSwapped')).toEqual(
      expect.arrayContaining(['t1 officer', 't1 principal', 't2 officer', 't2 principal', 't3 office']),
    );
    expect(toldOf(scenario, 'leadSwapped')).toHaveLength(11);
  });

  it('[R3.1] the limits that a letter named stay with the part', () => {
    const limits = {
      opinion: { unit: 'day', amount: 20 },
      submission: { unit: 'month', amount: 2 },
      setBy: 'provincial-office',
    } as const;
    const scenario = signed({ ...standardIntake, level: 'national', limits });
    const own = { opinion: { unit: 'day', amount: 9 }, setBy: 'provincial-office' } as const;
    scenario.act('office', 'addCoHandler', { unit: 'late', reason: 'x', limits: own });
    // The third is the provincial office's own.
    scenario.act('office', 'swapLead', { ...swap, trackId: 't4' });
    expect(owed(scenario, 'submission', 't4')).toMatchObject({ start: '2026-02-05', due: '2026-04-07' });
    expect(owed(scenario, 'opinion', 't1')).toMatchObject({ start: '2026-02-06', rawDue: '2026-02-15' });
  });

  const review = (letterId: string) =>
    ({ letterId, level: 'division', decision: 'return', reason: 'x' }) as const;
});

describe('duties that go to another person', () => {
  it('[R1.1] all that one held in a part, for good, and both are on record', () => {
    const scenario = signed();
    scenario.act('lead', 'nameCaseLeader', { trackId: 't1', person: 'lead-2' });
    const to = { trackId: 't1', from: 'lead-2', to: 'lead-9', reason: 'x' };
    scenario.act('lead', 'handOver', to);
    expect(scenario.case.tracks['t1']).toMatchObject({
      responsibility: { ...staff('lead'), leaderInCharge: 'lead-9' },
      caseLeader: 'lead-9',
    });
    expect(scenario.history.at(-1)).toMatchObject({
      type: 'dutiesHandedOver',
      data: { from: 'lead-2', to: 'lead-9', duties: ['leaderInCharge', 'caseLeader'] },
    });
    expect(toldOf(scenario, 'dutiesHandedOver')).toEqual(['person lead-9', 'person lead-2', 't1 office']);
    expect(scenario.refusal('lead', 'handOver', to)).toMatchObject({
      rule: 'R1.1',
      code: 'wrong-state',
      pointer: '/from',
    });
  });

  it('[R1.1] an officer to whom the division gave it later, too', () => {
    const scenario = signed();
    scenario.act('lead', 'assignDivision', { trackId: 't1', division: 'lead/1', officer: 'lead-7' });
    scenario.act('lead', 'handOver', { trackId: 't1', from: 'lead-7', to: 'lead-8', reason: 'x' });
    expect(scenario.case.tracks['t1']).toMatchObject({
      officer: 'lead-8',
      responsibility: { officer: 'lead-5' },
    });
  });

  it('[R1.1] but not so that who leads is who directs, nor to oneself, nor by another unit', () => {
    const scenario = signed();
    const hand = { trackId: 't1', from: 'lead-2', to: 'lead-1', reason: 'x' };
    for (const to of ['lead-1', 'lead-2'])
      expect(scenario.refusal('lead', 'handOver', { ...hand, to })).toMatchObject({
        rule: 'R1.1',
        code: 'conflict',
        pointer: '/to',
      });
    expect(scenario.refusal('co', 'handOver', { ...hand, to: 'x' })).toMatchObject({ code: 'not-permitted' });
  });

  it('[R5.1] the new principal reviews in the place of the former', () => {
    const scenario = consulted();
    const letterId = steps.draftReply(scenario);
    scenario.act('lead', 'handOver', { trackId: 't1', from: 'lead-1', to: 'lead-9', reason: 'x' });
    const as = (person: string) => ({ subject: person, role: 'unit-leader' as const, unit: 'lead', person });
    const principal = { letterId, level: 'principal', decision: 'return', reason: 'x' } as const;
    expect(scenario.refusal(as('lead-1'), 'reviewLetter', principal)).toMatchObject({
      code: 'not-permitted',
    });
    expect(scenario.refusal(as('lead-9'), 'reviewLetter', principal)).toMatchObject({ code: 'out-of-order' });
  });
});
