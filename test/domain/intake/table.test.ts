import { MAX_ROWS, placeOf, readTable, type RowReading } from '../../../domain/intake';
import { lookups, tableOf } from './lookups';

function readOne(row: Record<string, string>): RowReading {
  const { problems, rows } = readTable(tableOf(row), lookups);
  expect(problems).toEqual([]);
  return rows[0] as RowReading;
}

describe('a row of a list', () => {
  it('becomes a case with body, term and session, kind, level, proposer, units and day of assignment', () => {
    const { draft, problems, repairs } = readOne({ 会办单位: '省财政厅；文化和旅游厅' });
    expect(problems).toEqual([]);
    expect(draft).toMatchObject({
      identity: { body: 'hebei-congress', term: 13, session: 5, series: 'main', number: '0186' },
      kind: 'suggestion',
      level: 'provincial',
      outOfSession: false,
      title: '关于乡间路维护的建议',
      proposers: [{ role: 'lead', type: 'deputy', name: '代表甲' }],
      parts: [
        { unit: 'hebei-jtt', part: 'lead' },
        { unit: 'hebei-czt', part: 'co-handler' },
        { unit: 'hebei-wlt', part: 'co-handler' },
      ],
      assignedOn: '2022-01-29',
      assignedBy: 'provincial-office',
    });
    expect(repairs.map(({ cell, message }) => `${cell} ${message}`)).toEqual([
      'H2 “省财政厅”识别为河北省财政厅',
      'H2 “文化和旅游厅”识别为河北省文化和旅游厅',
    ]);
  });

  it('finds a unit by the name that it had before, and says so', () => {
    const { draft, repairs } = readOne({ 主办单位: '河北省文化厅' });
    expect(draft?.parts).toEqual([{ unit: 'hebei-wlt', part: 'lead' }]);
    expect(repairs).toEqual([
      {
        pointer: '/parts',
        cell: 'G2',
        heading: '主办单位',
        message: '“河北省文化厅”按曾用名识别为河北省文化和旅游厅',
      },
    ]);
  });

  it.each([
    ['B〔2017〕062号', 'B〔2017〕062号'],
    ['一号提案', '一号提案'],
    ['0186', '0186'],
    ['1240743', '1240743'],
    ['社会管理类111号', '社会管理类111号'],
    ['０１８６', '0186'],
    [' 01819 ', '01819'],
    ['31.0', '31'],
    ["'0186", '0186'],
    ['第31号', '31'],
    ['12\u00a018', '1218'],
    ['第 1218 号', '1218'],
  ])('keeps the number %s as text: %s', (written, number) => {
    const { draft, repairs } = readOne({ 编号: written });
    expect(draft?.identity.number).toBe(number);
    expect(repairs.length > 0).toBe(written !== number);
  });

  it('leaves a number that is missing open, for a substitute that is marked as ours', () => {
    expect(readOne({ 编号: '' }).draft?.identity.number).toBeUndefined();
  });

  it('puts suggestions made from bills into a series of their own', () => {
    expect(readOne({ 类别: '议案转建议' }).draft).toMatchObject({
      kind: 'suggestion',
      identity: { series: '议案转建议' },
    });
  });

  it.each([
    ['2022-01-29', '2022-01-29'],
    ['2022/1/29', '2022-01-29'],
    ['2022.1.29', '2022-01-29'],
    ['2022年1月29日', '2022-01-29'],
    ['２０２２年１月２９日', '2022-01-29'],
    ['二〇二二年一月二十九日', '2022-01-29'],
    ['20220129', '2022-01-29'],
    ['44590', '2022-01-29'],
    ['2022-01-29 00:00:00', '2022-01-29'],
    ['2020-02-29', '2020-02-29'],
  ])('reads the day of assignment %s as %s', (written, date) => {
    expect(readOne({ 交办日期: written }).draft?.assignedOn).toBe(date);
  });

  it.each(['2022-02-30', '2021/2/29', '29/01/2022', '1/29/2022', '2022年1月', '去年'])(
    'refuses the date %s with its cell',
    (written) => {
      const { draft, problems } = readOne({ 交办日期: written });
      expect(draft).toBeUndefined();
      expect(problems).toEqual([
        expect.objectContaining({ cell: 'I2', heading: '交办日期', pointer: '/assignedOn' }),
      ]);
      expect(problems[0]?.message).toContain(written);
    },
  );

  it('tells every problem of a row at once, each with its cell and heading', () => {
    const { draft, problems } = readOne({
      标题: '',
      主办单位: '火星局',
      交办日期: '2022-13-01',
      类别: '信访',
    });
    expect(draft).toBeUndefined();
    expect(problems.map(({ cell, heading, message }) => [cell, heading, message])).toEqual([
      ['B2', '类别', '类别“信访”既不是建议也不是提案'],
      ['I2', '交办日期', '日期“2022-13-01”不存在'],
      ['D2', '标题', '没有填写标题'],
      ['G2', '主办单位', '单位“火星局”不在单位名册中'],
    ]);
  });

  it('refuses text that a wrong encoding has destroyed, and leaves text alone that merely asks', () => {
    expect(readOne({ 标题: '关于锟斤拷的建议' }).problems[0]).toMatchObject({
      cell: 'D2',
      message: expect.stringContaining('损坏'),
    });
    expect(readOne({ 标题: '??????' }).draft).toBeUndefined();
    expect(readOne({ 内容: '为什么???' }).draft?.text).toBe('为什么???');
  });

  it('says which repairs it made: full-width digits, blanks, invisible characters', () => {
    const { draft, repairs } = readOne({ 标题: '\uFEFF 关于２０２２年 乡间路的建议\u200b ' });
    expect(draft?.title).toBe('关于2022年 乡间路的建议');
    expect(repairs.filter(({ cell }) => cell === 'D2').map(({ message }) => message)).toEqual([
      '已去掉不可见字符',
      '全角数字、字母已改为半角',
      '已去掉多余的空格',
    ]);
  });

  it('refuses a suggestion in a session of the CPPCC, and a level that is not the body’s', () => {
    expect(readOne({ 届次: '政协河北省第十二届委员会第五次会议' }).problems[0]).toMatchObject({
      cell: 'B2',
      pointer: '/kind',
    });
    expect(readOne({ 届次: '河北省第十三届人民代表大会第五次会议', 级别: '全国' }).problems[0]).toMatchObject(
      { cell: 'K2', pointer: '/level' },
    );
  });

  it('[R3.6][R3.7] takes the limits that a letter names as fixed dates, set by whoever assigned', () => {
    const { draft } = readOne({
      闭会期间: '是',
      答复期限: '2022年6月30日',
      会办期限: '2022-05-31',
      交办机关: '省政协提案委员会',
      类别: '提案',
    });
    expect(draft).toMatchObject({
      outOfSession: true,
      assignedBy: 'cppcc-committee',
      limits: {
        reply: { unit: 'fixed', date: '2022-06-30' },
        opinion: { unit: 'fixed', date: '2022-05-31' },
        setBy: 'cppcc-committee',
      },
    });
  });

  it('knows from which cell each part of the case came, for what is checked later', () => {
    const { places } = readOne({ 会办单位: '省财政厅', 联名: '代表乙、代表丙', 电话: '0311-00000000' });
    expect(placeOf('/parts/1/unit', places)).toMatchObject({ cell: 'H2', heading: '会办单位' });
    expect(placeOf('/parts/0/unit', places)).toMatchObject({ cell: 'G2' });
    expect(placeOf('/proposers/2/name', places)).toMatchObject({ cell: 'K2', heading: '联名' });
    expect(placeOf('/proposers/0/telephone', places)).toMatchObject({ cell: 'L2', heading: '电话' });
    expect(placeOf('/identity/number', places)).toMatchObject({ cell: 'A2' });
  });
});

