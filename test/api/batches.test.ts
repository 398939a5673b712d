import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'iconv-lite';
import request from 'supertest';
import writeXlsxFile from 'write-excel-file/node';
import { BATCH_LIMIT } from '../../api/batches';
import { LIST_TYPES, type ListFormat } from '../../api/batches/read-file';
import { loadRegister } from '../../ledger/register';
import type { BatchPreview, BatchProgress, BatchRow } from '../../schemas/batch';
import type { Actor } from '../../schemas/common';
import { register as registerFile } from '../../schemas/register';
import { foundInDatabase } from '../setup/needles';
import { actors, apiHarness, suggestion, type ApiHarness } from './harness';

const HEADINGS = [
  '编号',
  '类别',
  '届次',
  '案由',
  '内容',
  '领衔代表',
  '主办单位',
  '会办单位',
  '交办日期',
  '交办机关',
];
type Cells = Partial<Record<(typeof HEADINGS)[number], string>>;
const good = (编号: string, more: Cells = {}): Cells => ({
  编号,
  类别: '建议',
  届次: '十三届五次',
  案由: '关于测试的建议',
  内容: '示例正文',
  领衔代表: '示例甲',
  主办单位: '示例厅 jyt',
  会办单位: 'czt',
  交办日期: '2026年2月5日',
  交办机关: '省政府办公厅',
  ...more,
});
const tableOf = (rows: readonly Cells[]) => [
  HEADINGS,
  ...rows.map((row) => HEADINGS.map((heading) => row[heading] ?? '')),
];
const csvOf = (...rows: Cells[]) =>
  tableOf(rows)
    .map((cells) => cells.join(','))
    .join('\n');

function actorOf(who: string): Actor {
  const actor = actors[who];
  if (!actor) throw new Error(`nobody is called ${who}`);
  return actor;
}

