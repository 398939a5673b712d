import { takeIn } from '../intake';
import { mailOf, proposerMail } from '../mails';
import type { Walk } from '../walk';

const UNIT = 'hebei-wjw';
const CONCERNED = 'hebei-ybj';
const NUMBER = '704';

/** Assigned between sessions: the limits are the letter's, and the answer goes back to whoever assigned it. */
export const outOfSession: Walk = {
  name: 'out-of-session',
  title: '闭会期间：时限由交办机关规定，反馈交办机关和相关部门',
  rules: ['R3.6', 'R3.7'],
  scenes: (stage) => [
    {
      on: '2026-03-17',
      play: async () => {
        const one = await takeIn(stage, '省政协提案委员会闭会期间交办提案，规定 30 日内答复', {
          number: NUMBER,
          kind: 'proposal',
          outOfSession: true,
          assignedBy: 'cppcc-committee',
          parts: [{ unit: UNIT, part: 'lead' }],
          limits: { reply: { unit: 'day', amount: 30 }, setBy: 'cppcc-committee' },
          letter: { departments: [CONCERNED] },
        });
        await one.takeUp(UNIT, 't1');
        await one.contact(UNIT, 't1');
        const number = '冀卫提函〔2026〕3号';
        const reply = await one.letter(UNIT, 't1', { product: 'reply', category: 'A', number });
        const assigner = 'cppcc-committee';
        await one.delivered('答复政协委员', reply, 'p1', proposerMail(NUMBER), number);
        await one.delivered('抄送交办的省政协提案委员会', reply, assigner, mailOf(assigner), number);
        await one.delivered('反馈交办函所列部门省医疗保障局', reply, CONCERNED, mailOf(CONCERNED), number);

        const other = await takeIn(stage, '省政府办公厅闭会期间交办全国件，时限以其要求为准', {
          number: '705',
          level: 'national',
          outOfSession: true,
          parts: [{ unit: UNIT, part: 'lead' }],
          limits: {
            submission: { unit: 'fixed', date: '2026-07-10' },
            reply: { unit: 'fixed', date: '2026-07-31' },
            setBy: 'provincial-office',
          },
        });
        await other.read<{ obligations: { kind: string; due: string; source: string }[] }>(
          '报送、答复期限即交办函所定的日期',
          ({ obligations }) =>
            ['submission 2026-07-10 letter', 'reply 2026-07-31 letter'].every((dated) =>
              obligations.some(({ kind, due, source }) => `${kind} ${due} ${source}` === dated),
            ),
        );
      },
    },
  ],
};
