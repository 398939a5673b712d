import { halfWidth } from './glyphs';
import { streetAddresses } from './street-address';

export type PersonalKind = 'mobile' | 'landline' | 'identity-number' | 'address' | 'mail' | 'account';

/** One place that was taken out; `at` and `length` are UTF-16 units of the original. It does not repeat what stood there. */
export interface Redaction {
  kind: PersonalKind;
  at: number;
  length: number;
}

/** Something personal that is on record, to be looked for as it is. */
export interface Known {
  kind: PersonalKind;
  text: string;
}

export interface Redacted {
  text: string;
  redactions: Redaction[];
}

/** What the public reads in place of what was taken out. */
export const REDACTION_MARKS: Record<PersonalKind, string> = {
  mobile: '〔手机号已隐去〕',
  landline: '〔电话已隐去〕',
  'identity-number': '〔证件号已隐去〕',
  address: '〔地址已隐去〕',
  mail: '〔邮箱已隐去〕',
  account: '〔账号已隐去〕',
};

const BLANK = '[ \\t]';
const DASH = '[-\u2010-\u2015\u2212~]';
const SEPARATOR = `(?:${BLANK}|${DASH}|[.·•])`;

/** Where a number is followed by one of these it counts money or things and calls nobody. */
const NO_UNIT = '(?!\\s*(?:万|亿|元|美元|吨|千瓦|度|公里|平方|立方|亩|人次|户))';

const IDENTITY = new RegExp(
  `(?<!\\d)[1-9]\\d{5}${BLANK}?(?:18|19|20)\\d\\d${BLANK}?(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])${BLANK}?\\d{3}(?:\\d(?!\\d)|[Xx])`,
  'g',
);
const LABELLED_IDENTITY = new RegExp(
  `(?:身份证|证件|护照)(?:件)?(?:号码?|编号)?${BLANK}*[:为是]?${BLANK}*([A-Z]?[\\dXx](?:${SEPARATOR}?[\\dXx]){6,17})`,
  'g',
);
const MOBILE = new RegExp(
  `(?<!\\d)(?:(?:\\+|00)?86${SEPARATOR}?)?1[3-9]?(?:${SEPARATOR}{0,2}\\d){9,10}(?!\\d)${NO_UNIT}`,
  'g',
);
const LANDLINE = new RegExp(
  `(?<![\\d-])(?:(?:\\+|00)86${SEPARATOR}?|\\(86\\))?(?:\\(0\\d{2,3}\\)${SEPARATOR}{0,2}|0\\d{2,3}${SEPARATOR}{1,3}|0(?=\\d{10,11}(?!\\d))\\d{2,3})\\d{3,4}${SEPARATOR}?\\d{4}(?:${BLANK}?(?:转|${DASH}|[/、])${BLANK}?\\d{1,8})*(?!\\d)${NO_UNIT}`,
  'g',
);
/** Digits one by one in Chinese, as some write their number so that no machine finds it. */
const WRITTEN_DIGIT = '[\\d〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]';
const WRITTEN_MOBILE = new RegExp(
  `(?<!${WRITTEN_DIGIT})[1一幺壹]${SEPARATOR}?[3-9三四五六七八九叁肆伍陆柒捌玖](?:${SEPARATOR}?${WRITTEN_DIGIT}){9}(?!${WRITTEN_DIGIT})${NO_UNIT}`,
  'g',
);
const WRITTEN_LANDLINE = new RegExp(
  `(?<!${WRITTEN_DIGIT})[〇零○](?:${SEPARATOR}?${WRITTEN_DIGIT}){9,11}(?!${WRITTEN_DIGIT})`,
  'g',
);
const LABELLED_NUMBER = new RegExp(
  `(?:手机|电话|座机|固话|宅电|传真|(?<![A-Za-z])(?:Tel|TEL|tel|Phone|phone|Mobile|Fax))(?:号码?|号)?(?:\\([^()\\n]{1,8}\\))?${BLANK}*[:为是]?${BLANK}*((?:\\+?\\(?\\d)(?:[\\d()]|${SEPARATOR}(?=[\\d(])|[/、转](?=\\d)){5,40})`,
  'g',
);
const ACCOUNT =
  /(?:微信号?|QQ号?|qq号?|WeChat|银行(?:卡|账)号?|(?:卡|账)号)[ \t]*[:为是][ \t]*([A-Za-z0-9_][A-Za-z0-9_ -]{3,30}[A-Za-z0-9_])/g;
