/** `make up`: the whole platform on this machine, until Ctrl-C. What was there before goes on. */
import { readConfig } from '../platform/config';
import { reportAndFail } from '../platform/errors';
import { openHouse, type House } from './house';

/** Where people can look, a line each. */
export function linksOf({ apiUrl, uiUrl, mails }: House): string[] {
  return [
    `API          ${apiUrl}/docs`,
    `公开页面     ${apiUrl}/public`,
    ...(uiUrl === undefined ? [] : [`Temporal UI  ${uiUrl}`]),
    ...(mails === undefined ? [] : [`邮件         ${mails.pageUrl}`]),
  ];
}

async function up(): Promise<void> {
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const house = await openHouse({ config: readConfig(), say });
  say(['', ...linksOf(house), '', `平台日期 ${await house.clock.today()}。按 Ctrl-C 结束。`].join('\n'));
  const death = await house.untilStopped();
  say(death ?? '正在结束 …');
  await house.stop();
  if (death !== undefined) process.exitCode = 1;
}

if (require.main === module) up().catch(reportAndFail);
