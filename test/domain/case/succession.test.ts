import { effectsOf, newsOf, type NumberedIntake } from '../../../domain/case';
import { explanationOf } from '../../../domain/case/explanation';
import { criteria, Scenario, standardIntake, staff, steps } from './scenario';
import { consulted, HASH, owed, signed } from './stages';

const WITH_THIRD: NumberedIntake = {
  ...standardIntake,
  parts: [...standardIntake.parts, { unit: 'third', part: 'co-handler' }],
};
const OUT_OF_SESSION: NumberedIntake = {
  ...standardIntake,
  outOfSession: true,
  limits: {
    opinion: { unit: 'day', amount: 20 },
    reply: { unit: 'day', amount: 60 },
    setBy: 'provincial-office',
  },
};
const to = (unit: string, more: object = {}) => ({ trackId: 't1', unit, reason: 'why-1', ...more });
const office = (unit: string) => ({ subject: `${unit}-office`, role: 'unit-office' as const, unit });

const opinionsOf = (scenario: Scenario) =>
  Object.values(scenario.case.deliveries)
    .filter(({ purpose }) => purpose === 'opinion')
    .map(({ recipient, status }) => `${recipient.id} ${status}`);
const pendingOf = (scenario: Scenario) =>
  effectsOf(scenario.state).flatMap((effect) => (effect.type === 'deliver' ? [effect.deliveryId] : []));
const explained = (scenario: Scenario, kind: 'reply' | 'opinion' | 'submission', of: string): string =>
  explanationOf(owed(scenario, kind, of)!, scenario.case, scenario.context.calendar);

/** The opinion has reached the lead. */
function given(): { scenario: Scenario; letterId: string } {
  const scenario = consulted();
  const letterId = steps.opinion(scenario);
  steps.world(scenario);
  return { scenario, letterId };
}

