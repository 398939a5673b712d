import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client as TemporalClient, Connection } from '@temporalio/client';
import { Client as PostgresClient } from 'pg';
import { readConfig, type Config } from '../../platform/config';
import { LOOPBACK, rememberPorts } from '../../platform/ports';
import { isAlive, until } from '../../platform/processes';
import { removePlatform, startPlatform, type Platform } from '../../platform/run';

jest.setTimeout(120_000);

interface Servers {
  readonly temporalAddress: string;
  readonly databaseUrl: string;
  readonly uiUrl?: string;
}

let folder: string;
let config: Config;
let open: { stop(): Promise<void> }[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'casework-restart-'));
  config = readConfig({
    DATA_DIR: join(folder, 'data'),
    TEMPORAL_CLI_PATH: process.env['TEMPORAL_CLI_PATH'],
  });
  // Apart from the ports of the other servers on this machine.
  rememberPorts(config.dataDir, { postgres: 56320, temporal: 18233, temporalUi: 19233 });
  open = [];
});

afterEach(async () => {
  for (const one of open.reverse()) await one.stop();
  await removePlatform(config.dataDir);
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<Platform> {
  const platform = await startPlatform({ config });
  open.push(platform);
  return platform;
}

/** A platform in another node process, which can be killed. */
async function startElsewhere(): Promise<Servers & { process: ChildProcess }> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'hold.ts'), config.dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    child.once('close', (code) => reject(new Error(`the platform ended with ${code}`)));
  });
  open.push({ stop: () => kill(child) });
  return { ...(JSON.parse(line) as Servers), process: child };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await closed;
}

/** As Ctrl-C does; resolves to the exit code. */
function interrupt(child: ChildProcess): Promise<number | null> {
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.kill('SIGINT');
  return closed;
}

/** The process ids of both servers, from the files that they and we keep. */
function serverPids(): { temporal: number; postgres: number } {
  const { pid } = JSON.parse(readFileSync(join(config.dataDir, 'temporal.json'), 'utf8')) as { pid: number };
  const postmaster = readFileSync(join(config.dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8');
  return { temporal: pid, postgres: Number(postmaster.split('\n')[0]) };
}

/** Makes the traces of the dead servers point at a live process that is none of ours: this one. */
function giveToStranger(): void {
  const temporal = join(config.dataDir, 'temporal.json');
  const postgres = join(config.dataDir, 'postgres', 'cluster', 'postmaster.pid');
  const server = JSON.parse(readFileSync(temporal, 'utf8')) as object;
  writeFileSync(temporal, JSON.stringify({ ...server, pid: process.pid }));
  writeFileSync(postgres, readFileSync(postgres, 'utf8').replace(/^\d+/, String(process.pid)));
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new PostgresClient({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function withTemporal<T>(address: string, work: (client: TemporalClient) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await work(new TemporalClient({ connection, namespace: config.temporal.namespace }));
  } finally {
    await connection.close();
  }
}

/** Leaves a row and a run behind. */
async function leaveTraces({ databaseUrl, temporalAddress }: Servers): Promise<void> {
  await query(databaseUrl, 'CREATE TABLE trace AS SELECT 42 AS answer');
  await withTemporal(temporalAddress, (client) =>
    client.workflow.start('anything', { workflowId: 'trace', taskQueue: 'nobody' }),
  );
}

async function findTraces({ databaseUrl, temporalAddress }: Servers): Promise<unknown> {
  const rows = await query(databaseUrl, 'SELECT answer FROM trace');
  const status = await withTemporal(temporalAddress, async (client) => {
    const { status } = await client.workflow.getHandle('trace').describe();
    return status.name;
  });
  return { rows, status };
}

const TRACES = { rows: [{ answer: 42 }], status: 'RUNNING' };

describe('starting again', () => {
  it('after Ctrl-C, which ends all in order, goes on where it was, on the same ports', async () => {
    const first = await startElsewhere();
    await leaveTraces(first);
    const pids = serverPids();
    await expect(interrupt(first.process)).resolves.toBe(0);
    expect([isAlive(pids.temporal), isAlive(pids.postgres)]).toEqual([false, false]);

    const second = await start();
    await expect(findTraces(second)).resolves.toEqual(TRACES);
    expect([second.temporalAddress, second.databaseUrl, second.uiUrl]).toEqual([
      first.temporalAddress,
      first.databaseUrl,
      first.uiUrl,
    ]);
  });

  it('is refused while another process runs it; after that process alone was killed, its servers are taken over', async () => {
    const first = await startElsewhere();
    await leaveTraces(first);
    const pids = serverPids();
    await expect(startPlatform({ config })).rejects.toThrow(`runs already, as process ${first.process.pid}`);
    await expect(removePlatform(config.dataDir)).rejects.toThrow(`process ${first.process.pid}`);
    await kill(first.process);
    expect([isAlive(pids.temporal), isAlive(pids.postgres)]).toEqual([true, true]);

    const second = await start();
    expect(serverPids()).toEqual(pids);
    await expect(findTraces(second)).resolves.toEqual(TRACES);
    await second.stop();
    expect([isAlive(pids.temporal), isAlive(pids.postgres)]).toEqual([false, false]);
  });

  it('after everything was killed clears what is stale, whoever has the dead servers’ process ids by now, and goes on', async () => {
    const first = await startElsewhere();
    await leaveTraces(first);
    const pids = serverPids();
    await kill(first.process);
    process.kill(pids.temporal, 'SIGKILL');
    process.kill(pids.postgres, 'SIGKILL');
    await until(() => !isAlive(pids.temporal) && !isAlive(pids.postgres), 10_000);
    giveToStranger();

    const second = await start();
    expect(Object.values(serverPids())).not.toContain(process.pid);
    await expect(findTraces(second)).resolves.toEqual(TRACES);
  });
});

describe('a server that ends unexpectedly', () => {
  it('is named in a plain sentence, with its log', async () => {
    const platform = await start();
    const told = new Promise<string>((resolve) => platform.onDeath(resolve));
    process.kill(serverPids().temporal, 'SIGKILL');
    await expect(told).resolves.toMatch(
      /^The Temporal server \(process \d+\) has ended unexpectedly\. .*temporal\.log/,
    );
  });
});

describe('busy ports', () => {
  let strangers: Server[];
  beforeEach(async () => {
    strangers = await Promise.all(
      [56320, 18233, 19233].map(
        (port) =>
          new Promise<Server>((resolve, reject) => {
            const server = createServer((socket) => socket.destroy());
            server.once('error', reject);
            server.listen(port, LOOPBACK, () => resolve(server));
          }),
      ),
    );
  });
  afterEach(() => Promise.all(strangers.map((server) => new Promise((resolve) => server.close(resolve)))));

  it('move each server to another port, which ports.json tells', async () => {
    const said: string[] = [];
    const platform = await startPlatform({ config, say: (line) => said.push(line) });
    open.push(platform);
    const ports = JSON.parse(readFileSync(join(config.dataDir, 'ports.json'), 'utf8')) as Record<
      string,
      number
    >;
    expect(ports).toEqual({ postgres: 56321, temporal: 18234, temporalUi: 19234 });
    expect(platform.temporalAddress).toBe(`${LOOPBACK}:18234`);
    expect(platform.uiUrl).toBe(`http://${LOOPBACK}:19234`);
    expect(new URL(platform.databaseUrl).port).toBe('56321');
    expect(said).toContain('Port 56320 is busy: PostgreSQL takes 56321.');
    await expect(query(platform.databaseUrl, 'SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
  });
});
