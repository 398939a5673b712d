import { addDays } from '../../domain/dates';
import { listSupervisions } from '../../ledger/reads/supervisions';
import { apiHarness, type ApiHarness } from './harness';

interface Failed {
  code: string;
  rule?: string;
  errors?: { pointer: string }[];
}

describe('supervision over the API', () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await apiHarness();
  });
  afterAll(() => api.close());

  const idOf = (url: string) => decodeURIComponent(url.slice('/cases/'.length));
  const joint = { trackId: 't1', form: 'joint-supervision', ground: '涉及面广', units: ['czt', 'fgw'] };

  it('[R7.2] one act opens joint supervision in several cases, with the units that take part', async () => {
    const urls = [await api.takeIn(), await api.takeIn()];
    const rows = urls.map((url) => ({ caseId: idOf(url), ...joint }));
    const response = await api.post('office', '/bulk/supervisions', { rows });
    expect(response.body).toMatchObject({ done: 2, refused: 0 });
    for (const url of urls) {
      const { body } = await api.get('jyt-office', `${url}/supervisions/s1`);
      expect(body).toMatchObject({ form: 'joint-supervision', units: ['czt', 'fgw'], status: 'open' });
    }
    const unknown = await api.post('office', `${urls[0]}/tracks/t1/supervisions`, {
      form: 'joint-supervision',
      ground: 'x',
      units: ['nowhere'],
    });
    expect([unknown.status, (unknown.body as Failed).errors?.map(({ pointer }) => pointer)]).toEqual([
      422,
      ['/units/0'],
    ]);
  });

  it('[R7.2] a unit supervises its own part and closes it with a result; the province’s is not its to close', async () => {
    const url = await api.takeIn();
    const open = { form: 'special-inspection', ground: '进展缓慢' };
    expect((await api.post('jyt-office', `${url}/tracks/t1/supervisions`, open)).status).toBe(201);
    expect((await api.post('czt-office', `${url}/tracks/t1/supervisions`, open)).status).toBe(403);
    expect((await api.post('jyt-leader', `${url}/tracks/t1/supervisions`, open)).status).toBe(403);
    const close = (who: string, id: string, body: object = { result: '已落实' }) =>
      api.post(who, `${url}/supervisions/${id}/closure`, body);
    expect((await close('jyt-office', 's1', {})).status).toBe(422);
    expect((await close('jyt-office', 's1')).status).toBe(200);
    await api.post('office', `${url}/tracks/t1/supervisions`, open);
    const refused = await close('jyt-office', 's2');
    expect([refused.status, (refused.body as Failed).rule]).toEqual([403, 'R7.2']);
    expect((await close('office', 's2')).status).toBe(200);
  });

  it('[R7.3] a reminder is kept with its answer', async () => {
    const url = await api.takeIn();
    const reminded = await api.post('office', `${url}/tracks/t1/reminders`, {
      way: 'telephone',
      note: '请尽快签收',
      answer: '今日签收',
    });
    expect(reminded.status).toBe(200);
    const { body } = await api.get('jyt-office', `${url}/timeline`);
    expect(Object.values((body as { texts: Record<string, string> }).texts)).toEqual(
      expect.arrayContaining(['请尽快签收', '今日签收']),
    );
  });

  it('[R7.2] item by item they are read over all cases, the longest open first, each within its reader’s scope', async () => {
    interface Listed {
      items: { caseId: string; url: string; id: string; unit: string; status: string; daysOpen: number }[];
      next?: string;
    }
    const read = async (who: string, query: string) =>
      (await api.get(who, `/supervisions?${query}`)).body as Listed;
    const [first, second] = [await api.takeIn(), await api.takeIn()] as [string, string];
    const own = ({ items }: Listed) =>
      items.filter(({ caseId }) => [idOf(first), idOf(second)].includes(caseId));
    const open = (url: string, track: string, form: string) =>
      api.post('office', `${url}/tracks/${track}/supervisions`, {
        form,
        ground: '整体进度滞后',
        ...(form === 'joint-supervision' ? { units: ['fgw'] } : {}),
      });
    await open(first, 't1', 'special-inspection');
    await open(first, 't2', 'tracked-supervision');
    await open(second, 't1', 'joint-supervision');
    await api.post('office', `${first}/supervisions/s1/closure`, { result: '已落实' });

    const all = await read('office', 'limit=200');
    expect(own(all)).toHaveLength(3);
    expect(own(all)).toContainEqual(
      expect.objectContaining({
        caseId: idOf(first),
        url: `${first}/supervisions/s1`,
        unit: 'jyt',
        form: 'special-inspection',
        ground: 'by-hand',
        status: 'closed',
        closedOn: expect.any(String) as string,
        daysOpen: 0,
        number: expect.any(String) as string,
        title: expect.any(String) as string,
      }),
    );
    expect((await api.get('office', `${first}/supervisions/s1`)).status).toBe(200);
    const found = async (query: string) => own(await read('auditor', `limit=200&${query}`)).length;
    expect(await found('unit=czt')).toBe(1);
    expect(await found('form=joint-supervision')).toBe(1);
    expect(await found('status=closed')).toBe(1);
    expect(await found('ground=late')).toBe(0);
    expect(await found('kind=proposal')).toBe(0);
    expect(await found('term=99')).toBe(0);

    const paged: Listed['items'] = [];
    let cursor: string | undefined;
    do {
      const page = await read('office', `limit=1${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      expect(page.items.length).toBeLessThanOrEqual(1);
      paged.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    expect(paged).toEqual(all.items);

    expect(own(await read('jyt-office', 'limit=200')).map(({ unit }) => unit)).toEqual(['jyt', 'jyt']);
    expect(own(await read('czt-office', 'limit=200')).map(({ id }) => id)).toEqual(['s2']);
    // A division sees those of what it was handed: of nothing yet.
    expect(own(await read('jyt-officer', 'limit=200'))).toEqual([]);
    const later = addDays(await api.clock.today(), 10);
    const { items } = await listSupervisions(api.ledger, { unit: 'jyt' }, {}, later);
    expect(items.filter(({ caseId }) => caseId === idOf(first)).map(({ daysOpen }) => daysOpen)).toEqual([0]);
    expect(items.filter(({ caseId }) => caseId === idOf(second)).map(({ daysOpen }) => daysOpen)).toEqual([
      10,
    ]);
    // A unit that is named in a joint one sees that, without a part in the case, and nothing else of it.
    expect(own(await read('fgw-office', 'limit=200')).map(({ url }) => url)).toEqual([
      `${second}/supervisions/s1`,
    ]);
    expect((await read('fgw-head', 'limit=200')).items).toEqual([]);
    expect((await api.get('fgw-leader', `${second}/supervisions/s1`)).body).toMatchObject({ units: ['fgw'] });
    const { obligations, supervisions } = (await api.get('fgw-office', second)).body as {
      obligations: object[];
      supervisions: object[];
    };
    expect([obligations.length, supervisions.length]).toEqual([0, 1]);
    expect((await api.get('fgw-office', `${second}/proposers`)).status).toBe(403);
    expect((await api.get('fgw-head', second)).status).toBe(403);
    expect((await api.get('fgw-office', first)).status).toBe(403);
    const told = (await api.get('fgw-office', '/inbox')).body as {
      items: { template: string; caseId: string }[];
    };
    expect(told.items).toContainEqual(
      expect.objectContaining({ template: 'supervision-opened', caseId: idOf(second) }),
    );
    const { entries } = (await api.get('fgw-office', `${second}/timeline`)).body as {
      entries: { type?: string }[];
    };
    expect(entries.map(({ type }) => type)).toContain('supervisionOpened');
    expect(entries.map(({ type }) => type)).not.toContain('obligationOpened');
    expect(own(await read('congress', 'limit=200'))).toHaveLength(3);
    expect(own(await read('cppcc', 'limit=200'))).toEqual([]);
    expect((await api.get('czt-office', '/supervisions?unit=jyt')).status).toBe(403);
    expect((await api.get('deputy', '/supervisions')).status).toBe(403);
    expect((await api.get('office', '/supervisions?form=other')).status).toBe(422);
  });

  it('[R7.2] the subjects under tracked supervision are the office’s and the auditor’s to read', async () => {
    expect((await api.get('office', '/tracked-subjects')).body).toEqual({ items: [] });
    expect((await api.get('auditor', '/tracked-subjects')).status).toBe(200);
    for (const who of ['jyt-office', 'congress', 'deputy'])
      expect((await api.get(who, '/tracked-subjects')).status).toBe(403);
  });
});
