import { evolve, initialState, type AssignedCase, type CaseState } from '../../../domain/case';
import type { CommandData } from '../../../schemas/commands';
import { Scenario, steps } from './scenario';
import { approved, consulted, HASH, owed, signed } from './stages';

const contact = (more: Partial<CommandData['recordContact']> = {}): CommandData['recordContact'] => ({
  trackId: 't1',
  stage: 'before',
  way: 'visit',
  visitors: ['lead-4'],
  proposers: ['p1'],
  attendees: [],
  opinion: 'x',
  plan: 'x',
  documents: [],
  ...more,
});
const reply = {
  trackId: 't1',
  product: 'reply' as const,
  document: HASH,
  category: 'A' as const,
  mark: 'public' as const,
};
const except = (scenario: Scenario, proposer: string, ground: 'unreachable' | 'left-office' | 'died') => {
  scenario.act('lead', 'requestContactException', { trackId: 't1', proposer, ground, reason: 'x' });
  const exceptionId = Object.keys(scenario.case.exceptions).at(-1) as string;
  return scenario.act('office', 'decideContactException', { exceptionId, outcome: 'approved' });
};

describe('contact, research, and exceptions', () => {
  it('[R6.2] the first contact before handling yields the plan, later ones need none', () => {
    const scenario = signed();
    expect(scenario.refusal('leadOfficer', 'recordContact', contact({ plan: undefined }))).toMatchObject({
      rule: 'R6.2',
      code: 'missing',
      pointer: '/plan',
    });
    scenario.act('leadOfficer', 'recordContact', contact());
    scenario.act('leadOfficer', 'recordContact', contact({ plan: undefined, stage: 'during' }));
    scenario.act('leadOfficer', 'recordContact', contact({ plan: undefined, proposers: ['p2'] }));
    expect(scenario.case.contacts.map(({ id, stage, plan }) => [id, stage, plan])).toEqual([
      ['c1', 'before', true],
      ['c2', 'during', false],
      ['c3', 'before', false],
    ]);
  });

  it('[R6.3] a visit names who went, another way need not; both are kept with the contact', () => {
    const scenario = signed();
    expect(scenario.refusal('leadOfficer', 'recordContact', contact({ visitors: undefined }))).toMatchObject({
      rule: 'R6.3',
      code: 'missing',
      pointer: '/visitors',
    });
    scenario.act('leadOfficer', 'recordContact', contact({ visitors: ['lead-2', 'lead-4'] }));
    scenario.act('leadOfficer', 'recordContact', contact({ way: 'meeting', visitors: undefined }));
    expect(scenario.case.contacts.map(({ visitors }) => visitors)).toEqual([['lead-2', 'lead-4'], undefined]);
  });

  it('[R6.3] on a joint visit each unit records the others in its own part, and not itself among them', () => {
    const scenario = signed();
    const joint = contact({ visitors: ['lead-4', 'co-4'], withUnits: ['co'] });
    scenario.act('leadOfficer', 'recordContact', joint);
    scenario.act('coOfficer', 'recordContact', { ...joint, trackId: 't2', withUnits: ['lead'] });
    expect(scenario.case.contacts.map(({ trackId, withUnits }) => [trackId, withUnits])).toEqual([
      ['t1', ['co']],
      ['t2', ['lead']],
    ]);
    expect(scenario.refusal('leadOfficer', 'recordContact', contact({ withUnits: ['lead'] }))).toMatchObject({
      rule: 'R6.3',
      code: 'duplicate',
      pointer: '/withUnits',
    });
  });

  it('[R6.3] a visit that was recorded before visitors were asked for is read as it was', () => {
    const scenario = signed();
    scenario.act('leadOfficer', 'recordContact', contact());
    const old = scenario.history.map((event) =>
      event.type === 'contactRecorded'
        ? { ...event, data: { ...event.data, contact: { ...event.data.contact, visitors: undefined } } }
        : event,
    );
    const state = old.reduce<CaseState>(evolve, initialState) as AssignedCase;
    expect(state.contacts[0]).toMatchObject({ way: 'visit', visitors: undefined });
  });

  it('[R6.2] a remote way is for those who wished it, on record', () => {
    const scenario = signed();
    for (const way of ['telephone', 'wechat', 'video'] as const) {
      expect(scenario.refusal('leadOfficer', 'recordContact', contact({ way }))).toMatchObject({
        rule: 'R6.2',
        code: 'missing',
        pointer: '/wished',
      });
      expect(scenario.act('leadOfficer', 'recordContact', contact({ way, wished: true }))).toEqual([
        'contactRecorded',
      ]);
    }
  });

  it('[R6.1] a contact names people of the case, each once', () => {
    const scenario = signed();
    expect(
      scenario.refusal('leadOfficer', 'recordContact', contact({ proposers: ['p1', 'p1'] })),
    ).toMatchObject({ rule: 'R6.1', code: 'duplicate', pointer: '/proposers' });
    expect(
      scenario.refusal('leadOfficer', 'recordContact', contact({ proposers: ['p1', '__proto__'] })),
    ).toMatchObject({ code: 'not-found', pointer: '/proposers/1' });
  });

  it('[R2.4] research is recorded per part, and by default none before the reply does not hold it back', () => {
    const scenario = signed();
    scenario.act('leadOfficer', 'recordResearch', { trackId: 't1', place: 'x', people: 'x', findings: 'x' });
    expect([scenario.case.tracks.t1?.research, scenario.case.tracks.t2?.research]).toEqual([1, 0]);
    expect(consulted().act('leadOfficer', 'draftLetter', reply)).toContain('letterDrafted');
    const strict = consulted();
    strict.context = { ...strict.context, rules: { ...strict.context.rules, researchBeforeReply: 'refuse' } };
    expect(strict.refusal('leadOfficer', 'draftLetter', reply)).toMatchObject({
      rule: 'R2.4',
      code: 'out-of-order',
    });
  });

  it('[R6.1] a reply is refused until every one to be answered was consulted', () => {
    const scenario = signed();
    expect(scenario.refusal('leadOfficer', 'draftLetter', reply)).toMatchObject({
      rule: 'R6.1',
      code: 'out-of-order',
      pointer: '/product',
    });
    scenario.act('leadOfficer', 'recordContact', contact());
    expect(scenario.refusal('leadOfficer', 'draftLetter', reply).message).toContain('p2');
    scenario.act('leadOfficer', 'recordContact', contact({ proposers: ['p2'], stage: 'after' }));
    expect(scenario.refusal('leadOfficer', 'draftLetter', reply).message).toContain('p2');
    scenario.act('leadOfficer', 'recordContact', contact({ proposers: ['p2'] }));
    expect(scenario.act('leadOfficer', 'draftLetter', reply)).toContain('letterDrafted');
  });

  it("[R6.1] a co-handler's contact is on record, but consults nobody for the lead", () => {
    const scenario = signed();
    scenario.act('coOfficer', 'recordContact', contact({ trackId: 't2', proposers: ['p1', 'p2'] }));
    expect(scenario.refusal('leadOfficer', 'draftLetter', reply)).toMatchObject({ rule: 'R6.1' });
  });

  it('[R6.1] [D8] a contact of a later day does not consult anybody for a reply of an earlier one', () => {
    const scenario = consulted();
    scenario.goTo('2026-02-12');
    expect(scenario.refusal('leadOfficer', 'draftLetter', { ...reply, doneOn: '2026-02-09' })).toMatchObject({
      rule: 'R6.1',
    });
    expect(scenario.act('leadOfficer', 'draftLetter', { ...reply, doneOn: '2026-02-10' })).toContain(
      'letterDrafted',
    );
  });

  it('[R6.1] an exception has a reason and is approved before it counts; a refused one has a reason and may be asked again', () => {
    const scenario = signed();
    scenario.act('leadOfficer', 'recordContact', contact());
    const ask = { trackId: 't1', proposer: 'p2', ground: 'unreachable' as const, reason: 'x' };
    scenario.act('leadOfficer', 'requestContactException', ask);
    expect(scenario.refusal('leadOfficer', 'draftLetter', reply)).toMatchObject({ rule: 'R6.1' });
    expect(scenario.refusal('leadOfficer', 'requestContactException', ask)).toMatchObject({
      code: 'duplicate',
      pointer: '/proposer',
    });
    expect(
      scenario.refusal('office', 'decideContactException', { exceptionId: 'x1', outcome: 'refused' }),
    ).toMatchObject({ code: 'missing', pointer: '/reason' });
    scenario.act('office', 'decideContactException', { exceptionId: 'x1', outcome: 'refused', reason: 'x' });
    expect(
      scenario.refusal('office', 'decideContactException', { exceptionId: 'x1', outcome: 'approved' }),
    ).toMatchObject({ code: 'wrong-state' });
    expect(scenario.refusal('leadOfficer', 'draftLetter', reply)).toMatchObject({ rule: 'R6.1' });
    except(scenario, 'p2', 'unreachable');
    expect(scenario.act('leadOfficer', 'draftLetter', reply)).toContain('letterDrafted');
  });

  it('[R6.1] [D8] an exception is not decided on a day before it was requested', () => {
    const scenario = signed();
    scenario.goTo('2026-02-20');
    const ask = { trackId: 't1', proposer: 'p2', ground: 'unreachable' as const, reason: 'x' };
    scenario.act('leadOfficer', 'requestContactException', { ...ask, doneOn: '2026-02-12' });
    const decide = (doneOn: string) => ({ exceptionId: 'x1', outcome: 'approved' as const, doneOn });
    expect(scenario.refusal('office', 'decideContactException', decide('2026-02-11'))).toMatchObject({
      rule: 'D8',
      pointer: '/doneOn',
    });
    scenario.act('office', 'decideContactException', decide('2026-02-12'));
  });

  it.each(['unreachable', 'left-office'] as const)(
    '[R6.1] [R3.9] one who is %s is sent the reply, but it does not wait for them',
    (ground) => {
      const scenario = signed();
      scenario.act('leadOfficer', 'recordContact', contact());
      except(scenario, 'p2', ground);
      const letterId = steps.draftReply(scenario);
      steps.review(scenario, letterId);
      scenario.act('lead', 'issueLetter', { letterId, documentNumber: 'x', sent: [] });
      expect(Object.values(scenario.case.deliveries).slice(0, 2)).toMatchObject([
        { recipient: { id: 'p1' }, required: true },
        { recipient: { id: 'p2' }, required: false },
      ]);
      scenario.act('system', 'reportDelivery', { deliveryId: 'd1', outcome: 'sent', way: 'mail' });
      expect(owed(scenario, 'reply', 't1')?.status).toBe('met');
    },
  );

  it('[R6.1] one who died is sent nothing', () => {
    const scenario = signed();
    scenario.act('leadOfficer', 'recordContact', contact());
    except(scenario, 'p2', 'died');
    steps.reply(scenario);
    expect(Object.values(scenario.case.deliveries).map(({ recipient }) => recipient.id)).toEqual([
      'p1',
      'congress-committee',
      'provincial-office',
    ]);
    expect(owed(scenario, 'reply', 't1')?.status).toBe('met');
    expect(owed(scenario, 'feedback', 'p2')).toBeUndefined();
  });

  it('[R6.1] an exception that is approved after the issue releases the reply on the day that the others had it', () => {
    const { scenario, letterId } = approved();
    scenario.act('lead', 'issueLetter', { letterId, documentNumber: 'x', sent: [] });
    const [first, second] = Object.values(scenario.case.deliveries).filter(
      (each) => each.letterId === letterId,
    );
    scenario.act('system', 'reportDelivery', { deliveryId: first!.id, outcome: 'sent', way: 'mail' });
    scenario.act('system', 'reportDelivery', { deliveryId: second!.id, outcome: 'unreachable', way: 'mail' });
    scenario.goTo('2026-04-27');
    expect(owed(scenario, 'reply', 't1')?.status).toBe('open');
    expect(except(scenario, 'p2', 'unreachable')).toEqual([
      'contactExceptionDecided',
      'deliveryExcused',
      'obligationMet',
    ]);
    expect(owed(scenario, 'reply', 't1')).toMatchObject({ status: 'met', endedOn: '2026-04-20' });
  });

  it('[R6.1] where nobody is in reach the letter is still posted to whoever lives, and where all died its issue answers', () => {
    const posted = signed();
    except(posted, 'p1', 'died');
    except(posted, 'p2', 'unreachable');
    steps.reply(posted);
    expect(posted.case.deliveries.d1).toMatchObject({
      recipient: { id: 'p2' },
      required: true,
      status: 'sent',
    });
    const alone = signed();
    except(alone, 'p1', 'died');
    except(alone, 'p2', 'died');
    alone.goTo('2026-03-02');
    const letterId = steps.draftReply(alone);
    steps.review(alone, letterId);
    alone.act('lead', 'issueLetter', { letterId, documentNumber: 'x', sent: [] });
    expect(alone.case.letters[letterId]).toMatchObject({
      repliedOn: '2026-03-02',
      publication: { status: 'owed' },
    });
    expect(owed(alone, 'reply', 't1')).toMatchObject({ status: 'met', endedOn: '2026-03-02' });
  });
});
