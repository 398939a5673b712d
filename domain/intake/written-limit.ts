import type { Limit } from '../../schemas/common';
import { NUMERAL_CHARACTERS, readNumeral } from './numerals';
import { readWrittenDate } from './written-date';

/** A limit read from a list, and what was done to it; or, in Chinese, why it is none. */
export type WrittenLimit = { limit: Limit; repair?: string } | { problem: string };

const AMOUNT = new RegExp(
  `^(?:自?交办(?:之日|日|后)?起?)?\\s*([${NUMERAL_CHARACTERS}]{1,3})\\s*(个月|月|个工作日|工作日|日|天)(?:以?内)?$`,
  'u',
);

/**
 * Reads a limit as a letter of assignment names it: a date in any form that lists hold, or a time from the assignment
 * on, such as 三个月, 30个工作日, 自交办之日起45日内.
 */
export function readWrittenLimit(text: string): WrittenLimit {
  const [, written = '', unit = ''] = AMOUNT.exec(text) ?? [];
  const amount = readNumeral(written);
  if (amount !== undefined) {
    if (unit.endsWith('月')) return { limit: { unit: 'month', amount } };
    if (unit.endsWith('工作日')) return { limit: { unit: 'workday', amount } };
    return { limit: { unit: 'day', amount }, repair: `“${text}”按自然日计算` };
  }
  const read = readWrittenDate(text);
  if ('problem' in read)
    return {
      problem: read.problem.startsWith('看不懂')
        ? `看不懂期限“${text}”，请写成 2022-01-29，或“三个月”“30个工作日”的形式`
        : read.problem,
    };
  return {
    limit: { unit: 'fixed', date: read.date },
    ...(read.repair !== undefined && { repair: read.repair }),
  };
}
