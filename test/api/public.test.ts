import express, { type Express } from 'express';
import request from 'supertest';
import { mountRoutes } from '../../api/mount';
import { failures } from '../../api/failures';
import { platformClock } from '../../ledger/clock';
import { publicRoutes } from '../../api/public';
import { Problem } from '../../api/problems';
import { publicUrlOf } from '../../activities/publish';
import { storeDocument } from '../../ledger/documents';
import { removePublication, savePublication, slugOf, type Publication } from '../../ledger/publications';
import type { Actor } from '../../schemas/common';
import { pino } from 'pino';
import { BASE, issuedReply, worldFixture, type WorldFixture } from '../activities/fixture';
import { actors, standardIntake } from '../domain/case/scenario';

let fixture: WorldFixture;
let app: Express;
let who: Actor | undefined;

beforeAll(async () => {
  fixture = await worldFixture();
  const logger = pino({ level: 'silent' });
  const authenticate = () =>
    who ? Promise.resolve(who) : Promise.reject(new Problem('unauthenticated', '请先登录'));
  const { ledger } = fixture;
  const deps = {
    ledger,
    clock: platformClock(ledger),
    config: { mode: 'test' as const, publicBaseUrl: BASE },
  };
  app = express();
  app.set('query parser', 'simple');
  app.use(
    mountRoutes(publicRoutes(deps), {
      authenticate,
      limiter: (_request, _response, next) => next(),
    }),
  );
  app.use(failures(logger));
});
afterAll(() => fixture.close());
afterEach(async () => {
  who = undefined;
  await fixture.ledger.query('DELETE FROM publications');
});

let count = 0;
async function published(more: Partial<Publication> = {}): Promise<Publication> {
  count += 1;
  const caseId = await fixture.newCase(`9${count}`);
  const publication: Publication = {
    caseId,
    letterId: 'l1',
    slug: slugOf(caseId, 'l1'),
    kind: 'suggestion',
    number: `9${count}`,
    term: 14,
    session: 4,
    title: '关于某事的建议',
    unit: 'lead',
    unitName: '单位甲',
    documentNumber: `示例〔2026〕${count}号`,
    category: 'B',
    repliedOn: '2026-03-01',
    publishedOn: '2026-03-02',
    letterText: '示例甲代表：\n您提出的建议收悉。\n电话〔手机号已隐去〕。',
    redactions: [{ in: 'letter', kind: 'mobile', at: 20, length: 11 }],
    merged: [],
    ...more,
  };
  await savePublication(fixture.ledger, publication);
  return publication;
}
const letterOf = ({ slug }: Publication) => `/public/letters/${slug}`;

