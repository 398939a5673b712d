/** The text of a cell after repair, and what was done to it, in Chinese: a repair is always said, never silent. */
export interface RepairedText {
  text: string;
  repairs: string[];
}

/** Control and format characters (byte-order marks, zero-width blanks, directions), but for tabs and line ends. */
const INVISIBLE = /[^\P{Cc}\n\r\t]|\p{Cf}/gu;
const FULL_WIDTH = /[\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A]/gu;
const FULL_WIDTH_OFFSET = 0xfee0;
const SPACES = /[\s\u00A0\u3000]+/gu;

/** One line of text (numbers, titles, names): invisible characters, full-width digits and letters, stray spaces. */
export function repairLine(raw: string): RepairedText {
  const repairs: string[] = [];
  let text = withoutInvisible(raw, repairs);
  const halfWidth = text.replace(FULL_WIDTH, (character) =>
    String.fromCharCode(character.charCodeAt(0) - FULL_WIDTH_OFFSET),
  );
  if (halfWidth !== text) repairs.push('全角数字、字母已改为半角');
  text = halfWidth.replace(SPACES, ' ').trim();
  if (text !== halfWidth) repairs.push('已去掉多余的空格');
  return { text, repairs };
}

/** Running text (the words of a suggestion): only what cannot be seen goes, paragraphs and wording stay. */
export function repairText(raw: string): RepairedText {
  const repairs: string[] = [];
  const text = withoutInvisible(raw, repairs).replace(/\r\n?/g, '\n').trim();
  return { text, repairs };
}

function withoutInvisible(raw: string, repairs: string[]): string {
  const text = raw.replace(INVISIBLE, '');
  if (text !== raw) repairs.push('已去掉不可见字符');
  return text;
}

/**
 * Whether text went through a wrong encoding before it came here and cannot be restored: replacement characters,
 * their best-known GBK reading, runs of question marks, or UTF-8 read as Latin-1.
 */
export function isDamaged(text: string): boolean {
  return /\uFFFD|锟斤拷|\?{4,}|[\u00C2-\u00F4][\u0080-\u00BF]/u.test(text);
}

/** The name of a spreadsheet column by its index from 0: A, B, ... Z, AA, ... */
export function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

/** Parts of a list in one cell, whatever separates them. Empty parts are dropped. */
export function splitList(text: string): string[] {
  return text
    .split(/[;；、,，|/\n]+/u)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
