import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { isWorkingDay, sliceCalendar, type Calendar } from '../../domain/calendar';
import { addDays, addMonths, yearOf } from '../../domain/dates';
import { due, explain, readLimitRule, type LimitRule } from '../../domain/due';
import { calendarOf, currentCalendar, holidayYears } from '../../policies/calendars';

interface Vector {
  id: string;
  rule: LimitRule;
  start: string;
  raw_due: string;
  rolled_due: string;
  provisional: boolean;
  last_working_day?: string;
  note: string;
}

const vectors = readFileSync(join(__dirname, 'vectors.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Vector);

const ruleIds = ({ rule, provisional }: Vector): string =>
  ({ month: '[D2][D3]', day: '[D2][D3]', workday: '[D1][D2]', fixed: '[D4]' })[rule.unit] +
  (provisional ? '[D5]' : '');

const agrees = ({ rule, start, ...expected }: Vector, calendar: Calendar): boolean => {
  const found = due(start, rule, calendar);
  return (
    found.rawDue === expected.raw_due &&
    found.due === expected.rolled_due &&
    found.provisional === expected.provisional &&
    found.lastWorkingDay === (expected.last_working_day ?? null)
  );
};

describe('worked examples of deadlines', () => {
  it.each(vectors.map((vector) => [ruleIds(vector), vector.id, vector.note, vector] as const))(
    '%s %s: %s',
    (_ids, _id, _note, { rule, start, ...expected }) => {
      expect(due(start, rule, currentCalendar)).toMatchObject({
        rawDue: expected.raw_due,
        due: expected.rolled_due,
        provisional: expected.provisional,
        lastWorkingDay: expected.last_working_day ?? null,
      });
    },
  );

  it.each(vectors.map((vector) => [vector.id, vector] as const))(
    '[D5] %s is the same by a slice for its own years',
    (_, vector) => {
      const slice = sliceCalendar(currentCalendar, yearOf(vector.start), yearOf(vector.start) + 2);
      expect(agrees(vector, slice)).toBe(true);
    },
  );

  it('the twin: a calendar without make-up days, without holidays, or without the extension of 2020 fails some', () => {
    const failing = (calendar: Calendar) =>
      vectors.filter((vector) => !agrees(vector, calendar)).map(({ id }) => id);
    expect(failing(currentCalendar)).toEqual([]);
    expect(failing({ ...currentCalendar, work: {} })).toContain('open-make-up-001');
    expect(failing({ ...currentCalendar, off: {} })).toContain('open-known-003');
    const unextended = structuredClone(holidayYears);
    const spring = unextended
      .find(({ year }) => year === 2020)!
      .holidays.find(({ name }) => name === '春节')!;
    Object.assign(spring, { off: '2020-01-24/2020-01-30', work: ['2020-01-19', '2020-02-01'] });
    expect(failing(calendarOf('unextended', unextended))).toEqual(['open-spring-002', 'open-spring-003']);
    expect(failing({ ...currentCalendar, coveredThrough: '2028-12-31' })).toContain('open-coverage-003');
  });
});

describe('[D3] a limit in months or days rolls to the next working day and keeps both dates', () => {
  const limit = fc.oneof(
    fc.record({ amount: fc.integer({ min: 0, max: 24 }), unit: fc.constant('month' as const) }),
    fc.record({ amount: fc.integer({ min: 0, max: 400 }), unit: fc.constant('day' as const) }),
  );
  const start = fc.integer({ min: 0, max: 7_300 }).map((days) => addDays('2008-01-01', days));

  it('[D3] never earlier than the raw date, on a working day, with no working day passed over', () => {
    fc.assert(
      fc.property(start, limit, (from, rule) => {
        const found = due(from, rule, currentCalendar);
        expect(found.rawDue).toBe(
          rule.unit === 'month' ? addMonths(from, rule.amount) : addDays(from, rule.amount),
        );
        expect(isWorkingDay(found.due, currentCalendar)).toBe(true);
        for (let day = found.rawDue; day < found.due; day = addDays(day, 1))
          expect(isWorkingDay(day, currentCalendar)).toBe(false);
      }),
    );
  });
});

describe('how a limit is counted', () => {
  const rawDue = (start: string, amount: number, unit: 'day' | 'month' | 'workday') =>
    due(start, { amount, unit }, currentCalendar).rawDue;

  it('[D2] the start day is not counted; months end on the corresponding day, else on the last of the month', () => {
    expect(rawDue('2026-02-05', 30, 'day')).toBe('2026-03-07');
    expect(rawDue('2026-02-05', 3, 'month')).toBe('2026-05-05');
    expect(rawDue('2025-11-30', 3, 'month')).toBe('2026-02-28');
    // A Saturday that is worked is a working day, the days off of Spring Festival are none.
    expect(rawDue('2026-02-13', 1, 'workday')).toBe('2026-02-14');
    expect(rawDue('2026-02-14', 1, 'workday')).toBe('2026-02-24');
  });

  it('[D2] twin: counted with its start day, or in days of thirty, each of them would end on another day', () => {
    const inclusive = (start: string, amount: number) => addDays(start, amount - 1);
    expect(rawDue('2026-02-05', 30, 'day')).not.toBe(inclusive('2026-02-05', 30));
    expect(rawDue('2026-02-05', 3, 'month')).not.toBe(addDays('2026-02-05', 90));
    expect(rawDue('2026-02-13', 1, 'workday')).not.toBe(addDays('2026-02-13', 3));
  });

  it('[D3] [D4] rolls only where its last day is none of work, and a fixed date or working days never', () => {
    const ends = (start: string, rule: LimitRule) => {
      const { rawDue: raw, due: rolled } = due(start, rule, currentCalendar);
      return [raw, rolled];
    };
    expect(ends('2026-02-06', { amount: 3, unit: 'month' })).toEqual(['2026-05-06', '2026-05-06']);
    expect(ends('2026-02-05', { amount: 3, unit: 'month' })).toEqual(['2026-05-05', '2026-05-06']);
    expect(ends('2026-10-31', { unit: 'fixed' })).toEqual(['2026-10-31', '2026-10-31']);
  });
});

describe('a limit in working days', () => {
  const start = fc.integer({ min: 0, max: 6_500 }).map((days) => addDays('2008-01-01', days));

  it('[D2] [D3] has just so many working days after its start, the last of them its end, and does not roll', () => {
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 60 }), (from, amount) => {
        const found = due(from, { amount, unit: 'workday' }, currentCalendar);
        let worked = 0;
        for (let day = addDays(from, 1); day <= found.due; day = addDays(day, 1))
          worked += Number(isWorkingDay(day, currentCalendar));
        expect(worked).toBe(amount);
        expect(isWorkingDay(found.due, currentCalendar)).toBe(true);
        expect(found.rawDue).toBe(found.due);
      }),
    );
  });

  it('tells which make-up days it counted and which weekdays it left out', () => {
    const { explanation } = due('2026-02-10', { amount: 10, unit: 'workday' }, currentCalendar);
    expect(explanation.makeUps).toEqual(['2026-02-14', '2026-02-28']);
    expect(explanation.weekdaysOff).toEqual([
      '2026-02-16',
      '2026-02-17',
      '2026-02-18',
      '2026-02-19',
      '2026-02-20',
      '2026-02-23',
    ]);
  });

  it('[D2] of none ends on the start day', () => {
    expect(due('2026-02-10', { amount: 0, unit: 'workday' }, currentCalendar)).toMatchObject({
      rawDue: '2026-02-10',
      due: '2026-02-10',
    });
  });
});

