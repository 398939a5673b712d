import type { Kind, Level } from '../../schemas/common';
import type { ProposerType } from '../../schemas/intake';
import { sessionText } from '../naming';
import { normaliseDocumentNumber, type Repair } from './document-number';
import { hasFullWidthDigits, numeralValue } from './glyphs';

/** A letter as its checker reads it, and what its case says. */
export interface CheckedLetter {
  text: string;
  documentNumber?: string;
  kind: Kind;
  level: Level;
  term: number;
  session: number;
  title: string;
  proposers: readonly { type: ProposerType; name: string }[];
}

export type SlipCode =
  | 'form-of-address'
  | 'kind-of-case'
  | 'session'
  | 'name'
  | 'document-number'
  | 'full-width-digits'
  | 'mojibake';

/** One likely mistake. It warns the drafter and the reviewers; it never blocks. */
export interface Slip {
  code: SlipCode;
  /** What stands there. */
  found: string;
  /** What was probably meant. */
  expected?: string;
  /** Where, in UTF-16 units of the text; absent for a slip in the document number. */
  at?: number;
  /** One Chinese sentence for the official. */
  message: string;
}

/** A way to be wrong: what to look for, and what to say about it. */
interface Pattern {
  pattern: RegExp;
  expected: string;
  message: string;
}

/** Greeting and thanks: where a letter names those whom it addresses. */
const CALLED_DEPUTY =
  /(?<=^[ \t\u3000]*(?:尊敬的)?[\p{Script=Han}·•．]{1,9}(?:等\d*[名位]?)?)代表(?=[：:])|(?<!人大|法定|职工|工会|党|学生|家长)代表(?=您|们?所?提出|所提)/gmu;
const CALLED_MEMBER =
  /(?<!政协|代表[、和及与]?|常务|常委会|组成|监察|调解|仲裁|居委会|村委会)委员(?!会|长|[、和及与]?代表)/gu;
/** Neither proposals in general nor those of a sentence that speaks of the CPPCC, unless it speaks of `您` or of `本` one. */
const CALLED_PROPOSAL =
  /(?<!政协|(?:^|[。；！？\n])[^您本该此。；！？\n]{0,120}政协[^您本该此。；！？\n]{0,60}|(?:相关|有关|其他|类似|同类|历年|往年|以往)的?|建议[、和及与]?(?:政协)?)提案(?!委|[、和及与]建议)/gu;
const CALLED_SUGGESTION =
  /(?<=第?\d{1,9}号)(?:代表)?建议(?![、和及与]?(?:政协)?提案)|代表建议(?![、和及与]?(?:政协)?提案)|建议(?=收悉|已收悉)/gu;

/** What somebody is called by mistake: the bare word, and the full title that is a slip only where it names a proposer. */
const ADDRESS: Record<'deputy' | 'member', Pattern & { title: string }> = {
  deputy: {
    pattern: CALLED_MEMBER,
    title: '政协委员',
    expected: '代表',
    message: '提出人是人大代表，文中称作“委员”',
  },
  member: {
    pattern: CALLED_DEPUTY,
    title: '人大代表',
    expected: '委员',
    message: '提出人是政协委员，文中称作“代表”',
  },
};
const KIND: Record<Kind, Pattern> = {
  suggestion: { pattern: CALLED_PROPOSAL, expected: '建议', message: '本件是代表建议，文中写作“提案”' },
  proposal: { pattern: CALLED_SUGGESTION, expected: '提案', message: '本件是政协提案，文中写作“建议”' },
};

const NUMERAL = '[一二三四五六七八九十〇零\\d０-９]{1,3}';
const SESSION = new RegExp(`第?(${NUMERAL})届([^，。；、\\n]{0,16}?)第?(${NUMERAL})次会议`, 'gu');
/** UTF-8 read as Latin-1 or as GBK, GBK read as UTF-8, and what decoders put in place of what they could not read. */
const MOJIBAKE =
  /\ufffd|锟斤拷|烫烫烫|[\u00c2-\u00ef][\u0080-\u00bf]{1,2}(?=[\u00c2-\u00ef][\u0080-\u00bf])|[锛銆鈥][\u4e00-\u9fff?€]?.{0,40}?[锛銆鈥]|[\ue000-\uf8ff]/gsu;

const REPAIRS: Record<Repair, string> = {
  'full-width': '数字为全角',
  spaces: '夹有空格',
  brackets: '年份应当用六角括号〔〕',
  'lost-brackets': '年份的六角括号丢失',
  'missing-hao': '缺“号”字',
};

/** Every likely slip of a letter, in the order of its text, those of the document number first. Pure; never throws. */
export function findSlips(letter: CheckedLetter): Slip[] {
  const text = withoutTitles(letter.text, letter.title);
  const found = [
    ...addressSlips(text, letter.proposers),
    ...patternSlips('kind-of-case', text, KIND[letter.kind]),
    ...sessionSlips(text, letter),
    ...nameSlips(text, letter.proposers),
    ...mojibakeSlips(letter.text),
    ...fullWidthSlips(letter.text),
  ];
  return [...numberSlips(letter.documentNumber), ...found.sort((a, b) => (a.at ?? 0) - (b.at ?? 0))];
}