describe('an opinion when another unit takes the lead', () => {
  it('[R3.4] that was delivered goes to the new lead as well, and what was met stays met', () => {
    const { scenario, letterId } = given();
    const met = owed(scenario, 'opinion', 't2');
    scenario.goTo('2026-03-02');
    scenario.act('office', 'reassign', to('next'));
    expect(opinionsOf(scenario)).toEqual(['lead sent', 'next pending']);
    expect(owed(scenario, 'opinion', 't2')).toEqual(met);
    const [forwarded] = pendingOf(scenario);
    expect(scenario.case.deliveries[forwarded ?? '']).toMatchObject({ letterId, required: true });
    steps.world(scenario);
    expect(opinionsOf(scenario)).toEqual(['lead sent', 'next sent']);
    const sent = scenario.history.findLast(({ type }) => type === 'deliverySent');
    expect(newsOf(sent!, scenario.case)).toMatchObject([{ template: 'opinion-arrived', trackId: 't3' }]);
    expect(owed(scenario, 'opinion', 't2')).toEqual(met);
  });

  it('[R3.4] that is on its way goes to the new lead instead, and meets its limit there', () => {
    const scenario = consulted();
    steps.opinion(scenario);
    scenario.act('office', 'reassign', to('next'));
    expect(opinionsOf(scenario)).toEqual(['lead cancelled', 'next pending']);
    expect(owed(scenario, 'opinion', 't2')?.status).toBe('open');
    steps.world(scenario);
    expect(owed(scenario, 'opinion', 't2')?.status).toBe('met');
  });

  it('[R3.4] that came back as unreachable goes to the new lead instead', () => {
    const scenario = consulted();
    steps.opinion(scenario);
    const [deliveryId] = pendingOf(scenario);
    scenario.act('system', 'reportDelivery', {
      deliveryId: deliveryId ?? '',
      outcome: 'unreachable',
      way: 'mail',
      why: 'x',
    });
    scenario.act('office', 'reassign', to('next'));
    expect(opinionsOf(scenario)).toEqual(['lead cancelled', 'next pending']);
  });

  it('[R3.4] that is still reviewed goes to whoever leads when it is issued, once', () => {
    const scenario = consulted();
    scenario.act('coOfficer', 'draftLetter', {
      trackId: 't2',
      product: 'opinion',
      document: HASH,
      mark: 'public',
    });
    scenario.act('office', 'reassign', to('next'));
    const review = { letterId: 'l1', level: 'leaderInCharge', decision: 'approve', criteria } as const;
    scenario.act('coLeader', 'reviewLetter', review);
    scenario.act('co', 'issueLetter', { letterId: 'l1', documentNumber: 'x', sent: [] });
    expect(opinionsOf(scenario)).toEqual(['next pending']);
  });

  it('[R3.4] of a third unit goes to the co-handler that becomes lead', () => {
    const scenario = signed(WITH_THIRD);
    const third = { subject: 'third-1', role: 'unit-division' as const, unit: 'third' };
    const leader = { subject: 'third-2', role: 'unit-leader' as const, unit: 'third' };
    scenario.act(third, 'draftLetter', { trackId: 't3', product: 'opinion', document: HASH, mark: 'public' });
    const review = { letterId: 'l1', level: 'leaderInCharge', decision: 'approve', criteria } as const;
    scenario.act(leader, 'reviewLetter', review);
    scenario.act(office('third'), 'issueLetter', { letterId: 'l1', documentNumber: 'x', sent: [] });
    steps.world(scenario);
    scenario.act('office', 'swapLead', { trackId: 't2', reason: 'x' });
    expect(opinionsOf(scenario)).toEqual(['lead sent', 'co pending']);
  });

  it('[R3.1] takes its electronic version along in a national case', () => {
    const scenario = signed({
      ...OUT_OF_SESSION,
      level: 'national',
      limits: { ...OUT_OF_SESSION.limits!, submission: { unit: 'day', amount: 50 } },
    });
    scenario.act('coOfficer', 'draftLetter', {
      trackId: 't2',
      product: 'opinion',
      document: HASH,
      mark: 'public',
    });
    const review = { letterId: 'l1', level: 'leaderInCharge', decision: 'approve', criteria } as const;
    scenario.act('coLeader', 'reviewLetter', review);
    const electronicVersion = 'e'.repeat(64);
    scenario.act('co', 'issueLetter', { letterId: 'l1', documentNumber: 'x', electronicVersion, sent: [] });
    steps.world(scenario);
    scenario.act('office', 'reassign', to('next'));
    expect(scenario.case.deliveries[pendingOf(scenario)[0] ?? '']).toMatchObject({
      electronic: true,
      electronicVersion,
    });
  });

  it('[R3.4] twin: none that was recalled or sent back, nor a second time to one that has it', () => {
    const recalled = given();
    recalled.scenario.act('co', 'recallLetter', { letterId: recalled.letterId, reason: 'x' });
    const empty = given();
    empty.scenario.act('lead', 'sendBackOpinion', { letterId: empty.letterId, reason: 'x' });
    for (const { scenario } of [recalled, empty]) {
      scenario.act('office', 'reassign', to('next'));
      expect(opinionsOf(scenario)).toEqual(['lead sent']);
    }
    const { scenario } = given();
    scenario.act('office', 'reassign', to('next'));
    scenario.act('office', 'reassign', { ...to('lead'), trackId: 't3' });
    expect(opinionsOf(scenario)).toEqual(['lead sent', 'next cancelled']);
  });

  it('[R3.4] is accepted anew by the new lead, once it has it; that the former did stays on record', () => {
    const { scenario, letterId } = given();
    scenario.act('lead', 'acceptOpinion', { letterId });
    scenario.goTo('2026-03-02');
    scenario.act('office', 'reassign', to('next'));
    const next = office('next');
    expect(scenario.refusal(next, 'acceptOpinion', { letterId })).toMatchObject({ code: 'wrong-state' });
    expect(scenario.refusal('lead', 'acceptOpinion', { letterId })).toMatchObject({ code: 'not-permitted' });
    scenario.goTo('2026-03-03');
    steps.world(scenario);
    expect(scenario.refusal(next, 'acceptOpinion', { letterId, doneOn: '2026-03-02' })).toMatchObject({
      rule: 'D8',
    });
    scenario.act(next, 'acceptOpinion', { letterId });
    expect(scenario.history.filter(({ type }) => type === 'opinionAccepted')).toMatchObject([
      { actor: { unit: 'lead' } },
      { actor: { unit: 'next' } },
    ]);
  });

  it('[R3.4] may be sent back by the new lead, whatever the former thought of it', () => {
    const { scenario, letterId } = given();
    scenario.act('lead', 'acceptOpinion', { letterId });
    scenario.act('office', 'reassign', to('next'));
    steps.world(scenario);
    scenario.act(office('next'), 'sendBackOpinion', { letterId, reason: 'x' });
    expect(owed(scenario, 'opinion', 't2')).toMatchObject({ status: 'open', about: letterId });
  });
});