describe('the proposers of a row', () => {
  const proposersOf = (row: Record<string, string>) =>
    readOne(row).draft?.proposers.map(({ role, type, name }) => `${role} ${type} ${name}`);

  it('are one lead and any joint, whatever separates the names', () => {
    expect(proposersOf({ 领衔代表: '代表甲', 联名: '代表乙、代表丙，代表丁;代表戊' })).toEqual([
      'lead deputy 代表甲',
      ...['乙', '丙', '丁', '戊'].map((name) => `joint deputy 代表${name}`),
    ]);
  });

  it('keep middle dots, lose titles, and blanks inside names of two characters', () => {
    expect(proposersOf({ 领衔代表: '示例·买买提代表', 联名: '示　例、样 本 委员' })).toEqual([
      'lead deputy 示例·买买提',
      'joint deputy 示例',
      'joint deputy 样本',
    ]);
  });

  it('are organizations by their names, and persons whose given name merely sounds like one are not', () => {
    expect(proposersOf({ 类别: '提案', 领衔代表: '民盟河北省委' })).toEqual([
      'lead organization 民盟河北省委',
    ]);
    expect(proposersOf({ 领衔代表: '石家庄代表团' })).toEqual(['lead organization 石家庄代表团']);
    expect(proposersOf({ 类别: '提案', 领衔代表: '示民建', 联名: '教育界' })).toEqual([
      'lead member 示民建',
      'joint organization 教育界',
    ]);
  });

  it('are named once, and it is said when a list names only some', () => {
    const { draft, repairs } = readOne({ 领衔代表: '代表甲等5名代表', 联名: '代表甲、代表乙' });
    expect(draft?.proposers.map(({ name }) => name)).toEqual(['代表甲', '代表乙']);
    expect(repairs.map(({ message }) => message)).toEqual([
      '“代表甲等5名代表”只列出了部分姓名',
      '“代表甲”重复，只记一次',
    ]);
  });
});

