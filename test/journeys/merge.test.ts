import { apiAt, type Api, type Person } from '../../demo/http';
import { startOfDay } from '../../domain/dates';
import type { House } from '../../scripts/house';
import { testHouse } from './test-house';

const ASSIGNED = '2026-02-05';
const UNIT = 'hebei-slt';
const CRITERIA = { objective: true, concrete: true, lawful: true, concise: true, inForm: true };

let house: House;
let close: () => Promise<void>;
let api: Api;
const people: Record<string, Person> = {};

beforeAll(async () => {
  ({ house, close } = await testHouse());
  await house.clock.setOffset(startOfDay(ASSIGNED) + 10 * 3_600_000 - Date.now());
  api = apiAt(house.apiUrl);
  for (const name of ['office', 'leader', 'principal', 'division-1', 'officer-1'])
    people[name] = { name, token: await api.tokenOf(`${UNIT}-${name}`) };
  people['province'] = { name: 'province', token: await api.tokenOf('provincial-office') };
}, 120_000);

afterAll(() => close(), 60_000);

interface Detail {
  status: string;
  letters: {
    id: string;
    product: string;
    status: string;
    follows?: object;
    publication: { status: string };
  }[];
  deliveries: { purpose: string; status: string; recipient: { id: string } }[];
  obligations: { kind: string; status: string }[];
  merge?: { role: string; members: Record<string, { status: string }> };
}

let keys = 0;
const as = (name: string): Person => people[name] as Person;
const post = <T>(who: string, path: string, body: unknown, key = `k${(keys += 1)}`): Promise<T> =>
  api.post<T>(as(who), path, body, key);
const urlOf = (caseId: string): string => `/cases/${encodeURIComponent(caseId)}`;
const read = (caseId: string): Promise<Detail> => api.get<Detail>(as('province'), urlOf(caseId));

async function newCase(number: string, name: string): Promise<string> {
  const { id } = await post<{ id: string }>('province', '/cases', {
    identity: { body: 'hebei-congress', term: 14, session: 4, number },
    kind: 'suggestion',
    level: 'provincial',
    title: `关于水库除险加固的建议（${number}）`,
    text: '示例',
    proposers: [{ role: 'lead', type: 'deputy', name, mail: `deputy-${number}@deputies.example` }],
    parts: [{ unit: UNIT, part: 'lead' }],
    assignedOn: ASSIGNED,
    assignedBy: 'provincial-office',
  });
  return id;
}

async function takenUp(caseId: string): Promise<void> {
  const track = `${urlOf(caseId)}/tracks/t1`;
  await post('office', `${track}/signature`, {});
  await post('office', `${track}/division`, { division: `${UNIT}-d1`, officer: `${UNIT}-officer-1` });
  await post('office', `${track}/responsibility`, {
    principal: `${UNIT}-principal`,
    leaderInCharge: `${UNIT}-leader`,
    office: `${UNIT}-office`,
    division: `${UNIT}-division-1`,
    officer: `${UNIT}-officer-1`,
  });
}

const consulted = (caseId: string): Promise<unknown> =>
  post('officer-1', `${urlOf(caseId)}/tracks/t1/contacts`, {
    stage: 'before',
    way: 'meeting',
    proposers: ['p1'],
    opinion: '同意并案办理',
    plan: '三月调研，四月答复',
  });

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`in vain: ${what}`);
}

/** Drafts, has reviewed and issues a reply; answers what issuing said. */
async function issued(
  caseId: string,
  text: string,
): Promise<{ letterId: string; warnings: { code: string }[] }> {
  const { hash } = await api.upload<{ hash: string }>(
    as('officer-1'),
    '/documents?name=reply.txt',
    Buffer.from(text),
    'text/plain',
    `document-${(keys += 1)}`,
  );
  const drafted = await post<{ created: { type: string; id: string }[]; warnings: { code: string }[] }>(
    'officer-1',
    `${urlOf(caseId)}/tracks/t1/letters`,
    { product: 'reply', document: hash, category: 'A', mark: 'public' },
  );
  const letterId = drafted.created.find(({ type }) => type === 'letters')?.id ?? '';
  for (const [who, level] of [
    ['division-1', 'division'],
    ['office', 'office'],
    ['leader', 'leaderInCharge'],
    ['principal', 'principal'],
  ] as const)
    await post(who, `${urlOf(caseId)}/letters/${letterId}/reviews`, {
      level,
      decision: 'approve',
      criteria: CRITERIA,
    });
  return { letterId, warnings: drafted.warnings };
}

