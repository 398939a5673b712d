import { apiAt, type Api, type Person } from '../../demo/http';
import { startOfDay } from '../../domain/dates';
import type { House } from '../../scripts/house';
import { CRITERIA } from '../api/journey';
import { testHouse } from './test-house';

const LEAD = 'hebei-slt';
const OFFICE = 'hebei-szfbgt';
const URL = `/cases/${encodeURIComponent('national-congress:14-4:main:1234')}`;

let house: House;
let close: () => Promise<void>;
let api: Api;
const people = new Map<string, Person>();
let keys = 0;

interface Seen {
  status: string;
  tracks: { id: string; part: string; unit: string; status: string }[];
  obligations: { kind: string; trackId: string; status: string; due: string; source: string }[];
  deliveries: { purpose: string; status: string; way?: string; recipient: { id: string } }[];
  letters: { id: string; product: string; repliedOn?: string }[];
}

beforeAll(async () => {
  ({ house, close } = await testHouse());
  await house.clock.setOffset(startOfDay('2026-03-20') + 10 * 3_600_000 - Date.now());
  api = apiAt(house.apiUrl);
}, 120_000);
afterAll(() => close(), 60_000);

async function person(name: string): Promise<Person> {
  const known = people.get(name) ?? { name, token: await api.tokenOf(name) };
  people.set(name, known);
  return known;
}

/** Of each draft: whether it was told that no research went before it [R2.4]. */
const warned: boolean[] = [];

const act = async <T = { created: { type: string; id: string }[]; warnings: { code: string }[] }>(
  who: string,
  path: string,
  body: object = {},
) => api.post<T>(await person(who), URL + path, body, `key-${(keys += 1)}`);
const seen = async () => api.get<Seen>(await person('provincial-office'), URL);

async function upload(who: string, text: string): Promise<string> {
  const path = `/documents?name=${encodeURIComponent('函.txt')}`;
  const { hash } = await api.upload<{ hash: string }>(
    await person(who),
    path,
    Buffer.from(text),
    'text/plain',
    `key-${(keys += 1)}`,
  );
  return hash;
}

/** Waits for what a worker does by itself. */
async function until(done: (state: Seen) => boolean): Promise<Seen> {
  for (let tries = 0; tries < 150; tries += 1) {
    const state = await seen();
    if (done(state)) return state;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`it did not come about: ${JSON.stringify(await seen())}`);
}

/** Drafted by one person, reviewed level by level by others, and issued. */
async function letter(
  drafter: string,
  trackId: string,
  draft: object,
  chain: readonly (readonly [string, string])[],
  issuer: string,
): Promise<string> {
  const document = await upload(drafter, `示例文稿 ${JSON.stringify(draft)}`);
  const { created, warnings } = await act(drafter, `/tracks/${trackId}/letters`, {
    document,
    mark: 'public',
    ...draft,
  });
  warned.push(warnings.some(({ code }) => code === 'no-research'));
  const id = created.find(({ type }) => type === 'letters')?.id ?? '';
  for (const [reviewer, level] of chain)
    await act(reviewer, `/letters/${id}/reviews`, { level, decision: 'approve', criteria: CRITERIA });
  await act(issuer, `/letters/${id}/issue`, {
    documentNumber: '示例〔2026〕1号',
    electronicVersion: await upload(issuer, `示例电子版 ${id}`),
  });
  return id;
}

