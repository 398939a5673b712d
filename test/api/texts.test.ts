import { Problem } from '../../api/problems';
import { Refusal } from '../../domain/refusal';
import { apiHarness, type ApiHarness } from './harness';
import { Journey } from './journey';

interface Timeline {
  entries: { type?: string; data?: { evidence?: string } }[];
  texts: Record<string, string>;
}

describe('people’s words in the ledger', () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await apiHarness();
  });
  afterAll(() => api.close());

  const idOf = (url: string) => decodeURIComponent(url.slice('/cases/'.length));
  const textsOf = async (url: string) =>
    (
      await api.ledger.query<{ text_id: string; body: string; used: boolean }>(
        `SELECT text_id, body, EXISTS (SELECT FROM case_events
           WHERE case_events.case_id = texts.case_id AND data::text LIKE '%"' || text_id || '"%') AS used
         FROM texts WHERE case_id = $1 ORDER BY body`,
        [idOf(url)],
      )
    ).map(({ body, used }) => ({ body, used }));
  const timelineOf = async (who: string, url: string) =>
    (await api.get(who, `${url}/timeline`)).body as Timeline;

  it('[D8] the evidence of an act stands in the timeline, on the act', async () => {
    const url = await api.takeIn();
    await api.post('jyt-office', `${url}/tracks/t1/signature`, { evidence: '签收单第 3 号' });
    const { entries, texts } = await timelineOf('office', url);
    const signed = entries.find(({ type }) => type === 'trackSigned');
    expect(texts[signed?.data?.evidence ?? '']).toBe('签收单第 3 号');
  });

  it('[D8] evidence of deliveries and of feedback from paper is kept where it belongs, and nothing lies about', async () => {
    const journey = await Journey.begin(api);
    await journey.takenUp('jyt', 't1');
    await journey.contacted();
    const letterId = await journey.drafted();
    await journey.reviewed(letterId);
    await journey.act('jyt-office', `/letters/${letterId}/issue`, {
      documentNumber: '冀教提字〔2026〕2号',
      evidence: '签发单',
      sent: [
        { recipient: 'p1', way: 'hand', sentOn: '2026-02-06', evidence: '回执一' },
        { recipient: 'p2', way: 'post', sentOn: '2026-02-06', evidence: '挂号信二' },
      ],
    });
    await api.post('office', `${journey.url}/feedback`, {
      proposer: 'p1',
      attitude: 'satisfied',
      result: 'satisfied',
      evidence: '意见表',
    });
    const { entries, texts } = await timelineOf('office', journey.url);
    const shown = (type: string) =>
      entries.filter((entry) => entry.type === type).map(({ data }) => texts[data?.evidence ?? '']);
    expect(shown('letterIssued')).toEqual(['签发单']);
    expect(shown('deliverySent')).toEqual(['回执一', '挂号信二']);
    expect(shown('feedbackGiven')).toEqual(['意见表']);
    expect((await textsOf(journey.url)).filter(({ used }) => !used)).toEqual([]);
    // What an office proves its acts by is not told outside.
    const outside = Object.values((await timelineOf('deputy', journey.url)).texts);
    expect(outside).toContain('意见表');
    expect(outside).not.toContain('签发单');
  }, 20_000);

  it('of a command that a rule refuses are not kept', async () => {
    const url = await api.takeIn();
    await api.post('jyt-office', `${url}/tracks/t1/signature`);
    const refused = await api.post('jyt-office', `${url}/tracks/t1/signature`, { evidence: '重复' });
    expect([refused.status, await textsOf(url)]).toEqual([409, []]);
    expect(api.cases.sent.filter(({ type }) => type === 'signFor').at(-1)?.data).not.toHaveProperty(
      'evidence',
    );
  });

  it('of a command that the run refuses later are taken away again', async () => {
    const url = await api.takeIn();
    const error = new Refusal('setting', 'wrong-state', '/trackId', '已签收，无需重复签收');
    api.cases.failure = { when: 'before', error };
    const sign = () => api.post('jyt-office', `${url}/tracks/t1/signature`, { evidence: '重复' }, 'twice');
    const refused = await sign();
    expect([refused.status, await textsOf(url)]).toEqual([409, []]);
    // The same request under way a second time gets the same answer: it is not recorded without its words.
    const again = await sign();
    expect([again.status, (again.body as { detail: string }).detail]).toEqual([409, error.message]);
    expect(await textsOf(url)).toEqual([]);
    const other = await api.post('jyt-office', `${url}/tracks/t1/signature`, { evidence: '签收单' });
    expect([other.status, await textsOf(url)]).toEqual([200, [{ body: '签收单', used: true }]]);
  });

  it('stay when the command is in the ledger whatever its run said, and when nobody knows how it ended', async () => {
    const url = await api.takeIn();
    const refusal = new Refusal('setting', 'wrong-state', '/trackId', '已签收，无需重复签收');
    api.cases.failure = { when: 'after', error: refusal };
    const answered = await api.post('jyt-office', `${url}/tracks/t1/signature`, { evidence: '签收单' });
    expect(answered.status).toBe(200);
    api.cases.failure = { when: 'before', error: new Problem('unavailable', '稍后重试') };
    const lost = await api.post('czt-office', `${url}/tracks/t2/signature`, { evidence: '不明' }, 'unknown');
    expect([lost.status, await textsOf(url)]).toEqual([
      503,
      [
        { body: '不明', used: false },
        { body: '签收单', used: true },
      ],
    ]);
    await api.post('czt-office', `${url}/tracks/t2/signature`, { evidence: '不明' }, 'unknown');
    expect((await textsOf(url)).every(({ used }) => used)).toBe(true);
  });
});
