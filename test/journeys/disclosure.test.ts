import { deputy, Stage } from './stage';
import { CHAIN } from './case-journey';

const [SLT, CZT, FGW] = ['hebei-slt', 'hebei-czt', 'hebei-fgw'] as const;

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open('2026-02-05');
}, 120_000);
afterAll(() => stage.close(), 60_000);

describe('a reply before the public, on the real server', () => {
  it('[R5.4] [R5.5] [R5.6] [R5.7] [R5.8] is published once each co-handler and proposer were asked, checked by category, and taken down again', async () => {
    const one = await stage.takeIn('o1', {
      parts: [
        { unit: SLT, part: 'lead' },
        { unit: CZT, part: 'co-handler' },
        { unit: FGW, part: 'co-handler' },
      ],
      text: '原文：请修渠道。',
    });
    for (const [index, unit] of [SLT, CZT, FGW].entries()) await one.takenUp(unit, `t${index + 1}`);
    await one.consulted(SLT, 't1');
    for (const [unit, trackId, mark] of [
      [CZT, 't2', 'public'],
      [FGW, 't3', 'unmarked'],
    ] as const) {
      await one.act(`${unit}-office`, `/tracks/${trackId}/form-cover`);
      await one.letter(unit, trackId, { product: 'opinion', mark });
    }
    // Three values, never confused: one that is withheld says why.
    const document = await stage.upload(`${SLT}-officer-1`, '答复');
    expect(
      await one.refused(`${SLT}-officer-1`, '/tracks/t1/letters', {
        product: 'reply',
        document,
        category: 'A',
        mark: 'withheld',
      }),
    ).toMatchObject({ rule: 'R5.5', errors: [{ pointer: '/withholdingGround' }] });

    const { letterId } = await one.drafted(SLT, 't1', { product: 'reply', category: 'A', mark: 'unmarked' });
    const publication = (coHandlers: string[], withOriginal = false) =>
      [
        `${SLT}-office`,
        `/letters/${letterId}/publication`,
        { coHandlers: coHandlers.map((trackId) => ({ trackId, opinion: 'public' })), withOriginal },
      ] as const;
    await one.reviewed(SLT, letterId, CHAIN);
    expect(await one.refused(...publication(['t2', 't3']))).toMatchObject({ status: 409, rule: 'R5.8' });
    await one.act(`${SLT}-office`, `/letters/${letterId}/issue`, { documentNumber: '冀水函〔2026〕8号' });
    await one.sent();
    const [owed] = await one.owed('publication', 't1');
    expect(owed).toMatchObject({ start: '2026-02-05', due: '2026-02-24', status: 'open' });

    expect(
      await one.refused('provincial-office', `/letters/${letterId}/category-check`, { category: 'B' }),
    ).toMatchObject({
      rule: 'R5.4',
      errors: [{ pointer: '/reason' }],
    });
    expect(
      (await one.refused(`${SLT}-office`, `/letters/${letterId}/category-check`, { category: 'A' })).status,
    ).toBe(403);
    await one.act('provincial-office', `/letters/${letterId}/category-check`, {
      category: 'B',
      reason: '尚在分步实施',
    });
    expect((await one.seen()).letters.at(-1)).toMatchObject({
      content: { category: 'A', mark: 'unmarked' },
      categoryCheck: { category: 'B', before: 'A' },
    });

    expect(await one.refused(...publication(['t2']))).toMatchObject({ status: 409, rule: 'R5.6' });
    await one.act(`${SLT}-officer-1`, `/letters/${letterId}/disclosure-confirmations`, {
      coHandlers: [{ trackId: 't3', opinion: 'public' }],
    });
    expect(await one.refused(...publication(['t2'], true))).toMatchObject({ status: 409, rule: 'R5.7' });
    await one.act(`${SLT}-officer-1`, '/original-text-views', { proposers: ['p1'] });
    expect(await one.refused(...publication(['t2'], true))).toMatchObject({ rule: 'R5.7' });
    await one.act(`${SLT}-officer-1`, '/original-text-views/answers', { proposer: 'p1', agrees: true });
    await one.act(...publication(['t2'], true));
    const shown = await one.until(
      'it is published',
      ({ letters }) => letters.at(-1)?.publication.status === 'published',
    );
    expect((await one.owed('publication', 't1'))[0]).toMatchObject({ status: 'met' });
    const page = shown.letters.at(-1)?.publication.url ?? '';
    const looked = await fetch(page);
    expect([looked.status, await looked.text()]).toEqual([200, expect.stringContaining('原文：请修渠道。')]);
    // Who agreed thinks better of it: the same page, without the text.
    await one.act(`${SLT}-officer-1`, '/original-text-views/answers', { proposer: 'p1', agrees: false });
    await one.until('the page was made again', ({ letters }) => {
      const publication = letters.at(-1)?.publication;
      return publication?.status === 'published' && publication.withOriginal === false;
    });
    const without = await fetch(page);
    expect([without.status, (await without.text()).includes('请修渠道')]).toEqual([200, false]);

    expect(
      (await one.refused(`${CZT}-office`, `/letters/${letterId}/take-down`, { reason: 'x' })).status,
    ).toBe(403);
    await one.act(`${SLT}-office`, `/letters/${letterId}/take-down`, { reason: '数据有误' });
    await one.until('it is down', ({ letters }) => letters.at(-1)?.publication.status === 'taken-down');
    expect((await fetch(page)).status).toBe(410);
    // Up again under the same address, and the case ends as any does.
    await one.act(...publication([]));
    await one.until('it is up again', ({ letters }) => letters.at(-1)?.publication.status === 'published');
    const again = await fetch(page);
    expect([again.status, (await again.text()).includes('请修渠道')]).toEqual([200, false]);
    await one.feedback('satisfied');
    await one.until('it is closed', ({ status }) => status === 'closed');
  }, 90_000);

  it('[R5.5] [R5.8] one that is withheld owes no publication, is on no page, and its case closes all the same', async () => {
    const one = await stage.takeIn('o2', { parts: [{ unit: SLT, part: 'lead' }], proposers: [deputy('o2')] });
    await one.takenUp(SLT, 't1');
    await one.consulted(SLT, 't1');
    const letterId = await one.reply(SLT, 't1', { mark: 'withheld', withholdingGround: '涉及商业秘密' });
    await one.sent();
    expect(await one.owed('publication', 't1')).toEqual([]);
    expect(
      await one.refused(`${SLT}-office`, `/letters/${letterId}/publication`, {
        coHandlers: [],
        withOriginal: false,
      }),
    ).toMatchObject({ rule: 'R5.5' });
    await one.feedback('satisfied');
    await one.until('it is closed', ({ status }) => status === 'closed');
    const rows = await stage.house.ledger.query('SELECT 1 FROM publications WHERE case_id = $1', [one.id]);
    expect(rows).toEqual([]);
  }, 60_000);
});
