import { missingOpinions } from '../../../domain/case/letters';
import type { CommandData } from '../../../schemas/commands';
import { steps } from './scenario';
import { approved, consulted, HASH, owed, replyDraft as reply } from './stages';

const opinion = (more: Partial<CommandData['draftLetter']> = {}): CommandData['draftLetter'] => ({
  trackId: 't2',
  product: 'opinion',
  document: HASH,
  mark: 'public',
  ...more,
});

describe('letters: what is drafted', () => {
  it("[R3.2] a co-handler's reply is refused, and so is the lead's opinion", () => {
    const scenario = consulted();
    expect(scenario.refusal('coOfficer', 'draftLetter', reply({ trackId: 't2' }))).toMatchObject({
      rule: 'R3.2',
      code: 'not-permitted',
      pointer: '/product',
    });
    expect(scenario.refusal('leadOfficer', 'draftLetter', opinion({ trackId: 't1' }))).toMatchObject({
      code: 'not-permitted',
      pointer: '/product',
    });
    expect(
      scenario.refusal('leadOfficer', 'draftLetter', reply({ product: 'result', reworkId: 'r1' })),
    ).toMatchObject({ code: 'not-found', pointer: '/reworkId' });
  });

  it('[R5.3] a reply has its category, one of those that there are, B names its plan, C its ground; an opinion has none', () => {
    const scenario = consulted();
    const refused = (more: Partial<CommandData['draftLetter']>) =>
      scenario.refusal('leadOfficer', 'draftLetter', reply(more));
    expect(refused({ category: undefined })).toMatchObject({
      rule: 'R5.3',
      code: 'missing',
      pointer: '/category',
    });
    // The field is wrong, whatever state the case is in.
    expect(refused({ category: 'D' })).toMatchObject({ rule: 'R5.3', code: 'invalid', pointer: '/category' });
    expect(refused({ category: 'B' })).toMatchObject({ rule: 'R5.3', code: 'missing', pointer: '/plan' });
    expect(refused({ category: 'C' })).toMatchObject({ rule: 'R5.3', code: 'missing', pointer: '/ground' });
    expect(scenario.refusal('coOfficer', 'draftLetter', opinion({ category: 'A' }))).toMatchObject({
      rule: 'R5.3',
      code: 'invalid',
      pointer: '/category',
    });
    for (const more of [
      { category: 'A' },
      { category: 'B', plan: 'x' },
      { category: 'C', ground: 'x' },
    ] as const)
      expect(consulted().act('leadOfficer', 'draftLetter', reply(more))).toContain('letterDrafted');
  });

  it('[R5.5] withholding needs a ground; public, withheld and unmarked are never confused', () => {
    const scenario = consulted();
    expect(scenario.refusal('leadOfficer', 'draftLetter', reply({ mark: 'withheld' }))).toMatchObject({
      rule: 'R5.5',
      code: 'missing',
      pointer: '/withholdingGround',
    });
    for (const mark of ['public', 'withheld', 'unmarked'] as const) {
      const each = consulted();
      each.act(
        'leadOfficer',
        'draftLetter',
        reply({ mark, ...(mark === 'withheld' ? { withholdingGround: 'x' } : {}) }),
      );
      expect(each.case.letters.l1?.content.mark).toBe(mark);
    }
  });

  it('[R5.5] [R5.6] an opinion without a mark is accepted as deemed public', () => {
    const scenario = consulted();
    expect(scenario.act('coOfficer', 'draftLetter', opinion({ mark: 'unmarked' }))).toContain(
      'letterDrafted',
    );
  });

  it('a part has one letter of a kind in hand at a time', () => {
    const scenario = consulted();
    scenario.act('leadOfficer', 'draftLetter', reply());
    expect(scenario.refusal('leadOfficer', 'draftLetter', reply())).toMatchObject({
      code: 'duplicate',
      pointer: '/product',
    });
  });

  it('[R3.11] a reply is refused while a request for instructions is unanswered, at the draft and at the issue', () => {
    const scenario = consulted();
    const ask = { trackId: 't1', to: 'x', question: 'x' };
    scenario.act('lead', 'askInstructions', ask);
    expect(scenario.refusal('leadOfficer', 'draftLetter', reply())).toMatchObject({
      rule: 'R3.11',
      code: 'unsettled',
      pointer: '/product',
    });
    expect(scenario.act('coOfficer', 'draftLetter', opinion())).toContain('letterDrafted');
    scenario.act('office', 'answerInstructions', { requestId: 'i1', answer: 'x' });
    const other = approved().scenario;
    other.act('lead', 'askInstructions', ask);
    expect(
      other.refusal('lead', 'issueLetter', { letterId: 'l2', documentNumber: 'x', sent: [] }),
    ).toMatchObject({ rule: 'R3.11', code: 'unsettled', pointer: '/letterId' });
    other.act('lead', 'withdrawInstructions', { requestId: 'i1', reason: 'x' });
    expect(other.act('lead', 'issueLetter', { letterId: 'l2', documentNumber: 'x', sent: [] })).toContain(
      'letterIssued',
    );
  });

  it('[R3.11] [D8] nor is one of a day on which the request was still unanswered', () => {
    const { scenario, letterId } = approved();
    scenario.act('lead', 'askInstructions', { trackId: 't1', to: 'x', question: 'x' });
    scenario.goTo('2026-04-24');
    scenario.act('office', 'answerInstructions', { requestId: 'i1', answer: 'x' });
    const issue = { letterId, documentNumber: 'x', sent: [] };
    expect(scenario.refusal('lead', 'issueLetter', { ...issue, doneOn: '2026-04-22' })).toMatchObject({
      rule: 'R3.11',
    });
    expect(scenario.act('lead', 'issueLetter', issue)).toContain('letterIssued');
  });
});