/** Titles are quoted as they were handed in (a proposal may well be called "…的建议"): they are blanked out, length kept. */
function withoutTitles(text: string, title: string): string {
  const blank = (part: string) => '\u25a1'.repeat(part.length);
  const plain = title === '' ? text : text.replaceAll(title, blank);
  return plain.replace(/《[^》\n]{1,300}》|“[^”\n]{1,300}”/gu, blank);
}

function addressSlips(text: string, proposers: CheckedLetter['proposers']): Slip[] {
  const types = new Set(proposers.map(({ type }) => type));
  if (types.has('organization') || types.size !== 1) return [];
  const { title, ...called } = types.has('deputy') ? ADDRESS.deputy : ADDRESS.member;
  const titled = titledAs(
    title,
    proposers.map(({ name }) => name),
  );
  return [called, { ...called, pattern: titled }].flatMap((one) =>
    patternSlips('form-of-address', text, one),
  );
}

/**
 * A title where it names those whom the letter addresses: in a line that greets (`政协委员某某：`, `某某政协委员：`), or
 * beside a proposer's name. A letter speaks of other members and deputies by the same title.
 */
function titledAs(title: string, names: readonly string[]): RegExp {
  const known = names.filter((each) => each.length >= 2);
  const name = known.map((each) => each.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&')).join('|') || '(?!)';
  const greets = String.raw`(?<=^[ \t\u3000]*(?:尊敬的)?[\p{Script=Han}·•．]{0,9})${title}(?![^：:\n]*(?:的|意见|建议|提案|提出|反映))(?=[\p{Script=Han}·•．]{0,9}[：:][ \t]*$)`;
  return new RegExp(`${greets}|${title}(?=${name})|(?<=${name})${title}`, 'gmu');
}

function patternSlips(code: SlipCode, text: string, { pattern, expected, message }: Pattern): Slip[] {
  return [...text.matchAll(pattern)].map(({ 0: found, index }) => ({
    code,
    found,
    expected,
    at: index,
    message,
  }));
}

/** Only sessions of the case's own chamber and level: a letter may speak of others. */
function sessionSlips(text: string, { kind, level, term, session }: CheckedLetter): Slip[] {
  const other = kind === 'suggestion' ? /政协|协商|常委|常务/ : /人大|人民代表|常委|常务/;
  return [...text.matchAll(SESSION)].flatMap((match) => {
    const [found, saidTerm = '', between = '', saidSession = ''] = match;
    const before = text.slice(Math.max(0, match.index - 8), match.index);
    if (other.test(between) || /党|中央/.test(between) || other.test(before)) return [];
    if (level === 'provincial' && /全国/.test(between + before)) return [];
    if (numeralValue(saidTerm) === term && numeralValue(saidSession) === session) return [];
    return [
      {
        code: 'session' as const,
        found,
        expected: sessionText({ term, session }),
        at: match.index,
        message: `本件属${sessionText({ term, session })}，文中写作“${found}”`,
      },
    ];
  });
}

/** Two spellings of one name: before 代表 or 委员 stands a name that is one character off a proposer's. */
function nameSlips(text: string, proposers: CheckedLetter['proposers']): Slip[] {
  const names = [
    ...new Set(
      proposers
        .filter(({ type, name }) => type !== 'organization' && name.length >= 2)
        .map(({ name }) => name),
    ),
  ];
  return [...text.matchAll(/([\p{Script=Han}·•．]{2,20})(?=代表|委员)/gu)].flatMap(
    ({ 1: run = '', index }) => {
      if (names.some((name) => run.endsWith(name))) return [];
      const name = names.find((each) => run.length >= each.length && oneOff(run.slice(-each.length), each));
      if (name === undefined) return [];
      const found = run.slice(-name.length);
      return [
        {
          code: 'name' as const,
          found,
          expected: name,
          at: index + run.length - name.length,
          message: `姓名“${found}”与登记的“${name}”不一致`,
        },
      ];
    },
  );
}

/** Of the same length, the same surname, and one other character different; too short a name says nothing. */
function oneOff(one: string, other: string): boolean {
  const differing = [...one].filter((character, i) => character !== [...other][i]).length;
  return differing === 1 && one[0] === other[0] && other.length >= 3;
}

function mojibakeSlips(text: string): Slip[] {
  return [...text.matchAll(MOJIBAKE)].slice(0, 5).map(({ 0: found, index }) => ({
    code: 'mojibake',
    found,
    at: index,
    message: '疑似乱码，请核对原文编码',
  }));
}

/** One warning for all of them: a letter typed that way has hundreds. */
function fullWidthSlips(text: string): Slip[] {
  if (!hasFullWidthDigits(text)) return [];
  const match = /[\uff10-\uff19]+/.exec(text);
  return match
    ? [{ code: 'full-width-digits', found: match[0], at: match.index, message: '文中有全角数字，宜改为半角' }]
    : [];
}

function numberSlips(documentNumber: string | undefined): Slip[] {
  if (documentNumber === undefined) return [];
  const { text, parsed, repairs } = normaliseDocumentNumber(documentNumber);
  if (parsed === undefined)
    return [
      { code: 'document-number', found: documentNumber, message: '文号不合“机关代字〔年份〕序号”的格式' },
    ];
  if (repairs.length === 0) return [];
  const what = repairs.map((repair) => REPAIRS[repair]).join('，');
  return [{ code: 'document-number', found: documentNumber, expected: text, message: `文号疑有误：${what}` }];
}
