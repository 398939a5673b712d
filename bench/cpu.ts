import { readFileSync, readdirSync } from 'node:fs';

/** The kernel's clock ticks are hundredths of a second on every Linux that Node runs on. */
const TICK_MS = 10;

/** Milliseconds of CPU by name. */
export type Cpu = ReadonlyMap<string, number>;

/**
 * What processes have used so far, each with all that it started, ended ones too; by the names that `roots` gives them.
 * Read from `/proc`: undefined where there is none.
 */
export function cpuOf(roots: ReadonlyMap<string, number>): Cpu | undefined {
  if (process.platform !== 'linux') return undefined;
  const all = new Map(readdirSync('/proc').flatMap((name) => statOf(Number(name))));
  const below = (pid: number): number =>
    (all.get(pid)?.ms ?? 0) +
    [...all].reduce((sum, [child, { parent }]) => (parent === pid ? sum + below(child) : sum), 0);
  return new Map(
    // This process is the parent of some that have names of their own.
    [...roots].map(([name, pid]) => [name, pid === process.pid ? (all.get(pid)?.ms ?? 0) : below(pid)]),
  );
}

/** What was used between two readings, divided by a count. */
export function perItem(from: Cpu | undefined, to: Cpu | undefined, count: number): Map<string, number> {
  return new Map([...(to ?? [])].map(([name, ms]) => [name, (ms - (from?.get(name) ?? 0)) / count]));
}

function statOf(pid: number): [number, { parent: number; ms: number }][] {
  if (!Number.isInteger(pid)) return [];
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name is in brackets and may hold anything; the state follows it, then the parent.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, place) => sum + Number(fields[place]), 0);
    return [[pid, { parent: Number(fields[1]), ms: ticks * TICK_MS }]];
  } catch {
    // It ended while this was read.
    return [];
  }
}