describe('an extension when the duty goes to another unit', () => {
  /** Granted for a duty of a part, to a day. */
  function extended(
    kind: 'reply' | 'opinion',
    trackId: string,
    until: string,
    scenario = signed(),
  ): Scenario {
    const obligationId = owed(scenario, kind, trackId)?.id ?? '';
    scenario.act(trackId === 't1' ? 'lead' : 'co', 'requestExtension', { obligationId, until, reason: 'x' });
    const requestId = Object.keys(scenario.case.extensions).at(-1) ?? '';
    scenario.act('office', 'decideExtension', { requestId, outcome: 'granted' });
    return scenario;
  }

  it('[D7] was granted to the case: the new unit has that date, and the old duty is superseded by it', () => {
    const scenario = extended('reply', 't1', '2026-06-30');
    const old = owed(scenario, 'reply', 't1');
    scenario.act('office', 'reassign', to('next'));
    const fresh = owed(scenario, 'reply', 't3');
    expect(fresh).toMatchObject({ due: '2026-06-30', source: 'extension', status: 'open', rule: 'R3.5' });
    expect(scenario.case.obligations[old?.id ?? '']).toMatchObject({
      status: 'superseded',
      supersededBy: fresh?.id,
    });
    expect(explained(scenario, 'reply', 't3')).toMatch(
      /^依据：批准延期（R3\.5）。改派后沿用已批准的延期。规定日期 2026年6月30日/,
    );
  });

  it('is never cut short by a new day of assignment, and yields to one that gives more', () => {
    for (const [assignedOn, due, source] of [
      ['2026-02-06', '2026-06-30', 'extension'],
      ['2026-03-20', '2026-06-30', 'extension'],
      ['2026-04-10', '2026-07-10', 'policy'],
    ] as const) {
      const scenario = extended('reply', 't1', '2026-06-30');
      scenario.goTo('2026-04-10');
      scenario.act('office', 'reassign', to('next', { assignedOn }));
      expect(owed(scenario, 'reply', 't3')).toMatchObject({ due, source });
    }
  });

  it('gives way to a limit that the office names for the new unit', () => {
    const scenario = extended('reply', 't1', '2026-06-30');
    const limits = { reply: { unit: 'fixed', date: '2026-06-01' }, setBy: 'provincial-office' } as const;
    scenario.act('office', 'reassign', to('next', { limits }));
    expect(owed(scenario, 'reply', 't3')).toMatchObject({
      due: '2026-06-01',
      source: 'office',
      settled: false,
    });
    expect(explained(scenario, 'reply', 't3')).toMatch(
      /^依据：省政府办公厅另定。改派后接续办理，原期限 2026-06-30，起算日不变。规定日期 2026年6月1日/,
    );
  });

  it('stays with its duty where lead and co-handler change places', () => {
    const scenario = extended('opinion', 't2', '2026-04-20', extended('reply', 't1', '2026-06-30'));
    scenario.act('office', 'swapLead', { trackId: 't2', reason: 'x' });
    expect(owed(scenario, 'reply', 't2')).toMatchObject({ due: '2026-06-30', owedBy: { id: 'co' } });
    expect(owed(scenario, 'opinion', 't1')).toMatchObject({ due: '2026-04-20', owedBy: { id: 'lead' } });
    expect(explained(scenario, 'reply', 't2')).toContain('主办、会办对调后沿用已批准的延期');
  });

  it('twin: where none was granted, the new unit has the limit of the assignment', () => {
    const scenario = signed();
    scenario.act('office', 'reassign', to('next'));
    expect(owed(scenario, 'reply', 't3')).toMatchObject({ due: '2026-05-06', source: 'policy' });
  });

  it('that was asked for before is decided for the new unit, which learns of it', () => {
    const scenario = signed();
    const obligationId = owed(scenario, 'reply', 't1')?.id ?? '';
    scenario.act('lead', 'requestExtension', { obligationId, until: '2026-06-30', reason: 'x' });
    scenario.act('office', 'reassign', to('next'));
    const standing = owed(scenario, 'reply', 't3')?.id ?? '';
    expect(
      scenario.refusal(office('next'), 'requestExtension', {
        obligationId: standing,
        until: '2026-07-01',
        reason: 'x',
      }),
    ).toMatchObject({ code: 'duplicate' });
    scenario.act('office', 'decideExtension', { requestId: 'e1', outcome: 'granted' });
    expect(owed(scenario, 'reply', 't3')).toMatchObject({ due: '2026-06-30', source: 'extension' });
    const decided = scenario.history.find(({ type }) => type === 'extensionDecided');
    expect(newsOf(decided!, scenario.case)).toMatchObject([{ trackId: 't3' }]);
    expect(explained(scenario, 'reply', 't3')).toContain('批准延期（R3.5）。原期限 2026-05-06。');
  });

  it('twin: one that was asked for a duty that has ended is still granted to nobody', () => {
    const scenario = consulted();
    const obligationId = owed(scenario, 'opinion', 't2')?.id ?? '';
    scenario.act('co', 'requestExtension', { obligationId, until: '2026-04-20', reason: 'x' });
    steps.opinion(scenario);
    steps.world(scenario);
    expect(
      scenario.refusal('office', 'decideExtension', { requestId: 'e1', outcome: 'granted' }),
    ).toMatchObject({ code: 'wrong-state' });
  });

  it('[R3.4] the second limit of an opinion that was sent back is the new co-handler’s, too', () => {
    const { scenario, letterId } = given();
    scenario.goTo('2026-04-20');
    scenario.act('lead', 'sendBackOpinion', { letterId, reason: 'x' });
    const second = owed(scenario, 'opinion', 't2');
    expect(second?.due).toBe('2026-04-30');
    scenario.act('office', 'reassign', { ...to('next'), trackId: 't2' });
    expect(owed(scenario, 'opinion', 't3')).toMatchObject({
      due: '2026-04-30',
      about: letterId,
      openedOn: '2026-04-20',
    });
  });
});

