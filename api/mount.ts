import { Router, type Request, type RequestHandler, type Response } from 'express';
import type { Actor } from '../schemas/common';
import type { Authenticate } from './auth';
import { DEFAULT_BODY_LIMIT, parseJson, readBytes, refuseBadCharacters } from './bodies';
import { Problem, parseOrRefuse } from './problems';
import { expressPath, pathParams, type Answer, type GuardedRoute, type OpenRoute, type Route } from './route';

/** A key of the client's own making (draft-ietf-httpapi-idempotency-key-header): printable ASCII, quoted or bare. */
const KEY = /^[\x21-\x7e]{1,200}$/;

/** Made for each request by the middleware of `server.ts`. */
export interface RequestLocals {
  requestId: string;
  actor?: Actor;
  route?: string;
}

/** What stands between a token and a handler: e.g. the rate limit by subject. */
interface MountOptions {
  authenticate: Authenticate;
  limiter: RequestHandler;
}

/** An Express router of the routes; a known path with another method answers 405 with `Allow`. */
export function mountRoutes(routes: readonly Route[], options: MountOptions): Router {
  const router = Router();
  const methods = new Map<string, Set<string>>();
  for (const route of routes) {
    const path = expressPath(route.path);
    methods.set(path, (methods.get(path) ?? new Set()).add(route.method.toUpperCase()));
    router[route.method](path, ...pipeline(route, options));
  }
  for (const [path, allowed] of methods) {
    if (allowed.has('GET')) allowed.add('HEAD');
    const allow = [...allowed].sort().join(', ');
    router.all(path, () => {
      throw new Problem('method-not-allowed', `此地址只支持 ${allow}`, { headers: { Allow: allow } });
    });
  }
  return router;
}

/** Token and role come before the body: nobody unknown makes the server read half a megabyte. */
function pipeline(route: Route, { authenticate, limiter }: MountOptions): RequestHandler[] {
  const naming: RequestHandler = (_request, response, next) => {
    locals(response).route = `${route.method.toUpperCase()} ${route.path}`;
    next();
  };
  const guard: RequestHandler[] =
    route.roles === 'open' ? [limiter] : [guardOf(route, authenticate), limiter];
  const reading: RequestHandler[] =
    route.upload !== undefined
      ? [readBytes(route.upload.types, route.upload.limit)]
      : route.body !== undefined
        ? [readBytes(['application/json'], route.limit ?? DEFAULT_BODY_LIMIT)]
        : [];
  return [
    naming,
    ...guard,
    ...reading,
    async (request, response) => send(response, await answer(route, request, locals(response))),
  ];
}

function guardOf(route: GuardedRoute, authenticate: Authenticate): RequestHandler {
  return async (request, response, next) => {
    const actor = await authenticate(request);
    locals(response).actor = actor;
    if (!route.roles.includes(actor.role))
      throw new Problem('not-permitted', `您的角色不能进行这项操作，须为：${route.roles.join('、')}`);
    next();
  };
}

async function answer(route: Route, request: Request, { actor }: RequestLocals): Promise<Answer> {
  const params = Object.fromEntries(
    pathParams(route.path).map((name) => [name, String(request.params[name])]),
  );
  refuseBadCharacters(params, '/path');
  const key = route.keyed === true ? keyOf(request) : '';
  const call = { params, query: queryOf(route, request), body: bodyOf(route, request), key, request };
  if (route.roles === 'open') return (route satisfies OpenRoute).handle(call);
  if (actor === undefined) throw new Problem('unauthenticated', '请先登录');
  return (route satisfies GuardedRoute).handle({ ...call, actor });
}

function keyOf(request: Request): string {
  const key = (request.get('idempotency-key') ?? '').trim().replace(/^"(.*)"$/, '$1');
  if (!KEY.test(key))
    throw new Problem(
      'idempotency-key-missing',
      '每次提交须带有 Idempotency-Key 请求头（200 个以内的可见 ASCII 字符），重试时使用同一个',
      {
        errors: [{ pointer: '/header/Idempotency-Key', detail: key === '' ? '缺少' : '格式不正确' }],
      },
    );
  return key;
}

function queryOf(route: Route, request: Request): Record<string, unknown> {
  if (route.query === undefined) return {};
  refuseBadCharacters(request.query, '/query');
  return parseOrRefuse(route.query, request.query, '/query');
}

function bodyOf(route: Route, request: Request): unknown {
  if (route.upload !== undefined) return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (route.body === undefined) return undefined;
  return parseOrRefuse(route.body, parseJson(request), '', route.rules);
}

function send(response: Response, { status, body, type, headers = {} }: Answer): void {
  response.status(status).set(headers);
  if (type !== undefined) response.type(type).send(body);
  else if (body === undefined) response.end();
  else response.json(body);
}

/** What the middleware keeps about a request. */
export const locals = (response: Response): RequestLocals => response.locals as RequestLocals;
