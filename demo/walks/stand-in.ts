import { takeIn } from '../intake';
import { mailTo } from '../mails';
import type { Walk } from '../walk';

const UNIT = 'hebei-kjt';
const [AWAY, STAND_IN] = [`${UNIT}-officer-1`, `${UNIT}-officer-2`] as const;

/** While an officer is away, what they would be told goes to whoever stands in for them. */
export const standIn: Walk = {
  name: 'stand-in',
  title: '代办：一人不在岗，提醒送达代办人',
  rules: ['R1.1', 'R7.3'],
  scenes: (stage) => [
    {
      on: '2026-02-06',
      play: async () => {
        const one = await takeIn(stage, '交办一件建议', {
          number: '730',
          parts: [{ unit: UNIT, part: 'lead' }],
        });
        await one.takeUp(UNIT, 't1');
        const absence = {
          person: AWAY,
          standIn: STAND_IN,
          from: stage.on,
          to: '2026-02-13',
          reason: '培训（示例）',
        };
        const { id } = await stage.write<{ id: string }>(`${UNIT}-office`, '/absences', absence);
        await stage.read<{ standIn: { id: string } }>(
          `${UNIT}-office`,
          '登记承办人不在岗，由业务二处承办人代办',
          `/absences/${id}`,
          (entry) => entry.standIn.id === STAND_IN,
        );
        await one.act(
          'provincial-office',
          '催办省科学技术厅，邮件送达代办人，注明系代办',
          'tracks/t1/reminders',
          { way: 'letter', note: '请抓紧办理（示例）。' },
          'unitReminded',
          { trackId: 't1' },
          (mail) =>
            mailTo(`officer-2@${UNIT}.example`, '730')(mail) && mail.text.includes('不在岗期间由您代办'),
        );
      },
    },
  ],
};
