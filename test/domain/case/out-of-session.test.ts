import { intakeProblems, type NumberedIntake } from '../../../domain/case';
import { assignmentOf } from '../../../domain/case';
import type { IntakeCase } from '../../../schemas/intake';
import { Scenario, standardIntake, steps } from './scenario';
import { consulted, owed, proposalIntake } from './stages';

const limits = {
  opinion: { unit: 'day', amount: 20 },
  reply: { unit: 'day', amount: 45 },
} as const;
const suggestion = (more: Partial<NumberedIntake> = {}): NumberedIntake => ({
  ...standardIntake,
  outOfSession: true,
  limits: { ...limits, setBy: 'provincial-office' },
  ...more,
});
const proposal = (more: Partial<NumberedIntake> = {}): NumberedIntake => ({
  ...proposalIntake,
  outOfSession: true,
  assignedBy: 'cppcc-committee',
  limits: { ...limits, setBy: 'cppcc-committee' },
  ...more,
});
const problems = (intake: IntakeCase) =>
  intakeProblems(intake, '2026-02-05').map(({ rule, code, pointer }) => `${rule} ${code} ${pointer}`);

function copiesOf(scenario: Scenario) {
  const letterId = steps.reply(scenario);
  return Object.values(scenario.case.deliveries)
    .filter((delivery) => delivery.letterId === letterId && delivery.purpose === 'copy')
    .map(({ id, recipient }) => {
      const copy = Object.values(scenario.case.obligations).find(({ about }) => about === id);
      return `${recipient.type} ${recipient.id} ${copy?.rule} ${copy?.settled}`;
    });
}

describe('assigned out of session: intake', () => {
  it('[R3.7] either body assigns its own kind, and says who set the limits', () => {
    expect(problems(suggestion())).toEqual([]);
    expect(problems(suggestion({ assignedBy: 'congress-committee' }))).toEqual([]);
    expect(problems(proposal())).toEqual([]);
    expect(problems(proposal({ assignedBy: 'provincial-office' }))).toEqual([]);
    expect(problems(suggestion({ assignedBy: 'cppcc-committee' }))).toEqual(['R3.7 conflict /assignedBy']);
    expect(problems(suggestion({ limits: { ...limits, setBy: 'cppcc-committee' } }))).toEqual([
      'R3.7 conflict /limits/setBy',
    ]);
  });

  it('[R3.7] of a proposal the CPPCC committee says how it is handled: its limits are never the provincial office’s', () => {
    const byOffice = { limits: { ...limits, setBy: 'provincial-office' } } as const;
    for (const assignedBy of ['provincial-office', 'cppcc-committee'] as const)
      expect(problems(proposal({ assignedBy, ...byOffice }))).toEqual(['R3.7 conflict /limits/setBy']);
    const submission = { unit: 'day', amount: 30 } as const;
    expect(
      problems(
        proposal({
          level: 'national',
          assignedBy: 'provincial-office',
          limits: { ...byOffice.limits, submission },
        }),
      ),
    ).toEqual([]);
  });

  it('[R3.6] [R3.1] a national case is the provincial office’s to assign, in and out of session', () => {
    const national = (more: Partial<NumberedIntake>) =>
      suggestion({
        level: 'national',
        limits: { ...limits, submission: { unit: 'day', amount: 30 }, setBy: 'provincial-office' },
        ...more,
      });
    expect(problems(national({}))).toEqual([]);
    expect(problems(national({ assignedBy: 'congress-committee' }))).toEqual(['R3.1 conflict /assignedBy']);
    expect(problems(national({ limits: { ...limits, setBy: 'provincial-office' } }))).toEqual([
      'R3.6 missing /limits/submission',
    ]);
    expect(owed(new Scenario(national({})), 'reply', 't3')).toMatchObject({ rule: 'R3.6', source: 'letter' });
  });

  it('[R3.7] departments concerned and further copies are for cases whose letter governs', () => {
    const letter = { departments: ['fgw'], copies: ['hebei-congress'] };
    expect(problems(suggestion({ letter }))).toEqual([]);
    expect(problems({ ...standardIntake, letter })).toEqual([
      'R3.5 conflict /letter/copies',
      'R3.7 conflict /letter/departments',
    ]);
    expect(problems({ ...standardIntake, level: 'national', limits: undefined, letter })).not.toContain(
      'R3.7 conflict /letter/departments',
    );
  });

  it('[R3.1] [R5.3] [R5.8] categories, publication and a ministry’s lead are for national cases alone', () => {
    const opinion = { unit: 'fixed', date: '2026-02-04' } as const;
    const letter = { categories: ['D'], publish: false, coHandles: { ministry: 'moe', opinion } };
    const parts = [{ unit: 'co', part: 'co-handler' as const }];
    expect(problems(suggestion({ letter, parts }))).toEqual([
      'R3.1 conflict /letter/coHandles',
      'R5.3 conflict /letter/categories',
      'R5.8 conflict /letter/publish',
      'D8 invalid-date /letter/coHandles/opinion/date',
    ]);
  });

  it('[R3.1] where a ministry leads, units of the province co-handle or draw on it, and need not be there', () => {
    const letter = { coHandles: { ministry: 'moe', opinion: { unit: 'day' as const, amount: 30 } } };
    const helped = (parts: IntakeCase['parts'], more: object = {}) =>
      problems({ ...standardIntake, level: 'national', letter, parts, ...more });
    expect(helped([])).toEqual([]);
    expect(helped([{ unit: 'ref', part: 'reference' }])).toEqual([]);
    expect(helped([{ unit: 'co', part: 'co-handler' }])).toEqual(['R3.1 missing /limits/opinion']);
    expect(
      helped([{ unit: 'lead', part: 'lead' }], { limits: { ...limits, setBy: 'provincial-office' } }),
    ).toEqual(['R3.1 conflict /parts/0/part']);
    // The limits of a part that cannot be are not asked for beside it.
    expect(helped([{ unit: 'lead', part: 'lead' }])).toEqual(['R3.1 conflict /parts/0/part']);
    expect(problems({ ...standardIntake, parts: [] })).toEqual(['R3.1 missing /parts']);
  });

  it('what a letter leaves out is not in the case, nor is a letter that says nothing', () => {
    const entered = { on: '2026-02-05', policyVersion: 'p', calendarVersion: 'c' };
    const facts = (letter: IntakeCase['letter']) => assignmentOf(suggestion({ letter }), entered).facts;
    expect(facts({ departments: ['fgw'], copies: undefined }).letter).toStrictEqual({ departments: ['fgw'] });
    for (const nothing of [undefined, {}, { copies: undefined }])
      expect(facts(nothing)).not.toHaveProperty('letter');
  });
});

