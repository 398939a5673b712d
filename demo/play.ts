import { daysBetween, startOfDay, type CivilDate } from '../domain/dates';
import { workflowIdOf } from '../domain/identity';
import { SetupError } from '../platform/errors';
import type { House } from '../scripts/house';
import { Cast } from './cast';
import { Witness } from './evidence';
import { apiAt } from './http';
import { loadList } from './load';
import { evidenceTable } from './print';
import { Stage, type Step } from './stage';
import { FIRST_DAY, headingOf, labelOf, type Walk } from './walk';

/** The sample list is handed in at ten in the morning. */
const MORNING_MS = 10 * 3_600_000;

export interface Script {
  house: House;
  /** The session's list, as CSV. */
  list: Uint8Array;
  walks: readonly Walk[];
  say: (line: string) => void;
}

/** A walk with the steps that were taken, what was seen of each, and the cases that they were about. */
export interface Played {
  walk: Walk;
  steps: readonly Step[];
  cases: readonly string[];
}

/** Loads the list where a walk needs it, and plays all walks on one calendar. */
export async function play({ house, list, walks, say }: Script): Promise<Played[]> {
  await setTheDate(house);
  const api = apiAt(house.apiUrl);
  const cast = new Cast(api);
  if (walks.some(({ fromList }) => fromList)) {
    say(`\n批量交办（${await house.clock.today()}）`);
    await loadList({ api, intake: await cast.person('intake'), list, say });
  }
  const witness = new Witness(house.ledger, house.client, () => house.mails?.mails() ?? []);
  const stages = walks.map((walk) => {
    const label = walks.length > 1 ? `${labelOf(walk)}｜` : '';
    return { walk, stage: new Stage({ api, cast, witness, say }, walk.name, label) };
  });
  const scenes = stages
    .flatMap(({ walk, stage }, order) =>
      walk.scenes(stage).map((scene) => ({ ...scene, walk, stage, order })),
    )
    .sort((a, b) => a.on.localeCompare(b.on) || a.order - b.order);
  say('\n办理（时间在真实服务器上快进；各方凭自己的令牌办理）');
  for (const { on, walk, stage, play: playScene } of scenes) {
    await passTo(house, on, say);
    if (stage.on === '') say(`\n● ${walk.name}  ${headingOf(walk)}`);
    await stage.play(on, playScene);
  }
  for (const { walk, stage } of stages) say(evidenceTable(`佐证：${headingOf(walk)}`, stage.steps));
  return stages.map(({ walk, stage }) => ({ walk, steps: stage.steps, cases: [...stage.cases] }));
}

/** What was played, a line a walk, and how much of it was seen. */
export function summaryOf(played: readonly Played[]): { lines: string[]; unseen: number } {
  const unseenOf = ({ steps }: Played) => steps.filter(({ seen }) => !seen).length;
  const total = played.reduce((sum, { steps }) => sum + steps.length, 0);
  const unseen = played.reduce((sum, one) => sum + unseenOf(one), 0);
  return {
    lines: [
      ...played.map((one) => {
        const missing = unseenOf(one);
        const result = missing === 0 ? '均有据可查' : `${missing} 步未见`;
        return `${missing === 0 ? '✓' : '✗'} ${one.walk.name}  ${headingOf(one.walk)}：${one.steps.length} 步，${result}`;
      }),
      `${total} 步，${total - unseen} 步有据可查，${unseen} 步未见。`,
    ],
    unseen,
  };
}

/** Where operators see the cases that were played, a line each. */
export function linksOf({ uiUrl, namespace }: House, played: readonly Played[]): string[] {
  if (uiUrl === undefined) return [];
  const run = (caseId: string) =>
    `${uiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowIdOf(caseId))}`;
  return played.flatMap(({ walk, cases }) => cases.map((caseId) => `${labelOf(walk)}  ${run(caseId)}`));
}

/** A fresh platform begins on the list's day; one that has cases goes on where it was. */
async function setTheDate({ clock, ledger }: House): Promise<void> {
  const [row] = await ledger.query<{ cases: number; begun: boolean }>(
    `SELECT (SELECT count(*)::int FROM cases) AS cases,
       EXISTS (SELECT 1 FROM platform WHERE key = 'clock-offset-ms') AS begun`,
  );
  if (row?.begun) return;
  if ((row?.cases ?? 0) > 0)
    throw new SetupError('This platform has cases of its own. Set DATA_DIR to another folder for the demo.');
  await clock.setOffset(startOfDay(FIRST_DAY) + MORNING_MS - Date.now());
}

async function passTo(house: House, day: CivilDate, say: Script['say']): Promise<void> {
  const days = daysBetween(await house.clock.today(), day);
  if (days > 0)
    await house.advance(days, {
      onDay: (on, { woken, dispatched }) => {
        const done = [woken > 0 ? `${woken} 件到期检查` : '', dispatched ? '提醒已分发' : ''];
        if (woken > 0 || dispatched) say(`${on}  · ${done.filter((each) => each !== '').join('，')}`);
      },
      onLateNews: (on) => say(`${on}  · 当日的即时通知未能及时发出，时间继续前进，邮件所写日期将晚于当日`),
    });
}
