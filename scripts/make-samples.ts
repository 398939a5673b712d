/**
 * Writes samples/: the register, and the session's list as CSV and as .xlsx, made from samples/source/real-cases.csv.
 * The same source makes the same files, byte for byte; an argument YYYY-MM-DD is the day of assignment.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { unzipSync, zipSync } from 'fflate';
import writeXlsxFile from 'write-excel-file/node';
import { isCivilDate } from '../domain/dates';
import { reportAndFail, SetupError } from '../platform/errors';
import type { Register } from '../schemas/register';
import { sampleRegister } from './samples/register';
import {
  DEFAULT_ASSIGNED_ON,
  HEADINGS,
  sessionList,
  type RealCase,
  type SampleRow,
} from './samples/session-list';

const SAMPLES = resolve(__dirname, '..', 'samples');
/** An archive keeps a time for each part; the earliest that it can hold is nobody's. */
const NO_TIME = new Date(1980, 0, 1);

/** The real cases that the samples are made from. */
export function readRealCases(): RealCase[] {
  return parse(readFileSync(join(SAMPLES, 'source', 'real-cases.csv'), 'utf8'), { columns: true, bom: true });
}

/** The list as CSV, with the mark that spreadsheets know UTF-8 by. */
export function csvOf(rows: readonly SampleRow[]): string {
  return stringify([...rows], {
    header: true,
    columns: [...HEADINGS],
    bom: true,
    record_delimiter: 'windows',
  });
}

/** The list as .xlsx; every cell is text, so that numbers keep their zeros. */
export async function xlsxOf(rows: readonly SampleRow[]): Promise<Buffer> {
  const cells = [[...HEADINGS], ...rows.map((row) => HEADINGS.map((heading) => row[heading] || null))];
  const made = await writeXlsxFile(cells).toBuffer();
  return Buffer.from(zipSync(unzipSync(made), { mtime: NO_TIME, level: 9 }));
}

/** The register as JSON, a line for each unit, person and body, so that a change of one is a change of one line. */
export function jsonOf(register: Register): string {
  const sections = Object.entries(register).map(([name, entries]) => {
    const lines = (entries as readonly object[]).map((entry) => `    ${JSON.stringify(entry)}`);
    return `  ${JSON.stringify(name)}: [\n${lines.join(',\n')}\n  ]`;
  });
  return `{\n${sections.join(',\n')}\n}\n`;
}

async function main([assignedOn = DEFAULT_ASSIGNED_ON]: readonly string[]): Promise<void> {
  const real: boolean = isCivilDate(assignedOn);
  if (!real) throw new SetupError(`The day of assignment is a date YYYY-MM-DD, not "${assignedOn}".`);
  const rows = sessionList(readRealCases(), assignedOn);
  writeFileSync(join(SAMPLES, 'register.json'), jsonOf(sampleRegister()));
  writeFileSync(join(SAMPLES, 'session-list.csv'), csvOf(rows));
  writeFileSync(join(SAMPLES, 'session-list.xlsx'), await xlsxOf(rows));
  process.stdout.write(`samples/: ${rows.length} cases assigned on ${assignedOn}.\n`);
}

if (require.main === module) main(process.argv.slice(2)).catch(reportAndFail);
