import { isOverdue, wasLate } from '../../../domain/obligation';
import { nextDue } from '../../../domain/case';
import { Scenario, steps } from './scenario';
import { approved, consulted, owed, proposalIntake, published, replied, signed } from './stages';

const extend = (scenario: Scenario, until: string, doneOn?: string) => ({
  obligationId: owed(scenario, 'reply', 't1')!.id,
  until,
  reason: 'x',
  ...(doneOn ? { doneOn } : {}),
});

describe('guidance', () => {
  it('[R1.3] is of one part, or of the case; a part that is not there is refused', () => {
    const scenario = signed();
    expect(scenario.act('office', 'recordGuidance', { note: 'x', trackId: 't2' })).toEqual([
      'guidanceRecorded',
    ]);
    expect(scenario.act('office', 'recordGuidance', { note: 'x' })).toEqual(['guidanceRecorded']);
    expect(scenario.refusal('office', 'recordGuidance', { note: 'x', trackId: 't9' })).toMatchObject({
      code: 'not-found',
      pointer: '/trackId',
    });
  });
});

describe('requests for instructions', () => {
  it('[R3.11] move no deadline and excuse nobody', () => {
    const scenario = signed();
    const before = scenario.case.obligations;
    expect(scenario.act('lead', 'askInstructions', { trackId: 't1', to: 'x', question: 'x' })).toEqual([
      'instructionsAsked',
    ]);
    expect(scenario.case.obligations).toEqual(before);
    scenario.goTo('2026-05-07');
    expect(owed(scenario, 'reply', 't1')?.missed).toBe(true);
  });

  it('[R3.11] are answered once, or withdrawn with a reason, and not before they were asked', () => {
    const scenario = signed();
    scenario.act('lead', 'askInstructions', { trackId: 't1', to: 'x', question: 'x' });
    scenario.goTo('2026-02-12');
    expect(
      scenario.refusal('office', 'answerInstructions', {
        requestId: 'i1',
        answer: 'x',
        doneOn: '2026-02-05',
      }),
    ).toMatchObject({ rule: 'D8', pointer: '/doneOn' });
    scenario.act('office', 'answerInstructions', { requestId: 'i1', answer: 'x' });
    expect(scenario.refusal('lead', 'withdrawInstructions', { requestId: 'i1', reason: 'x' })).toMatchObject({
      rule: 'R3.11',
      code: 'wrong-state',
      pointer: '/requestId',
    });
    expect(scenario.refusal('office', 'answerInstructions', { requestId: 'i7', answer: 'x' })).toMatchObject({
      code: 'not-found',
    });
  });
});

