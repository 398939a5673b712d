import type { CivilDate } from '../../domain/dates';
import { whereData, type Stage } from '../stage';
import type { Scene, Walk } from '../walk';

/** A real proposal of the sample list, which nobody touches. */
export const UNATTENDED = 'hebei-cppcc:12-5:main:一号提案';

const UNIT = '省文化和旅游厅';

/** The ladder of the reply, due 2026-05-06: the last working day before each rung's own day does not move it. */
const LADDER: readonly (readonly [CivilDate, string, string])[] = [
  ['2026-04-06', 'T-30', `到期前 30 日提醒${UNIT}承办处室`],
  ['2026-04-21', 'T-15', `到期前 15 日再次提醒${UNIT}`],
  ['2026-04-29', 'T-7', `到期前 7 日再次提醒${UNIT}`],
  ['2026-05-03', 'T-3', `到期前 3 日再次提醒${UNIT}`],
  ['2026-05-05', 'T-1', `到期前 1 日再次提醒${UNIT}`],
  ['2026-05-06', 'T-0', `到期当日提醒${UNIT}办公室、分管负责同志`],
  ['2026-05-07', 'T+1', `逾期 1 日报告${UNIT}主要负责同志`],
  ['2026-05-13', 'T+7', `${UNIT}逾期 7 日，报告省政府办公厅`],
  ['2026-05-20', 'T+14', `逾期两周，每周继续提醒${UNIT}`],
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
  return [
    {
      on: '2026-02-06',
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
    ...LADDER.map(([on, key, what]): Scene => ({
      on,
      play: () =>
        stage.see('平台', what, { caseId: UNATTENDED, way: 'dispatch', rung: { kind: 'reply', key } }),
    })),
    {
      on: '2026-05-20',
      play: () => stage.see('平台', `${UNIT}答复逾期，记录在案`, by('deadlineMissed', { due: '2026-05-06' })),
    },
  ];
}
