import fc from 'fast-check';
import type { ZodType } from 'zod';
import { mapTexts, textLeaves } from '../../../api/walk';
import { readFeedback, type CaseEvent } from '../../../domain/case';
import { commandSchemas } from '../../../schemas/commands';
import { feedback, rework } from '../../../schemas/feedback';
import type { Move } from './move';
import { Scenario } from './scenario';
import { approved, replied } from './stages';
import { type Story, story, Walk } from './walks';

const SCHEMAS: Readonly<Record<string, ZodType>> = {
  ...commandSchemas,
  giveFeedback: feedback,
  assignRework: rework,
};
const wordsOf = ({ type, data }: Move): string[] =>
  textLeaves(SCHEMAS[type] as ZodType, data)
    .filter(({ freeText }) => freeText)
    .map(({ value }) => value);
const says = (events: readonly CaseEvent[], word: string): boolean =>
  JSON.stringify(events.map(({ data }) => data)).includes(`"${word}"`);

/** A walk in which everybody brings evidence, and every text is told from every other. */
class Worded extends Walk {
  private words = 0;

  override tries(attempt: Move): boolean {
    const schema = SCHEMAS[attempt.type];
    if (schema === undefined) return super.tries(attempt);
    const { doneOn, ...rest } = attempt.data as { doneOn?: string };
    const data = attempt.type === 'assignRework' ? rest : { ...rest, doneOn, evidence: 'x' };
    const worded = mapTexts(schema, withoutGaps(data), ({ value, freeText }) =>
      freeText ? `w${(this.words += 1)}` : value,
    );
    return super.tries({ ...attempt, data: worded } as Move);
  }
}

/** Each delivery that was sent already has its own evidence. Fields that nobody filled in are left out. */
const withoutGaps = (data: object): object =>
  Object.fromEntries(
    Object.entries(data).flatMap(([name, value]: [string, unknown]) => {
      if (value === undefined) return [];
      if (name !== 'sent') return [[name, value]];
      return [[name, (value as object[]).map((each) => ({ ...each, evidence: 'x' }))]];
    }),
  );

const typed = (scenario: Scenario, type: CaseEvent['type']) =>
  scenario.history.filter((event) => event.type === type);

describe('the evidence of an act', () => {
  it('[D8] and every other text of an accepted command stand in its events', () => {
    let words = 0;
    const told = (it: Story): void => {
      const walk = new Worded(it);
      walk.watch = (_, attempt, made) => {
        if (made.length === 0 || SCHEMAS[attempt.type] === undefined) return;
        const lost = wordsOf(attempt).filter((word) => !says(made, word));
        if (lost.length > 0) throw new Error(`${JSON.stringify(attempt)} lost ${lost.join(', ')}`);
        words += wordsOf(attempt).length;
      };
      walk.follows(it);
    };
    fc.assert(fc.property(story(), told), { numRuns: 100 });
    expect(words).toBeGreaterThan(1_500);
  });

  it('[D8] stands on the act, not on what the act ended before', () => {
    const { scenario } = approved();
    scenario.act('lead', 'assignDivision', { trackId: 't1', division: 'lead/1' });
    const seen = scenario.history.length;
    scenario.act('lead', 'assignDivision', { trackId: 't1', division: 'lead/2', evidence: 'x9' });
    const made = scenario.history.slice(seen);
    expect(made[0]?.type).toBe('obligationCancelled');
    expect(made.filter(({ data }) => data.evidence === 'x9').map(({ type }) => type)).toEqual([
      'divisionAssigned',
    ]);
  });

  it('[D8] stands on the event of a command whose one event is the end of a duty', () => {
    const scenario = new Scenario();
    const form = Object.values(scenario.case.obligations).find(({ kind }) => kind === 'form');
    scenario.act('office', 'waiveObligation', {
      obligationId: form?.id ?? '',
      reason: 'x1',
      evidence: 'x2',
    });
    expect(typed(scenario, 'obligationCancelled')).toMatchObject([{ data: { evidence: 'x2' } }]);
  });

  it('[D8] of each delivery that was sent already stands with that delivery', () => {
    const { scenario, letterId } = approved();
    scenario.act('lead', 'issueLetter', {
      letterId,
      documentNumber: 'x1',
      evidence: 'x2',
      sent: [
        { recipient: 'p1', way: 'hand', sentOn: '2026-04-20', evidence: 'x3' },
        { recipient: 'p2', way: 'post', sentOn: '2026-04-20' },
      ],
    });
    expect(typed(scenario, 'letterIssued').at(-1)?.data.evidence).toBe('x2');
    const sent = typed(scenario, 'deliverySent').slice(-2);
    expect(sent.map(({ data }) => data.evidence)).toEqual(['x3', undefined]);
  });

  it('[D8] of feedback from paper is read from its message and kept', () => {
    const { scenario } = replied();
    const message = {
      proposer: 'p1',
      attitude: 'satisfied',
      result: 'satisfied',
      via: 'paper',
      evidence: 'x4',
    };
    const read = readFeedback(message);
    if (typeof read === 'string') throw new Error(read);
    scenario.act('office', 'giveFeedback', read);
    expect(typed(scenario, 'feedbackGiven')).toMatchObject([{ data: { evidence: 'x4' } }]);
  });

  it('is not asked for', () => {
    const { scenario } = replied();
    expect(scenario.history.filter(({ data }) => 'evidence' in data)).toEqual([]);
  });
});
