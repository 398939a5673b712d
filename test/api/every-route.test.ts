import request from 'supertest';
import { createMetrics } from '../../api/metrics';
import { expressPath, pathParams, type GuardedRoute, type Route } from '../../api/route';
import { allRoutes } from '../../api/routes';
import type { ApiDeps } from '../../api/deps';
import { role as roles, type Role } from '../../schemas/common';
import { actors, apiHarness, strangers, type ApiHarness } from './harness';
import { sampleOf, wrongOf } from './sample';

/** The table without anything behind it: names the tests before there is a database. */
const table: Route[] = allRoutes(
  { localIssuer: {}, config: { mode: 'test', publicBaseUrl: '' } } as unknown as ApiDeps,
  createMetrics(false),
);
const guarded = table.filter((route): route is GuardedRoute => route.roles !== 'open');
const named = (routes: readonly GuardedRoute[]) =>
  routes.map((route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const);
const bodied = guarded.filter(({ body }) => body !== undefined);
const ofCases = guarded.filter(({ path }) => path.startsWith('/cases/{caseId}'));
/** Told about any case; what they do not know of is refused by another rule. */
const UNSCOPED = new Set(['assignRework', 'giveFeedback']);

const inRole: Partial<Record<Role, string>> = {
  'provincial-office': 'office',
  'congress-committee': 'congress',
  'cppcc-committee': 'cppcc',
  'unit-office': 'jyt-office',
  'unit-division': 'jyt-head',
  'unit-leader': 'jyt-leader',
  proposer: 'deputy',
  intake: 'intake',
  auditor: 'auditor',
  operations: 'operations',
};
const everyRole = Object.keys(inRole) as Role[];

interface Failed {
  code: string;
  status: number;
  title: string;
  detail: string;
  requestId: string;
  errors?: { pointer: string }[];
}

describe('every route', () => {
  let api: ApiHarness;
  let caseId: string;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    // Every route is asked without a token: more often than an address may.
    api = await apiHarness({ failedTokensPerMinute: 1_000 });
    const url = await api.takeIn();
    caseId = decodeURIComponent(url.slice('/cases/'.length));
    for (const [name, actor] of Object.entries(actors)) tokens.set(name, await api.issuer.tokenFor(actor));
  });
  afterAll(() => api.close());

  const addressOf = (path: string, ids: Record<string, string> = {}) =>
    pathParams(path).reduce(
      (address, name) =>
        address.replace(
          `{${name}}`,
          encodeURIComponent(ids[name] ?? (name === 'caseId' ? caseId : name === 'trackId' ? 't1' : 'none')),
        ),
      path,
    );

  let keys = 0;
  async function call(
    route: GuardedRoute,
    who: string | undefined,
    options: { body?: object; ids?: Record<string, string>; keyed?: boolean } = {},
  ): Promise<request.Response> {
    let sending = request(api.app)[route.method](addressOf(route.path, options.ids));
    if (who !== undefined) sending = sending.set('Authorization', `Bearer ${tokens.get(who)}`);
    if (options.keyed !== false) sending = sending.set('Idempotency-Key', `every-${(keys += 1)}`);
    if (route.upload) return sending.set('Content-Type', route.upload.types[0] ?? '').send('x');
    return route.body ? sending.send(options.body ?? (sampleOf(route.body) as object)) : sending;
  }

  function expectProblem(response: request.Response, status: number, code?: string): Failed {
    const problem = response.body as Failed;
    expect([response.status, response.type]).toEqual([status, 'application/problem+json']);
    expect(problem).toMatchObject({
      status,
      type: `/problems/${problem.code}`,
      requestId: response.headers['x-request-id'],
    });
    expect(problem.title).toMatch(/\p{Script=Han}/u);
    expect(problem.detail).toMatch(/\p{Script=Han}/u);
    if (code !== undefined) expect(problem.code).toBe(code);
    return problem;
  }

  const snapshot = async () =>
    (
      await api.ledger.query<{ events: number; texts: number }>(
        'SELECT (SELECT count(*) FROM case_events)::int AS events, (SELECT count(*) FROM texts)::int AS texts',
      )
    )[0];

  it('is in the table once, and the tests below know every role', () => {
    expect(guarded.length).toBeGreaterThan(70);
    expect([...everyRole, 'system'].sort()).toEqual([...roles.options].sort());
  });

  it.each(named(guarded))('%s refuses whoever has no token, with a challenge', async (_name, route) => {
    const response = await call(route, undefined);
    expectProblem(response, 401, 'unauthenticated');
    expect(response.headers['www-authenticate']).toMatch(/^Bearer/);
  });

  it.each(named(guarded))(
    '%s refuses every role that it is not for, and stores nothing',
    async (_name, route) => {
      const before = await snapshot();
      for (const role of everyRole.filter((each) => !route.roles.includes(each)))
        expectProblem(await call(route, inRole[role]), 403, 'not-permitted');
      expect(await snapshot()).toEqual(before);
    },
  );

  it.each(named(bodied))(
    '%s names each wrong and each unknown field by its pointer, and stores nothing',
    async (_name, route) => {
      const who = inRole[route.roles[0] as Role];
      const before = await snapshot();
      if (!route.body) throw new Error('no body');
      const { body, pointers } = wrongOf(route.body);
      const problem = expectProblem(
        await call(route, who, { body: { ...body, 没有的字段: 1 } }),
        422,
        'invalid',
      );
      expect(problem.errors?.map(({ pointer }) => pointer).sort()).toEqual(
        expect.arrayContaining([...pointers, '/没有的字段'].sort()),
      );
      expectProblem(await call(route, who, { body: [] }), 422, 'invalid');
      expect(await snapshot()).toEqual(before);
    },
  );

  it.each(named(guarded.filter(({ keyed }) => keyed)))(
    '%s asks for an Idempotency-Key',
    async (_name, route) => {
      expectProblem(
        await call(route, inRole[route.roles[0] as Role], { keyed: false }),
        400,
        'idempotency-key-missing',
      );
    },
  );

  it('asks for a key on every write but those that repeating cannot change', () => {
    const unkeyed = guarded.filter(({ method, keyed }) => method !== 'get' && !keyed).map(({ id }) => id);
    expect(unkeyed.sort()).toEqual(['markRead', 'uploadDocument']);
  });

  it.each(named(ofCases))('%s answers 404 for a case that there is not', async (_name, route) => {
    for (const role of route.roles)
      expectProblem(
        await call(route, inRole[role], {
          ids: { caseId: 'hebei-congress:13-5:main:no-such', messageId: `c${'0'.repeat(32)}` },
        }),
        404,
        'not-found',
      );
  });

  it.each(named(ofCases.filter(({ id }) => !UNSCOPED.has(id))))(
    '%s refuses units, bodies and proposers to whom the case is none of theirs',
    async (_name, route) => {
      const before = await snapshot();
      for (const role of route.roles) {
        const stranger = strangers[role];
        if (stranger !== undefined) expectProblem(await call(route, stranger), 403, 'not-permitted');
      }
      expect(await snapshot()).toEqual(before);
    },
  );

  it.each(named(ofCases.filter(({ path }) => /\{(?!caseId)\w+\}/.test(path) && !path.includes('{hash}'))))(
    '%s answers 404 for a part of the case that there is not',
    async (_name, route) => {
      const ids = Object.fromEntries(
        pathParams(route.path)
          .filter((name) => name !== 'caseId')
          .map((name) => [name, 'none']),
      );
      // The first role that sees the whole case, or its lead unit.
      const role = route.roles.find((each) => each === 'provincial-office') ?? route.roles[0];
      const response = await call(route, inRole[role as Role], { ids });
      if (response.status === 403) expect((response.body as Failed).code).toBe('not-permitted');
      else expectProblem(response, response.status === 422 ? 422 : 404);
    },
  );

  it.each(named(guarded))(
    '%s answers 405 with Allow to methods that it does not have',
    async (_name, route) => {
      const response = await request(api.app)
        .patch(addressOf(route.path))
        .set('Authorization', `Bearer ${tokens.get('office')}`);
      expectProblem(response, 405, 'method-not-allowed');
      expect(response.headers['allow']).toContain(route.method.toUpperCase());
    },
  );

  it('is mounted, and nothing else is', () => {
    type Layer = { route?: { path: string; stack: { method?: string }[] }; handle?: { stack?: Layer[] } };
    const router = (api.app as unknown as { router: { stack: Layer[] } }).router;
    const layers = router.stack.flatMap((layer) => [layer, ...(layer.handle?.stack ?? [])]);
    const mounted = layers.flatMap(({ route }) =>
      route
        ? [...new Set(route.stack.map(({ method }) => method))]
            .filter((method) => method !== undefined)
            .map((method) => `${method} ${route.path}`)
        : [],
    );
    const expected = table.map(({ method, path }) => `${method} ${expressPath(path)}`);
    // The document of the routes, and the way to it.
    const unlisted = ['get /', 'get /openapi.json'];
    expect(mounted.sort()).toEqual([...expected, ...unlisted].sort());
  });
});
