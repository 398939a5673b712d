import { takeIn } from '../intake';
import { proposerMail } from '../mails';
import type { Walk } from '../walk';

const UNIT = 'hebei-jtt';
const NUMBER = '720';

/** The provincial office checks what a unit says of its result; both categories stay on record. */
export const category: Walk = {
  name: 'category',
  title: '类别核查：省政府办公厅核查并调整办理结果类别',
  rules: ['R5.3', 'R5.4'],
  scenes: (stage) => [
    {
      on: '2026-02-06',
      play: async () => {
        const one = await takeIn(stage, '交办一件建议', {
          number: NUMBER,
          parts: [{ unit: UNIT, part: 'lead' }],
        });
        await one.takeUp(UNIT, 't1');
        await one.contact(UNIT, 't1');
        const number = '冀交函〔2026〕15号';
        const reply = await one.letter(UNIT, 't1', { product: 'reply', category: 'A', number });
        await one.delivered('答复代表', reply, 'p1', proposerMail(NUMBER), number);
        await one.act(
          'provincial-office',
          '核查省交通运输厅的类别：列入规划、逐步解决，应为 B 类',
          `letters/${reply}/category-check`,
          { category: 'B', reason: '年内不能基本解决（示例）。' },
          'categoryChecked',
          { before: 'A', category: 'B' },
        );
      },
    },
  ],
};
