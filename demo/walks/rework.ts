import { proposerMail } from '../mails';
import { mergedCases } from '../merged';
import type { Walk } from '../walk';

const UNIT = 'hebei-tyj';
const NUMBERS = ['726', '727', '728'] as const;

/** After one reply to three merged cases, two are reworked together and one alone. */
export const rework: Walk = {
  name: 'rework',
  title: '并案件再次办理：单独办理、一并办理',
  rules: ['R7.4', 'R3.10'],
  scenes: (stage) => [
    {
      on: '2026-02-06',
      play: async () => {
        const cases = await mergedCases(stage, UNIT, NUMBERS);
        const [host, alone, too] = cases;
        for (const one of cases) await one.contact(UNIT, 't1');
        const number = '冀体函〔2026〕18号';
        const text = NUMBERS.map((each) => `第${each}号建议，示例代表${each}：收悉，已列入年度计划。`);
        const reply = await host.letter(UNIT, 't1', { product: 'reply', category: 'A', number, text });
        for (const [index, one] of cases.entries()) {
          if (one !== host) await one.see('同一答复函在并入的件中登记', 'letterIssued');
          await one.delivered(
            '答复代表',
            one === host ? reply : 'l1',
            'p1',
            proposerMail(NUMBERS[index] ?? ''),
            number,
          );
          await one.feedback('dissatisfied', `${NUMBERS[index] ?? ''} 号的代表不满意`);
          await one.rework('将反馈意见交办省体育局，30 日内书面答复');
          await one.mend(UNIT);
        }

        const own = '冀体函〔2026〕19号';
        const result = { product: 'result', reworkId: 'r1' } as const;
        const first = await alone.letter(UNIT, 't1', { ...result, number: own });
        await alone.delivered('第二件单独答复其代表', first, 'p1', proposerMail(NUMBERS[1]), own);
        const both = '冀体函〔2026〕20号';
        const second = await host.letter(UNIT, 't1', { ...result, number: both, together: [too.id] });
        await host.delivered(
          '主件与第三件一并答复：主件的代表',
          second,
          'p1',
          proposerMail(NUMBERS[0]),
          both,
        );
        await too.see('再次办理结果在第三件中登记', 'letterIssued');
        await too.delivered('主件与第三件一并答复：第三件的代表', 'l2', 'p1', proposerMail(NUMBERS[2]), both);
        await too.see('第三件的再次办理已答复', 'reworkAnswered', {}, 'activity');
      },
    },
  ],
};
