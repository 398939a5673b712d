import { sliceCalendar } from '../../../domain/calendar';
import { currentPolicy } from '../../../policies';
import { currentCalendar } from '../../../policies/calendars';
import { closed } from './stages';

const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

describe('sizes', () => {
  it('the rules that a workflow starts with, policy and three years of calendar, are at most 4 KB', () => {
    // Ladders stay behind: workflows/starting.ts.
    const { ladders: _, ...travels } = currentPolicy.rules;
    for (const year of [2022, 2024, 2026])
      expect(
        bytes({ policy: travels, calendar: sliceCalendar(currentCalendar, year, year + 2) }),
      ).toBeLessThanOrEqual(4096);
  });

  it("a standard case's state stays below 32 KB", () => {
    const { case: state, history } = closed().scenario;
    expect(bytes(state)).toBeLessThan(32 * 1024);
    expect(history.length).toBeGreaterThan(40);
  });
});
