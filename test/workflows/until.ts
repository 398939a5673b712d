import { setTimeout as delay } from 'node:timers/promises';

/** Resolves once something holds; fails with what was waited for after some seconds. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs = 20_000,
): Promise<void> {
  for (const end = Date.now() + limitMs; Date.now() < end; await delay(50)) if (await holds()) return;
  throw new Error(`waited in vain until ${what}`);
}
