/**
 * Runs jest over all projects and prints `N passed, N failed` as the last line. Jest alone would hang, or pass,
 * when a test leaves something open; here that counts as a failure.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { reportAndFail } from '../platform/errors';

/** After its tests jest and its workers end by themselves; what runs longer than this was left open by a test. */
const PATIENCE_MS = 15_000;
const WORKER_DID_NOT_END = 'A worker process has failed to exit gracefully';

const report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numRuntimeErrorTestSuites: z.int(),
});

interface Outcome {
  readonly exitCode: number;
  readonly hung: boolean;
}

function runJest(results: string): Promise<Outcome> {
  const workers = Math.max(2, availableParallelism());
  const options = [
    '--json',
    `--outputFile=${results}`,
    `--maxWorkers=${workers}`,
    `--workerGracefulExitTimeout=${PATIENCE_MS}`,
    ...process.argv.slice(2),
  ];
  const jest = spawn(process.execPath, [require.resolve('jest/bin/jest'), ...options], {
    stdio: ['ignore', 'inherit', 'pipe'],
    env: { ...process.env, ...(process.stderr.isTTY ? { FORCE_COLOR: '1' } : {}) },
  });
  let hung = false;
  jest.stderr.on('data', (chunk: Buffer) => {
    process.stderr.write(chunk);
    hung ||= chunk.includes(WORKER_DID_NOT_END);
  });
  let written: number | undefined;
  const watch = setInterval(() => {
    if (written === undefined && existsSync(results)) written = Date.now();
    if (written === undefined || Date.now() - written < PATIENCE_MS) return;
    hung = true;
    jest.kill('SIGKILL');
  }, 500);
  return new Promise((resolve, reject) => {
    jest.once('error', reject);
    jest.once('close', (code) => {
      clearInterval(watch);
      resolve({ exitCode: code ?? 1, hung });
    });
  });
}

async function test(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'casework-results-'));
  try {
    const results = join(folder, 'results.json');
    const { exitCode, hung } = await runJest(results);
    const counts = existsSync(results) ? report.parse(JSON.parse(readFileSync(results, 'utf8'))) : undefined;
    const passed = counts?.numPassedTests ?? 0;
    let failed = (counts?.numFailedTests ?? 0) + (counts?.numRuntimeErrorTestSuites ?? 0);
    if (hung)
      process.stderr.write(
        'Jest did not end by itself: a test leaves something open (a timer, a worker, a connection).\n',
      );
    if (hung || (exitCode !== 0 && failed === 0)) failed += 1;
    process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test().catch(reportAndFail);
