import { Client, Connection } from '@temporalio/client';
import { clockAtStart } from '../ledger/clock';
import { openLedger } from '../ledger/pool';
import { readConfig, type Config } from '../platform/config';
import { SetupError, reportAndFail } from '../platform/errors';
import { temporalConnectionOptions } from '../platform/temporal-connection';
import { temporalAdoptions } from '../workflows/starting-adoption';
import { temporalPurges } from '../workflows/starting-purge';
import { authenticator, remoteIssuer, type Authenticate } from './auth';
import { temporalBatches } from './batches/port';
import { temporalCases } from './engine';
import { openLocalIssuer, readIdentities, type LocalIssuer } from './local-issuer';
import { createLogger } from './request-log';
import { runStarter } from './run-starter';
import { startApi } from './server';

/** The API as a process of its own: needs TEMPORAL_ADDRESS and DATABASE_URL, ends on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const config = readConfig();
  const temporalAddress = required(config.temporal.address, 'TEMPORAL_ADDRESS');
  const databaseUrl = required(config.databaseUrl, 'DATABASE_URL');
  const logger = createLogger(config.logLevel);
  const { authenticate, localIssuer } = await tokens(config);
  const ledger = openLedger(databaseUrl, {
    onIdleError: (err) => logger.warn({ err }, 'an idle connection to the ledger was lost'),
  });
  // A pool that stays open keeps a process alive that has nothing to do.
  const clock = await clockAtStart(config.mode, ledger).catch(async (error: unknown) => {
    await ledger.close();
    throw error;
  });
  const connection = await Connection.connect(temporalConnectionOptions(config.temporal, temporalAddress));
  const { namespace, taskQueue } = config.temporal;
  const client = new Client({ connection, namespace });
  const api = await startApi(
    {
      ledger,
      cases: temporalCases(client, runStarter({ client, ledger, clock, taskQueue })),
      batches: temporalBatches(client, taskQueue),
      adoptions: temporalAdoptions(client, taskQueue),
      purges: temporalPurges(client, taskQueue),
      clock,
      authenticate,
      localIssuer,
      config,
      logger,
      engineReady: async () => {
        await client.workflowService.getSystemInfo({});
        return true;
      },
    },
    config.port,
    // In production it stands behind a gateway on another address; on a desk it is nobody else's business.
    config.mode === 'production' ? '0.0.0.0' : '127.0.0.1',
  );
  const stop = async (signal: NodeJS.Signals) => {
    logger.info({ signal }, 'the API ends');
    await api.close();
    await connection.close();
    await ledger.close();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void stop(signal).catch(reportAndFail));
  // Last: whoever reads it may end the process at once.
  logger.info({ port: api.port, namespace }, 'the API listens');
}

/** Whose tokens count: the configured issuer's; without one, those that this machine signs itself. */
async function tokens(config: Config): Promise<{ authenticate: Authenticate; localIssuer?: LocalIssuer }> {
  if (config.oidc) return { authenticate: authenticator(remoteIssuer(config.oidc, config.oidcAudience)) };
  const file = config.identitiesFile;
  const localIssuer = await openLocalIssuer({
    mode: config.mode,
    dataDir: config.dataDir,
    issuer: `${config.publicBaseUrl}/dev`,
    audience: config.oidcAudience,
    identities: file === undefined ? {} : await readIdentities(file),
  });
  return { authenticate: authenticator(localIssuer), localIssuer };
}

function required(value: string | undefined, name: string): string {
  if (value === undefined) throw new SetupError(`${name} must be set for an API that runs by itself.`);
  return value;
}

main().catch(reportAndFail);