describe('a national case on the real server', () => {
  it('[R2.4] [R3.1] [R7.4] goes from the lead’s submission to the office’s reply, and to its close', async () => {
    await api.post(
      await person('intake'),
      '/cases',
      {
        identity: { body: 'national-congress', term: 14, session: 4, number: '1234' },
        kind: 'suggestion',
        level: 'national',
        title: '关于测试的建议',
        text: '示例',
        proposers: [{ role: 'lead', type: 'deputy', name: '示例', mail: 'deputy@proposers.example' }],
        parts: [{ unit: LEAD, part: 'lead' }],
        assignedOn: '2026-03-20',
        assignedBy: 'provincial-office',
        limits: {
          submission: { unit: 'day', amount: 40 },
          reply: { unit: 'fixed', date: '2026-06-12' },
          setBy: 'provincial-office',
        },
        letter: { categories: ['A', 'B', 'D'], departments: ['hebei-czt'] },
      },
      'intake',
    );
    const begun = await seen();
    expect(begun.tracks).toMatchObject([
      { id: 't1', part: 'lead', status: 'assigned' },
      { id: 't2', part: 'office', unit: OFFICE, status: 'signed' },
    ]);
    expect(begun.obligations).toContainEqual(
      expect.objectContaining({ kind: 'reply', trackId: 't2', due: '2026-06-12', source: 'letter' }),
    );

    const lead = (post: string) => `${LEAD}-${post}`;
    await act(lead('office'), '/tracks/t1/signature');
    await act(lead('office'), '/tracks/t1/division', { division: `${LEAD}-d1`, officer: lead('officer-1') });
    await act(lead('office'), '/tracks/t1/responsibility', {
      principal: lead('principal'),
      leaderInCharge: lead('leader'),
      office: lead('office'),
      division: lead('division-1'),
      officer: lead('officer-1'),
    });
    await act(lead('officer-1'), '/tracks/t1/form-deliveries', { proposers: ['p1'], way: 'mail' });
    await act(lead('officer-1'), '/tracks/t1/form-confirmations', { proposer: 'p1', way: 'telephone' });
    await act(lead('officer-1'), '/tracks/t1/contacts', {
      stage: 'before',
      way: 'visit',
      proposers: ['p1'],
      opinion: '同意方案',
      plan: '示例方案',
      attendees: [],
      visitors: [lead('officer-1')],
    });
    const office = (post: string) => `${OFFICE}-${post}`;
    const early = letter(
      office('officer-1'),
      't2',
      { product: 'reply', category: 'D' },
      [],
      office('office'),
    );
    await expect(early).rejects.toThrow(/409.*R3\.1/);
    await letter(
      lead('officer-1'),
      't1',
      { product: 'submission' },
      [
        [lead('division-1'), 'division'],
        [lead('office'), 'office'],
        [lead('leader'), 'leaderInCharge'],
        [lead('principal'), 'principal'],
      ],
      lead('office'),
    );
    await until(({ tracks }) => tracks[0]?.status === 'done');

    const chain = [
      [office('division-1'), 'division'],
      [office('leader'), 'leaderInCharge'],
      [office('principal'), 'principal'],
    ] as const;
    await letter(office('officer-1'), 't2', { product: 'reply', category: 'D' }, chain, office('office'));
    // One of the office has its shared inbox and their own in one; of the unit's people, their own alone.
    const told = async (who: string) =>
      (await api.get<{ items: { template: string }[] }>(await person(who), '/inbox')).items.map(
        ({ template }) => template,
      );
    expect(await told(office('office'))).toContain('submission-arrived');
    expect(await told(office('leader'))).toContain('letter-to-review');
    expect(await told(lead('office'))).not.toContain('submission-arrived');
    const replied = await until(({ deliveries }) => deliveries.every(({ status }) => status === 'sent'));
    expect(replied.status).toBe('replied');
    expect(replied.deliveries.map(({ purpose, recipient }) => `${purpose} ${recipient.id}`)).toEqual([
      'submit provincial-office',
      'reply p1',
      'copy hebei-czt',
    ]);

    const feedback = async (result: string) => {
      const given = { proposer: 'p1', attitude: 'satisfied', result, reason: '示例', via: 'paper' };
      await act('provincial-office', '/feedback', given);
    };
    const receivedOn = '2026-03-20';
    await feedback('dissatisfied');
    await act('provincial-office', '/reworks', { receivedOn, objectors: ['p1'], reason: '示例' });
    await until(({ status }) => status === 'rework');
    await act(office('officer-1'), '/reworks/r1/cause', { cause: '示例', measures: '示例' });
    await act(office('officer-1'), '/reworks/r1/visits', {
      proposers: ['p1'],
      visitors: [office('leader')],
      opinion: '示例',
    });
    await letter(office('officer-1'), 't2', { product: 'result', reworkId: 'r1' }, chain, office('office'));
    await until(({ deliveries }) => deliveries.every(({ status }) => status === 'sent'));
    await act('provincial-office', '/supervisions/s1/closure', { result: '示例' });
    await feedback('satisfied');
    await until(({ status }) => status === 'closed');
    // The lead's submission was, neither of the office's letters: it is the lead who researches.
    expect(warned).toEqual([true, false, false]);
  }, 120_000);
});
