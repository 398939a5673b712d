import { loadRegister } from '../../ledger/register';
import { readRegister } from '../../scripts/load-register';
import { Stage } from './stage';
import type { CaseJourney, Seen } from './case-journey';

const [SLT, CZT, FGW, SJZ] = ['hebei-slt', 'hebei-czt', 'hebei-fgw', 'hebei-sjz'] as const;
const PARTS = [
  { unit: SLT, part: 'lead' as const },
  { unit: CZT, part: 'co-handler' as const },
];

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open('2026-02-05');
}, 120_000);
afterAll(() => stage.close(), 60_000);

const of = (state: Seen, kind: string) =>
  state.obligations
    .filter((each) => each.kind === kind)
    .map(({ trackId, status, due }) => `${trackId} ${status} ${due}`);

/** The kinds of duties that somebody was reminded of for a case on a day. */
async function remindedOf(one: CaseJourney, day: string): Promise<string[]> {
  const rows = await stage.house.ledger.query<{ told: string }>(
    `SELECT DISTINCT obligations.kind || ' ' || obligations.track_id || ' ' || notices.recipient_id AS told
     FROM notices JOIN obligations USING (case_id, obligation_id)
     WHERE case_id = $1 AND notices.created_on = $2 ORDER BY 1`,
    [one.id, day],
  );
  return rows.map(({ told }) => told);
}

