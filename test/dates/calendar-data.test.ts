import { isWorkingDay } from '../../domain/calendar';
import { addDays, daysBetween, isCivilDate, weekday } from '../../domain/dates';
import { currentCalendar, holidayYears, type HolidayYear } from '../../policies/calendars';

/** The days of the lunar and solar festivals, reckoned apart from the notices: 正月初一, 清明, 端午, 中秋. */
const FESTIVALS: Record<number, [string, string, string, string]> = {
  2008: ['02-07', '04-04', '06-08', '09-14'],
  2009: ['01-26', '04-04', '05-28', '10-03'],
  2010: ['02-14', '04-05', '06-16', '09-22'],
  2011: ['02-03', '04-05', '06-06', '09-12'],
  2012: ['01-23', '04-04', '06-23', '09-30'],
  2013: ['02-10', '04-04', '06-12', '09-19'],
  2014: ['01-31', '04-05', '06-02', '09-08'],
  2015: ['02-19', '04-05', '06-20', '09-27'],
  2016: ['02-08', '04-04', '06-09', '09-15'],
  2017: ['01-28', '04-04', '05-30', '10-04'],
  2018: ['02-16', '04-05', '06-18', '09-24'],
  2019: ['02-05', '04-05', '06-07', '09-13'],
  2020: ['01-25', '04-04', '06-25', '10-01'],
  2021: ['02-12', '04-04', '06-14', '09-21'],
  2022: ['02-01', '04-05', '06-03', '09-10'],
  2023: ['01-22', '04-05', '06-22', '09-29'],
  2024: ['02-10', '04-04', '06-10', '09-17'],
  2025: ['01-29', '04-04', '05-31', '10-06'],
  2026: ['02-17', '04-05', '06-19', '09-25'],
};

/**
 * Days off by law: eleven under the Regulation as amended in 2007 and 2013, thirteen as amended in 2024; and what
 * single notices gave on top: 2015-09-03, and in 2020 the Friday and the make-up Saturday of the extension.
 */
const statutoryDays = (year: number): number => (year >= 2025 ? 13 : 11) + ({ 2015: 1, 2020: 2 }[year] ?? 0);

function legalHolidays(year: number): string[] {
  const [newYear, qingming, dragonBoat, midAutumn] = FESTIVALS[year]!.map((day) => `${year}-${day}`) as [
    string,
    string,
    string,
    string,
  ];
  const eve = addDays(newYear, -1);
  const spring = [
    newYear,
    addDays(newYear, 1),
    ...(year < 2014 || year >= 2025 ? [eve] : []),
    ...(year >= 2014 ? [addDays(newYear, 2)] : []),
  ];
  const fixed = ['01-01', '05-01', '10-01', '10-02', '10-03', ...(year >= 2025 ? ['05-02'] : [])].map(
    (day) => `${year}-${day}`,
  );
  return [...fixed, ...spring, qingming, dragonBoat, midAutumn];
}

function daysOf(span: string): string[] {
  const [first, last] = [span.slice(0, 10), span.slice(-10)];
  return Array.from({ length: daysBetween(first, last) + 1 }, (_, index) => addDays(first, index));
}

const offDays = ({ holidays }: HolidayYear): string[] => holidays.flatMap(({ off }) => daysOf(off));
const workDays = ({ holidays }: HolidayYear): string[] => holidays.flatMap(({ work }) => work);
const isWeekend = (date: string): boolean => weekday(date) >= 6;

/** What is wrong with a year, in words; nothing when it is consistent. */
function faultsOf(holidayYear: HolidayYear): string[] {
  const { year } = holidayYear;
  const [off, work] = [offDays(holidayYear), workDays(holidayYear)];
  const weekdaysOff = off.filter((date) => !isWeekend(date)).length;
  return [
    ...[...off, ...work].filter((date) => !isCivilDate(date)).map((date: string) => `${date} does not exist`),
    ...off.filter((date, index) => off.indexOf(date) !== index).map((date) => `${date} is off twice`),
    ...work.filter((date, index) => work.indexOf(date) !== index).map((date) => `${date} is worked twice`),
    ...work.filter((date) => off.includes(date)).map((date) => `${date} is both off and worked`),
    ...work.filter((date) => !isWeekend(date)).map((date) => `${date} is worked and no weekend day`),
    ...legalHolidays(year)
      .filter((date) => !off.includes(date))
      .map((date) => `${date}, off by law, is not off`),
    ...[...off, ...work]
      .filter((date) => date < `${year - 1}-12-25` || date > `${year}-12-31`)
      .map((date) => `${date} is not of ${year}`),
    ...(weekdaysOff - work.length === statutoryDays(year)
      ? []
      : [`${weekdaysOff} weekdays off, ${work.length} made up, ${statutoryDays(year)} by law`]),
  ];
}

describe('the data of the working-day calendar', () => {
  it.each(holidayYears.map((year) => [year.year, year] as const))(
    '[D5] of %i is consistent in itself',
    (_, year) => {
      expect(faultsOf(year)).toEqual([]);
    },
  );

  it.each(holidayYears.map((year) => [year.year, year] as const))(
    '[D5] of %i names its notice',
    (year, { notices }) => {
      expect(notices[0]?.title).toBe(`国务院办公厅关于${year}年部分节假日安排的通知`);
      for (const { number, issued } of notices) {
        if (number !== null) expect(number).toMatch(/^国(办)?发明电〔20\d\d〕\d+号$/);
        if (issued !== null) expect(isCivilDate(issued)).toBe(true);
      }
    },
  );

  it('[D5] is what the calendar answers, day by day, weekends for the rest', () => {
    const off = new Set(holidayYears.flatMap(offDays));
    const work = new Set(holidayYears.flatMap(workDays));
    for (
      let date = currentCalendar.coveredFrom;
      date <= currentCalendar.coveredThrough;
      date = addDays(date, 1)
    ) {
      const expected = work.has(date) || (!off.has(date) && !isWeekend(date));
      expect([date, isWorkingDay(date, currentCalendar)]).toEqual([date, expected]);
    }
  });

  it('the twin: a missing make-up day, a day both off and worked, and a shifted holiday are each found', () => {
    const year2020 = holidayYears.find(({ year }) => year === 2020)!;
    const changed = (change: (copy: HolidayYear) => void): string[] => {
      const copy = structuredClone(year2020);
      change(copy);
      return faultsOf(copy);
    };
    const spring = (copy: HolidayYear) => copy.holidays.find(({ name }) => name === '春节')!;
    expect(changed((copy) => (spring(copy).work = []))).toEqual([expect.stringMatching(/13 by law$/)]);
    expect(changed((copy) => spring(copy).work.push('2020-02-01'))).toContain(
      '2020-02-01 is both off and worked',
    );
    expect(changed((copy) => (spring(copy).off = '2020-01-26/2020-02-02'))).toContain(
      '2020-01-25, off by law, is not off',
    );
    // Without the extension, which several tables lack, the year's sum is wrong.
    expect(changed((copy) => (spring(copy).off = '2020-01-24/2020-01-30'))).toEqual([
      expect.stringMatching(/13 by law$/),
    ]);
  });
});