describe('a list', () => {
  it('may carry a title and remarks above its headings, empty rows, and columns of its own', () => {
    const [headings = [], row = []] = tableOf({ 备注: '请阅', 科室意见: '同意' });
    const { problems, rows, unused } = readTable([['2022年交办清单'], [''], headings, [''], row], lookups);
    expect(problems).toEqual([]);
    expect(rows.map(({ row: number }) => number)).toEqual([5]);
    expect(unused).toEqual(['科室意见']);
  });

  it('goes on with the good rows behind a wrong one', () => {
    const { rows } = readTable(tableOf({ 编号: '1' }, { 编号: '2', 标题: '' }, { 编号: '3' }), lookups);
    expect(rows.map(({ draft }) => draft?.identity.number)).toEqual(['1', undefined, '3']);
  });

  it.each([
    [
      'without headings',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
      '没有找到表头',
    ],
    [
      'without a column that is needed',
      tableOf({}).map((cells) => cells.filter((_, index) => index !== 8)),
      '缺少栏目“交办日期”',
    ],
    ['with the same column twice', tableOf({ 案由: '另一个' }), '与前面的栏目重复'],
    ['without rows', tableOf(), '表头之下没有内容'],
  ])('is refused %s', (_, table, message) => {
    const { problems, rows } = readTable(table, lookups);
    expect(problems[0]?.message).toContain(message);
    expect(rows).toEqual([]);
  });

  it('is refused when it is longer than a session can be, and taken up to that', () => {
    const many = (count: number) =>
      tableOf(...Array.from({ length: count }, (_, index) => ({ 编号: String(index) })));
    expect(readTable(many(MAX_ROWS), lookups).problems).toEqual([]);
    expect(readTable(many(MAX_ROWS + 1), lookups).problems[0]?.message).toContain('超过');
  });

  it('knows headings by their synonyms, with remarks in brackets and marks of what is required', () => {
    const headings = [
      '案 号*',
      '类别（建议/提案）',
      '会议名称',
      '案由',
      '正文',
      '第一提案人',
      '承办单位',
      '协办单位',
      '交办时间',
    ];
    const row = [
      '7',
      '提案',
      '政协河北省第十二届委员会第五次会议',
      '案由甲',
      '内容',
      '委员甲',
      '河北省财政厅',
      '',
      '2022-01-29',
    ];
    const { problems, rows } = readTable([headings, row], lookups);
    expect(problems).toEqual([]);
    expect(rows[0]?.draft?.identity).toMatchObject({
      body: 'hebei-cppcc',
      term: 12,
      session: 5,
      number: '7',
    });
    expect(rows[0]?.repairs).toEqual([
      { pointer: '/assignedBy', message: '没有写明交办机关，按省政府办公厅交办登记' },
    ]);
  });
});
