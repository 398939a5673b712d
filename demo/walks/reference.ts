import { takeIn } from '../intake';
import type { Walk } from '../walk';

const UNIT = 'hebei-jyt';

/** No written reply: drawn on in the work, and told. And one that is to be answered after all. */
export const reference: Walk = {
  name: 'reference',
  title: '参阅件：研究参考并告知，改为主办件',
  rules: ['R3.8'],
  scenes: (stage) => [
    {
      on: '2026-02-06',
      play: async () => {
        const parts = [{ unit: UNIT, part: 'reference' }] as const;
        const one = await takeIn(stage, '交办参阅件', { number: '706', parts: [...parts] });
        await one.takeUp(UNIT, 't1');
        const use = { use: '纳入校车管理办法修订（示例）。' };
        await one.act(`${UNIT}-officer-1`, '登记研究参考情况', 'tracks/t1/drawn-on', use, 'referenceDrawnOn');
        const told = { stage: 'during', told: '办法年内出台（示例）。', plan: undefined };
        await one.contact(UNIT, 't1', told, '走访代表，告知工作情况');
        await one.see('无需书面答复，办结归档', 'caseClosed');

        const other = await takeIn(stage, '交办另一件参阅件', { number: '707', parts: [...parts] });
        await other.act(
          'provincial-office',
          '代表要求书面答复，省教育厅由参阅改为主办',
          'tracks/t1/part',
          { part: 'lead', reason: '代表要求书面答复（示例）。' },
          'partChanged',
          { trackId: 't1', before: 'reference', part: 'lead' },
        );
        await other.read<{ obligations: { kind: string; status: string; due: string }[] }>(
          '参阅期限取消，三个月的答复期限开启',
          ({ obligations }) =>
            obligations.some(({ kind, status }) => kind === 'reference' && status === 'cancelled') &&
            obligations.some(({ kind, due }) => kind === 'reply' && due === '2026-05-06'),
        );
      },
    },
  ],
};
