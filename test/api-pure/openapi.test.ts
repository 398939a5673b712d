import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { ApiDeps } from '../../api/deps';
import { createMetrics } from '../../api/metrics';
import { openApiDocument } from '../../api/openapi';
import { problemTypes } from '../../api/problems';
import { pathParams, type Route } from '../../api/route';
import { allRoutes } from '../../api/routes';
import { tags } from '../../api/tags';
import { commandSchemas } from '../../schemas/commands';

type Operation = {
  operationId: string;
  summary: string;
  security: object[];
  responses: Record<string, { content?: object }>;
  parameters?: { name: string; in: string }[];
  requestBody?: object;
};
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

/** Handlers are never called here: the table alone makes the document. */
const deps = {
  localIssuer: {},
  config: { mode: 'test', publicBaseUrl: 'http://casework.test' },
} as unknown as ApiDeps;
const routes = allRoutes(deps, createMetrics(false));
const document = openApiDocument(routes, 'http://casework.test') as unknown as Document;

/** The linter is an ES module with many others behind it: it runs in a process of its own. */
function problemsIn(source: object): string[] {
  const script = join(__dirname, 'lint-openapi.mjs');
  const options = {
    input: JSON.stringify(source),
    encoding: 'utf8',
    env: { ...process.env, REDOCLY_TELEMETRY: 'off' },
  } as const;
  return JSON.parse(execFileSync(process.execPath, [script], options)) as string[];
}

describe('the OpenAPI document', () => {
  it('is version 3.1 and passes the linter', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(problemsIn(document)).toEqual([]);
  });

  it('would not pass the linter with an operation id twice and a path parameter that is not declared', () => {
    const broken = structuredClone(document);
    const [first, second] = Object.values(broken.paths).flatMap((path) => Object.values(path));
    if (first && second) second.operationId = first.operationId;
    broken.paths['/cases/{oops}'] = {
      get: { operationId: 'oops', summary: 's', security: [], responses: { 200: {} } },
    };
    const problems = problemsIn(broken);
    expect(problems.some((problem) => problem.startsWith('operation-operationId-unique'))).toBe(true);
    expect(problems.some((problem) => problem.startsWith('path-parameters-defined'))).toBe(true);
  });

  it('holds every route of the table and nothing else', () => {
    const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    );
    expect(documented.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it('has a route for every command of people, and ids and addresses only once', () => {
    const ids = routes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(Object.keys(commandSchemas)));
    expect(new Set(routes.map(({ method, path }) => `${method} ${path}`)).size).toBe(routes.length);
  });

  const operationOf = ({ method, path }: Route) => document.paths[path]?.[method] as Operation;

  it('says of every route in Chinese what it does, who may call it, and which problems it answers', () => {
    for (const route of routes) {
      const operation = operationOf(route);
      expect(operation.summary).toMatch(/\p{Script=Han}/u);
      expect(operation.security).toEqual(route.roles === 'open' ? [] : [{ bearer: [] }]);
      if (route.roles !== 'open')
        expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['401', '403']));
      if (route.keyed) expect(operation.parameters?.map(({ name }) => name)).toContain('Idempotency-Key');
      expect(
        operation.parameters?.filter((parameter) => parameter.in === 'path').map(({ name }) => name) ?? [],
      ).toEqual(pathParams(route.path));
      expect(operation.requestBody !== undefined).toBe(
        route.body !== undefined || route.upload !== undefined,
      );
    }
  });

  it('puts every route into a section that is described', () => {
    expect(routes.map(({ tag }) => tag).filter((tag) => tags[tag] === undefined)).toEqual([]);
  });

  it('has patterns that a JSON Schema validator can compile', () => {
    const patterns = [...JSON.stringify(document).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(
      ([, text]) => JSON.parse(text ?? '""') as string,
    );
    expect(patterns.length).toBeGreaterThan(5);
    for (const pattern of patterns) {
      expect(pattern).not.toMatch(/\/u$/);
      expect(() => new RegExp(pattern, 'u')).not.toThrow();
    }
  });

  it('lists every problem code there is', () => {
    const schema = document.components.schemas['Problem'] as { properties: { code: { enum: string[] } } };
    expect(schema.properties.code.enum.sort()).toEqual(Object.keys(problemTypes).sort());
  });
});
