import { civilDateOf, type CivilDate } from '../domain/dates';
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
  const offsetMs = async () => {
    const [row] = await db.query<{ value: number }>(
      `SELECT value FROM platform WHERE key = 'clock-offset-ms'`,
      [],
      'clock-offset',
    );
    return row?.value ?? 0;
  };
  const instant = async () => wallClock() + (await offsetMs());
  return {
    offsetMs,
    now: async () => new Date(await instant()).toISOString(),
    today: async () => civilDateOf(await instant()),
    setOffset: async (milliseconds) => {
      await db.query(
        `INSERT INTO platform (key, value) VALUES ('clock-offset-ms', $1)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
        [JSON.stringify(Math.round(milliseconds))],
      );
    },
  };
}
