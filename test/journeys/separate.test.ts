import { deputy, Stage } from './stage';

const UNITS = ['hebei-slt', 'hebei-czt', 'hebei-fgw'] as const;
const [SLT, CZT, FGW] = UNITS;
const PARTS = UNITS.map((unit) => ({ unit, part: 'separate' as const }));

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open('2026-02-05');
}, 120_000);
afterAll(() => stage.close(), 60_000);

describe('a suggestion that three units handle separately, on the real server', () => {
  it('[R3.3] [R3.5] each signs, replies, copies, publishes and is answered on its own; the case closes with the last', async () => {
    const one = await stage.takeIn('f1', { parts: PARTS });
    await one.takenUp(SLT, 't1');
    const owed = (await one.seen()).obligations.filter(({ kind }) => kind === 'reply');
    expect(owed.map(({ trackId, owedBy, due }) => [trackId, owedBy.id, due])).toEqual([
      ['t1', SLT, '2026-05-06'],
      ['t2', CZT, '2026-05-06'],
      ['t3', FGW, '2026-05-06'],
    ]);
    // Nobody waits for anybody, and nobody acts on another's part.
    await one.consulted(SLT, 't1');
    const first = await one.reply(SLT, 't1');
    expect(
      (await one.refused(CZT + '-office', '/tracks/t1/research', { place: 'x', people: 'x', findings: 'x' }))
        .status,
    ).toBe(403);
    const replied = await one.sent();
    expect(replied.deliveries.map(({ purpose, recipient }) => `${purpose} ${recipient.id}`)).toEqual([
      'reply p1',
      'copy congress-committee',
      'copy provincial-office',
    ]);
    expect(replied.tracks.map(({ status }) => status)).toEqual(['signed', 'assigned', 'assigned']);

    const letters = [first];
    for (const [unit, trackId] of [
      [CZT, 't2'],
      [FGW, 't3'],
    ] as const) {
      await one.takenUp(unit, trackId);
      await one.consulted(unit, trackId);
      letters.push(await one.reply(unit, trackId));
    }
    await one.sent();
    for (const [index, unit] of UNITS.entries()) await one.published(unit, letters[index]!);
    expect(
      (await one.seen()).letters.map(({ trackId, publication }) => [trackId, publication.status]),
    ).toEqual([
      ['t1', 'published'],
      ['t2', 'published'],
      ['t3', 'published'],
    ]);

    // Of three replies, whoever speaks says which.
    const which = { proposer: 'p1', attitude: 'satisfied', result: 'satisfied' };
    expect(await one.refused('provincial-office', '/feedback', which)).toMatchObject({
      rule: 'R3.3',
      errors: [{ pointer: '/trackId' }],
    });
    await one.feedback('satisfied', { trackId: 't1' });
    await one.feedback('dissatisfied', { trackId: 't2' });
    const before = await one.seen();
    await one.act('provincial-office', '/reworks', {
      trackId: 't2',
      receivedOn: '2026-02-05',
      objectors: ['p1'],
      reason: '尚未解决',
    });
    const again = await one.until('it is assigned back', ({ reworks }) => reworks.length > 0);
    // The other two are as they were.
    const untouched = (state: typeof before) => [
      state.tracks.filter(({ id }) => id !== 't2'),
      state.obligations.filter(({ trackId }) => trackId !== 't2'),
      state.letters.filter(({ trackId }) => trackId !== 't2'),
    ];
    expect(untouched(again)).toEqual(untouched(before));
    expect(again.reworks).toMatchObject([{ trackId: 't2', objectors: ['p1'] }]);

    await one.feedback('satisfied', { trackId: 't3' });
    expect((await one.seen()).status).toBe('rework');
    await one.reworked(CZT, 't2', 'r1');
    await one.sent();
    await one.act('provincial-office', '/supervisions/s1/closure', { result: '已整改' });
    expect((await one.seen()).status).not.toBe('closed');
    await one.feedback('satisfied', { trackId: 't2' });
    await one.until('the case is closed', ({ status }) => status === 'closed');
  }, 90_000);

  it('[R3.3] one unit alone is no separate handling, and beside separate units nobody leads', async () => {
    const intake = (parts: { unit: string; part: string }[]) => ({
      identity: { body: 'hebei-congress', term: 14, session: 4, number: 'f2' },
      kind: 'suggestion',
      level: 'provincial',
      title: '示例',
      text: '示例',
      proposers: [deputy('f2')],
      parts,
      assignedOn: '2026-02-05',
      assignedBy: 'provincial-office',
    });
    for (const parts of [[{ unit: SLT, part: 'separate' }], [...PARTS, { unit: 'hebei-jyt', part: 'lead' }]])
      expect(await stage.refused('intake', '/cases', intake(parts))).toMatchObject({
        status: 422,
        errors: [{ pointer: expect.stringMatching(/^\/parts/) as string }],
      });
  });
});
