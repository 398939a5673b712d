import { HEADINGS, readHeadings, type Field, type HeadingRow } from './columns';
import type { Lookups, Remark, RowReading } from './reading';
import { readRow } from './row';
import { columnName } from './text';

/** A session has some 1,600 cases; a list of more than this is a mistake. */
export const MAX_ROWS = 5_000;
/** Lists carry a title and remarks above their headings. */
const HEADING_WITHIN = 10;
const NEEDED: readonly Field[] = ['title', 'text', 'session', 'leadProposer', 'assignedOn'];

/** A list, read. With `problems` none of it can be used; `unused` are headings that mean nothing here. */
export interface ListReading {
  problems: Remark[];
  rows: RowReading[];
  unused: string[];
}

/**
 * Reads a table (rows of cells as text, as a spreadsheet shows them) whose headings stand in one of its first rows.
 * Empty rows are passed over; rows keep the numbers that a spreadsheet gives them.
 */
export function readTable(table: readonly (readonly string[])[], lookups: Lookups): ListReading {
  const heading = findHeadings(table);
  if (heading === undefined)
    return refused('没有找到表头：前十行中须有一行写明标题（案由）、届次、主办单位、交办日期等栏目');
  const { columns, twice, unknown } = heading.headings;
  const problems = [
    ...twice.map(({ index, heading: name }) => ({
      pointer: '',
      cell: columnName(index) + String(heading.index + 1),
      heading: name,
      message: `栏目“${name}”与前面的栏目重复`,
    })),
    ...NEEDED.filter((field) => !columns[field]).map((field) => missing(`“${HEADINGS[field][0] ?? field}”`)),
    ...(columns.lead || columns.separate || columns.reference || columns.ministry
      ? []
      : [missing('“主办单位”')]),
  ];
  const filled = table
    .map((cells, index) => ({ cells, row: index + 1 }))
    .slice(heading.index + 1)
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  if (filled.length === 0) return refused('表头之下没有内容');
  if (filled.length > MAX_ROWS)
    return refused(`共 ${filled.length} 行，超过一批 ${MAX_ROWS} 行的上限，请分批报送`);
  if (problems.length > 0) return { problems, rows: [], unused: [] };
  return {
    problems,
    rows: filled.map(({ cells, row }) => readRow(cells, row, columns, lookups)),
    unused: unknown.map(({ heading: name }) => name),
  };
}

/** A list that cannot be used, with the one reason. */
export function refused(message: string): ListReading {
  return { problems: [{ pointer: '', message }], rows: [], unused: [] };
}

function missing(what: string): Remark {
  return { pointer: '', message: `缺少栏目${what}` };
}

function findHeadings(
  table: readonly (readonly string[])[],
): { index: number; headings: HeadingRow } | undefined {
  const read = table
    .slice(0, HEADING_WITHIN)
    .map((cells, index) => ({ index, headings: readHeadings(cells) }));
  const known = ({ headings }: { headings: HeadingRow }) => Object.keys(headings.columns).length;
  const [best] = read
    .filter((row) => known(row) >= 3)
    .sort((a, b) => known(b) - known(a) || a.index - b.index);
  return best;
}