describe('[D4] a fixed date', () => {
  it.each([
    ['2026-02-28', '2026-02-28'],
    ['2026-10-31', '2026-10-30'],
    ['2026-11-15', '2026-11-13'],
    ['2026-10-05', '2026-09-30'],
    ['2024-01-01', '2023-12-29'],
  ])('%s does not roll; its last working day is %s', (date, lastWorkingDay) => {
    expect(due(date, { unit: 'fixed' }, currentCalendar)).toMatchObject({
      rawDue: date,
      due: date,
      lastWorkingDay,
      provisional: false,
    });
  });
});

describe('[D5] a result is provisional when it rests on days that the calendar does not cover', () => {
  it.each<[string, LimitRule, boolean]>([
    ['2026-12-30', { amount: 1, unit: 'workday' }, false],
    ['2026-12-31', { amount: 1, unit: 'workday' }, true],
    ['2026-12-24', { amount: 7, unit: 'day' }, false],
    ['2026-12-25', { amount: 7, unit: 'day' }, true],
    ['2026-12-31', { unit: 'fixed' }, false],
    ['2027-01-02', { unit: 'fixed' }, true],
    ['2007-11-30', { amount: 3, unit: 'month' }, false],
    ['2007-12-25', { amount: 10, unit: 'workday' }, true],
    ['2007-12-31', { amount: 10, unit: 'workday' }, false],
    ['2007-05-01', { amount: 15, unit: 'day' }, true],
  ])('%s with %j: %s', (start, rule, provisional) => {
    expect(due(start, rule, currentCalendar).provisional).toBe(provisional);
  });

  it('becomes certain, and moves, with the calendar of the next year', () => {
    const made2027 = {
      year: 2027,
      notices: [],
      holidays: [{ name: '春节', off: '2027-02-05/2027-02-15', work: [] }],
    };
    const newer = calendarOf('newer', [...holidayYears, made2027]);
    const rule: LimitRule = { amount: 1, unit: 'month' };
    expect(due('2027-01-13', rule, currentCalendar)).toMatchObject({ due: '2027-02-15', provisional: true });
    expect(due('2027-01-13', rule, newer)).toMatchObject({
      rawDue: '2027-02-13',
      due: '2027-02-16',
      provisional: false,
    });
  });
});

