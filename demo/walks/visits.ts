import { takeIn } from '../intake';
import { whereData } from '../stage';
import type { Walk } from '../walk';

const [UNIT, OTHER] = ['hebei-nynct', 'hebei-slt'] as const;
const VISITORS = [`${UNIT}-leader`, `${UNIT}-officer-1`];

interface Visits {
  visits: { caseId: string; withUnits?: string[] }[];
}

/** Visits by the unit's own people: to one proposer, over several cases at once, and together with another unit. */
export const visits: Walk = {
  name: 'visits',
  title: '走访：单独、集中、联合',
  rules: ['R6.3'],
  scenes: (stage) => [
    {
      on: '2026-02-06',
      play: async () => {
        const lead = { unit: UNIT, part: 'lead' as const };
        const one = await takeIn(stage, '交办一件建议', {
          number: '723',
          parts: [lead, { unit: OTHER, part: 'co-handler' }],
        });
        const two = await takeIn(stage, '交办另一件', { number: '724', parts: [lead] });
        await one.takeUp(UNIT, 't1');
        await one.takeUp(OTHER, 't2');
        await two.takeUp(UNIT, 't1');

        await one.contact(UNIT, 't1', {}, '单独走访');

        const about = { trackId: 't1', proposers: ['p1'], opinion: '请加快（示例）。' };
        const grouped = {
          stage: 'during',
          visitors: VISITORS,
          place: '代表所在地（示例）',
          cases: [one, two].map(({ id: caseId }) => ({ caseId, ...about })),
        };
        const recorded = {
          caseId: one.id,
          way: 'update',
          event: 'contactRecorded',
          where: whereData({}),
        } as const;
        await stage.act(`${UNIT}-officer-1`, '集中走访，一次登记两件', '/bulk/visits', grouped, recorded);
        await two.see('第二件也有走访记录', 'contactRecorded');

        const together = { stage: 'after', plan: undefined, visitors: [VISITORS[1], `${OTHER}-officer-1`] };
        await one.contact(UNIT, 't1', { ...together, withUnits: [OTHER] }, '与省水利厅联合走访');
        await one.contact(
          OTHER,
          't2',
          { ...together, withUnits: [UNIT] },
          '登记与省农业农村厅的同一次联合走访',
        );

        await stage.read<Visits>(
          `${UNIT}-office`,
          '全年走访册上三次走访四条记录',
          '/visits?year=2026',
          ({ visits: made }) =>
            made.filter(({ caseId }) => caseId === one.id).length === 3 &&
            made.filter(({ caseId }) => caseId === two.id).length === 1 &&
            made.some(({ withUnits }) => withUnits?.includes(OTHER)),
        );
      },
    },
  ],
};
