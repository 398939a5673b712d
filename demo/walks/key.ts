import type { CaseOnStage } from '../case';
import { takeIn } from '../intake';
import type { Stage } from '../stage';
import type { Walk } from '../walk';

const UNIT = 'hebei-zjt';

/** Selected by the province, or by the unit: handled with open doors, element by element, and reported on. */
export const key: Walk = {
  name: 'key',
  title: '重点与开门办案：重点事项、重点处理件、专题报告',
  rules: ['R4.1', 'R4.2', 'R4.3'],
  scenes: (stage) => [
    {
      on: '2026-02-06',
      play: async () => {
        const parts = [{ unit: UNIT, part: 'lead' as const }];
        const matter = await takeIn(stage, '交办一件建议', { number: '718', parts });
        const own = await takeIn(stage, '交办另一件建议', { number: '719', parts });
        await stage.act(
          'provincial-office',
          '确定重点事项“城市更新”，由省住房和城乡建设厅办理',
          '/key-matters',
          {
            theme: '城市更新',
            ground: '省政府重点工作（示例）。',
            parts: [{ caseId: matter.id, unit: UNIT }],
          },
          marked(matter, 'matter'),
        );
        await stage.act(
          `${UNIT}-office`,
          '选定本单位重点处理件',
          '/key-cases',
          { caseId: own.id, ground: '群众反映集中（示例）。' },
          marked(own, 'case'),
        );
        await openDoors(stage, matter);
      },
    },
  ],
};

const marked = ({ id }: CaseOnStage, kind: 'matter' | 'case') =>
  ({
    caseId: id,
    way: 'update',
    event: 'keyMarked',
    where: ({ data }: { data: object }) => 'key' in data && data.key === kind,
  }) as const;

async function openDoors(stage: Stage, one: CaseOnStage): Promise<void> {
  const [office, officer] = [`${UNIT}-office`, `${UNIT}-officer-1`];
  await one.takeUp(UNIT, 't1');
  const leader = { person: `${UNIT}-principal` };
  await one.act(office, '主要负责同志包案', 'tracks/t1/case-leader', leader, 'caseLeaderNamed');
  const research = { place: '老旧小区（示例）', people: '业务一处', findings: '管网老化（示例）。' };
  await one.act(officer, '实地调研', 'tracks/t1/research', research, 'researchRecorded');
  for (const [element, what] of [
    ['meeting', '召开专题会议'],
    ['coordination', '协调督导'],
    ['problem', '解决一方面实际问题'],
    ['field', '推动一个领域工作'],
  ] as const) {
    const done = { element, people: '主要负责同志主持（示例）', note: '已落实（示例）。' };
    await one.act(officer, what, 'tracks/t1/open-door', done, 'openDoorRecorded', { element });
  }
  const report = { document: await stage.document(office, '“开门办案”专题报告', ['情况属实，成果明显。']) };
  await one.act(office, '报送专题报告备案', 'tracks/t1/special-report', report, 'specialReportFiled');
}
