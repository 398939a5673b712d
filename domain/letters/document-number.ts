import { halfWidth, hasFullWidthDigits } from './glyphs';

/** The parts of a document number: `冀教建复字` 〔2022〕 第 97 号. The number is text: `062` is not `62`. */
export interface DocumentNumber {
  /** The organ's own sign (机关代字), whatever stands before the year. */
  organ: string;
  year: number;
  number: string;
  /** Written with 第 before the number, as some organs do. */
  ordinal: boolean;
}

export type Repair = 'full-width' | 'spaces' | 'brackets' | 'lost-brackets' | 'missing-hao';

export interface NormalisedNumber {
  /** The number as it is to be written; the text itself, trimmed, where it is no document number. */
  text: string;
  parsed?: DocumentNumber;
  /** What had to be changed to get there; empty for a sound number. */
  repairs: Repair[];
}

const SOUND = /^([^〔〕\d]*)〔((?:19|20)\d\d)〕(第?)(\d{1,6})号$/;
const OPENING = '〔［【（({\\[〈﹝『「<';
const CLOSING = '〕］】）)}\\]〉﹞』」>';
const LOOSE = new RegExp(
  `^([^\\d${OPENING}]*)([${OPENING}]?)((?:19|20)\\d\\d)([${CLOSING}]?)年?(第?)(\\d{1,6})(号?)$`,
);

/** Reads a sound document number; undefined for everything else, damaged ones included. */
export function parseDocumentNumber(text: string): DocumentNumber | undefined {
  const match = SOUND.exec(text);
  if (!match) return undefined;
  const [, organ = '', year = '', ordinal = '', number = ''] = match;
  return { organ, year: Number(year), number, ordinal: ordinal !== '' };
}

/** The one way to write a document number: `机关代字〔年〕N号`. The inverse of {@link parseDocumentNumber}. */
export function formatDocumentNumber({ organ, year, number, ordinal }: DocumentNumber): string {
  return `${organ}〔${year}〕${ordinal ? '第' : ''}${number}号`;
}

/**
 * Repairs what typing, scanning and other systems do to document numbers: 【】, [] and （） for 〔〕, full-width
 * digits, blanks, brackets lost on the way (`〔2016〕97` that became `201697`: four digits of a year, then the
 * number), 号 left out. It says what it repaired; a text that it cannot read comes back as it was, unparsed.
 */
export function normaliseDocumentNumber(text: string): NormalisedNumber {
  const trimmed = text.trim();
  const repairs: Repair[] = [];
  if (hasFullWidthDigits(trimmed)) repairs.push('full-width');
  const narrow = halfWidth(trimmed);
  if (/\s/.test(narrow)) repairs.push('spaces');
  const match = LOOSE.exec(narrow.replace(/\s+/g, ''));
  if (!match) return { text: trimmed, repairs: [] };
  const [, organ = '', opening = '', year = '', closing = '', ordinal = '', number = '', hao = ''] = match;
  if (opening === '' || closing === '') repairs.push('lost-brackets');
  else if (opening !== '〔' || closing !== '〕') repairs.push('brackets');
  if (hao === '') repairs.push('missing-hao');
  const parsed = { organ, year: Number(year), number, ordinal: ordinal !== '' };
  return { text: formatDocumentNumber(parsed), parsed, repairs };
}