describe('the dates of a new hand', () => {
  it('[R3.7] [D6] follow the letter of assignment, and say that they were taken over', () => {
    const scenario = signed(OUT_OF_SESSION);
    scenario.act('office', 'reassign', to('next'));
    expect(owed(scenario, 'reply', 't3')).toMatchObject({
      rawDue: '2026-04-06',
      source: 'letter',
      rule: 'R3.7',
    });
    expect(owed(scenario, 'reply', 't1')).toMatchObject({ status: 'superseded' });
    expect(explained(scenario, 'reply', 't3')).toMatch(
      /^依据：交办函（R3\.7）。改派后接续办理，原期限 2026-04-07，起算日不变。自 2026年2月5日/,
    );
  });

  it('[R3.7] [D6] count from the day that the office states, and say so', () => {
    const scenario = signed(OUT_OF_SESSION);
    scenario.goTo('2026-02-20');
    scenario.act('office', 'reassign', to('next', { assignedOn: '2026-02-12' }));
    expect(owed(scenario, 'reply', 't3')?.rawDue).toBe('2026-04-13');
    expect(explained(scenario, 'reply', 't3')).toContain('起算日由省政府办公厅另定。自 2026年2月12日');
    scenario.act('office', 'swapLead', { trackId: 't2', reason: 'x', assignedOn: '2026-02-20' });
    expect(explained(scenario, 'opinion', 't3')).toMatch(
      /对调后接续办理，原期限 \S+，起算日由省政府办公厅另定。自 2026年2月20日/,
    );
  });

  it('[R3.7] [D6] of a unit that joins count from the day of joining, and say whose word that is', () => {
    const scenario = signed(OUT_OF_SESSION);
    scenario.goTo('2026-02-20');
    scenario.act('office', 'addCoHandler', { unit: 'late', reason: 'x' });
    expect(owed(scenario, 'opinion', 't3')?.rawDue).toBe('2026-03-12');
    expect(explained(scenario, 'opinion', 't3')).toMatch(
      /^依据：交办函（R3\.7）。起算日由省政府办公厅确定。自 2026年2月20日/,
    );
    expect(explained(scenario, 'opinion', 't2')).toMatch(/^依据：交办函（R3\.7）。自 2026年2月5日/);
  });

  it('[R3.7] can be stated anew with the change, for the duties that change hands', () => {
    const limits = {
      opinion: { unit: 'fixed', date: '2026-03-20' },
      reply: { unit: 'fixed', date: '2026-05-15' },
      setBy: 'provincial-office',
    } as const;
    const scenario = signed(OUT_OF_SESSION);
    scenario.act('office', 'swapLead', { trackId: 't2', reason: 'x', limits });
    expect(owed(scenario, 'reply', 't2')).toMatchObject({ due: '2026-05-15', source: 'letter' });
    expect(owed(scenario, 'opinion', 't1')).toMatchObject({ due: '2026-03-20', source: 'letter' });
    scenario.act('office', 'reassign', { ...to('next'), trackId: 't2' });
    expect(owed(scenario, 'reply', 't3')?.due).toBe('2026-05-15');
  });

  it('[D8] are no dates that have passed when they are stated', () => {
    const scenario = signed(OUT_OF_SESSION);
    scenario.goTo('2026-02-20');
    const limits = { reply: { unit: 'fixed', date: '2026-02-19' }, setBy: 'provincial-office' } as const;
    const refused = { rule: 'D8', code: 'invalid-date', pointer: '/limits/reply/date' };
    expect(scenario.refusal('office', 'reassign', to('next', { limits }))).toMatchObject(refused);
    expect(scenario.refusal('office', 'swapLead', { trackId: 't2', reason: 'x', limits })).toMatchObject(
      refused,
    );
    const opinion = { opinion: { unit: 'fixed', date: '2026-02-19' }, setBy: 'provincial-office' } as const;
    expect(
      scenario.refusal('office', 'addCoHandler', { unit: 'late', reason: 'x', limits: opinion }),
    ).toMatchObject({ ...refused, pointer: '/limits/opinion/date' });
  });

  it('[R1.1] do not change where one person’s duties go to another', () => {
    const scenario = signed(OUT_OF_SESSION);
    const before = scenario.case.obligations;
    const { officer } = staff('lead');
    scenario.act('lead', 'handOver', { trackId: 't1', from: officer, to: 'lead-9', reason: 'x' });
    expect(scenario.case.obligations).toEqual(before);
  });
});

