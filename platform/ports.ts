import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { SetupError } from './errors';

/** Every server of the embedded platform listens on this address only. */
export const LOOPBACK = '127.0.0.1';

const TRIES = 50;

const portsFile = z.record(z.string(), z.int().min(1).max(65535));

/** What listens where, as `ports.json` in the data directory says. Unreadable counts as empty: it is only a memory. */
export function readPorts(dataDir: string): Readonly<Record<string, number>> {
  try {
    return portsFile.parse(JSON.parse(readFileSync(join(dataDir, 'ports.json'), 'utf8')));
  } catch {
    return {};
  }
}

/** Adds ports to `ports.json`, so that the next start asks for the same ones, and people can look them up. */
export function rememberPorts(dataDir: string, ports: Readonly<Record<string, number>>): void {
  const file = join(dataDir, 'ports.json');
  mkdirSync(dirname(file), { recursive: true });
  const next = `${file}.${process.pid}`;
  writeFileSync(next, `${JSON.stringify({ ...readPorts(dataDir), ...ports }, null, 2)}\n`);
  renameSync(next, file);
}

/** True when nothing listens on this port of the loopback address. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: LOOPBACK, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** The preferred port, or the next free one above it that is not in `taken`. */
export async function freePort(preferred: number, taken: readonly number[] = []): Promise<number> {
  for (let port = preferred; port < Math.min(preferred + TRIES, 65536); port += 1) {
    if (!taken.includes(port) && (await isFree(port))) return port;
  }
  throw new SetupError(
    `All ports from ${preferred} to ${preferred + TRIES - 1} on ${LOOPBACK} are busy. End the programs that hold them, or set another port.`,
  );
}
