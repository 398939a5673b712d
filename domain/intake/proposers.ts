import type { Kind } from '../../schemas/common';
import type { ProposerType } from '../../schemas/intake';
import { NUMERAL_CHARACTERS } from './numerals';

/** One who proposed, as a list names them. */
export interface NamedProposer {
  name: string;
  type: ProposerType;
}

/** The proposers of a cell, and what was done to their names. */
export interface NamedProposers {
  proposers: NamedProposer[];
  repairs: string[];
}

const ORGANIZATION = [
  /^(民革|民盟|民建|民进|农工党|致公党|九三学社|台盟|中共|共青团)/u,
  /(代表团|委员会|省委|市委|县委|工委|联合会|工商联|侨联|台联|科协|文联|妇联|总工会|青联|党支部|党组)$/u,
  /.{2}界(别)?$/u,
  /.{3}(学会|协会|商会)$/u,
];
const OTHERS = new RegExp(`等\\s*[${NUMERAL_CHARACTERS}]*\\s*[名位人]?(?:代表|委员|同志)?$`, 'u');
const TITLE_AFTER = /^(.{2,}?)(?:代表|委员)$/u;
const CHINESE_WORD = /^[\p{Script=Han}·•.]+$/u;

/**
 * Reads the names of a cell: separated by 、，；, line breaks or blanks, with titles after each, with blanks inside
 * names of two characters. Names keep their middle dots. Deputies for a suggestion, members for a proposal,
 * organizations by their names, unless the list states the type.
 */
export function readProposers(text: string, kind: Kind, stated?: ProposerType): NamedProposers {
  const repairs = new Set<string>();
  const names = text.split(/[;；、,，\n]+/u).flatMap((part) => namesIn(part.trim(), repairs));
  return {
    proposers: names.map((name) => ({ name, type: stated ?? typeOf(name, kind) })),
    repairs: [...repairs],
  };
}

function namesIn(part: string, repairs: Set<string>): string[] {
  const named = part.replace(OTHERS, '').trim();
  if (named !== part) repairs.add(`“${part}”只列出了部分姓名`);
  const words = named.split(/[\s\u3000]+/u).filter((word) => word !== '');
  if (words.length < 2 || !words.every((word) => CHINESE_WORD.test(word)))
    return words.length === 0 ? [] : [withoutTitle(words.join(' '), repairs)];
  if (words.some((word) => [...word].length === 1)) {
    repairs.add(`“${named}”中的空格已去掉`);
    return [withoutTitle(words.join(''), repairs)];
  }
  return isOrganization(words.join(''))
    ? [words.join(' ')]
    : words.map((word) => withoutTitle(word, repairs));
}

function withoutTitle(name: string, repairs: Set<string>): string {
  const person = isOrganization(name) ? undefined : TITLE_AFTER.exec(name)?.[1];
  if (person !== undefined) repairs.add('姓名后的“代表”“委员”已去掉');
  return person ?? name;
}

function typeOf(name: string, kind: Kind): ProposerType {
  if (isOrganization(name)) return 'organization';
  return kind === 'suggestion' ? 'deputy' : 'member';
}

function isOrganization(name: string): boolean {
  return ORGANIZATION.some((pattern) => pattern.test(name));
}
