import { addDays, maxDate, minDate, weekday, yearOf, type CivilDate } from './dates';

/**
 * A working-day calendar (D2, D5): exceptions to the plain week, by the year in which they fall. `off` maps
 * spans ('MM-DD' or 'MM-DD/MM-DD', both ends included, weekends inside a holiday too) to the holiday's name;
 * `work` maps weekend days that are worked to the holiday that they make up for. Days of `coveredFrom` to
 * `coveredThrough` are as announced; outside, only Saturdays and Sundays are known to be off. Spans keep a
 * slice of three years near 1 KB, so that it can travel with a workflow's start input.
 */
export interface Calendar {
  version: string;
  coveredFrom: CivilDate;
  coveredThrough: CivilDate;
  off: Record<string, Record<string, string>>;
  work: Record<string, Record<string, string>>;
}

/** What a day is, and the holiday's name where one is concerned. */
export type Day =
  | { kind: 'weekday' }
  | { kind: 'weekend' }
  | { kind: 'holiday'; holiday: string }
  | { kind: 'makeUp'; holiday: string };

/** What the calendar knows of a day. An uncovered day is a weekday or a weekend day, nothing else. */
export function dayIn(date: CivilDate, calendar: Calendar): Day {
  const weekend = weekday(date) >= 6;
  if (isCovered(date, calendar)) {
    const year = date.slice(0, 4);
    const monthDay = date.slice(5);
    const madeUp = calendar.work[year]?.[monthDay];
    if (madeUp !== undefined) return { kind: 'makeUp', holiday: madeUp };
    const holiday = holidayOn(monthDay, calendar.off[year] ?? {});
    if (holiday !== undefined) return { kind: 'holiday', holiday };
  }
  return { kind: weekend ? 'weekend' : 'weekday' };
}

/** Whether people work on that day: weekdays that are not off, and weekend days that are made up. */
export function isWorkingDay(date: CivilDate, calendar: Calendar): boolean {
  return isWorked(dayIn(date, calendar));
}

/** Whether people work on such a day. */
export function isWorked({ kind }: Day): boolean {
  return kind === 'weekday' || kind === 'makeUp';
}

/** The first working day on or after a date (D3). */
export function nextWorkingDay(date: CivilDate, calendar: Calendar): CivilDate {
  let day = date;
  while (!isWorkingDay(day, calendar)) day = addDays(day, 1);
  return day;
}

/** The last working day on or before a date (D4). */
export function lastWorkingDayOnOrBefore(date: CivilDate, calendar: Calendar): CivilDate {
  let day = date;
  while (!isWorkingDay(day, calendar)) day = addDays(day, -1);
  return day;
}

/** Whether the calendar says of that day what was announced, and does not merely know the week (D5). */
export function isCovered(date: CivilDate, calendar: Calendar): boolean {
  return calendar.coveredFrom <= date && date <= calendar.coveredThrough;
}

/**
 * The part of a calendar for some years. What is cut off is no longer covered, so that a date there becomes
 * provisional and never silently wrong. The December before is kept: the last working day before a date in
 * early January lies there.
 */
export function sliceCalendar(calendar: Calendar, fromYear: number, throughYear: number): Calendar {
  const coveredFrom = maxDate(calendar.coveredFrom, `${fromYear - 1}-12-01`);
  const coveredThrough = minDate(calendar.coveredThrough, `${throughYear}-12-31`);
  const slice = (years: Record<string, Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(years)
        .filter(([year]) => Number(year) >= fromYear - 1 && Number(year) <= throughYear)
        .map(([year, days]) => [year, Number(year) === fromYear - 1 ? inDecember(days) : days] as const)
        .filter(([, days]) => Object.keys(days).length > 0),
    );
  return {
    version: calendar.version,
    coveredFrom,
    coveredThrough,
    off: slice(calendar.off),
    work: slice(calendar.work),
  };
}

/** The years of which the calendar covers at least one day, in order. */
export function coveredYears(calendar: Calendar): number[] {
  const first = yearOf(calendar.coveredFrom);
  return Array.from(
    { length: Math.max(0, yearOf(calendar.coveredThrough) - first + 1) },
    (_, index) => first + index,
  );
}

function holidayOn(monthDay: string, spans: Record<string, string>): string | undefined {
  for (const span in spans) {
    // 'MM-DD' is its own first and last day; 'MM-DD/MM-DD' names both.
    if (span.slice(0, 5) <= monthDay && monthDay <= span.slice(-5)) return spans[span];
  }
  return undefined;
}

function inDecember(days: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(days).filter(([span]) => span.startsWith('12')));
}
