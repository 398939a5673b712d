import { migrate } from '../ledger/migrate';
import { readConfig } from '../platform/config';
import { SetupError, reportAndFail } from '../platform/errors';
import { startPlatform } from '../platform/run';

/**
 * What a release needs before its API and workers start, as a process of its own that ends: the ledger's schema and
 * rules, the engine's namespace with retention and search attributes. Needs TEMPORAL_ADDRESS and DATABASE_URL;
 * repeating it changes nothing.
 */
async function main(): Promise<void> {
  const config = readConfig();
  const { databaseUrl, temporal } = config;
  if (databaseUrl === undefined || temporal.address === undefined)
    throw new SetupError(
      'DATABASE_URL and TEMPORAL_ADDRESS must be set: embedded servers prepare themselves.',
    );
  await migrate(databaseUrl);
  const platform = await startPlatform({ config, say: (line) => process.stdout.write(`${line}\n`) });
  await platform.stop();
}

main().catch(reportAndFail);
