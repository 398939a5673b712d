import { z } from 'zod';
import { readPeople, readUnits } from '../ledger/register';
import type { Actor } from '../schemas/common';
import type { Person } from '../schemas/register';
import type { ApiDeps } from './deps';
import type { LocalIssuer } from './local-issuer';
import type { ApiMetrics } from './metrics';
import { Problem, problemTypes } from './problems';
import type { GuardedRoute, OpenRoute, Route } from './route';

const READY_MS = 3_000;
const tag = '系统';

/** What operators and monitors ask: alive, ready, measured. */
export function systemRoutes(deps: ApiDeps, metrics: ApiMetrics): Route[] {
  const alive = z.object({ status: z.literal('ok') });
  const readiness = z
    .object({ ready: z.boolean(), ledger: z.boolean(), engine: z.boolean() })
    .meta({ id: 'Readiness' });
  const healthz: OpenRoute = {
    method: 'get',
    path: '/healthz',
    id: 'healthz',
    tag,
    summary: '进程是否存活',
    roles: 'open',
    responses: { 200: { description: '存活', schema: alive } },
    handle: () => Promise.resolve({ status: 200, body: { status: 'ok' } }),
  };
  const readyz: OpenRoute = {
    method: 'get',
    path: '/readyz',
    id: 'readyz',
    tag,
    summary: '是否可以服务：台账与流程引擎',
    roles: 'open',
    responses: {
      200: { description: '就绪', schema: readiness },
      503: { description: '未就绪', schema: readiness },
    },
    handle: async () => {
      const [ledger, engine] = await Promise.all([
        // The clock refuses a ledger whose time was moved, where it must not be: nothing can be dated there.
        within(Promise.all([deps.ledger.query('SELECT 1'), deps.clock.today()]).then(() => true)),
        within(deps.engineReady()),
      ]);
      return { status: ledger && engine ? 200 : 503, body: { ready: ledger && engine, ledger, engine } };
    },
  };
  const measured: GuardedRoute = {
    method: 'get',
    path: '/metrics',
    id: 'metrics',
    tag,
    summary: '运行指标（Prometheus）',
    roles: ['operations', 'auditor'],
    responses: { 200: { description: '指标', schema: z.string(), type: 'text/plain' } },
    handle: async () => ({
      status: 200,
      body: await metrics.registry.metrics(),
      type: metrics.registry.contentType,
    }),
  };
  const problems: OpenRoute = {
    method: 'get',
    path: '/problems/{code}',
    id: 'readProblemType',
    tag,
    summary: '问题代码的含义',
    roles: 'open',
    responses: {
      200: {
        description: '问题类型',
        schema: z.object({ code: z.string(), status: z.int(), title: z.string() }),
      },
    },
    handle: ({ params: { code = '' } }) => {
      if (!Object.hasOwn(problemTypes, code)) throw new Problem('not-found', '没有这个问题代码');
      return Promise.resolve({
        status: 200,
        body: { code, ...problemTypes[code as keyof typeof problemTypes] },
      });
    },
  };
  return [
    healthz,
    readyz,
    measured,
    problems,
    ...(deps.localIssuer ? issuerRoutes(deps, deps.localIssuer) : []),
  ];
}

/** Whether a check answers in time; what it throws is a no. */
async function within(check: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), READY_MS)));
  try {
    return await Promise.race([check.catch(() => false), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Tokens for people on this machine: mounted only where there is a local issuer. */
function issuerRoutes(deps: ApiDeps, issuer: LocalIssuer): OpenRoute[] {
  const asked = z.strictObject({
    name: z.string().min(1).max(200).meta({ description: '身份文件中的名称，或名录中人员的编号' }),
    as: z
      .literal('unit')
      .optional()
      .meta({ description: '名录中省政府办公厅的人员，以承办单位的身份（按其职务）办理本单位承办的部分' }),
  });
  const given = z.object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    actor: z.looseObject({ subject: z.string(), role: z.string() }),
  });
  return [
    {
      method: 'post',
      path: '/dev/token',
      id: 'devToken',
      tag,
      summary: '签发开发用令牌（生产环境没有）',
      roles: 'open',
      body: asked,
      responses: { 200: { description: '令牌', schema: given } },
      problems: ['not-found'],
      handle: async ({ body }) => {
        const { name, as } = body as z.infer<typeof asked>;
        // Whoever acts by their post is somebody of the register; the file's identities are as the file has them.
        const actor =
          as === 'unit'
            ? await actorOfPerson(deps, name, 'unit')
            : (issuer.identityOf(name) ?? (await actorOfPerson(deps, name)));
        if (!actor)
          throw new Problem('not-found', `${as === 'unit' ? '名录' : '身份文件和名录'}中没有“${name}”`, {
            errors: [{ pointer: '/name', detail: '没有这个身份' }],
          });
        return {
          status: 200,
          body: { access_token: await issuer.tokenFor(actor), token_type: 'Bearer', actor },
          headers: { 'Cache-Control': 'no-store' },
        };
      },
    },
    {
      method: 'get',
      path: '/dev/jwks.json',
      id: 'devJwks',
      tag,
      summary: '开发用令牌的公钥',
      roles: 'open',
      responses: {
        200: { description: 'JWKS', schema: z.looseObject({ keys: z.array(z.looseObject({})) }) },
      },
      handle: () => Promise.resolve({ status: 200, body: issuer.jwks }),
    },
  ];
}

const ROLE_OF_POST = {
  principal: 'unit-leader',
  leaderInCharge: 'unit-leader',
  office: 'unit-office',
  division: 'unit-division',
  officer: 'unit-division',
} as const;

async function actorOfPerson({ ledger }: ApiDeps, id: string, as?: 'unit'): Promise<Actor | undefined> {
  const person = (await readPeople(ledger)).find((each) => each.id === id);
  if (!person) return undefined;
  const unit = (await readUnits(ledger)).find((each) => each.id === person.unit);
  return actorOf(person, as !== 'unit' && unit?.kind === 'provincial-office');
}

/**
 * The role that somebody's post gives them. People of the provincial office have two hats: all of them are the office;
 * for a part that its own unit handles they act in the role that their post gives in any unit.
 */
export function actorOf(
  { id, subject = id, unit, division, post }: Person,
  ofProvincialOffice: boolean,
): Actor {
  if (ofProvincialOffice) return { subject, role: 'provincial-office', unit, person: id };
  const role = ROLE_OF_POST[post];
  // A division's people act for it; one without a division coordinates the whole unit.
  if (role === 'unit-division')
    return division === undefined
      ? { subject, role: 'unit-office', unit, person: id }
      : { subject, role, unit, division, person: id };
  return { subject, role, unit, person: id };
}
