import { Problem } from '../../api/problems';
import { giveOrders } from '../../ledger/giving-orders';
import { apiHarness, type ApiHarness } from './harness';
import { Journey } from './journey';

interface Failed {
  code: string;
  rule?: string;
  detail: string;
  errors?: { pointer: string }[];
}
interface Keyed {
  caseId: string;
  told: string;
  why?: string;
  units: { trackId: string; unit: string; openDoor: { element: string; done: boolean; light: string }[] }[];
}
interface Matter {
  id: string;
  url: string;
  theme: string;
  ground: string;
  status: string;
  cases: Keyed[];
  history: { act: string; by: { subject: string }; why: string; on: string }[];
}
interface KeyCase extends Keyed {
  id: string;
  unit: string;
  year: number;
  selection: string;
  history: Matter['history'];
}

describe('key matters and key cases', () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await apiHarness();
  });
  afterAll(() => api.close());

  const idOf = (url: string) => decodeURIComponent(url.slice('/cases/'.length));
  const eventsOf = async (caseId: string) =>
    (
      await api.ledger.query<{ type: string }>(
        'SELECT type FROM case_events WHERE case_id = $1 ORDER BY seq',
        [caseId],
      )
    ).map(({ type }) => type);
  const takeIn = async (...args: Parameters<ApiHarness['takeIn']>) => idOf(await api.takeIn(...args));
  const failed = (response: { status: number; body: unknown }) => [
    response.status,
    (response.body as Failed).code,
    (response.body as Failed).rule,
    ((response.body as Failed).errors ?? []).map(({ pointer }) => pointer),
  ];
  const matter = (caseIds: string[], more: object = {}) => ({
    theme: '农村道路畅通',
    ground: '省政府重点工作。',
    parts: caseIds.map((caseId) => ({ caseId, unit: 'jyt' })),
    ...more,
  });

  it('[R4.1] a matter is set over several cases in one act, each of which learns of it', async () => {
    const cases = [await takeIn(), await takeIn()];
    const response = await api.post('office', '/key-matters', matter(cases));
    const made = response.body as Matter;
    expect([response.status, response.headers['location']]).toEqual([201, made.url]);
    expect(made).toMatchObject({ theme: '农村道路畅通', ground: '省政府重点工作。', status: 'set' });
    expect(made.cases.map(({ told, units }) => [told, units.map(({ unit }) => unit)])).toEqual([
      ['given', ['jyt']],
      ['given', ['jyt']],
    ]);
    expect(made.history).toMatchObject([
      { act: 'set', by: { subject: 'szfbgt-office' }, why: '省政府重点工作。', on: '2026-02-06' },
    ]);
    for (const caseId of cases)
      expect(await eventsOf(caseId)).toEqual(expect.arrayContaining(['keyMarked', 'obligationOpened']));
  });

  it('[R4.1] a crash between two cases is healed by repeating the request: each is told once', async () => {
    const cases = [await takeIn(), await takeIn()];
    const down = new Problem('unavailable', '稍后重试');
    api.cases.failure = { when: 'before', error: down };
    const first = (await api.post('office', '/key-matters', matter(cases), 'crash-1')).body as Matter;
    // The first case could not be reached, the second was: the act stands, and says so.
    expect(first.cases.map(({ told }) => told).sort()).toEqual(['given', 'pending']);
    await api.ledger.query(`DELETE FROM idempotency WHERE key = 'crash-1'`);
    const again = (await api.post('office', '/key-matters', matter(cases), 'crash-1')).body as Matter;
    expect(again.id).toBe(first.id);
    expect(again.cases.map(({ told }) => told)).toEqual(['given', 'given']);
    expect(again.history).toHaveLength(1);
    for (const caseId of cases)
      expect((await eventsOf(caseId)).filter((type) => type === 'keyMarked')).toHaveLength(1);
  });

  it('[R4.1] … and without a repetition, by whoever gives the pending orders', async () => {
    const caseId = await takeIn();
    api.cases.failure = { when: 'after', error: new Error('died') };
    const made = (await api.post('office', '/key-matters', matter([caseId]))).body as Matter;
    expect(made.cases[0]?.told).toBe('pending');
    const send = (id: string, command: Parameters<typeof api.cases.send>[1]) => api.cases.send(id, command);
    expect(await giveOrders(api.ledger, send)).toMatchObject({ given: 1, left: 0 });
    expect(await giveOrders(api.ledger, send)).toMatchObject({ given: 0, left: 0 });
    expect((await eventsOf(caseId)).filter((type) => type === 'keyMarked')).toHaveLength(1);
  });

  it('[R4.1] is shown with the part that has it now: after a swap the new lead’s, not the former one’s', async () => {
    const caseId = await takeIn();
    const made = (await api.post('office', '/key-matters', matter([caseId]))).body as Matter;
    const swap = `/cases/${encodeURIComponent(caseId)}/tracks/t2/lead-swap`;
    for (const [who, trackId] of [
      ['jyt-office', 't1'],
      ['czt-office', 't2'],
    ] as const)
      await api.post(who, `/cases/${encodeURIComponent(caseId)}/tracks/${trackId}/signature`);
    expect((await api.post('office', swap, { reason: '职责调整' })).status).toBe(200);
    const units = async (who: string) =>
      ((await api.get(who, made.url)).body as Matter).cases?.flatMap((one) =>
        one.units.map(({ unit }) => unit),
      );
    expect(await units('office')).toEqual(['czt']);
    expect(await units('czt-office')).toEqual(['czt']);
    await api.post('office', `${made.url}/lifting`, { reason: '已完成' });
    expect(await units('office')).toEqual(['jyt', 'czt']);
  });

  it('[R4.1] is refused whole, with a pointer, where a case is unknown, a unit has no part, or a case has ended', async () => {
    const open = await takeIn();
    const unknown = matter([open], { parts: [{ caseId: 'nowhere:1-1:main:1', unit: 'jyt' }] });
    expect(failed(await api.post('office', '/key-matters', unknown)).slice(0, 2)).toEqual([
      422,
      'unknown-reference',
    ]);
    const foreign = matter([open], {
      parts: [
        { caseId: open, unit: 'jyt' },
        { caseId: open, unit: 'fgw' },
      ],
    });
    expect(failed(await api.post('office', '/key-matters', foreign))).toEqual([
      422,
      'unknown-reference',
      'R4.1',
      ['/parts/1/unit'],
    ]);
    const ended = await takeIn();
    await api.post('office', `/cases/${encodeURIComponent(ended)}/withdrawal`, {
      reason: '撤回',
      proposer: 'p1',
    });
    const [status, code, , pointers] = failed(
      await api.post('office', '/key-matters', matter([open, ended])),
    );
    expect([status, code, pointers]).toEqual([409, 'wrong-state', ['/parts/1']]);
    expect(await eventsOf(open)).not.toContain('keyMarked');
  });

  it('[R4.1] lifting is an act with its reason, once; the cases learn of it', async () => {
    const caseId = await takeIn();
    const { url } = (await api.post('office', '/key-matters', matter([caseId]))).body as Matter;
    const lifted = await api.post('office', `${url}/lifting`, { reason: '已并入其他事项' });
    expect(lifted.body).toMatchObject({ status: 'lifted', history: [{ act: 'set' }, { act: 'lifted' }] });
    expect(await eventsOf(caseId)).toEqual(expect.arrayContaining(['keyUnmarked', 'obligationCancelled']));
    expect(failed(await api.post('office', `${url}/lifting`, { reason: 'x' })).slice(0, 3)).toEqual([
      409,
      'wrong-state',
      'R4.1',
    ]);
    const more = { reason: 'x', parts: [{ caseId, unit: 'czt' }] };
    expect(failed(await api.post('office', `${url}/parts`, more)).slice(0, 2)).toEqual([409, 'wrong-state']);
  });

  it('[R4.1] more cases and units join a matter, told like the first', async () => {
    const caseId = await takeIn();
    const { url } = (await api.post('office', '/key-matters', matter([caseId]))).body as Matter;
    const joined = await api.post('office', `${url}/parts`, {
      reason: '会办单位一并开展',
      parts: [{ caseId, unit: 'czt' }],
    });
    expect((joined.body as Matter).cases[0]?.units.map(({ unit }) => unit)).toEqual(['jyt', 'czt']);
    expect((joined.body as Matter).history.map(({ act }) => act)).toEqual(['set', 'extended']);
    const unknown = await api.post('office', '/key-matters/m0/parts', {
      reason: 'x',
      parts: [{ caseId, unit: 'czt' }],
    });
    expect(unknown.status).toBe(404);
  });

  it('[R4.1] [R4.3] a unit sees of a matter its own parts with a light for each missing element, and not others’', async () => {
    const caseId = await takeIn();
    const other = await takeIn({ parts: [{ unit: 'fgw', part: 'lead' }] });
    const { id, url } = (
      await api.post(
        'office',
        '/key-matters',
        matter([caseId], {
          parts: [
            { caseId, unit: 'jyt' },
            { caseId, unit: 'czt' },
            { caseId: other, unit: 'fgw' },
          ],
        }),
      )
    ).body as Matter;
    const journey = new Journey(api, `/cases/${encodeURIComponent(caseId)}`);
    await journey.takenUp('jyt', 't1');
    await journey.act('jyt-office', '/tracks/t1/case-leader', { person: 'jyt-principal' });
    await journey.act('jyt-officer', '/tracks/t1/open-door', {
      element: 'meeting',
      people: '主要负责人主持',
      note: '研究办理方案。',
    });
    const seen = (await api.get('jyt-leader', url)).body as Matter;
    expect(seen.cases.map((each) => each.caseId)).toEqual([caseId]);
    expect(seen.cases[0]?.units.map(({ unit }) => unit)).toEqual(['jyt']);
    const lights = Object.fromEntries(
      (seen.cases[0]?.units[0]?.openDoor ?? []).map(({ element, done, light }) => [
        element,
        done ? 'done' : light,
      ]),
    );
    expect(lights).toEqual({
      leader: 'done',
      meeting: 'done',
      research: 'green',
      coordination: 'green',
      problem: 'green',
      field: 'green',
      report: 'green',
    });
    const inCase = (await api.get('jyt-office', `/cases/${encodeURIComponent(caseId)}`)).body as {
      openDoor: { trackId: string; elements: { element: string; done: boolean }[] }[];
    };
    expect(inCase.openDoor.map(({ trackId }) => trackId)).toEqual(['t1']);
    expect((await api.get('congress', url)).status).toBe(200);
    expect((await api.get('cppcc', url)).status).toBe(404);
    const outside = (await api.get('czt-office', '/key-matters')).body as { items: Matter[] };
    expect(outside.items.find((each) => each.id === id)?.cases[0]?.units.map(({ unit }) => unit)).toEqual([
      'czt',
    ]);
    expect((await api.get('deputy', url)).status).toBe(403);
  });

  it('[R4.3] the case leader is one of the unit’s leaders', async () => {
    const url = await api.takeIn();
    await api.post('jyt-office', `${url}/tracks/t1/signature`);
    expect(
      failed(await api.post('jyt-office', `${url}/tracks/t1/case-leader`, { person: 'jyt-officer' })),
    ).toEqual([422, 'unknown-reference', 'R1.2', ['/person']]);
    expect(
      failed(await api.post('jyt-office', `${url}/tracks/t1/case-leader`, { person: 'czt-leader' }))[1],
    ).toBe('unknown-reference');
    expect(
      (await api.post('jyt-office', `${url}/tracks/t1/case-leader`, { person: 'jyt-leader' })).status,
    ).toBe(200);
  });

  describe('of a unit’s own choice', () => {
    const choose = (caseId: string, who = 'fgw-office') =>
      api.post(who, '/key-cases', { caseId, ground: '群众关注。' });
    const of = (year: number, part: 'lead' | 'co-handler' = 'lead') =>
      takeIn({
        assignedOn: `${year}-02-05`,
        parts:
          part === 'lead'
            ? [{ unit: 'fgw', part: 'lead' }]
            : [
                { unit: 'jyt', part: 'lead' },
                { unit: 'fgw', part: 'co-handler' },
              ],
      });
    const listed = async (who: string, query = '') =>
      ((await api.get(who, `/key-cases${query}`)).body as { items: KeyCase[] }).items;

    it('[R4.2] one or two a year, a third is refused until one is taken back with its reason', async () => {
      await api.setDay('2026-02-10');
      const cases = [await of(2026), await of(2026), await of(2026)];
      const made = await choose(cases[0]!);
      expect(made.status).toBe(201);
      expect(made.body).toMatchObject({ unit: 'fgw', year: 2026, selection: 'selected', told: 'given' });
      expect((await choose(cases[0]!)).status).toBe(409);
      expect((await choose(cases[1]!)).status).toBe(201);
      expect(failed(await choose(cases[2]!)).slice(0, 3)).toEqual([409, 'wrong-state', 'R4.2']);
      expect(await eventsOf(cases[2]!)).not.toContain('keyMarked');
      const { id } = made.body as KeyCase;
      expect(failed(await api.post('fgw-office', `/key-cases/${id}/removal`, {}))[0]).toBe(422);
      expect(
        failed(await api.post('jyt-office', `/key-cases/${id}/removal`, { reason: 'x' })).slice(0, 2),
      ).toEqual([403, 'not-permitted']);
      const ended = await api.post('fgw-office', `/key-cases/${id}/removal`, { reason: '另有安排' });
      expect(ended.body).toMatchObject({
        selection: 'deselected',
        history: [{ act: 'selected' }, { act: 'deselected', why: '另有安排' }],
      });
      expect(await eventsOf(cases[0]!)).toContain('keyUnmarked');
      expect((await choose(cases[2]!)).status).toBe(201);
    });

    it('[R4.2] two that choose at once do not both become the second', async () => {
      await api.setDay('2027-02-10');
      const cases = await Promise.all([of(2027), of(2027), of(2027), of(2027)]);
      const answers = await Promise.all(cases.map((caseId) => choose(caseId)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409]);
      expect(await listed('fgw-office', '?year=2027')).toHaveLength(2);
    });

    it('[R4.2] among its own: none of others, and what it co-handles only where it has nothing else', async () => {
      await api.setDay('2028-02-10');
      const shared = await of(2028, 'co-handler');
      const foreign = await takeIn({ assignedOn: '2028-02-05' });
      expect(failed(await choose(foreign))).toEqual([422, 'unknown-reference', 'R4.2', ['/caseId']]);
      expect((await choose(shared)).status).toBe(201);
      await of(2028);
      const second = await of(2028, 'co-handler');
      expect(failed(await choose(second))).toEqual([409, 'wrong-state', 'R4.2', ['/caseId']]);
    });

    it('[R4.2] one whose case is withdrawn or reassigned ends by itself: the list never shows more than two that count', async () => {
      await api.setDay('2029-02-10');
      const cases = [await of(2029), await of(2029), await of(2029), await of(2029)];
      for (const caseId of cases.slice(0, 2)) expect((await choose(caseId)).status).toBe(201);
      const at = (caseId: string) => `/cases/${encodeURIComponent(caseId)}`;
      const gone = [
        await api.post('office', `${at(cases[0]!)}/withdrawal`, { reason: '不再提出', proposer: 'p1' }),
        await api.post('office', `${at(cases[1]!)}/tracks/t1/reassignment`, { unit: 'jyt', reason: '改派' }),
      ];
      expect(gone.map(({ status }) => status)).toEqual([200, 201]);
      for (const caseId of cases.slice(2)) expect((await choose(caseId)).status).toBe(201);
      const shown = await listed('fgw-office', '?year=2029');
      expect(shown.map(({ caseId, selection }) => [caseId, selection]).sort()).toEqual(
        [
          [cases[0], 'ended'],
          [cases[1], 'ended'],
          [cases[2], 'selected'],
          [cases[3], 'selected'],
        ].sort(),
      );
      expect(shown.find(({ caseId }) => caseId === cases[0])?.history).toHaveLength(1);
    });

    it('[R4.2] is read per unit and year; a unit reads its own', async () => {
      const all = await listed('office', '?unit=fgw&year=2026');
      expect(all.map(({ selection }) => selection).sort()).toEqual(['deselected', 'selected', 'selected']);
      expect(await listed('jyt-office')).toEqual([]);
      expect((await api.get('jyt-office', '/key-cases?unit=fgw')).status).toBe(403);
      expect(await listed('office', '?year=2025')).toEqual([]);
    });
  });
});
