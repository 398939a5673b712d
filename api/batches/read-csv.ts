import { CsvError, parse } from 'csv-parse/sync';
import { knownHeadings } from '../../domain/intake';

/** A table of cells as text; or, in Chinese, why the file has none. */
export type TableOrProblem = { table: string[][] } | { problem: string };

const DELIMITERS = [',', '\t', ';'];
/** Any of them ends a line: files that were put together out of others have several, and no row may be lost in another. */
const LINE_ENDS = ['\r\n', '\n', '\r'];
const MOST_COLUMNS = 200;

/** Reads separated values (RFC 4180; also tabs and semicolons, whichever shows the headings). Lines may differ in length. */
export function readCsv(text: string): TableOrProblem {
  const [delimiter] = DELIMITERS.toSorted((a, b) => headingsIn(text, b) - headingsIn(text, a));
  try {
    const table = parse(text, { delimiter, record_delimiter: LINE_ENDS, relax_column_count: true });
    return table.some((row) => row.length > MOST_COLUMNS)
      ? { problem: `有一行超过 ${MOST_COLUMNS} 栏，请检查分隔符` }
      : { table };
  } catch (error) {
    if (error instanceof CsvError) return { problem: problemOf(error) };
    throw error;
  }
}

/** How many headings are known in the first lines of a text that is separated in a way. */
export function headingsIn(text: string, delimiter: string): number {
  const lines = text
    .split('\n', 10)
    .map((line) => line.split(delimiter).map((cell) => cell.replaceAll('"', '')));
  return knownHeadings(lines);
}

function problemOf(error: CsvError): string {
  const line = typeof error['lines'] === 'number' ? `第 ${error['lines']} 行附近：` : '';
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return `${line}引号没有配对，文件不完整`;
  return `${line}不是有效的 CSV 文件，请检查引号和分隔符`;
}