describe('a due date says how it came about', () => {
  const said = (start: string, rule: LimitRule) => explain(due(start, rule, currentCalendar).explanation);

  it('[D6] names limit, start, raw date, why it is not worked, rolled date and calendar', () => {
    expect(said('2026-02-05', { amount: 2, unit: 'month' })).toBe(
      '自 2026年2月5日（星期四）起算，当日不计入，期限 2 个月，届满于对应日 2026年4月5日（星期日，清明节放假），非工作日，顺延至 2026年4月7日（星期二）。' +
        '工作日依据国务院放假安排（日历版本 state-council-2026.1，覆盖 2008-01-01 至 2026-12-31）。',
    );
  });

  it.each<[string, LimitRule, string[]]>([
    [
      '2025-11-30',
      { amount: 3, unit: 'month' },
      ['无对应日，取该月最后一日', '2026年2月28日（星期六，春节调休上班）', '不需顺延'],
    ],
    [
      '2026-02-10',
      { amount: 10, unit: 'workday' },
      ['10 个工作日', '计入调休上班日 2 天（2月14日、2月28日）', '除去放假的工作日 6 天'],
    ],
    ['2018-12-29', { amount: 5, unit: 'workday' }, ['除去放假的工作日 2 天（12月31日、2019年1月1日）']],
    [
      '2026-06-26',
      { amount: 15, unit: 'day' },
      ['15 日', '2026年7月11日（星期六，周末），非工作日，顺延至 2026年7月13日（星期一）'],
    ],
    [
      '2021-10-31',
      { unit: 'fixed' },
      ['规定日期 2021年10月31日（星期日，周末）', '不顺延', '最后一个工作日为 2021年10月29日（星期五）'],
    ],
    ['2026-02-28', { unit: 'fixed' }, ['春节调休上班', '当日为工作日']],
    ['2027-01-13', { amount: 1, unit: 'month' }, ['暂定日期', '超出日历覆盖范围']],
  ])('%s with %j', (start, rule, parts) => {
    for (const part of parts) expect(said(start, rule)).toContain(part);
  });

  it('[D6] does not call a certain date provisional', () => {
    expect(said('2026-02-05', { amount: 2, unit: 'month' })).not.toContain('暂定');
  });

  it('is plain data that survives a record, and stays small', () => {
    const { explanation } = due('2026-02-10', { amount: 10, unit: 'workday' }, currentCalendar);
    const copy = JSON.parse(JSON.stringify(explanation)) as typeof explanation;
    expect(copy).toEqual(explanation);
    expect(explain(copy)).toBe(explain(explanation));
  });
});

describe('what is no limit is refused, with the field named', () => {
  it.each<[unknown, string]>([
    [null, 'rule'],
    [[], 'rule'],
    ['2 months', 'rule'],
    [{ amount: 2 }, 'rule.unit'],
    [{ amount: 2, unit: 'year' }, 'rule.unit'],
    [{ unit: 'month' }, 'rule.amount'],
    [{ amount: -1, unit: 'day' }, 'rule.amount'],
    [{ amount: 1.5, unit: 'day' }, 'rule.amount'],
    [{ amount: '2', unit: 'month' }, 'rule.amount'],
    [{ amount: Number.NaN, unit: 'workday' }, 'rule.amount'],
    [{ amount: 1e9, unit: 'workday' }, 'rule.amount'],
    [{ amount: 5, unit: 'fixed' }, 'rule.amount'],
  ])('%j', (rule, field) => {
    expect(() => readLimitRule(rule)).toThrow(new RegExp(`^${field}: `));
    expect(() => due('2026-02-05', rule as LimitRule, currentCalendar)).toThrow(RangeError);
  });

  it('also a start that does not exist, and a limit beyond the last year', () => {
    expect(() => due('2026-02-30', { amount: 1, unit: 'day' }, currentCalendar)).toThrow(/^start: /);
    expect(() => due('9999-12-31', { amount: 1, unit: 'day' }, currentCalendar)).toThrow(RangeError);
  });

  it('keeps a limit as it is and drops what is no part of one', () => {
    expect(readLimitRule({ amount: 3, unit: 'month', note: 'x' })).toEqual({ amount: 3, unit: 'month' });
    expect(readLimitRule({ amount: 0, unit: 'fixed' })).toEqual({ unit: 'fixed' });
  });
});
