import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express, { type Express } from 'express';
import { pino, type Logger } from 'pino';
import { authenticator, type Authenticate } from '../../api/auth';
import { failures, notFound } from '../../api/failures';
import { openLocalIssuer, type LocalIssuer } from '../../api/local-issuer';
import { createMetrics } from '../../api/metrics';
import { mountRoutes } from '../../api/mount';
import { requestLog } from '../../api/request-log';
import type { Route } from '../../api/route';

export const ISSUER = 'http://issuer.test';
export const AUDIENCE = 'casework';

/** A local issuer with its key in a folder of its own; `close` removes the folder. */
export async function testIssuer(issuer = ISSUER): Promise<LocalIssuer & { dataDir: string; close(): void }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'casework-issuer-'));
  const local = await openLocalIssuer({ mode: 'test', dataDir, issuer, audience: AUDIENCE, identities: {} });
  return { ...local, dataDir, close: () => rmSync(dataDir, { recursive: true, force: true }) };
}

/** An app of a few routes with everything around them that the platform's own app has. */
export function appOf(
  routes: readonly Route[],
  authenticate: Authenticate,
  logger: Logger = pino({ level: 'silent' }),
): Express {
  const app = express();
  app.use(requestLog(logger, createMetrics(false)));
  app.use(mountRoutes(routes, { authenticate, limiter: (_request, _response, next) => next() }));
  app.use(notFound);
  app.use(failures(logger));
  return app;
}

export { authenticator };
