import { civilDateOf, type CivilDate } from '../domain/dates';
import { SetupError } from '../platform/errors';
import { LedgerError } from './errors';
import type { Db } from './pool';

/** The one clock of every read and command: the wall clock and an offset that lies in the ledger. */
export interface PlatformClock {
  /** Milliseconds that the platform is ahead of the wall clock: 0 in production. */
  offsetMs(): Promise<number>;
  /** The platform's instant, ISO 8601 UTC. */
  now(): Promise<string>;
  /** The platform's civil date in Shanghai (D1). */
  today(): Promise<CivilDate>;
  /** Moves the platform. For tests and the demo. */
  setOffset(milliseconds: number): Promise<void>;
}

/** The platform's clock; every process that shares the ledger shares it. */
export function platformClock(db: Db, wallClock: () => number = Date.now): PlatformClock {
  const offsetMs = () => offsetIn(db);
  return clockOf(wallClock, offsetMs, async (milliseconds) => {
    await db.query(
      `INSERT INTO platform (key, value) VALUES ('clock-offset-ms', $1)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      [JSON.stringify(Math.round(milliseconds))],
    );
  });
}

/**
 * The clock of production: the wall clock, without a question to the ledger for each instant. A ledger whose time
 * was moved (a demo's) is refused with a `LedgerError` (`moved-clock`) whenever it is asked, until it says 0 once.
 */
export function productionClock(db: Db, wallClock: () => number = Date.now): PlatformClock {
  let known: Promise<number> | undefined;
  const unmoved = async () => {
    const offset = await offsetIn(db);
    if (offset !== 0) throw new LedgerError('moved-clock', `its time was moved by ${offset} ms`);
    return offset;
  };
  const offsetMs = () =>
    (known ??= unmoved().catch((error: unknown) => {
      known = undefined;
      throw error;
    }));
  return clockOf(wallClock, offsetMs, () =>
    Promise.reject(new LedgerError('moved-clock', 'time is not moved in production')),
  );
}

/** The clock that belongs to a mode of running. */
export const clockFor = (mode: 'production' | 'development' | 'test', db: Db): PlatformClock =>
  mode === 'production' ? productionClock(db) : platformClock(db);

/**
 * The clock of a process that starts. Throws a `SetupError` in production over a ledger whose time was moved: whatever
 * began there could not be dated. A ledger that does not answer is not judged: readiness tells of it.
 */
export async function clockAtStart(
  mode: 'production' | 'development' | 'test',
  db: Db,
): Promise<PlatformClock> {
  const clock = clockFor(mode, db);
  try {
    await clock.offsetMs();
  } catch (error) {
    if (error instanceof LedgerError && error.fault === 'moved-clock')
      throw new SetupError(
        `The ledger at DATABASE_URL is no ledger for production: ${error.message}. Give production a database of its own, not one on which a demo or a test moved the time.`,
      );
  }
  return clock;
}

async function offsetIn(db: Db): Promise<number> {
  const [row] = await db.query<{ value: number }>(
    `SELECT value FROM platform WHERE key = 'clock-offset-ms'`,
    [],
    'clock-offset',
  );
  return row?.value ?? 0;
}

function clockOf(
  wallClock: () => number,
  offsetMs: () => Promise<number>,
  setOffset: PlatformClock['setOffset'],
): PlatformClock {
  const instant = async () => wallClock() + (await offsetMs());
  return {
    offsetMs,
    now: async () => new Date(await instant()).toISOString(),
    today: async () => civilDateOf(await instant()),
    setOffset,
  };
}
