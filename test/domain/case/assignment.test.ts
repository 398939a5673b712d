import { openObligations } from '../../../domain/case/obligations';
import { Scenario, standardIntake, staff, steps } from './scenario';
import { consulted, owed, signed } from './stages';

describe('assignment: signing for, returning, reassigning', () => {
  it('[D2] signing is owed within three working days, and signing once meets it', () => {
    const scenario = new Scenario();
    expect(owed(scenario, 'sign', 't1')).toMatchObject({
      due: '2026-02-10',
      rule: 'setting',
      settled: false,
    });
    scenario.goTo('2026-02-10');
    expect(scenario.act('lead', 'signFor', { trackId: 't1' })).toEqual(['trackSigned', 'obligationMet']);
    expect(scenario.refusal('lead', 'signFor', { trackId: 't1' })).toMatchObject({
      rule: 'setting',
      code: 'wrong-state',
      pointer: '/trackId',
    });
  });

  it('an id that nothing has is not found, not even one that every object answers to', () => {
    const scenario = new Scenario();
    for (const trackId of ['t9', '__proto__', 'constructor', ''])
      expect(scenario.refusal('lead', 'signFor', { trackId })).toMatchObject({
        code: 'not-found',
        pointer: '/trackId',
      });
  });

  it('nothing is worked on before it is signed for', () => {
    const scenario = new Scenario();
    expect(scenario.refusal('lead', 'nameResponsibility', { trackId: 't1', ...staff('lead') })).toMatchObject(
      {
        code: 'out-of-order',
        pointer: '/trackId',
      },
    );
  });

  it('[D8] a return is taken within five working days, also entered later, and refused after them', () => {
    const late = new Scenario();
    late.goTo('2026-02-13');
    expect(late.refusal('lead', 'returnTrack', { trackId: 't1', reason: 'x' })).toMatchObject({
      rule: 'setting',
      code: 'too-late',
      pointer: '/doneOn',
    });
    late.act('lead', 'returnTrack', { trackId: 't1', reason: 'x', doneOn: '2026-02-12' });
    expect(late.case.tracks.t1).toMatchObject({ status: 'returned', return: { on: '2026-02-12' } });
  });

  it('whoever returned in time is not late with signing while the office thinks, and signs anew when it is refused', () => {
    const scenario = new Scenario();
    scenario.goTo('2026-02-09');
    scenario.act('lead', 'returnTrack', { trackId: 't1', reason: 'x' });
    expect(scenario.goTo('2026-02-27')).toEqual(['deadlineMissed', 'supervisionOpened']);
    expect(owed(scenario, 'sign', 't2')).toMatchObject({ missed: true });
    expect(owed(scenario, 'sign', 't1')).toMatchObject({ status: 'cancelled', missed: false });
    expect(owed(scenario, 'reply', 't1')).toMatchObject({ status: 'open', due: '2026-05-06' });
    scenario.act('office', 'decideReturn', { trackId: 't1', outcome: 'refused', reason: 'x' });
    expect(owed(scenario, 'sign', 't1')).toMatchObject({
      status: 'open',
      start: '2026-02-27',
      due: '2026-03-03',
    });
    scenario.act('lead', 'signFor', { trackId: 't1' });
    expect(scenario.case.tracks.t1).toMatchObject({ status: 'signed' });
  });

  it('a return waits for its decision before anything else is done with the part', () => {
    const scenario = new Scenario();
    scenario.act('lead', 'returnTrack', { trackId: 't1', reason: 'x' });
    expect(scenario.refusal('lead', 'signFor', { trackId: 't1' })).toMatchObject({ code: 'wrong-state' });
    expect(scenario.refusal('lead', 'assignDivision', { trackId: 't1', division: 'd' })).toMatchObject({
      code: 'wrong-state',
    });
    expect(scenario.refusal('office', 'reassign', { trackId: 't1', unit: 'new', reason: 'x' })).toMatchObject(
      {
        rule: 'setting',
        code: 'out-of-order',
      },
    );
    scenario.act('office', 'decideReturn', { trackId: 't1', outcome: 'upheld', reason: 'x' });
    expect(
      scenario.refusal('office', 'decideReturn', { trackId: 't1', outcome: 'upheld', reason: 'x' }),
    ).toMatchObject({ code: 'wrong-state' });
    expect(
      scenario.refusal('office', 'reassign', { trackId: 't1', unit: 'lead', reason: 'x' }),
    ).toMatchObject({ rule: 'setting', pointer: '/unit', message: '该单位的退回已获同意，不能再交其承办' });
    expect(scenario.refusal('office', 'reassign', { trackId: 't1', unit: 'co', reason: 'x' })).toMatchObject({
      rule: 'setting',
      code: 'duplicate',
      message: '该单位已承办本件',
    });
  });

  it('a part on which a letter was drafted cannot be returned', () => {
    const scenario = consulted();
    steps.draftReply(scenario);
    expect(scenario.refusal('lead', 'returnTrack', { trackId: 't1', reason: 'x' })).toMatchObject({
      code: 'wrong-state',
      pointer: '/trackId',
    });
  });

  it('[D7] [R3.5] a reassignment supersedes every open duty by one of the new hand; the day of assignment stays, signing counts anew', () => {
    const scenario = signed();
    scenario.goTo('2026-03-10');
    const old = openObligations(scenario.case).filter(({ trackId }) => trackId === 't1');
    scenario.act('office', 'reassign', { trackId: 't1', unit: 'new', reason: 'x' });
    for (const { id, kind } of old) {
      const ended = scenario.case.obligations[id];
      expect(ended).toMatchObject({ status: 'superseded', endedOn: '2026-03-10' });
      expect(scenario.case.obligations[ended?.supersededBy ?? '']).toMatchObject({
        kind,
        trackId: 't3',
        status: 'open',
      });
    }
    expect(scenario.case.tracks.t1?.status).toBe('reassigned');
    expect(scenario.case.tracks.t3).toMatchObject({
      unit: 'new',
      replaces: 't1',
      countsFrom: '2026-02-05',
      assignedOn: '2026-03-10',
    });
    expect(owed(scenario, 'reply', 't3')).toMatchObject({ start: '2026-02-05', due: '2026-05-06' });
    expect(owed(scenario, 'sign', 't3')).toMatchObject({ start: '2026-03-10', due: '2026-03-13' });
    expect(scenario.refusal('lead', 'nameCaseLeader', { trackId: 't1', person: 'x' })).toMatchObject({
      code: 'wrong-state',
    });
  });

  it('[R3.5] the office may state a new day of assignment; both are shown, and it lies neither in the future nor before the case', () => {
    const scenario = signed();
    scenario.goTo('2026-03-10');
    const reassign = (assignedOn: string) => ({ trackId: 't1', unit: 'new', reason: 'x', assignedOn });
    for (const day of ['2026-03-11', '2026-02-04'])
      expect(scenario.refusal('office', 'reassign', reassign(day))).toMatchObject({
        code: 'invalid-date',
        pointer: '/assignedOn',
      });
    scenario.act('office', 'reassign', reassign('2026-03-09'));
    expect(scenario.case.facts.assignedOn).toBe('2026-02-05');
    expect(owed(scenario, 'reply', 't3')).toMatchObject({ start: '2026-03-09', due: '2026-06-09' });
  });

  it('[R6.1] what the former hands consulted counts for the new ones', () => {
    const scenario = consulted();
    scenario.goTo('2026-03-10');
    scenario.act('office', 'reassign', { trackId: 't1', unit: 'new', reason: 'x' });
    const office = { subject: 'new-office', role: 'unit-office' as const, unit: 'new' };
    scenario.act(office, 'signFor', { trackId: 't3' });
    scenario.act(office, 'nameResponsibility', { trackId: 't3', ...staff('new') });
    const draft = {
      trackId: 't3',
      product: 'reply' as const,
      document: 'a'.repeat(64),
      category: 'A' as const,
      mark: 'public' as const,
    };
    expect(scenario.act(office, 'draftLetter', draft)).toContain('letterDrafted');
  });

  it('[D8] nobody acts on a part before it was assigned to them', () => {
    const scenario = signed();
    scenario.goTo('2026-03-10');
    scenario.act('office', 'reassign', { trackId: 't1', unit: 'new', reason: 'x' });
    scenario.goTo('2026-03-11');
    const office = { subject: 'new-office', role: 'unit-office' as const, unit: 'new' };
    expect(scenario.refusal(office, 'signFor', { trackId: 't3', doneOn: '2026-03-09' })).toMatchObject({
      rule: 'D8',
      code: 'invalid-date',
      pointer: '/doneOn',
    });
    expect(scenario.act(office, 'signFor', { trackId: 't3', doneOn: '2026-03-10' })).toContain('trackSigned');
  });

  it('a unit has one part in a case at most', () => {
    const scenario = new Scenario();
    expect(scenario.refusal('office', 'reassign', { trackId: 't1', unit: 'co', reason: 'x' })).toMatchObject({
      code: 'duplicate',
      pointer: '/unit',
    });
    expect(scenario.refusal('office', 'addCoHandler', { unit: 'lead', reason: 'x' })).toMatchObject({
      code: 'duplicate',
      pointer: '/unit',
    });
  });

  it('[R3.4] a co-handler that joins counts from the day it joined, one that leaves owes nothing more', () => {
    const scenario = signed();
    scenario.goTo('2026-03-10');
    scenario.act('office', 'addCoHandler', { unit: 'third', reason: 'x' });
    expect(owed(scenario, 'opinion', 't3')).toMatchObject({ start: '2026-03-10', rawDue: '2026-05-10' });
    scenario.act('office', 'dropCoHandler', { trackId: 't3', reason: 'x' });
    expect(openObligations(scenario.case).filter(({ trackId }) => trackId === 't3')).toEqual([]);
    expect(owed(scenario, 'opinion', 't2')?.status).toBe('open');
    expect(scenario.refusal('office', 'dropCoHandler', { trackId: 't1', reason: 'x' })).toMatchObject({
      rule: 'R3.4',
      code: 'wrong-state',
    });
    expect(scenario.refusal('office', 'remindUnit', { trackId: 't3', way: 'telephone' })).toMatchObject({
      rule: 'R7.3',
    });
  });

  it('[R3.1] a co-handler that joins a national case gets the limit that the letter names for it', () => {
    const scenario = new Scenario({
      ...standardIntake,
      level: 'national',
      parts: [{ unit: 'lead', part: 'lead' }],
      limits: { submission: { unit: 'day', amount: 40 }, setBy: 'provincial-office' },
    });
    expect(scenario.refusal('office', 'addCoHandler', { unit: 'co', reason: 'x' })).toMatchObject({
      rule: 'R3.1',
      code: 'missing',
      pointer: '/limits/opinion',
    });
    scenario.act('office', 'addCoHandler', {
      unit: 'co',
      reason: 'x',
      limits: { opinion: { unit: 'fixed', date: '2026-03-31' }, setBy: 'provincial-office' },
    });
    // The second part is the provincial office's own.
    expect(owed(scenario, 'opinion', 't3')).toMatchObject({
      due: '2026-03-31',
      source: 'letter',
      rule: 'R3.1',
    });
    scenario.act('office', 'reassign', { trackId: 't3', unit: 'other', reason: 'x' });
    expect(owed(scenario, 'opinion', 't4')).toMatchObject({ due: '2026-03-31', source: 'letter' });
  });

  it("a dropped co-handler's unsent opinion is not sent any more, and cannot be recalled or sent back", () => {
    const scenario = consulted();
    const letterId = steps.opinion(scenario);
    steps.world(scenario);
    scenario.act('office', 'dropCoHandler', { trackId: 't2', reason: 'x' });
    expect(scenario.refusal('co', 'recallLetter', { letterId, reason: 'x' })).toMatchObject({
      code: 'wrong-state',
    });
    expect(scenario.refusal('lead', 'sendBackOpinion', { letterId, reason: 'x' })).toMatchObject({
      code: 'wrong-state',
    });
    const other = consulted();
    steps.opinion(other);
    other.act('office', 'dropCoHandler', { trackId: 't2', reason: 'x' });
    expect(Object.values(other.case.deliveries).map(({ status }) => status)).toEqual([
      'cancelled',
      'cancelled',
    ]);
  });
});

