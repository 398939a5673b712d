/** Removes the data of the embedded servers (ending any that a killed process left running) and what builds leave. */
import { rmSync } from 'node:fs';
import { readConfig } from '../platform/config';
import { reportAndFail } from '../platform/errors';
import { removePlatform } from '../platform/run';

async function clean(): Promise<void> {
  await removePlatform(readConfig().dataDir);
  for (const folder of ['dist', 'coverage']) rmSync(folder, { recursive: true, force: true });
}

clean().catch(reportAndFail);