describe('a session’s list over the API', () => {
  let api: ApiHarness;
  beforeEach(async () => (api = await apiHarness()));
  afterEach(() => api.close());

  let keys = 0;
  async function send(
    body: Buffer | string,
    format: ListFormat = 'csv',
    { who = 'intake', key = `batch-${(keys += 1)}`, query = '' } = {},
  ) {
    const token = await api.issuer.tokenFor(actorOf(who));
    return request(api.app)
      .post(`/batches${query}`)
      .set('Authorization', `Bearer ${token}`)
      .set('Idempotency-Key', key)
      .set('Content-Type', LIST_TYPES[format])
      .send(body);
  }
  const rowsOf = async (progress: BatchProgress, query = '', who = 'intake') =>
    (await api.get(who, `/batches/${progress.id}/rows${query}`)).body as { items: BatchRow[]; next?: string };
  const count = async (table: string) =>
    (await api.ledger.query<{ n: number }>(`SELECT count(*) AS n FROM ${table}`))[0]?.n;

  it('answers 202 with where its progress is; the cases lie in the ledger by then, and its workflow is set going', async () => {
    const response = await send(csvOf(good('1'), good('2')));
    expect(response.status).toBe(202);
    const progress = response.body as BatchProgress;
    expect(progress).toMatchObject({ total: 2, good: 2, started: 0, already: 0, failed: 0, finished: false });
    expect(response.headers['location']).toBe(`/batches/${progress.id}`);
    expect(api.cases.batches).toEqual([progress.id]);
    expect(await count('cases')).toBe(2);
    expect((await api.get('intake', `/batches/${progress.id}`)).body).toEqual(progress);
    await api.ledger.query('UPDATE cases SET started_at = $1', ['2026-02-06T04:00:00Z']);
    expect((await api.get('office', `/batches/${progress.id}`)).body).toMatchObject({
      started: 2,
      finished: true,
    });
  });

  it('records a case as intake of one case would: the same content by the other way is “already there”', async () => {
    const one = suggestion();
    await send(JSON.stringify([one]), 'json');
    const response = await api.post('intake', '/cases', one);
    expect(response.body).toMatchObject({ outcome: 'already' });
  });

  it.each(['csv', 'json'] as const)(
    '[R3.12] takes no secret in from a list (%s), keeps nothing of that row, and goes on with the others',
    async (format) => {
      const words = ['关于某设施的建议', '某设施位于某处', '示例丙', '火星局'];
      const [title, text, name, unit] = words as [string, string, string, string];
      const csv = csvOf(
        good('1', { 案由: title, 内容: text, 领衔代表: name, 主办单位: unit }),
        good('2'),
      ).split('\n');
      const marked = csv
        .map((line, index) => `${line},${['是否涉密', '机密', '否'][index] ?? ''}`)
        .join('\n');
      const whole = { ...suggestion({ title, text }), secret: true, kind: unit };
      const response = await send(
        format === 'csv' ? marked : JSON.stringify([whole, { ...suggestion(), secret: false }]),
        format,
      );
      const progress = response.body as BatchProgress;
      expect(progress).toMatchObject({ total: 2, good: 1, failed: 1 });
      const { items } = await rowsOf(progress, '?state=failed');
      expect(items.map(({ problems, repairs }) => [problems, repairs])).toEqual([
        [[expect.objectContaining({ pointer: '/secret', rule: 'R3.12' })], []],
      ]);
      expect(await foundInDatabase(api.ledger, words)).toEqual([]);
    },
  );

  it('names what is wrong by row, cell and heading, and goes on with the good rows', async () => {
    const response = await send(
      csvOf(
        good('1'),
        good('2', { 主办单位: '火星局', 交办日期: '2026-02-30' }),
        good('3', { 会办单位: '示例厅 jyt' }),
        good('4', { 交办日期: '2027-01-01' }),
        good('5'),
      ),
    );
    const progress = response.body as BatchProgress;
    expect(progress).toMatchObject({ total: 5, good: 2, failed: 3 });
    const { items } = await rowsOf(progress, '?state=failed');
    expect(
      items.map(({ row, problems }) => [
        row,
        problems.map(({ cell, heading, rule, message }) => [cell, heading, rule, message]),
      ]),
    ).toEqual([
      [
        3,
        [
          ['I3', '交办日期', 'D1', '日期“2026-02-30”不存在'],
          ['G3', '主办单位', 'setting', '单位“火星局”不在单位名册中'],
        ],
      ],
      [4, [['H4', '会办单位', 'R3.4', '会办单位不能与主办单位相同']]],
      [5, [['I5', '交办日期', 'D8', '交办日期 2027-01-01 晚于今天（2026-02-06）']]],
    ]);
    expect(await count('cases')).toBe(2);
  });

  it('says of each row what was repaired, and of a number that was missing which one is ours', async () => {
    const response = await send(csvOf(good('０１８６', { 案由: ' 标题 ' }), good('')));
    const { items } = await rowsOf(response.body as BatchProgress);
    expect(items[0]?.caseId).toBe('hebei-congress:13-5:main:0186');
    expect(items[0]?.repairs.map(({ cell, message }) => `${cell} ${message}`)).toEqual(
      expect.arrayContaining(['A2 全角数字、字母已改为半角', 'D2 已去掉多余的空格']),
    );
    expect(items[1]?.repairs.at(-1)).toMatchObject({
      cell: 'A3',
      message: expect.stringMatching(/^没有编号，平台代拟为 代拟-/),
    });
  });

  it('changes nothing when it is sent again: all rows are “already there”', async () => {
    const file = csvOf(good('1'), good('2'), good(''));
    await send(file);
    const before = [await count('cases'), await count('case_events'), await count('notices')];
    const again = await send(file);
    expect(again.body).toMatchObject({ good: 3, already: 3, failed: 0, finished: true });
    expect([await count('cases'), await count('case_events'), await count('notices')]).toEqual(before);
  });

  it('gets its first answer again under the same key, and is refused under the key of another file', async () => {
    const [first, again] = [
      await send(csvOf(good('1')), 'csv', { key: 'same' }),
      await send(csvOf(good('1')), 'csv', { key: 'same' }),
    ];
    expect([again.status, again.body]).toEqual([202, first.body]);
    expect(await count('batches')).toBe(1);
    const other = await send(csvOf(good('2')), 'csv', { key: 'same' });
    expect([other.status, (other.body as { code: string }).code]).toEqual([422, 'key-reused']);
    expect(await count('cases')).toBe(1);
  });

  it('refuses a row whose number has other content, with a pointer to the case that has it; an identical row is “already there”', async () => {
    await send(csvOf(good('1')));
    const response = await send(
      csvOf(good('1', { 案由: '别的内容' }), good('1'), good('2'), good('2'), good('2', { 内容: '别的' })),
    );
    expect(response.body).toMatchObject({ good: 3, already: 2, failed: 2 });
    const { items } = await rowsOf(response.body as BatchProgress);
    expect(
      items.map(({ state, caseId, problems }) => [state, caseId?.split(':').at(-1), problems[0]?.message]),
    ).toEqual([
      ['failed', '1', '这一编号已有另一内容的建议提案'],
      ['already', '1', undefined],
      ['waiting', '2', undefined],
      ['already', '2', undefined],
      ['failed', '2', '与第 4 行编号相同而内容不同'],
    ]);
  });

  it('becomes one case a row when it is sent twice at once, under two keys or under one', async () => {
    const file = csvOf(...Array.from({ length: 150 }, (_, index) => good(`${index}`)));
    const responses = await Promise.all([
      send(file, 'csv', { key: 'a' }),
      send(file, 'csv', { key: 'b' }),
      send(file, 'csv', { key: 'b' }),
    ]);
    expect(responses.map(({ status }) => status)).toEqual([202, 202, 202]);
    const [one, two, three] = responses.map(({ body }) => body as BatchProgress);
    expect(two).toEqual(three);
    expect([one, two].map((each) => (each?.good ?? 0) - (each?.already ?? 0)).sort((a, b) => a - b)).toEqual([
      0, 150,
    ]);
    expect([await count('cases'), await count('batches'), await count('case_events WHERE seq = 1')]).toEqual([
      150, 2, 150,
    ]);
  });

  it('keeps nothing in a dry run, and says what would become of each row', async () => {
    const response = await send(csvOf(good('1'), good('2', { 案由: '' })), 'csv', { query: '?dryRun=true' });
    expect(response.status).toBe(200);
    const { rows, ...counts } = response.body as BatchPreview;
    expect(counts).toEqual({ total: 2, good: 1, already: 0, failed: 1, repairs: [], unused: [] });
    expect(rows.map(({ row, state, problems }) => [row, state, problems[0]?.cell])).toEqual([
      [2, 'good', undefined],
      [3, 'failed', 'D3'],
    ]);
    expect([await count('cases'), await count('batches'), await count('idempotency')]).toEqual([0, 0, 0]);
    expect(api.cases.batches).toEqual([]);
  });

  it('is taken as CSV in GB18030 and as .xlsx, and then it is said', async () => {
    const gb = await send(encode(csvOf(good('1')), 'gb18030'));
    expect(gb.body).toMatchObject({ good: 1, repairs: ['文件为 GB18030（GBK）编码，已转换'] });
    const table = tableOf([good('2')]).map((row) => row.map((cell) => cell || null));
    const xlsx = await send(await writeXlsxFile(table).toBuffer(), 'xlsx');
    expect(xlsx.body).toMatchObject({ good: 1, failed: 0, repairs: [] });
  });

  it.each([
    ['broken JSON', 'json', '{"cases": ['],
    ['JSON that is no list', 'json', '{"cases": 7}'],
    ['an open quote', 'csv', `${HEADINGS.join(',')}\n"1`],
    ['no headings', 'csv', '1,2,3'],
    ['a broken .xlsx', 'xlsx', 'PK\u0003\u0004 and no more'],
    ['an empty body', 'csv', ''],
  ] as const)('is refused in one sentence with %s, and nothing is kept', async (_, format, body) => {
    const response = await send(Buffer.from(body), format);
    expect([response.status, (response.body as { code: string }).code]).toEqual([422, 'invalid']);
    expect((response.body as { detail: string }).detail).toMatch(/\p{Script=Han}/u);
    expect([await count('batches'), await count('cases'), await count('idempotency')]).toEqual([0, 0, 0]);
  });

  it('refuses what is no case in a list of JSON by its pointer, also text that cannot be kept and fields that nobody knows', async () => {
    const response = await send(
      JSON.stringify([
        suggestion(),
        { ...suggestion(), title: 'a\u0000b' },
        { ...suggestion(), titel: 'x' },
        { ...suggestion(), text: undefined },
        7,
      ]),
      'json',
    );
    const { items } = await rowsOf(response.body as BatchProgress, '?state=failed');
    expect(
      items.map(({ row, problems }) => [row, problems.map(({ pointer, rule }) => [pointer, rule])]),
    ).toEqual([
      [2, [['/title', 'setting']]],
      [3, [['/titel', 'setting']]],
      [4, [['/text', 'setting']]],
      [5, [['', 'setting']]],
    ]);
    const whole = await send('{"cases": 7}', 'json');
    expect([whole.status, whole.body]).toMatchObject([
      422,
      { rule: 'setting', errors: [{ pointer: '', rule: 'setting' }] },
    ]);
    expect(response.body).toMatchObject({ good: 1 });
  });

  it('is refused when it is too large, of another type, or from somebody without the role', async () => {
    const large = await send(Buffer.alloc(BATCH_LIMIT + 1, 'a'));
    expect(large.status).toBe(413);
    const token = await api.issuer.tokenFor(actorOf('intake'));
    const typed = await request(api.app)
      .post('/batches')
      .set('Authorization', `Bearer ${token}`)
      .set('Idempotency-Key', 'k')
      .set('Content-Type', 'application/pdf')
      .send('x');
    expect(typed.status).toBe(415);
    for (const who of ['jyt-office', 'congress', 'deputy', 'auditor', 'operations'])
      expect((await send(csvOf(good('1')), 'csv', { who })).status).toBe(403);
    expect(await count('batches')).toBe(0);
  });

  it('is shown to the intake system that sent it and to the provincial office, to nobody else', async () => {
    const own = (await send(csvOf(good('1')))).body as BatchProgress;
    const offices = (await send(csvOf(good('2')), 'csv', { who: 'office' })).body as BatchProgress;
    expect((await api.get('intake', `/batches/${own.id}`)).status).toBe(200);
    expect((await api.get('office', `/batches/${own.id}/rows`)).status).toBe(200);
    for (const path of [
      `/batches/${offices.id}`,
      `/batches/${offices.id}/rows`,
      '/batches/none',
      '/batches/none/rows',
    ])
      expect((await api.get('intake', path)).status).toBe(404);
    expect((await api.get('auditor', `/batches/${own.id}`)).status).toBe(403);
  });

  it('gives its rows page by page, of one state or of all', async () => {
    const progress = (
      await send(
        csvOf(
          ...Array.from({ length: 25 }, (_, index) => good(`${index}`, index % 5 === 0 ? { 案由: '' } : {})),
        ),
      )
    ).body as BatchProgress;
    const seen: number[] = [];
    for (let next: string | undefined = ''; next !== undefined;) {
      const page: { items: BatchRow[]; next?: string } = await rowsOf(
        progress,
        `?limit=10${next && `&cursor=${next}`}`,
      );
      seen.push(...page.items.map(({ row }) => row));
      next = page.next;
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => index + 2));
    expect((await rowsOf(progress, '?state=failed')).items.map(({ row }) => row)).toEqual([2, 7, 12, 17, 22]);
    expect((await api.get('intake', `/batches/${progress.id}/rows?cursor=nonsense`)).status).toBe(422);
    expect((await api.get('intake', `/batches/${progress.id}/rows?state=gone`)).status).toBe(422);
  });

  it('stays in the ledger when the engine is away: it is answered, and the rows wait to be started', async () => {
    const dead = await apiHarness({ batches: { start: () => Promise.reject(new Error('engine away')) } });
    try {
      const token = await dead.issuer.tokenFor(actorOf('intake'));
      const response = await request(dead.app)
        .post('/batches')
        .set('Authorization', `Bearer ${token}`)
        .set('Idempotency-Key', 'k')
        .set('Content-Type', LIST_TYPES.csv)
        .send(csvOf(good('1')));
      expect([response.status, response.body]).toEqual([
        202,
        expect.objectContaining({ good: 1, started: 0, finished: false }),
      ]);
    } finally {
      await dead.close();
    }
  });

  it('made of the sample becomes sixty cases under the sample register, in either form', async () => {
    const sample = (name: string) => readFileSync(join(__dirname, '..', '..', 'samples', name));
    await loadRegister(api.ledger, registerFile.parse(JSON.parse(sample('register.json').toString())));
    const csv = await send(sample('session-list.csv'));
    expect(csv.body).toMatchObject({ total: 60, good: 60, failed: 0, already: 0 });
    const xlsx = await send(sample('session-list.xlsx'), 'xlsx');
    expect(xlsx.body).toMatchObject({ total: 60, good: 60, failed: 0, already: 60 });
  });

  it('of 1,600 rows is durable when its sending is answered', async () => {
    const file = csvOf(...Array.from({ length: 1600 }, (_, index) => good(`${index}`)));
    const response = await send(file);
    expect(response.body).toMatchObject({ total: 1600, good: 1600 });
    const [row] = await api.ledger.query('SELECT count(*)::int AS cases FROM cases');
    expect(row?.['cases']).toBeGreaterThanOrEqual(1600);
  }, 120_000);
});
