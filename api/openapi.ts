import { OpenApiGeneratorV31, OpenAPIRegistry, type ResponseConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { problemTypes, type ProblemCode } from './problems';
import { pathParams, type Route } from './route';
import { tags } from './tags';

const rule = z
  .string()
  .regex(/^(?:R[1-8]\.\d{1,2}|D[1-8]|setting)$/)
  .optional();

/** The shape of every problem document (RFC 9457). */
export const problemSchema = z
  .object({
    type: z.string().meta({ description: '问题类型的地址' }),
    code: z
      .enum(Object.keys(problemTypes) as [ProblemCode, ...ProblemCode[]])
      .meta({ description: '稳定的代码' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    rule: rule.meta({
      description: '拒绝所依据的规则编号（setting 为平台设置）；不依规则的，如无权办理、没有此件，不带此项',
    }),
    errors: z
      .array(
        z.object({
          pointer: z.string(),
          detail: z.string(),
          rule,
          code: z.string().optional(),
        }),
      )
      .optional()
      .meta({ description: '有误的字段（JSON Pointer）' }),
    requestId: z.string().optional(),
  })
  .loose()
  .meta({ id: 'Problem' });

const PARAMETERS: Record<string, string> = {
  caseId: '件的编号，如 hebei-congress:13-5:main:0123',
  trackId: '承办部分的编号，如 t1',
  letterId: '文稿的编号',
  deliveryId: '寄送的编号',
  obligationId: '期限事项的编号',
  requestId: '请示或延期申请的编号',
  exceptionId: '免于沟通申请的编号',
  supervisionId: '督办的编号',
  reworkId: '再次办理的编号',
  messageId: '消息的编号',
  batchId: '批次的编号',
  version: '版本号，如 state-council-2026.1',
  adoptionId: '一次采用的编号',
  hash: '文件的 SHA-256',
};

/** The OpenAPI 3.1 document of these routes. */
export function openApiDocument(routes: readonly Route[], serverUrl: string): Record<string, unknown> {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'OIDC 访问令牌，含 sub、role、unit',
  });
  for (const route of routes) {
    registry.registerPath({
      method: route.method,
      path: route.path,
      operationId: route.id,
      tags: [route.tag],
      summary: route.summary,
      description: describe(route),
      security: route.roles === 'open' ? [] : [{ bearer: [] }],
      request: {
        ...(pathParams(route.path).length > 0 && {
          params: z.object(
            Object.fromEntries(
              pathParams(route.path).map((name) => [
                name,
                z.string().meta({ description: PARAMETERS[name] ?? name }),
              ]),
            ),
          ),
        }),
        ...(route.query && { query: documented(route.query) }),
        ...(route.keyed === true && {
          headers: z.object({
            'Idempotency-Key': z
              .string()
              .min(1)
              .max(200)
              .meta({ description: '客户端自拟的键；重试同一请求时不变' }),
          }),
        }),
        ...(route.body && {
          body: {
            required: !acceptsNothing(route.body),
            content: { 'application/json': { schema: route.body } },
          },
        }),
        ...(route.upload && {
          body: {
            required: true,
            content: Object.fromEntries(
              route.upload.types.map((type) => [type, { schema: z.string().meta({ format: 'binary' }) }]),
            ),
          },
        }),
      },
      responses: responsesOf(route),
    });
  }
  const document = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: '建议提案办理平台 API',
      version: '1.0.0',
      description:
        '人大代表建议、政协提案的交办、办理、答复、公开与反馈。日期均为北京时间的民用日期（YYYY-MM-DD）。写操作须带 Idempotency-Key；出错时返回 RFC 9457 问题文档。',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: serverUrl }],
    tags: sections(routes),
  });
  return mended(document) as Record<string, unknown>;
}

/** A field that reads nonsense as absent is documented as what it reads. */
function documented(query: z.ZodObject): z.ZodObject {
  const shape = query.shape as Record<string, z.ZodType>;
  return z.object(
    Object.fromEntries(
      Object.entries(shape).map(([name, field]) => [
        name,
        field instanceof z.ZodCatch ? (field.unwrap() as z.ZodType) : field,
      ]),
    ),
  );
}

/** The sections that the routes stand in, in the order of the work. */
function sections(routes: readonly Route[]): { name: string; description: string }[] {
  const used = new Set(routes.map(({ tag }) => tag));
  return Object.entries(tags)
    .filter(([name]) => used.has(name))
    .map(([name, description]) => ({ name, description }));
}

function describe({ rules = [], description, roles }: Route): string {
  const lines = [
    ...(description === undefined ? [] : [description]),
    ...(rules.length === 0
      ? []
      : [`依据：${rules.map((rule) => (rule === 'setting' ? '平台设置' : rule)).join('、')}。`]),
    roles === 'open' ? '无需登录。' : `可由这些角色调用：${roles.join('、')}。`,
  ];
  return lines.join('\n\n');
}

function acceptsNothing(schema: z.ZodType): boolean {
  return schema.safeParse({}).success;
}

/** Which problems a route can answer follows from what it has: a token, a key, a body, a path. */
function problemsOf(route: Route): ProblemCode[] {
  const hasBody = route.body !== undefined || route.upload !== undefined;
  return [
    ...(route.roles === 'open' ? [] : (['unauthenticated', 'not-permitted'] as const)),
    ...(route.keyed === true
      ? (['idempotency-key-missing', 'key-reused', 'conflict', 'unavailable'] as const)
      : []),
    ...(hasBody ? (['bad-request', 'too-large', 'unsupported-media-type', 'invalid'] as const) : []),
    ...(route.query ? (['invalid'] as const) : []),
    ...(pathParams(route.path).length > 0 ? (['not-found'] as const) : []),
    ...(route.problems ?? []),
    'too-many-requests',
    'internal',
  ];
}

function responsesOf(route: Route): Record<string, ResponseConfig> {
  const answers = Object.entries(route.responses).map(
    ([status, { description, schema, type = 'application/json' }]) => [
      status,
      {
        description,
        ...(status === '201' || status === '202'
          ? { headers: z.object({ Location: z.string().meta({ description: '结果所在的地址' }) }) }
          : {}),
        ...(schema ? { content: { [type]: { schema } } } : {}),
      },
    ],
  );
  const titles = new Map<number, Set<string>>();
  for (const code of problemsOf(route)) {
    const { status, title } = problemTypes[code];
    titles.set(status, (titles.get(status) ?? new Set()).add(title));
  }
  const problems = [...titles].map(([status, names]) => [
    String(status),
    {
      description: [...names].join('；'),
      content: { 'application/problem+json': { schema: problemSchema } },
    },
  ]);
  return Object.fromEntries([...answers, ...problems]) as Record<string, ResponseConfig>;
}

/** The generator writes a pattern with flags as `…/u`; JSON Schema has no flags, and means Unicode anyway. */
function mended(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mended);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === 'pattern' && typeof member === 'string'
        ? member.replace(/^\/?(.*)\/u$/su, '$1')
        : mended(member),
    ]),
  );
}
