import {
  dayIn,
  isCovered,
  isWorked,
  lastWorkingDayOnOrBefore,
  nextWorkingDay,
  type Calendar,
  type Day,
} from './calendar';
import { addDays, addMonths, isCivilDate, weekday, type CivilDate } from './dates';

export { explain } from './explain';

/**
 * How long a limit is. `month`, `day` (calendar days) and `workday` count from a start day that is itself not
 * counted (D2); for `fixed` the start day is the named date.
 */
export type LimitRule =
  { amount: number; unit: 'month' | 'day' | 'workday' } | { unit: 'fixed'; amount?: number };

/** A due date with everything that readers of it need: lights follow `rawDue`, overdue follows `due` (D3). */
export interface DueDate {
  rawDue: CivilDate;
  due: CivilDate;
  /** Rests on days that the calendar does not cover: computed again when a newer one is adopted (D5). */
  provisional: boolean;
  /** Fixed dates only: rungs up to the day itself count to it (D4). */
  lastWorkingDay: CivilDate | null;
  explanation: Explanation;
}

/** How a due date came about (D6), as data; `explain` says it in Chinese. */
export interface Explanation {
  rule: LimitRule;
  start: CivilDate;
  startDay: Day;
  rawDue: CivilDate;
  rawDay: Day;
  due: CivilDate;
  dueDay: Day;
  lastWorkingDay: CivilDate | null;
  /** The month had no corresponding day, so that its last day was taken (D2). */
  monthEnd: boolean;
  /** Working-day limits: the weekend days counted because they were worked. */
  makeUps: CivilDate[];
  /** Working-day limits: the weekdays not counted because they were off. */
  weekdaysOff: CivilDate[];
  provisional: boolean;
  calendar: { version: string; coveredFrom: CivilDate; coveredThrough: CivilDate };
}

/** A hundred years: more is a typing error, and would reach past the years that a civil date can have. */
const MOST = { month: 1_200, day: 36_525, workday: 26_000 } as const;

/**
 * The due date of a limit that starts on a day (D2 to D5). Months and days roll to the next working day,
 * working days end on one, fixed dates never roll. A limit of 0 ends on the start day (of 0 working days:
 * also when that is off). Throws a RangeError that names the field, for a start or rule that is none.
 */
export function due(start: CivilDate, rule: LimitRule, calendar: Calendar): DueDate {
  if (!isCivilDate(start))
    throw new RangeError(`start: not a date YYYY-MM-DD that exists: ${JSON.stringify(start)}`);
  const limit = readLimitRule(rule);
  const { rawDue, rolled, restsOn, makeUps, weekdaysOff, lastWorkingDay } = measure(start, limit, calendar);
  const provisional = !isCovered(restsOn.first, calendar) || !isCovered(restsOn.last, calendar);
  const { version, coveredFrom, coveredThrough } = calendar;
  return {
    rawDue,
    due: rolled,
    provisional,
    lastWorkingDay,
    explanation: {
      rule: limit,
      start,
      startDay: dayIn(start, calendar),
      rawDue,
      rawDay: dayIn(rawDue, calendar),
      due: rolled,
      dueDay: dayIn(rolled, calendar),
      lastWorkingDay,
      monthEnd: limit.unit === 'month' && start.slice(8) !== rawDue.slice(8),
      makeUps,
      weekdaysOff,
      provisional,
      calendar: { version, coveredFrom, coveredThrough },
    },
  };
}

/** Reads a limit from outside. Throws a RangeError that names the field; keys that no limit has are dropped. */
export function readLimitRule(value: unknown): LimitRule {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RangeError('rule: an object {"amount", "unit"} is required');
  }
  const { unit, amount } = value as { unit?: unknown; amount?: unknown };
  if (unit === 'fixed') {
    if (amount !== undefined && amount !== 0)
      throw new RangeError('rule.amount: a fixed date has no amount but 0');
    return { unit };
  }
  if (unit !== 'month' && unit !== 'day' && unit !== 'workday') {
    throw new RangeError(
      `rule.unit: one of month, day, workday, fixed is required, not ${JSON.stringify(unit)}`,
    );
  }
  if (typeof amount !== 'number' || !Number.isInteger(amount) || amount < 0) {
    throw new RangeError(`rule.amount: a whole number from 0 is required, not ${JSON.stringify(amount)}`);
  }
  if (amount > MOST[unit])
    throw new RangeError(`rule.amount: at most ${MOST[unit]} for ${unit}, not ${amount}`);
  return { amount, unit };
}

interface Measured {
  rawDue: CivilDate;
  rolled: CivilDate;
  /** The days whose being worked or off decides the result. */
  restsOn: { first: CivilDate; last: CivilDate };
  makeUps: CivilDate[];
  weekdaysOff: CivilDate[];
  lastWorkingDay: CivilDate | null;
}

function measure(start: CivilDate, rule: LimitRule, calendar: Calendar): Measured {
  switch (rule.unit) {
    case 'month':
      return roll(addMonths(start, rule.amount), calendar);
    case 'day':
      return roll(addDays(start, rule.amount), calendar);
    case 'workday':
      return count(start, rule.amount, calendar);
    case 'fixed': {
      const lastWorkingDay = lastWorkingDayOnOrBefore(start, calendar);
      const restsOn = { first: lastWorkingDay, last: start };
      return { rawDue: start, rolled: start, restsOn, makeUps: [], weekdaysOff: [], lastWorkingDay };
    }
  }
}

function roll(rawDue: CivilDate, calendar: Calendar): Measured {
  const rolled = nextWorkingDay(rawDue, calendar);
  return {
    rawDue,
    rolled,
    restsOn: { first: rawDue, last: rolled },
    makeUps: [],
    weekdaysOff: [],
    lastWorkingDay: null,
  };
}

function count(start: CivilDate, amount: number, calendar: Calendar): Measured {
  const makeUps: CivilDate[] = [];
  const weekdaysOff: CivilDate[] = [];
  let day = start;
  for (let counted = 0; counted < amount;) {
    day = addDays(day, 1);
    const found = dayIn(day, calendar);
    if (found.kind === 'makeUp') makeUps.push(day);
    if (found.kind === 'holiday' && weekday(day) <= 5) weekdaysOff.push(day);
    if (isWorked(found)) counted += 1;
  }
  const first = amount === 0 ? start : addDays(start, 1);
  return {
    rawDue: day,
    rolled: day,
    restsOn: { first, last: day },
    makeUps,
    weekdaysOff,
    lastWorkingDay: null,
  };
}
