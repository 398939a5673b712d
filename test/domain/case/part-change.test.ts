import { newsOf, nextDue, type NumberedIntake } from '../../../domain/case';
import { nextMove } from './finisher';
import { beside, drawnOnAndTold, onlyReference, ref } from './reference-part';
import { type Scenario, standardIntake, steps } from './scenario';
import { closed, owed, signed } from './stages';

const LIMITS = {
  submission: { unit: 'month', amount: 2 },
  reply: { unit: 'month', amount: 3 },
  setBy: 'provincial-office',
} as const;
const national = (more: Partial<NumberedIntake> = {}): NumberedIntake => ({
  ...onlyReference,
  identity: { ...standardIntake.identity, body: 'national-congress' },
  level: 'national',
  ...more,
});

describe('the office changes a reference part', () => {
  it('[R3.8] [R3.5] [D7] to lead: the old duty is cancelled, a reply and the form are owed from that day', () => {
    const scenario = signed(onlyReference);
    scenario.act(ref, 'assignDivision', { trackId: 't1', division: 'ref/1' });
    scenario.goTo('2026-03-10');
    const change = { trackId: 't1', part: 'lead', reason: 'why-1' } as const;
    expect(scenario.refusal(ref, 'changePart', change)).toMatchObject({ code: 'not-permitted' });
    scenario.act('office', 'changePart', change);
    expect(scenario.history.filter(({ type }) => type === 'obligationCancelled')).toMatchObject([
      { data: { why: 'part-changed', reason: 'why-1' } },
    ]);
    expect(owed(scenario, 'reference', 't1')?.status).toBe('cancelled');
    expect(owed(scenario, 'reply', 't1')).toMatchObject({
      start: '2026-03-10',
      due: '2026-06-10',
      rule: 'R3.5',
    });
    expect(owed(scenario, 'form', 't1')).toMatchObject({ due: '2026-04-09' });
    expect(Object.values(scenario.case.obligations).filter(({ kind }) => kind === 'internal')).toMatchObject([
      { status: 'superseded', due: '2026-10-21' },
      { status: 'open', due: '2026-05-31' },
    ]);
    expect(scenario.case.tracks['t1']).toMatchObject({
      part: 'lead',
      status: 'signed',
      countsFrom: '2026-03-10',
    });
  });

  it('[R3.8] [R3.5] to lead also once it was drawn on and told, and the case with it closed', () => {
    const scenario = signed(onlyReference);
    drawnOnAndTold(scenario, 't1');
    expect(scenario.case.status).toBe('closed');
    scenario.goTo('2026-05-11');
    const change = { trackId: 't1', part: 'lead', reason: 'x' } as const;
    expect(scenario.refusal('office', 'changePart', { ...change, doneOn: '2026-02-05' })).toMatchObject({
      rule: 'D8',
      pointer: '/doneOn',
    });
    expect(scenario.act('office', 'changePart', change)).toEqual(
      expect.arrayContaining(['caseReopened', 'partChanged', 'obligationOpened']),
    );
    expect(scenario.history.find(({ type }) => type === 'caseReopened')?.data).toEqual({
      why: 'part-changed',
    });
    expect(scenario.case.status).toBe('open');
    expect(scenario.case.tracks['t1']).toMatchObject({ part: 'lead', status: 'signed' });
    expect(owed(scenario, 'reply', 't1')).toMatchObject({
      start: '2026-05-11',
      rule: 'R3.5',
      status: 'open',
    });
    expect(owed(scenario, 'form', 't1')?.status).toBe('open');
  });

  it('[R3.8] of a closed case to nothing that answers nobody, and no other part than one for reference', () => {
    const { scenario } = closed();
    expect(
      scenario.refusal('office', 'changePart', { trackId: 't1', part: 'lead', reason: 'x' }),
    ).toMatchObject({ rule: 'R3.8', code: 'wrong-state', pointer: '/trackId' });
    const reference = signed(onlyReference);
    reference.act(ref, 'recordDrawnOn', { trackId: 't1', use: 'x' });
    for (const proposer of ['p1', 'p2']) {
      const about = { trackId: 't1', proposer, ground: 'unreachable', reason: 'x' } as const;
      reference.act(ref, 'requestContactException', about);
      const exceptionId = Object.keys(reference.case.exceptions).at(-1) as string;
      reference.act('office', 'decideContactException', { exceptionId, outcome: 'approved' });
    }
    expect(reference.case.status).toBe('closed');
    expect(
      reference.refusal('office', 'changePart', { trackId: 't1', part: 'co-handler', reason: 'x' }),
    ).toMatchObject({ rule: 'R3.8', code: 'wrong-state', pointer: '/part' });
  });

  it('[R3.8] [R3.5] states another day to count from, never one to come or before the assignment', () => {
    const scenario = signed(onlyReference);
    scenario.goTo('2026-03-10');
    const change = { trackId: 't1', part: 'lead', reason: 'x' } as const;
    for (const assignedOn of ['2026-03-11', '2026-02-04'])
      expect(scenario.refusal('office', 'changePart', { ...change, assignedOn })).toMatchObject({
        code: 'invalid-date',
        pointer: '/assignedOn',
      });
    scenario.act('office', 'changePart', { ...change, assignedOn: '2026-02-05' });
    expect(owed(scenario, 'reply', 't1')?.due).toBe('2026-05-06');
  });

  it('[R3.8] [R3.2] and it replies as any lead', () => {
    const scenario = signed({ ...standardIntake, parts: [{ unit: 'lead', part: 'reference' }] });
    scenario.act('office', 'changePart', { trackId: 't1', part: 'lead', reason: 'x' });
    steps.consult(scenario);
    steps.reply(scenario);
    expect(owed(scenario, 'reply', 't1')?.status).toBe('met');
  });

  it('[R3.8] also one that was done, while the case is open', () => {
    const scenario = signed(beside);
    drawnOnAndTold(scenario, 't2');
    expect(scenario.case.tracks['t2']?.status).toBe('done');
    scenario.act('office', 'changePart', { trackId: 't2', part: 'co-handler', reason: 'x' });
    expect(scenario.case.tracks['t2']?.status).toBe('signed');
    expect(owed(scenario, 'opinion', 't2')).toMatchObject({ rule: 'R3.4', due: '2026-04-07' });
    expect(owed(scenario, 'reference', 't2')?.status).toBe('met');
  });

  it.each([
    ['lead', beside, 'R3.2', 't2'],
    ['separate', beside, 'R3.3', 't2'],
    ['co-handler', onlyReference, 'R3.4', 't1'],
    ['separate', { ...onlyReference, level: 'national' as const }, 'R3.1', 't1'],
  ] as const)('[R3.8] not to %s where that part has no place', (part, intake, rule, trackId) => {
    expect(signed(intake).refusal('office', 'changePart', { trackId, part, reason: 'x' })).toMatchObject({
      rule,
      code: 'conflict',
      pointer: '/part',
    });
  });

  it('[R3.3] [R3.8] to separate beside separate units', () => {
    const parts = [
      { unit: 'a', part: 'separate' as const },
      { unit: 'b', part: 'separate' as const },
      { unit: 'ref', part: 'reference' as const },
    ];
    const scenario = signed({ ...standardIntake, parts });
    scenario.act('office', 'changePart', { trackId: 't3', part: 'separate', reason: 'x' });
    expect(owed(scenario, 'reply', 't3')?.due).toBe('2026-05-06');
  });

  it('[R3.1] of a national case names the limits of what the lead hands in and of the office’s reply', () => {
    const scenario = signed(national());
    const change = { trackId: 't1', part: 'lead', reason: 'x' } as const;
    const { submission, reply, setBy } = LIMITS;
    for (const [limits, pointer] of [
      [undefined, '/limits/submission'],
      [{ reply, setBy }, '/limits/submission'],
      [{ submission, setBy }, '/limits/reply'],
    ] as const)
      expect(
        scenario.refusal('office', 'changePart', { ...change, ...(limits ? { limits } : {}) }),
      ).toMatchObject({ rule: 'R3.1', code: 'missing', pointer });
    scenario.act('office', 'changePart', { ...change, limits: LIMITS });
    expect(owed(scenario, 'submission', 't1')).toMatchObject({ due: '2026-04-07', source: 'letter' });
  });

  it('[R3.1] of a national case opens the provincial office’s own part, which owes the reply', () => {
    const scenario = signed(national());
    expect(Object.keys(scenario.case.tracks)).toEqual(['t1']);
    scenario.goTo('2026-03-10');
    scenario.act('office', 'changePart', { trackId: 't1', part: 'lead', reason: 'x', limits: LIMITS });
    expect(scenario.case.tracks['t2']).toMatchObject({
      part: 'office',
      status: 'signed',
      unit: 'provincial-office',
      countsFrom: '2026-03-10',
    });
    expect(owed(scenario, 'reply', 't2')).toMatchObject({
      status: 'open',
      start: '2026-03-10',
      due: '2026-06-10',
      source: 'letter',
      rule: 'R3.1',
    });
    const opened = scenario.history.findLast(({ type }) => type === 'trackOpened');
    expect(newsOf(opened!, scenario.case)).toEqual([]);
  });

  it('[R3.1] a limit that the letter named at assignment holds where the change names none', () => {
    const { reply, setBy } = LIMITS;
    const scenario = signed(national({ limits: { reply, setBy } }));
    const limits = { submission: LIMITS.submission, setBy } as const;
    scenario.act('office', 'changePart', { trackId: 't1', part: 'lead', reason: 'x', limits });
    expect(owed(scenario, 'submission', 't1')?.due).toBe('2026-04-07');
    expect(owed(scenario, 'reply', 't2')?.due).toBe('2026-05-06');
  });

  it.each([
    ['the unit that the case knows from its assignment', 'szfbgt', { unit: 'another' }, 'szfbgt'],
    ['for a case from before, that of whoever decides', undefined, { unit: 'szfbgt' }, 'szfbgt'],
    ['else the office as such', undefined, {}, 'provincial-office'],
  ])('[R3.1] the office’s part is of %s', (_, officeUnit, of, unit) => {
    const scenario = signed(national());
    const { facts } = scenario.case;
    scenario.state = { ...scenario.case, facts: { ...facts, ...(officeUnit ? { officeUnit } : {}) } };
    const actor = { subject: 'po-1', role: 'provincial-office' as const, ...of };
    scenario.act(actor, 'changePart', { trackId: 't1', part: 'lead', reason: 'x', limits: LIMITS });
    expect(scenario.case.tracks['t2']?.unit).toBe(unit);
  });

  it('[R3.1] and the case closes with the reply to the proposers, not with the submission', () => {
    const scenario = signed(national());
    scenario.act('office', 'changePart', { trackId: 't1', part: 'lead', reason: 'x', limits: LIMITS });
    const closing = new Set<string>();
    for (let next = nextMove(scenario.case, scenario.context); next;) {
      if (next.type === 'tick') scenario.today = nextDue(scenario.state, scenario.context.rules) ?? '';
      for (const type of scenario.act(next.actor, next.type, next.data)) closing.add(type);
      next = nextMove(scenario.case, scenario.context);
    }
    expect(scenario.case.status).toBe('closed');
    expect(Object.values(scenario.case.letters).map(({ product }) => product)).toEqual([
      'submission',
      'reply',
    ]);
    expect(owed(scenario, 'reply', 't2')?.status).toBe('met');
  });

  it('[R3.1] twin: beside a lead it opens no second part of the office, nor in a provincial case any', () => {
    const parts = [
      { unit: 'lead', part: 'lead' as const },
      { unit: 'ref', part: 'reference' as const },
    ];
    const led = signed(national({ parts, limits: { ...LIMITS, opinion: { unit: 'day', amount: 20 } } }));
    led.act('office', 'changePart', { trackId: 't2', part: 'co-handler', reason: 'x' });
    const offices = (scenario: Scenario) =>
      Object.values(scenario.case.tracks).filter(({ part }) => part === 'office').length;
    expect(offices(led)).toBe(1);
    const provincial = signed(onlyReference);
    provincial.act('office', 'changePart', { trackId: 't1', part: 'lead', reason: 'x' });
    expect(offices(provincial)).toBe(0);
  });

  it('[R3.1] [R3.8] where the province helps a ministry, to co-handler and to nothing else', () => {
    const letter = { coHandles: { ministry: 'moe', opinion: { unit: 'day' as const, amount: 45 } } };
    const scenario = signed(national({ letter }));
    expect(owed(scenario, 'reference', 't1')).toMatchObject({ status: 'open', due: '2026-10-31' });
    const change = { trackId: 't1', reason: 'x' } as const;
    expect(scenario.refusal('office', 'changePart', { ...change, part: 'lead' })).toMatchObject({
      rule: 'R3.1',
      code: 'conflict',
      pointer: '/part',
    });
    const limits = { opinion: { unit: 'day', amount: 9 }, setBy: 'provincial-office' } as const;
    scenario.act('office', 'changePart', { ...change, part: 'co-handler', limits });
    expect(owed(scenario, 'opinion', 't1')).toMatchObject({ rawDue: '2026-02-15', source: 'letter' });
  });

  it('[R3.8] and no other part, nor one that is returned', () => {
    const change = { part: 'lead', reason: 'x' } as const;
    expect(signed().refusal('office', 'changePart', { ...change, trackId: 't2' })).toMatchObject({
      rule: 'R3.8',
      code: 'wrong-state',
    });
    const scenario = signed(onlyReference);
    scenario.act(ref, 'returnTrack', { trackId: 't1', reason: 'x' });
    expect(scenario.refusal('office', 'changePart', { ...change, trackId: 't1' })).toMatchObject({
      code: 'out-of-order',
    });
  });

  it('and all hands of the part learn of it at once', () => {
    const scenario = signed(onlyReference);
    scenario.act('office', 'changePart', { trackId: 't1', part: 'lead', reason: 'x' });
    const event = scenario.history.find(({ type }) => type === 'partChanged');
    const [news] = newsOf(event!, scenario.case);
    expect(news).toMatchObject({ template: 'part-changed', trackId: 't1' });
    expect(news?.to.map((to) => (to.type === 'post' ? to.post : to.type)).sort()).toEqual(
      ['officer', 'division', 'office', 'leaderInCharge', 'principal'].sort(),
    );
  });
});