describe('merged cases on the real server', () => {
  it('[R3.10] five suggestions, one reply: refused until each was consulted, then on record in every one, with its mail, and published once', async () => {
    const [host, ...members] = await Promise.all(
      ['501', '502', '503', '504', '505'].map((number) => newCase(number, `示例代表${number}`)),
    );
    if (host === undefined) throw new Error('no host');
    for (const caseId of [host, ...members]) await takenUp(caseId);
    for (const caseId of [host, ...members.slice(1)]) await consulted(caseId);
    const reason = '内容相同';
    await post('office', `${urlOf(host)}/merge`, {
      cases: members,
      reason,
      title: '关于水库除险加固的五件建议',
    });
    await until('all have joined', async () => {
      const { merge } = await read(host);
      const states = Object.values(merge?.members ?? {}).map(({ status }) => status);
      return states.length === 4 && states.every((status) => status === 'joined') ? true : undefined;
    });

    const view = await api.get<{ title: string; listed: { numbers: string[]; names: string[] } }>(
      as('office'),
      `${urlOf(host)}/merge`,
    );
    expect(view.title).toBe('关于水库除险加固的五件建议');
    expect(view.listed.numbers).toEqual(['501', '502', '503', '504', '505']);
    expect(view.listed.names).toHaveLength(5);

    const { letterId, warnings } = await issued(host, '501、502、503、504 号建议收悉。示例代表501：');
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'merged-unlisted', rule: 'R3.10' }));
    const issue = () =>
      post('office', `${urlOf(host)}/letters/${letterId}/issue`, { documentNumber: '冀水函〔2026〕5号' });
    // One of them was not consulted: nothing is issued, and the refusal says which.
    await expect(issue()).rejects.toThrow(/R6\.1.*|先协商/);
    expect((await read(host)).letters[0]?.status).toBe('approved');
    await consulted(members[0] as string);
    await issue();

    for (const caseId of members) {
      const found = await until(`${caseId} is answered`, async () => {
        const detail = await read(caseId);
        return detail.obligations.some(({ kind, status }) => kind === 'reply' && status === 'met')
          ? detail
          : undefined;
      });
      expect(found.letters).toEqual([
        expect.objectContaining({ status: 'issued', follows: { caseId: host, letterId } }),
      ]);
      expect(found.deliveries).toEqual([expect.objectContaining({ purpose: 'reply', status: 'sent' })]);
    }
    const mails = (house.mails?.mails() ?? []).filter(({ subject }) => subject.includes('答复函'));
    const deputies = mails.flatMap(({ to }) => to).filter((to) => to.includes('@deputies.example'));
    expect(new Set(deputies).size).toBe(5);
    expect(deputies).toHaveLength(5);

    await post('office', `${urlOf(host)}/letters/${letterId}/publication`, {
      coHandlers: [],
      withOriginal: false,
    });
    for (const caseId of members)
      await until(`${caseId} is published`, async () => {
        const [letter] = (await read(caseId)).letters;
        return letter?.publication.status === 'published' ? true : undefined;
      });
    const shown = await house.ledger.query('SELECT case_id, letter_id FROM publications');
    expect(shown).toEqual([{ case_id: host, letter_id: letterId }]);
    const page = await (await fetch(`${api.url}/public`)).text();
    expect(page).toContain('关于水库除险加固的五件建议');
    expect(page).toContain('第501号、第502号、第503号、第504号、第505号');
  }, 120_000);
});
