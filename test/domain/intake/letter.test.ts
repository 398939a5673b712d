import { LIST_HEADINGS, placeOf, readTable, type RowReading } from '../../../domain/intake';
import { intakeProblems } from '../../../domain/case';
import { intakeCase } from '../../../schemas/intake';
import { lookups, tableOf } from './lookups';

const NATIONAL = { 级别: '全国', 报送期限: '2022-04-30', 会办期限: '2022-03-31', 答复期限: '2022-06-30' };

function readOne(row: Record<string, string>): RowReading {
  const { problems, rows, unused } = readTable(tableOf(row), lookups);
  expect([problems, unused]).toEqual([[], []]);
  return rows[0] as RowReading;
}
const problemsOf = (row: Record<string, string>) =>
  readOne(row).problems.map(({ heading, rule, message }) => [heading, rule, message]);

describe('what a list states of the letter of assignment', () => {
  it('[R3.1] [R5.3] [R5.8] is all that the JSON of one case can state of a national case', () => {
    const { draft, problems } = readOne({
      ...NATIONAL,
      参阅期限: '2022-05-01',
      期限规定机关: '省人大常委会代表工作委员会',
      抄送: '省人大；交通运输部',
      标注类别: 'A类、b2',
      是否公开: '不公开',
    });
    expect(problems).toEqual([]);
    expect(intakeCase.parse(draft)).toMatchObject({
      limits: {
        submission: { unit: 'fixed', date: '2022-04-30' },
        opinion: { unit: 'fixed', date: '2022-03-31' },
        reply: { unit: 'fixed', date: '2022-06-30' },
        reference: { unit: 'fixed', date: '2022-05-01' },
        setBy: 'congress-committee',
      },
      letter: {
        copies: ['hebei-congress', 'ministry-transport'],
        categories: ['A', 'B2'],
        publish: false,
      },
    });
  });

  it('[R3.7] names the departments that a case out of session is fed back to', () => {
    const { draft, repairs } = readOne({
      闭会期间: '是',
      答复期限: '三个月',
      相关部门: '省财政厅、河北省文化厅',
    });
    expect(draft?.letter).toEqual({ departments: ['hebei-czt', 'hebei-wlt'] });
    expect(repairs.map(({ heading }) => heading)).toEqual(['相关部门', '相关部门']);
  });

  it('[R3.1] says that the province co-handles for a ministry, with no unit or with co-handlers', () => {
    const ministry = { ...NATIONAL, 主办单位: '', 主办部委: '交通运输部', 我省会办期限: '30个工作日' };
    const { draft, problems } = readOne(ministry);
    expect(problems).toEqual([]);
    expect(draft).toMatchObject({
      parts: [],
      letter: {
        coHandles: { ministry: 'ministry-transport', opinion: { unit: 'workday', amount: 30 } },
      },
    });
    expect(intakeProblems(intakeCase.parse(draft), '2022-02-01')).toEqual([]);
    // The twin: without a ministry somebody of the province has to handle it.
    expect(problemsOf({ ...ministry, 主办部委: '', 我省会办期限: '' })).toEqual([
      ['主办单位', 'setting', '没有写明主办、分办或参阅单位'],
    ]);
  });

  it.each([
    ['三个月', { unit: 'month', amount: 3 }],
    ['3个月内', { unit: 'month', amount: 3 }],
    ['30个工作日', { unit: 'workday', amount: 30 }],
    ['自交办之日起十五个工作日内', { unit: 'workday', amount: 15 }],
    ['45日', { unit: 'day', amount: 45 }],
    ['交办后四十五天内', { unit: 'day', amount: 45 }],
    ['2022年6月30日', { unit: 'fixed', date: '2022-06-30' }],
  ])('reads the limit %s', (written, limit) => {
    expect(readOne({ 答复期限: written }).draft?.limits).toEqual({
      reply: limit,
      setBy: 'provincial-office',
    });
  });

  it('says that plain days are days of the calendar, since a letter may have meant others', () => {
    expect(readOne({ 答复期限: '45日' }).repairs).toMatchObject([
      { heading: '答复期限', message: '“45日”按自然日计算' },
    ]);
    expect(readOne({ 答复期限: '45个工作日' }).repairs).toEqual([]);
  });

  it('is refused by its cell, all of it at once', () => {
    expect(
      problemsOf({
        ...NATIONAL,
        答复期限: '尽快',
        参阅期限: '2022-02-30',
        期限规定机关: '省财政厅',
        抄送: '某机构',
        相关部门: '火星局',
        是否公开: '看情况',
        我省会办期限: '2022-05-01',
        主办部委: '',
      }),
    ).toEqual([
      ['答复期限', 'D1', '看不懂期限“尽快”，请写成 2022-01-29，或“三个月”“30个工作日”的形式'],
      ['参阅期限', 'D1', '日期“2022-02-30”不存在'],
      ['期限规定机关', 'R3.7', '“省财政厅”不是省政府办公厅、省人大或省政协的机构'],
      ['抄送', 'setting', '“某机构”不在机构名录中'],
      ['相关部门', 'R3.7', '单位“火星局”不在单位名册中'],
      ['是否公开', 'R5.8', '“看情况”既不是“是”也不是“否”'],
      ['主办部委', 'R3.1', '没有填写主办部委'],
    ]);
  });

  it('is known by its cell where a rule refuses it later', () => {
    const { draft, places } = readOne({ 标注类别: 'A', 抄送: '省人大' });
    const found = intakeProblems(intakeCase.parse(draft), '2022-02-01');
    expect(found.map(({ rule, pointer }) => [rule, placeOf(pointer, places).heading])).toEqual([
      ['R5.3', '标注类别'],
      ['R3.5', '抄送'],
    ]);
  });

  it('leaves who set a limit alone where no limit is stated, and says so', () => {
    const { draft, repairs } = readOne({ 期限规定机关: '省人大' });
    expect(draft?.limits).toBeUndefined();
    expect(repairs.map(({ message }) => message)).toEqual(['没有写明期限，规定期限的机关不作登记']);
  });

  it('is nothing where the columns are empty', () => {
    const empty = Object.fromEntries(
      ['抄送', '相关部门', '标注类别', '是否公开', '主办部委', '我省会办期限'].map((heading) => [
        heading,
        '',
      ]),
    );
    expect(readOne(empty).draft?.letter).toBeUndefined();
  });
});

it('names every column of a list once', () => {
  expect(new Set(LIST_HEADINGS).size).toBe(LIST_HEADINGS.length);
  expect(readTable([[...LIST_HEADINGS], ['1']], lookups).problems).toEqual([]);
});
