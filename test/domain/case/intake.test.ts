import { assignmentOf, intakeProblems } from '../../../domain/case';
import type { IntakeCase } from '../../../schemas/intake';
import { Scenario, standardIntake } from './scenario';
import { proposalIntake } from './stages';

const problems = (more: Partial<IntakeCase>) =>
  intakeProblems({ ...standardIntake, ...more }, '2026-02-05').map(
    ({ rule, code, pointer }) => `${rule} ${code} ${pointer}`,
  );
const person = (role: 'lead' | 'joint', type: 'deputy' | 'member' | 'organization' = 'deputy') => ({
  role,
  type,
  name: '甲',
});

describe('intake', () => {
  it('a case in order has nothing against it', () => {
    expect(problems({})).toEqual([]);
    expect(intakeProblems(proposalIntake, '2026-02-05')).toEqual([]);
  });

  it('[D8] an assignment in the future is refused, one of earlier days is taken', () => {
    expect(problems({ assignedOn: '2026-02-06' })).toEqual(['D8 invalid-date /assignedOn']);
    expect(problems({ assignedOn: '2025-12-01' })).toEqual([]);
  });

  it('[D8] an assignment of more than six years ago is a mistyped year, one of six years ago is taken', () => {
    expect(problems({ assignedOn: '2020-02-05' })).toEqual([]);
    expect(problems({ assignedOn: '2020-02-04' })).toEqual(['D8 invalid-date /assignedOn']);
    expect(problems({ assignedOn: '0026-02-05' })).toEqual(['D8 invalid-date /assignedOn']);
  });

  it('[R3.2] [R3.4] one lead, co-handlers beside it, and no unit twice', () => {
    expect(
      problems({
        parts: [
          { unit: 'a', part: 'lead' },
          { unit: 'b', part: 'lead' },
        ],
      }),
    ).toEqual(['R3.2 conflict /parts']);
    expect(problems({ parts: [{ unit: 'a', part: 'co-handler' }] })).toEqual(['R3.4 missing /parts']);
    expect(
      problems({
        parts: [
          { unit: 'a', part: 'lead' },
          { unit: 'a', part: 'co-handler' },
        ],
      }),
    ).toEqual(['R3.4 duplicate /parts/1/unit']);
  });

  it('[R3.3] separate handling has two units at least and no lead', () => {
    expect(problems({ parts: [{ unit: 'a', part: 'separate' }] })).toEqual(['R3.3 conflict /parts']);
    expect(
      problems({
        parts: [
          { unit: 'a', part: 'lead' },
          { unit: 'b', part: 'separate' },
        ],
      }),
    ).toEqual(['R3.3 conflict /parts']);
  });

  it('[R3.9] one lead proposer, deputies for suggestions, members for proposals, organizations for both', () => {
    expect(problems({ proposers: [person('joint')] })).toEqual(['R3.9 missing /proposers']);
    const leads = [person('lead'), { ...person('lead'), name: '乙' }];
    expect(problems({ proposers: leads })).toEqual(['R3.9 conflict /proposers']);
    expect(problems({ proposers: [person('lead', 'member')] })).toEqual(['R3.9 conflict /proposers/0/type']);
    expect(
      problems({
        kind: 'proposal',
        proposers: [person('lead', 'organization'), { ...person('joint'), name: '乙' }],
      }),
    ).toEqual(['R3.9 conflict /proposers/1/type']);
    expect(problems({ proposers: [person('lead', 'organization')] })).toEqual([]);
  });

  it('[R3.9] nobody proposes twice: not under one login, nor under one name of one delegation', () => {
    const again = (lead: object, joint: object) =>
      problems({
        proposers: [
          { ...person('lead'), ...lead },
          { ...person('joint'), ...joint },
        ],
      });
    const twice = ['R3.9 duplicate /proposers/1/name'];
    expect(again({}, {})).toEqual(twice);
    expect(again({ delegation: '石家庄' }, { delegation: '石家庄' })).toEqual(twice);
    expect(again({ subject: 'd-1' }, { subject: 'd-1', name: '乙' })).toEqual(twice);
    // Two of one name are told apart by where they are from, or by their logins.
    expect(again({ delegation: '石家庄' }, { delegation: '唐山' })).toEqual([]);
    expect(again({ subject: 'd-1' }, { subject: 'd-2' })).toEqual([]);
  });

  it('[R3.1] [R3.6] [R3.7] limits are required for national cases and out of session', () => {
    expect(problems({ level: 'national' })).toEqual([
      'R3.1 missing /limits/opinion',
      'R3.1 missing /limits/submission',
      'R3.1 missing /limits/reply',
    ]);
    expect(problems({ level: 'national', outOfSession: true })).toEqual([
      'R3.6 missing /limits/opinion',
      'R3.6 missing /limits/submission',
      'R3.6 missing /limits/reply',
    ]);
    expect(problems({ outOfSession: true })).toEqual([
      'R3.7 missing /limits/opinion',
      'R3.7 missing /limits/reply',
    ]);
    expect(
      problems({
        outOfSession: true,
        limits: {
          opinion: { unit: 'day', amount: 1 },
          reply: { unit: 'day', amount: 2 },
          setBy: 'provincial-office',
        },
      }),
    ).toEqual([]);
    expect(
      problems({
        level: 'national',
        parts: [
          { unit: 'a', part: 'separate' },
          { unit: 'b', part: 'separate' },
        ],
      }),
    ).toContain('R3.1 conflict /parts/0/part');
  });

  it('[D5] a date that the letter names does not lie before the assignment', () => {
    expect(
      problems({
        outOfSession: true,
        limits: {
          opinion: { unit: 'day', amount: 1 },
          reply: { unit: 'fixed', date: '2026-02-04' },
          setBy: 'provincial-office',
        },
      }),
    ).toEqual(['D8 invalid-date /limits/reply/date']);
  });

  it('[R3.4] [R3.5] [R3.8] the notice sets the limits of provincial cases in session, and a letter sets no others', () => {
    const limit = { unit: 'month', amount: 12 } as const;
    const [limits, setBy] = [
      { opinion: limit, reply: limit, submission: limit, reference: limit },
      'provincial-office',
    ] as const;
    const refused = [
      'R3.4 conflict /limits/opinion',
      'R3.5 conflict /limits/reply',
      'R3.1 conflict /limits/submission',
      'R3.8 conflict /limits/reference',
    ];
    expect(problems({ limits: { ...limits, setBy } })).toEqual(refused);
    expect(problems({ limits: { reply: limit, setBy } })).toEqual(['R3.5 conflict /limits/reply']);
    expect(problems({ outOfSession: true, limits: { ...limits, setBy } })).toEqual([]);
    expect(problems({ level: 'national', limits: { ...limits, setBy } })).toEqual([]);
  });

  it('[R3.7] each body assigns its own kind', () => {
    expect(problems({ assignedBy: 'cppcc-committee' })).toEqual(['R3.7 conflict /assignedBy']);
    expect(
      intakeProblems({ ...proposalIntake, assignedBy: 'congress-committee' }, '2026-02-05'),
    ).toHaveLength(1);
  });

  it('[R3.7] the bodies assign between sessions alone, whoever hands it in', () => {
    const limit = { unit: 'day', amount: 30 } as const;
    const limits = { opinion: limit, reply: limit, setBy: 'congress-committee' } as const;
    expect(problems({ assignedBy: 'congress-committee' })).toEqual(['R3.7 conflict /outOfSession']);
    expect(problems({ assignedBy: 'congress-committee', outOfSession: true, limits })).toEqual([]);
  });

  it('all problems are told at once', () => {
    expect(
      problems({
        assignedOn: '2027-01-01',
        proposers: [person('joint', 'member')],
        parts: [{ unit: 'a', part: 'co-handler' }],
      }),
    ).toHaveLength(4);
  });

  it('no name, address, telephone or text of a proposer enters the case', () => {
    const secret = {
      role: 'lead' as const,
      type: 'deputy' as const,
      name: '秘密甲',
      address: '秘密路',
      telephone: '139',
      mail: 's@example.org',
      delegation: '秘密团',
    };
    const intake = { ...standardIntake, text: '秘密文', proposers: [secret] };
    const made = JSON.stringify([
      assignmentOf(intake, { on: '2026-02-05', policyVersion: 'p', calendarVersion: 'c' }),
      new Scenario(intake).state,
    ]);
    for (const word of ['秘密', '139', 'example.org']) expect(made).not.toContain(word);
  });
});
