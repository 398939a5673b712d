import { dateText } from '../../activities/texts/labels';
import { addDays } from '../../domain/dates';
import type { CaseJourney } from './case-journey';
import { Stage } from './stage';

const UNIT = 'hebei-slt';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open('2026-02-05');
}, 120_000);
afterAll(() => stage.close(), 60_000);

/** A suggestion that UNIT leads, assigned on 5 February whatever the day: its reply is due 2026-05-06. */
const newCase = (number: string): Promise<CaseJourney> =>
  stage.takeIn(number, { parts: [{ unit: UNIT, part: 'lead' }], assignedOn: '2026-02-05' });

async function fired({ id }: CaseJourney, kind: string): Promise<string[]> {
  const rows = await stage.house.ledger.query<{ key: string }>(
    `SELECT rung_key AS key FROM rungs JOIN obligations USING (case_id, obligation_id)
     WHERE case_id = $1 AND obligations.kind = $2 AND rungs.state = 'fired' ORDER BY rungs.fired_on, rung_key`,
    [id, kind],
  );
  return rows.map(({ key }) => key);
}

describe('the daily dispatch', () => {
  it('[R7.3] that was missed for three days is made good by the next one with the latest rung only, and a second run of the day finds nothing', async () => {
    const one = await newCase('d1');
    // Due 05-06: rungs on 05-03 (T-3), 05-05 (T-1), 05-06 (T-0). Nobody dispatched from 05-03 to 05-05.
    expect(await stage.dispatchOn('2026-05-06')).toBeGreaterThan(0);
    expect(await fired(one, 'reply')).toEqual(['T-0']);
    expect(await stage.dispatchOn('2026-05-06')).toBe(0);
    expect(await fired(one, 'reply')).toEqual(['T-0']);
    const perPerson = stage.mails('办理提醒').map(({ to }) => to.join());
    expect(new Set(perPerson).size).toBe(perPerson.length);
  }, 60_000);

  it('[D7] follows a deadline that moved: nothing more fires for the old date, the new one has rungs of its own', async () => {
    await stage.goTo('2026-05-04');
    const one = await newCase('d2');
    await one.act(`${UNIT}-office`, '/tracks/t1/signature');
    const [reply] = await one.owed('reply', 't1');
    const request = { until: '2026-06-05', reason: '需进一步调研' };
    const path = `/obligations/${reply?.id ?? ''}/extension-requests`;
    expect(await one.refused(`${UNIT}-office`, path, { ...request, until: '2026-08-06' })).toMatchObject({
      status: 409,
      errors: [{ pointer: '/until' }],
    });
    await one.act(`${UNIT}-office`, path, request);
    await one.act('provincial-office', '/extension-requests/e1/decision', { outcome: 'granted' });
    for (const day of ['2026-05-05', '2026-05-06', '2026-05-07']) await stage.dispatchOn(day);
    expect(await fired(one, 'reply')).toEqual(['T-30']);
    const [old, moved] = await one.owed('reply', 't1');
    expect(old).toMatchObject({ status: 'superseded', due: '2026-05-06', overdue: false });
    expect(moved).toMatchObject({ status: 'open', due: '2026-06-05', overdue: false });
    // Twin: the same days do fire where nothing moved.
    const still = await newCase('d3');
    await stage.dispatchOn('2026-05-07');
    expect(await fired(still, 'reply')).toEqual(['T+1']);
  }, 60_000);

  it('[R7.3] lets no day pass before its news is sent; with a mail server that is down it says which day, and goes on', async () => {
    const { house } = stage;
    const one = await newCase('d4');
    const day = await house.clock.today();
    const late: string[] = [];
    const onLateNews = (on: string) => void late.push(on);
    await house.advance(1, { onLateNews });
    expect(late).toEqual([]);
    const told = stage.mails('办理通知').filter(({ text }) => text.includes('第d4号'));
    expect(told.map(({ text }) => text.includes(dateText(day)))).toEqual([true]);

    await house.mails?.goDown();
    const next = await house.clock.today();
    await one.act(`${UNIT}-office`, '/tracks/t1/signature');
    await one.act('provincial-office', '/tracks/t1/reminders', { way: 'letter', note: '请抓紧办理。' });
    await house.advance(1, { onLateNews, newsPatienceMs: 1_000 });
    expect(late).toEqual([next]);
    expect(await house.clock.today()).toBe(addDays(next, 1));
  }, 90_000);
});
