/** Fetches what the packages do not bring: the Temporal CLI; and makes the embedded PostgreSQL ready to run. */
import { readConfig } from '../platform/config';
import { reportAndFail } from '../platform/errors';
import { installedBinaries } from '../platform/postgres-home';
import { cliCacheFolders, findTemporalCli } from '../platform/temporal-cli';

async function setUp(): Promise<void> {
  const { dataDir, databaseUrl, temporal } = readConfig();
  const say = (line: string) => process.stdout.write(`${line}\n`);
  if (temporal.address === undefined) {
    const cli = await findTemporalCli({
      cliPath: temporal.cliPath,
      cacheFolders: cliCacheFolders(dataDir),
      say,
    });
    say(`Temporal CLI: ${cli}`);
  } else say(`Temporal: ${temporal.address}`);
  say(databaseUrl === undefined ? `PostgreSQL: ${installedBinaries()}` : 'PostgreSQL: DATABASE_URL');
}

setUp().catch(reportAndFail);
