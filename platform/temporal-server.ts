import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { z } from 'zod';
import { SetupError } from './errors';
import { LOOPBACK, freePort, isFree, readPorts, rememberPorts } from './ports';
import { commandLine, endProcess, isAlive, lastLines, startDetached, until } from './processes';

const PREFERRED_PORT = 7233;
const UI_OFFSET = 1000;
const START_LIMIT_MS = 60_000;
const START_TRIES = 5;

/** A timer that comes due at once is looked at at once, and not within the server's second: a skipped day is made of such timers. */
const TIME_SKIPPING = [
  'history.timerProcessorMaxTimeShift="50ms"',
  'frontend.WorkflowTimeSkippingEnabled=true',
  'system.workflowTimeSkippingEnabled=true',
];

export interface TemporalServerOptions {
  readonly dataDir: string;
  /** Path of the Temporal CLI. */
  readonly cli: string;
  /** Allows workflows to be fast-forwarded: tests and the demo. */
  readonly timeSkipping?: boolean;
  /** Tests: keep everything in memory, lost when the server ends. */
  readonly throwaway?: boolean;
  /** False for tests: no UI. */
  readonly ui?: boolean;
  readonly say?: (line: string) => void;
}

/** An embedded Temporal server that runs. */
export interface RunningTemporal {
  /** host:port of the gRPC frontend. */
  readonly address: string;
  /** Absent when it was started without UI. */
  readonly uiUrl?: string;
  readonly pid: number;
  readonly logFile: string;
  /** True when it was found running. */
  readonly adopted: boolean;
  stop(): Promise<void>;
}

/** What `temporal.json` says of the server that was started last. */
const serverFile = z.object({
  pid: z.int().positive(),
  port: z.int(),
  uiPort: z.int().optional(),
  args: z.array(z.string()),
});
type Server = z.infer<typeof serverFile>;

/**
 * Starts Temporal's development server with its state in a SQLite file below `dataDir`, or goes on with ours that
 * still runs after this process's predecessor was killed. One that was started with other settings is
 * restarted; a dead one's traces are cleared; a busy port moves it to the next one.
 */
export async function startTemporalServer(options: TemporalServerOptions): Promise<RunningTemporal> {
  const logFile = join(options.dataDir, 'logs', 'temporal.log');
  const found = await adopt(options);
  const server = found ?? (await start(options, logFile));
  rememberPorts(options.dataDir, {
    temporal: server.port,
    ...(server.uiPort === undefined ? {} : { temporalUi: server.uiPort }),
  });
  return {
    address: addressOf(server),
    uiUrl: server.uiPort === undefined ? undefined : `http://${LOOPBACK}:${server.uiPort}`,
    pid: server.pid,
    logFile,
    adopted: found !== undefined,
    stop: () => shutDown(server.pid, options.dataDir),
  };
}

function pathOf(dataDir: string): string {
  return join(dataDir, 'temporal.json');
}

function addressOf({ port }: { port: number }): string {
  return `${LOOPBACK}:${port}`;
}

/** The server's arguments apart from its ports: what makes one server as good as another. */
function settingsOf(options: TemporalServerOptions): string[] {
  return [
    ...['--ip', LOOPBACK, '--log-level', 'warn', '--log-format', 'json'],
    ...(options.ui === false ? ['--headless'] : ['--ui-disable-news-fetch']),
    ...(options.throwaway === true
      ? []
      : ['--db-filename', join(options.dataDir, 'temporal', 'temporal.db')]),
    ...(options.timeSkipping === true
      ? TIME_SKIPPING.flatMap((value) => ['--dynamic-config-value', value])
      : []),
  ];
}

async function adopt(options: TemporalServerOptions): Promise<Server | undefined> {
  const server = findServer(options.dataDir);
  if (server === undefined) return undefined;
  const asWanted = JSON.stringify(server.args) === JSON.stringify(settingsOf(options));
  if (asWanted && (await until(() => answers(addressOf(server)), START_LIMIT_MS))) return server;
  await stopLeftTemporal(options.dataDir);
  return undefined;
}

/** Ends the embedded Temporal server that a killed process left running below `dataDir`, if there is one. */
export async function stopLeftTemporal(dataDir: string): Promise<void> {
  const server = findServer(dataDir);
  if (server !== undefined) await shutDown(server.pid, dataDir);
}

async function shutDown(pid: number, dataDir: string): Promise<void> {
  await endProcess(pid, 'SIGTERM', 20_000);
  rmSync(pathOf(dataDir), { force: true });
}

/** The server that was started last, if it lives; a dead one's trace is removed. */
function findServer(dataDir: string): Server | undefined {
  const server = readServer(dataDir);
  if (server === undefined) return undefined;
  if (commandLine(server.pid)?.includes(`start-dev --port ${server.port} `) === true) return server;
  rmSync(pathOf(dataDir), { force: true });
  return undefined;
}

function readServer(dataDir: string): Server | undefined {
  try {
    return serverFile.parse(JSON.parse(readFileSync(pathOf(dataDir), 'utf8')));
  } catch {
    return undefined;
  }
}

async function start(options: TemporalServerOptions, logFile: string): Promise<Server> {
  const say = options.say ?? (() => undefined);
  const last = readPorts(options.dataDir);
  const args = settingsOf(options);
  mkdirSync(join(options.dataDir, 'temporal'), { recursive: true });
  let wanted = last['temporal'] ?? PREFERRED_PORT;
  let wantedUi = last['temporalUi'] ?? wanted + UI_OFFSET;
  for (let attempt = 1; attempt <= START_TRIES; attempt += 1) {
    const port = await freePort(wanted);
    const uiPort = options.ui === false ? undefined : await freePort(wantedUi, [port]);
    if (port !== wanted) say(`Port ${wanted} is busy: Temporal takes ${port}.`);
    if (uiPort !== undefined && uiPort !== wantedUi)
      say(`Port ${wantedUi} is busy: the Temporal UI takes ${uiPort}.`);
    wanted = port;
    wantedUi = uiPort ?? wantedUi;
    const ports = ['--port', String(port), ...(uiPort === undefined ? [] : ['--ui-port', String(uiPort)])];
    const pid = await startDetached({
      program: options.cli,
      args: ['server', 'start-dev', ...ports, ...args],
      logFile,
    });
    const server: Server = { pid, port, uiPort, args };
    writeFileSync(pathOf(options.dataDir), JSON.stringify(server));
    let ready = false;
    await until(async () => !isAlive(pid) || (ready = await answers(addressOf(server))), START_LIMIT_MS);
    if (ready) return server;
    await endProcess(pid, 'SIGTERM', 10_000);
    // Not a race for a port, so trying again would say the same.
    if ((await isFree(port)) && (uiPort === undefined || (await isFree(uiPort)))) break;
  }
  throw new SetupError(`The Temporal server does not start. The end of ${logFile}:\n${lastLines(logFile)}`);
}

async function answers(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: 2_000 });
    try {
      await connection.withDeadline(Date.now() + 2_000, () => connection.workflowService.getClusterInfo({}));
      return true;
    } finally {
      await connection.close();
    }
  } catch {
    return false;
  }
}
