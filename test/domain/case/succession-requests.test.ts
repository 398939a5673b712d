import { newsOf } from '../../../domain/case';
import { Scenario, staff, steps } from './scenario';
import { consulted, HASH, owed, signed, explained, opinionGiven } from './stages';

const to = (unit: string, more: object = {}) => ({ trackId: 't1', unit, reason: 'why-1', ...more });
const office = (unit: string) => ({ subject: `${unit}-office`, role: 'unit-office' as const, unit });

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
    const { scenario, letterId } = opinionGiven();
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
