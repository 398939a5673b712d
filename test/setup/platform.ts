import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What the servers of a test run are; written by `serve.ts`, read by the test files. */
export interface TestPlatform {
  readonly temporalAddress: string;
  /** The database `template1`-to-be of the server: statements that make and drop databases go there. */
  readonly databaseUrl: string;
  /** Name of the migrated database that each test file gets a copy of. */
  readonly template: string;
  /** The workflow bundle, built once; absent while there are no workflows. */
  readonly workflowBundle?: string;
}

/** The checkout that is tested. */
export const ROOT = resolve(__dirname, '..', '..');

/** Everything that a test run leaves on disk; one folder a checkout and user, so that two do not meet. */
export const TEST_DIR = join(
  tmpdir(),
  `casework-test-${createHash('sha256').update(`${ROOT}:${process.getuid?.()}`).digest('hex').slice(0, 8)}`,
);

/** Name of the variable that holds the path of the `TestPlatform` file during a run. */
export const TEST_PLATFORM_VARIABLE = 'TEST_PLATFORM_FILE';

/** The servers of this run. Throws outside of the jest project `engine`, whose global set-up starts them. */
export function testPlatform(): TestPlatform {
  const file = process.env[TEST_PLATFORM_VARIABLE];
  if (file === undefined) {
    throw new Error(
      `No servers: run this file in the jest project "engine" (npx jest --selectProjects engine)`,
    );
  }
  return JSON.parse(readFileSync(file, 'utf8')) as TestPlatform;
}
