import { strToU8, zipSync } from 'fflate';
import { Problem } from '../../api/problems';
import { apiHarness, type ApiHarness } from './harness';
import { CRITERIA, Journey } from './journey';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

interface Failed {
  code: string;
  rule?: string;
  detail: string;
  errors: { pointer: string; detail: string }[];
}

describe('commands over the API', () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await apiHarness();
  });
  afterAll(() => api.close());

  const eventsOf = async (url: string) => {
    const caseId = decodeURIComponent(url.slice('/cases/'.length));
    return api.ledger.query<{
      type: string;
      actor: { subject: string };
      data: Record<string, unknown>;
      on: string;
    }>('SELECT type, actor, data, act_on AS "on" FROM case_events WHERE case_id = $1 ORDER BY seq', [caseId]);
  };
  const refused = async (who: string, path: string, body: object, status: number, code: string) => {
    const response = await api.post(who, path, body);
    expect([response.status, (response.body as Failed).code, response.type]).toEqual([
      status,
      code,
      'application/problem+json',
    ]);
    return response.body as Failed;
  };

  it('[R1.1] go from signing to the named 3+1, and answer with the case as it is now', async () => {
    const url = await api.takeIn();
    const signed = await api.post('jyt-office', `${url}/tracks/t1/signature`);
    expect(signed.status).toBe(200);
    expect(signed.headers['location']).toBe(url);
    expect(signed.body).toMatchObject({ case: { url, status: 'in-progress' }, warnings: [] });
    expect((await eventsOf(url)).find(({ type }) => type === 'trackSigned')?.actor).toMatchObject({
      subject: 'jyt-office',
      unit: 'jyt',
    });
  });

  it('[R3.12] keep people’s words in the ledger and only ids in commands and events', async () => {
    const url = await api.takeIn();
    const reason = '不属于我单位职责，建议交由财政部门办理。';
    await api.post('jyt-office', `${url}/tracks/t1/signature`);
    const response = await api.post('jyt-office', `${url}/tracks/t1/return`, { reason });
    expect(response.status).toBe(200);
    expect(JSON.stringify(api.cases.sent)).not.toContain(reason);
    expect(JSON.stringify(await eventsOf(url))).not.toContain(reason);
    const kept = await api.ledger.query<{ body: string }>('SELECT body FROM texts WHERE body = $1', [reason]);
    expect(kept).toHaveLength(1);
  });

  it('answer the same key and body with the same answer, and record the act once', async () => {
    const url = await api.takeIn();
    const first = await api.post('jyt-office', `${url}/tracks/t1/signature`, {}, 'once');
    const again = await api.post('jyt-office', `${url}/tracks/t1/signature`, {}, 'once');
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    expect((await eventsOf(url)).filter(({ type }) => type === 'trackSigned')).toHaveLength(1);
  });

  it('refuse the same act under another key: the key is what makes it the same', async () => {
    const url = await api.takeIn();
    await api.post('jyt-office', `${url}/tracks/t1/signature`);
    await refused('jyt-office', `${url}/tracks/t1/signature`, {}, 409, 'wrong-state');
  });

  it('refuse the same key for another body or another address', async () => {
    const url = await api.takeIn();
    const other = await api.takeIn();
    await api.post('jyt-office', `${url}/tracks/t1/signature`, {}, 'mine');
    for (const response of [
      await api.post('jyt-office', `${url}/tracks/t1/signature`, { evidence: '见附件' }, 'mine'),
      await api.post('jyt-office', `${other}/tracks/t1/signature`, {}, 'mine'),
    ])
      expect([response.status, (response.body as Failed).code]).toEqual([422, 'key-reused']);
  });

  it('let two people use the same key for different things', async () => {
    const url = await api.takeIn();
    const statuses = [
      await api.post('jyt-office', `${url}/tracks/t1/signature`, {}, 'shared'),
      await api.post('czt-office', `${url}/tracks/t2/signature`, { evidence: '会办' }, 'shared'),
    ].map(({ status }) => status);
    expect(statuses).toEqual([200, 200]);
  });

  it('give a key back after a refusal, so that the mended request may use it', async () => {
    const url = await api.takeIn();
    const bad = await api.post('jyt-office', `${url}/tracks/t1/division`, { division: 'no-such' }, 'mended');
    expect(bad.status).toBe(422);
    await api.post('jyt-office', `${url}/tracks/t1/signature`);
    expect(
      (await api.post('jyt-office', `${url}/tracks/t1/division`, { division: 'jyt-d1' }, 'mended')).status,
    ).toBe(200);
  });

  it('say 503 and “repeat with the same key” when it is unknown how they ended; the repetition answers, once', async () => {
    const url = await api.takeIn();
    api.cases.failure = {
      when: 'after',
      error: new Problem('unavailable', '稍后重试', { headers: { 'Retry-After': '5' } }),
    };
    const lost = await api.post('jyt-office', `${url}/tracks/t1/signature`, {}, 'lost');
    expect([lost.status, lost.headers['retry-after']]).toEqual([503, '5']);
    const again = await api.post('jyt-office', `${url}/tracks/t1/signature`, {}, 'lost');
    expect(again.status).toBe(200);
    expect((await eventsOf(url)).filter(({ type }) => type === 'trackSigned')).toHaveLength(1);
  });

  it('answer a repetition from the record even when the actor has lost the case meanwhile', async () => {
    const url = await api.takeIn();
    const journey = new Journey(api, url);
    await journey.takenUp('jyt', 't1');
    api.cases.failure = { when: 'after', error: new Problem('unavailable', '稍后重试') };
    const body = { reason: '不属本处职责' };
    expect((await api.post('jyt-head', `${url}/tracks/t1/division-return`, body, 'gone')).status).toBe(503);
    const again = await api.post('jyt-head', `${url}/tracks/t1/division-return`, body, 'gone');
    expect([again.status, (again.body as { case: { url: string } }).case.url]).toEqual([200, url]);
    expect((await eventsOf(url)).filter(({ type }) => type === 'divisionReturned')).toHaveLength(1);
  });

  it('refuse what a rule forbids with rule, code and JSON pointer, and change nothing', async () => {
    const url = await api.takeIn();
    const before = (await eventsOf(url)).length;
    const problem = await refused(
      'jyt-office',
      `${url}/tracks/t1/signature`,
      { doneOn: '2026-02-07' },
      422,
      'invalid-date',
    );
    expect(problem.rule).toBe('D8');
    expect(problem.errors[0]?.pointer).toBe('/doneOn');
    expect(await eventsOf(url)).toHaveLength(before);
  });

  it('[D8] take what was done on Thursday and entered on Friday for done on Thursday', async () => {
    const url = await api.takeIn();
    expect(
      (await api.post('jyt-office', `${url}/tracks/t1/signature`, { doneOn: '2026-02-05' })).status,
    ).toBe(200);
    expect((await eventsOf(url)).find(({ type }) => type === 'trackSigned')?.on).toBe('2026-02-05');
  });

  it('refuse people, units, divisions, proposers and documents that nobody knows, with pointers', async () => {
    const journey = await Journey.begin(api);
    await journey.takenUp('jyt', 't1');
    const hash = 'b'.repeat(64);
    const cases: [string, string, object, string[]][] = [
      ['jyt-office', '/tracks/t1/officer', { officer: 'nobody' }, ['/officer']],
      ['jyt-office', '/tracks/t1/division', { division: 'czt-d1' }, ['/division']],
      ['office', '/tracks/t1/reassignment', { unit: 'nowhere', reason: '改派' }, ['/unit']],
      [
        'jyt-officer',
        '/tracks/t1/contacts',
        { stage: 'before', way: 'visit', proposers: ['p1', 'p9'], opinion: '好', documents: [hash] },
        ['/proposers/1', '/documents/0'],
      ],
      [
        'jyt-officer',
        '/tracks/t1/letters',
        { product: 'reply', document: hash, category: 'A', mark: 'public' },
        ['/document'],
      ],
    ];
    for (const [who, path, body, pointers] of cases) {
      const problem = await refused(who, `${journey.url}${path}`, body, 422, 'unknown-reference');
      expect(problem.errors.map(({ pointer }) => pointer)).toEqual(pointers);
    }
  });

  it('[R1.1] refuse people of another unit as the 3+1', async () => {
    const url = await api.takeIn();
    await api.post('jyt-office', `${url}/tracks/t1/signature`);
    const body = {
      principal: 'czt-principal',
      leaderInCharge: 'jyt-leader',
      office: 'jyt-office',
      division: 'jyt-head',
      officer: 'jyt-officer',
    };
    const problem = await refused(
      'jyt-office',
      `${url}/tracks/t1/responsibility`,
      body,
      422,
      'unknown-reference',
    );
    expect([problem.rule, problem.errors.map(({ pointer }) => pointer)]).toEqual(['R1.1', ['/principal']]);
  });

  it('answer 404 for a case, a track or a letter that there is not', async () => {
    const url = await api.takeIn();
    await refused(
      'jyt-office',
      '/cases/hebei-congress%3A13-5%3Amain%3Anone/tracks/t1/signature',
      {},
      404,
      'not-found',
    );
    await refused('jyt-office', `${url}/tracks/t9/signature`, {}, 404, 'not-found');
    await refused(
      'jyt-office',
      `${url}/letters/l9/issue`,
      { documentNumber: '冀教函〔2026〕1号' },
      404,
      'not-found',
    );
  });

  it('refuse a unit that has no part in the case, and a co-handler in the lead’s part', async () => {
    const url = await api.takeIn();
    await refused('fgw-office', `${url}/tracks/t1/signature`, {}, 403, 'not-permitted');
    await refused('czt-office', `${url}/tracks/t1/signature`, {}, 403, 'not-permitted');
  });

  it('refuse a division that was not handed the case', async () => {
    const journey = await Journey.begin(api);
    await journey.takenUp('jyt', 't1');
    await refused(
      'jyt-stranger',
      `${journey.url}/tracks/t1/research`,
      { place: '某地', people: '某人', findings: '无' },
      403,
      'not-permitted',
    );
  });

  it('[R3.2] refuse the reply of a co-handler, and [R6.1] one before contact', async () => {
    const journey = await Journey.begin(api);
    await journey.takenUp('jyt', 't1');
    await journey.takenUp('czt', 't2');
    const document = await api.upload('czt-office', '答复。');
    await api.upload('jyt-office', '答复。');
    const body = { product: 'reply', document, category: 'A', mark: 'public' };
    const cohandler = await api.post('czt-officer', `${journey.url}/tracks/t2/letters`, body);
    expect([cohandler.status >= 400 && cohandler.status < 500, (cohandler.body as Failed).rule]).toEqual([
      true,
      'R3.2',
    ]);
    const early = await api.post('jyt-officer', `${journey.url}/tracks/t1/letters`, body);
    expect([early.status, (early.body as Failed).rule]).toEqual([409, 'R6.1']);
  });

  it('[R2.4] warn of a reply without research and of slips in it, and do not block', async () => {
    const journey = await Journey.begin(api);
    await journey.takenUp('jyt', 't1');
    await journey.contacted();
    const document = await api.upload('jyt-office', '示例委员：您提出的提案收悉。');
    const { warnings, created } = await journey.act('jyt-officer', '/tracks/t1/letters', {
      product: 'reply',
      document,
      category: 'A',
      mark: 'public',
    });
    expect(warnings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['no-research', 'form-of-address', 'kind-of-case']),
    );
    expect(warnings.find(({ code }) => code === 'no-research')?.rule).toBe('R2.4');
    expect(created.find(({ type }) => type === 'letters')).toBeDefined();
  });

  it('read a .docx for slips as well, and say nothing of a file that cannot be read', async () => {
    const journey = await Journey.begin(api);
    await journey.takenUp('jyt', 't1');
    await journey.contacted();
    const draft = (document: string) => ({ document, category: 'A', mark: 'public' });
    const body =
      '<w:document><w:body><w:p><w:r><w:t>示例甲委</w:t></w:r><w:r><w:t>员：收悉。</w:t></w:r></w:p></w:body></w:document>';
    const docx = await api.upload('jyt-office', zipSync({ 'word/document.xml': strToU8(body) }), DOCX);
    const first = await journey.act('jyt-officer', '/tracks/t1/letters', {
      product: 'reply',
      ...draft(docx),
    });
    expect(first.warnings.map(({ code }) => code)).toContain('form-of-address');
    const letterId = first.created.find(({ type }) => type === 'letters')?.id ?? '';
    const broken = await api.upload('jyt-office', strToU8('PK\u0003\u0004 nonsense'), DOCX);
    const second = await journey.act('jyt-officer', `/letters/${letterId}/revisions`, draft(broken));
    expect(second.warnings).toEqual([]);
  });

  it('[R5.1] refuse a review at a level that is not the reviewer’s', async () => {
    const journey = await Journey.begin(api);
    await journey.takenUp('jyt', 't1');
    await journey.contacted();
    const letterId = await journey.drafted();
    const problem = await refused(
      'jyt-head',
      `${journey.url}/letters/${letterId}/reviews`,
      { level: 'principal', decision: 'approve', criteria: CRITERIA },
      403,
      'not-permitted',
    );
    expect(problem.rule).toBe('R5.1');
  });

  it('[R3.9] issue one letter to every deputy and the bodies, with addresses of what was made', async () => {
    const journey = await Journey.begin(api);
    await journey.takenUp('jyt', 't1');
    await journey.contacted();
    const letterId = await journey.drafted();
    await journey.reviewed(letterId);
    const response = await api.post('jyt-office', `${journey.url}/letters/${letterId}/issue`, {
      documentNumber: '冀教提字2026 1号',
    });
    const { created, warnings } = response.body as Awaited<ReturnType<Journey['act']>>;
    expect(response.status).toBe(201);
    expect(created.filter(({ type }) => type === 'deliveries')).toHaveLength(4);
    expect(response.headers['location']).toBe(
      `${journey.url}/deliveries/${created.find(({ type }) => type === 'deliveries')?.id}`,
    );
    expect(warnings.map(({ code }) => code)).toContain('document-number');
  });

  it('warn of a letter that is issued anew under the number of the one that was recalled, and do not block', async () => {
    const journey = await Journey.begin(api);
    await journey.takenUp('jyt', 't1');
    await journey.contacted();
    const issued = async (documentNumber: string) => {
      const letterId = await journey.drafted();
      await journey.reviewed(letterId);
      const { warnings } = await journey.act('jyt-office', `/letters/${letterId}/issue`, { documentNumber });
      return { letterId, codes: warnings.map(({ code }) => code) };
    };
    const used = 'number-of-ended-letter';
    const first = await issued('冀教提字〔2026〕1号');
    expect(first.codes).not.toContain(used);
    await journey.act('jyt-office', `/letters/${first.letterId}/recall`, { reason: '文字有误' });
    const second = await issued('冀教提字〔2026〕1号');
    expect(second.codes).toContain(used);
    await journey.act('jyt-office', `/letters/${second.letterId}/recall`, { reason: '文字有误' });
    expect((await issued('冀教提字〔2026〕2号')).codes).not.toContain(used);
  });

  it('do many cases in one act, each row for itself, and the whole twice with one answer', async () => {
    const urls = [await api.takeIn(), await api.takeIn(), await api.takeIn()];
    const rows = urls.map((url) => ({
      caseId: decodeURIComponent(url.slice('/cases/'.length)),
      trackId: 't1',
    }));
    await api.post('jyt-office', `${urls[1]}/tracks/t1/signature`);
    const body = { rows: [...rows, { caseId: 'no-such', trackId: 't1' }] };
    const response = await api.post('jyt-office', '/bulk/signatures', body, 'bulk');
    const answer = response.body as {
      done: number;
      refused: number;
      rows: { status: number; problem?: Failed }[];
    };
    expect([answer.done, answer.refused, answer.rows.map(({ status }) => status)]).toEqual([
      2,
      2,
      [200, 409, 200, 404],
    ]);
    expect(answer.rows[1]?.problem?.code).toBe('wrong-state');
    expect((await api.post('jyt-office', '/bulk/signatures', body, 'bulk')).body).toEqual(response.body);
  });

  it('leave a bulk act open when a row ended in the unknown, and go on with it when it is repeated', async () => {
    const urls = [await api.takeIn(), await api.takeIn()];
    const body = {
      rows: urls.map((url) => ({ caseId: decodeURIComponent(url.slice('/cases/'.length)), trackId: 't1' })),
    };
    api.cases.failure = { when: 'after', error: new Problem('unavailable', '稍后重试') };
    const first = await api.post('jyt-office', '/bulk/signatures', body, 'bulk-lost');
    expect((first.body as { rows: { status: number }[] }).rows.map(({ status }) => status).sort()).toEqual([
      200, 503,
    ]);
    const again = await api.post('jyt-office', '/bulk/signatures', body, 'bulk-lost');
    expect((again.body as { rows: { status: number }[] }).rows.map(({ status }) => status)).toEqual([
      200, 200,
    ]);
    for (const url of urls)
      expect((await eventsOf(url)).filter(({ type }) => type === 'trackSigned')).toHaveLength(1);
  });

  it('refuse documents that are not what they claim to be', async () => {
    const send = async (type: string, bytes: Buffer) => {
      const token = await api.issuer.tokenFor({ subject: 'jyt-office', role: 'unit-office', unit: 'jyt' });
      const { default: request } = await import('supertest');
      return request(api.app)
        .post('/documents?name=a')
        .set('Authorization', `Bearer ${token}`)
        .set('Content-Type', type)
        .serialize((body: unknown) => body as string)
        .send(bytes as unknown as string);
    };
    expect((await send('application/pdf', Buffer.from('%PDF-1.7 x'))).status).toBe(201);
    expect((await send('application/pdf', Buffer.from('MZ not a letter'))).status).toBe(415);
    expect((await send('text/html', Buffer.from('<script>'))).status).toBe(415);
    expect((await send('text/plain', Buffer.from([0xba, 0xc3]))).status).toBe(400);
    expect((await send('text/plain', Buffer.alloc(0))).status).toBe(422);
    expect((await send('text/plain', Buffer.alloc(21 * 1024 * 1024, 'a'))).status).toBe(413);
  });
});