/** The same in one word with its label: an account's name has a digit or a dash, words do not. */
const JOINED_ACCOUNT =
  /(?:微信号?|WeChat|(?<![A-Za-z])(?:QQ|qq)(?:群?号?))[ \t]*((?=[A-Za-z]*[\d_-])[A-Za-z][A-Za-z0-9_-]{5,19}|\d{6,12}(?!\d)|(?<=[Qq]群?号?[ \t]*)\d{5}(?!\d))/g;
const MAIL = /(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}/g;

/** A labelled address runs to the end of its line, or to the next field of a form that was written in one line. */
const ADDRESS_END = `(?=$|[\\n;；。]|[,，、 \\t]*(?:邮编|邮政编码|邮码|联系电话|电话|手机|联系人|身份证|邮箱|电子邮箱|E-?mail|姓名|传真|单位及职务)[\\s:(])`;
const HOME =
  '(?:家庭|通讯|通信|联系|邮寄|寄送|收件|收信|户籍|身份证|现居住?|现在?居住|常住|居住)(?:所在)?(?:地址|地)|现?住址|现住所|住所|户籍所在地';
const HOME_ADDRESS = new RegExp(
  `(?:${HOME})(?:\\([^()\\n]{1,12}\\))?(?:${BLANK}*[:是为]${BLANK}*|${BLANK}+)([^\\n;；。]{2,120}?)${ADDRESS_END}`,
  'gm',
);
const ANY_ADDRESS = new RegExp(
  `地址(?:\\([^()\\n]{1,12}\\))?${BLANK}*[:是为]${BLANK}*([^\\n;；。]{2,120}?)${ADDRESS_END}`,
  'gm',
);
const POSTCODE = new RegExp(
  `(?:邮编|邮政编码|邮码)${BLANK}*[:是为]?${BLANK}*(\\d(?:${BLANK}?\\d){5})(?!\\d)`,
  'g',
);
/** Account words directly followed by a number as long as a bank card's. */
const CARD = new RegExp(
  `(?:银行|储蓄|借记|信用)?(?:卡号?|账[号户]|帐[号户])[^\\S\\n]*((?<!\\d)\\d(?:${BLANK}?\\d){15,18})(?!\\d)`,
  'g',
);
/** Behind a bare 地址, one that goes down to stairway, room or household is a home also in a letter. */
const HOME_AT = new RegExp(
  `地址(?:\\([^()\\n]{1,12}\\))?${BLANK}*[:是为]${BLANK}*([^\\n;；。]{2,120}?(?:单元|\\d[室户])[^\\n;；。]{0,40}?)${ADDRESS_END}`,
  'gm',
);
/** In running text only an address down to house, stairway or room is anybody's own. */
const LIVES_AT =
  /(?:家住|现住|现居|居住在|居住于|住在)([^，,。；;\n]{2,40}?\d+[ \t]*(?:号楼|号院|栋|幢|单元|室|号)(?:[ \t]*[\dA-Za-z-]+[ \t]*(?:号楼|栋|幢|单元|层|楼|室|号|户))*)/g;

