import { daysBetween, startOfDay, type CivilDate } from '../domain/dates';
import { workflowIdOf } from '../domain/identity';
import { SetupError } from '../platform/errors';
import type { House } from '../scripts/house';
import { Witness } from './evidence';
import { apiAt, type Api, type Person } from './http';
import { loadList, uploadDocuments } from './load';
import { evidenceTable } from './print';
import { Stage, type Step } from './stage';
import { SUGGESTION, suggestionScenes } from './suggestion';
import { UNATTENDED, unattendedScenes } from './unattended';

/** The day on which the sample list is handed in, at ten in the morning. */
const FIRST_DAY: CivilDate = '2026-02-05';
const MORNING_MS = 10 * 3_600_000;

const PEOPLE: Readonly<Record<string, string>> = {
  intake: '交办系统',
  'provincial-office': '省政府办公厅',
  'deputy-11': '领衔代表（甲，示例）',
  ...peopleOf('hebei-jtt', '省交通运输厅'),
  ...peopleOf('hebei-czt', '省财政厅'),
  ...peopleOf('hebei-fgw', '省发展改革委'),
};

function peopleOf(unit: string, name: string): Record<string, string> {
  return {
    [`${unit}-office`]: `${name}办公室`,
    [`${unit}-leader`]: `${name}分管负责同志`,
    [`${unit}-principal`]: `${name}主要负责同志`,
    [`${unit}-division-1`]: `${name}业务一处`,
    [`${unit}-officer-1`]: `${name}承办人`,
  };
}

/** Proposers of the list who have a login of their own. */
export const DEMO_IDENTITIES = { 'deputy-11': { subject: 'deputy-11', role: 'proposer' } } as const;

export interface Script {
  house: House;
  /** The session's list, as CSV. */
  list: Uint8Array;
  say: (line: string) => void;
}

/** Loads the list and plays both walks on one calendar. Returns the steps with what was seen of each. */
export async function play({ house, list, say }: Script): Promise<Step[]> {
  await setTheDate(house);
  const api = apiAt(house.apiUrl);
  const people = await tokens(api);
  const intake = people['intake'] as Person;
  say(`\n一、批量交办（${await house.clock.today()}）`);
  await loadList({ api, intake, list, say });
  const [lead, ...coHandlers] = ['hebei-jtt', 'hebei-czt', 'hebei-fgw'].map(
    (unit) => people[`${unit}-officer-1`] as Person,
  );
  const documents = await uploadDocuments(api, lead as Person, coHandlers);

  const witness = new Witness(house.ledger, house.client, () => house.mails?.mails() ?? []);
  const deps = { api, witness, people, say };
  const suggestion = new Stage(deps, 'a');
  const unattended = new Stage(deps, 'b');
  const scenes = [
    ...suggestionScenes(suggestion, documents).map((scene) => ({ ...scene, order: 0 })),
    ...unattendedScenes(unattended).map((scene) => ({ ...scene, order: 1 })),
  ].sort((a, b) => a.on.localeCompare(b.on) || a.order - b.order);
  say('\n二、办理（时间在真实服务器上快进；各方凭自己的令牌办理）');
  for (const scene of scenes) {
    await passTo(house, scene.on, say);
    suggestion.on = unattended.on = scene.on;
    await scene.play();
  }
  say(evidenceTable(`三、佐证：建议（${SUGGESTION}）`, suggestion.steps));
  say(evidenceTable(`四、佐证：提案（${UNATTENDED}），无人过问`, unattended.steps));
  const steps = [...suggestion.steps, ...unattended.steps];
  return steps;
}

/** Where to look at what was played, a line each. */
export function linksOf(house: House): string[] {
  const run = (caseId: string) =>
    `${house.uiUrl ?? ''}/namespaces/${house.namespace}/workflows/${encodeURIComponent(workflowIdOf(caseId))}`;
  return [
    ...(house.uiUrl === undefined
      ? []
      : [`建议         ${run(SUGGESTION)}`, `提案         ${run(UNATTENDED)}`]),
  ];
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
    await house.advance(days, (on, { woken, dispatched }) => {
      if (woken > 0 || dispatched)
        say(
          `${on}  · ${woken > 0 ? `${woken} 件到期检查` : ''}${woken > 0 && dispatched ? '，' : ''}${dispatched ? '提醒已分发' : ''}`,
        );
    });
}

async function tokens(api: Api): Promise<Record<string, Person>> {
  const entries = Object.entries(PEOPLE).map(
    async ([id, name]) => [id, { name, token: await api.tokenOf(id) }] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
