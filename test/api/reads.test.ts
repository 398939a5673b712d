import { apiHarness, type ApiHarness, register } from './harness';
import { Journey } from './journey';

interface Detail {
  id: string;
  url: string;
  text?: string;
  tracks: { id: string; unit: string; responsibility?: object }[];
  letters: { id: string; trackId: string; reviews: object[]; content: { document: string } }[];
  missingOpinions: object[];
  deliveries: {
    id: string;
    recipient: { type: string; id: string };
    document: string;
    electronicVersion?: string;
  }[];
  contacts: object[];
  proposers: object[];
  obligations: { id: string; kind: string; trackId: string; light: string; overdue: boolean }[];
  texts: Record<string, string>;
}
interface Entry {
  entry: string;
  type: string;
  on: string;
  actor?: { subject: string };
  changes: { path: string; before: unknown; after: unknown }[];
}

describe('reading over the API', () => {
  let api: ApiHarness;
  let journey: Journey;
  let replyId: string;
  let opinionId: string;
  beforeAll(async () => {
    api = await apiHarness();
    journey = await Journey.begin(api);
    await journey.takenUp('czt', 't2');
    opinionId = await journey.drafted('czt', 't2', 'opinion', '会办意见草稿。');
    replyId = await journey.replied();
  }, 30_000);
  afterAll(() => api.close());

  const read = async <T>(who: string, path: string): Promise<T> => {
    const response = await api.get(who, path);
    if (response.status !== 200) throw new Error(`${who} ${path}: ${response.status} ${response.text}`);
    return response.body as T;
  };
  const status = async (who: string, path: string) => (await api.get(who, path)).status;

  it('shows the office the whole case, with words by their ids', async () => {
    const detail = await read<Detail>('office', journey.url);
    expect(detail.text).toBe('示例正文。');
    expect(detail.letters.map(({ id }) => id).sort()).toEqual([opinionId, replyId].sort());
    expect(Object.values(detail.texts)).toContain('冀教提字〔2026〕1号');
    expect(JSON.stringify(detail)).not.toContain('0311-00000001');
  });

  it('shows a co-handler its own part, and of the lead only that it is the lead', async () => {
    const detail = await read<Detail>('czt-office', journey.url);
    expect(detail.letters.map(({ id }) => id)).toEqual([opinionId]);
    expect(detail.contacts).toEqual([]);
    expect(detail.tracks.map(({ id, responsibility }) => [id, responsibility !== undefined])).toEqual([
      ['t1', false],
      ['t2', true],
    ]);
    expect(Object.values(detail.texts)).not.toContain('冀教提字〔2026〕1号');
  });

  it('[R3.4] shows the lead what co-handlers owe it, but not their drafts before they deliver them', async () => {
    const detail = await read<Detail>('jyt-office', journey.url);
    expect(
      detail.obligations.filter(({ kind, trackId }) => kind === 'opinion' && trackId === 't2'),
    ).toHaveLength(1);
    expect(detail.letters.map(({ id }) => id)).toEqual([replyId]);
    expect(detail.missingOpinions).toEqual([
      { trackId: 't2', unit: 'czt', due: '2026-04-07', overdue: false },
    ]);
    expect((await read<Detail>('deputy', journey.url)).missingOpinions).toEqual([]);
    expect(await status('jyt-office', `${journey.url}/letters/${opinionId}`)).toBe(404);
  });

  it('shows a deputy the reply that was sent to them, and nothing of how it came about', async () => {
    const detail = await read<Detail>('deputy', journey.url);
    expect(detail.letters.map(({ id, reviews }) => [id, reviews])).toEqual([[replyId, []]]);
    expect(detail.deliveries.map(({ recipient }) => recipient)).toEqual([{ type: 'proposer', id: 'p1' }]);
    expect(detail.proposers).toHaveLength(1);
    const { entries } = await read<{ entries: Entry[] }>('deputy', `${journey.url}/timeline`);
    const types = entries.map(({ type }) => type);
    expect(types).toContain('caseAssigned');
    for (const hidden of [
      'letterReviewed',
      'letterDrafted',
      'contactRecorded',
      'responsibilityNamed',
      'letterIssued',
    ])
      expect(types).not.toContain(hidden);
    const document = detail.letters[0]?.content.document ?? '';
    expect(await status('deputy', `${journey.url}/documents/${document}`)).toBe(200);
    expect(await status('other-deputy', `${journey.url}/documents/${document}`)).toBe(403);
  });

  it('shows no document of another part: neither to a co-handler nor to the deputy', async () => {
    const { content } = (await read<Detail>('czt-office', journey.url)).letters[0] ?? {
      content: { document: '' },
    };
    expect(await status('czt-office', `${journey.url}/documents/${content.document}`)).toBe(200);
    expect(await status('deputy', `${journey.url}/documents/${content.document}`)).toBe(404);
    const file = await api.get('czt-office', `${journey.url}/documents/${content.document}`);
    expect(file.headers['content-disposition']).toMatch(/^attachment; filename\*=UTF-8''/);
    expect(file.headers['x-content-type-options']).toBe('nosniff');
  });

  it('[R3.5] shows a copy as a delivery of its own: recipient, document, way, electronic version, sent, received', async () => {
    const own = await Journey.begin(api);
    await own.takenUp('jyt', 't1');
    await own.contacted();
    const letterId = await own.drafted();
    await own.reviewed(letterId);
    const electronicVersion = await api.upload('jyt-office', '电子版。');
    await own.act('jyt-office', `/letters/${letterId}/issue`, {
      documentNumber: '冀教提字〔2026〕2号',
      electronicVersion,
      sent: [{ recipient: 'congress-committee', way: 'exchange', sentOn: '2026-02-06' }],
    });
    const before = await read<Detail>('congress', own.url);
    const copy = before.deliveries.find(({ recipient }) => recipient.id === 'congress-committee');
    await own.act('congress', `/deliveries/${copy?.id ?? ''}/receipt`);
    const delivery = await read<Detail['deliveries'][number]>(
      'congress',
      `${own.url}/deliveries/${copy?.id ?? ''}`,
    );
    expect(delivery).toMatchObject({
      recipient: { type: 'body', id: 'congress-committee' },
      purpose: 'copy',
      way: 'exchange',
      electronicVersion,
      status: 'received',
      sentOn: '2026-02-06',
      receivedOn: '2026-02-06',
    });
    for (const [hash, text] of [
      [delivery.document, '示例代表：您提出的建议收悉。'],
      [electronicVersion, '电子版。'],
    ] as const)
      expect((await api.get('congress', `${own.url}/documents/${hash}`)).text).toBe(text);
    expect(await status('cppcc', `${own.url}/documents/${electronicVersion}`)).toBe(403);
  });

  it('keeps the old date of an extension beside the one asked for, and then the one granted', async () => {
    const own = await Journey.begin(api);
    const { obligations } = await read<Detail>('jyt-office', own.url);
    const reply = obligations.find(({ kind }) => kind === 'reply')?.id ?? '';
    await own.act('jyt-office', `/obligations/${reply}/extension-requests`, {
      until: '2026-06-30',
      reason: '需实地调研',
    });
    const request = `${own.url}/extension-requests/e1`;
    expect(await read('jyt-office', request)).toMatchObject({
      from: '2026-05-06',
      until: '2026-06-30',
      status: 'requested',
    });
    await own.act('office', '/extension-requests/e1/decision', { outcome: 'granted', until: '2026-06-15' });
    expect(await read('jyt-office', request)).toMatchObject({
      from: '2026-05-06',
      until: '2026-06-15',
      status: 'granted',
    });
  });

  it('tells who did what, on which day, before and after', async () => {
    const { entries } = await read<{ entries: Entry[] }>('auditor', `${journey.url}/timeline`);
    const signed = entries.find(({ type }) => type === 'trackSigned');
    expect(signed).toMatchObject({ on: '2026-02-06', actor: { subject: 'czt-office' } });
    expect(signed?.changes.length).toBeGreaterThan(0);
  });

  it('[D6] says how each date came about', async () => {
    const { items } = await read<{
      items: { kind: string; trackId: string; due: string; explanation: string }[];
    }>('office', `${journey.url}/obligations`);
    const opinion = items.find(({ kind, trackId }) => kind === 'opinion' && trackId === 't2');
    expect(opinion).toMatchObject({ due: '2026-04-07' });
    expect(opinion?.explanation).toContain('2026年4月5日');
  });

  it('gives names and contacts of proposers to those who deliver, and to nobody else', async () => {
    for (const who of ['office', 'jyt-office', 'jyt-officer', 'czt-office']) {
      const { items } = await read<{ items: { name: string; telephone?: string; subject?: string }[] }>(
        who,
        `${journey.url}/proposers`,
      );
      expect(items.map(({ name }) => name)).toEqual(['示例甲', '示例乙']);
      expect(items[0]?.subject).toBeUndefined();
    }
    for (const who of ['congress', 'auditor', 'deputy', 'jyt-leader', 'fgw-office', 'intake'])
      expect(await status(who, `${journey.url}/proposers`)).toBe(403);
  });

  it('lists to each reader what is theirs', async () => {
    const ids = async (who: string, query = '') =>
      (await read<{ items: { url: string }[] }>(who, `/cases?limit=200${query}`)).items.map(({ url }) => url);
    for (const who of ['office', 'auditor', 'congress', 'jyt-office', 'jyt-officer', 'czt-office', 'deputy'])
      expect(await ids(who)).toContain(journey.url);
    for (const who of ['fgw-office', 'jyt-stranger', 'cppcc', 'other-deputy'])
      expect(await ids(who)).not.toContain(journey.url);
    expect(await ids('jyt-officer', '&mine=true')).toContain(journey.url);
    expect(await ids('office', '&kind=proposal')).not.toContain(journey.url);
    for (const who of ['intake', 'operations']) expect(await status(who, '/cases')).toBe(403);
    expect(await status('jyt-office', '/cases?unit=czt')).toBe(403);
  });

  it('pages through a list without losing or repeating a case, and refuses a cursor that is none', async () => {
    for (let n = 0; n < 5; n += 1) await api.takeIn();
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await read<{ items: { caseId: string }[]; next?: string }>(
        'office',
        `/cases?limit=2${cursor}`,
      );
      seen.push(...page.items.map(({ caseId }) => caseId));
      cursor = page.next === undefined ? '' : `&cursor=${encodeURIComponent(page.next)}`;
    } while (cursor !== '');
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(6);
    const bad = await api.get('office', '/cases?cursor=nonsense');
    expect([bad.status, (bad.body as { errors: { pointer: string }[] }).errors[0]?.pointer]).toEqual([
      422,
      '/query/cursor',
    ]);
  });

  it.each([
    ['limit=0'],
    ['limit=201'],
    ['status=nonsense'],
    ['overdue=maybe'],
    ['dueBefore=2026-02-30'],
    ['colour=red'],
    ['kind=x&kind=y'],
  ])('refuses the query %s', async (query) => {
    expect(await status('office', `/cases?${query}`)).toBe(422);
  });

  it('[R7.1] counts what is due and late per unit and in all, and lists it by due date', async () => {
    const lights = await read<{ total: { cases: number }; units: { unit: string }[] }>('office', '/lights');
    expect(lights.units.map(({ unit }) => unit).sort()).toEqual(['czt', 'jyt']);
    expect(
      (await read<{ units: { unit: string }[] }>('czt-office', '/lights')).units.map(({ unit }) => unit),
    ).toEqual(['czt']);
    const { items } = await read<{ items: { owedBy: { id: string }; due: string }[] }>(
      'czt-office',
      '/obligations',
    );
    expect(new Set(items.map(({ owedBy }) => owedBy.id))).toEqual(new Set(['czt']));
    expect(items.map(({ due }) => due)).toEqual(items.map(({ due }) => due).sort());
  });

  it('[R7.1] narrows what is due by session, by the state of its case and by what is late', async () => {
    const count = async (query: string) =>
      (await read<{ items: unknown[] }>('office', `/obligations?limit=200&${query}`)).items.length;
    const all = await count('');
    expect(all).toBeGreaterThan(0);
    expect((await count('overdue=true')) + (await count('overdue=false'))).toBe(all);
    expect(await count('term=13&session=5')).toBe(all);
    expect(await count('term=13&session=6')).toBe(0);
    expect(await count('status=closed,withdrawn')).toBe(0);
    expect(await status('office', '/obligations?status=nowhere')).toBe(422);
  });

  it('[R2.2] shows a division, in lists and figures too, only what it was handed', async () => {
    const cases = async (who: string) => {
      const { items } = await read<{ items: { caseId: string }[] }>(who, '/obligations?limit=200');
      const { total } = await read<{ total: { cases: number } }>(who, '/lights');
      return { listed: new Set(items.map(({ caseId }) => caseId)).size, counted: total.cases };
    };
    const office = await cases('jyt-office');
    expect(office.counted).toBeGreaterThan(0);
    expect(await cases('jyt-stranger')).toEqual({ listed: 0, counted: 0 });
    expect((await cases('jyt-officer')).counted).toBeGreaterThan(0);
  });

  it('keeps an inbox for each, and marks only one’s own notices as read', async () => {
    const inbox = await read<{ items: { noticeId: number }[]; unread: number }>('jyt-office', '/inbox');
    expect(inbox.unread).toBeGreaterThan(0);
    const noticeIds = inbox.items.map(({ noticeId }) => noticeId);
    expect((await api.post('fgw-office', '/inbox/read', { noticeIds })).body).toEqual({ marked: 0 });
    expect((await api.post('jyt-office', '/inbox/read', { noticeIds })).body).toEqual({
      marked: noticeIds.length,
    });
    expect((await read<{ unread: number }>('jyt-office', '/inbox')).unread).toBe(0);
  });

  it('shows people of the register inside their unit only', async () => {
    const units = async (who: string) =>
      new Set(
        (await read<{ items: { unit: string }[] }>(who, '/register/people')).items.map(({ unit }) => unit),
      );
    expect(await units('jyt-office')).toEqual(new Set(['jyt']));
    expect(await units('office')).toEqual(new Set(register.people.map(({ unit }) => unit)));
    expect(await status('jyt-office', '/register/people?unit=czt')).toBe(403);
    expect(await status('deputy', '/register/people')).toBe(403);
  });

  it('says who one is', async () => {
    expect(await read('jyt-officer', '/me')).toMatchObject({
      actor: { role: 'unit-division' },
      person: { id: 'jyt-officer' },
      unit: { id: 'jyt' },
    });
  });

  it('answers /healthz and /readyz to everyone, /metrics to operators, and no cached copies', async () => {
    const { default: request } = await import('supertest');
    expect((await request(api.app).get('/healthz')).status).toBe(200);
    expect((await request(api.app).get('/readyz')).body).toEqual({ ready: true, ledger: true, engine: true });
    const metrics = await api.get('operations', '/metrics');
    expect(metrics.text).toContain('casework_http_requests_total');
    expect(metrics.text).not.toContain('hebei-congress');
    expect((await api.get('office', journey.url)).headers['cache-control']).toBe('no-store');
  });
});
