import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import { pino, type DestinationStream, type Logger } from 'pino';
import type { ApiMetrics } from './metrics';
import { locals } from './mount';

/** What must never stand in a log, should somebody log an object that has it. */
const REDACTED = [
  'authorization',
  'cookie',
  'name',
  'telephone',
  'address',
  'mail',
  'text',
  'reason',
  'opinion',
  'body',
  'title',
];

/** A logger that keeps people's data and words out: known fields are removed, errors shrink to type, message and stack. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    redact: { paths: REDACTED.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), remove: true },
    serializers: { err: (value: unknown) => (value instanceof Error ? errorForLog(value) : value) },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Errors of databases and servers carry rows and payloads in members of their own: those stay out. */
export function errorForLog(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack, cause } = error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { type: name, message, code, stack, ...(cause === undefined ? {} : { cause: errorForLog(cause) }) };
}

/**
 * Gives each request its id, and one line when it is answered: route, status, duration, subject and role. Never
 * the address as typed (it names cases), never headers, query or body.
 */
export function requestLog(logger: Logger, metrics: ApiMetrics): RequestHandler {
  return (request, response, next) => {
    const began = process.hrtime.bigint();
    const requestId = randomUUID();
    locals(response).requestId = requestId;
    response.set('X-Request-Id', requestId);
    response.on('close', () => {
      const seconds = Number(process.hrtime.bigint() - began) / 1e9;
      const { route = 'unknown', actor } = locals(response);
      metrics.observe(route, response.statusCode, seconds);
      const entry = {
        requestId,
        method: request.method,
        route,
        status: response.statusCode,
        ms: Math.round(seconds * 1000),
        subject: actor?.subject,
        role: actor?.role,
        unit: actor?.unit,
      };
      if (response.statusCode >= 500) logger.warn(entry, 'answered');
      else logger.info(entry, 'answered');
    });
    next();
  };
}
