import { CHAIN, type CaseJourney } from './case-journey';
import { Stage } from './stage';

const UNIT = 'hebei-slt';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open('2026-02-05');
}, 120_000);
afterAll(() => stage.close(), 60_000);

const consulted = (one: CaseJourney): Promise<unknown> =>
  one.act(`${UNIT}-officer-1`, '/tracks/t1/contacts', {
    stage: 'before',
    way: 'meeting',
    proposers: ['p1'],
    opinion: '同意并案办理',
    plan: '三月调研，四月答复',
  });

describe('merged cases on the real server', () => {
  it('[R3.10] five suggestions, one reply: refused until each was consulted, then on record in every one, with its mail, and published once', async () => {
    const cases = await Promise.all(
      ['501', '502', '503', '504', '505'].map((number) =>
        stage.takeIn(number, { parts: [{ unit: UNIT, part: 'lead' }] }),
      ),
    );
    const [host, unconsulted, ...others] = cases as [CaseJourney, CaseJourney, ...CaseJourney[]];
    const members = [unconsulted, ...others];
    for (const one of cases) await one.takenUp(UNIT, 't1');
    for (const one of [host, ...others]) await consulted(one);
    const merge = {
      cases: members.map(({ id }) => id),
      reason: '内容相同',
      title: '关于水库除险加固的五件建议',
    };
    expect((await host.refused('hebei-czt-office', '/merge', merge)).status).toBe(403);
    await host.act(`${UNIT}-office`, '/merge', merge);
    await host.until('all have joined', ({ merge: merged }) => {
      const states = Object.values(merged?.members ?? {}).map(({ status }) => status);
      return states.length === 4 && states.every((status) => status === 'joined');
    });

    const view = await stage.get<{ title: string; listed: { numbers: string[]; names: string[] } }>(
      `${UNIT}-office`,
      `${host.url}/merge`,
    );
    expect(view.title).toBe('关于水库除险加固的五件建议');
    expect(view.listed.numbers).toEqual(['501', '502', '503', '504', '505']);
    expect(view.listed.names).toHaveLength(5);

    const { letterId, warnings } = await host.drafted(UNIT, 't1', {
      product: 'reply',
      category: 'A',
      text: '501、502、503、504 号建议收悉。示例代表501：',
    });
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'merged-unlisted', rule: 'R3.10' }));
    await host.reviewed(UNIT, letterId, CHAIN);
    // One of them was not consulted: nothing is issued, and the refusal says so.
    const issue = { documentNumber: '冀水函〔2026〕5号' };
    expect(await host.refused(`${UNIT}-office`, `/letters/${letterId}/issue`, issue)).toMatchObject({
      status: 409,
      rule: 'R6.1',
    });
    expect((await host.seen()).letters[0]?.status).toBe('approved');
    await consulted(unconsulted);
    await host.issued(UNIT, letterId);

    for (const one of members) {
      const found = await one.until('it is answered', ({ obligations }) =>
        obligations.some(({ kind, status }) => kind === 'reply' && status === 'met'),
      );
      expect(found.letters).toEqual([
        expect.objectContaining({ status: 'issued', follows: { caseId: host.id, letterId } }),
      ]);
      expect(found.deliveries).toEqual([expect.objectContaining({ purpose: 'reply', status: 'sent' })]);
    }
    await host.sent();
    const deputies = stage
      .mails('答复函')
      .flatMap(({ to }) => to)
      .filter((to) => to.includes('@proposers.example'));
    expect(new Set(deputies).size).toBe(5);
    expect(deputies).toHaveLength(5);

    await host.published(UNIT, letterId);
    for (const one of members)
      await one.until('it is published', ({ letters }) => letters[0]?.publication.status === 'published');
    const shown = await stage.house.ledger.query('SELECT case_id, letter_id FROM publications');
    expect(shown).toEqual([{ case_id: host.id, letter_id: letterId }]);
    const page = await (await fetch(`${stage.house.apiUrl}/public`)).text();
    expect(page).toContain('关于水库除险加固的五件建议');
    expect(page).toContain('第501号、第502号、第503号、第504号、第505号');
  }, 120_000);
});
