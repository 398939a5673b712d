import { encode } from 'iconv-lite';
import { strToU8, zipSync } from 'fflate';
import writeXlsxFile from 'write-excel-file/node';
import { readFile, type FileReading } from '../../../api/batches/read-file';
import { readXlsx } from '../../../api/batches/read-xlsx';
import { unpack } from '../../../api/batches/unpack';
import { lookups, tableOf } from '../../domain/intake/lookups';

const csvOf = (table: string[][]) =>
  table.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n');
const csv = csvOf(tableOf({ 编号: '0186', 标题: '关于乡间路维护的建议' }));
const read = (bytes: Buffer, format: 'csv' | 'json' | 'xlsx' = 'csv') => readFile(bytes, format, lookups);
const xlsxOf = (table: unknown[][]) => writeXlsxFile(table as never).toBuffer();

function expectGood({ problems, rows }: FileReading): void {
  expect(problems).toEqual([]);
  expect(rows.map(({ problems: wrong }) => wrong)).toEqual([[]]);
  expect(rows[0]?.draft).toMatchObject({ identity: { number: '0186' }, title: '关于乡间路维护的建议' });
}

async function refusalOf(reading: Promise<FileReading>): Promise<string> {
  const { problems, rows } = await reading;
  expect(rows).toEqual([]);
  expect(problems).toHaveLength(1);
  return problems[0]?.message ?? '';
}

