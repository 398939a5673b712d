const DIGITS: Readonly<Record<string, number>> = {
  〇: 0,
  零: 0,
  '○': 0,
  一: 1,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};

/** Characters of a number as officials write it: '13', '十三', '二〇二二'. For use inside a character class. */
export const NUMERAL_CHARACTERS = '\\d〇零○一二三四五六七八九十';

/** A whole number of at most two digits, or digits one after the other: '13', '十三', '二十', '二〇二二'. Undefined for anything else. */
export function readNumeral(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const tens = /^([一二三四五六七八九]?)十([一二三四五六七八九]?)$/.exec(text);
  if (tens) return digitOf(tens[1], 1) * 10 + digitOf(tens[2], 0);
  const digits = [...text].map((character) => DIGITS[character]);
  return digits.length === 0 || digits.includes(undefined) ? undefined : Number(digits.join(''));
}

function digitOf(character: string | undefined, otherwise: number): number {
  return (character && DIGITS[character]) || otherwise;
}
