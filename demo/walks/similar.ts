import { takeIn } from '../intake';
import type { Walk } from '../walk';

const SUBJECT = '关于推进太行山浅山区饮水管网改造的建议';

interface Similar {
  items: { caseId: string; score: number; grounds: { says: string }[] }[];
}

/** Whoever takes a case in is offered what it resembles, and decides for themselves. */
export const similar: Walk = {
  name: 'similar',
  title: '相似件：收件时提示，附相似程度和理由',
  rules: ['R3.10'],
  scenes: (stage) => [
    {
      on: '2026-02-06',
      play: async () => {
        const parts = [{ unit: 'hebei-slt', part: 'lead' as const }];
        const known = await takeIn(stage, '收到一件建议', { number: '713', title: SUBJECT, parts });
        const other = await takeIn(stage, '收到题目无关的一件', {
          number: '714',
          title: '关于发展冰雪运动特色学校的建议',
          parts,
        });
        const like = await takeIn(stage, '收到题目相近的一件', {
          number: '715',
          title: '关于太行山浅山区饮水管网改造的建议',
          parts,
        });
        await stage.read<Similar>(
          'provincial-office',
          '收件答复所指的页面提示相似件，附相似程度和理由；无关的不提示',
          `${like.url}/similar`,
          ({ items }) =>
            items.some(
              ({ caseId, score, grounds }) => caseId === known.id && score > 0.5 && grounds.length > 0,
            ) && items.every(({ caseId }) => caseId !== other.id),
        );
      },
    },
  ],
};
