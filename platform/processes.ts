import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SetupError, messageOf } from './errors';

const LOG_LIMIT_BYTES = 20 * 1024 * 1024;

/** True while a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !isZombie(pid);
}

function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return true;
  }
}

/**
 * The command line of a live process, its arguments joined by spaces; undefined when there is none. Tells a
 * server of ours from a stranger that was given the same process id later.
 */
export function commandLine(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      : execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

export interface DetachedProcess {
  /** Absolute path of the program. */
  readonly program: string;
  readonly args: readonly string[];
  /** Output is appended here. */
  readonly logFile: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Starts a process in a session of its own, so that it outlives this one and a Ctrl-C in the terminal does not
 * reach it: its end is ordered by us, or found out later. Resolves to its process id.
 */
export async function startDetached(options: DetachedProcess): Promise<number> {
  mkdirSync(dirname(options.logFile), { recursive: true });
  rotate(options.logFile);
  const log = openSync(options.logFile, 'a');
  try {
    const child = spawn(options.program, options.args, {
      detached: true,
      stdio: ['ignore', log, log],
      env: options.environment ?? process.env,
      cwd: options.cwd,
      uid: options.uid,
      gid: options.gid,
    });
    await new Promise<void>((started, failed) => {
      child.once('spawn', started);
      child.once('error', failed);
    });
    child.unref();
    if (child.pid === undefined) throw new SetupError(`${options.program} could not be started.`);
    return child.pid;
  } catch (error) {
    throw new SetupError(`${options.program} could not be started: ${messageOf(error)}.`);
  } finally {
    closeSync(log);
  }
}

function rotate(logFile: string): void {
  if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES)
    renameSync(logFile, `${logFile}.1`);
}

/** The last lines of a log, for a message that explains why a server did not start. */
export function lastLines(logFile: string, count = 8): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
  } catch {
    return '(no log)';
  }
}

/** Asks a process to end with `signal`, waits up to `patienceMs`, then kills it. */
export async function endProcess(pid: number, signal: NodeJS.Signals, patienceMs: number): Promise<void> {
  for (const [attempt, patience] of [
    [signal, patienceMs],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!isAlive(pid)) return;
    process.kill(pid, attempt);
    if (await until(() => !isAlive(pid), patience, 25)) return;
  }
  throw new SetupError(`Process ${pid} does not end. End it by hand: kill -9 ${pid}`);
}

/** Polls until `done` says true; false when `limitMs` passed first. */
export async function until(
  done: () => boolean | Promise<boolean>,
  limitMs: number,
  everyMs = 100,
): Promise<boolean> {
  const end = performance.now() + limitMs;
  for (;;) {
    if (await done()) return true;
    if (performance.now() >= end) return false;
    await delay(everyMs);
  }
}

/**
 * Claims a directory for this process until it ends or `release` is called. A claim whose owner is dead, or is
 * by now another program, is taken over. Refuses with `inUse(pid)` when the owner lives.
 */
export function claim(lockFile: string, inUse: (pid: number) => string): () => void {
  mkdirSync(dirname(lockFile), { recursive: true });
  // Written aside and linked: a claim appears whole or not at all.
  const draft = `${lockFile}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, command: commandLine(process.pid) }));
  try {
    while (readOwner(lockFile) !== process.pid) {
      try {
        linkSync(draft, lockFile);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        const owner = readOwner(lockFile);
        if (owner !== undefined) throw new SetupError(inUse(owner));
        rmSync(lockFile, { force: true });
      }
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (readOwner(lockFile) === process.pid) rmSync(lockFile, { force: true });
  };
}

/** The live process that holds a claim, or undefined. */
export function readOwner(lockFile: string): number | undefined {
  try {
    const { pid, command } = JSON.parse(readFileSync(lockFile, 'utf8')) as { pid: number; command: string };
    return commandLine(pid) === command ? pid : undefined;
  } catch {
    return undefined;
  }
}
