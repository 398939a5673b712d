import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { SetupError, messageOf } from './errors';
import { LOOPBACK, freePort, isFree, readPorts, rememberPorts } from './ports';
import { postgresHome, type PostgresHome } from './postgres-home';
import { commandLine, endProcess, isAlive, lastLines, startDetached, until } from './processes';

const run = promisify(execFile);

const PREFERRED_PORT = 54320;
const MAJOR_VERSION = '18';
const USER = 'casework';
const DATABASE = 'casework';
const START_LIMIT_MS = 60_000;
const START_TRIES = 8;

export interface PostgresOptions {
  readonly dataDir: string;
  /** Tests: the data may be lost with the machine, so that nothing waits for a disk. */
  readonly throwaway?: boolean;
  readonly say?: (line: string) => void;
}

/** An embedded PostgreSQL that runs. */
export interface RunningPostgres {
  readonly url: string;
  readonly pid: number;
  readonly logFile: string;
  /** True when it was found running. */
  readonly adopted: boolean;
  /** Ends it after its open transactions are rolled back; what was committed stays. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL 18 with its data below `dataDir`, or goes on with the one of ours that still runs after this
 * process's predecessor was killed. Listens on loopback with a password; UTF-8, the locale C.UTF-8 built into
 * PostgreSQL (the same order on every machine), data checksums. A busy port moves it to the next one.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const say = options.say ?? (() => undefined);
  const home = postgresHome(options.dataDir);
  const password = readPassword(options.dataDir, home);
  const logFile = join(options.dataDir, 'logs', 'postgres.log');
  const cluster = join(home.folder, 'cluster');

  const found = await adopt(cluster, password);
  if (found === undefined) await initialise(home, cluster, password, say);
  const server = found ?? (await start(home, cluster, password, logFile, options));
  rememberPorts(options.dataDir, { postgres: server.port });
  await createDatabase(urlOf(server.port, password, 'postgres'));
  return running(server, password, logFile, found !== undefined);
}

interface Listening {
  readonly pid: number;
  readonly port: number;
}

function urlOf(port: number, password: string, database: string): string {
  return `postgres://${USER}:${password}@${LOOPBACK}:${port}/${database}`;
}

function running(server: Listening, password: string, logFile: string, adopted: boolean): RunningPostgres {
  return {
    url: urlOf(server.port, password, DATABASE),
    pid: server.pid,
    logFile,
    adopted,
    stop: () => shutDown(server.pid),
  };
}

function readPassword(dataDir: string, home: PostgresHome): string {
  const file = join(dataDir, 'postgres-password');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  if (existsSync(join(home.folder, 'cluster'))) {
    throw new SetupError(
      `${file} is missing, and without it the data in ${home.folder} cannot be opened. Put it back, or remove all data: make clean`,
    );
  }
  const password = randomBytes(18).toString('base64url');
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return password;
}

/** The server whose data directory this is, if it lives; a pid file left by a dead one is removed. */
function findServer(cluster: string): Listening | undefined {
  const pidFile = join(cluster, 'postmaster.pid');
  if (!existsSync(pidFile)) return undefined;
  const lines = readFileSync(pidFile, 'utf8').split('\n');
  const server = { pid: Number(lines[0]), port: Number(lines[3]) };
  if (commandLine(server.pid)?.includes(cluster) === true) return server;
  rmSync(pidFile, { force: true });
  return undefined;
}

async function adopt(cluster: string, password: string): Promise<Listening | undefined> {
  const server = findServer(cluster);
  if (server === undefined) return undefined;
  if (await until(() => answers(urlOf(server.port, password, 'postgres')), START_LIMIT_MS)) return server;
  throw new SetupError(
    `PostgreSQL (process ${server.pid}) holds ${cluster} but does not answer on port ${server.port}. End it: kill ${server.pid}`,
  );
}

/** Ends the embedded PostgreSQL that a killed process left running below `dataDir`, if there is one. */
export async function stopLeftPostgres(dataDir: string): Promise<void> {
  const folder = join(dataDir, 'postgres');
  const server = existsSync(folder) ? findServer(join(realpathSync(folder), 'cluster')) : undefined;
  if (server !== undefined) await shutDown(server.pid);
}

/** SIGINT is PostgreSQL's fast shutdown: sessions end, a checkpoint is written. */
function shutDown(pid: number): Promise<void> {
  return endProcess(pid, 'SIGINT', 30_000);
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function initialise(
  home: PostgresHome,
  cluster: string,
  password: string,
  say: (line: string) => void,
): Promise<void> {
  const versionFile = join(cluster, 'PG_VERSION');
  if (existsSync(versionFile)) {
    const version = readFileSync(versionFile, 'utf8').trim();
    if (version === MAJOR_VERSION) return;
    throw new SetupError(
      `The data in ${cluster} are of PostgreSQL ${version}; this is ${MAJOR_VERSION}. Dump them with the old version and load them here, or remove all data: make clean`,
    );
  }
  say('Preparing PostgreSQL …');
  // Prepared aside and renamed: a start that is killed half-way leaves nothing that looks whole.
  const draft = `${cluster}.new`;
  rmSync(draft, { recursive: true, force: true });
  await runInitdb(home, draft, password);
  renameSync(draft, cluster);
}

async function runInitdb(home: PostgresHome, folder: string, password: string): Promise<void> {
  const passwordFile = `${folder}.password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (home.user !== undefined) chownSync(passwordFile, home.user.uid, home.user.gid);
  const args = [
    `--pgdata=${folder}`,
    `--username=${USER}`,
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
  ];
  try {
    await run(join(home.binaries, 'initdb'), args, { ...home.user, cwd: home.folder });
  } catch (error) {
    throw new SetupError(`PostgreSQL could not be prepared in ${folder}: ${messageOf(error)}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

async function start(
  home: PostgresHome,
  cluster: string,
  password: string,
  logFile: string,
  options: PostgresOptions,
): Promise<Listening> {
  const say = options.say ?? (() => undefined);
  let wanted = readPorts(options.dataDir)['postgres'] ?? PREFERRED_PORT;
  for (let attempt = 1; attempt <= START_TRIES; attempt += 1) {
    const port = await freePort(wanted);
    if (port !== wanted) say(`Port ${wanted} is busy: PostgreSQL takes ${port}.`);
    wanted = port;
    const pid = await startDetached({
      program: join(home.binaries, 'postgres'),
      args: ['-D', cluster, ...settings(port, options.throwaway === true)],
      logFile,
      cwd: home.folder,
      ...home.user,
    });
    const url = urlOf(port, password, 'postgres');
    let ready = false;
    await until(async () => !isAlive(pid) || (ready = await answers(url)), START_LIMIT_MS);
    if (ready) return { pid, port };
    await endProcess(pid, 'SIGINT', 10_000);
    // Lost a race for the port: the next free one. Else the last server's children may be ending still: once more.
    if (await isFree(port)) await until(() => false, 500);
  }
  throw new SetupError(`PostgreSQL does not start. The end of ${logFile}:\n${lastLines(logFile)}`);
}

function settings(port: number, throwaway: boolean): string[] {
  const values: Record<string, string | number> = {
    port,
    listen_addresses: LOOPBACK,
    unix_socket_directories: '',
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] %d ',
    // A session's list is one transaction of a hundred thousand rows; compiling its short statements only costs.
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    wal_compression: 'on',
    jit: 'off',
    ...(throwaway ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function createDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } catch (error) {
    throw new SetupError(`The database "${DATABASE}" could not be made: ${messageOf(error)}`);
  } finally {
    await client.end();
  }
}
