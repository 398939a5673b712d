/** Builds what production runs into dist/: JavaScript, the files that it reads at run time, and the workflow bundle. */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { SetupError, reportAndFail } from '../platform/errors';

const ROOT = resolve(__dirname, '..');
const DIST = join(ROOT, 'dist');

/** Folders that are read by path, not imported: the compiler does not know of them. */
const READ_AT_RUN_TIME = ['ledger/migrations'];

async function build(): Promise<void> {
  rmSync(DIST, { recursive: true, force: true });
  compile();
  for (const folder of READ_AT_RUN_TIME) cpSync(join(ROOT, folder), join(DIST, folder), { recursive: true });
  const { code } = await bundleWorkflowCode({ workflowsPath: join(DIST, 'workflows', 'index.js') });
  writeFileSync(join(DIST, 'workflows', 'bundle.js'), code);
}

function compile(): void {
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) throw new SetupError('The build has stopped: the types are wrong (see above).');
}

build().catch(reportAndFail);
