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

  it('[R7.2] the subjects under tracked supervision are the office’s and the auditor’s to read', async () => {
    expect((await api.get('office', '/tracked-subjects')).body).toEqual({ items: [] });
    expect((await api.get('auditor', '/tracked-subjects')).status).toBe(200);
    for (const who of ['jyt-office', 'congress', 'deputy'])
      expect((await api.get(who, '/tracked-subjects')).status).toBe(403);
  });
});
