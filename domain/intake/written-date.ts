import { addDays, isCivilDate, type CivilDate } from '../dates';
import { NUMERAL_CHARACTERS, readNumeral } from './numerals';

/** A date read from a list: the civil date and what was done to it; or, in Chinese, why it is none. */
export type WrittenDate = { date: CivilDate; repair?: string } | { problem: string };

const SEPARATED =
  /^(\d{4})\s*[-/.\u2010-\u2015]\s*(\d{1,2})\s*[-/.\u2010-\u2015]\s*(\d{1,2})(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$/u;
const CHINESE = new RegExp(
  `^([${NUMERAL_CHARACTERS}]{4})\\s*年\\s*([${NUMERAL_CHARACTERS}]{1,3})\\s*月\\s*([${NUMERAL_CHARACTERS}]{1,3})\\s*[日号]$`,
  'u',
);
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const SERIAL = /^\d{5}(?:\.\d+)?$/;
/** Day 0 of the serial dates of spreadsheets, from 1900-03-01 on. */
const SERIAL_ZERO = '1899-12-30';

/**
 * Reads a date as lists write it: 2022-01-29, 2022/1/29, 2022.1.29, 2022年1月29日, 二〇二二年一月二十九日, 20220129,
 * a spreadsheet's serial number; a time of day after it is dropped. Day-first and month-first forms are refused:
 * nobody can tell them apart.
 */
export function readWrittenDate(text: string): WrittenDate {
  const match = SEPARATED.exec(text) ?? CHINESE.exec(text) ?? COMPACT.exec(text);
  if (match) {
    const [year, month, day] = match.slice(1).map((part) => readNumeral(part));
    const date = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
    if (!isCivilDate(date)) return { problem: `日期“${text}”不存在` };
    return date === text ? { date } : { date, repair: `日期“${text}”读作 ${date}` };
  }
  if (SERIAL.test(text)) {
    const date = addDays(SERIAL_ZERO, Math.floor(Number(text)));
    return { date, repair: `表格日期序号 ${text} 读作 ${date}` };
  }
  return { problem: `看不懂日期“${text}”，请写成 2022-01-29 的形式` };
}

function pad(part: number | undefined, length: number): string {
  return String(part ?? '').padStart(length, '0');
}
