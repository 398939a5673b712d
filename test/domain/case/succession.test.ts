import { effectsOf, newsOf, type NumberedIntake } from '../../../domain/case';
import { criteria, Scenario, standardIntake, staff, steps } from './scenario';
import { consulted, HASH, owed, signed, explained, opinionGiven } from './stages';

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

describe('an opinion when another unit takes the lead', () => {
  it('[R3.4] that was delivered goes to the new lead as well, and what was met stays met', () => {
    const { scenario, letterId } = opinionGiven();
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
    const recalled = opinionGiven();
    recalled.scenario.act('co', 'recallLetter', { letterId: recalled.letterId, reason: 'x' });
    const empty = opinionGiven();
    empty.scenario.act('lead', 'sendBackOpinion', { letterId: empty.letterId, reason: 'x' });
    for (const { scenario } of [recalled, empty]) {
      scenario.act('office', 'reassign', to('next'));
      expect(opinionsOf(scenario)).toEqual(['lead sent']);
    }
    const { scenario } = opinionGiven();
    scenario.act('office', 'reassign', to('next'));
    scenario.act('office', 'reassign', { ...to('lead'), trackId: 't3' });
    expect(opinionsOf(scenario)).toEqual(['lead sent', 'next cancelled']);
  });

  it('[R3.4] is accepted anew by the new lead, once it has it; that the former did stays on record', () => {
    const { scenario, letterId } = opinionGiven();
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
    const { scenario, letterId } = opinionGiven();
    scenario.act('lead', 'acceptOpinion', { letterId });
    scenario.act('office', 'reassign', to('next'));
    steps.world(scenario);
    scenario.act(office('next'), 'sendBackOpinion', { letterId, reason: 'x' });
    expect(owed(scenario, 'opinion', 't2')).toMatchObject({ status: 'open', about: letterId });
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
