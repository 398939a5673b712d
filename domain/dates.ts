/**
 * Civil dates of Asia/Shanghai (D1): a date is a date, never an instant, and ends at 24:00. They are text,
 * 'YYYY-MM-DD' in the years 1000 to 9999, so they sort as text and mean the same in every process's zone.
 * Malformed or impossible dates, and results outside those years, throw a RangeError.
 */
export type CivilDate = string;

const DAY_MS = 86_400_000;
/** Asia/Shanghai has kept UTC+8 without summer time since 1991; older instants are outside this product. */
const SHANGHAI_MS = 8 * 3_600_000;
const CIVIL_DATE = /^[1-9]\d{3}-\d\d-\d\d$/;

/** Whether a value is a civil date that exists: '2026-02-30' and '2026-2-3' are not. */
export function isCivilDate(text: unknown): text is CivilDate {
  if (typeof text !== 'string' || !CIVIL_DATE.test(text)) return false;
  const { year, month, day } = split(text);
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** The date `days` calendar days after `date` (before it, when negative). */
export function addDays(date: CivilDate, days: number): CivilDate {
  return fromDayNumber(dayNumber(date) + days);
}

/** The corresponding day `months` later, else that month's last day (D2): 2025-11-30 + 3 is 2026-02-28. */
export function addMonths(date: CivilDate, months: number): CivilDate {
  const { year, month, day } = partsOf(date);
  const index = year * 12 + (month - 1) + months;
  const toYear = Math.floor(index / 12);
  const toMonth = index - toYear * 12 + 1;
  return format(toYear, toMonth, Math.min(day, daysInMonth(toYear, toMonth)));
}

/** Calendar days from `a` to `b`: positive when `b` is later. */
export function daysBetween(a: CivilDate, b: CivilDate): number {
  return dayNumber(b) - dayNumber(a);
}

/** The day of the week, Monday 1 to Sunday 7 (ISO 8601). */
export function weekday(date: CivilDate): number {
  // Day 0, 1970-01-01, was a Thursday.
  return ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1;
}

/** The civil date in Shanghai at an instant (epoch milliseconds). */
export function civilDateOf(epochMs: number): CivilDate {
  return fromDayNumber(Math.floor((epochMs + SHANGHAI_MS) / DAY_MS));
}

/** The instant (epoch milliseconds) at which a date begins in Shanghai, 00:00. */
export function startOfDay(date: CivilDate): number {
  return dayNumber(date) * DAY_MS - SHANGHAI_MS;
}

/** Negative, zero or positive as `a` is before, the same as or after `b`: for sorting. */
export function compareDates(a: CivilDate, b: CivilDate): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The earliest of the given dates. */
export function minDate(first: CivilDate, ...others: CivilDate[]): CivilDate {
  return others.reduce((least, date) => (date < least ? date : least), first);
}

/** The latest of the given dates. */
export function maxDate(first: CivilDate, ...others: CivilDate[]): CivilDate {
  return others.reduce((greatest, date) => (date > greatest ? date : greatest), first);
}

/** The year of a date. */
export function yearOf(date: CivilDate): number {
  return partsOf(date).year;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function partsOf(date: CivilDate): { year: number; month: number; day: number } {
  if (!isCivilDate(date)) throw new RangeError(`not a civil date: ${JSON.stringify(date)}`);
  return split(date);
}

function split(date: CivilDate): { year: number; month: number; day: number } {
  return { year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)), day: Number(date.slice(8)) };
}

/** Days since 1970-01-01. Only Date.UTC is used: local methods would follow the process's zone. */
function dayNumber(date: CivilDate): number {
  const { year, month, day } = partsOf(date);
  return Date.UTC(year, month - 1, day) / DAY_MS;
}

function fromDayNumber(days: number): CivilDate {
  const instant = new Date(days * DAY_MS);
  return format(instant.getUTCFullYear(), instant.getUTCMonth() + 1, instant.getUTCDate());
}

function format(year: number, month: number, day: number): CivilDate {
  if (!(year >= 1000 && year <= 9999)) throw new RangeError(`outside the years 1000 to 9999: ${year}`);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
