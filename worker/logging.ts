import { DefaultLogger, Runtime, type LogLevel } from '@temporalio/worker';
import type { Level, Logger } from 'pino';

const LEVELS: Readonly<Record<LogLevel, Level>> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/** The SDK's log lines among ours. Signals are handled here, not by the runtime. */
export function logThrough(log: Logger): void {
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => log[LEVELS[level]](meta ?? {}, message)),
  });
}
