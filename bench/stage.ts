import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { migrate } from '../ledger/migrate';
import { openLedger, type Ledger } from '../ledger/pool';
import { loadRegister } from '../ledger/register';
import { readConfig } from '../platform/config';
import { startMailSink } from '../platform/mail-sink';
import { freePort } from '../platform/ports';
import { removePlatform, startPlatform } from '../platform/run';
import { readRegister } from '../scripts/load-register';
import { apiAt, type Api } from './client';
import { startIssuer, type Issuer } from './tokens';

const ROOT = resolve(__dirname, '..');
const START_LIMIT_MS = 60_000;

/** Queue of the runs that only wait. */
export const WAITING_QUEUE = 'bench-waiting';

/** Everything that is measured, running: servers of its own, API and workers as processes of their own. */
export interface Stage {
  readonly api: Api;
  readonly issuer: Issuer;
  readonly client: Client;
  readonly ledger: Ledger;
  readonly databaseUrl: string;
  /** Every process that takes part, this one too, by what it is called in reports. */
  readonly pids: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/**
 * Starts a platform that nobody else uses and that is gone afterwards; on disk like a real one, and without time
 * skipping, which adds events. What was started before a failure is ended.
 */
export async function startStage(say: (line: string) => void): Promise<Stage> {
  const dataDir = mkdtempSync(join(tmpdir(), 'casework-bench-'));
  const closing: (() => unknown)[] = [() => removePlatform(dataDir)];
  const close = async () => {
    for (const each of closing.splice(0).reverse()) await each();
  };
  try {
    const config = readConfig({ NODE_ENV: 'development', DATA_DIR: dataDir });
    const platform = await startPlatform({ config, say });
    closing.push(() => platform.stop());
    await migrate(platform.databaseUrl);
    const ledger = openLedger(platform.databaseUrl);
    closing.push(() => ledger.close());
    await loadRegister(ledger, await readRegister());

    const issuer = await startIssuer(config.oidcAudience);
    closing.push(() => issuer.close());
    const sink = await startMailSink();
    closing.push(() => sink.close());
    const port = await freePort(3900);
    const url = `http://127.0.0.1:${port}`;
    const environment = {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      LOG_LEVEL: 'warn',
      DATA_DIR: dataDir,
      DATABASE_URL: platform.databaseUrl,
      TEMPORAL_ADDRESS: platform.temporalAddress,
      TEMPORAL_NAMESPACE: platform.namespace,
      OIDC_ISSUER: issuer.url,
      OIDC_JWKS_URL: issuer.jwksUrl,
      SMTP_URL: sink.smtpUrl,
      PORT: String(port),
      PUBLIC_BASE_URL: url,
    };
    say('Starting API and workers …');
    const waiting = { ...environment, TEMPORAL_TASK_QUEUE: WAITING_QUEUE };
    const children: ChildProcess[] = [];
    const pids = new Map([...platform.pids, ['bench', process.pid]]);
    for (const [name, script, env] of [
      ['API', 'api/main.ts', environment],
      ['worker', 'worker/main.ts', environment],
      ['worker of plain runs', 'bench/waiting/worker.ts', waiting],
    ] as const) {
      const child = run(script, env);
      children.push(child);
      pids.set(name, child.pid ?? NaN);
      closing.push(() => end(child));
    }
    const api = apiAt(url);
    closing.push(() => api.close());
    const death = deathOf(children);
    await Promise.race([death, untilReady(url)]);

    const connection = await Connection.connect({ address: platform.temporalAddress });
    closing.push(() => connection.close());
    const client = new Client({ connection, namespace: platform.namespace });
    await Promise.race([death, untilPolled(client, config.temporal.taskQueue)]);
    await Promise.race([death, untilPolled(client, WAITING_QUEUE)]);
    return { api, issuer, client, ledger, databaseUrl: platform.databaseUrl, pids, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function run(script: string, env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', script], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Rejects when one of the processes ends although nobody ended it. */
function deathOf(children: readonly ChildProcess[]): Promise<never> {
  const death = new Promise<never>((_resolve, reject) => {
    for (const child of children)
      child.once('exit', (code) =>
        reject(new Error(`${child.spawnargs.at(-1) ?? ''} has ended with ${code}`)),
      );
  });
  // It is only listened to while the processes start.
  death.catch(() => undefined);
  return death;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await Promise.race([ended, delay(15_000).then(() => child.kill('SIGKILL'))]);
}

async function untilReady(url: string): Promise<void> {
  for (const limit = Date.now() + START_LIMIT_MS; Date.now() < limit; await delay(200)) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok === true) return;
  }
  throw new Error(`The API at ${url} is not ready after ${START_LIMIT_MS / 1000} s`);
}

async function untilPolled(client: Client, taskQueue: string): Promise<void> {
  for (const limit = Date.now() + START_LIMIT_MS; Date.now() < limit; await delay(200)) {
    const { pollers } = await client.workflowService.describeTaskQueue({
      namespace: client.options.namespace,
      taskQueue: { name: taskQueue },
      taskQueueType: 1,
    });
    if ((pollers ?? []).length > 0) return;
  }
  throw new Error(`No worker takes tasks from ${taskQueue} after ${START_LIMIT_MS / 1000} s`);
}