describe('the public page of a letter', () => {
  it('[R3.1] tells a national case from a provincial one of the same session and number', async () => {
    const provincial = await published();
    const national = await published();
    await fixture.ledger.query(`UPDATE cases SET level = 'national' WHERE case_id = $1`, [national.caseId]);
    const session = async (one: Publication) =>
      /建议 (\S*届四次会议)/.exec((await request(app).get(letterOf(one))).text)?.[1];
    expect([await session(provincial), await session(national)]).toEqual([
      '十四届四次会议',
      '全国十四届四次会议',
    ]);
  });

  it('[R3.10] names the series of a number that is not of the main one', async () => {
    const identity = { ...standardIntake.identity, series: '议案转建议' };
    const one = await published({
      caseId: await fixture.newCase('16', { identity }),
      number: '16',
      merged: [
        { series: 'main', number: '16', title: '关于另一事的建议' },
        { number: '17', title: '早先并入的建议' },
      ],
    });
    const { text } = await request(app).get(letterOf(one));
    expect(text).toContain('代表建议 十四届四次会议 议案转建议第16号、第16号、第17号');
    expect(text).toContain('<li>第16号 关于另一事的建议</li>');
  });

  it('[R5.3][R5.5] shows mark, category, document number, title, unit, text and days', async () => {
    const publication = await published();
    const { status, text, headers } = await request(app).get(letterOf(publication));
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    for (const words of [
      '<html lang="zh-CN">',
      '对《关于某事的建议》的答复',
      '单位甲',
      publication.documentNumber,
      'B类',
      '是否同意公开',
      '2026-03-01',
      '2026-03-02',
      '您提出的建议收悉。',
      '已隐去',
    ])
      expect(text).toContain(words);
    expect(text).not.toContain('原文</h2>');
  });

  it('[R5.4] shows what the letter bears and, as soon as it is checked, what the check found, however often it is made', async () => {
    const publication = await published();
    const shows = async () =>
      /<dd>(B类[^<]*|C类[^<]*)<\/dd>/.exec((await request(app).get(letterOf(publication))).text)?.[1];
    const check = (category: string) =>
      fixture.ledger.query(
        `UPDATE cases SET state = jsonb_set(state::jsonb, '{letters}',
           jsonb_build_object('l1', jsonb_build_object('categoryCheck', jsonb_build_object('category', $2::text))))::json
         WHERE case_id = $1`,
        [publication.caseId, category],
      );
    expect(await shows()).toBe('B类');
    await check('C');
    expect(await shows()).toBe('B类（经核查为C类）');
    expect((await request(app).get('/public')).text).toContain('B类（经核查为C类）');
    await removePublication(fixture.ledger, publication.caseId, 'l1', '2026-03-05');
    await savePublication(fixture.ledger, publication);
    expect(await shows()).toBe('B类（经核查为C类）');
    await check('B');
    expect(await shows()).toBe('B类');
  });

  it('the address that a case is told is the address of the page', async () => {
    const publication = await published();
    const { pathname } = new URL(publicUrlOf(BASE, publication.slug));
    expect((await request(app).get(pathname)).status).toBe(200);
  });

  it('[R5.7] shows the original text only where it was agreed to', async () => {
    const { text } = await request(app).get(letterOf(await published({ originalText: '原来的文字' })));
    expect(text).toContain('原文</h2>');
    expect(text).toContain('原来的文字');
  });

  it('everything that others wrote is escaped, wherever it stands', async () => {
    const evil = `<script>alert('x')</script>"'&`;
    const publication = await published({
      title: evil,
      unitName: evil,
      documentNumber: evil,
      letterText: `${evil}\n<img src=x>`,
      originalText: evil,
      number: evil,
    });
    for (const path of [
      letterOf(publication),
      '/public',
      `/public?q=${encodeURIComponent('"><script>alert(1)</script>')}`,
    ]) {
      const { text } = await request(app).get(path);
      expect(text).not.toMatch(/<script|<img|onerror=/);
    }
    const { text } = await request(app).get(letterOf(publication));
    expect(text).toContain('&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;');
  });

  it('nothing is loaded from elsewhere and nothing can run: policy and page agree', async () => {
    const { headers, text } = await request(app).get(letterOf(await published()));
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(text).not.toMatch(/style="|<style|<script|https?:\/\//);
    const { headers: style, text: css } = await request(app).get('/public/style.css');
    expect(style['content-type']).toBe('text/css; charset=utf-8');
    expect(css).not.toMatch(/url\(|@import/);
  });

  it('one taken down answers 410 with a plain sentence, its text is nowhere', async () => {
    const publication = await published({ letterText: '撤下的文字' });
    await removePublication(fixture.ledger, publication.caseId, 'l1', '2026-03-09');
    const { status, text } = await request(app).get(letterOf(publication));
    expect(status).toBe(410);
    expect(text).toContain('这份答复函已由承办单位撤下');
    for (const path of ['/public', '/public/feed.atom', letterOf(publication)])
      expect((await request(app).get(path)).text).not.toContain('撤下的文字');
    expect((await request(app).get(`${letterOf(publication)}/attachment`)).status).toBe(410);
  });

  it('an unknown address answers 404 with a page', async () => {
    const { status, text } = await request(app).get('/public/letters/nothing');
    expect(status).toBe(404);
    expect(text).toContain('没有这个页面');
  });

  it('a file is offered for download under its Chinese name, and never shown in place', async () => {
    const { hash } = await storeDocument(fixture.ledger, {
      name: `答复"函'.pdf`,
      mediaType: 'application/pdf',
      bytes: Buffer.from('%PDF-1'),
      uploadedBy: { subject: 'x' },
      uploadedAt: '2026-03-01T00:00:00Z',
    });
    const publication = await published({ letterText: undefined, attachment: hash });
    const page = await request(app).get(letterOf(publication));
    expect(page.text).toContain(`${letterOf(publication)}/attachment`);
    const { status, headers, body } = await request(app).get(`${letterOf(publication)}/attachment`);
    expect(status).toBe(200);
    expect(headers['content-disposition']).toBe(
      `attachment; filename*=UTF-8''%E7%AD%94%E5%A4%8D%22%E5%87%BD%27.pdf`,
    );
    expect(body).toEqual(Buffer.from('%PDF-1'));
    expect((await request(app).get(`${letterOf(await published())}/attachment`)).status).toBe(404);
  });

  it('what has not changed is not sent again', async () => {
    const path = letterOf(await published());
    const { headers } = await request(app).get(path);
    const again = await request(app)
      .get(path)
      .set('If-None-Match', headers['etag'] ?? '');
    expect(again.status).toBe(304);
    expect(again.text).toBe('');
  });
});

describe('the public list', () => {
  const titles = (text: string) => [...text.matchAll(/对《([^》]+)》的答复/g)].map(([, title]) => title);

  it('the latest come first, a unit or a kind can be chosen, words and numbers can be searched', async () => {
    await published({ title: '甲', publishedOn: '2026-03-01', unit: 'co', unitName: '单位乙' });
    await published({ title: '乙', publishedOn: '2026-03-03', kind: 'proposal' });
    await published({ title: '丙', publishedOn: '2026-03-02', letterText: '修建100%完成的_道路\\桥' });
    const find = async (query: string) => titles((await request(app).get(`/public${query}`)).text);
    expect(await find('')).toEqual(['乙', '丙', '甲']);
    expect(await find('?unit=co')).toEqual(['甲']);
    expect(await find('?kind=proposal')).toEqual(['乙']);
    expect(await find(`?q=${encodeURIComponent('道路')}`)).toEqual(['丙']);
    expect(await find(`?q=${encodeURIComponent('单位甲 丙')}`)).toEqual(['丙']);
    for (const literal of ['100%完', '的_道', '\\桥'])
      expect(await find(`?q=${encodeURIComponent(literal)}`)).toEqual(['丙']);
    expect(await find(`?q=${encodeURIComponent('1_0')}`)).toEqual([]);
  });

  it('pages of twenty, and the links keep what was chosen', async () => {
    for (let i = 1; i <= 21; i += 1)
      await published({ title: `第${i}件`, publishedOn: `2026-03-${String(i).padStart(2, '0')}` });
    const first = await request(app).get('/public?kind=suggestion');
    expect(titles(first.text)).toHaveLength(20);
    expect(first.text).toContain('href="/public?kind=suggestion&amp;page=2"');
    const second = await request(app).get('/public?kind=suggestion&page=2');
    expect(titles(second.text)).toEqual(['第1件']);
  });

  it.each(['?page=x', '?page=0', '?page=99999999', '?kind=nonsense', `?q=${'长'.repeat(100)}`, '?unit='])(
    'nonsense in the address (%s) shows a list, not an error',
    async (query) => {
      await published();
      const { status, text } = await request(app).get(`/public${query}`);
      expect(status).toBe(200);
      expect(titles(text)).toHaveLength(1);
    },
  );

  it('an empty list says so', async () => {
    const { status, text } = await request(app).get('/public');
    expect(status).toBe(200);
    expect(text).toContain('没有符合条件的答复函');
  });
});

describe('the feed', () => {
  /** Elements that are not closed in the order in which they were opened. */
  const unclosed = (xml: string) =>
    [...xml.matchAll(/<(\/?)(\w+)(?:\s[^<>]*?)?(\/?)>/g)].reduce<string[]>(
      (open, [, closing, name = '', empty]) => {
        if (empty) return open;
        if (!closing) return [...open, name];
        return open.at(-1) === name ? open.slice(0, -1) : [...open, `/${name}`];
      },
      [],
    );

  it('is well-formed Atom with absolute addresses, and escapes and leaves out what XML forbids', async () => {
    const publication = await published({ title: '<b>&“甲”', letterText: 'a\u000b\u0001b]]>&' });
    const { headers, text } = await request(app).get('/public/feed.atom');
    expect(headers['content-type']).toBe('application/atom+xml; charset=utf-8');
    expect(text).toMatch(
      /^<\?xml version="1.0" encoding="utf-8"\?>\n<feed xmlns="http:\/\/www.w3.org\/2005\/Atom"/,
    );
    expect(text).toContain(`<id>${BASE}${letterOf(publication)}</id>`);
    expect(text).toContain('<updated>2026-03-02T00:00:00+08:00</updated>');
    expect(text).toContain('&lt;b&gt;&amp;“甲”');
    expect(text).toContain('ab]]&gt;&amp;');
    expect(unclosed(text)).toEqual([]);
    expect(unclosed('<a><b></a>')).not.toEqual([]);
  });

  it('is there when nothing is published', async () => {
    const { status, text } = await request(app).get('/public/feed.atom');
    expect(status).toBe(200);
    expect(text).not.toContain('<entry>');
  });
});

describe('the preview for those who answer for a letter', () => {
  const body = '示例甲代表：\n您的电话13800138000已核实。';
  const preview = ({ caseId, letterId }: { caseId: string; letterId: string }) =>
    request(app).get(`/cases/${encodeURIComponent(caseId)}/letters/${letterId}/publication-preview`);

  it('[R5.8] the unit sees what the public will read, and what was taken out', async () => {
    const made = await issuedReply(fixture, '951', { text: '我的住址：某市某路9号' }, { body });
    who = actors.lead;
    const { status, body: answer } = await preview(made);
    expect(status).toBe(200);
    expect(answer).toEqual({
      readable: true,
      warnings: [],
      letterText: '示例甲代表：\n您的电话〔手机号已隐去〕已核实。',
      originalText: '我的住址：〔地址已隐去〕',
      redactions: [
        { in: 'letter', kind: 'mobile', at: 11, found: '13800138000' },
        { in: 'original', kind: 'address', at: 5, found: '某市某路9号' },
      ],
    });
  });

  it('another unit, a proposer and nobody do not see it', async () => {
    const made = await issuedReply(fixture, '952', {}, { body });
    expect((await preview(made)).status).toBe(401);
    for (const [actor, status] of [
      [actors.co, 403],
      [actors.p1, 403],
      [actors.stranger, 403],
    ] as const) {
      who = actor;
      const answer = await preview(made);
      expect(answer.status).toBe(status);
      expect(answer.text).not.toContain('13800138000');
    }
  });

  it('an unknown letter or case answers 404', async () => {
    const made = await issuedReply(fixture, '953', {}, { body });
    who = actors.lead;
    expect((await preview({ ...made, letterId: 'l99' })).status).toBe(404);
    expect((await preview({ ...made, caseId: 'nothing' })).status).toBe(404);
  });
});
