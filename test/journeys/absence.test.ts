import { Stage } from './stage';

const SLT = 'hebei-slt';
const [AWAY, STAND_IN] = [`${SLT}-officer-1`, `${SLT}-division-2`] as const;

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open('2026-02-05');
}, 120_000);
afterAll(() => stage.close(), 60_000);

/** The addresses that had a reminder by mail on a day. */
const remindedOn = (day: string): string[] =>
  stage
    .mails('办理提醒')
    .filter(({ subject }) => subject.includes(day))
    .flatMap(({ to }) => to)
    .sort();

describe('somebody who is away for some days, on the real server', () => {
  it('[R1.1] [R7.3] has their reminders go to who stands in, on these days only, and both are on record', async () => {
    const one = await stage.takeIn('w1', { parts: [{ unit: SLT, part: 'lead' }] });
    await one.takenUp(SLT, 't1');
    await one.consulted(SLT, 't1');
    const absence = { person: AWAY, standIn: STAND_IN, from: '2026-04-01', to: '2026-04-10', reason: '培训' };
    expect((await stage.refused('hebei-czt-office', '/absences', absence)).status).toBe(403);
    expect(
      await stage.refused(`${SLT}-office`, '/absences', { ...absence, standIn: 'hebei-czt-officer-1' }),
    ).toMatchObject({
      rule: 'R1.1',
      errors: [{ pointer: '/standIn' }],
    });
    await stage.post(`${SLT}-office`, '/absences', absence);
    // The reply is due on 6 May: 30 days ahead falls into the absence, 15 days ahead after it.
    await stage.dispatchOn('2026-04-06');
    expect(remindedOn('4月6日')).toEqual([`division-1@${SLT}.example`, `division-2@${SLT}.example`]);
    const [mail] = stage.mails('办理提醒').filter(({ to }) => to.includes(`division-2@${SLT}.example`));
    expect(mail?.text).toContain('承办人');
    await stage.dispatchOn('2026-04-21');
    expect(remindedOn('4月21日')).toEqual([`division-1@${SLT}.example`, `officer-1@${SLT}.example`]);

    const { entries } = await stage.get<{
      entries: { entry: string; on: string; recipients?: { id: string; meantFor?: string[] }[] }[];
    }>('provincial-office', `${one.url}/timeline`);
    const toldOn = (day: string) =>
      entries
        .filter(({ entry, on }) => entry === 'reminder' && on === day)
        .flatMap(({ recipients = [] }) => recipients)
        .map(({ id, meantFor }) => [id, meantFor]);
    expect(toldOn('2026-04-06')).toContainEqual([STAND_IN, [AWAY]]);
    expect(toldOn('2026-04-21')).toContainEqual([AWAY, undefined]);
  }, 60_000);
});
