import type { Calendar } from '../domain/calendar';
import { addDays, maxDate, minDate, yearOf, type CivilDate } from '../domain/dates';
import y2008 from './calendars/2008.json';
import y2009 from './calendars/2009.json';
import y2010 from './calendars/2010.json';
import y2011 from './calendars/2011.json';
import y2012 from './calendars/2012.json';
import y2013 from './calendars/2013.json';
import y2014 from './calendars/2014.json';
import y2015 from './calendars/2015.json';
import y2016 from './calendars/2016.json';
import y2017 from './calendars/2017.json';
import y2018 from './calendars/2018.json';
import y2019 from './calendars/2019.json';
import y2020 from './calendars/2020.json';
import y2021 from './calendars/2021.json';
import y2022 from './calendars/2022.json';
import y2023 from './calendars/2023.json';
import y2024 from './calendars/2024.json';
import y2025 from './calendars/2025.json';
import y2026 from './calendars/2026.json';

/**
 * A year's holidays as the State Council's notices say them, one sentence an entry. A number or day of issue
 * that is not at hand is null. Released files are immutable: a later notice is another file.
 */
export interface HolidayYear {
  year: number;
  notices: { title: string; number: string | null; issued: CivilDate | null }[];
  /** `off` is a day or 'first/last', both included, which may begin in the year before. */
  holidays: { name: string; off: string; work: CivilDate[] }[];
}

export const holidayYears: HolidayYear[] = [
  y2008,
  y2009,
  y2010,
  y2011,
  y2012,
  y2013,
  y2014,
  y2015,
  y2016,
  y2017,
  y2018,
  y2019,
  y2020,
  y2021,
  y2022,
  y2023,
  y2024,
  y2025,
  y2026,
];

/** A calendar that covers consecutive years, in order, from the first's 1 January to the last's 31 December. */
export function calendarOf(version: string, years: HolidayYear[]): Calendar {
  const [first, last] = [years.at(0), years.at(-1)];
  if (!first || !last || years.some((year, index) => year.year !== first.year + index)) {
    throw new RangeError(`${version}: the years of a calendar are consecutive and at least one`);
  }
  const calendar: Calendar = {
    version,
    coveredFrom: `${first.year}-01-01`,
    coveredThrough: `${last.year}-12-31`,
    off: {},
    work: {},
  };
  for (const { name, off, work } of years.flatMap((year) => year.holidays)) {
    for (const [from, through] of byYear(off, calendar)) {
      (calendar.off[from.slice(0, 4)] ??= {})[spanOf(from, through)] = name;
    }
    for (const day of work.filter((day) => day >= calendar.coveredFrom)) {
      (calendar.work[day.slice(0, 4)] ??= {})[day.slice(5)] = name;
    }
  }
  return calendar;
}

const stateCouncil2026 = calendarOf('state-council-2026.1', holidayYears);

/** Every released calendar by its version: a case keeps the one it was reckoned with (D5). */
export const calendars: Record<string, Calendar> = { [stateCouncil2026.version]: stateCouncil2026 };

/** The calendar that a new ledger begins with; which one new cases are reckoned with is said by the ledger. */
export const currentCalendar: Calendar = stateCouncil2026;

function spanOf(from: CivilDate, through: CivilDate): string {
  return from === through ? from.slice(5) : `${from.slice(5)}/${through.slice(5)}`;
}

/** The covered part of a span, cut at the turn of the year. */
function byYear(span: string, covered: Calendar): [CivilDate, CivilDate][] {
  const end = span.slice(-10);
  const parts: [CivilDate, CivilDate][] = [];
  for (let from = maxDate(span.slice(0, 10), covered.coveredFrom); from <= end;) {
    const through = minDate(end, `${yearOf(from)}-12-31`);
    parts.push([from, through]);
    from = addDays(through, 1);
  }
  return parts;
}
