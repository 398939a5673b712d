import fc from 'fast-check';
import {
  addDays,
  addMonths,
  civilDateOf,
  compareDates,
  daysBetween,
  isCivilDate,
  maxDate,
  minDate,
  startOfDay,
  weekday,
  yearOf,
} from '../../domain/dates';

const anyDate = fc.integer({ min: 0, max: 80_000 }).map((days) => addDays('1900-01-01', days));

describe('[D1] a civil date', () => {
  it.each(['2026-02-28', '2024-02-29', '2000-02-29', '2025-12-31', '1000-01-01', '9999-12-31'])(
    '%s exists',
    (date) => {
      expect(isCivilDate(date)).toBe(true);
    },
  );

  it.each([
    '2026-02-29',
    '2026-02-30',
    '1900-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-1-5',
    '26-01-05',
    '0026-01-05',
    '2026-01-05 ',
    '2026-01-05\n',
    '2026-01-05T00:00:00Z',
    '２０２６-01-05',
    '',
    20260105,
    null,
    undefined,
    ['2026-01-05'],
  ])('%j does not exist', (value) => {
    expect(isCivilDate(value)).toBe(false);
  });

  it('agrees with the proleptic Gregorian calendar of the runtime on every day of two centuries', () => {
    const differing: string[] = [];
    let ms = Date.UTC(1899, 11, 31);
    for (let date = '1899-12-31'; date < '2100-03-02'; date = addDays(date, 1)) {
      const runtime = new Date(ms);
      const agrees =
        date === runtime.toISOString().slice(0, 10) && weekday(date) === (runtime.getUTCDay() || 7);
      if (!agrees) differing.push(date);
      ms += 86_400_000;
    }
    expect(differing).toEqual([]);
    expect(ms).toBe(Date.UTC(2100, 2, 2));
  });

  it('refuses arithmetic on a date that does not exist, and results outside the years 1000 to 9999', () => {
    expect(() => addDays('2026-02-30', 1)).toThrow(RangeError);
    expect(() => addMonths('2026-02-30', 1)).toThrow(RangeError);
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError);
    expect(() => addMonths('9999-12-31', 1)).toThrow(RangeError);
    expect(() => addDays('1000-01-01', -1)).toThrow(RangeError);
    expect(() => addDays('2026-01-01', Number.NaN)).toThrow(RangeError);
  });

  it('is ordered as text, and comparison, least and greatest follow', () => {
    expect(['2026-10-01', '2025-12-31', '2026-02-05'].sort(compareDates)).toEqual([
      '2025-12-31',
      '2026-02-05',
      '2026-10-01',
    ]);
    expect(compareDates('2026-01-01', '2026-01-01')).toBe(0);
    expect(minDate('2026-02-05', '2025-12-31', '2026-10-01')).toBe('2025-12-31');
    expect(maxDate('2026-02-05', '2026-10-01', '2025-12-31')).toBe('2026-10-01');
    expect(yearOf('2025-12-31')).toBe(2025);
  });

  it('[D1] begins at 00:00 in Shanghai and ends at 24:00, not one millisecond sooner', () => {
    expect(startOfDay('2026-02-05')).toBe(Date.parse('2026-02-05T00:00:00+08:00'));
    expect(civilDateOf(Date.parse('2026-02-05T00:00:00+08:00'))).toBe('2026-02-05');
    expect(civilDateOf(Date.parse('2026-02-05T23:59:59.999+08:00'))).toBe('2026-02-05');
    expect(civilDateOf(Date.parse('2026-02-06T00:00:00+08:00'))).toBe('2026-02-06');
    expect(civilDateOf(Date.parse('2025-12-31T16:00:00Z'))).toBe('2026-01-01');
    expect(civilDateOf(-1)).toBe('1970-01-01');
  });

  it('[D1] comes back from its first and its last instant', () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        expect(civilDateOf(startOfDay(date))).toBe(date);
        expect(civilDateOf(startOfDay(addDays(date, 1)) - 1)).toBe(date);
      }),
    );
  });

  it('moved by days and back is itself, and the days between are those that it moved', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -5_000, max: 5_000 }), (date, days) => {
        const moved = addDays(date, days);
        expect(daysBetween(date, moved)).toBe(days);
        expect(addDays(moved, -days)).toBe(date);
      }),
    );
  });
});

describe('[D2] months end on the corresponding day, else on the last day of the month', () => {
  it.each([
    ['2025-11-30', 3, '2026-02-28'],
    ['2023-11-30', 3, '2024-02-29'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-02-29', 48, '2028-02-29'],
    ['2026-01-31', 1, '2026-02-28'],
    ['2026-01-31', 3, '2026-04-30'],
    ['2026-02-28', 1, '2026-03-28'],
    ['2025-12-31', 0, '2025-12-31'],
    ['2025-12-15', 1, '2026-01-15'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-01-15', -13, '2024-12-15'],
  ])('%s and %i months is %s', (start, months, end) => {
    expect(addMonths(start, months)).toBe(end);
  });

  it('lands in the month meant, on the same day or on the last one', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: 0, max: 240 }), (date, months) => {
        const end = addMonths(date, months);
        const index = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
        expect(index(end) - index(date)).toBe(months);
        const isLast = addDays(end, 1).endsWith('-01');
        expect(end.slice(8) === date.slice(8) || (isLast && end.slice(8) < date.slice(8))).toBe(true);
      }),
    );
  });

  it('a month added as an overflowing day would end in the month after: the twin that shows the rule is tested', () => {
    const overflowing = new Date(Date.UTC(2026, 0 + 1, 31)).toISOString().slice(0, 10);
    expect(overflowing).not.toBe(addMonths('2026-01-31', 1));
  });
});