describe('extension', () => {
  it('[D7] keeps the old date and the new one; an extended case is not overdue, and the old duty never comes back', () => {
    const scenario = signed();
    scenario.goTo('2026-04-30');
    scenario.act('lead', 'requestExtension', extend(scenario, '2026-06-30'));
    scenario.act('office', 'decideExtension', { requestId: 'e1', outcome: 'granted' });
    const [old, next] = Object.values(scenario.case.obligations).filter(({ kind }) => kind === 'reply');
    expect(old).toMatchObject({ status: 'superseded', due: '2026-05-06', supersededBy: next!.id });
    expect(next).toMatchObject({
      status: 'open',
      due: '2026-06-30',
      source: 'extension',
      rule: 'R3.5',
      openedOn: '2026-02-05',
    });
    scenario.goTo('2026-06-30');
    expect(isOverdue(owed(scenario, 'reply', 't1')!, '2026-06-30')).toBe(false);
    expect(nextDue(scenario.state, scenario.context.rules)).toBe('2026-07-01');
    scenario.goTo('2026-07-01');
    expect(isOverdue(owed(scenario, 'reply', 't1')!, '2026-07-01')).toBe(true);
  });

  it('[D8] is asked for no later than the due day; asked in time and entered later it counts', () => {
    const scenario = signed();
    scenario.goTo('2026-05-08');
    expect(scenario.refusal('lead', 'requestExtension', extend(scenario, '2026-06-30'))).toMatchObject({
      rule: 'setting',
      code: 'too-late',
      message: '延期须在到期日（2026-05-06）当日及以前提出',
      pointer: '/doneOn',
    });
    scenario.act('lead', 'requestExtension', extend(scenario, '2026-06-30', '2026-05-06'));
    expect(
      scenario.refusal('lead', 'requestExtension', extend(scenario, '2026-06-29', '2026-05-06')),
    ).toMatchObject({ code: 'duplicate' });
    scenario.act('office', 'decideExtension', { requestId: 'e1', outcome: 'granted' });
    expect(isOverdue(owed(scenario, 'reply', 't1')!, '2026-05-08')).toBe(false);
    scenario.goTo('2026-05-11');
    steps.consult(scenario);
    const letterId = steps.reply(scenario);
    expect(scenario.case.letters[letterId]?.status).toBe('issued');
    expect(wasLate(owed(scenario, 'reply', 't1')!)).toBe(false);
  });

  it('of a suggestion there is none where the rules have no room for it, and the refusal says so', () => {
    const scenario = signed();
    const { rules } = scenario.context;
    const extensionCap = { ...rules.limits.extensionCap, amount: 0 };
    scenario.context = {
      ...scenario.context,
      rules: { ...rules, limits: { ...rules.limits, extensionCap } },
    };
    expect(scenario.refusal('lead', 'requestExtension', extend(scenario, '2026-06-30'))).toMatchObject({
      code: 'too-late',
      pointer: '/until',
      message: expect.stringContaining('不允许代表建议延期') as string,
    });
  });

  it('of a suggestion never goes beyond six months from assignment, rolled; of a proposal it may', () => {
    const scenario = signed();
    expect(scenario.refusal('lead', 'requestExtension', extend(scenario, '2026-08-06'))).toMatchObject({
      rule: 'setting',
      code: 'too-late',
      pointer: '/until',
    });
    expect(scenario.refusal('lead', 'requestExtension', extend(scenario, '2026-05-06'))).toMatchObject({
      code: 'invalid-date',
      pointer: '/until',
    });
    scenario.act('lead', 'requestExtension', extend(scenario, '2026-08-05'));
    expect(
      scenario.refusal('office', 'decideExtension', {
        requestId: 'e1',
        outcome: 'granted',
        until: '2026-08-07',
      }),
    ).toMatchObject({ code: 'too-late', pointer: '/until' });
    const proposal = signed(proposalIntake);
    expect(proposal.act('lead', 'requestExtension', extend(proposal, '2026-10-09'))).toEqual([
      'extensionRequested',
    ]);
  });

  it('is refused with a reason, or granted to another day; a duty that ended has none', () => {
    const scenario = signed();
    scenario.act('lead', 'requestExtension', extend(scenario, '2026-06-30'));
    expect(
      scenario.refusal('office', 'decideExtension', { requestId: 'e1', outcome: 'refused' }),
    ).toMatchObject({ code: 'missing', pointer: '/reason' });
    scenario.act('office', 'decideExtension', { requestId: 'e1', outcome: 'refused', reason: 'x' });
    expect(owed(scenario, 'reply', 't1')).toMatchObject({ status: 'open', due: '2026-05-06' });
    scenario.act('lead', 'requestExtension', extend(scenario, '2026-06-30'));
    scenario.act('office', 'decideExtension', { requestId: 'e2', outcome: 'granted', until: '2026-06-01' });
    expect(owed(scenario, 'reply', 't1')?.due).toBe('2026-06-01');
    const sign = owed(scenario, 'sign', 't1')!.id;
    expect(
      scenario.refusal('lead', 'requestExtension', { obligationId: sign, until: '2026-06-30', reason: 'x' }),
    ).toMatchObject({ code: 'wrong-state', pointer: '/obligationId' });
    const replying = approved().scenario;
    replying.act('lead', 'requestExtension', extend(replying, '2026-06-30'));
    replying.act('lead', 'issueLetter', { letterId: 'l2', documentNumber: 'x', sent: [] });
    steps.world(replying);
    expect(
      replying.refusal('office', 'decideExtension', { requestId: 'e1', outcome: 'granted' }),
    ).toMatchObject({ code: 'wrong-state' });
  });

  it('[D8] a reply that was sent before the extension was decided, and entered after it, is met on its day', () => {
    const { scenario, letterId } = approved();
    scenario.act('lead', 'requestExtension', extend(scenario, '2026-06-30'));
    scenario.act('lead', 'issueLetter', { letterId, documentNumber: 'x', sent: [] });
    scenario.goTo('2026-04-24');
    scenario.act('office', 'decideExtension', { requestId: 'e1', outcome: 'granted' });
    for (const id of ['d3', 'd4'])
      scenario.act('leadOfficer', 'recordDispatch', { deliveryId: id, way: 'post', doneOn: '2026-04-21' });
    expect(owed(scenario, 'reply', 't1')).toMatchObject({ status: 'met', endedOn: '2026-04-21' });
  });
});

