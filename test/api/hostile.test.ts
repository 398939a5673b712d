import request from 'supertest';
import { apiHarness, suggestion, type ApiHarness } from './harness';
import { Journey } from './journey';

const cursorOf = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url');

describe('hostile requests', () => {
  let api: ApiHarness;
  beforeAll(async () => void (api = await apiHarness()));
  afterAll(() => api.close());

  it.each([
    ['/inbox', ['abc']],
    ['/inbox', [1.5]],
    ['/inbox', [9e99]],
    ['/cases', ['no day', 'x']],
    ['/cases', ['2026-02-30', 'x']],
    ['/cases', [null, 'a\0b']],
    ['/cases', [5, 5]],
    ['/obligations', ['x', 'y', 'z']],
    ['/obligations', ['2026-01-01', 'a\0b', 'z']],
    ['/supervisions', ['2026-01-01', 5, 's1']],
  ])('a cursor that %s never gave (%j) is refused', async (path, place) => {
    const { status, body } = await api.get('office', `${path}?cursor=${cursorOf(place)}`);
    expect([status, body]).toMatchObject([
      422,
      { rule: 'setting', errors: [{ pointer: '/query/cursor', rule: 'setting' }] },
    ]);
  });

  it('a cursor of batch rows beyond every row is refused or finds nothing', async () => {
    const sent = await api.post('intake', '/batches', [suggestion()]);
    const { id } = sent.body as { id: string };
    const rows = (place: unknown) => api.get('intake', `/batches/${id}/rows?cursor=${cursorOf(place)}`);
    expect(await rows([9e18])).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/query/cursor', rule: 'setting' }] },
    });
    expect((await rows([1.5])).status).toBe(422);
    expect((await rows([2 ** 40])).body).toEqual({ items: [] });
    expect((await rows([0])).body).toMatchObject({ items: [{ row: 1 }] });
  });

  it.each(['0000-01-01', '0001-01-01', '0000-02-29', '9999-12-31'])(
    'the day %s, which no calendar counts from, is refused wherever it is given',
    async (day) => {
      for (const path of ['/cases', '/obligations'])
        expect((await api.get('office', `${path}?dueBefore=${day}`)).status).toBe(422);
      const limits = {
        opinion: { unit: 'fixed' as const, date: day },
        reply: { unit: 'fixed' as const, date: day },
        setBy: 'provincial-office' as const,
      };
      for (const changes of [{ assignedOn: day }, { outOfSession: true, limits }])
        expect((await api.post('intake', '/cases', suggestion(changes))).status).toBe(422);
      const batch = await api.post('intake', '/batches', [suggestion({ assignedOn: day }), suggestion()]);
      expect(batch.body).toMatchObject({ total: 2, good: 1, failed: 1 });
    },
  );

  it.each(['__proto__', 'constructor', 'toString'])('nothing is found under the name %s', async (name) => {
    const url = await api.takeIn();
    for (const path of [`letters/${name}/publication-preview`, `letters/${name}`, `tracks/${name}`])
      expect((await api.get('office', `${url}/${path}`)).status).toBe(404);
  });

  it('a document that another unit brought cannot be named by its hash alone, and so not be read', async () => {
    const journey = await Journey.begin(api);
    const secret = await api.upload('fgw-office', '另一单位的内部文稿。');
    const path = `${journey.url}/tracks/t1/letters`;
    const body = { product: 'reply', category: 'A', mark: 'public' };
    const stolen = await api.post('jyt-office', path, { ...body, document: secret });
    expect([stolen.status, (stolen.body as { errors: { pointer: string }[] }).errors[0]?.pointer]).toEqual([
      422,
      '/document',
    ]);
    expect((await api.get('jyt-office', `${journey.url}/documents/${secret}`)).status).toBe(404);
    // Twin: whoever brings the same bytes may name them.
    expect(await api.upload('jyt-officer', '另一单位的内部文稿。')).toBe(secret);
    const own = await api.post('jyt-office', path, { ...body, document: secret });
    expect((own.body as { errors?: { pointer: string }[] }).errors?.[0]?.pointer).not.toBe('/document');
  });

  it('tokens that cannot be checked do not lock out others at the same address', async () => {
    const statuses = new Set<number>();
    for (let n = 0; n < 102; n += 1)
      statuses.add((await request(api.app).get('/me').set('Authorization', 'Bearer guess')).status);
    expect(statuses).toEqual(new Set([401, 429]));
    expect((await api.get('office', '/me')).status).toBe(200);
    for (const path of ['/healthz', '/readyz', '/public'])
      expect((await request(api.app).get(path)).status).toBe(200);
  });

  it('a deputy reads that their case changed hands, and not what the offices said about it', async () => {
    const journey = await Journey.begin(api);
    await journey.act('czt-office', '/tracks/t2/return', { reason: '退回的理由' });
    await journey.act('office', '/tracks/t2/return-decision', { outcome: 'upheld', reason: '同意的理由' });
    await journey.act('office', '/tracks/t2/reassignment', { unit: 'fgw', reason: '改派的理由' });
    const read = async (who: string) => {
      const { body } = await api.get(who, `${journey.url}/timeline`);
      return body as { entries: { type: string }[]; texts: Record<string, string> };
    };
    const deputy = await read('deputy');
    expect(deputy.entries.map(({ type }) => type)).toContain('trackReassigned');
    expect(Object.values(deputy.texts)).toEqual([]);
    expect(Object.values((await read('office')).texts)).toContain('改派的理由');
  });

  it('[R7.2] a unit that gave its part away opens no supervision that would keep the case from closing', async () => {
    const journey = await Journey.begin(api);
    await journey.act('czt-office', '/tracks/t2/return', { reason: '退回的理由' });
    await journey.act('office', '/tracks/t2/return-decision', { outcome: 'upheld', reason: '同意的理由' });
    await journey.act('office', '/tracks/t2/reassignment', { unit: 'fgw', reason: '改派的理由' });
    const open = (who: string, track: string) =>
      api.post(who, `${journey.url}/tracks/${track}/supervisions`, {
        form: 'tracked-supervision',
        ground: '理由',
      });
    for (const who of ['czt-office', 'office'])
      expect((await open(who, 't2')).body).toMatchObject({ status: 409, code: 'wrong-state' });
    expect((await open('fgw-office', 't3')).status).toBe(201);
  });

  it('[R5.8] characters that nobody sees hide no telephone number from redaction', async () => {
    const text = '原文电话13\u200b800138000';
    const journey = new Journey(api, await api.takeIn({ text }));
    await journey.takenUp('jyt', 't1');
    await journey.contacted();
    const letter = await journey.drafted('jyt', 't1', 'reply', '示例代表：\n手机13\u200d91\ufeff2345678。');
    const { body } = await api.get('jyt-office', `${journey.url}/letters/${letter}/publication-preview`);
    expect((body as { redactions: { found: string }[] }).redactions.map(({ found }) => found)).toEqual([
      '13912345678',
      '13800138000',
    ]);
    expect((body as { letterText: string }).letterText).toBe('示例代表：\n手机〔手机号已隐去〕。');
  });

  it.each(['1\u200b2', '\u202e12', '1\r\n2', '1\u0001'])(
    'the number %j, which looks like another one, is refused',
    async (number) => {
      const { identity } = suggestion();
      const { status, body } = await api.post(
        'intake',
        '/cases',
        suggestion({ identity: { ...identity, number } }),
      );
      expect([status, (body as { errors?: { pointer: string }[] }).errors?.[0]?.pointer]).toEqual([
        422,
        '/identity/number',
      ]);
    },
  );
});