describe('the way inside a unit: office, division, officer', () => {
  it('a division has an internal limit ten days ahead of its unit, met by the draft', () => {
    const scenario = consulted();
    scenario.act('lead', 'assignDivision', { trackId: 't1', division: 'lead/1' });
    expect(owed(scenario, 'internal', 't1')).toMatchObject({
      due: '2026-04-26',
      about: 'lead/1',
      rule: 'setting',
      source: 'internal',
      outer: owed(scenario, 'reply', 't1')?.id,
    });
    steps.draftReply(scenario);
    expect(owed(scenario, 'internal', 't1')?.status).toBe('met');
  });

  it('the internal limit never lies before the day that the division got the case', () => {
    const scenario = signed();
    scenario.goTo('2026-05-04');
    scenario.act('lead', 'assignDivision', { trackId: 't1', division: 'lead/1' });
    expect(owed(scenario, 'internal', 't1')?.due).toBe('2026-05-04');
  });

  it('[D6] the internal limit follows the date that its unit was granted, and counts as owed since the division had it', () => {
    const scenario = consulted();
    scenario.act('lead', 'assignDivision', { trackId: 't1', division: 'lead/1' });
    const first = owed(scenario, 'internal', 't1');
    const obligationId = owed(scenario, 'reply', 't1')?.id ?? '';
    scenario.act('lead', 'requestExtension', { obligationId, until: '2026-06-10', reason: 'x' });
    scenario.act('office', 'decideExtension', { requestId: 'e1', outcome: 'granted' });
    const next = owed(scenario, 'internal', 't1');
    expect(next).toMatchObject({
      due: '2026-05-31',
      about: 'lead/1',
      openedOn: first?.openedOn,
      outer: owed(scenario, 'reply', 't1')?.id,
      status: 'open',
    });
    expect(scenario.case.obligations[first?.id ?? '']).toMatchObject({
      status: 'superseded',
      supersededBy: next?.id,
    });
    steps.draftReply(scenario);
    expect(owed(scenario, 'internal', 't1')?.status).toBe('met');
  });

  it('an extension that is refused, or of another part, leaves the internal limit alone', () => {
    const scenario = consulted();
    scenario.act('lead', 'assignDivision', { trackId: 't1', division: 'lead/1' });
    const extend = (who: 'lead' | 'co', kind: 'reply' | 'opinion', trackId: string, until: string) =>
      scenario.act(who, 'requestExtension', {
        obligationId: owed(scenario, kind, trackId)?.id ?? '',
        until,
        reason: 'x',
      });
    extend('lead', 'reply', 't1', '2026-06-10');
    scenario.act('office', 'decideExtension', { requestId: 'e1', outcome: 'refused', reason: 'x' });
    extend('co', 'opinion', 't2', '2026-04-20');
    scenario.act('office', 'decideExtension', { requestId: 'e2', outcome: 'granted' });
    expect(owed(scenario, 'internal', 't1')).toMatchObject({ due: '2026-04-26', status: 'open' });
  });

  it('another division, or a return by the division, ends the former internal limit', () => {
    const scenario = signed();
    scenario.act('lead', 'assignDivision', { trackId: 't1', division: 'lead/2' });
    const foreign = { subject: 'd', role: 'unit-division' as const, unit: 'lead', division: 'lead/1' };
    expect(scenario.refusal(foreign, 'returnFromDivision', { trackId: 't1', reason: 'x' })).toMatchObject({
      code: 'not-permitted',
    });
    scenario.act('lead', 'assignDivision', { trackId: 't1', division: 'lead/1' });
    const internal = () => Object.values(scenario.case.obligations).filter(({ kind }) => kind === 'internal');
    expect(internal().map(({ status }) => status)).toEqual(['cancelled', 'open']);
    scenario.act('lead', 'assignOfficer', { trackId: 't1', officer: 'lead-9' });
    scenario.act(foreign, 'returnFromDivision', { trackId: 't1', reason: 'x' });
    expect(internal().map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
    expect(scenario.case.tracks.t1).not.toHaveProperty('division');
    expect(scenario.refusal('lead', 'assignOfficer', { trackId: 't1', officer: 'x' })).toMatchObject({
      code: 'out-of-order',
    });
    expect(
      scenario.refusal('leadOfficer', 'returnFromDivision', { trackId: 't1', reason: 'x' }),
    ).toMatchObject({ code: 'wrong-state' });
  });

  it('a division that gets a case with a draft is done when it revises it, or at the latest with the reply', () => {
    const scenario = consulted();
    steps.draftReply(scenario);
    scenario.act('lead', 'assignDivision', { trackId: 't1', division: 'lead/2' });
    steps.review(scenario, 'l1');
    scenario.act('lead', 'issueLetter', { letterId: 'l1', documentNumber: 'x', sent: [] });
    steps.world(scenario);
    expect(owed(scenario, 'internal', 't1')?.status).toBe('met');
  });
});
