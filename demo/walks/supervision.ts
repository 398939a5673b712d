import { takeIn } from '../intake';
import { mailTo } from '../mails';
import type { Walk } from '../walk';

const [UNIT, OTHER] = ['hebei-sft', 'hebei-gat'] as const;

/** People press on: by telephone, inside the unit, and by a joint supervision that ends with a result. */
export const supervision: Walk = {
  name: 'supervision',
  title: '督办：台账亮灯、人工催办、联合督导销号',
  rules: ['R7.1', 'R7.2', 'R7.3'],
  scenes: (stage) => [
    {
      on: '2026-02-06',
      play: async () => {
        const office = 'provincial-office';
        const one = await takeIn(stage, '交办一件建议', {
          number: '725',
          parts: [{ unit: UNIT, part: 'lead' }],
        });
        await one.takeUp(UNIT, 't1');
        await stage.read<{ items: { caseId: string; kind: string; light: string }[] }>(
          `${UNIT}-office`,
          '本单位台账：答复期限已亮灯',
          `/obligations?unit=${UNIT}`,
          ({ items }) =>
            items.some((item) => item.caseId === one.id && item.kind === 'reply' && item.light !== 'grey'),
        );
        await one.act(
          office,
          '电话催办省司法厅，承办人收到邮件',
          'tracks/t1/reminders',
          { way: 'telephone', note: '请抓紧办理（示例）。', answer: '本周调研（示例）。' },
          'unitReminded',
          { trackId: 't1' },
          mailTo(`officer-1@${UNIT}.example`, '725'),
        );
        const inside = { way: 'meeting', note: '处室例会调度（示例）。' };
        await one.act(
          `${UNIT}-office`,
          '办公室会议调度本单位处室',
          'tracks/t1/reminders',
          inside,
          'unitReminded',
          {
            way: 'meeting',
          },
        );
        await one.act(
          office,
          '对省司法厅开展联合督导，省公安厅参加',
          'tracks/t1/supervisions',
          { form: 'joint-supervision', ground: '涉及面广（示例）。', units: [UNIT, OTHER] },
          'supervisionOpened',
          { form: 'joint-supervision', ground: 'by-hand' },
        );
        const visit = { way: 'on-site', note: '现场督导（示例）。', answer: '月底完成（示例）。' };
        await one.act(
          office,
          '登记省司法厅的现场督导情况',
          'supervisions/s1/records',
          visit,
          'supervisionRecorded',
        );
        const result = { result: '已明确时限和责任（示例）。' };
        await one.act(office, '写明结果，销号', 'supervisions/s1/closure', result, 'supervisionClosed');
      },
    },
  ],
};
