import type { CivilDate } from '../../domain/dates';
import { whereData, type Stage } from '../stage';
import { FIRST_DAY, type Scene, type Walk } from '../walk';

/** A real proposal of the sample list, which nobody touches. */
export const UNATTENDED = 'hebei-cppcc:12-5:main:一号提案';

const UNIT = '省文化和旅游厅';

/** The ladder of the reply, due 2026-05-06; the mails say whom each rung reaches. */
const LADDER: readonly (readonly [CivilDate, string, string])[] = [
  ['2026-04-06', 'T-30', '到期前 30 日提醒'],
  ['2026-04-21', 'T-15', '到期前 15 日再次提醒'],
  ['2026-04-29', 'T-7', '到期前 7 日再次提醒'],
  ['2026-05-03', 'T-3', '到期前 3 日再次提醒'],
  ['2026-05-05', 'T-1', '到期前 1 日再次提醒'],
  ['2026-05-06', 'T-0', '到期当日提醒'],
  ['2026-05-07', 'T+1', '逾期 1 日，报告'],
  ['2026-05-13', 'T+7', '逾期 7 日，报告'],
  ['2026-05-20', 'T+14', '逾期两周，每周继续提醒'],
];

/** A proposal that nobody signs for: up the whole ladder, by itself, to special inspection. */
export const unattended: Walk = {
  name: 'unattended',
  title: '无人过问的提案：逐级提醒，专项督查',
  rules: ['R7.2', 'R7.3', 'D4', 'D7'],
  fromList: true,
  scenes,
};

function scenes(stage: Stage): Scene[] {
  const by = (event: 'deadlineMissed' | 'supervisionOpened', fields: Record<string, unknown> = {}) =>
    ({ caseId: UNATTENDED, way: 'timer', event, where: whereData(fields) }) as const;
  const remind = (key: string, what: string) => stage.remind(what, UNATTENDED, { kind: 'reply', key });
  const all: Scene[] = [
    {
      on: FIRST_DAY,
      play: () =>
        stage.see('省政府办公厅', `交办${UNIT}，此后无人过问`, {
          caseId: UNATTENDED,
          way: 'intake',
          event: 'caseAssigned',
        }),
    },
    {
      on: '2026-02-11',
      play: () => stage.see('平台', `${UNIT}签收逾期，记录在案`, by('deadlineMissed', { due: '2026-02-10' })),
    },
    {
      on: '2026-02-17',
      play: () =>
        stage.see(
          '平台',
          `${UNIT}逾期一周，专项督查自动开启`,
          by('supervisionOpened', { form: 'special-inspection' }),
        ),
    },
    {
      on: '2026-05-07',
      play: () => stage.see('平台', `${UNIT}答复逾期，记录在案`, by('deadlineMissed', { due: '2026-05-06' })),
    },
    ...LADDER.map(([on, key, what]) => ({ on, play: () => remind(key, what) })),
  ];
  return all.sort((a, b) => a.on.localeCompare(b.on));
}
