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

describe('who reads what of the other cases of a merge', () => {
  let host: string;
  let member: string;
  let attachment: string;
  let opinion: string;
  beforeAll(async () => {
    attachment = await api.upload('intake', '代表所附材料');
    host = await takeIn('甲案代表', [
      { unit: 'jyt', part: 'lead' },
      { unit: 'sjz', part: 'co-handler' },
    ]);
    member = await takeIn(
      '乙案代表',
      [
        { unit: 'fgw', part: 'lead' },
        { unit: 'czt', part: 'co-handler' },
      ],
      { text: '乙案的正文', attachments: [{ name: '附件.txt', document: attachment }] },
    );
    await merged(host, [member]);
    const handled = new Journey(api, member);
    await handled.takenUp('fgw', 't1');
    await handled.act('fgw-officer', '/tracks/t1/contacts', {
      stage: 'before',
      way: 'visit',
      visitors: ['fgw-officer'],
      proposers: ['p1'],
      opinion: '希望尽快解决',
      plan: '三月调研',
    });
    await handled.act('fgw-officer', '/tracks/t1/research', {
      place: '示例县',
      people: '示例',
      findings: '内部调研情况',
    });
    await handled.takenUp('czt', 't2');
    const letterId = await handled.drafted('czt', 't2', 'opinion', '会办意见全文');
    await handled.reviewed(letterId, 'czt', [['leader', 'leaderInCharge']]);
    await handled.act('czt-office', `/letters/${letterId}/issue`, { documentNumber: '冀财函〔2026〕1号' });
    const { letters } = (await api.get('czt-office', member)).body as {
      letters: { content: { document: string } }[];
    };
    opinion = letters[0]?.content.document ?? '';
    const asks = new Journey(api, host);
    await asks.takenUp('jyt', 't1');
    await asks.act('jyt-officer', '/tracks/t1/contacts', {
      stage: 'before',
      way: 'visit',
      visitors: ['jyt-officer'],
      proposers: ['p1'],
      opinion: '甲案代表的意见',
      plan: '三月调研',
    });
  });

  const typesIn = (body: unknown): string[] =>
    (body as { entries: { type: string }[] }).entries.map(({ type }) => type);
  const statusOf = async (who: string, path: string) => (await api.get(who, path)).status;

  it('[R3.10] the host’s lead reads a member: text, proposers, whom its lead consulted, and what was issued there', async () => {
    for (const who of ['jyt-office', 'jyt-leader', 'jyt-officer']) {
      const { status, body } = await api.get(who, member);
      expect([who, status]).toEqual([who, 200]);
      expect(body).toMatchObject({
        text: '乙案的正文',
        contacts: [{ trackId: 't1' }],
        letters: [{ trackId: 't2' }],
      });
      expect(Object.values((body as { texts: Record<string, string> }).texts)).not.toContain('内部调研情况');
    }
    const proposers = (await api.get('jyt-officer', `${member}/proposers`)).body as { items: object[] };
    expect(proposers.items).toMatchObject([{ name: '乙案代表' }]);
    const timeline = (await api.get('jyt-office', `${member}/timeline`)).body as { texts: object };
    expect(typesIn(timeline)).toEqual(
      expect.arrayContaining(['caseAssigned', 'contactRecorded', 'letterIssued']),
    );
    expect(typesIn(timeline)).not.toContain('researchRecorded');
    expect(Object.values(timeline.texts)).toContain('希望尽快解决');
    for (const hash of [attachment, opinion])
      expect(await statusOf('jyt-office', `${member}/documents/${hash}`)).toBe(200);
    // It reads there, and acts in its own case alone.
    expect(
      (await api.post('jyt-office', `${member}/tracks/t1/reminders`, { way: 'telephone', note: 'x' })).status,
    ).toBe(403);
  });

  it('[R3.10] a member’s lead reads of the host what answers it, and no other unit of either case reads the other', async () => {
    const { status, body } = await api.get('fgw-office', host);
    expect(status).toBe(200);
    expect(body).toMatchObject({ contacts: [], obligations: [], letters: [] });
    const timeline = (await api.get('fgw-office', `${host}/timeline`)).body as { texts: object };
    expect(typesIn(timeline)).not.toContain('contactRecorded');
    expect(Object.values(timeline.texts)).not.toContain('甲案代表的意见');
    expect(await statusOf('fgw-office', `${host}/proposers`)).toBe(403);
    for (const path of ['', '/timeline', '/proposers', '/merge'])
      expect([path, await statusOf('czt-office', `${host}${path}`)]).toEqual([path, 403]);
    for (const path of ['', '/timeline', '/proposers', `/documents/${attachment}`])
      expect([path, await statusOf('sjz-office', `${member}${path}`)]).toEqual([path, 403]);
    // Of the lead itself, a division that was handed neither.
    expect(await statusOf('jyt-stranger', member)).toBe(403);
    // Lists stay with a unit's own parts.
    const { items } = (await api.get('jyt-office', '/cases?limit=200')).body as {
      items: { caseId: string }[];
    };
    expect(items.map(({ caseId }) => caseId)).toContain(idOf(host));
    expect(items.map(({ caseId }) => caseId)).not.toContain(idOf(member));
  });
});
