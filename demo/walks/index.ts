import { SetupError } from '../../platform/errors';
import { headingOf, type Walk } from '../walk';
import { calendar } from './calendar';
import { category } from './category';
import { disclosure } from './disclosure';
import { joint } from './joint';
import { key } from './key';
import { merge } from './merge';
import { midFlight } from './mid-flight';
import { ministry } from './ministry';
import { national } from './national';
import { outOfSession } from './out-of-session';
import { reference } from './reference';
import { rework } from './rework';
import { secret } from './secret';
import { separate } from './separate';
import { similar } from './similar';
import { standIn } from './stand-in';
import { suggestion } from './suggestion';
import { supervision } from './supervision';
import { unattended } from './unattended';
import { visits } from './visits';

/** Every walk, in the order of the notice after the two that are played by default. Another one is a file and a line. */
export const WALKS: readonly Walk[] = [
  suggestion,
  unattended,
  national,
  ministry,
  separate,
  outOfSession,
  reference,
  joint,
  merge,
  similar,
  midFlight,
  key,
  category,
  disclosure,
  visits,
  supervision,
  rework,
  secret,
  calendar,
  standIn,
];

const DEFAULT: readonly Walk[] = [suggestion, unattended];

const isDefault = (walks: readonly Walk[]): boolean =>
  walks.length === DEFAULT.length && walks.every((walk) => DEFAULT.includes(walk));

/** What `WALK=help` says. */
export const helpText = (): string =>
  [
    '用法：make demo WALK=<名称>，几项用逗号分开；all 为全部，不填即 suggestion,unattended。',
    ...WALKS.map((walk) => `  ${walk.name.padEnd(16)}${headingOf(walk)}`),
  ].join('\n');

/**
 * The walks that `WALK` names: `default`, `all`, or names with commas between, in the order of the list.
 * @throws SetupError that says which name there is not, and which there are
 */
export function chooseWalks(wanted: string): readonly Walk[] {
  if (wanted === 'default') return DEFAULT;
  if (wanted === 'all') return WALKS;
  const names = wanted.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !WALKS.some((walk) => walk.name === name));
  if (unknown.length > 0) throw new SetupError(`WALK：没有“${unknown.join('、')}”这一项。\n${helpText()}`);
  return WALKS.filter(({ name }) => names.includes(name));
}

/** Where below DATA_DIR a choice of walks has its platform: each has its own, and goes on where it was. */
export const folderOf = (walks: readonly Walk[]): string => {
  if (isDefault(walks)) return '';
  return `walks/${walks.length === WALKS.length ? 'all' : walks.map(({ name }) => name).join('+')}`;
};
