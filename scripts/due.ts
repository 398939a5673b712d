import { createInterface } from 'node:readline';
import { due, explain, readLimitRule } from '../domain/due';
import { currentCalendar } from '../policies/calendars';

/**
 * Due dates by the line: JSON lines {"start", "rule"} in, one JSON line each out, in order. A line that is none
 * gets {"error"} in its place, also an empty one between others, so that the n-th answer is that of the n-th
 * line; empty lines at the end are no lines. A byte order mark and CRLF are tolerated. Exit code 1 when any
 * line was refused.
 */
async function main(): Promise<void> {
  let empty = 0;
  let first = true;
  for await (const text of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const line = (first ? text.replace(/^\uFEFF/, '') : text).trim();
    first = false;
    if (line === '') {
      empty += 1;
      continue;
    }
    for (; empty > 0; empty -= 1) await print(refused('an empty line'));
    await print(answer(line));
  }
}

function answer(line: string): object {
  try {
    const { start, rule } = fields(parse(line));
    const result = due(start, readLimitRule(rule), currentCalendar);
    return { ...result, explanation: explain(result.explanation) };
  } catch (error) {
    if (error instanceof RangeError) return refused(error.message);
    throw error;
  }
}

function refused(error: string): object {
  process.exitCode = 1;
  return { error };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new RangeError('not a JSON text');
  }
}

function fields(value: unknown): { start: string; rule: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RangeError('an object {"start", "rule"} is required');
  }
  const { start, rule } = value as { start?: unknown; rule?: unknown };
  if (typeof start !== 'string') throw new RangeError('start: a date YYYY-MM-DD is required');
  return { start, rule };
}

/** Waits when the reader is slower, so that a long input is not held in memory. */
async function print(result: object): Promise<void> {
  if (process.stdout.write(`${JSON.stringify(result)}\n`)) return;
  await new Promise((resolve) => process.stdout.once('drain', resolve));
}

// A reader that has seen enough (`| head`) closes the pipe; there is nothing left to answer.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
void main();
