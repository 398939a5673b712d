/** Removes the data of the embedded servers (ending any that a killed process left running) and what builds leave. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../platform/config';
import { reportAndFail } from '../platform/errors';
import { removePlatform } from '../platform/run';

async function clean(): Promise<void> {
  const { dataDir } = readConfig();
  // Each choice of walks of the demo has a platform of its own.
  const walks = join(dataDir, 'walks');
  for (const folder of existsSync(walks) ? readdirSync(walks) : []) await removePlatform(join(walks, folder));
  await removePlatform(dataDir);
  for (const folder of ['dist', 'coverage']) rmSync(folder, { recursive: true, force: true });
}

clean().catch(reportAndFail);