describe('assigned out of session: limits and copies', () => {
  it('[R3.7] limits are the letter’s, whoever set them', () => {
    const scenario = new Scenario(proposal());
    expect(owed(scenario, 'reply', 't1')).toMatchObject({
      rule: 'R3.7',
      source: 'letter',
      settled: true,
      rawDue: '2026-03-22',
    });
    expect(owed(scenario, 'opinion', 't2')).toMatchObject({ rule: 'R3.7', rawDue: '2026-02-25' });
    expect(scenario.case.facts.limits?.setBy).toBe('cppcc-committee');
  });

  it('[R3.7] the reply is copied as in session, to the assigner, and to the departments that the letter names', () => {
    const letter = { departments: ['fgw', 'lead', 'fgw'], copies: ['hebei-congress'] };
    expect(copiesOf(consulted(suggestion({ assignedBy: 'congress-committee', letter })))).toEqual([
      'body congress-committee R3.5 true',
      'body provincial-office R3.5 true',
      'body hebei-congress R3.7 false',
      'unit fgw R3.7 false',
    ]);
    expect(copiesOf(consulted(suggestion()))).toEqual([
      'body congress-committee R3.5 true',
      'body provincial-office R3.5 true',
    ]);
    // In session the notice alone says who gets one.
    expect(copiesOf(consulted())).toEqual([
      'body congress-committee R3.5 true',
      'body provincial-office R3.5 true',
    ]);
  });

  it('[R3.7] [R3.4] an opinion goes to no department concerned: it answers nobody', () => {
    const scenario = consulted(suggestion({ letter: { departments: ['fgw'] } }));
    const letterId = steps.opinion(scenario);
    expect(
      Object.values(scenario.case.deliveries)
        .filter((delivery) => delivery.letterId === letterId)
        .map(({ recipient }) => recipient.id),
    ).toEqual(['lead', 'provincial-office']);
  });

  it('[R3.7] a copy to a department that was not sent holds the part open; sent, it is met', () => {
    const scenario = consulted(suggestion({ letter: { departments: ['fgw'] } }));
    steps.forms(scenario);
    steps.opinion(scenario);
    steps.world(scenario);
    const letterId = steps.draftReply(scenario);
    steps.review(scenario, letterId);
    scenario.act('lead', 'issueLetter', { letterId, documentNumber: 'x', sent: [] });
    const copy = Object.values(scenario.case.deliveries).find(({ recipient }) => recipient.id === 'fgw');
    scenario.act('system', 'reportDelivery', {
      deliveryId: copy?.id ?? '',
      outcome: 'unreachable',
      way: 'mail',
      why: 'x',
    });
    steps.world(scenario);
    steps.publish(scenario, letterId);
    steps.feedback(scenario, 'p1');
    steps.feedback(scenario, 'p2');
    expect(scenario.case.status).toBe('open');
    scenario.act('lead', 'recordDispatch', { deliveryId: copy?.id ?? '', way: 'post' });
    expect(scenario.case.status).toBe('closed');
  });

  it('[R3.6] [R3.7] limits of a case that was assigned before letters said more are read as they were', () => {
    const scenario = new Scenario(suggestion());
    expect(scenario.case.facts).not.toHaveProperty('letter');
    expect(scenario.history[0]).toMatchObject({
      data: { facts: { limits: { ...limits, setBy: 'provincial-office' } } },
    });
    expect(owed(scenario, 'reply', 't1')?.source).toBe('letter');
  });
});
