import type { Identity } from '../../schemas/intake';

/** What two cases are compared by. Whether they are of one kind and level is asked by whoever looks for them. */
export interface Comparable {
  identity: Identity;
  title: string;
  text: string;
  subject?: string;
}

/** One ground on which two cases look alike: how much of it holds, 0 to 1, and a Chinese phrase for the official. */
export interface Ground {
  by: 'title' | 'text' | 'number' | 'quoted' | 'series' | 'subject';
  share: number;
  says: string;
}

/** How alike two cases are, 0 to 1, and why, the weightiest ground first. */
export interface Likeness {
  score: number;
  grounds: Ground[];
}

/** What a ground adds to a score at most, and the share from which on it counts: settings of ours. */
const GROUNDS: Record<Ground['by'], { weight: number; from: number; alone: boolean }> = {
  text: { weight: 0.95, from: 0.2, alone: true },
  title: { weight: 0.9, from: 0.3, alone: true },
  number: { weight: 0.6, from: 1, alone: true },
  quoted: { weight: 0.5, from: 1, alone: true },
  // Every series has a number 1, every session its cases on education: these only support another ground.
  series: { weight: 0.15, from: 1, alone: false },
  subject: { weight: 0.1, from: 1, alone: false },
};

/** From this score on two cases are offered for merging: a setting of ours. */
export const ALIKE = 0.4;

/** What stands in titles whatever they are about: it makes two of them neither alike nor different. */
const COMMON =
  /进一步|高质量|加强|加快|加大|推进|推动|促进|支持|完善|健全|提高|提升|解决|落实|做好|办好|建设|发展|构建|建立|制定|实施|开展|进行|改善|优化|强化|规范|纳入|范围|力度|尽快|工作|问题|机制|体系|河北省?|[我全][省市县国]|[的和与及将]/u;

/** Texts that say less are fillers (原文未公开), and alike without a meaning. */
const SHORTEST_TEXT = 40;
const SHORTEST_SENTENCE = 16;
const SHINGLE = 6;

/**
 * The pairs of neighbouring characters that tell what a title is about, without 关于…的建议, a remark in brackets at
 * its end, punctuation, and the words that stand everywhere. Chinese has no blanks between words, and its words are
 * mostly of two characters: pairs are the nearest thing to words that needs no dictionary.
 */
export function titlePairs(title: string): string[] {
  const core = coreOf(title);
  const told = core.split(COMMON).flatMap((part) => pieces(part, 2));
  return [...new Set(told.length > 0 ? told : pieces(core, 2))];
}

/** A title without what every title has: see {@link titlePairs}. */
export function coreOf(title: string): string {
  return plain(title.normalize('NFKC').replace(/\([^()]*\)\s*$/u, ''))
    .replace(/^(?:关于|对于)/u, '')
    .replace(/的?(?:建议|提案|议案|意见)$/u, '');
}

/** The sentences of a text as numbers: texts that have one in common are worth comparing. Short ones are left out. */
export function textMarks(text: string): number[] {
  if (plain(text).length < SHORTEST_TEXT) return [];
  const sentences = text
    .split(/[。！？；!?;\n]+/u)
    .map(plain)
    .filter(({ length }) => length >= SHORTEST_SENTENCE);
  return [...new Set(sentences.map(hashOf))];
}

/** How alike two cases are. Total, symmetric, and the same whatever else lies in the ledger. */
export function likenessOf(one: Comparable, other: Comparable): Likeness {
  const grounds = [
    ground('title', titleShare(one.title, other.title)),
    ground('text', textShare(one.text, other.text)),
    ground('number', Number(sameNumber(one, other) && one.identity.series === other.identity.series)),
    ground('quoted', Number(quotes(one, other) || quotes(other, one))),
    ground('series', Number(sameNumber(one, other) && one.identity.series !== other.identity.series)),
    ground('subject', Number(one.subject !== undefined && one.subject === other.subject)),
  ]
    .filter(({ by, share }) => share >= GROUNDS[by].from)
    .sort((a, b) => weightOf(b) - weightOf(a));
  const unlike = grounds.reduce((left, each) => left * (1 - weightOf(each)), 1);
  return { score: rounded(1 - unlike), grounds };
}

/** Whether two cases are offered for merging: alike enough, on a ground that says something by itself. */
export const areAlike = ({ score, grounds }: Likeness): boolean =>
  score >= ALIKE && grounds.some(({ by }) => GROUNDS[by].alone);

