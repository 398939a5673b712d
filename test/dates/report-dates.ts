import { dayIn } from '../../domain/calendar';
import { addDays, addMonths, civilDateOf, startOfDay, weekday } from '../../domain/dates';
import { currentCalendar } from '../../policies/calendars';

/** Prints what this process makes of dates around the changes of summer time, for zones.test.ts. */
const dates = [
  '2026-03-07',
  '2026-03-08',
  '2026-10-31',
  '2026-11-01',
  '2025-12-31',
  '2024-02-29',
  '2026-02-14',
];
const product = dates.map((date) => [
  addDays(date, 1),
  addMonths(date, 1),
  weekday(date),
  startOfDay(date),
  civilDateOf(startOfDay(date)),
  civilDateOf(startOfDay(date) - 1),
  dayIn(date, currentCalendar),
]);
// What the product must not do: dates of the process's own zone.
const local = dates.map((date) => new Date(`${date}T00:00:00`).getTime());
console.log(JSON.stringify({ product, local }));
