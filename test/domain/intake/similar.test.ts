import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { areAlike, likenessOf, textMarks, titlePairs, type Comparable } from '../../../domain/intake';
import { coreOf } from '../../../domain/intake/similar';

const SAMPLE = join(__dirname, '..', '..', '..', 'samples', 'session-list.csv');

const SAME = '标题相同（不计标点等写法）';

interface Listed extends Comparable {
  kind: string;
  level: string;
}
const listed = parse<Record<string, string>>(readFileSync(SAMPLE), { columns: true, bom: true }).map(
  (row, index): Listed => ({
    kind: row['类别'] === '提案' ? 'proposal' : 'suggestion',
    level: row['级别'] ?? '',
    title: row['标题'] ?? '',
    text: row['内容'] ?? '',
    subject: row['主题'],
    identity: {
      body: row['届次'] ?? '',
      term: 13,
      session: 5,
      series: row['类别'] ?? '',
      number: row['编号'] || `无${index}`,
    },
  }),
);

const of = (title: string, more: Partial<Comparable> = {}): Comparable => ({
  title,
  text: '（原文未公开）',
  identity: { body: 'hebei-congress', term: 13, session: 5, series: 'main', number: title },
  ...more,
});
const says = (one: Comparable, other: Comparable) =>
  likenessOf(one, other).grounds.map((ground) => ground.says);
const sentence = (topic: string) => `近年来各级政府在${topic}方面投入了大量资金，取得的成效十分明显。`;
const TEXT = ['养老服务', '农村电网', '冬季供暖', '公交线路'].map(sentence).join('');

describe('titles of real cases', () => {
  it('[R3.10] finds those of one kind and level that ask for the same, and offers no other', () => {
    const pairs = listed.flatMap((one, index) =>
      listed
        .slice(index + 1)
        .filter(
          (other) => other.kind === one.kind && other.level === one.level && areAlike(likenessOf(one, other)),
        )
        .map((other) => [one.title, other.title].sort().join(' | ')),
    );
    expect(pairs.sort()).toEqual(
      [
        ['关于加快发展现代职业教育,培养高素质产业人才的提案', '关于办好职业教育的提案'],
        ['关于推动我国职业教育高质量发展的建议', '关于加快建设职业本科教育推动现代职业教育体系构建的建议'],
        ['关于构建青少年心理健康教育体系的建议', '关于解决青少年心理健康问题的建议'],
        ['关于推进高标准农田建设的建议', '关于建设高标准农田,确保粮食安全'],
        ['关于将单位宿舍纳入老旧小区改造范围的建议', '关于推进城镇老旧小区改造的建议'],
      ]
        .map((pair) => pair.sort().join(' | '))
        .sort(),
    );
  });

  it('[R3.10] says how alike they are and why', () => {
    const find = (words: string) => listed.find(({ title }) => title.includes(words)) ?? of(words);
    const likeness = likenessOf(find('构建青少年心理健康'), find('解决青少年心理健康'));
    expect(likeness.score).toBeGreaterThan(0.8);
    expect(likeness.grounds.map(({ by, says: words }) => [by, words])).toEqual([
      ['title', '标题相似 0.93'],
      ['subject', '主题相同'],
    ]);
  });
});

