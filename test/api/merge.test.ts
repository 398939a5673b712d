import { apiHarness, type ApiHarness } from './harness';
import { carried, idOf } from './merging';

let api: ApiHarness;
beforeAll(async () => {
  api = await apiHarness();
});
afterAll(() => api.close());

interface Merge {
  title?: string;
  cases: { caseId: string }[];
  listed: { numbers: string[]; names: string[] };
}

const proposers = (name: string) => [{ role: 'lead' as const, type: 'deputy' as const, name }];

describe('a merge, as it is read [R3.10]', () => {
  it('shows each case to whoever sees it, and the names of its proposers to whoever delivers to them', async () => {
    const host = await api.takeIn({
      parts: [{ unit: 'jyt', part: 'lead' }],
      proposers: proposers('主件代表'),
    });
    const member = await api.takeIn({
      parts: [
        { unit: 'jyt', part: 'lead' },
        { unit: 'czt', part: 'co-handler' },
      ],
      proposers: proposers('从件代表'),
    });
    const alone = await api.takeIn({
      parts: [{ unit: 'fgw', part: 'lead' }],
      proposers: proposers('他件代表'),
    });
    const merge = { cases: [member, alone].map(idOf), title: '并案题目', reason: '内容相近' };
    expect((await api.post('office', `${host}/merge`, merge)).status).toBeLessThan(300);
    await carried(api, host);
    const read = async (who: string, url = member) => {
      const { status, body } = await api.get(who, `${url}/merge`);
      expect([who, status]).toEqual([who, 200]);
      const { title, cases, listed } = body as Merge;
      expect(listed.numbers).toHaveLength(cases.length);
      return { title, cases: cases.map(({ caseId }) => caseId), names: listed.names };
    };
    const all = { title: '并案题目', cases: [host, member, alone].map(idOf) };

    // Whoever writes the letter lists all numbers and names; the office does so too.
    for (const who of ['office', 'jyt-office'])
      expect(await read(who, host)).toEqual({ ...all, names: ['主件代表', '从件代表', '他件代表'] });
    // Bodies and auditors see the cases; people of a unit who deliver nothing see theirs, without names.
    for (const who of ['congress', 'auditor', 'jyt-leader'])
      expect(await read(who)).toEqual({ ...all, names: [] });
    // A co-handler of one member sees that one.
    expect(await read('czt-office')).toEqual({
      title: undefined,
      cases: [idOf(member)],
      names: ['从件代表'],
    });
    expect(await read('czt-leader')).toEqual({ title: undefined, cases: [idOf(member)], names: [] });
    // Whoever would answer a member sees its host, and its own proposers.
    expect(await read('fgw-office', alone)).toEqual({
      title: '并案题目',
      cases: [host, alone].map(idOf),
      names: ['他件代表'],
    });
  });
});
