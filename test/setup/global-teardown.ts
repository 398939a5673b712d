import { serve } from './run-serve';

/** Ends the servers of the run. With KEEP_TEST_SERVERS set they stay for the next run, which then begins at once. */
async function globalTeardown(): Promise<void> {
  await serve('stop');
}

export = globalTeardown;