describe('waiver', () => {
  it('lets go a form, a copy, an internal limit; never a reply, a publication or a rework', () => {
    const { scenario } = replied();
    for (const kind of ['publication', 'feedback'] as const)
      expect(
        scenario.refusal('office', 'waiveObligation', {
          obligationId: owed(scenario, kind, 't1')!.id,
          reason: 'x',
        }),
      ).toMatchObject({ code: 'wrong-state', pointer: '/obligationId' });
    const early = consulted();
    expect(
      early.refusal('office', 'waiveObligation', {
        obligationId: owed(early, 'reply', 't1')!.id,
        reason: 'x',
      }),
    ).toMatchObject({ code: 'wrong-state' });
    early.act('office', 'waiveObligation', { obligationId: owed(early, 'form', 't1')!.id, reason: 'x' });
    expect(owed(early, 'form', 't1')?.status).toBe('cancelled');
    expect(owed(early, 'form', 't2')?.status).toBe('open');
  });
});

describe('supervision', () => {
  it('[R7.2] a week late a special inspection opens, one per case and unit, also after it was closed', () => {
    const scenario = new Scenario();
    expect(scenario.goTo('2026-02-16')).toEqual(['deadlineMissed', 'deadlineMissed']);
    expect(scenario.goTo('2026-02-17')).toEqual(['supervisionOpened', 'supervisionOpened']);
    for (const supervisionId of ['s1', 's2'])
      scenario.act('office', 'closeSupervision', { supervisionId, result: 'x' });
    expect(scenario.goTo('2026-06-30')).not.toContain('supervisionOpened');
  });

  it('[R7.2] [D8] a case that is entered late is inspected a week after its entry: what was done in time can still be recorded', () => {
    const inTime = new Scenario(undefined, '2026-04-20');
    expect(inTime.goTo('2026-04-26')).toEqual([
      'deadlineMissed',
      'deadlineMissed',
      'deadlineMissed',
      'deadlineMissed',
      'deadlineMissed',
    ]);
    expect(Object.values(inTime.case.supervisions)).toEqual([]);
    expect(inTime.goTo('2026-04-27')).toEqual(['supervisionOpened', 'supervisionOpened']);
    expect(Object.values(inTime.case.supervisions).map(({ openedOn }) => openedOn)).toEqual([
      '2026-04-27',
      '2026-04-27',
    ]);
  });

  it('[R7.2] beside one that the office opened by hand none opens, and time goes on', () => {
    const scenario = new Scenario();
    scenario.act('office', 'openSupervision', { trackId: 't1', form: 'special-inspection', ground: 'x' });
    expect(scenario.goTo('2026-02-18').filter((type) => type === 'supervisionOpened')).toHaveLength(1);
    expect(nextDue(scenario.state, scenario.context.rules)).toBe('2026-03-10');
    scenario.act('office', 'closeSupervision', { supervisionId: 's1', result: 'x' });
    expect(scenario.goTo('2026-02-18')).toEqual(['supervisionOpened']);
  });

  it('[R7.2] a supervision is tracked item by item and closed with a result, once, and not before it opened', () => {
    const scenario = signed();
    scenario.act('lead', 'openSupervision', {
      trackId: 't1',
      form: 'joint-supervision',
      units: ['co'],
      ground: 'x',
    });
    scenario.act('lead', 'recordSupervision', { supervisionId: 's1', way: 'on-site', note: 'x' });
    scenario.goTo('2026-02-09');
    expect(
      scenario.refusal('office', 'closeSupervision', {
        supervisionId: 's1',
        result: 'x',
        doneOn: '2026-02-05',
      }),
    ).toMatchObject({ rule: 'D8' });
    scenario.act('office', 'closeSupervision', { supervisionId: 's1', result: 'x' });
    expect(
      scenario.refusal('office', 'recordSupervision', { supervisionId: 's1', way: 'telephone', note: 'x' }),
    ).toMatchObject({ rule: 'R7.2', code: 'wrong-state' });
  });

  it('[R7.2] a joint supervision names the units that take part', () => {
    const scenario = signed();
    const joint = { trackId: 't1', form: 'joint-supervision' as const, ground: 'x' };
    expect(scenario.refusal('office', 'openSupervision', joint)).toMatchObject({
      rule: 'R7.2',
      code: 'missing',
      pointer: '/units',
    });
    scenario.act('office', 'openSupervision', { ...joint, units: ['co', 'third'] });
    expect(scenario.case.supervisions['s1']).toMatchObject({ units: ['co', 'third'], ground: 'by-hand' });
  });

  it('[R7.2] a unit opens and closes supervision of its own part, and closes none that the province opened', () => {
    const scenario = signed();
    const open = { trackId: 't1', form: 'special-inspection' as const, ground: 'x' };
    scenario.act('lead', 'openSupervision', open);
    expect(scenario.case.supervisions['s1']).toMatchObject({ by: 'unit' });
    expect(scenario.refusal('co', 'openSupervision', open)).toMatchObject({ code: 'not-permitted' });
    expect(scenario.refusal('co', 'closeSupervision', { supervisionId: 's1', result: 'x' })).toMatchObject({
      code: 'not-permitted',
    });
    expect(scenario.act('lead', 'closeSupervision', { supervisionId: 's1', result: 'x' })).toEqual([
      'supervisionClosed',
    ]);
    scenario.act('office', 'openSupervision', open);
    expect(scenario.refusal('lead', 'closeSupervision', { supervisionId: 's2', result: 'x' })).toMatchObject({
      rule: 'R7.2',
      code: 'not-permitted',
    });
    scenario.act('lead', 'openSupervision', open);
    scenario.act('office', 'closeSupervision', { supervisionId: 's3', result: 'x' });
  });

  it('[R7.2] a subject on which dissatisfaction gathers opens tracked supervision, once a part', () => {
    const scenario = signed();
    const told = { trackId: 't1', subjectId: 'subject:1' };
    expect(scenario.act('system', 'trackSubject', told)).toEqual(['supervisionOpened']);
    expect(scenario.case.supervisions['s1']).toMatchObject({
      form: 'tracked-supervision',
      ground: 'subject',
      subject: 'subject:1',
    });
    expect(scenario.act('system', 'trackSubject', told)).toEqual([]);
    scenario.act('office', 'closeSupervision', { supervisionId: 's1', result: 'x' });
    expect(scenario.act('system', 'trackSubject', told)).toEqual([]);
    for (const who of ['office', 'lead', 'cppcc'] as const)
      expect(scenario.refusal(who, 'trackSubject', told)).toMatchObject({ code: 'not-permitted' });
  });

  it('[R7.2] … and joins the one that stands for the case’s own dissatisfaction', () => {
    const { scenario } = published();
    steps.feedback(scenario, 'p1', 'dissatisfied');
    expect(scenario.act('system', 'trackSubject', { trackId: 't1', subjectId: 'subject:1' })).toEqual([
      'supervisionJoined',
    ]);
    expect(Object.values(scenario.case.supervisions)).toMatchObject([
      { form: 'tracked-supervision', ground: 'dissatisfied', subject: 'subject:1', status: 'open' },
    ]);
  });

  it('[R7.3] a reminder by people is on record with its answer; a unit reminds its own divisions too', () => {
    const scenario = signed();
    scenario.act('office', 'remindUnit', { trackId: 't2', way: 'telephone', note: 'x1', answer: 'x2' });
    expect(scenario.history.at(-1)?.data).toMatchObject({ note: 'x1', answer: 'x2' });
    scenario.act('co', 'remindUnit', { trackId: 't2', way: 'meeting', answer: 'x3' });
    scenario.act('lead', 'remindUnit', { trackId: 't2', way: 'on-site' });
    expect(scenario.refusal('co', 'remindUnit', { trackId: 't1', way: 'telephone' })).toMatchObject({
      code: 'not-permitted',
    });
  });

  it('[R7.3] the unit is reminded as long as it owes something', () => {
    const scenario = signed();
    expect(scenario.act('office', 'remindUnit', { trackId: 't2', way: 'telephone', note: 'x' })).toEqual([
      'unitReminded',
    ]);
    scenario.act('office', 'dropCoHandler', { trackId: 't2', reason: 'x' });
    expect(scenario.refusal('office', 'remindUnit', { trackId: 't2', way: 'telephone' })).toMatchObject({
      rule: 'R7.3',
      code: 'wrong-state',
    });
  });
});

