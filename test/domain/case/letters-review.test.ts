import type { CommandData } from '../../../schemas/commands';
import { Scenario, actors, criteria, steps, type ActorName } from './scenario';
import { approved, consulted, owed, replied, replyDraft as reply } from './stages';

const approve = (scenario: Scenario, who: ActorName, level: CommandData['reviewLetter']['level']) =>
  scenario.act(who, 'reviewLetter', { letterId: 'l1', level, decision: 'approve', criteria });

describe('letters: the review, level by level', () => {
  it('[R5.1] goes through division, office, leader in charge and principal, in this order', () => {
    const scenario = consulted();
    steps.draftReply(scenario);
    expect(
      scenario.refusal('leadPrincipal', 'reviewLetter', {
        letterId: 'l1',
        level: 'principal',
        decision: 'approve',
        criteria,
      }),
    ).toMatchObject({ rule: 'R5.1', code: 'out-of-order', pointer: '/level' });
    const issue = { letterId: 'l1', documentNumber: 'x', sent: [] };
    for (const [who, level] of [
      ['leadDivision', 'division'],
      ['lead', 'office'],
      ['leadLeader', 'leaderInCharge'],
      ['leadPrincipal', 'principal'],
    ] as const) {
      expect(scenario.refusal('lead', 'issueLetter', issue)).toMatchObject({
        rule: 'R5.1',
        code: 'out-of-order',
      });
      approve(scenario, who, level);
    }
    expect(scenario.case.letters.l1?.status).toBe('approved');
    expect(scenario.act('lead', 'issueLetter', issue)).toContain('letterIssued');
    expect(scenario.refusal('lead', 'issueLetter', issue)).toMatchObject({ code: 'wrong-state' });
  });

  it('[R5.1] an approval ticks the five criteria, a return has a reason', () => {
    const scenario = consulted();
    steps.draftReply(scenario);
    const review = { letterId: 'l1', level: 'division' as const };
    expect(
      scenario.refusal('leadDivision', 'reviewLetter', { ...review, decision: 'approve' }),
    ).toMatchObject({ rule: 'R5.1', code: 'missing', pointer: '/criteria' });
    expect(scenario.refusal('leadDivision', 'reviewLetter', { ...review, decision: 'return' })).toMatchObject(
      { rule: 'R5.1', code: 'missing', pointer: '/reason' },
    );
  });

  it('[R5.1] whoever wrote anything of the text approves none of it but can send it back; another one takes its place where nobody else is there', () => {
    const scenario = consulted();
    // The office's only person drafts, and its level could do neither.
    scenario.act('lead', 'draftLetter', reply());
    approve(scenario, 'leadDivision', 'division');
    const office = { letterId: 'l1', level: 'office' } as const;
    expect(
      scenario.refusal('lead', 'reviewLetter', { ...office, decision: 'approve', criteria }),
    ).toMatchObject({ rule: 'R5.1', code: 'conflict', pointer: '/level' });
    scenario.act('lead', 'reviewLetter', { ...office, decision: 'return', reason: 'x' });
    expect(scenario.case.letters.l1?.status).toBe('returned');
    const { trackId: _trackId, product: _product, ...content } = reply();
    scenario.act('leadOfficer', 'reviseLetter', { letterId: 'l1', ...content });
    expect(
      scenario.refusal('leadOfficer', 'reviewLetter', {
        letterId: 'l1',
        level: 'division',
        decision: 'approve',
        criteria,
      }),
    ).toMatchObject({ code: 'conflict' });
    approve(scenario, 'leadDivision', 'division');
    expect(
      scenario.refusal('lead', 'reviewLetter', { ...office, decision: 'approve', criteria }),
    ).toMatchObject({ code: 'conflict' });
    scenario.act('lead', 'discardLetter', { letterId: 'l1', reason: 'x' });
    scenario.act('leadOfficer', 'draftLetter', reply());
    for (const [who, level] of [
      ['leadDivision', 'division'],
      ['lead', 'office'],
    ] as const)
      scenario.act(who, 'reviewLetter', { letterId: 'l2', level, decision: 'approve', criteria });
  });

  it('[R5.1] a draft is discarded with its reason and makes room for another; what was issued is recalled instead', () => {
    const scenario = consulted();
    scenario.act('lead', 'draftLetter', reply());
    expect(scenario.refusal('leadOfficer', 'draftLetter', reply())).toMatchObject({ code: 'duplicate' });
    const discard = { letterId: 'l1', reason: 'x' };
    expect(scenario.refusal('co', 'discardLetter', discard)).toMatchObject({ code: 'not-permitted' });
    expect(scenario.act('leadOfficer', 'discardLetter', discard)).toEqual(['letterDiscarded']);
    expect(scenario.case.letters.l1).toMatchObject({ status: 'discarded', endedOn: scenario.today });
    expect(scenario.refusal('lead', 'discardLetter', discard)).toMatchObject({
      rule: 'R5.1',
      code: 'wrong-state',
      pointer: '/letterId',
    });
    scenario.act('leadOfficer', 'draftLetter', reply());
    expect(scenario.case.letters.l2).toMatchObject({ status: 'in-review', replaces: 'l1' });
    const out = replied();
    expect(
      out.scenario.refusal('lead', 'discardLetter', { letterId: out.letterId, reason: 'x' }).message,
    ).toContain('撤回');
  });

  it('[R3.5] after a recall, the letter that follows a discarded draft meets what is owed', () => {
    const { scenario, letterId } = replied();
    scenario.act('lead', 'recallLetter', { letterId, reason: 'x' });
    scenario.act('lead', 'draftLetter', reply());
    scenario.act('lead', 'discardLetter', {
      letterId: Object.keys(scenario.case.letters).at(-1) ?? '',
      reason: 'x',
    });
    expect(owed(scenario, 'reissue', 't1')).toMatchObject({ status: 'open' });
    steps.reply(scenario);
    expect(owed(scenario, 'reissue', 't1')).toMatchObject({ status: 'met' });
  });

  it('[R5.1] each level is another person, and none of them drafted it', () => {
    const scenario = consulted();
    steps.draftReply(scenario);
    const officer = { letterId: 'l1', level: 'division' as const, decision: 'approve' as const, criteria };
    expect(scenario.refusal('leadOfficer', 'reviewLetter', officer)).toMatchObject({
      rule: 'R5.1',
      code: 'conflict',
    });
    approve(scenario, 'leadDivision', 'division');
    approve(scenario, 'lead', 'office');
    approve(scenario, 'leadLeader', 'leaderInCharge');
    const both = { ...actors.leadLeader, person: 'lead-1' };
    expect(scenario.refusal(both, 'reviewLetter', { ...officer, level: 'principal' })).toMatchObject({
      rule: 'R5.1',
      code: 'conflict',
      pointer: '/level',
    });
  });

  it('[R5.1] any level may return it; a revised text begins the review anew, and its reviser does not review', () => {
    const scenario = consulted();
    steps.draftReply(scenario);
    approve(scenario, 'leadDivision', 'division');
    scenario.act('lead', 'reviewLetter', {
      letterId: 'l1',
      level: 'office',
      decision: 'return',
      reason: 'x',
    });
    expect(scenario.case.letters.l1?.status).toBe('returned');
    const { trackId: _t, product: _p, ...content } = reply({ category: 'C', ground: 'x' });
    scenario.act('leadDivision', 'reviseLetter', { letterId: 'l1', ...content });
    expect(scenario.case.letters.l1).toMatchObject({
      status: 'in-review',
      version: 2,
      content: { category: 'C' },
    });
    expect(
      scenario.refusal('lead', 'reviewLetter', {
        letterId: 'l1',
        level: 'office',
        decision: 'approve',
        criteria,
      }),
    ).toMatchObject({ code: 'out-of-order' });
    expect(
      scenario.refusal('leadDivision', 'reviewLetter', {
        letterId: 'l1',
        level: 'division',
        decision: 'approve',
        criteria,
      }),
    ).toMatchObject({ code: 'conflict' });
  });

  it('[R5.1] an approved text can still be mended and is reviewed again; an issued one cannot', () => {
    const { scenario, letterId } = approved();
    const { trackId: _t, product: _p, ...content } = reply();
    scenario.act('leadOfficer', 'reviseLetter', { letterId, ...content });
    expect(scenario.case.letters[letterId]).toMatchObject({ status: 'in-review', version: 2 });
    expect(
      scenario.refusal('lead', 'issueLetter', { letterId, documentNumber: 'x', sent: [] }),
    ).toMatchObject({ rule: 'R5.1', code: 'out-of-order' });
    const out = replied();
    expect(
      out.scenario.refusal('leadOfficer', 'reviseLetter', { letterId: out.letterId, ...content }),
    ).toMatchObject({ rule: 'R5.1', code: 'wrong-state' });
  });

  it('[D8] the steps follow each other in their days', () => {
    const scenario = consulted();
    scenario.goTo('2026-03-02');
    scenario.act('leadOfficer', 'draftLetter', reply({ doneOn: '2026-02-27' }));
    const review = { letterId: 'l1', level: 'division' as const, decision: 'approve' as const, criteria };
    expect(
      scenario.refusal('leadDivision', 'reviewLetter', { ...review, doneOn: '2026-02-26' }),
    ).toMatchObject({ rule: 'D8', code: 'invalid-date', pointer: '/doneOn' });
    scenario.act('leadDivision', 'reviewLetter', { ...review, doneOn: '2026-02-28' });
    approve(scenario, 'lead', 'office');
    approve(scenario, 'leadLeader', 'leaderInCharge');
    approve(scenario, 'leadPrincipal', 'principal');
    expect(
      scenario.refusal('lead', 'issueLetter', {
        letterId: 'l1',
        documentNumber: 'x',
        sent: [],
        doneOn: '2026-02-28',
      }),
    ).toMatchObject({ rule: 'D8', code: 'invalid-date' });
  });

  it('[R5.4] a category check keeps both categories, and a changed one has a reason', () => {
    const { scenario, letterId } = replied();
    expect(scenario.refusal('office', 'checkCategory', { letterId, category: 'B' })).toMatchObject({
      rule: 'R5.4',
      code: 'missing',
      pointer: '/reason',
    });
    expect(scenario.refusal('office', 'checkCategory', { letterId: 'l1', category: 'A' })).toMatchObject({
      rule: 'R5.4',
      code: 'wrong-state',
    });
    scenario.act('office', 'checkCategory', { letterId, category: 'A' });
    scenario.act('office', 'checkCategory', { letterId, category: 'B', reason: 'x' });
    expect(scenario.case.letters[letterId]).toMatchObject({
      content: { category: 'A' },
      categoryCheck: { before: 'A', category: 'B' },
    });
  });
});
