import { takeIn } from '../intake';
import { proposerMail } from '../mails';
import type { Walk } from '../walk';

const NUMBER = '703';
const UNITS = [
  ['hebei-slt', 't1', '冀水函〔2026〕13号'],
  ['hebei-nynct', 't2', '冀农函〔2026〕13号'],
] as const;

/** Two units that each reply on their own; what the deputy objects to in one answer is the affair of that one alone. */
export const separate: Walk = {
  name: 'separate',
  title: '分办：各自答复，不满意只交回一家',
  rules: ['R3.3', 'R7.4'],
  scenes: (stage) => [
    {
      on: '2026-02-06',
      play: async () => {
        const one = await takeIn(stage, '交办一件建议，两个单位分别办理', {
          number: NUMBER,
          parts: UNITS.map(([unit]) => ({ unit, part: 'separate' })),
        });
        for (const [unit, track, number] of UNITS) {
          await one.takeUp(unit, track);
          await one.contact(unit, track);
          const reply = await one.letter(unit, track, { product: 'reply', category: 'A', number });
          await one.delivered('答复代表', reply, 'p1', proposerMail(NUMBER), number);
        }
        await one.feedback('satisfied', '代表对省水利厅的答复满意', { trackId: 't1' });
        await one.feedback('dissatisfied', '代表对省农业农村厅的答复不满意', { trackId: 't2' });
        await one.rework('交办反馈意见，只交回省农业农村厅', { trackId: 't2' });
        interface Detail {
          obligations: { kind: string; trackId: string }[];
          supervisions: { form: string; trackId: string }[];
        }
        await one.read<Detail>(
          '再次办理的期限和挂账督办只在省农业农村厅',
          ({ obligations, supervisions }) => {
            const owed = obligations.filter(({ kind }) => kind === 'rework');
            const tracked = supervisions.filter(({ form }) => form === 'tracked-supervision');
            return owed.length === 1 && [...owed, ...tracked].every(({ trackId }) => trackId === 't2');
          },
        );
      },
    },
  ],
};
