import { takeIn } from '../intake';
import { whereData } from '../stage';
import type { Walk } from '../walk';

const VERSION = 'demo-2026.2';
/** The reply of a case that was assigned on 6 February is due on this day; the sample notice takes it off. */
const DAY_OFF = '2026-05-06';

interface Published {
  calendar: { version: string; off: Record<string, Record<string, string>> };
}
interface Preview {
  counts?: { cases: number; deadlines: number; later: number };
}
interface Detail {
  obligations: { kind: string; due: string; calendarVersion: string }[];
}

/** A new holiday notice: published, previewed, and adopted by a case that is running. */
export const calendar: Walk = {
  name: 'calendar',
  title: '新日历：发布放假安排，预览，由在办件采用',
  rules: ['D5', 'D6'],
  scenes: (stage) => [
    {
      on: '2026-02-06',
      play: async () => {
        const operator = 'operations';
        const one = await takeIn(stage, '交办一件建议', {
          number: '729',
          parts: [{ unit: 'hebei-tjj', part: 'lead' }],
        });
        const inForce = await stage.get<{ items: { version: string; inForce: boolean }[] }>(
          operator,
          '/rules/calendars',
        );
        const current = inForce.items.find((each) => each.inForce)?.version ?? '';
        const { calendar: before } = await stage.get<Published>(operator, `/rules/calendars/${current}`);
        const off = { ...before.off, '2026': { ...before.off['2026'], [DAY_OFF.slice(5)]: '示例假' } };
        const published = {
          calendar: { ...before, version: VERSION, off },
          differs: [DAY_OFF],
          reason: '放假安排的通知（示例）',
        };
        await stage.write(operator, '/rules/calendars', published);
        await stage.read<{ differences: { date: string }[] }>(
          'provincial-office',
          '发布：与现行日历不同的只有 5 月 6 日',
          `/rules/calendars/${VERSION}`,
          ({ differences }) => differences.map(({ date }) => date).join() === DAY_OFF,
        );
        const cases = { caseIds: [one.id] };
        // Played again, it was adopted already: then a preview has nothing left to move.
        const { obligations } = await stage.get<Detail>('provincial-office', one.url);
        const adoptedBefore = obligations.some(({ calendarVersion }) => calendarVersion === VERSION);
        await stage.read<Preview>(
          'provincial-office',
          adoptedBefore ? '预览：此前已采用，期限不再变动' : '预览：一件的期限后移，尚未改动',
          `/adoption-preview?calendarVersion=${VERSION}&caseIds=${encodeURIComponent(one.id)}`,
          ({ counts }) => (adoptedBefore ? counts?.deadlines === 0 : counts?.cases === 1 && counts.later > 0),
        );
        const adopted = { caseId: one.id, way: 'update', event: 'rulesAdopted' } as const;
        const { id } = await stage.act<{ id: string }>(
          'provincial-office',
          '由这一件采用',
          '/adoptions',
          { calendarVersion: VERSION, cases, reason: '放假安排的通知（示例）' },
          { ...adopted, where: whereData({ calendarVersion: VERSION }) },
        );
        await one.read<Detail>('答复期限移到 5 月 7 日，写明依据的日历', (detail) =>
          detail.obligations.some(
            ({ kind, due, calendarVersion }) =>
              kind === 'reply' && due === '2026-05-07' && calendarVersion === VERSION,
          ),
        );
        await stage.read<{ state: string; counts: { moved: number } }>(
          'provincial-office',
          '采用完毕',
          `/adoptions/${id}`,
          ({ state, counts }) => state === 'done' && counts.moved === 1,
        );
      },
    },
  ],
};
