import type { Kind, Level } from '../schemas/common';
import type { Identity, ProposerType } from '../schemas/intake';
import { numeralText } from './letters/glyphs';

// What people call a case, wherever it is written: mails, messages, the public page, warnings.

export const KIND_NAMES: Record<Kind, string> = { suggestion: '建议', proposal: '提案' };

/** `十三届五次会议`: numerals, as the bodies themselves write it. */
export const sessionText = ({ term, session }: Pick<Identity, 'term' | 'session'>): string =>
  `${numeralText(term)}届${numeralText(session)}次会议`;

/** Read from what was kept before a series was: without one it is the main one. */
type Numbered = Pick<Identity, 'number'> & Partial<Pick<Identity, 'series'>>;

/** `第31号`, `议案转建议第16号`; a number that says 号 itself, or is no plain number, stays as it is. */
export const caseNumberText = ({ series, number }: Numbered): string =>
  `${seriesText(series)}${isPlain(number) ? `第${number}号` : number}`;

/**
 * `十三届五次会议第31号建议`. A series of its own is named, for it has the same numbers; so is the nation, for term and
 * session are the same in both congresses. What number or series say of the kind is not said again: `一号提案`.
 */
export function caseText(
  identity: Pick<Identity, 'term' | 'session'> & Numbered,
  { kind, level }: { kind: Kind; level: Level },
): string {
  const name = KIND_NAMES[kind];
  const saysKind = `${seriesText(identity.series)}${identity.number}`.includes(name);
  const suffix = saysKind ? '' : isPlain(identity.number) ? name : `（${name}）`;
  return `${level === 'national' ? '全国' : ''}${sessionText(identity)}${caseNumberText(identity)}${suffix}`;
}

const PROPOSERS: Record<ProposerType, string> = { deputy: '代表', member: '委员', organization: '单位' };

/** Who proposed, where no name is shown: `领衔代表`, `联名委员`. */
export const proposerTitle = ({ role, type }: { role: 'lead' | 'joint'; type: ProposerType }): string =>
  `${role === 'lead' ? '领衔' : '联名'}${PROPOSERS[type]}`;

const isPlain = (number: string): boolean => /^[0-9A-Za-z]+$/.test(number);

const seriesText = (series = 'main'): string => (series === 'main' ? '' : series);
