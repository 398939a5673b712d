import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import type { Identities } from '../../api/local-issuer';
import { readConfig } from '../../platform/config';
import { openHouse, type House } from '../../scripts/house';
import { testDatabase } from '../setup/database';
import { testPlatform } from '../setup/platform';
import { testTemporal } from '../setup/temporal';

/** The whole platform on the run's servers: API, worker, mail server, a database and a namespace of its own. */
export async function testHouse(
  identities: Identities = {},
  log: Logger = pino({ level: 'silent' }),
): Promise<{ house: House; close: () => Promise<void> }> {
  const database = await testDatabase();
  const temporal = await testTemporal();
  const dataDir = mkdtempSync(join(tmpdir(), 'casework-journey-'));
  // Houses of two workers look for a free port at the same time: each from a place of its own.
  const port = 3900 + 100 * Number(process.env['JEST_WORKER_ID'] ?? 0);
  const given = readConfig({ DATA_DIR: dataDir, NODE_ENV: 'test', PORT: String(port) });
  const { address, namespace, taskQueue } = temporal;
  const house = await openHouse({
    config: {
      ...given,
      databaseUrl: database.url,
      temporal: { ...given.temporal, address, namespace, taskQueue },
    },
    identities,
    say: () => undefined,
    log,
    workflowBundlePath: testPlatform().workflowBundle,
  });
  return {
    house,
    close: async () => {
      await house.stop();
      await temporal.close();
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
