import fc from 'fast-check';
import { stubIntake, type NumberedIntake } from '../../../../domain/case';
import type { AssignmentLetter } from '../../../../schemas/intake';
import { standardIntake } from '../scenario';

/** One step of a story: what is tried, and the numbers that its choices are drawn from. */
export interface Step {
  what: 'help' | 'try' | 'days' | 'late' | 'calendar';
  command: number;
  choices: number[];
}

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.oneof(
    { weight: 6, arbitrary: fc.constant('help' as const) },
    { weight: 9, arbitrary: fc.constant('try' as const) },
    { weight: 2, arbitrary: fc.constant('days' as const) },
    { weight: 1, arbitrary: fc.constant('late' as const) },
    { weight: 1, arbitrary: fc.constant('calendar' as const) },
  ),
  command: fc.nat({ max: 997 }),
  choices: fc.array(fc.nat({ max: 997 }), { minLength: 12, maxLength: 12 }),
});

const intake: fc.Arbitrary<NumberedIntake> = fc
  .record({
    kind: fc.constantFrom('suggestion' as const, 'proposal' as const),
    level: fc.oneof(
      { weight: 3, arbitrary: fc.constant('provincial' as const) },
      { weight: 1, arbitrary: fc.constant('national' as const) },
    ),
    outOfSession: fc.constantFrom(false, false, true),
    secret: fc.oneof(
      { weight: 9, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
    joint: fc.nat({ max: 2 }),
    organization: fc.boolean(),
    coHandlers: fc.nat({ max: 2 }),
    separate: fc.constantFrom(false, false, true),
    reference: fc.constantFrom(false, false, true),
    alone: fc.constantFrom(false, false, false, false, false, true),
    assignedOn: fc.constantFrom('2026-01-20', '2026-02-05', '2026-04-30', '2025-12-31'),
    letter: fc.constantFrom<AssignmentLetter | undefined>(
      undefined,
      { copies: ['national-congress'], categories: ['A', 'B', 'D'], publish: true },
      { departments: ['concerned', 'co1'], categories: ['X1'] },
      { coHandles: { ministry: 'ministry', opinion: { unit: 'day', amount: 50 } } },
    ),
  })
  .map((drawn) => {
    const { kind, level, outOfSession, joint, organization, coHandlers, separate, reference, assignedOn } =
      drawn;
    const person = kind === 'suggestion' ? ('deputy' as const) : ('member' as const);
    const units = Array.from({ length: coHandlers }, (_, index) => `co${index + 1}`);
    const apart = separate && level === 'provincial';
    const letter = saidOf(drawn);
    const helps = letter?.coHandles !== undefined;
    const forReference = [{ unit: 'ref', part: 'reference' as const }];
    const whole = {
      ...standardIntake,
      kind,
      level,
      outOfSession,
      assignedOn,
      proposers: [
        { role: 'lead' as const, type: organization ? ('organization' as const) : person, name: '甲' },
        ...Array.from({ length: joint }, (_, index) => ({
          role: 'joint' as const,
          type: person,
          name: `乙${index + 1}`,
        })),
      ],
      // For reference alone, until the office makes something else of it.
      parts: drawn.alone
        ? forReference
        : [
            ...(helps ? [] : [{ unit: 'lead', part: apart ? ('separate' as const) : ('lead' as const) }]),
            ...units.map((unit) => ({ unit, part: apart ? ('separate' as const) : ('co-handler' as const) })),
            ...(apart && units.length === 0 ? [{ unit: 'co1', part: 'separate' as const }] : []),
            ...(reference ? forReference : []),
          ],
      ...(level === 'national' || outOfSession
        ? {
            limits: {
              opinion: { unit: 'day' as const, amount: 20 },
              reply: { unit: 'month' as const, amount: 3 },
              submission: { unit: 'fixed' as const, date: '2026-06-06' },
              setBy:
                kind === 'proposal' && level === 'provincial'
                  ? ('cppcc-committee' as const)
                  : ('provincial-office' as const),
            },
          }
        : {}),
      ...(letter ? { letter } : {}),
    };
    return drawn.secret ? asStub(whole) : whole;
  });

/** The same case as a secret: number, units and dates [R3.12]. */
function asStub(whole: NumberedIntake): NumberedIntake {
  const { title: _t, text: _x, attachments: _a, proposers: _p, letter, ...stub } = whole;
  const { coHandles } = letter ?? {};
  return stubIntake({ ...stub, ...(coHandles ? { letter: { coHandles } } : {}) }) as NumberedIntake;
}

/** What a letter may say of such a case: of a provincial one, out of session, whom else it concerns. */
function saidOf({
  level,
  outOfSession,
  letter,
}: Pick<NumberedIntake, 'level' | 'outOfSession' | 'letter'>): AssignmentLetter | undefined {
  if (level === 'national') return letter;
  const { copies, departments } = letter ?? {};
  if (!outOfSession || (!copies && !departments)) return undefined;
  return { ...(copies ? { copies } : {}), ...(departments ? { departments } : {}) };
}

export interface Story {
  intake: NumberedIntake;
  enteredLater: number;
  /** How far the case has come by itself before the steps begin. */
  helped: number;
  steps: Step[];
}

/** A case of any shape, come any way, and up to `length` steps of people who help, meddle or sleep. */
export const story = (length = 30): fc.Arbitrary<Story> =>
  fc.record({
    intake,
    enteredLater: fc.constantFrom(0, 0, 3, 50),
    helped: fc.nat({ max: 75 }),
    steps: fc.array(step, { maxLength: length, size: 'max' }),
  });
