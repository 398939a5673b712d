import { readSheet } from 'read-excel-file/node';
import { pack, unpack, type UnpackLimits } from './unpack';
import type { TableOrProblem } from './read-csv';

const LIMITS: UnpackLimits = { bytes: 64 * 1024 * 1024, parts: 500 };
/** Cells that a sheet may span, empty ones too: the reader fills every gap. */
const MOST_CELLS = 5_000_000;
const OLD_FORMAT = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);

/** Reads the first sheet of an .xlsx file as text: dates as 2022-01-29, numbers as they were typed. */
export async function readXlsx(bytes: Buffer, limits: UnpackLimits = LIMITS): Promise<TableOrProblem> {
  if (bytes.subarray(0, 4).equals(OLD_FORMAT))
    return { problem: '文件是旧版 .xls 或加了密码，请另存为不加密的 .xlsx' };
  if (bytes.toString('latin1', 0, 2) !== 'PK') return { problem: '文件不是 .xlsx 表格' };
  const unpacked = unpack(bytes, limits);
  if ('problem' in unpacked)
    return {
      problem:
        unpacked.problem === 'too-large'
          ? '表格展开后过大，请分成几个文件'
          : '表格文件已损坏，请重新保存后再报送',
    };
  const { parts } = unpacked;
  if (!parts['xl/workbook.xml']) return { problem: '文件不是 .xlsx 表格，或已损坏' };
  if (
    Object.entries(parts).some(([name, part]) => name.startsWith('xl/worksheets/') && span(part) > MOST_CELLS)
  )
    return { problem: '工作表的范围过大，请删去表尾和右侧的空行空栏' };
  try {
    const rows = await readSheet(pack(parts), { parseNumber: asTyped });
    return { table: rows.map((row) => row.map(textOf)) };
  } catch {
    // Whatever the reader stumbled over: to whoever sent the file it is a broken file.
    return { problem: '表格文件已损坏，请重新保存后再报送' };
  }
}

/** Rows times columns up to the last cell that a sheet names. */
function span(sheet: Uint8Array): number {
  const text = Buffer.from(sheet).toString('latin1');
  let [rows, columns] = [0, 0];
  for (const [, letters = '', digits] of text.matchAll(
    /<(?:\w+:)?(?:row|c)\s(?:[^<>]*\s)?r=["']([A-Z]*)(\d+)["']/g,
  )) {
    rows = Math.max(rows, Number(digits));
    columns = Math.max(
      columns,
      [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0),
    );
  }
  return rows * Math.max(1, columns);
}

/** 1.38E10 is how a spreadsheet may keep 13800000000. */
function asTyped(number: string): string {
  return /e/i.test(number) ? String(Number(number)) : number;
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10);
  return typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean'
    ? String(cell)
    : '';
}