/** The line of a letter's end where the unit says whom to call at the office. */
const CONTACT_LINE =
  /^[ \t(（]*(?:联系(?:单位|处室|部门|科室|人|电话|方式)|承办(?:单位|处室|人)|经办人|办公电话)[^\n]*$/gm;

/**
 * Takes personal telephones, addresses, identity numbers, mail addresses and accounts out of a text that is to be
 * published. Everything else stays, character by character.
 *
 * `original` (what proposers handed in): all of them go, an address of a house also where no word says that it is one.
 * `letter` (what a unit wrote): the line in which the unit
 * names its own contact (联系单位及电话…) keeps office landlines and government mail, for it is there to be called, and
 * a bare 地址 is the unit's own; mobiles, identity numbers and homes go from there too. What is `known` of the proposers
 * goes wherever it stands, in whatever sentence.
 */
export function redact(text: string, source: 'letter' | 'original', known: readonly Known[] = []): Redacted {
  const plain = halfWidth(text);
  const kept =
    source === 'letter'
      ? [...plain.matchAll(CONTACT_LINE)].map(({ 0: line, index }) => ({
          from: index,
          to: index + line.length,
        }))
      : [];
  const isKept = ({ kind, at, length }: Redaction) =>
    isOfficial(kind, plain.slice(at, at + length)) && kept.some(({ from, to }) => from <= at && at < to);
  const found = [
    ...spans('identity-number', plain, IDENTITY),
    ...spans('identity-number', plain, LABELLED_IDENTITY),
    ...spans('mobile', plain, MOBILE).filter(({ at, length }) => isMobile(plain.slice(at, at + length))),
    ...spans('mobile', plain, WRITTEN_MOBILE).filter(({ at, length }) =>
      /\p{Script=Han}|○/u.test(plain.slice(at, at + length)),
    ),
    ...spans('landline', plain, LANDLINE),
    ...spans('landline', plain, WRITTEN_LANDLINE),
    ...spans('landline', plain, LABELLED_NUMBER),
    ...spans('account', plain, ACCOUNT),
    ...spans('account', plain, JOINED_ACCOUNT),
    ...spans('account', plain, CARD),
    ...spans('mail', plain, MAIL),
    ...spans('address', plain, HOME_ADDRESS),
    ...spans('address', plain, HOME_AT),
    ...spans('address', plain, LIVES_AT),
    ...(source === 'original'
      ? [
          ...spans('address', plain, ANY_ADDRESS),
          ...spans('address', plain, POSTCODE),
          ...streetAddresses(plain).map((span) => ({ kind: 'address' as const, ...span })),
        ]
      : []),
  ];
  const certain = known.flatMap(({ kind, text: part }) => occurrences(kind, plain, halfWidth(part).trim()));
  // What may stay is set aside before overlaps are joined: a mobile beside an office number still goes.
  const redactions = merged([...found.filter((one) => !isKept(one)), ...certain]);
  return { text: withMarks(text, redactions), redactions };
}

/** Too short a text stands in places that have nothing to do with it. */
const SHORTEST_KNOWN = 5;

function occurrences(kind: PersonalKind, text: string, part: string): Redaction[] {
  const found: Redaction[] = [];
  if (part.length < SHORTEST_KNOWN) return found;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length))
    found.push({ kind, at, length: part.length });
  return found;
}

/** The places that a pattern finds: its group, where it has one, else the whole match. */
function spans(kind: PersonalKind, text: string, pattern: RegExp): Redaction[] {
  return [...text.matchAll(pattern)].map((match) => {
    const whole = match[0];
    const part = match[1] ?? whole;
    return { kind, at: match.index + whole.lastIndexOf(part), length: part.length };
  });
}

/** Eleven digits, 86 in front set aside, in groups that people write; a range of years or amounts is grouped otherwise. */
function isMobile(text: string): boolean {
  const groups = text
    .replace(/^(?:\+|00)?86(?=\D*1)/, '')
    .split(/\D+/)
    .filter(Boolean);
  if (!/^1[3-9]\d{9}$/.test(groups.join(''))) return false;
  const shape = groups.map(({ length }) => length).join('');
  return ['11', '344', '443', '434', '335', '353', '38', '74', '47', '83', '3224', '1'.repeat(11)].includes(
    shape,
  );
}

/** What an office may show of itself: its landline, its mail under gov.cn. */
function isOfficial(kind: PersonalKind, text: string): boolean {
  return kind === 'landline' || (kind === 'mail' && /[@.]gov\.cn$/i.test(text));
}

/** In order and without overlap: of two that overlap, one that reaches over both, named after the one that begins first. */
function merged(redactions: Redaction[]): Redaction[] {
  const ordered = [...redactions].sort((a, b) => a.at - b.at || b.length - a.length);
  const result: Redaction[] = [];
  for (const one of ordered) {
    const last = result.at(-1);
    if (last === undefined || one.at >= last.at + last.length) result.push({ ...one });
    else last.length = Math.max(last.length, one.at + one.length - last.at);
  }
  return result;
}

function withMarks(text: string, redactions: Redaction[]): string {
  let result = '';
  let from = 0;
  for (const { kind, at, length } of redactions) {
    result += text.slice(from, at) + REDACTION_MARKS[kind];
    from = at + length;
  }
  return result + text.slice(from);
}
