import { proposerMail } from '../mails';
import { mergedCases } from '../merged';
import type { Walk } from '../walk';

const UNIT = 'hebei-slt';
const NUMBERS = ['710', '711', '712'] as const;

/** Three suggestions of one lead: merged, one of them taken out again, the others answered by one letter. */
export const merge: Walk = {
  name: 'merge',
  title: '并案：一函答复多件，撤出并案',
  rules: ['R3.10'],
  scenes: (stage) => [
    {
      on: '2026-02-06',
      play: async () => {
        const [host, member, leaver] = await mergedCases(stage, UNIT, NUMBERS, '并案示例');
        const leaving = { member: leaver.id, reason: '诉求不同（示例）。' };
        await host.act(
          `${UNIT}-office`,
          `将第${NUMBERS[2]}号撤出，单独办理`,
          'merge/departures',
          leaving,
          'caseUnmerged',
          {
            member: leaver.id,
          },
        );
        await leaver.see(`第${NUMBERS[2]}号撤出并案`, 'mergeLeft', { host: host.id });

        for (const one of [host, member]) await one.contact(UNIT, 't1');
        const number = '冀水函〔2026〕14号';
        const text = NUMBERS.slice(0, 2).map(
          (each) => `第${each}号建议，示例代表${each}：收悉，已列入计划。`,
        );
        const reply = await host.letter(UNIT, 't1', { product: 'reply', category: 'A', number, text });
        await host.delivered('答复主件的代表', reply, 'p1', proposerMail(NUMBERS[0]), number);
        await member.see('同一答复函在并入的件中登记', 'letterIssued');
        await member.delivered('答复并入件的代表', 'l1', 'p1', proposerMail(NUMBERS[1]), number);
        await leaver.read<{ letters: unknown[] }>(
          '撤出的件没有随之答复',
          ({ letters }) => letters.length === 0,
        );
      },
    },
  ],
};
