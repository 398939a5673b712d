import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import type { Config } from './config';
import { openDataDir } from './data-dir';
import { SetupError, messageOf } from './errors';
import { ensureNamespace } from './namespace';
import { startPostgres, stopLeftPostgres } from './postgres';
import { removePostgresData } from './postgres-home';
import { claim, isAlive } from './processes';
import { cliCacheFolders, findTemporalCli } from './temporal-cli';
import { temporalConnectionOptions } from './temporal-connection';
import { startTemporalServer, stopLeftTemporal } from './temporal-server';

const WATCH_EVERY_MS = 500;

export interface PlatformOptions {
  readonly config: Config;
  /** Lets the embedded Temporal server fast-forward workflows: tests and the demo. */
  readonly timeSkipping?: boolean;
  /** Tests: nothing has to survive the machine, and there is no UI. */
  readonly throwaway?: boolean;
  /** Progress, a line each, for the person who waits. */
  readonly say?: (line: string) => void;
}

/** The servers that the product stands on: embedded ones that were started or found running, or configured ones. */
export interface Platform {
  /** host:port of Temporal's frontend. */
  readonly temporalAddress: string;
  readonly namespace: string;
  readonly databaseUrl: string;
  /** Only of the embedded server. */
  readonly uiUrl?: string;
  /** Process ids of the embedded servers, by their names. */
  readonly pids: ReadonlyMap<string, number>;
  /** Calls once, with a plain sentence, when an embedded server ends that nobody stopped. Nothing is restarted. */
  onDeath(tell: (sentence: string) => void): void;
  /** Ends the embedded servers in order: Temporal first, then Postgres. Their data stay; configured servers are left alone. */
  stop(): Promise<void>;
}

interface Server {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  stop(): Promise<void>;
}

/**
 * Starts the servers (those that `config` gives an address of are used as they are), and prepares the Temporal
 * namespace with retention and search attributes. One platform a data directory: a second one is refused while the first
 * lives. Servers left behind by a killed process are taken over. Throws a `SetupError` and stops what it had
 * started.
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { config, say } = options;
  openDataDir(config.dataDir);
  const release = claim(
    join(config.dataDir, 'platform.pid'),
    (pid) =>
      `The platform in ${config.dataDir} runs already, as process ${pid}. End that one, or set DATA_DIR to another folder.`,
  );
  const servers: Server[] = [];
  let watch: NodeJS.Timeout | undefined;
  const stop = async (): Promise<void> => {
    clearInterval(watch);
    for (const server of servers.splice(0).reverse()) await server.stop();
    release();
  };
  try {
    const databaseUrl = config.databaseUrl ?? (await embedPostgres(options, servers));
    const temporal =
      config.temporal.address === undefined ? await embedTemporal(options, servers) : undefined;
    const temporalAddress = config.temporal.address ?? temporal?.address ?? '';
    say?.('Preparing the Temporal namespace …');
    await prepareTemporal(config, temporalAddress);
    return {
      temporalAddress,
      namespace: config.temporal.namespace,
      databaseUrl,
      uiUrl: temporal?.uiUrl,
      pids: new Map(servers.map(({ name, pid }) => [name, pid])),
      onDeath: (tell) => {
        clearInterval(watch);
        watch = watchOver(servers, tell);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Waits until people (Ctrl-C, SIGTERM) or a server's unexpected death end this process's work; resolves to the plain
 * sentence of the death, or to undefined. The caller then stops what it started, in order. A second Ctrl-C ends the
 * process at once.
 */
export function untilStopped(platform: Platform): Promise<string | undefined> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(undefined));
    platform.onDeath(resolve);
  });
}

/**
 * Removes everything that the embedded servers keep in `dataDir`, ending servers that a killed process left behind.
 * Refuses while a platform runs there.
 */
export async function removePlatform(dataDir: string): Promise<void> {
  openDataDir(dataDir);
  const release = claim(
    join(dataDir, 'platform.pid'),
    (pid) => `The platform in ${dataDir} is running, as process ${pid}. End it first.`,
  );
  try {
    await stopLeftTemporal(dataDir);
    await stopLeftPostgres(dataDir);
    removePostgresData(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  } finally {
    release();
  }
}

async function embedPostgres(
  { config, throwaway, say }: PlatformOptions,
  servers: Server[],
): Promise<string> {
  const server = await startPostgres({ dataDir: config.dataDir, throwaway, say });
  servers.push({ name: 'PostgreSQL', ...server });
  return server.url;
}

async function embedTemporal(
  { config, throwaway, timeSkipping, say }: PlatformOptions,
  servers: Server[],
): Promise<{ address: string; uiUrl?: string }> {
  const { dataDir } = config;
  const cli = await findTemporalCli({
    cliPath: config.temporal.cliPath,
    cacheFolders: cliCacheFolders(dataDir),
    say,
  });
  const server = await startTemporalServer({
    dataDir,
    cli,
    timeSkipping,
    throwaway,
    ui: throwaway !== true,
    say,
  });
  servers.push({ name: 'The Temporal server', ...server });
  return server;
}

async function prepareTemporal(config: Config, address: string): Promise<void> {
  let connection: Connection;
  try {
    connection = await Connection.connect({
      ...temporalConnectionOptions(config.temporal, address),
      connectTimeout: 10_000,
    });
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError(
      `Temporal does not answer at ${address}: ${messageOf(error)}. Check TEMPORAL_ADDRESS, or unset it to use the embedded server.`,
    );
  }
  try {
    await ensureNamespace(connection, config.temporal.namespace);
  } finally {
    await connection.close();
  }
}

function watchOver(servers: readonly Server[], tell: (sentence: string) => void): NodeJS.Timeout {
  const watch = setInterval(() => {
    const dead = servers.find(({ pid }) => !isAlive(pid));
    if (dead === undefined) return;
    clearInterval(watch);
    tell(
      `${dead.name} (process ${dead.pid}) has ended unexpectedly. Its log: ${dead.logFile}. Start again to go on where it was.`,
    );
  }, WATCH_EVERY_MS);
  return watch;
}