describe('withdrawal', () => {
  it('closes the case with its reason: every duty, delivery, request and supervision ends', () => {
    const scenario = consulted();
    steps.opinion(scenario);
    scenario.act('lead', 'askInstructions', { trackId: 't1', to: 'x', question: 'x' });
    scenario.act('office', 'openSupervision', {
      trackId: 't1',
      form: 'joint-supervision',
      units: ['co'],
      ground: 'x',
    });
    expect(scenario.refusal('office', 'withdrawCase', { proposer: 'p2', reason: 'x' })).toMatchObject({
      code: 'unknown-reference',
      pointer: '/proposer',
    });
    expect(scenario.refusal('office', 'withdrawCase', { reason: 'x' })).toMatchObject({
      rule: 'setting',
      code: 'missing',
      pointer: '/proposer',
    });
    scenario.act('office', 'withdrawCase', { proposer: 'p1', reason: 'x' });
    const { status, obligations, deliveries, supervisions, instructions } = scenario.case;
    expect(status).toBe('withdrawn');
    expect(Object.values(obligations).every((each) => each.status !== 'open')).toBe(true);
    expect(Object.values(deliveries).every((each) => each.status === 'cancelled')).toBe(true);
    expect([supervisions.s1?.status, instructions.i1?.status]).toEqual(['closed', 'withdrawn']);
    expect(nextDue(scenario.state, scenario.context.rules)).toBeUndefined();
    expect(scenario.refusal('lead', 'signFor', { trackId: 't1' })).toMatchObject({ code: 'wrong-state' });
    expect(
      scenario.refusal('office', 'assignRework', {
        receivedOn: '2026-02-10',
        objectors: ['p1'],
        reason: 'x',
      }),
    ).toMatchObject({ code: 'wrong-state' });
  });

  it('is refused once the reply is on its way', () => {
    const { scenario } = replied();
    expect(scenario.refusal('office', 'withdrawCase', { proposer: 'p1', reason: 'x' })).toMatchObject({
      rule: 'setting',
      code: 'wrong-state',
    });
  });
});
