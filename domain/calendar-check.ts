import { coveredYears, dayIn, isCovered, type Calendar, type Day } from './calendar';
import { addDays, isCivilDate, weekday, yearOf, type CivilDate } from './dates';
import { Refusal, type RefusalCode } from './refusal';

/** A day that two calendars do not see alike. */
export interface DayDifference {
  date: CivilDate;
  before: Day;
  after: Day;
}

/** Festivals that the law fixes by the solar calendar: off in every year since 2008, whatever else a notice says. */
const ALWAYS_OFF = ['01-01', '05-01', '10-01'];

/** The days on which two calendars differ, of those that the earlier one covers; in order. */
export function daysThatDiffer(before: Calendar, after: Calendar): DayDifference[] {
  const found: DayDifference[] = [];
  for (let date = before.coveredFrom; date <= before.coveredThrough; date = addDays(date, 1)) {
    const [old, now] = [dayIn(date, before), dayIn(date, after)];
    if (old.kind !== now.kind || holidayOf(old) !== holidayOf(now))
      found.push({ date, before: old, after: now });
  }
  return found;
}

/**
 * What speaks against publishing a calendar as the successor of another one (D5), all at once, with pointers into
 * `{ calendar, differs }`. `differs` are the days of the former that the new one sees differently on purpose: a
 * difference that nobody named is a slip, and so is a named one that is none.
 */
export function calendarProblems(
  calendar: Calendar,
  former: Calendar,
  differs: readonly CivilDate[] = [],
): Refusal[] {
  const own = [
    ...versionProblems(calendar, former),
    ...coverageProblems(calendar, former),
    ...dayProblems(calendar),
  ];
  // Where its days are no days, a comparison would say nothing.
  return own.length > 0 ? own : [...yearProblems(calendar), ...differenceProblems(calendar, former, differs)];
}

function versionProblems({ version }: Calendar, former: Calendar): Refusal[] {
  return version === former.version ? [refusal('conflict', '/calendar/version', '新日历须有新的版本号')] : [];
}

function coverageProblems({ coveredFrom, coveredThrough }: Calendar, former: Calendar): Refusal[] {
  const problems: Refusal[] = [];
  if (!coveredFrom.endsWith('-01-01'))
    problems.push(refusal('invalid-date', '/calendar/coveredFrom', '覆盖范围须从某年1月1日起'));
  if (!coveredThrough.endsWith('-12-31') || coveredThrough < coveredFrom)
    problems.push(refusal('invalid-date', '/calendar/coveredThrough', '覆盖范围须至某年12月31日止'));
  if (coveredFrom > former.coveredFrom)
    problems.push(
      refusal(
        'conflict',
        '/calendar/coveredFrom',
        `须包含版本 ${former.version} 自 ${former.coveredFrom} 起的日子`,
      ),
    );
  if (coveredThrough < former.coveredThrough)
    problems.push(
      refusal(
        'conflict',
        '/calendar/coveredThrough',
        `须包含版本 ${former.version} 至 ${former.coveredThrough} 止的日子`,
      ),
    );
  return problems;
}

/** Every entry is a day that exists, that is covered, and that only one entry speaks of. */
function dayProblems(calendar: Calendar): Refusal[] {
  const problems: Refusal[] = [];
  const off = new Set<CivilDate>();
  for (const [pointer, first, last] of spansOf(calendar)) {
    const problem = spanProblem(pointer, first, last, calendar);
    if (problem) problems.push(problem);
    else
      for (let date = first; date <= last; date = addDays(date, 1)) {
        if (off.has(date)) problems.push(refusal('duplicate', pointer, `${date} 重复列为放假`));
        off.add(date);
      }
  }
  for (const [year, days] of Object.entries(calendar.work))
    for (const monthDay of Object.keys(days)) {
      const [pointer, date] = [`/calendar/work/${year}/${monthDay}`, `${year}-${monthDay}`];
      const problem = spanProblem(pointer, date, date, calendar);
      if (problem) problems.push(problem);
      else if (off.has(date)) problems.push(refusal('conflict', pointer, `${date} 既放假又上班`));
      else if (weekday(date) <= 5)
        problems.push(refusal('conflict', pointer, `${date} 不是周六、周日，不必调休上班`));
    }
  return problems;
}

function spanProblem(
  pointer: string,
  first: CivilDate,
  last: CivilDate,
  calendar: Calendar,
): Refusal | undefined {
  if (!isCivilDate(first) || !isCivilDate(last)) return refusal('invalid-date', pointer, '没有这一天');
  if (last < first) return refusal('invalid-date', pointer, '止日早于起日；跨年的假期按年分列');
  if (!isCovered(first, calendar) || !isCovered(last, calendar))
    return refusal('conflict', pointer, '不在日历的覆盖范围之内');
  return undefined;
}

function* spansOf({ off }: Calendar): Generator<[pointer: string, first: CivilDate, last: CivilDate]> {
  for (const [year, spans] of Object.entries(off))
    for (const span of Object.keys(spans))
      yield [
        `/calendar/off/${year}/${span.replace('/', '~1')}`,
        `${year}-${span.slice(0, 5)}`,
        `${year}-${span.slice(-5)}`,
      ];
}

/** A year that is said to be covered, and is not announced, would silently be counted by its weekends. */
function yearProblems(calendar: Calendar): Refusal[] {
  return coveredYears(calendar).flatMap((year) => {
    const missing = ALWAYS_OFF.filter(
      (monthDay) => dayIn(`${year}-${monthDay}`, calendar).kind !== 'holiday',
    );
    return missing.length === 0
      ? []
      : [refusal('missing', `/calendar/off/${year}`, `${year} 年缺少法定节假日：${missing.join('、')}`)];
  });
}

function differenceProblems(calendar: Calendar, former: Calendar, differs: readonly CivilDate[]): Refusal[] {
  const found = new Set(daysThatDiffer(former, calendar).map(({ date }) => date));
  const named = new Set(differs);
  return [
    ...[...found]
      .filter((date) => !named.has(date))
      .map((date) =>
        refusal(
          'conflict',
          yearOf(date) in calendar.off ? `/calendar/off/${yearOf(date)}` : '/calendar/off',
          `${date} 与版本 ${former.version} 不同；如系更正，请在 differs 中列明`,
        ),
      ),
    ...differs.flatMap((date, index) =>
      found.has(date)
        ? []
        : [refusal('conflict', `/differs/${index}`, `${date} 与版本 ${former.version} 并无不同`)],
    ),
  ];
}

const holidayOf = (day: Day): string | undefined => ('holiday' in day ? day.holiday : undefined);

const refusal = (code: RefusalCode, pointer: string, message: string): Refusal =>
  new Refusal('D5', code, pointer, message);
