import { gzipSync } from 'node:zlib';
import request from 'supertest';
import { z } from 'zod';
import { DEFAULT_BODY_LIMIT } from '../../api/bodies';
import { Problem } from '../../api/problems';
import { createLogger } from '../../api/request-log';
import type { GuardedRoute, OpenRoute } from '../../api/route';
import { appOf, authenticator, testIssuer } from './harness';

const echo: GuardedRoute = {
  method: 'post',
  path: '/things/{id}',
  id: 'echo',
  tag: 't',
  summary: 's',
  roles: ['auditor'],
  keyed: true,
  body: z.strictObject({ note: z.string().min(1), deep: z.unknown().optional() }),
  responses: { 200: { description: 'echo' } },
  handle: ({ body, params, key }) => Promise.resolve({ status: 200, body: { body, params, key } }),
};
const boom: OpenRoute = {
  method: 'get',
  path: '/boom',
  id: 'boom',
  tag: 't',
  summary: 's',
  roles: 'open',
  responses: { 200: { description: 'never' } },
  handle: () =>
    Promise.reject(Object.assign(new Error('password=hunter2 at 张三 13800000000'), { detail: 'a row' })),
};
const lost: OpenRoute = {
  ...boom,
  path: '/lost',
  id: 'lost',
  handle: () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })),
};
const later: OpenRoute = {
  ...boom,
  path: '/later',
  id: 'later',
  handle: () => Promise.reject(new Problem('unavailable', '正在清除，请稍后再试')),
};
const list: OpenRoute = {
  method: 'get',
  path: '/things',
  id: 'list',
  tag: 't',
  summary: 's',
  roles: 'open',
  query: z.strictObject({ limit: z.coerce.number().int().max(10).optional() }),
  responses: { 200: { description: 'list' } },
  handle: ({ query }) => Promise.resolve({ status: 200, body: query }),
};