describe('a case that changes hands while it is handled, on the real server', () => {
  it('[R3.3] [R3.4] [R3.5] [D7] a part given to another unit, one that joins and one that leaves: new dates stated, old ones superseded, old reminders silent', async () => {
    const one = await stage.takeIn('g1', { parts: PARTS });
    await one.takenUp(SLT, 't1');
    await one.takenUp(CZT, 't2');
    await one.act(`${SLT}-office`, '/tracks/t1/return', { reason: '非本单位职责' });
    const undecided = { unit: SJZ, reason: '职责在市' };
    expect(await one.refused(`${SLT}-office`, '/tracks/t1/reassignment', undecided)).toMatchObject({
      status: 403,
    });
    await one.act('provincial-office', '/tracks/t1/return-decision', { outcome: 'upheld', reason: '同意' });
    await stage.goTo('2026-02-10');
    await one.act('provincial-office', '/tracks/t1/reassignment', { ...undecided, assignedOn: '2026-02-10' });
    await one.act('provincial-office', '/co-handlers', { unit: FGW, reason: '涉及立项' });
    await one.act('provincial-office', '/tracks/t2/removal', { reason: '不涉及资金' });

    const state = await one.seen();
    expect(state.tracks.map(({ id, unit, part, status }) => [id, unit, part, status])).toEqual([
      ['t1', SLT, 'lead', 'reassigned'],
      ['t2', CZT, 'co-handler', 'dropped'],
      ['t3', SJZ, 'lead', 'assigned'],
      ['t4', FGW, 'co-handler', 'assigned'],
    ]);
    expect(of(state, 'reply')).toEqual(['t1 superseded 2026-05-06', 't3 open 2026-05-11']);
    expect(of(state, 'opinion')).toEqual(['t2 cancelled 2026-04-07', 't4 open 2026-04-10']);
    // The dates of before remind nobody; those of now do, whose they are.
    await stage.dispatchOn('2026-04-07');
    expect((await remindedOf(one, '2026-04-07')).filter((each) => each.startsWith('opinion'))).toEqual([
      `opinion t4 ${FGW}-office`,
    ]);
    await stage.dispatchOn('2026-05-06');
    await stage.dispatchOn('2026-05-11');
    for (const day of ['2026-05-06', '2026-05-11'])
      expect((await remindedOf(one, day)).filter((each) => each.startsWith('reply'))).toEqual([
        ...(day === '2026-05-11' ? [`reply t3 ${SJZ}-leader`] : []),
        `reply t3 ${SJZ}-office`,
      ]);
    // Who left acts no more, and the new lead waits for who is there.
    expect((await one.refused(`${CZT}-office`, '/tracks/t2/signature')).status).toBeGreaterThanOrEqual(403);
    await one.takenUp(SJZ, 't3');
  }, 60_000);

  it('[R3.4] [R3.5] lead and co-handler change places, and the case goes on to the new lead’s reply', async () => {
    await stage.goTo('2026-06-01');
    const one = await stage.takeIn('g2', { parts: PARTS });
    await one.takenUp(SLT, 't1');
    await one.takenUp(CZT, 't2');
    expect((await one.refused(`${CZT}-office`, '/tracks/t2/lead-swap', { reason: 'x' })).status).toBe(403);
    await one.act('provincial-office', '/tracks/t2/lead-swap', { reason: '职责以财政为主' });
    const state = await one.seen();
    expect(state.tracks.map(({ unit, part }) => `${unit} ${part}`)).toEqual([
      `${SLT} co-handler`,
      `${CZT} lead`,
    ]);
    expect(of(state, 'reply')).toEqual(['t1 superseded 2026-09-01', 't2 open 2026-09-01']);
    expect(of(state, 'opinion')).toEqual(['t2 superseded 2026-08-03', 't1 open 2026-08-03']);
    await one.consulted(CZT, 't2');
    await one.act(`${SLT}-office`, '/tracks/t1/form-cover');
    const document = await stage.upload(`${SLT}-officer-1`, '答复');
    expect(
      await one.refused(`${SLT}-officer-1`, '/tracks/t1/letters', {
        product: 'reply',
        document,
        category: 'A',
        mark: 'public',
      }),
    ).toMatchObject({ status: 403, rule: 'R3.2' });
    await one.letter(SLT, 't1', { product: 'opinion' });
    const letterId = await one.reply(CZT, 't2');
    await one.sent();
    await one.published(CZT, letterId, ['t1']);
    await one.feedback('satisfied');
    await one.until('it is closed', ({ status }) => status === 'closed');
  }, 60_000);

  it('[R1.1] duties pass to another for good: in one part, in all, and never to another unit', async () => {
    const [one, other] = [
      await stage.takeIn('g3', { parts: PARTS }),
      await stage.takeIn('g4', { parts: PARTS }),
    ];
    for (const each of [one, other]) await each.takenUp(SLT, 't1');
    const officer = async (each: CaseJourney) => (await each.seen()).tracks[0]?.responsibility?.['officer'];
    const handover = { from: `${SLT}-officer-1`, to: `${SLT}-officer-2`, reason: '岗位调整' };
    expect(
      await one.refused(`${SLT}-office`, '/tracks/t1/handover', { ...handover, to: `${CZT}-officer-1` }),
    ).toMatchObject({
      status: 422,
      rule: 'R1.1',
    });
    // Who receives it is of another division: the part goes there first.
    expect(await one.refused(`${SLT}-office`, '/tracks/t1/handover', handover)).toMatchObject({
      status: 422,
      rule: 'R1.1',
      errors: [{ pointer: '/to' }],
    });
    for (const each of [one, other])
      await each.act(`${SLT}-office`, '/tracks/t1/division', { division: `${SLT}-d2` });
    await one.act(`${SLT}-office`, '/tracks/t1/handover', handover);
    expect([await officer(one), await officer(other)]).toEqual([`${SLT}-officer-2`, `${SLT}-officer-1`]);
    const all = await stage.post<{ done: number; rows: { caseId: string }[] }>(
      `${SLT}-office`,
      '/bulk/handovers',
      handover,
    );
    expect(all.rows.map(({ caseId }) => caseId)).toContain(other.id);
    expect(await officer(other)).toBe(`${SLT}-officer-2`);
    // Reminders follow the duty: none to who has left it.
    await stage.dispatchOn('2026-08-17');
    const told = stage
      .mails('办理提醒')
      .filter(({ subject }) => subject.includes('8月17日'))
      .flatMap(({ to }) => to);
    expect(told).toContain(`officer-2@${SLT}.example`);
    expect(told).not.toContain(`officer-1@${SLT}.example`);
  }, 60_000);

  it('[R2.2] a city asks its bureaus inside its own part, each with a limit ahead of its own, and answers for all', async () => {
    await stage.goTo('2026-09-01');
    await withBureaus();
    const one = await stage.takeIn('g5', { parts: [{ unit: SJZ, part: 'lead' }] });
    await one.takenUp(SJZ, 't1');
    expect(
      await one.refused(`${SJZ}-office`, '/tracks/t1/bureaus', { bureaus: ['sjz-jyj', CZT] }),
    ).toMatchObject({ status: 422, rule: 'R2.2', errors: [{ pointer: '/bureaus/1' }] });
    await one.act(`${SJZ}-office`, '/tracks/t1/bureaus', {
      bureaus: ['sjz-jyj', 'sjz-czj'],
      note: '请研提意见',
    });
    const state = await one.seen();
    expect(of(state, 'reply')).toEqual(['t1 open 2026-12-01']);
    expect(of(state, 'bureau')).toEqual(['t1 open 2026-11-21', 't1 open 2026-11-21']);
    await stage.dispatchOn('2026-11-21');
    const told = (await remindedOf(one, '2026-11-21')).filter((each) => each.startsWith('bureau'));
    expect(told).toEqual(expect.arrayContaining(['bureau t1 sjz-czj-office', 'bureau t1 sjz-jyj-office']));
    expect((await stage.inbox('sjz-jyj-office')).at(-1)).toBe('passed-on');
    await one.act('sjz-jyj-office', '/tracks/t1/bureaus/sjz-jyj/opinions', { opinion: '同意，分步实施' });
    await one.act(`${SJZ}-office`, '/tracks/t1/bureaus/sjz-czj/removal', { reason: '不涉及资金' });
    // A bureau speaks to its city alone: nothing outwards, and no more once it was taken back.
    expect((await one.refused('sjz-jyj-office', '/tracks/t1/signature')).status).toBe(403);
    expect(
      (await one.refused('sjz-czj-office', '/tracks/t1/bureaus/sjz-czj/opinions', { opinion: 'x' })).status,
    ).toBe(403);
    await one.consulted(SJZ, 't1');
    const letterId = await one.reply(SJZ, 't1');
    await one.sent();
    await one.published(SJZ, letterId);
    await one.feedback('satisfied');
    const closed = await one.until('it is closed', ({ status }) => status === 'closed');
    expect(of(closed, 'bureau')).toEqual(['t1 met 2026-11-21', 't1 cancelled 2026-11-21']);
  }, 60_000);
});

/** The register with two bureaus of a city, which the sample does not have. */
async function withBureaus(): Promise<void> {
  const register = await readRegister();
  const bureaus = ['sjz-jyj', 'sjz-czj'];
  await loadRegister(stage.house.ledger, {
    ...register,
    units: [
      ...register.units,
      ...bureaus.map((id) => ({
        id,
        name: `示例市局 ${id}`,
        kind: 'bureau' as const,
        partOf: SJZ,
        divisions: [],
        formerNames: [],
      })),
    ],
    people: [
      ...register.people,
      ...bureaus.map((unit) => ({
        id: `${unit}-office`,
        name: '办公室',
        unit,
        post: 'office' as const,
        mail: `office@${unit}.example`,
      })),
    ],
  });
}