describe('the check of a category', () => {
  it('[R5.4] is the provincial office’s alone, of a reply that is out, and within the three', () => {
    const scenario = consulted();
    const letterId = steps.draftReply(scenario);
    const check = { letterId, category: 'A' } as const;
    expect(scenario.refusal('office', 'checkCategory', check)).toMatchObject({
      rule: 'R5.4',
      code: 'wrong-state',
    });
    steps.review(scenario, letterId);
    scenario.act('lead', 'issueLetter', { letterId, documentNumber: 'x', sent: [] });
    for (const who of ['lead', 'leadLeader', 'cppcc'] as const)
      expect(scenario.refusal(who, 'checkCategory', check)).toMatchObject({ code: 'not-permitted' });
    expect(
      scenario.refusal('office', 'checkCategory', { letterId, category: 'D', reason: 'x' }),
    ).toMatchObject({ rule: 'R5.3' });
    expect(scenario.act('office', 'checkCategory', check)).toEqual(['categoryChecked']);
    expect(scenario.case.letters[letterId]?.content.category).toBe('A');
  });
});

describe('co-handling opinions', () => {
  it('[R3.4] the lead sees whose opinion is missing, and can remind them', () => {
    const scenario = consulted();
    expect(missingOpinions(scenario.case).map(({ owedBy }) => owedBy.id)).toEqual(['co']);
    expect(scenario.act('lead', 'remindUnit', { trackId: 't2', way: 'telephone' })).toEqual(['unitReminded']);
    steps.opinion(scenario);
    steps.world(scenario);
    expect(missingOpinions(scenario.case)).toEqual([]);
    // Issued is no draft to be revised: what is wrong with it is recalled first.
    expect(scenario.refusal('coOfficer', 'draftLetter', opinion())).toMatchObject({
      rule: 'setting',
      code: 'duplicate',
      message: '会办意见已印发，有误的先撤回',
    });
  });

  it('[R3.4] [D7] an opinion sent back opens a new duty of ten days and never un-meets the first; the second is sent, accepted and final', () => {
    const scenario = consulted();
    const first = steps.opinion(scenario);
    expect(scenario.refusal('lead', 'sendBackOpinion', { letterId: first, reason: 'x' })).toMatchObject({
      rule: 'R3.4',
      code: 'wrong-state',
    });
    steps.world(scenario);
    steps.forms(scenario);
    expect(scenario.case.tracks.t2?.status).toBe('done');
    scenario.goTo('2026-03-02');
    expect(
      scenario.refusal('lead', 'sendBackOpinion', { letterId: first, reason: 'x', doneOn: '2026-02-09' }),
    ).toMatchObject({ rule: 'D8' });
    scenario.act('lead', 'sendBackOpinion', { letterId: first, reason: 'x' });
    expect(scenario.refusal('leadOfficer', 'acceptOpinion', { letterId: first })).toMatchObject({
      rule: 'R3.4',
      code: 'wrong-state',
      message: expect.stringContaining('已退回') as string,
    });
    expect(scenario.case.tracks.t2?.status).toBe('signed');
    const opinions = () => Object.values(scenario.case.obligations).filter(({ kind }) => kind === 'opinion');
    expect(opinions()).toMatchObject([
      { status: 'met', endedOn: '2026-02-10' },
      { status: 'open', start: '2026-03-02', rawDue: '2026-03-12', about: first },
    ]);
    scenario.goTo('2026-03-05');
    expect(scenario.refusal('coOfficer', 'draftLetter', opinion({ doneOn: '2026-03-01' }))).toMatchObject({
      rule: 'D8',
    });
    const second = steps.opinion(scenario);
    steps.world(scenario);
    expect(scenario.case.letters[second]?.replaces).toBe(first);
    expect(opinions().map(({ status }) => status)).toEqual(['met', 'met']);
    scenario.act('leadOfficer', 'acceptOpinion', { letterId: second });
    expect(scenario.refusal('leadOfficer', 'acceptOpinion', { letterId: second })).toMatchObject({
      code: 'wrong-state',
    });
    expect(scenario.case.tracks.t2?.status).toBe('done');
  });

  it('[R3.4] after the reply an opinion that nobody needs any more is waived, and its part is done', () => {
    const scenario = consulted();
    const obligationId = owed(scenario, 'opinion', 't2')!.id;
    expect(scenario.refusal('office', 'waiveObligation', { obligationId, reason: 'x' })).toMatchObject({
      rule: 'R3.4',
      code: 'wrong-state',
    });
    steps.reply(scenario);
    steps.forms(scenario);
    scenario.act('office', 'waiveObligation', { obligationId, reason: 'x' });
    expect(scenario.case.tracks.t2?.status).toBe('done');
  });
});
