import { join } from 'node:path';
import { TEST_DIR, TEST_PLATFORM_VARIABLE } from './platform';
import { serve } from './run-serve';

/** Starts one Temporal server and one Postgres for the whole run, in a process apart from jest's module system. */
async function globalSetup(): Promise<void> {
  await serve('start');
  process.env[TEST_PLATFORM_VARIABLE] = join(TEST_DIR, 'platform.json');
}

export = globalSetup;
