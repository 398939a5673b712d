import type { IntakeCaseInput } from '../../schemas/intake';
import { apiHarness, suggestion, type ApiHarness } from './harness';
import { CRITERIA, Journey } from './journey';

interface Read {
  letters: { id: string; reviews?: unknown[]; drafters?: unknown[] }[];
  deliveries: { letterId: string }[];
  contacts: unknown[];
  obligations: unknown[];
  tracks: { unit: string; responsibility?: object }[];
  instructionRequests?: unknown[];
  texts: Record<string, string>;
}
const PROPOSAL: Partial<IntakeCaseInput> = {
  kind: 'proposal',
  identity: { ...suggestion().identity, body: 'hebei-cppcc' },
  proposers: suggestion().proposers.map((proposer) => ({ ...proposer, type: 'member' as const })),
};
interface Passed {
  entries: { type?: string }[];
  texts: Record<string, string>;
}

describe('what a committee reads of a case of its chamber', () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await apiHarness();
  });
  afterAll(() => api.close());

  const body = async <T>(who: string, path: string) => {
    const response = await api.get(who, path);
    expect(response.status).toBe(200);
    return response.body as T;
  };
  const status = async (who: string, path: string) => (await api.get(who, path)).status;

  it.each([
    ['congress', 'cppcc', {}],
    ['cppcc', 'congress', PROPOSAL],
  ])('[R3.12] %s: what went out and by when, and not how units came to it', async (who, other, changes) => {
    const parts = [{ unit: 'jyt', part: 'lead' as const }];
    const journey = new Journey(api, await api.takeIn({ parts, ...changes }));
    const { url } = journey;
    await journey.takenUp('jyt', 't1');
    await journey.contacted();
    await journey.act('jyt-office', '/tracks/t1/instruction-requests', {
      to: '某上级',
      question: '某上级如何看',
    });
    await journey.act('office', '/instruction-requests/i1/answer', { answer: '按原意见办' });
    const letterId = await journey.drafted();
    const reason = '数字有误，内部重拟';
    const review = { level: 'division', criteria: CRITERIA };
    await journey.act('jyt-head', `/letters/${letterId}/reviews`, { ...review, decision: 'return', reason });
    const before = await body<Read & { letters: { content?: { document: string } }[] }>('office', url);
    const document = /"document":"([0-9a-f]{64})"/.exec(JSON.stringify(before.letters))?.[1] ?? '';
    const secrets = [reason, '某上级如何看', '按原意见办', '同意方案', '三月调研', document];
    const hidden = async () => {
      const [found, passed] = [await body<Read>(who, url), await body<Passed>(who, `${url}/timeline`)];
      expect(found.contacts).toEqual([]);
      for (const one of secrets) expect(JSON.stringify([found, passed])).not.toContain(one);
      return { found, types: passed.entries.map(({ type }) => type) };
    };

    expect((await hidden()).found).toMatchObject({ letters: [], tracks: [{ unit: 'jyt' }] });
    expect((await hidden()).found.obligations.length).toBeGreaterThan(0);
    for (const path of [
      `letters/${letterId}`,
      `documents/${document}`,
      'contacts/c1',
      'instruction-requests/i1',
    ]) {
      expect([path, await status(who, `${url}/${path}`)]).toEqual([path, 404]);
      expect([path, await status('office', `${url}/${path}`)]).toEqual([path, 200]);
      expect([path, await status('auditor', `${url}/${path}`)]).toEqual([path, 200]);
    }
    expect(await status(other, url)).toBe(403);

    const revised = await api.upload('jyt-office', `示例代表：${who} 的答复。`);
    await journey.act('jyt-officer', `/letters/${letterId}/revisions`, {
      document: revised,
      mark: 'public',
      category: 'A',
    });
    await journey.reviewed(letterId);
    expect(await status(who, `${url}/documents/${revised}`)).toBe(404);
    await journey.act('jyt-office', `/letters/${letterId}/issue`, { documentNumber: '冀教提字〔2026〕2号' });
    const { found, types } = await hidden();
    expect(found.letters).toMatchObject([{ id: letterId, reviews: [], drafters: [] }]);
    expect(found.deliveries.length).toBeGreaterThan(0);
    expect(types).toEqual(expect.arrayContaining(['caseAssigned', 'trackSigned', 'letterIssued']));
    expect(types).not.toEqual(expect.arrayContaining(['letterReviewed']));
    expect(await status(who, `${url}/documents/${revised}`)).toBe(200);
    expect(await status(who, `${url}/documents/${document}`)).toBe(404);
  });
});
