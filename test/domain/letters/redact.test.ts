import fc from 'fast-check';
import { redact, REDACTION_MARKS, type PersonalKind, type Redacted } from '../../../domain/letters';

const marked = (text: string, kind: PersonalKind, ...parts: string[]) =>
  parts.reduce((result, part) => result.replace(part, REDACTION_MARKS[kind]), text);

/** Puts back what was taken out, by the places alone. */
function restored(original: string, { text, redactions }: Redacted): string {
  let result = '';
  let rest = text;
  let from = 0;
  for (const { kind, at, length } of redactions) {
    const before = original.slice(from, at);
    expect(rest.startsWith(before + REDACTION_MARKS[kind])).toBe(true);
    rest = rest.slice(before.length + REDACTION_MARKS[kind].length);
    result += before + original.slice(at, at + length);
    from = at + length;
  }
  return result + rest;
}

describe('what is taken out of a text before the public reads it', () => {
  it.each([
    ['mobile', '电话：13800138000', '13800138000'],
    ['mobile', '手机 138 0013 8000，随时可联系', '138 0013 8000'],
    ['mobile', '手机138-0013-8000。', '138-0013-8000'],
    ['mobile', '手机：138.0013.8000', '138.0013.8000'],
    ['mobile', '１３８００１３８０００', '１３８００１３８０００'],
    ['mobile', '1 3 8 0 0 1 3 8 0 0 0', '1 3 8 0 0 1 3 8 0 0 0'],
    ['mobile', '（+86 138 0013 8000）', '+86 138 0013 8000'],
    ['landline', '座机：0311-66005678', '0311-66005678'],
    ['landline', '可拨（0311）66005678转801', '（0311）66005678转801'],
    ['landline', '可拨０３１１－６６００５６７８', '０３１１－６６００５６７８'],
    ['landline', '可拨010-12345678/87654321', '010-12345678/87654321'],
    ['landline', '可拨031166005678', '031166005678'],
    ['landline', '家庭电话：66005678', '66005678'],
    ['identity-number', '持证130102198001011234一人', '130102198001011234'],
    ['identity-number', '130102 19800101 123x', '130102 19800101 123x'],
    ['identity-number', '身份证号：130102800101123', '130102800101123'],
    ['mail', '来信a.b-c@example.com。', 'a.b-c@example.com'],
    ['mail', 'ａｂ＠example．com', 'ａｂ＠example．com'],
    ['address', '住址：某市某区某路3号2栋501', '某市某区某路3号2栋501'],
    ['address', '通讯地址:某省某市某街道；其他', '某省某市某街道'],
    ['address', '通讯地址　某省某市某街道', '某省某市某街道'],
    ['address', '我家住某区某路12号3单元401室，楼下', '某区某路12号3单元401室'],
    ['account', '微信号：abc_12345', 'abc_12345'],
    ['account', '微信zsf_123', 'zsf_123'],
    ['account', '请加微信号zsf_123联系', 'zsf_123'],
    ['account', 'QQ12345678', '12345678'],
    ['account', 'ＱＱ号１２３４５', '１２３４５'],
    ['mobile', '请拨一三八〇〇一三八〇〇〇', '一三八〇〇一三八〇〇〇'],
    ['mobile', '请拨幺三八零零-一三八零-零零，谢谢', '幺三八零零-一三八零-零零'],
    ['mobile', '请拨138〇〇138〇〇〇', '138〇〇138〇〇〇'],
    ['landline', '请拨零三一一－六六〇〇五六七八', '零三一一－六六〇〇五六七八'],
  ] as const)('a %s goes, everything around it stays: %s', (kind, text, part) => {
    for (const source of ['original', 'letter'] as const) {
      expect(redact(text, source).text).toBe(marked(text, kind, part));
      expect(redact(text, source).redactions).toEqual([
        { kind, at: text.indexOf(part), length: part.length },
      ]);
    }
  });

  it.each([
    '石家庄市桥西区中山东路10号院2号楼',
    '长安区谈固东街12号院3号楼',
    '河北省石家庄市长安区谈固东街１２号３单元４０１室',
    '正定县正定镇某某村12号',
    '桥西区中山东路十号院二号楼三单元',
    '裕华区槐安东路100号阳光小区3号楼2单元501',
    '长安区谈固小区3号楼2单元501室',
    '谈固东街12号3单元401室',
    '定州市中山中路5号',
  ])('[R5.7] a house’s address goes from an original without a word that says so: %s', (address) => {
    for (const [before, after] of [
      ['', ''],
      ['本人来自', '，盼复'],
      ['我们是（', '）的居民'],
      ['小区位于', '。楼上漏水'],
    ] as const)
      expect(redact(before + address + after, 'original').text).toBe(`${before}〔地址已隐去〕${after}`);
  });

  it('[R5.8] a letter keeps an address that no word calls a home, for the unit has one too', () => {
    const text = '河北省某厅\n石家庄市桥西区中山东路10号院2号楼';
    expect(redact(text, 'letter').text).toBe(text);
  });

  it.each([
    '中山东路10号的路灯不亮，谈固小区3号楼需加装电梯',
    '石家庄市地铁1号线沿中山路1号线站点',
    '正定县G4高速公路10号桥、石家庄市107国道10号',
    '石家庄市桥西区中山东路、谈固东街拥堵',
    '某某县某某村1号文件',
    '微信小程序、微信WeChat、QQ空间、微信支付2022年上线',
    '二〇二二年一月一日至二〇二二年十二月三十一日',
    '一九四九—一九七八年',
  ])('places and words that are nobody’s own stay in an original: %s', (text) => {
    expect(redact(text, 'original')).toEqual({ text, redactions: [] });
  });

  it('of an address without a colon the label stays whole: no word before it is cut in two', () => {
    const labels = [
      '地址',
      '联系地址',
      '家庭住址',
      '现址',
      '住所',
      '户籍所在地',
      '居住地',
      '工作单位',
      '建议',
      '我住',
    ];
    const places = [
      '石家庄市桥西区某路1号',
      '邢台市某路12号院3号楼',
      '某街12号3单元401室',
      '河北省保定市某路2号',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...labels),
        fc.constantFrom(...places),
        fc.constantFrom('', '联系电话13912345678，', '甲。'),
        (label, place, before) => {
          const { text } = redact(`${before}${label}${place}。正文`, 'original');
          expect(text).toContain(`${label}〔地址已隐去〕。正文`);
        },
      ),
    );
  });

  it('a form written in one line loses its values and keeps its labels', () => {
    const text = '姓名：某某，住址：某市某路3号，邮编：050000，电话：13800138000，邮箱：x@example.com';
    expect(redact(text, 'original').text).toBe(
      '姓名：某某，住址：〔地址已隐去〕，邮编：〔地址已隐去〕，电话：〔手机号已隐去〕，邮箱：〔邮箱已隐去〕',
    );
  });

  it("the unit's own contact line keeps the office's landline and government mail, and loses a mobile", () => {
    const line = '联系单位及电话：某厅办公室，0311-66005678 13800138000，bgs@example.gov.cn，my@example.com';
    expect(redact(`正文\n${line}\n`, 'letter').text).toBe(
      '正文\n联系单位及电话：某厅办公室，0311-66005678 〔手机号已隐去〕，bgs@example.gov.cn，〔邮箱已隐去〕\n',
    );
    expect(redact(line, 'original').text).not.toContain('66005678');
  });

  it('a landline elsewhere in the letter is somebody’s and goes', () => {
    expect(redact('您提供的号码0311-66005678已核实\n联系电话：0311-66001234', 'letter').text).toBe(
      '您提供的号码〔电话已隐去〕已核实\n联系电话：0311-66001234',
    );
  });

  it.each([
    '冀教建复字〔2022〕第97号',
    '2022年1月15日至2022年12月31日，共350天',
    '投资13800138000元，惠及15000户',
    '建议第1218号、20180329号、1240743号',
    '2018-2022年省代表建议政协提案',
    '居民住在老旧小区，希望加装电梯',
    '第15-30页，2021-2025年规划',
    '增长13.5%，达到1.38万亿元',
    '统一社会信用代码11130000000217898G',
    '电话沟通3次，走访2次',
  ])('numbers that call nobody stay: %s', (text) => {
    expect(redact(text, 'original')).toEqual({ text, redactions: [] });
    expect(redact(text, 'letter')).toEqual({ text, redactions: [] });
  });

  it('what is on record of a proposer goes wherever it stands, too short a text does not count', () => {
    const known = [
      { kind: 'address', text: '某市某区幸福里８号' },
      { kind: 'landline', text: '66005678' },
      { kind: 'address', text: '某市' },
    ] as const;
    expect(redact('我住的某市某区幸福里8号，可打66005678找我', 'letter', known).text).toBe(
      '我住的〔地址已隐去〕，可打〔电话已隐去〕找我',
    );
  });

  const digits = (count: number) => fc.stringMatching(new RegExp(`^\\d{${count}}$`));
  const personal = fc.oneof(
    fc
      .tuple(fc.constantFrom('', ' ', '-'), digits(1), digits(4), digits(4))
      .map(([by, a, b, c]) => [`13${a}`, b, c].join(by)),
    digits(8).map((number) => `0311-${number}`),
    fc.tuple(digits(4), fc.constantFrom('1', 'X')).map(([a, b]) => `13010219800101${a.slice(1)}${b}`),
    fc.stringMatching(/^[a-z]{1,8}@[a-z]{2,6}\.com$/),
  );
  const harmless = fc
    .array(
      fc.constantFrom('建议', '，', '。', '\n', '道路', '第31号', '2022年', '😀', '《规划》', '（一）', '�'),
      { maxLength: 8 },
    )
    .map((parts) => `，${parts.join('')}，`);

  it('of any text, what is not taken out is never lost nor changed', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(fc.oneof(harmless, personal)).map((parts) => parts.join('')),
        ),
        (text) => {
          for (const source of ['original', 'letter'] as const)
            expect(restored(text, redact(text, source))).toBe(text);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('between harmless words every personal number goes, and only it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(harmless, personal), { minLength: 1, maxLength: 5 }), (pairs) => {
        const { text, redactions } = redact(pairs.flat().join(''), 'original');
        expect(redactions).toHaveLength(pairs.length);
        expect(text.replace(/〔[^〕]{2,4}已隐去〕/g, '|')).toBe(pairs.map(([words]) => `${words}|`).join(''));
      }),
      { numRuns: 500 },
    );
  });

  it('redacting twice takes out nothing more', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(harmless, personal)), (pairs) => {
        const once = redact(pairs.flat().join(''), 'original').text;
        expect(redact(once, 'original')).toEqual({ text: once, redactions: [] });
      }),
    );
  });

  it('a long text of digits and dashes is read in linear time', () => {
    const began = performance.now();
    redact('1-3 8.'.repeat(30_000) + '地址：' + '某 '.repeat(30_000), 'original');
    redact('市区市路1号'.repeat(10_000) + '一三'.repeat(30_000) + '路1号小区'.repeat(10_000), 'original');
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});