describe('the encoding of a list', () => {
  it('is UTF-8, and then nothing is said', async () => {
    const reading = await read(Buffer.from(csv));
    expectGood(reading);
    expect(reading.repairs).toEqual([]);
  });

  it.each([
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${csv}`), 'BOM'],
    ['GB18030', encode(csv, 'gb18030'), 'GB18030'],
    ['GBK', encode(csv, 'gbk'), 'GB18030'],
    ['UTF-16, little end first', Buffer.from(`\uFEFF${csv}`, 'utf16le'), 'UTF-16'],
    ['UTF-16, big end first', encode(csv, 'utf-16be', { addBOM: true }), 'UTF-16'],
    ['UTF-8 saved once as Latin-1', Buffer.from(encode(csv, 'utf8').toString('latin1')), '已还原'],
  ])('is found to be %s, and that is said', async (_, bytes, said) => {
    const reading = await read(bytes);
    expectGood(reading);
    expect(reading.repairs).toEqual([expect.stringContaining(said)]);
  });

  it('is refused in one sentence when it is UTF-16 without a mark, or none at all', async () => {
    expect(await refusalOf(read(Buffer.from(csv, 'utf16le')))).toContain('UTF-16');
    expect(
      await refusalOf(read(Buffer.concat([Buffer.from(csv), Buffer.from([0xff, 0x80, 0x81])]))),
    ).toContain('编码');
  });

  it('is restored only when the headings prove it: a list that merely looks odd is left as it is', async () => {
    const { rows } = await read(Buffer.from(csvOf(tableOf({ 标题: 'å»ºè®®' }))));
    expect(rows[0]?.problems).toEqual([
      expect.objectContaining({ cell: 'D2', message: expect.stringContaining('损坏') }),
    ]);
  });
});

describe('a CSV file', () => {
  it.each([';', '\t'])('may be separated by %j', async (delimiter) => {
    expectGood(
      await read(
        Buffer.from(
          tableOf({ 标题: '关于乡间路维护的建议' })
            .map((row) => row.join(delimiter))
            .join('\n'),
        ),
      ),
    );
  });

  it('loses no row where lines end in different ways, as in files that were put together', async () => {
    const [heading, ...cells] = tableOf({ 编号: '1' }, { 编号: '2' }, { 编号: '3' }).map((row) =>
      row.join(','),
    );
    const { rows } = await read(Buffer.from(`${heading}\r\n${cells[0]}\n${cells[1]}\r${cells[2]}\r\n`));
    expect(rows.map(({ row, draft }) => [row, draft?.identity.number])).toEqual([
      [2, '1'],
      [3, '2'],
      [4, '3'],
    ]);
  });

  it('keeps commas, quotes and line breaks inside a cell, and counts rows as a spreadsheet does', async () => {
    const { rows } = await read(Buffer.from(csvOf(tableOf({ 内容: '第一行,\n第"二"行' }, { 标题: '' }))));
    expect(rows[0]?.draft?.text).toBe('第一行,\n第"二"行');
    expect(rows[1]?.problems[0]).toMatchObject({ cell: 'D3' });
  });

  it.each([
    ['an open quote', csv.slice(0, -3), '引号没有配对'],
    ['nothing', '', '空的'],
    ['an .xlsx file', 'PK\u0003\u0004…', '.xlsx'],
    ['no list', 'a,b\n1,2', '没有找到表头'],
  ])('with %s in it is refused in one sentence', async (_, text, message) => {
    expect(await refusalOf(read(Buffer.from(text)))).toContain(message);
  });
});

describe('a JSON file', () => {
  it('that breaks off is refused in one sentence', async () => {
    expect(await refusalOf(read(Buffer.from('{"cases": [{"title": "建'), 'json'))).toContain('JSON');
  });

  it('may begin with a mark', async () => {
    const { problems, rows } = await read(Buffer.from('\uFEFF[{}]'), 'json');
    expect([problems.length, rows.length]).toEqual([0, 1]);
  });
});

describe('an .xlsx file', () => {
  it('is read with its dates and numbers as they were typed', async () => {
    const [headings = [], row = []] = tableOf({ 标题: '关于乡间路维护的建议', 电话: '' });
    const cells: unknown[] = row.map((cell, index) =>
      headings[index] === '交办日期'
        ? { value: new Date(Date.UTC(2022, 0, 29)), type: Date, format: 'yyyy/m/d' }
        : headings[index] === '电话'
          ? 13800000000
          : cell || null,
    );
    const reading = await read(await xlsxOf([['2022年交办清单'], headings, cells]), 'xlsx');
    expectGood(reading);
    expect(reading.rows[0]?.draft).toMatchObject({
      assignedOn: '2022-01-29',
      proposers: [{ telephone: '13800000000' }],
    });
  });

  it('names the cells of what is wrong as the spreadsheet does', async () => {
    const { rows } = await read(
      await xlsxOf(tableOf({}, { 主办单位: '火星局' }).map((row) => row.map((cell) => cell || null))),
      'xlsx',
    );
    expect(rows[1]?.problems).toEqual([
      {
        pointer: '/parts',
        cell: 'G3',
        heading: '主办单位',
        rule: 'setting',
        message: '单位“火星局”不在单位名册中',
      },
    ]);
  });

  it('that was cut short, is no archive, is an old .xls, or is another archive is refused in one sentence', async () => {
    const whole = await xlsxOf(tableOf({}).map((row) => row.map((cell) => cell || null)));
    for (const cut of [0.2, 0.5, 0.8])
      expect(await refusalOf(read(whole.subarray(0, whole.length * cut), 'xlsx'))).toContain('损坏');
    expect(await refusalOf(read(Buffer.from('hello'), 'xlsx'))).toContain('不是 .xlsx');
    expect(await refusalOf(read(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), 'xlsx'))).toContain('.xls');
    expect(await refusalOf(read(Buffer.from(zipSync({ 'a.xml': strToU8('<a/>') })), 'xlsx'))).toContain(
      '不是 .xlsx',
    );
    expect(
      await refusalOf(read(Buffer.from(zipSync({ 'xl/workbook.xml': strToU8('<a>') })), 'xlsx')),
    ).toContain('损坏');
  });

  it('that unpacks to gigabytes is stopped at the limit, and one that fits is not', () => {
    const limits = { bytes: 1024 * 1024, parts: 10 };
    const bomb = zipSync({ 'xl/worksheets/sheet1.xml': new Uint8Array(64 * 1024 * 1024) }, { level: 9 });
    expect(bomb.length).toBeLessThan(100 * 1024);
    expect(unpack(bomb, limits)).toEqual({ problem: 'too-large' });
    expect(unpack(zipSync({ 'a.xml': new Uint8Array(1024 * 1024) }), limits)).toHaveProperty('parts');
    const many = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [`${index}.xml`, strToU8('<a/>')]),
    );
    expect(unpack(zipSync(many), limits)).toEqual({ problem: 'too-large' });
  });

  it('whose declared sizes are lies is stopped all the same', async () => {
    const bomb = Buffer.from(
      zipSync({
        'xl/worksheets/sheet1.xml': new Uint8Array(8 * 1024 * 1024),
        'xl/workbook.xml': strToU8('<a/>'),
      }),
    );
    const local = bomb.indexOf(Buffer.from('PK\u0003\u0004'));
    bomb.writeUInt32LE(10, local + 22);
    bomb.writeUInt32LE(10, bomb.indexOf(Buffer.from('PK\u0001\u0002')) + 24);
    expect(await readXlsx(bomb, { bytes: 1024 * 1024, parts: 10 })).toEqual({
      problem: expect.stringContaining('过大'),
    });
  });

  it('that names a cell at the far end of the sheet is refused before its gaps are filled', async () => {
    const whole = await xlsxOf([['编号']]);
    const unpacked = unpack(whole, { bytes: 1e6, parts: 100 });
    if ('problem' in unpacked) throw new Error(unpacked.problem);
    const sheet = 'xl/worksheets/sheet1.xml';
    const text = Buffer.from(unpacked.parts[sheet] ?? [])
      .toString()
      .replace('</sheetData>', '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>');
    expect(text).toContain('XFD1048576');
    const huge = zipSync({ ...unpacked.parts, [sheet]: strToU8(text) });
    expect(await readXlsx(Buffer.from(huge))).toEqual({ problem: expect.stringContaining('范围过大') });
  });
});
