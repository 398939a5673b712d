import { pino } from 'pino';
import { readConfig } from '../platform/config';
import { SetupError, reportAndFail } from '../platform/errors';
import { logThrough } from './logging';
import { startService } from './service';

/** The worker as a process of its own: needs TEMPORAL_ADDRESS and DATABASE_URL, ends on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const config = readConfig();
  const log = pino({ level: config.logLevel, name: 'worker' });
  logThrough(log);
  const service = await startService({
    config,
    temporalAddress: required(config.temporal.address, 'TEMPORAL_ADDRESS'),
    databaseUrl: required(config.databaseUrl, 'DATABASE_URL'),
    workflowBundlePath: config.workflowBundle,
    log,
  });
  log.info({ namespace: config.temporal.namespace, taskQueue: config.temporal.taskQueue }, 'the worker runs');
  const stop = (signal: NodeJS.Signals) => {
    log.info({ signal }, 'the worker ends');
    service.stop().catch(reportAndFail);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  await service.ended;
}

function required(value: string | undefined, name: string): string {
  if (value === undefined) throw new SetupError(`${name} must be set for a worker that runs by itself.`);
  return value;
}

main().catch(reportAndFail);
