/**
 * Loads the register of units, people and bodies from a file: `tsx scripts/load-register.ts [FILE]`, by default
 * samples/register.json, into DATABASE_URL or the embedded PostgreSQL. Loading it again changes nothing; whoever left
 * the file stays known to old cases and gets no more mail.
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { migrate } from '../ledger/migrate';
import { openLedger } from '../ledger/pool';
import { loadRegister } from '../ledger/register';
import { readConfig } from '../platform/config';
import { messageOf, reportAndFail, SetupError } from '../platform/errors';
import { startPostgres } from '../platform/postgres';
import { register, type Register } from '../schemas/register';

const SAMPLE = resolve(__dirname, '..', 'samples', 'register.json');

/** Reads and checks a register file. Throws a `SetupError` that names the file, and each wrong entry by its path. */
export async function readRegister(path: string = SAMPLE): Promise<Register> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new SetupError(`The register ${path} cannot be read: ${messageOf(error)}`);
  }
  const parsed = register.safeParse(value);
  if (!parsed.success)
    throw new SetupError(`The register ${path} is wrong:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

async function main([path = SAMPLE]: readonly string[]): Promise<void> {
  const read = await readRegister(path);
  const { databaseUrl, dataDir } = readConfig();
  const embedded = databaseUrl === undefined ? await startPostgres({ dataDir }) : undefined;
  const url = databaseUrl ?? embedded?.url ?? '';
  try {
    await migrate(url);
    const ledger = openLedger(url, { max: 1 });
    await loadRegister(ledger, read).finally(() => ledger.close());
  } finally {
    // One that was found running belongs to a platform that runs.
    if (embedded?.adopted === false) await embedded.stop();
  }
  const { units, people, bodies } = read;
  process.stdout.write(
    `Register: ${units.length} units, ${people.length} people, ${bodies.length} bodies.\n`,
  );
}

if (require.main === module) main(process.argv.slice(2)).catch(reportAndFail);
