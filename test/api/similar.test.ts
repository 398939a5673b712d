import { apiHarness, suggestion, type ApiHarness } from './harness';

interface Similar {
  items: {
    caseId: string;
    url: string;
    title: string;
    score: number;
    grounds: { by: string; says: string }[];
  }[];
}
interface Pairs {
  items: { score: number; cases: { title: string; url: string }[] }[];
}

const ASKED = '关于推进城镇老旧小区改造的建议';
const OF_JYT = '关于老旧小区改造中加装电梯的建议';
const OF_FGW = '关于将单位宿舍纳入老旧小区改造范围的建议';

describe('similar cases over the API', () => {
  let api: ApiHarness;
  let url: string;
  beforeAll(async () => {
    api = await apiHarness();
    url = await api.takeIn(suggestion({ title: ASKED }));
    await api.takeIn(suggestion({ title: OF_JYT, parts: [{ unit: 'jyt', part: 'lead' }] }));
    await api.takeIn(suggestion({ title: OF_FGW, parts: [{ unit: 'fgw', part: 'lead' }] }));
    await api.takeIn(suggestion({ title: '关于在回隆镇中心地带建造蓄水池的建议' }));
  });
  afterAll(() => api.close());

  const titles = async (who: string) =>
    ((await api.get(who, `${url}/similar`)).body as Similar).items.map(({ title }) => title).sort();

  it('[R3.10] intake answers where the similar cases of a new one are, and there they are, with score and why', async () => {
    const taken = await api.post('intake', '/cases', suggestion({ title: '关于城镇老旧小区改造的建议' }));
    const { similar } = taken.body as { similar: string };
    const { items } = (await api.get('office', similar)).body as Similar;
    expect(items.map(({ title }) => title)).toContain(ASKED);
    expect(items.map(({ title }) => title)).not.toContain('关于在回隆镇中心地带建造蓄水池的建议');
    expect(items[0]).toMatchObject({
      title: ASKED,
      url: expect.stringMatching(/^\/cases\//) as string,
      score: 0.89,
      grounds: [{ by: 'title', says: '标题相似 0.99' }],
    });
  });

  it('[R3.10] the office, the committee of its kind and the auditor see all of them', async () => {
    for (const who of ['office', 'congress', 'auditor'])
      expect(await titles(who)).toEqual(expect.arrayContaining([OF_JYT, OF_FGW]));
  });

  it('[R3.10] a unit is offered only cases that it handles itself, and only beside a case of its own', async () => {
    expect(await titles('jyt-office')).toContain(OF_JYT);
    expect(await titles('jyt-office')).not.toContain(OF_FGW);
    expect(await titles('czt-office')).not.toContain(OF_JYT);
    expect((await api.get('fgw-office', `${url}/similar`)).status).toBe(403);
    expect((await api.get('jyt-head', `${url}/similar`)).status).toBe(403);
  });

  it('[R3.10] a proposer sees nobody else’s cases this way', async () => {
    expect((await api.get('deputy', `${url}/similar`)).status).toBe(403);
    expect((await api.get('deputy', '/similar-cases')).status).toBe(403);
  });

  it('[R3.10] a session’s similar cases are listed in pairs, within the reader’s scope', async () => {
    const pairs = async (who: string, query = '') =>
      ((await api.get(who, `/similar-cases${query}`)).body as Pairs).items.map(({ cases }) =>
        cases.map(({ title }) => title),
      );
    const all = await pairs('office', '?term=13&session=5&kind=suggestion');
    expect(all.some((pair) => pair.includes(ASKED) && pair.includes(OF_FGW))).toBe(true);
    expect((await pairs('jyt-leader')).flat()).not.toContain(OF_FGW);
    expect(await pairs('cppcc')).toEqual([]);
    expect(await pairs('office', '?session=6')).toEqual([]);
    expect(await pairs('office', '?limit=1')).toHaveLength(1);
  });

  it('refuses filters that there are not, by their names', async () => {
    for (const query of ['?kind=motion', '?limit=201', '?session=x', '?unit=jyt']) {
      const response = await api.get('office', `/similar-cases${query}`);
      expect(response.status).toBe(422);
      expect(response.text).toContain(`/query/${query.slice(1, query.indexOf('='))}`);
    }
  });
});
