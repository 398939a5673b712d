import fc from 'fast-check';
import { findSlips, type CheckedLetter } from '../../../domain/letters';

const toDeputy: CheckedLetter = {
  text: '',
  kind: 'suggestion',
  level: 'provincial',
  term: 13,
  session: 5,
  title: '关于加强某事的建议',
  proposers: [{ type: 'deputy', name: '王示例' }],
};
const toMember: CheckedLetter = {
  ...toDeputy,
  kind: 'proposal',
  term: 12,
  title: '关于某路建设的建议',
  proposers: [{ type: 'member', name: '李样本' }],
};

const sound = `王示例代表：
您在省十三届人大五次会议上提出的《关于加强某事的建议》（第31号）收悉。经商省委、省政协提案委员会和国家发展改革委员会，现答复如下：
代表委员的意见、人大代表建议和政协提案都是我们工作的依据，全国政协委员也曾提出。党的十九届五中全会以来，工作取得进展。
十三届全国人大五次会议作出部署；省政协十二届五次会议也有安排。
感谢您对我们工作的关心。`;
const codes = (letter: CheckedLetter) => findSlips(letter).map(({ code }) => code);
const says = (letter: CheckedLetter, text: string) => findSlips({ ...letter, text });

describe('slips in letters warn and do not block', () => {
  it('[R5.2] a sound letter that speaks of members, proposals and other sessions has none', () => {
    expect(findSlips({ ...toDeputy, text: sound, documentNumber: '冀教建复字〔2022〕97号' })).toEqual([]);
  });

  it('[R5.2] a deputy called a member is found in the salutation and in the text', () => {
    const text = '王示例委员：\n感谢委员对我们工作的支持。';
    expect(says(toDeputy, text)).toMatchObject([
      { code: 'form-of-address', found: '委员', expected: '代表', at: 3 },
      { code: 'form-of-address', found: '委员', expected: '代表', at: text.lastIndexOf('委员') },
    ]);
  });

  it.each([
    '政协委员王示例：',
    '尊敬的政协委员王示例：',
    '王示例政协委员：',
    '尊敬的政协委员：',
    '政协委员王示例，您好',
  ])('[R5.2] a deputy greeted by the full title of a member is found, once: %s', (greeting) => {
    expect(says(toDeputy, `${greeting}\n答复如下。`)).toMatchObject([
      { code: 'form-of-address', found: '政协委员', expected: '代表', at: greeting.indexOf('政协委员') },
    ]);
  });

  it('[R5.2] a member greeted by the full title of a deputy is found, and others’ titles are not', () => {
    expect(says(toMember, '人大代表李样本：\n您好')).toMatchObject([
      { code: 'form-of-address', found: '人大代表', expected: '委员', at: 0 },
    ]);
    for (const text of [
      '政协委员意见：\n已采纳',
      '邀请政协委员赵某某视察。',
      '走访政协委员的情况如下：\n已采纳',
    ])
      expect(says(toDeputy, text)).toEqual([]);
  });

  it('any name on record is looked for as it is', () => {
    for (const name of ['A-B', '(某)[某]', 'a.b|c\\d/e{1}^$*+?'])
      expect(
        codes({ ...toDeputy, proposers: [{ type: 'deputy', name }], text: `政协委员${name}，您好` }),
      ).toEqual(['form-of-address']);
  });

  it('[R5.2] a member called a deputy is found', () => {
    expect(says(toMember, '李样本代表：\n您好')).toMatchObject([
      { code: 'form-of-address', found: '代表', expected: '委员' },
    ]);
    expect(says(toMember, '李样本委员：\n作为企业代表，您的意见有代表性')).toEqual([]);
  });

  it('a suggestion called a proposal is found, the names of bodies are not', () => {
    expect(says(toDeputy, '您提出的提案收悉，已抄送省政协提案委员会')).toMatchObject([
      { code: 'kind-of-case', found: '提案', expected: '建议', at: 4 },
    ]);
  });

  it.each([
    '我们认真学习政协委员意见，参考相关提案，完善方案',
    '近年来省政协高度重视，各界提交提案',
    '我们参考了往年的提案',
  ])('proposals in general and the work of the CPPCC are no slip in an answer to a deputy: %s', (text) => {
    expect(says(toDeputy, text)).toEqual([]);
  });

  it.each(['您在省政协会上提出的提案收悉', '经商省政协，本提案答复如下', '第31号提案收悉'])(
    'the case itself called a proposal is found, whatever else the sentence speaks of: %s',
    (text) => {
      expect(codes({ ...toDeputy, text })).toEqual(['kind-of-case']);
    },
  );

  it('a proposal called a suggestion is found, its own title and plain advice are not', () => {
    expect(says(toMember, '您提出的第31号建议收悉')).toMatchObject([
      { code: 'kind-of-case', found: '建议', expected: '提案' },
    ]);
    expect(says(toMember, '您提出的“关于某路建设的建议”（提案第31号）收悉，建议很好')).toEqual([]);
  });

  it.each([
    '省十二届人大五次会议',
    '省十三届人大四次会议',
    '河北省第十三届人民代表大会第四次会议',
    '１３届４次会议',
  ])('%s is the wrong session of 13-5', (phrase) => {
    expect(codes({ ...toDeputy, text: `您在${phrase}上提出` })).toContain('session');
  });

  it.each([
    '省十三届人大五次会议',
    '河北省第十三届人民代表大会第五次会议',
    '13届5次会议',
    '十三届人大常委会第三十次会议',
  ])('%s is no wrong session of 13-5', (phrase) => {
    expect(codes({ ...toDeputy, text: `您在${phrase}上提出` })).toEqual([]);
  });

  it('two spellings of one name are found', () => {
    expect(says(toDeputy, '王示列代表：')).toMatchObject([
      { code: 'name', found: '王示列', expected: '王示例', at: 0 },
    ]);
    expect(says(toDeputy, '王示例代表、赵某某代表：')).toEqual([]);
  });

  it.each(['建议字[2016]97号', '建议字201697号', '建议字【2016】97号', '建议字〔２０１６〕97号'])(
    'a damaged document number is found and its repair offered: %s',
    (documentNumber) => {
      expect(findSlips({ ...toDeputy, documentNumber })).toMatchObject([
        { code: 'document-number', found: documentNumber, expected: '建议字〔2016〕97号' },
      ]);
    },
  );

  it('a text that is no document number is said to be none', () => {
    expect(findSlips({ ...toDeputy, documentNumber: '一号' })).toMatchObject([
      { code: 'document-number', found: '一号' },
    ]);
  });

  it.each([
    ['UTF-8 read as Latin-1', Buffer.from('关于建议', 'utf8').toString('latin1')],
    ['GBK read as UTF-8', '\ufffd\ufffd\ufffd'],
    ['what became of replacement characters', '锟斤拷锟斤拷'],
    ['UTF-8 read as GBK', '鎮ㄦ彁鍑虹殑寤鸿锛屾敹鎮夈€傜幇绛斿濡備笅锛'],
  ])('mojibake is found: %s', (_, damaged) => {
    expect(codes({ ...toDeputy, text: `王示例代表：${damaged}` })).toContain('mojibake');
  });

  it('full-width digits get one warning, however many there are', () => {
    expect(says(toDeputy, '２０２２年１月，３件')).toMatchObject([
      { code: 'full-width-digits', found: '２０２２', at: 0 },
    ]);
  });

  it('any text is checked without a throw, and every place is where the find stands', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '委员',
        '代表',
        '提案',
        '建议',
        '第31号',
        '王示列代表：',
        '省十二届四次会议',
        '《',
        '》',
        '１',
      ),
    );
    fc.assert(
      fc.property(
        fc.array(piece).map((parts) => parts.join('')),
        fc.constantFrom(toDeputy, toMember),
        (text, letter) => {
          for (const { found, at } of findSlips({ ...letter, text }))
            expect(text.slice(at, (at ?? 0) + found.length)).toBe(found);
        },
      ),
      { numRuns: 300 },
    );
  });
});
