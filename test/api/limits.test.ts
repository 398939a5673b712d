import request from 'supertest';
import { createLogger } from '../../api/request-log';
import { platformClock, productionClock } from '../../ledger/clock';
import type { Ledger } from '../../ledger/pool';
import { apiHarness, suggestion, type ApiHarness } from './harness';

describe('what the API keeps to itself, and how much it takes', () => {
  let api: ApiHarness | undefined;
  afterEach(async () => {
    await api?.close();
    api = undefined;
  });

  it('logs route, status, subject and role of a request, and nothing that people wrote or are called', async () => {
    const lines: string[] = [];
    const logger = createLogger('info', { write: (line: string) => void lines.push(line) });
    api = await apiHarness({ logger });
    const url = await api.takeIn();
    await api.post('jyt-office', `${url}/tracks/t1/signature`);
    await api.post('jyt-office', `${url}/tracks/t1/return`, { reason: '不属于本单位职责的秘密理由' });
    await api.get('jyt-office', `${url}/proposers`);
    await api.get('office', '/cases?q=%E6%B5%8B%E8%AF%95');
    const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(entries).toContainEqual(
      expect.objectContaining({
        route: 'POST /cases/{caseId}/tracks/{trackId}/return',
        status: 200,
        subject: 'jyt-office',
        role: 'unit-office',
        unit: 'jyt',
      }),
    );
    const log = lines.join('');
    for (const secret of [
      '秘密理由',
      '示例甲',
      '0311-00000001',
      'deputies.example',
      '关于测试',
      'Bearer',
      'hebei-congress',
    ])
      expect(log).not.toContain(secret);
  });

  it('takes names and telephones out of whatever somebody logs by mistake, and leaves the rest', () => {
    const lines: string[] = [];
    const logger = createLogger('info', { write: (line: string) => void lines.push(line) });
    logger.info({ proposer: { name: '示例甲', id: 'p1' }, telephone: '0311-00000001', note: '可见' }, 'x');
    expect(lines.join('')).toContain('可见');
    expect(lines.join('')).not.toMatch(/示例甲|0311/);
  });

  it('logs a defect without the rows and payloads that a database puts into its errors', async () => {
    const lines: string[] = [];
    const logger = createLogger('info', { write: (line: string) => void lines.push(line) });
    api = await apiHarness({ logger });
    api.cases.failure = {
      when: 'before',
      error: Object.assign(new Error('duplicate key'), {
        detail: 'Key (name)=(示例甲)',
        where: '示例甲',
        code: '23505',
      }),
    };
    const url = await api.takeIn();
    expect(url).toContain('/cases/');
    expect(lines.join('')).toContain('23505');
    expect(lines.join('')).not.toContain('示例甲');
  });

  it('answers 429 with Retry-After to a subject that asks too often, and goes on serving others', async () => {
    api = await apiHarness({ requestsPerMinute: 3 });
    for (let n = 0; n < 3; n += 1) expect((await api.get('office', '/me')).status).toBe(200);
    const response = await api.get('office', '/me');
    expect([response.status, response.type, response.headers['retry-after']]).toEqual([
      429,
      'application/problem+json',
      '60',
    ]);
    expect((await api.get('auditor', '/me')).status).toBe(200);
  });

  it('answers 429 to an address whose tokens keep failing', async () => {
    api = await apiHarness();
    const { app } = api;
    const statuses = new Set<number>();
    for (let n = 0; n < 101; n += 1)
      statuses.add((await request(app).get('/me').set('Authorization', 'Bearer guess')).status);
    expect(statuses).toEqual(new Set([401, 429]));
  });

  it('answers 503 while the ledger is down, to reads and to writes, and takes the same write afterwards', async () => {
    api = await apiHarness();
    const body = suggestion();
    const refused = () =>
      Promise.reject(
        Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' }),
      );
    const nowhere: Ledger = { query: refused, transaction: refused, close: () => Promise.resolve() };
    const away = await apiHarness({ ledger: nowhere });
    const read = await away.get('office', '/cases');
    const write = await away.post('intake', '/cases', body, 'down');
    for (const response of [read, write])
      expect([
        response.status,
        (response.body as { code: string }).code,
        response.headers['retry-after'],
      ]).toEqual([503, 'unavailable', '5']);
    expect((await request(away.app).get('/readyz')).body).toEqual({
      ready: false,
      ledger: false,
      engine: true,
    });
    await away.close();
    expect((await api.post('intake', '/cases', body, 'down')).status).toBe(201);
  });

  it('is not ready over a ledger whose time was moved, where it dates by the wall clock alone', async () => {
    api = await apiHarness(({ ledger }) => ({ clock: productionClock(ledger) }));
    const readiness = async () => (await request(api?.app ?? '').get('/readyz')).status;
    expect(await readiness()).toBe(503);
    await platformClock(api.ledger).setOffset(0);
    expect(await readiness()).toBe(200);
  });

  it('signs tokens for names that it knows, and for no others', async () => {
    api = await apiHarness();
    const token = async (name: string) =>
      request(api?.app ?? '')
        .post('/dev/token')
        .send({ name });
    const given = await token('jyt-head');
    expect(given.body).toMatchObject({
      token_type: 'Bearer',
      actor: { role: 'unit-division', unit: 'jyt', division: 'jyt-d1' },
    });
    const { access_token: access } = given.body as { access_token: string };
    expect((await request(api.app).get('/me').set('Authorization', `Bearer ${access}`)).status).toBe(200);
    expect((await token('nobody')).status).toBe(404);
    expect((await token('constructor')).status).toBe(404);
  });

  it('has no token desk where there is no local issuer', async () => {
    api = await apiHarness({ localIssuer: undefined });
    expect((await request(api.app).post('/dev/token').send({ name: 'office' })).status).toBe(404);
  });

  it('shows its document and the page to it', async () => {
    api = await apiHarness();
    const document = await request(api.app).get('/openapi.json');
    expect((document.body as { openapi: string }).openapi).toBe('3.1.0');
    const page = await request(api.app).get('/docs/');
    expect([page.status, page.type]).toEqual([200, 'text/html']);
    expect(page.text).toContain('建议提案办理平台');
    expect(page.headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
  });

  it('sends a browser that comes without an address to its page, and tells programs where things are', async () => {
    api = await apiHarness();
    const browser = await request(api.app)
      .get('/')
      .set('Accept', 'text/html,application/xhtml+xml,*/*;q=0.8');
    expect([browser.status, browser.headers['location']]).toEqual([302, 'docs/']);
    for (const accept of ['application/json', '*/*']) {
      const program = await request(api.app).get('/').set('Accept', accept);
      expect(program.status).toBe(200);
      for (const address of Object.values(program.body as Record<string, string>))
        expect((await request(api.app).get(address)).status).toBe(200);
    }
    expect(Object.keys((await request(api.app).get('/')).body as object)).toEqual([
      'openapi',
      'docs',
      'public',
    ]);
  });
});
