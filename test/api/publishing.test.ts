import { apiHarness, type ApiHarness } from './harness';
import { Journey } from './journey';

describe('publishing a letter over the API', () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await apiHarness();
  });
  afterAll(() => api.close());

  const replied = async (...file: [text?: string, type?: string]) => {
    const journey = new Journey(api, await api.takeIn({ parts: [{ unit: 'jyt', part: 'lead' }] }));
    const letter = `/letters/${await journey.replied(...file)}`;
    const publish = (body: object = {}) =>
      api.post('jyt-office', `${journey.url}${letter}/publication`, body);
    const preview = async () =>
      (await api.get('jyt-office', `${journey.url}${letter}/publication-preview`)).body as object;
    const requested = async () => {
      const { body } = await api.get('office', `${journey.url}/timeline`);
      const { entries } = body as { entries: { type?: string; actor?: object; data?: object }[] };
      return entries.filter(({ type }) => type === 'publicationRequested');
    };
    return { publish, preview, requested };
  };
  const unread = { code: 'unread-file', pointer: '/checked', rule: 'R5.8' };

  it.each([
    ['a PDF', '%PDF-1.7 张三 13800138000', 'application/pdf'],
    ['a file without words', ' \n ', 'text/plain'],
  ])('[R5.8] of %s is refused until somebody says that they looked at every page', async (_what, ...file) => {
    const { publish, preview, requested } = await replied(...file);
    expect(await preview()).toMatchObject({ readable: false, warnings: [unread] });
    for (const body of [{}, { checked: false }]) {
      const refused = await publish(body);
      expect(refused.status).toBe(422);
      expect(refused.body).toMatchObject({ rule: 'R5.8', errors: [{ pointer: '/checked' }] });
    }
    expect(await requested()).toEqual([]);
    const { status, body } = await publish({ checked: true });
    expect(status).toBe(200);
    expect(body).toMatchObject({ warnings: [unread] });
    expect(await requested()).toMatchObject([
      { actor: { subject: 'jyt-office', unit: 'jyt' }, data: { checked: true } },
    ]);
  });

  it('[R5.8] of a file that the platform reads asks nobody to have looked', async () => {
    const { publish, preview, requested } = await replied();
    expect(await preview()).toMatchObject({ readable: true, warnings: [] });
    const { status, body } = await publish();
    expect(status).toBe(200);
    expect(body).toMatchObject({ warnings: [] });
    expect((await requested()).map(({ data }) => data)).not.toMatchObject([{ checked: true }]);
  });
});
