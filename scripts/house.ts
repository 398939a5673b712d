/** The whole platform in one process, for `make up`, the demo and whoever tries it out: never for production. */
import { Client, Connection } from '@temporalio/client';
import { pino, type Logger } from 'pino';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { authenticator } from '../api/auth';
import { temporalBatches } from '../api/batches/port';
import { temporalCases } from '../api/engine';
import { openLocalIssuer, type Identities } from '../api/local-issuer';
import { runStarter } from '../api/run-starter';
import { startApi } from '../api/server';
import { clockFor, type PlatformClock } from '../ledger/clock';
import { migrate } from '../ledger/migrate';
import { openLedger, type Ledger } from '../ledger/pool';
import { loadRegister, readUnits } from '../ledger/register';
import { seedRules } from '../ledger/rules';
import type { Config } from '../platform/config';
import { openDataDir } from '../platform/data-dir';
import { SetupError } from '../platform/errors';
import { startMailSink, type MailSink } from '../platform/mail-sink';
import { freePort, rememberPorts } from '../platform/ports';
import { startPlatform, untilStopped } from '../platform/run';
import { temporalConnectionOptions } from '../platform/temporal-connection';
import { advance, type AdvanceDeps } from '../worker/advance';
import { logThrough } from '../worker/logging';
import { startService } from '../worker/service';
import { temporalAdoptions } from '../workflows/starting-adoption';
import { temporalPurges } from '../workflows/starting-purge';
import { readRegister } from './load-register';

export interface House {
  /** Where the API listens; no slash at the end. */
  readonly apiUrl: string;
  readonly uiUrl?: string;
  readonly namespace: string;
  /** The local mail server; absent where SMTP_URL names another. */
  readonly mails?: MailSink;
  readonly ledger: Ledger;
  readonly client: Client;
  readonly clock: PlatformClock;
  /** Lets days pass: embedded Temporal server only. */
  advance(days: number, told?: Pick<AdvanceDeps, 'onDay' | 'onLateNews' | 'newsPatienceMs'>): Promise<void>;
  /** Until Ctrl-C, or until a server died: then with a sentence that says which. */
  untilStopped(): Promise<string | undefined>;
  stop(): Promise<void>;
}

/** One process looks for news in a ledger next to it: it need not spare it, and whoever watches need not wait. */
const NEWS_EVERY_MS = 250;

/** People that are in no register: those who hand in, watch and check. */
export const LOCAL_IDENTITIES: Identities = {
  intake: { subject: 'intake-system', role: 'intake' },
  'provincial-office': { subject: 'provincial-office', role: 'provincial-office' },
  'congress-committee': { subject: 'congress-committee', role: 'congress-committee' },
  'cppcc-committee': { subject: 'cppcc-committee', role: 'cppcc-committee' },
  auditor: { subject: 'auditor', role: 'auditor' },
  operations: { subject: 'operations', role: 'operations' },
};

/** Starts everything in order, and ends what it had started when something fails. */
export async function openHouse(options: {
  config: Config;
  identities?: Identities;
  say: (line: string) => void;
  /** Absent: bundled at start. */
  workflowBundlePath?: string;
  /** Absent: a log file of its own, the engine's lines among it. */
  log?: Logger;
}): Promise<House> {
  const { say } = options;
  const closing: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    openDataDir(options.config.dataDir);
    const log = options.log ?? logFile(options.config);
    const { config, mails } = await prepare(options.config, closing);
    const platform = await startPlatform({ config, timeSkipping: true, say });
    closing.push(() => platform.stop());
    const { temporalAddress, databaseUrl, namespace, uiUrl } = platform;

    say('Preparing the ledger …');
    await migrate(databaseUrl);
    const ledger = openLedger(databaseUrl);
    closing.push(() => ledger.close());
    await seedRules(ledger);
    if ((await readUnits(ledger)).length === 0) await loadRegister(ledger, await readRegister());

    say('Starting the worker and the API …');
    const connection = await Connection.connect(temporalConnectionOptions(config.temporal, temporalAddress));
    closing.push(() => connection.close());
    const client = new Client({ connection, namespace });
    const service = await startService({
      config,
      temporalAddress,
      databaseUrl,
      log,
      workflowBundlePath: options.workflowBundlePath,
      newsEveryMs: NEWS_EVERY_MS,
    });
    closing.push(() => service.stop());
    const clock = clockFor(config.mode, ledger);
    const api = await openApi({ config, ledger, client, clock, log, identities: options.identities ?? {} });
    closing.push(() => api.close());

    const { taskQueue } = config.temporal;
    return {
      apiUrl: api.url,
      uiUrl,
      namespace,
      mails,
      ledger,
      client,
      clock,
      advance: (days, told) => advance({ ledger, clock, client, namespace, taskQueue, ...told }, days),
      untilStopped: () => untilStopped(platform),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** So that the terminal tells the story. */
function logFile({ dataDir, logLevel }: Config): Logger {
  const folder = join(dataDir, 'logs');
  mkdirSync(folder, { recursive: true });
  const log = pino({ level: logLevel }, pino.destination({ dest: join(folder, 'platform.log'), sync: true }));
  logThrough(log);
  return log;
}

/** Mails into a local server; a port that is free. */
async function prepare(given: Config, closing: (() => Promise<unknown>)[]) {
  if (given.mode === 'production')
    throw new SetupError(
      'This starts the local platform. In production, start api and worker by themselves.',
    );
  const port = await freePort(given.port);
  rememberPorts(given.dataDir, { api: port });
  const moved = port !== given.port && given.publicBaseUrl === `http://127.0.0.1:${given.port}`;
  const mails =
    given.mail.smtpUrl === undefined ? await startMailSink({ dataDir: given.dataDir }) : undefined;
  if (mails) closing.push(() => mails.close());
  const config: Config = {
    ...given,
    port,
    publicBaseUrl: moved ? `http://127.0.0.1:${port}` : given.publicBaseUrl,
    mail: { ...given.mail, smtpUrl: given.mail.smtpUrl ?? mails?.smtpUrl },
  };
  return { config, mails };
}

async function openApi(deps: {
  config: Config;
  ledger: Ledger;
  client: Client;
  clock: PlatformClock;
  log: Logger;
  identities: Identities;
}) {
  const { config, ledger, client, clock, log } = deps;
  const localIssuer = await openLocalIssuer({
    mode: config.mode,
    dataDir: config.dataDir,
    issuer: `${config.publicBaseUrl}/dev`,
    audience: config.oidcAudience,
    identities: { ...LOCAL_IDENTITIES, ...deps.identities },
  });
  const { taskQueue } = config.temporal;
  return startApi(
    {
      ledger,
      cases: temporalCases(client, runStarter({ client, ledger, clock, taskQueue })),
      batches: temporalBatches(client, taskQueue),
      adoptions: temporalAdoptions(client, taskQueue),
      purges: temporalPurges(client, taskQueue),
      clock,
      authenticate: authenticator(localIssuer),
      localIssuer,
      config,
      logger: log,
      engineReady: async () => {
        await client.workflowService.getSystemInfo({});
        return true;
      },
    },
    config.port,
  );
}