describe('a request', () => {
  let post: (path?: string) => request.Test;
  let app: ReturnType<typeof appOf>;
  let close: () => void;
  beforeAll(async () => {
    const issuer = await testIssuer();
    close = () => issuer.close();
    const token = await issuer.tokenFor({ subject: 'a', role: 'auditor' });
    app = appOf([echo, boom, list], authenticator(issuer));
    post = (path = '/things/1') =>
      request(app)
        .post(path)
        .set('Authorization', `Bearer ${token}`)
        .set('Idempotency-Key', 'k1')
        .set('Content-Type', 'application/json');
  });
  afterAll(() => close());

  const problem = (response: request.Response, status: number, code: string) => {
    expect({
      status: response.status,
      type: response.type,
      code: (response.body as { code: string }).code,
    }).toEqual({ status, type: 'application/problem+json', code });
    expect(response.body).toMatchObject({
      status,
      code,
      type: `/problems/${code}`,
      requestId: response.headers['x-request-id'],
    });
    expect((response.body as { title: string }).title).toMatch(/\p{Script=Han}/u);
    expect((response.body as { detail: string }).detail).toMatch(/\p{Script=Han}/u);
  };

  it('reaches its handler with path, key and body', async () => {
    const response = await post('/things/a%252e%2Fb').send({ note: '好' });
    expect(response.body).toEqual({ body: { note: '好' }, params: { id: 'a%2e/b' }, key: 'k1' });
  });
  it('may be compressed', async () => {
    const response = await post()
      .set('Content-Encoding', 'gzip')
      .serialize((body: unknown) => body as string)
      .send(gzipSync('{"note":"好"}') as unknown as string);
    expect(response.status).toBe(200);
  });
  it('with broken JSON is refused', async () =>
    problem(await post().send('{"note": "x"'), 400, 'broken-json'));
  it('with bytes that are no UTF-8 is refused, not stored as garbage', async () =>
    problem(
      await post()
        .serialize((body: unknown) => body as string)
        .send(
          Buffer.from([
            0x7b, 0x22, 0x6e, 0x6f, 0x74, 0x65, 0x22, 0x3a, 0x22, 0xba, 0xc3, 0x22, 0x7d,
          ]) as unknown as string,
        ),
      400,
      'bad-encoding',
    ));
  it('that says it is GBK is refused', async () =>
    problem(
      await post().set('Content-Type', 'application/json; charset=gbk').send('{"note":"x"}'),
      415,
      'unsupported-media-type',
    ));
  it('with a character that no database keeps is refused, with a pointer to it', async () => {
    const response = await post().send('{"note":"x","deep":[{"a":"\\u0000"},"\\ud800"]}');
    problem(response, 400, 'bad-encoding');
    expect((response.body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer)).toEqual(
      ['/deep/0/a', '/deep/1'],
    );
  });
  it('with such a character in its address is refused', async () =>
    problem(await post('/things/%00').send({ note: 'x' }), 400, 'bad-encoding'));
  it('with a broken address is refused', async () =>
    problem(await post('/things/%zz').send({ note: 'x' }), 400, 'bad-request'));
  it('nested deeper than anything real is refused', async () =>
    problem(
      await post().send(`{"note":"x","deep":${'['.repeat(5000)}${']'.repeat(5000)}}`),
      400,
      'bad-request',
    ));
  it('over the size limit is refused', async () =>
    problem(await post().send(JSON.stringify({ note: 'x'.repeat(DEFAULT_BODY_LIMIT) })), 413, 'too-large'));
  it('over the size limit once unpacked is refused', async () =>
    problem(
      await post()
        .set('Content-Encoding', 'gzip')
        .serialize((body: unknown) => body as string)
        .send(gzipSync(JSON.stringify({ note: 'x'.repeat(DEFAULT_BODY_LIMIT) })) as unknown as string),
      413,
      'too-large',
    ));
  it('of another media type is refused', async () =>
    problem(await post().set('Content-Type', 'text/xml').send('<note/>'), 415, 'unsupported-media-type'));
  it('in an unknown content encoding is refused', async () =>
    problem(
      await post().set('Content-Encoding', 'rot13').send('{"note":"x"}'),
      415,
      'unsupported-media-type',
    ));
  it('with a wrong and an unknown field names both by JSON pointer, in Chinese', async () => {
    const response = await post().send({ note: '', 'a/b': 1 });
    problem(response, 422, 'invalid');
    expect((response.body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer)).toEqual(
      ['/note', '/a~1b'],
    );
  });
  it('whose body is no object is refused at its root', async () =>
    problem(await post().send('[]'), 422, 'invalid'));
  it('without a body is read as an empty one', async () => problem(await post(), 422, 'invalid'));
  it.each(['', ' ', 'x'.repeat(201), 'with space', '"quoted'])('with the key %j is refused', async (key) => {
    const response = await post().set('Idempotency-Key', key).send({ note: 'x' });
    if (key === '"quoted') expect(response.status).toBe(200);
    else problem(response, 400, 'idempotency-key-missing');
  });
  it('may quote its key, as the draft of the header does', async () =>
    expect((await post().set('Idempotency-Key', '"k9"').send({ note: 'x' })).body).toMatchObject({
      key: 'k9',
    }));
  it('with a wrong query is told which parameter', async () => {
    const response = await request(app).get('/things?limit=11&colour=red');
    problem(response, 422, 'invalid');
    expect(
      (response.body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer).sort(),
    ).toEqual(['/query/colour', '/query/limit']);
  });
  it('to an unknown address answers 404', async () =>
    problem(await request(app).get('/nowhere'), 404, 'not-found'));
  it('with a method that the address does not have answers 405 with Allow', async () => {
    const response = await request(app).delete('/things');
    problem(response, 405, 'method-not-allowed');
    expect(response.headers['allow']).toBe('GET, HEAD');
  });
  it('that meets a defect answers 500 with an id and nothing of its insides', async () => {
    const response = await request(app).get('/boom');
    problem(response, 500, 'internal');
    expect(JSON.stringify(response.body)).not.toMatch(/hunter2|13800000000|a row|Error/);
  });
});

describe('the log', () => {
  const ERROR = 50;
  const loudest = async (path: string) => {
    const levels: number[] = [];
    const write = (line: string) => void levels.push((JSON.parse(line) as { level: number }).level);
    const app = appOf(
      [boom, lost, later],
      () => Promise.reject(new Error('no')),
      createLogger('info', { write }),
    );
    const { status } = await request(app).get(path);
    return [status, Math.max(...levels)];
  };

  it('has an error where somebody must act: a defect, a server out of reach', async () => {
    expect(await loudest('/boom')).toEqual([500, ERROR]);
    expect(await loudest('/lost')).toEqual([503, ERROR]);
  });

  it('has none where the platform itself asks to come back later, as of a case that is being purged', async () => {
    const [status, level] = await loudest('/later');
    expect(status).toBe(503);
    expect(level).toBeLessThan(ERROR);
  });
});
