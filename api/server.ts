import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { serve, setup } from 'swagger-ui-express';
import { SetupError } from '../platform/errors';
import type { ApiDeps } from './deps';
import { failures, notFound } from './failures';
import { createMetrics } from './metrics';
import { mountRoutes } from './mount';
import { openApiDocument } from './openapi';
import { rateLimits } from './rate-limits';
import { requestLog } from './request-log';
import type { Route } from './route';
import { allRoutes } from './routes';

/** The whole HTTP API as an Express app; nothing listens yet. */
export function createApp(deps: ApiDeps): Express {
  const app = express();
  const metrics = createMetrics(deps.config.mode !== 'test');
  const limits = rateLimits(deps.requestsPerMinute, deps.failedTokensPerMinute);
  const routes = allRoutes(deps, metrics);
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(requestLog(deps.logger, metrics));
  app.use(helmet(headers(deps.config.publicBaseUrl)));
  mountDocs(app, routes, deps.config.publicBaseUrl);
  app.get('/', entrance);
  app.use(noStore, mountRoutes(routes, { authenticate: deps.authenticate, limiter: limits.subjects }));
  app.use(notFound);
  app.use(limits.strangers);
  app.use(failures(deps.logger));
  return app;
}

/** What a browser or a cache in between keeps of an answer would outlive the right to see it. */
const noStore: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

/** Whoever comes without an address: people are sent to the page of the API, programs are told where things are. */
const entrance: RequestHandler = (request, response) => {
  response.set('Cache-Control', 'no-store').vary('Accept');
  if (request.accepts(['json', 'html']) === 'html') response.redirect('docs/');
  else response.json({ openapi: '/openapi.json', docs: '/docs/', public: '/public' });
};

/** Over plain HTTP a browser is not told to ask for everything by HTTPS: it would find nothing there. */
function headers(publicBaseUrl: string): Parameters<typeof helmet>[0] {
  if (publicBaseUrl.startsWith('https:')) return {};
  return {
    strictTransportSecurity: false,
    contentSecurityPolicy: { directives: { 'upgrade-insecure-requests': null } },
  };
}

function mountDocs(app: Express, routes: readonly Route[], publicBaseUrl: string): void {
  const document = openApiDocument(routes, publicBaseUrl);
  app.get('/openapi.json', (_request, response) => void response.json(document));
  app.use(
    '/docs',
    serve,
    setup(document, {
      customSiteTitle: '建议提案办理平台 API',
      swaggerOptions: { docExpansion: 'none', tagsSorter: 'alpha' },
    }),
  );
}

/** A listening API. */
export interface RunningApi {
  readonly port: number;
  readonly url: string;
  /** Takes no new requests, lets those under way end (at most ten seconds), and closes. */
  close(): Promise<void>;
}

const LAST_REQUESTS_MS = 10_000;

/** Listens on a port (0: any free one) of an address. @throws SetupError when the port is taken */
export async function startApi(deps: ApiDeps, port: number, host = '127.0.0.1'): Promise<RunningApi> {
  const server = createServer(createApp(deps));
  await listen(server, port, host);
  const { port: actual } = server.address() as AddressInfo;
  return {
    port: actual,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    close: () => end(server),
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const busy = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(
        busy
          ? new SetupError(`Port ${port} cannot be used (${error.code ?? ''}). Set PORT to another one.`)
          : error,
      );
    });
    server.listen(port, host, resolve);
  });
}

function end(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => server.closeAllConnections(), LAST_REQUESTS_MS);
    server.close((error) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve();
    });
    server.closeIdleConnections();
  });
}
