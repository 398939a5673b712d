import { apiHarness, type ApiHarness } from './harness';
import { Journey } from './journey';

interface Message {
  id: string;
  status: string;
  url: string;
  why?: string;
}
interface Failed {
  code: string;
  rule?: string;
  errors: { pointer: string }[];
}

const good = { proposer: 'p1', attitude: 'satisfied', result: 'satisfied' };
const bad = { proposer: 'p1', attitude: 'satisfied', result: 'dissatisfied', reason: '没有解决问题。' };

describe('feedback and rework over the API', () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await apiHarness();
  });
  afterAll(() => api.close());

  const replied = async () => {
    const journey = await Journey.begin(api);
    await journey.replied();
    return journey;
  };
  const failed = async (who: string, path: string, body: object): Promise<[number, string]> => {
    const response = await api.post(who, path, body);
    return [response.status, (response.body as Failed).code];
  };

  /** What a message becomes when its run does something else with it. */
  async function signalled(
    instead: (message: { messageId: string; recordedAt: string }) => Promise<unknown>,
    post: () => ReturnType<ApiHarness['post']>,
  ): Promise<Message> {
    const run = jest
      .spyOn(api.cases, 'signal')
      .mockImplementation(async (_caseId, _channel, message) => void (await instead(message)));
    try {
      return (await post()).body as Message;
    } finally {
      run.mockRestore();
    }
  }

  it('accepts a deputy’s own feedback with 202, and says where its fate can be seen', async () => {
    const { url } = await replied();
    const response = await api.post('deputy', `${url}/feedback`, good);
    const message = response.body as Message;
    expect([response.status, response.headers['location'], message.status]).toEqual([
      202,
      message.url,
      'pending',
    ]);
    expect((await api.get('deputy', message.url)).body).toMatchObject({ id: message.id, status: 'recorded' });
    expect((await api.get('other-deputy', message.url)).status).toBe(403);
  }, 20_000);

  it('records the same feedback once, however often it is sent under its key', async () => {
    const { url } = await replied();
    const first = await api.post('deputy', `${url}/feedback`, good, 'feedback');
    const again = await api.post('deputy', `${url}/feedback`, good, 'feedback');
    expect(again.body).toEqual(first.body);
    const events = await api.ledger.query(
      `SELECT FROM case_events WHERE case_id = $1 AND type = 'feedbackGiven'`,
      [decodeURIComponent(url.slice(7))],
    );
    expect(events).toHaveLength(1);
  }, 20_000);

  it('refuses feedback for somebody else, and lets the office enter it from paper', async () => {
    const { url } = await replied();
    expect(await failed('deputy', `${url}/feedback`, { ...good, proposer: 'p2' })).toEqual([
      403,
      'not-permitted',
    ]);
    expect((await api.post('office', `${url}/feedback`, { ...good, proposer: 'p2' })).status).toBe(202);
    const [event] = await api.ledger.query<{ via: string }>(
      `SELECT data->>'via' AS via FROM case_events WHERE case_id = $1 AND type = 'feedbackGiven'`,
      [decodeURIComponent(url.slice(7))],
    );
    expect(event?.via).toBe('paper');
  }, 20_000);

  it('refuses dissatisfaction without a reason, and keeps the reason out of events', async () => {
    const { url } = await replied();
    const { reason, ...unreasoned } = bad;
    const response = await api.post('deputy', `${url}/feedback`, unreasoned);
    expect([response.status, (response.body as Failed).errors.map(({ pointer }) => pointer)]).toEqual([
      422,
      ['/reason'],
    ]);
    expect((await api.post('deputy', `${url}/feedback`, bad)).status).toBe(202);
    const events = await api.ledger.query('SELECT data FROM case_events WHERE case_id = $1', [
      decodeURIComponent(url.slice(7)),
    ]);
    expect(JSON.stringify(events)).not.toContain(reason);
  }, 20_000);

  it('refuses feedback before there is a reply: at once, with the rule’s words', async () => {
    const url = await api.takeIn();
    const response = await api.post('deputy', `${url}/feedback`, good);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
  });

  it('refuses feedback of a proposer that the case does not have', async () => {
    const { url } = await replied();
    const response = await api.post('office', `${url}/feedback`, { ...good, proposer: 'p9' });
    expect([
      response.status,
      (response.body as Failed).code,
      (response.body as Failed).errors[0]?.pointer,
    ]).toEqual([422, 'unknown-reference', '/proposer']);
  }, 20_000);

  it('[R7.4] takes rework from the provincial office, and from nobody who may not assign it', async () => {
    const { url } = await replied();
    await api.post('deputy', `${url}/feedback`, bad);
    const body = { receivedOn: '2026-02-06', objectors: ['p1'], reason: '请进一步办理。' };
    for (const who of ['congress', 'jyt-office', 'deputy', 'auditor', 'intake'])
      expect(await failed(who, `${url}/reworks`, body)).toEqual([403, 'not-permitted']);
    const response = await api.post('office', `${url}/reworks`, body);
    expect(response.status).toBe(202);
    expect((await api.get('office', (response.body as Message).url)).body).toMatchObject({
      status: 'recorded',
    });
    const { reworks } = (await api.get('jyt-office', url)).body as { reworks: { id: string }[] };
    expect(reworks).toHaveLength(1);
    await new Journey(api, url).act('jyt-officer', `/reworks/${reworks[0]?.id}/cause`, {
      cause: '措施不具体',
      measures: '逐项落实',
    });
  }, 20_000);

  it('[R7.4] records the CPPCC committee’s rework of a suggestion as misdirected instead of losing it', async () => {
    const { url } = await replied();
    const response = await api.post('cppcc', `${url}/reworks`, {
      receivedOn: '2026-02-06',
      objectors: ['p1'],
      reason: '请进一步办理。',
    });
    expect(response.status).toBe(202);
    const events = await api.ledger.query<{ type: string }>(
      'SELECT type FROM case_events WHERE case_id = $1 ORDER BY seq DESC LIMIT 1',
      [decodeURIComponent(url.slice(7))],
    );
    expect(events[0]?.type).toBe('reworkMisdirected');
  }, 20_000);

  it('wakes a case that nobody has touched before it signals it', async () => {
    const url = await api.takeIn();
    await api.post('cppcc', `${url}/reworks`, {
      receivedOn: '2026-02-06',
      objectors: ['p1'],
      reason: '误报。',
    });
    const types = api.cases.sent
      .filter(({ id }) => id.length > 0)
      .slice(-2)
      .map(({ type }) => type);
    expect(types).toEqual(['wake', 'assignRework']);
  });

  it('tells of a message only its sender and those who see the whole case', async () => {
    const { url } = await replied();
    const body = { ...good, proposer: 'p1' };
    const message = (await api.post('deputy', `${url}/feedback`, body)).body as Message;
    for (const who of ['deputy', 'office', 'auditor'])
      expect((await api.get(who, message.url)).status).toBe(200);
    for (const who of ['jyt-office', 'fgw-office', 'other-deputy', 'cppcc'])
      expect([who, (await api.get(who, message.url)).status]).toEqual([who, 403]);
  }, 20_000);

  it('tells its sender of a message that was not taken, and nobody of another case', async () => {
    const { url } = await replied();
    // The run found it refused meanwhile.
    const message = await signalled(
      ({ messageId, recordedAt }) =>
        api.cases.send(decodeURIComponent(url.slice(7)), {
          id: `discard:${messageId}`,
          type: 'discardMessage',
          actor: { subject: 'system', role: 'system' },
          recordedAt,
          data: { channel: 'feedback', messageId, why: '本件已撤回' },
        }),
      () => api.post('deputy', `${url}/feedback`, good),
    );
    expect((await api.get('deputy', message.url)).body).toMatchObject({
      status: 'discarded',
      why: '本件已撤回',
    });
    for (const who of ['fgw-office', 'other-deputy', 'jyt-office'])
      expect([who, (await api.get(who, message.url)).status]).toEqual([who, 403]);
    const other = await api.takeIn();
    expect((await api.get('deputy', `${other}/messages/${message.id}`)).status).toBe(404);
  }, 20_000);

  it('[R7.4] tells the CPPCC committee of the rework that it misdirected', async () => {
    const { url } = await replied();
    const body = { receivedOn: '2026-02-06', objectors: ['p1'], reason: '请进一步办理。' };
    const message = (await api.post('cppcc', `${url}/reworks`, body)).body as Message;
    expect((await api.get('cppcc', message.url)).status).toBe(200);
    expect((await api.get('cppcc', url)).status).toBe(403);
  }, 20_000);

  it('says pending of a message that was accepted and is not recorded yet, and 404 of one that nobody sent', async () => {
    const { url } = await replied();
    const message = await signalled(
      () => Promise.resolve(),
      () => api.post('deputy', `${url}/feedback`, good),
    );
    expect((await api.get('deputy', message.url)).body).toMatchObject({ status: 'pending' });
    expect((await api.get('office', `${url}/messages/c${'0'.repeat(32)}`)).status).toBe(404);
    expect((await api.get('fgw-office', `${url}/messages/c${'0'.repeat(32)}`)).status).toBe(403);
  }, 20_000);

  it('answers 404 to a message that is none', async () => {
    const url = await api.takeIn();
    expect((await api.get('office', `${url}/messages/none`)).status).toBe(404);
  });
});