describe('a request for instructions when the hands change', () => {
  const ask = { trackId: 't1', to: 'x', question: 'x' };
  const next = office('next');
  const newsOfAnswer = (scenario: Scenario) => {
    scenario.act('office', 'answerInstructions', { requestId: 'i1', answer: 'x' });
    const answered = scenario.history.findLast(({ type }) => type === 'instructionsAnswered');
    return newsOf(answered!, scenario.case).map(({ trackId }) => trackId);
  };

  function reassigned(): { scenario: Scenario; draft: () => string[]; refused: () => unknown } {
    const scenario = consulted();
    scenario.act('lead', 'askInstructions', ask);
    scenario.act('office', 'reassign', to('next'));
    scenario.act(next, 'signFor', { trackId: 't3' });
    scenario.act(next, 'nameResponsibility', { trackId: 't3', ...staff('next') });
    const officer = { ...next, role: 'unit-division' as const };
    const reply = {
      trackId: 't3',
      product: 'reply',
      document: HASH,
      category: 'A',
      mark: 'public',
    } as const;
    return {
      scenario,
      draft: () => scenario.act(officer, 'draftLetter', reply),
      refused: () => scenario.refusal(officer, 'draftLetter', reply),
    };
  }

  it('[R3.11] holds back the reply of the unit that took over, until it is answered', () => {
    const { scenario, draft, refused } = reassigned();
    expect(refused()).toMatchObject({ rule: 'R3.11', code: 'unsettled' });
    expect(newsOfAnswer(scenario)).toEqual(['t3']);
    expect(draft()).toContain('letterDrafted');
  });

  it('[R3.11] is withdrawn by the unit that took over, no longer by the one that asked', () => {
    const { scenario, draft } = reassigned();
    const withdraw = { requestId: 'i1', reason: 'x' };
    expect(scenario.refusal('lead', 'withdrawInstructions', withdraw)).toMatchObject({
      code: 'not-permitted',
    });
    expect(scenario.act(next, 'withdrawInstructions', withdraw)).toEqual(['instructionsWithdrawn']);
    expect(draft()).toContain('letterDrafted');
  });

  it('[R3.11] goes to the new lead when lead and co-handler change places, and back with the lead', () => {
    const scenario = consulted();
    scenario.act('lead', 'askInstructions', ask);
    scenario.act('office', 'swapLead', { trackId: 't2', reason: 'x' });
    const contact = { trackId: 't2', stage: 'before', way: 'visit', opinion: 'x', plan: 'x' } as const;
    scenario.act('coOfficer', 'recordContact', {
      ...contact,
      visitors: ['co-4'],
      proposers: ['p1', 'p2'],
      attendees: [],
      documents: [],
    });
    const reply = { product: 'reply', document: HASH, category: 'A', mark: 'public' } as const;
    expect(scenario.refusal('coOfficer', 'draftLetter', { ...reply, trackId: 't2' })).toMatchObject({
      rule: 'R3.11',
    });
    const opinion = { trackId: 't1', product: 'opinion', document: HASH, mark: 'public' } as const;
    expect(scenario.act('leadOfficer', 'draftLetter', opinion)).toContain('letterDrafted');
    scenario.act('office', 'swapLead', { trackId: 't1', reason: 'x' });
    expect(scenario.refusal('leadOfficer', 'draftLetter', { ...reply, trackId: 't1' })).toMatchObject({
      rule: 'R3.11',
    });
    expect(newsOfAnswer(scenario)).toEqual(['t1']);
  });

  it('[R6.1] so is the decision on an exception told to whoever has the part now', () => {
    const scenario = signed();
    const asked = { trackId: 't1', proposer: 'p2', ground: 'died', reason: 'x' } as const;
    scenario.act('leadOfficer', 'requestContactException', asked);
    scenario.act('office', 'reassign', to('next'));
    scenario.act('office', 'decideContactException', { exceptionId: 'x1', outcome: 'approved' });
    const decided = scenario.history.findLast(({ type }) => type === 'contactExceptionDecided');
    expect(newsOf(decided!, scenario.case)).toMatchObject([{ trackId: 't3' }]);
  });
});
