import type { Kind } from '../../schemas/common';

/** What a merged letter must say of one of the cases that it answers. */
export interface NamedCase {
  kind: Kind;
  number: string;
  proposers: readonly { role: 'lead' | 'joint'; name: string }[];
}

/**
 * The numbers and names that a merged reply or opinion lists [R3.10]: all numbers; of suggestions every deputy, of
 * proposals each one's lead proposer or organization. Each name once, in the order of the cases.
 */
export function listedInMerged(cases: readonly NamedCase[]): { numbers: string[]; names: string[] } {
  const names = cases.flatMap(({ kind, proposers }) =>
    proposers.filter(({ role }) => kind === 'suggestion' || role === 'lead').map(({ name }) => name),
  );
  return { numbers: cases.map(({ number }) => number), names: [...new Set(names)] };
}

/** Those numbers and names that a letter's text does not have; spaces do not count, people set them as they like. */
export function missingInMerged(
  text: string,
  { numbers, names }: { numbers: readonly string[]; names: readonly string[] },
): string[] {
  const bare = (words: string) => words.replace(/\s+/gu, '');
  const letter = bare(text);
  const digits = new Set(letter.match(/\d+/gu) ?? []);
  const has = (number: string) => (/^\d+$/.test(number) ? digits.has(number) : letter.includes(bare(number)));
  return [
    ...numbers.filter((number) => !has(number)),
    ...names.filter((name) => !letter.includes(bare(name))),
  ];
}
