import type { IntakeCaseInput } from '../../schemas/intake';
import { apiHarness, suggestion, type ApiHarness } from './harness';
import { Journey } from './journey';
import { carried, idOf } from './merging';

let api: ApiHarness;
beforeAll(async () => {
  api = await apiHarness();
});
afterAll(() => api.close());

/** A case of one deputy; its number is the deputy's name. */
async function takeIn(name: string, parts: IntakeCaseInput['parts'], more: object = {}): Promise<string> {
  const { identity } = suggestion();
  return api.takeIn({
    identity: { ...identity, number: name },
    proposers: [{ role: 'lead', type: 'deputy', name, mail: 'deputy@deputies.example' }],
    parts,
    ...more,
  });
}

/** Merged by the provincial office, and taken by the members. */
async function merged(host: string, members: readonly string[]): Promise<void> {
  const body = { cases: members.map(idOf), reason: '内容相同' };
  expect((await api.post('office', `${host}/merge`, body)).status).toBe(200);
  await carried(api, host);
}

describe('what a merged letter lists', () => {
  it('[R3.3] [R3.10] of separate units each letter lists the cases that it answers, and asks for no other names', async () => {
    const host = await takeIn('主件代表', [
      { unit: 'jyt', part: 'separate' },
      { unit: 'czt', part: 'separate' },
    ]);
    const ofJyt = await takeIn('教育代表', [{ unit: 'jyt', part: 'lead' }]);
    const ofCzt = await takeIn('财政代表', [
      { unit: 'czt', part: 'separate' },
      { unit: 'fgw', part: 'separate' },
    ]);
    await merged(host, [ofJyt, ofCzt]);
    const view = (await api.get('office', `${host}/merge`)).body as {
      listed: { names: string[] };
      letters: { unit: string; names: string[]; numbers: string[] }[];
    };
    expect(view.listed.names.sort()).toEqual(['主件代表', '教育代表', '财政代表'].sort());
    expect(Object.fromEntries(view.letters.map(({ unit, names }) => [unit, names.sort()]))).toEqual({
      jyt: ['主件代表', '教育代表'].sort(),
      czt: ['主件代表', '财政代表'].sort(),
    });

    const draft = async (unit: string, trackId: string, text: string) => {
      const journey = new Journey(api, host);
      await journey.takenUp(unit, trackId);
      await journey.act(`${unit}-officer`, `/tracks/${trackId}/contacts`, {
        stage: 'before',
        way: 'visit',
        visitors: [`${unit}-officer`],
        proposers: ['p1'],
        opinion: '同意',
        plan: '三月调研',
      });
      const document = await api.upload(`${unit}-office`, text);
      const { warnings } = await journey.act(`${unit}-officer`, `/tracks/${trackId}/letters`, {
        product: 'reply',
        document,
        mark: 'public',
        category: 'A',
      });
      return warnings.filter(({ code }) => code === 'merged-unlisted');
    };
    expect(await draft('jyt', 't1', '主件代表、教育代表：建议收悉。')).toEqual([]);
    // Twin: a name that its letter does answer is asked for.
    expect(await draft('czt', 't2', '主件代表、教育代表：建议收悉。')).toMatchObject([
      { message: expect.stringContaining('财政代表') as string },
    ]);
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
