/** Starts a platform in the folder of the first argument, says so on standard output as one line of JSON, and stays until it is stopped. */
import { readConfig } from '../../platform/config';
import { reportAndFail } from '../../platform/errors';
import { startPlatform, untilStopped } from '../../platform/run';

async function hold(dataDir: string): Promise<void> {
  const config = readConfig({ DATA_DIR: dataDir, TEMPORAL_CLI_PATH: process.env['TEMPORAL_CLI_PATH'] });
  const platform = await startPlatform({ config });
  const { temporalAddress, databaseUrl, uiUrl } = platform;
  process.stdout.write(`${JSON.stringify({ temporalAddress, databaseUrl, uiUrl })}\n`);
  await untilStopped(platform);
  await platform.stop();
}

hold(process.argv[2] ?? '').catch(reportAndFail);
