import { takeIn } from '../intake';
import { OFFICE } from '../letters';
import { mailOf } from '../mails';
import type { Walk } from '../walk';

const UNIT = 'hebei-slt';
const MINISTRY = 'ministry-water';

/** A ministry leads, the province co-handles: units give their opinions to the office, the office its own to the ministry. */
export const ministry: Walk = {
  name: 'ministry',
  title: '部委会办：我省为国家部委会办',
  rules: ['R3.1'],
  scenes: (stage) => [
    {
      on: '2026-03-16',
      play: async () => {
        const one = await takeIn(stage, '国家部委主办，我省会办', {
          number: '702',
          level: 'national',
          parts: [{ unit: UNIT, part: 'co-handler' }],
          limits: { opinion: { unit: 'day', amount: 20 }, setBy: 'provincial-office' },
          letter: { coHandles: { ministry: MINISTRY, opinion: { unit: 'day', amount: 45 } } },
        });
        await one.takeUp(UNIT, 't1');
        await one.form(UNIT, 't1');
        const [inner, outer] = ['冀水函〔2026〕12号', '冀政办函〔2026〕22号'];
        const given = await one.letter(UNIT, 't1', { product: 'opinion', number: inner, electronic: true });
        const office = 'provincial-office';
        await one.delivered('会办意见连同电子版送省政府办公厅', given, office, mailOf(office), inner);
        const opinion = await one.letter(OFFICE, 't2', {
          product: 'opinion',
          number: outer,
          electronic: true,
        });
        await one.delivered('省政府办公厅的会办意见送达国家部委', opinion, MINISTRY, mailOf(MINISTRY), outer);
        await one.see('省内不答复代表，办结归档', 'caseClosed', {}, 'activity');
      },
    },
  ],
};
