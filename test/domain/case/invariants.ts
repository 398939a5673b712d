import fc from 'fast-check';
import type { AssignedCase } from '../../../domain/case';
import type { Calendar } from '../../../domain/calendar';

/** Whatever a command did: an ended duty is as it was, and no duty is open twice [D7]. */
export function dutiesAreKept(before: AssignedCase, { obligations: now }: AssignedCase): void {
  for (const old of Object.values(before.obligations))
    if (old.status !== 'open') expect(now[old.id]).toBe(old);
  const open = Object.values(now).filter(({ status }) => status === 'open');
  const duties = open.map(({ kind, trackId, about, owedBy }) => [kind, trackId, about, owedBy.id].join(' '));
  expect(new Set(duties).size).toBe(duties.length);
}

/** Some days of the calendar announced otherwise: holidays dropped, others put in. */
export const shifted: fc.Arbitrary<(calendar: Calendar) => Calendar> = fc
  .record({
    drop: fc.boolean(),
    off: fc.array(
      fc.tuple(
        fc.constantFrom('2026', '2027'),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 8 }),
      ),
      { minLength: 1, maxLength: 12 },
    ),
  })
  .map(({ drop, off }) => (calendar) => {
    const changed: Calendar = {
      ...calendar,
      version: 'shifted',
      off: drop ? {} : { ...calendar.off },
      work: {},
    };
    for (const [year, month, from, length] of off) {
      const day = (date: number) => `${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
      changed.off[year] = { ...changed.off[year], [`${day(from)}/${day(from + length)}`]: '试验假' };
    }
    return changed;
  });
