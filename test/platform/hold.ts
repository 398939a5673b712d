/** Starts a platform in the folder of the first argument, says so on standard output as one line of JSON, and stays. */
import { readConfig } from '../../platform/config';
import { reportAndFail } from '../../platform/errors';
import { startPlatform } from '../../platform/run';

async function hold(dataDir: string): Promise<void> {
  const config = readConfig({ DATA_DIR: dataDir, TEMPORAL_CLI_PATH: process.env['TEMPORAL_CLI_PATH'] });
  const { temporalAddress, databaseUrl, uiUrl } = await startPlatform({ config });
  process.stdout.write(`${JSON.stringify({ temporalAddress, databaseUrl, uiUrl })}\n`);
  setInterval(() => undefined, 60_000);
}

hold(process.argv[2] ?? '').catch(reportAndFail);
