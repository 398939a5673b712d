import { WORKFLOWS } from '../../workflows/contract';
import { deputy, Stage } from './stage';

const [SLT, CZT, FGW] = ['hebei-slt', 'hebei-czt', 'hebei-fgw'] as const;

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open('2026-02-05');
}, 120_000);
afterAll(() => stage.close(), 60_000);

/** How many duties are late, in all and by unit, as far as somebody sees. */
async function redOf(who: string): Promise<{ all: number; units: Record<string, number> }> {
  const { total, units } = await stage.get<{
    total: { red: number };
    units: { unit: string; red: number }[];
  }>(who, '/lights');
  return { all: total.red, units: Object.fromEntries(units.map(({ unit, red }) => [unit, red])) };
}

describe('supervision on the real server', () => {
  it('[R7.1] [R7.2] [R7.3] who is late is reminded, shown in red and inspected once, by time alone; it ends with a result', async () => {
    const one = await stage.takeIn('s1', { parts: [{ unit: SLT, part: 'lead' }] });
    const before = await redOf('provincial-office');
    // Signing is due on 10 February, and a week later nobody has signed.
    await stage.house.advance(14);
    const late = await one.until('the inspection is open', ({ supervisions }) => supervisions.length > 0);
    expect(late.supervisions).toMatchObject([
      { form: 'special-inspection', ground: 'late', status: 'open', trackId: 't1' },
    ]);
    expect((await one.owed('sign', 't1'))[0]).toMatchObject({ due: '2026-02-10', overdue: true });
    expect(before).toEqual({ all: 0, units: { [SLT]: 0 } });
    expect(await redOf('provincial-office')).toEqual({ all: 1, units: { [SLT]: 1 } });
    expect(await redOf(`${CZT}-office`)).toEqual({ all: 0, units: {} });

    const reminder = { way: 'telephone', note: '请尽快签收', answer: '本周签收' };
    expect((await one.refused(`${CZT}-office`, '/tracks/t1/reminders', reminder)).status).toBe(403);
    await one.act('provincial-office', '/tracks/t1/reminders', reminder);
    await one.act('provincial-office', '/supervisions/s1/records', {
      way: 'on-site',
      note: '现场督查',
      answer: '已整改',
    });
    const { texts } = await stage.get<{ texts: Record<string, string> }>(
      `${SLT}-office`,
      `${one.url}/timeline`,
    );
    expect(Object.values(texts)).toEqual(
      expect.arrayContaining(['请尽快签收', '本周签收', '现场督查', '已整改']),
    );

    await one.takenUp(SLT, 't1');
    expect(await one.refused('provincial-office', '/supervisions/s1/closure')).toMatchObject({
      status: 422,
      errors: [{ pointer: '/result' }],
    });
    expect(
      await one.refused(`${SLT}-office`, '/supervisions/s1/closure', { result: '已签收' }),
    ).toMatchObject({ rule: 'R7.2' });
    await one.act('provincial-office', '/supervisions/s1/closure', { result: '已签收，明确专人' });
    expect(await one.refused('provincial-office', '/supervisions/s1/closure', { result: 'x' })).toMatchObject(
      { rule: 'R7.2' },
    );
    // Late once more with another duty, it is not inspected for lateness a second time.
    await stage.house.advance(25);
    expect((await one.seen()).supervisions).toHaveLength(1);
  }, 90_000);

  it('[R7.2] three dissatisfied on one subject put it under tracked supervision, told to each case once', async () => {
    const subject = '农村供水';
    const two = { ...deputy('s3'), role: 'joint' as const };
    const cases = [
      await stage.takeIn('s2', {
        subject,
        parts: [{ unit: SLT, part: 'lead' }],
        proposers: [deputy('s2'), two],
      }),
      await stage.takeIn('s4', { subject, parts: [{ unit: CZT, part: 'lead' }] }),
    ];
    for (const [index, one] of cases.entries()) {
      const unit = [SLT, CZT][index]!;
      const proposers = index === 0 ? ['p1', 'p2'] : ['p1'];
      await one.takenUp(unit, 't1');
      await one.consulted(unit, 't1', proposers);
      await one.reply(unit, 't1');
      await one.sent();
    }
    const [first, second] = cases as [(typeof cases)[0], (typeof cases)[0]];
    await first.feedback('dissatisfied');
    await first.feedback('dissatisfied', { proposer: 'p2' });
    const look = (id: string) => stage.run(WORKFLOWS.reconcile, id);
    const subjects = () =>
      stage.get<{ items: { subject: string; parts: { caseId: string }[] }[] }>(
        'provincial-office',
        '/tracked-subjects',
      );
    await look('reconcile-1');
    expect((await subjects()).items).toEqual([]);
    await second.feedback('dissatisfied');
    await look('reconcile-2');
    await look('reconcile-3');
    const { items } = await subjects();
    expect(items).toMatchObject([{ subject }]);
    expect(items[0]?.parts.map(({ caseId }) => caseId).sort()).toEqual([first.id, second.id].sort());
    for (const { seen } of cases.map((one) => ({ seen: one.seen() })))
      expect((await seen).supervisions).toMatchObject([{ form: 'tracked-supervision', status: 'open' }]);
    const told = await stage.house.ledger.query(
      `SELECT 1 FROM case_events WHERE type IN ('supervisionJoined', 'supervisionOpened') AND data->>'subject' IS NOT NULL`,
    );
    expect(told).toHaveLength(2);
  }, 90_000);

  it('[R7.2] joint supervision names its units, and holds a case open until it has a result', async () => {
    const one = await stage.takeIn('s5', { parts: [{ unit: SLT, part: 'reference' }] });
    const joint = { form: 'joint-supervision', ground: '涉及面广' };
    expect(await one.refused('provincial-office', '/tracks/t1/supervisions', joint)).toMatchObject({
      rule: 'R7.2',
      errors: [{ pointer: '/units' }],
    });
    await one.act('provincial-office', '/tracks/t1/supervisions', { ...joint, units: [CZT, FGW] });
    await one.act(`${SLT}-office`, '/tracks/t1/supervisions', {
      form: 'special-inspection',
      ground: '本厅督查',
    });
    await one.takenUp(SLT, 't1');
    await one.act(`${SLT}-office`, '/tracks/t1/drawn-on', { use: '纳入规划' });
    await one.act(`${SLT}-officer-1`, '/tracks/t1/contacts', {
      stage: 'during',
      way: 'visit',
      visitors: [`${SLT}-officer-1`],
      proposers: ['p1'],
      opinion: '满意',
      told: '年内印发',
    });
    const held = await one.seen();
    expect([held.tracks[0]?.status, held.status]).toEqual(['done', 'in-progress']);
    expect(held.supervisions).toMatchObject([{ units: [CZT, FGW] }, { form: 'special-inspection' }]);
    await one.act(`${SLT}-office`, '/supervisions/s2/closure', { result: '已落实' });
    expect((await one.seen()).status).not.toBe('closed');
    await one.act('provincial-office', '/supervisions/s1/closure', { result: '三家已会商' });
    await one.until('it is closed', ({ status }) => status === 'closed');
  }, 60_000);
});
