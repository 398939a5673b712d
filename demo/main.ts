/**
 * `make demo`: starts the platform, and walks cases through months in minutes. `--walk` names which procedures are
 * walked (`demo/walks/`), `--exit` ends after the walks: with 0 only if every step was seen.
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../platform/config';
import { reportAndFail } from '../platform/errors';
import { openHouse } from '../scripts/house';
import { linksOf as platformLinks } from '../scripts/up';
import { DEMO_IDENTITIES } from './cast';
import { linksOf, play, summaryOf } from './play';
import { chooseWalks, folderOf, helpText } from './walks';

const LIST = resolve(__dirname, '..', 'samples', 'session-list.csv');

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function demo(wanted: string, exits: boolean): Promise<void> {
  const began = Date.now();
  const walks = chooseWalks(wanted);
  const config = readConfig();
  const dataDir = join(config.dataDir, folderOf(walks));
  const house = await openHouse({ config: { ...config, dataDir }, identities: DEMO_IDENTITIES, say });
  try {
    const played = await play({ house, list: await readFile(LIST), walks, say });
    const { lines, unseen } = summaryOf(played);
    say(`\n${lines.join('\n')}\n`);
    for (const line of [...platformLinks(house), ...linksOf(house, played)]) say(line);
    say(`\n用时 ${Math.round((Date.now() - began) / 1000)} 秒。`);
    if (exits) process.exitCode = unseen === 0 ? 0 : 1;
    else {
      say('\n平台继续运行，按 Ctrl-C 结束；同一命令再次开始时从这里继续。');
      const death = await house.untilStopped();
      if (death !== undefined) say(death);
    }
  } finally {
    await house.stop();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { exit: { type: 'boolean' }, walk: { type: 'string' } } });
  const { walk = 'default', exit = false } = values;
  if (walk === 'help') say(helpText());
  else await demo(walk, exit);
}

main().catch(reportAndFail);