describe('what makes two cases alike', () => {
  it('[R3.10] a title is the same in full-width digits, with other punctuation, as 建议 and as 提案', () => {
    const written = of('关于在２０２６年建设“农村公路”的建议');
    for (const other of ['关于在2026年 建设农村公路的提案', '在2026年建设农村公路（二）'])
      expect(says(written, of(other))).toEqual([SAME]);
  });

  it('[R3.10] two titles that differ are never said to be the same, however little tells them apart', () => {
    const one = of('关于加强农村公路养护的建议');
    for (const other of ['关于完善农村公路养护工作的建议', '关于农村公路养护的建议'])
      expect(says(one, of(other))).toEqual(['标题相似 0.99']);
    // The same pairs of characters in another order.
    expect(says(of('关于甲乙甲的建议'), of('关于乙甲乙的建议'))).not.toContain(SAME);
    const title = fc.string({ unit: fc.constantFrom(...'加强农村公路建设、的A1'), maxLength: 12 });
    fc.assert(
      fc.property(title, title, (a, b) => {
        const same = coreOf(a) === coreOf(b);
        expect(says(of(a), of(b)).includes(SAME) && !same).toBe(false);
        for (const words of says(of(a), of(b))) expect(words).not.toContain('1.00');
      }),
      { numRuns: 500 },
    );
  });

  it('[R3.10] words that every title has make nobody alike', () => {
    const likeness = likenessOf(
      of('关于进一步加强和完善供水工作的建议'),
      of('关于进一步加强和完善殡葬工作的建议'),
    );
    expect(likeness).toEqual({ score: 0, grounds: [] });
    expect(titlePairs('关于加强建设工作的建议')).not.toEqual([]);
  });

  it('[R3.10] a text that was handed in again is found under any title, and by how much of it', () => {
    const one = of('关于甲的建议', { text: TEXT });
    expect(says(one, of('关于乙的建议', { text: `\n${TEXT.replaceAll('，', ' , ')}` }))).toEqual([
      '正文有 100% 相同',
    ]);
    const half = `${sentence('养老服务')}${sentence('农村电网')}另外，高速公路服务区的充电桩数量不足，节假日排队时间过长，群众对此反映强烈，希望尽快解决。`;
    const [ground] = likenessOf(one, of('关于丙的建议', { text: half })).grounds;
    expect(ground?.by).toBe('text');
    expect(ground?.share).toBeGreaterThan(0.4);
    expect(ground?.share).toBeLessThan(0.8);
  });

  it('[R3.10] fillers in the place of texts make nobody alike', () => {
    const filler = { text: '（示例内容，原文未公开）' };
    expect(likenessOf(of('关于甲的建议', filler), of('关于乙的建议', filler)).grounds).toEqual([]);
    expect(textMarks(filler.text)).toEqual([]);
  });

  it('[R3.10] one number written in two ways is a ground by itself', () => {
    const numbered = (number: string, title: string) =>
      of(title, { identity: { ...of('').identity, number } });
    const twice = likenessOf(numbered('0186', '关于供水的建议'), numbered('186', '关于殡葬的建议'));
    expect(twice.grounds.map(({ says: words }) => words)).toEqual(['编号相同，只是写法不同']);
    expect(areAlike(twice)).toBe(true);
    const others = likenessOf(numbered('0186', '关于供水的建议'), numbered('1860', '关于殡葬的建议'));
    expect(others.grounds).toEqual([]);
  });

  it('[R3.10] a title or text that quotes the number of another case of the session is a ground by itself', () => {
    const numbered = (number: string, title: string, more: Partial<Comparable> = {}) =>
      of(title, { identity: { ...of('').identity, number }, ...more });
    const quoted = numbered('SX-1', '关于供水的建议');
    const quoting = numbered('77', '关于办理与第ＳＸ-1号同类事项的建议');
    for (const likeness of [likenessOf(quoted, quoting), likenessOf(quoting, quoted)]) {
      expect(likeness.grounds.map((one) => one.says)).toEqual(['标题或正文提到对方的编号']);
      expect(areAlike(likeness)).toBe(true);
    }
    const says_ = (text: string, number: string) =>
      says(numbered('77', '关于供水的建议', { text }), numbered(number, '关于殡葬的建议')).length > 0;
    expect(says_('本建议与第0016号建议内容相近', '16')).toBe(true);
    expect(says_('见提案第16号', '0016')).toBe(true);
    expect(says_('与第1218号同类', '1218')).toBe(true);
    // Numbers of documents, lines and houses, and of another session.
    for (const text of ['冀政第1号文件', '地铁第1号线', '第1号公告', '第1018号建议', '共1号建议'])
      expect([text, says_(text, '1')]).toEqual([text, false]);
    const elsewhere = { ...of('').identity, session: 4, number: 'SX-1' };
    expect(likenessOf(of('关于供水的建议', { identity: elsewhere }), quoting).grounds).toEqual([]);
  });

  it('[R3.10] the same number under another series, and the same subject, only support what else is alike', () => {
    const numbered = (series: string, title: string) =>
      of(title, { subject: '水利', identity: { ...of('').identity, number: '16', series } });
    const unlike = likenessOf(
      numbered('main', '关于建造蓄水池的建议'),
      numbered('议案转建议', '关于开通公交车的建议'),
    );
    expect(unlike.grounds.map(({ says: words }) => words)).toEqual(['编号相同而系列不同', '主题相同']);
    expect(areAlike(unlike)).toBe(false);
    const alike = likenessOf(
      numbered('main', '关于建造镇区蓄水池的建议'),
      numbered('议案转建议', '关于镇区蓄水池选址的建议'),
    );
    const withoutSupport = likenessOf(of('关于建造镇区蓄水池的建议'), of('关于镇区蓄水池选址的建议'));
    expect(alike.score).toBeGreaterThan(withoutSupport.score);
    expect(areAlike(alike)).toBe(true);
  });

  it('[R3.10] it is symmetric, between 0 and 1, and 1 of a case with itself only where it says something', () => {
    const title = fc.string({
      unit: fc.constantFrom(...'关于加强农村公路建设的建议（二），A1０'),
      maxLength: 20,
    });
    const some = fc.record({ title, text: fc.constantFrom('', TEXT, TEXT.slice(30), '，。') });
    fc.assert(
      fc.property(some, some, (a, b) => {
        const [one, other] = [of(a.title, { text: a.text }), of(b.title, { text: b.text })];
        const likeness = likenessOf(one, other);
        expect(likenessOf(other, one)).toEqual(likeness);
        expect(likeness.score).toBeGreaterThanOrEqual(0);
        expect(likeness.score).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('[R3.10] texts that have a sentence in common have a mark in common', () => {
    const marks = textMarks(TEXT);
    expect(marks).toHaveLength(4);
    expect(marks.every((mark) => Number.isSafeInteger(mark) && mark >= 0)).toBe(true);
    expect(textMarks(`${'换了开头，补充了情况说明和数据。'.repeat(3)}${sentence('冬季供暖')}`)).toContain(
      marks[2],
    );
  });
});
