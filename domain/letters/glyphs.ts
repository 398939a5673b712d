/**
 * Full-width digits, letters and signs as their plain twins, unit by unit: the result has the same length, so
 * that a place found in it is the same place in the original.
 */
export function halfWidth(text: string): string {
  return text.replace(/[\uff01-\uff5e\u3000\u00a0]/g, (glyph) =>
    glyph === '\u3000' || glyph === '\u00a0' ? ' ' : String.fromCharCode(glyph.charCodeAt(0) - 0xfee0),
  );
}

/** Whether a text holds digits of full width, as typed with a Chinese input method or read from a scan. */
export const hasFullWidthDigits = (text: string): boolean => /[\uff10-\uff19]/.test(text);

const DIGITS = '零一二三四五六七八九';

/** The value of a Chinese or Arabic numeral from 0 to 99 (`十三`, `二十`, `5`); undefined for anything else. */
export function numeralValue(text: string): number | undefined {
  const plain = halfWidth(text).replaceAll('〇', '零');
  if (/^\d{1,2}$/.test(plain)) return Number(plain);
  const match = /^(?:([一二三四五六七八九])?(十))?([零一二三四五六七八九])?$/.exec(plain);
  if (!match || plain === '') return undefined;
  const [, tens, ten, ones] = match;
  const high = ten === undefined ? 0 : tens === undefined ? 1 : DIGITS.indexOf(tens);
  return high * 10 + (ones === undefined ? 0 : DIGITS.indexOf(ones));
}

/** A whole number from 1 to 99 as officials write it: `十三`, `二十`, `五`. The inverse of {@link numeralValue}. */
export function numeralText(value: number): string {
  const [tens, ones] = [Math.floor(value / 10), value % 10];
  const ten = tens === 0 ? '' : `${tens === 1 ? '' : DIGITS[tens]}十`;
  return `${ten}${ones === 0 ? '' : DIGITS[ones]}`;
}
