import { takeIn } from '../intake';
import { returnedAndReassigned } from '../reassignment';
import type { Walk } from '../walk';

const [FIRST, NEXT, CO, NEW] = ['hebei-slt', 'hebei-nynct', 'hebei-czt', 'hebei-fgw'] as const;
const [CITY, BUREAU] = ['hebei-sjz', 'hebei-sjz-slj'] as const;
const reason = '职责调整（示例）。';

/** What changes while a case is handled: units, parts and people. And a city that asks its bureau. */
export const midFlight: Walk = {
  name: 'mid-flight',
  title: '办理中变更：退回改派、增减会办、主会办对调、移交；市政府交所属部门',
  rules: ['R3.4', 'R1.1', 'R2.2'],
  scenes: (stage) => [
    {
      on: '2026-02-06',
      play: async () => {
        const office = 'provincial-office';
        const one = await takeIn(stage, '交办一件建议', {
          number: '716',
          parts: [
            { unit: FIRST, part: 'lead' },
            { unit: CO, part: 'co-handler' },
          ],
        });
        await returnedAndReassigned(stage, one, {
          trackId: 't1',
          from: FIRST,
          to: NEXT,
          why: '不属本单位职责（示例）',
          upheld: reason,
          number: '716',
        });
        await one.takeUp(NEXT, 't3');
        await one.act(
          office,
          '增加会办单位省发展和改革委员会',
          'co-handlers',
          { unit: NEW, reason },
          'trackOpened',
        );
        await one.act(office, '撤销会办单位省财政厅', 'tracks/t2/removal', { reason }, 'trackDropped', {
          trackId: 't2',
        });
        await one.act(
          office,
          '省发展和改革委员会改为主办，与原主办省农业农村厅对调',
          'tracks/t4/lead-swap',
          { reason },
          'leadSwapped',
          {
            lead: 't4',
            coHandler: 't3',
          },
        );
        const handed = { from: `${NEXT}-officer-1`, to: `${NEXT}-division-1`, reason: '调离（示例）。' };
        await one.act(
          `${NEXT}-office`,
          '承办人的职责移交业务一处负责人',
          'tracks/t3/handover',
          handed,
          'dutiesHandedOver',
          {
            to: handed.to,
          },
        );

        const city = await takeIn(stage, '交办另一件建议', {
          number: '717',
          parts: [{ unit: CITY, part: 'lead' }],
        });
        await city.sign(CITY, 't1');
        const asked = { bureaus: [BUREAU], note: '请研究提出意见（示例）。' };
        await city.act(
          `${CITY}-office`,
          '交所属部门市水利局研究',
          'tracks/t1/bureaus',
          asked,
          'trackPassedOn',
        );
        await city.act(
          `${BUREAU}-office`,
          '向市政府提出意见',
          `tracks/t1/bureaus/${BUREAU}/opinions`,
          { opinion: '同意，建议分步实施（示例）。' },
          'bureauOpinionRecorded',
          { bureau: BUREAU },
        );
      },
    },
  ],
};
