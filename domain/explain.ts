import type { Day } from './calendar';
import { weekday, yearOf, type CivilDate } from './dates';
import type { Explanation } from './due';

const WEEKDAYS = ['星期一', '星期二', '星期三', '星期四', '星期五', '星期六', '星期日'];

/**
 * How a due date came about, in Chinese (D6): rule, start day, raw date and why it is not a working day, rolled
 * date, what was counted and passed over, and the calendar with its version and coverage. `named` says how a fixed
 * date came to be that one.
 */
export function explain(explanation: Explanation, named = '规定日期'): string {
  const { calendar, provisional } = explanation;
  const basis = `工作日依据国务院放假安排（日历版本 ${calendar.version}，覆盖 ${calendar.coveredFrom} 至 ${calendar.coveredThrough}）`;
  const warning = '所涉日期超出日历覆盖范围，仅按周六、周日推算，为暂定日期，日历更新后重新计算';
  return `${reckoning(explanation, named)}。${basis}${provisional ? `；${warning}` : ''}。`;
}

function reckoning(explanation: Explanation, named: string): string {
  const { rule, start, startDay, rawDue, monthEnd } = explanation;
  const begun = `自 ${dateText(start, startDay)}起算，当日不计入，期限`;
  switch (rule.unit) {
    case 'month': {
      const found = monthEnd ? '届满月无对应日，取该月最后一日' : '届满于对应日';
      return `${begun} ${rule.amount} 个月，${found} ${rolled(explanation)}`;
    }
    case 'day':
      return `${begun} ${rule.amount} 日（日历日），届满于 ${rolled(explanation)}`;
    case 'workday':
      return `${begun} ${rule.amount} 个工作日，届满于 ${dateText(rawDue, explanation.rawDay)}${counted(explanation)}`;
    case 'fixed':
      return `${named} ${dateText(rawDue, explanation.rawDay)}，固定日期不顺延${lastWorkingDay(explanation)}`;
  }
}

function rolled({ rawDue, rawDay, due, dueDay }: Explanation): string {
  const raw = dateText(rawDue, rawDay);
  return due === rawDue ? `${raw}，不需顺延` : `${raw}，非工作日，顺延至 ${dateText(due, dueDay)}`;
}

function counted({ makeUps, weekdaysOff, start }: Explanation): string {
  const days = (dates: CivilDate[]) => dates.map((date) => shortText(date, yearOf(start))).join('、');
  const parts = [
    makeUps.length > 0 && `计入调休上班日 ${makeUps.length} 天（${days(makeUps)}）`,
    weekdaysOff.length > 0 && `除去放假的工作日 ${weekdaysOff.length} 天（${days(weekdaysOff)}）`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? `，其间${parts.join('，')}` : '';
}

function lastWorkingDay({ lastWorkingDay: day, due }: Explanation): string {
  if (day === null) return '';
  return day === due ? '，当日为工作日' : `；此前最后一个工作日为 ${longText(day)}（${weekdayText(day)}）`;
}

function dateText(date: CivilDate, day: Day): string {
  return `${longText(date)}（${weekdayText(date)}${dayText(day)}）`;
}

function dayText(day: Day): string {
  switch (day.kind) {
    case 'weekday':
      return '';
    case 'weekend':
      return '，周末';
    case 'holiday':
      return `，${day.holiday}放假`;
    case 'makeUp':
      return `，${day.holiday}调休上班`;
  }
}

function weekdayText(date: CivilDate): string {
  return WEEKDAYS[weekday(date) - 1] ?? '';
}

function longText(date: CivilDate): string {
  return `${yearOf(date)}年${monthDayText(date)}`;
}

/** Without the year where it is the one that the reader has in mind. */
function shortText(date: CivilDate, year: number): string {
  return yearOf(date) === year ? monthDayText(date) : longText(date);
}

function monthDayText(date: CivilDate): string {
  return `${Number(date.slice(5, 7))}月${Number(date.slice(8))}日`;
}
