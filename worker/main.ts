import { DefaultLogger, Runtime, type LogLevel } from '@temporalio/worker';
import { pino, type Level, type Logger } from 'pino';
import { readConfig } from '../platform/config';
import { SetupError, reportAndFail } from '../platform/errors';
import { startService } from './service';

const LEVELS: Readonly<Record<LogLevel, Level>> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/** The worker as a process of its own: needs TEMPORAL_ADDRESS and DATABASE_URL, ends on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const config = readConfig();
  const log = pino({ level: config.logLevel, name: 'worker' });
  logThrough(log);
  const service = await startService({
    config,
    temporalAddress: required(config.temporal.address, 'TEMPORAL_ADDRESS'),
    databaseUrl: required(config.databaseUrl, 'DATABASE_URL'),
    workflowBundlePath: process.env['WORKFLOW_BUNDLE'],
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

/** The SDK's log lines among ours. Signals are handled here, not by the runtime. */
export function logThrough(log: Logger): void {
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => log[LEVELS[level]](meta ?? {}, message)),
  });
}

main().catch(reportAndFail);
