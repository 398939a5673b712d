import fc from 'fast-check';
import {
  coveredYears,
  dayIn,
  isCovered,
  isWorkingDay,
  lastWorkingDayOnOrBefore,
  nextWorkingDay,
  sliceCalendar,
} from '../../domain/calendar';
import { addDays, weekday } from '../../domain/dates';
import { calendarOf, calendars, currentCalendar, holidayYears } from '../../policies/calendars';

const day = fc.integer({ min: 0, max: 9_000 }).map((days) => addDays('2006-01-01', days));

describe('[D2] working days follow the State Council, working weekends included', () => {
  it.each([
    ['2026-02-14', { kind: 'makeUp', holiday: '春节' }, true],
    ['2026-02-15', { kind: 'holiday', holiday: '春节' }, false],
    ['2026-02-23', { kind: 'holiday', holiday: '春节' }, false],
    ['2026-02-24', { kind: 'weekday' }, true],
    ['2026-02-28', { kind: 'makeUp', holiday: '春节' }, true],
    ['2026-03-01', { kind: 'weekend' }, false],
    ['2026-09-20', { kind: 'makeUp', holiday: '国庆节' }, true],
    ['2026-09-26', { kind: 'holiday', holiday: '中秋节' }, false],
    ['2018-12-29', { kind: 'makeUp', holiday: '元旦' }, true],
    ['2018-12-31', { kind: 'holiday', holiday: '元旦' }, false],
    ['2019-05-03', { kind: 'holiday', holiday: '劳动节' }, false],
    ['2020-02-01', { kind: 'holiday', holiday: '春节' }, false],
    ['2020-02-03', { kind: 'weekday' }, true],
    ['2023-01-03', { kind: 'weekday' }, true],
    ['2015-09-04', { kind: 'holiday', holiday: '抗战胜利70周年纪念日' }, false],
  ])('%s is %j', (date, expected, worked) => {
    expect(dayIn(date, currentCalendar)).toEqual(expected);
    expect(isWorkingDay(date, currentCalendar)).toBe(worked);
  });

  it('the next and the last working day are worked, and every day between is off', () => {
    fc.assert(
      fc.property(day, (date) => {
        const next = nextWorkingDay(date, currentCalendar);
        const last = lastWorkingDayOnOrBefore(date, currentCalendar);
        expect(isWorkingDay(next, currentCalendar)).toBe(true);
        expect(isWorkingDay(last, currentCalendar)).toBe(true);
        for (let between = addDays(last, 1); between < next; between = addDays(between, 1)) {
          expect(isWorkingDay(between, currentCalendar)).toBe(false);
        }
        expect(last <= date && date <= next).toBe(true);
      }),
    );
  });
});

describe('[D5] the calendar has a version and an end', () => {
  it('covers 2008 through 2026 and says so', () => {
    expect(currentCalendar).toMatchObject({
      version: 'state-council-2026.1',
      coveredFrom: '2008-01-01',
      coveredThrough: '2026-12-31',
    });
    expect(calendars[currentCalendar.version]).toBe(currentCalendar);
    expect(coveredYears(currentCalendar)).toEqual(holidayYears.map(({ year }) => year));
    expect(isCovered('2007-12-31', currentCalendar)).toBe(false);
    expect(isCovered('2008-01-01', currentCalendar)).toBe(true);
    expect(isCovered('2026-12-31', currentCalendar)).toBe(true);
    expect(isCovered('2027-01-01', currentCalendar)).toBe(false);
  });

  it('knows only Saturdays and Sundays where it ends, before and after', () => {
    expect(isWorkingDay('2027-01-01', currentCalendar)).toBe(true);
    expect(isWorkingDay('2027-01-02', currentCalendar)).toBe(false);
    expect(isWorkingDay('2007-10-01', currentCalendar)).toBe(true);
    expect(isWorkingDay('2007-12-29', currentCalendar)).toBe(false);
  });

  it('refuses to be composed with a year missing, out of order, or none at all', () => {
    const [first, second, third] = holidayYears;
    expect(() => calendarOf('gap', [first!, third!])).toThrow(RangeError);
    expect(() => calendarOf('backwards', [second!, first!])).toThrow(RangeError);
    expect(() => calendarOf('none', [])).toThrow(RangeError);
  });

  it('drops what a first year says of the year before, which it does not cover', () => {
    const only2019 = calendarOf(
      'only-2019',
      holidayYears.filter(({ year }) => year === 2019),
    );
    expect(Object.keys(only2019.off)).toEqual(['2019']);
    expect(isWorkingDay('2018-12-29', only2019)).toBe(false);
    expect(isWorkingDay('2019-01-01', only2019)).toBe(false);
  });
});

describe('a slice of the calendar for a workflow', () => {
  it('[D5] says of every day of its years what the whole says, and covers no other', () => {
    const slice = sliceCalendar(currentCalendar, 2024, 2025);
    for (let date = '2023-12-01'; date <= '2025-12-31'; date = addDays(date, 1)) {
      expect(dayIn(date, slice)).toEqual(dayIn(date, currentCalendar));
    }
    expect(isCovered('2023-11-30', slice)).toBe(false);
    expect(isCovered('2026-01-01', slice)).toBe(false);
    // Left out days are unknown, not wrong: 2026-01-01 looks like any Thursday and a result there is provisional.
    expect(dayIn('2026-01-01', slice)).toEqual({ kind: 'weekday' });
  });

  it('[D4] finds the last working day before a date in early January', () => {
    const slice = sliceCalendar(currentCalendar, 2024, 2026);
    expect(lastWorkingDayOnOrBefore('2024-01-01', slice)).toBe('2023-12-29');
    expect(isCovered('2023-12-29', slice)).toBe(true);
  });

  it('[D5] never covers more than the whole', () => {
    expect(sliceCalendar(currentCalendar, 2025, 2028).coveredThrough).toBe('2026-12-31');
    expect(sliceCalendar(currentCalendar, 2000, 2010).coveredFrom).toBe('2008-01-01');
    const beyond = sliceCalendar(currentCalendar, 2030, 2032);
    expect(isCovered('2030-06-01', beyond)).toBe(false);
    expect(beyond.off).toEqual({});
  });

  it.each(holidayYears.map(({ year }) => year))(
    'of %i and two more years is below 1200 bytes as JSON',
    (year) => {
      expect(Buffer.byteLength(JSON.stringify(sliceCalendar(currentCalendar, year, year + 2)))).toBeLessThan(
        1_200,
      );
    },
  );
});

it('a calendar that knew weekends alone would differ on make-up days and on holidays: the twin of the lookups', () => {
  const weekendsOnly = (date: string) => weekday(date) <= 5;
  const differing = ['2026-02-14', '2026-02-16', '2020-01-31'].filter(
    (date) => weekendsOnly(date) !== isWorkingDay(date, currentCalendar),
  );
  expect(differing).toHaveLength(3);
});
