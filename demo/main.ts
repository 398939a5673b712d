/** `make demo`: starts the platform, loads a session's list, and walks two of its cases through months in minutes. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readConfig } from '../platform/config';
import { reportAndFail } from '../platform/errors';
import { openHouse } from '../scripts/house';
import { linksOf as platformLinks } from '../scripts/up';
import { DEMO_IDENTITIES, linksOf, play } from './play';

const LIST = resolve(__dirname, '..', 'samples', 'session-list.csv');

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function demo(exits: boolean): Promise<void> {
  const began = Date.now();
  const house = await openHouse({ config: readConfig(), identities: DEMO_IDENTITIES, say });
  try {
    const steps = await play({ house, list: await readFile(LIST), say });
    const unseen = steps.filter((step) => !step.seen).length;
    say(`\n${steps.length} 步，${steps.length - unseen} 步有据可查，${unseen} 步未见。\n`);
    for (const line of [...platformLinks(house), ...linksOf(house)]) say(line);
    say(`\n用时 ${Math.round((Date.now() - began) / 1000)} 秒。`);
    if (exits) process.exitCode = unseen === 0 ? 0 : 1;
    else {
      say('\n平台继续运行，按 Ctrl-C 结束；`make demo` 再次开始时从这里继续。');
      const death = await house.untilStopped();
      if (death !== undefined) say(death);
    }
  } finally {
    await house.stop();
  }
}

demo(process.argv.includes('--exit')).catch(reportAndFail);
