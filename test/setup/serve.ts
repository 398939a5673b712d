/**
 * Runs outside of jest: starts the servers of a test run, or finds them running, migrates the template database,
 * bundles the workflows, and writes what it has to the file named by the first argument. The servers outlive it;
 * with the argument `stop` it ends them and removes what they left, unless another run still uses them.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { migrate } from '../../ledger/migrate';
import { readConfig } from '../../platform/config';
import { SetupError, reportAndFail } from '../../platform/errors';
import { claim, commandLine } from '../../platform/processes';
import { readPorts, rememberPorts } from '../../platform/ports';
import { removePlatform, startPlatform } from '../../platform/run';
import { ROOT, TEST_DIR, type TestPlatform } from './platform';

const WAIT_FOR_OTHERS_MS = 120_000;
const runs = join(TEST_DIR, 'runs');
const dataDir = join(TEST_DIR, 'data');

async function main([order, pid]: readonly string[]): Promise<void> {
  const release = await claimInTurn();
  try {
    if (order === 'start') await begin(Number(pid));
    else if (order === 'stop') await end(Number(pid));
    else throw new SetupError('Usage: serve.ts start|stop PID-OF-JEST');
  } finally {
    release();
  }
}

async function claimInTurn(): Promise<() => void> {
  const end = Date.now() + WAIT_FOR_OTHERS_MS;
  for (;;) {
    try {
      return claim(
        join(TEST_DIR, 'serve.pid'),
        (owner) => `Another test run (process ${owner}) is starting or stopping the test servers.`,
      );
    } catch (error) {
      if (Date.now() > end) throw error;
      await delay(200);
    }
  }
}

async function begin(jest: number): Promise<void> {
  mkdirSync(runs, { recursive: true });
  writeFileSync(join(runs, String(jest)), commandLine(jest) ?? '');
  const config = readConfig({
    NODE_ENV: 'test',
    DATA_DIR: dataDir,
    TEMPORAL_CLI_PATH: process.env['TEMPORAL_CLI_PATH'],
  });
  // Apart from the ports of a platform that people use on this machine.
  rememberPorts(dataDir, { postgres: 55320, temporal: 17233, ...readPorts(dataDir) });
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const platform = await startPlatform({ config, timeSkipping: true, throwaway: true, say });
  const state: TestPlatform = {
    temporalAddress: platform.temporalAddress,
    databaseUrl: platform.databaseUrl,
    template: await migratedTemplate(platform.databaseUrl),
    workflowBundle: await bundledWorkflows(),
  };
  const file = join(TEST_DIR, 'platform.json');
  writeFileSync(`${file}.new`, JSON.stringify(state, null, 2));
  renameSync(`${file}.new`, file);
}

async function end(jest: number): Promise<void> {
  rmSync(join(runs, String(jest)), { force: true });
  const others = readdirSync(runs).filter((pid) => {
    const alive = commandLine(Number(pid)) === readFileSync(join(runs, pid), 'utf8');
    if (!alive) rmSync(join(runs, pid), { force: true });
    return alive;
  });
  if (others.length === 0 && process.env['KEEP_TEST_SERVERS'] === undefined) await removePlatform(dataDir);
}

/** A name that changes whenever a file of these rooms does. */
function fingerprint(...rooms: string[]): string {
  const hash = createHash('sha256');
  for (const room of rooms.filter((name) => existsSync(join(ROOT, name)))) {
    for (const entry of readdirSync(join(ROOT, room), { recursive: true, withFileTypes: true }).sort(
      (a, b) => (join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1),
    )) {
      if (entry.isFile()) hash.update(entry.name).update(readFileSync(join(entry.parentPath, entry.name)));
    }
  }
  return hash.digest('hex').slice(0, 12);
}

async function migratedTemplate(databaseUrl: string): Promise<string> {
  const template = `template_${fingerprint('ledger', 'policies', 'domain', 'schemas')}`;
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (rowCount === 1) return template;
    await client.query(`DROP DATABASE IF EXISTS ${template}_draft WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${template}_draft TEMPLATE template0`);
    const draft = new URL(databaseUrl);
    draft.pathname = `/${template}_draft`;
    await migrate(draft.href);
    await client.query(`ALTER DATABASE ${template}_draft RENAME TO ${template}`);
    await client.query(`ALTER DATABASE ${template} ALLOW_CONNECTIONS false`);
    return template;
  } finally {
    await client.end();
  }
}

async function bundledWorkflows(): Promise<string | undefined> {
  const workflowsPath = join(ROOT, 'workflows', 'index.ts');
  if (!existsSync(workflowsPath)) return undefined;
  const bundle = join(dataDir, `workflows-${fingerprint('workflows', 'domain', 'schemas', 'policies')}.js`);
  if (!existsSync(bundle)) {
    const { bundleWorkflowCode } = await import('@temporalio/worker');
    const { code } = await bundleWorkflowCode({ workflowsPath });
    writeFileSync(`${bundle}.new`, code);
    renameSync(`${bundle}.new`, bundle);
  }
  return bundle;
}

main(process.argv.slice(2)).catch(reportAndFail);