const weightOf = ({ by, share }: Ground): number => GROUNDS[by].weight * share;

const SAYS: Record<Ground['by'], (share: number) => string> = {
  title: (share) => (share === 1 ? '标题相同（不计标点等写法）' : `标题相似 ${share.toFixed(2)}`),
  text: (share) => `正文有 ${Math.round(share * 100)}% 相同`,
  number: () => '编号相同，只是写法不同',
  quoted: () => '标题或正文提到对方的编号',
  series: () => '编号相同而系列不同',
  subject: () => '主题相同',
};
const ground = (by: Ground['by'], exact: number): Ground => {
  const share = rounded(exact);
  return { by, share, says: SAYS[by](share) };
};

const inOneSession = (a: Identity, b: Identity): boolean =>
  a.body === b.body && a.term === b.term && a.session === b.session;

/** In one session of one body, `0186` and `186` are one number. */
const sameNumber = ({ identity: a }: Comparable, { identity: b }: Comparable): boolean =>
  inOneSession(a, b) && bareNumber(a.number) === bareNumber(b.number);

/** `第…号`, with what tells of a short number that it is a case's and no document's, line's or house's. */
const QUOTED =
  /(建议|提案)?[ \t]*第[ \t]*([\p{L}\p{N}-]{1,30}?)[ \t]*号(?:[ \t]*(?:代表|委员)?(建议|提案|件))?/gu;

/** The numbers of cases that a title or text names, bare: a short plain one only where it is called a suggestion or proposal. */
export function quotedNumbers(text: string): string[] {
  const found = [...text.normalize('NFKC').matchAll(QUOTED)].flatMap(([, before, number = '', after]) => {
    const bare = bareNumber(number);
    const tells = /\d{4}/u.test(bare) || /[a-z]\d|\d[a-z]/u.test(bare);
    return tells || (/^\d+$/u.test(bare) && (before ?? after) !== undefined) ? [bare] : [];
  });
  return [...new Set(found)];
}

const quotes = (one: Comparable, { identity }: Comparable): boolean =>
  inOneSession(one.identity, identity) &&
  [one.title, one.text].some((words) => quotedNumbers(words).includes(bareNumber(identity.number)));

/** A number as it is compared: in one width and case, without signs and leading zeros. */
export const bareNumber = (number: string): string =>
  plain(number).replace(/\d+/gu, (digits) => digits.replace(/^0+(?=\d)/u, ''));

/** What two sets share, 0 to 1: half of it measured by both together, half by the smaller one. */
function overlap(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  const shared = sharedBy(a, b);
  return shared / (a.length + b.length) + shared / (2 * Math.min(a.length, b.length));
}

/** How much of the shorter text stands in the longer one, 0 to 1, by runs of six characters. */
function textShare(one: string, other: string): number {
  const [a, b] = [plain(one), plain(other)];
  if (Math.min(a.length, b.length) < SHORTEST_TEXT) return 0;
  if (a === b) return 1;
  const [shorter, longer] = [a, b]
    .map((text) => [...new Set(pieces(text, SHINGLE))])
    .sort((x, y) => x.length - y.length);
  return sharedBy(shorter ?? [], longer ?? []) / (shorter?.length ?? 1);
}

function sharedBy(a: readonly string[], b: readonly string[]): number {
  const known = new Set(b);
  return a.filter((piece) => known.has(piece)).length;
}

/** Letters and digits of every script, in one width and case. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

function pieces(text: string, size: number): string[] {
  return Array.from({ length: Math.max(0, text.length - size + 1) }, (_, at) => text.slice(at, at + size));
}

/** Words that stand in every title tell nothing, but two titles that differ in one of them are not the same. */
const MOST_UNLIKE = 0.99;
const titleShare = (one: string, other: string): number => {
  const share = overlap(titlePairs(one), titlePairs(other));
  return coreOf(one) === coreOf(other) ? share : Math.min(share, MOST_UNLIKE);
};

const rounded = (share: number): number => Math.round(share * 100) / 100;

/** A whole number below 2^53 that stands for a text (two FNV-1a hashes of 32 bits, one of them turned). */
function hashOf(text: string): number {
  let [low, high] = [0x811c9dc5, 0x9dc5811c];
  for (let at = 0; at < text.length; at += 1) {
    low = Math.imul(low ^ text.charCodeAt(at), 0x01000193);
    high = Math.imul(high ^ text.charCodeAt(text.length - 1 - at), 0x01000193);
  }
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0);
}
