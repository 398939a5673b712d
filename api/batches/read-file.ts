import { readCases, readTable, type ListReading, type Lookups } from '../../domain/intake';
import { decodeText } from './decode-text';
import { readCsv } from './read-csv';
import { readXlsx } from './read-xlsx';

/** The media types of a session's list. */
export const LIST_TYPES = {
  json: 'application/json',
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
export type ListFormat = keyof typeof LIST_TYPES;

/** A list read from a file: with `problems` there are no rows; `repairs` are of the file as a whole. */
export interface FileReading extends ListReading {
  repairs: string[];
}

/** Reads a session's list. Whatever is wrong with the file itself is one plain sentence, and no row is read. */
export async function readFile(bytes: Buffer, format: ListFormat, lookups: Lookups): Promise<FileReading> {
  if (bytes.length === 0) return broken('文件是空的');
  if (format === 'xlsx') {
    const read = await readXlsx(bytes);
    return 'problem' in read ? broken(read.problem) : { ...readTable(read.table, lookups), repairs: [] };
  }
  if (bytes.toString('latin1', 0, 4) === 'PK\u0003\u0004')
    return broken(`文件是 .xlsx 表格，请以 ${LIST_TYPES.xlsx} 报送`);
  const decoded = decodeText(bytes);
  if ('problem' in decoded) return broken(decoded.problem);
  const { text, repairs } = decoded;
  if (format === 'json') return { ...readJson(text, lookups), repairs };
  const read = readCsv(text);
  return 'problem' in read ? broken(read.problem) : { ...readTable(read.table, lookups), repairs };
}

function readJson(text: string, lookups: Lookups): ListReading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return broken('不是有效的 JSON，文件可能不完整；请检查括号、引号和逗号');
  }
  return readCases(value, lookups);
}

function broken(message: string): FileReading {
  return { problems: [{ pointer: '', message }], rows: [], unused: [], repairs: [] };
}
