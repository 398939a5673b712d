import { apiHarness, suggestion, type ApiHarness } from './harness';
import { Journey } from './journey';

interface Failed {
  code: string;
  rule?: string;
  detail: string;
  errors: { pointer: string; detail: string; rule?: string }[];
  existing?: { id: string; url: string };
}

const opinion = { unit: 'day', amount: 20 } as const;
const outOfSession = {
  outOfSession: true,
  limits: { opinion, reply: { unit: 'day', amount: 45 }, setBy: 'provincial-office' },
} as const;

describe('taking in a case over the API', () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await apiHarness();
  });
  afterAll(() => api.close());

  const countCases = async () =>
    (await api.ledger.query<{ n: number }>('SELECT count(*)::int AS n FROM cases'))[0]?.n;

  it('[R3.5] answers 201 with where the case is, records it and starts its run', async () => {
    const body = suggestion();
    const response = await api.post('intake', '/cases', body);
    expect(response.status).toBe(201);
    const id = `hebei-congress:13-5:main:${body.identity.number}`;
    expect(response.headers['location']).toBe(`/cases/${encodeURIComponent(id)}`);
    expect(response.body).toMatchObject({ id, outcome: 'recorded', run: 'started', substituteNumber: false });
    expect(api.cases.started).toContain(id);
  });

  it('answers the same key and body with the same answer', async () => {
    const body = suggestion();
    const first = await api.post('intake', '/cases', body, 'same');
    const again = await api.post('intake', '/cases', body, 'same');
    expect([again.status, again.body, again.headers['location']]).toEqual([
      first.status,
      first.body,
      first.headers['location'],
    ]);
  });

  it('refuses the same key with another body', async () => {
    await api.post('intake', '/cases', suggestion(), 'reused');
    const before = await countCases();
    const response = await api.post('intake', '/cases', suggestion(), 'reused');
    expect([response.status, (response.body as Failed).code]).toEqual([422, 'key-reused']);
    expect(await countCases()).toBe(before);
  });

  it('says of an identical case under another key that it is already there', async () => {
    const body = suggestion();
    const first = await api.post('intake', '/cases', body);
    const again = await api.post('office', '/cases', body);
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ outcome: 'already', id: (first.body as { id: string }).id });
  });

  it('refuses the same number with other content, and points to the case that has it', async () => {
    const body = suggestion();
    await api.post('intake', '/cases', body);
    const response = await api.post('intake', '/cases', { ...body, title: '另一件' });
    const problem = response.body as Failed;
    expect([response.status, problem.code]).toEqual([409, 'conflict']);
    expect(problem.existing?.url).toBe(
      `/cases/${encodeURIComponent(`hebei-congress:13-5:main:${body.identity.number}`)}`,
    );
    expect(problem.errors[0]?.pointer).toBe('/identity');
  });

  it('gives a case without a number a substitute that is marked as ours', async () => {
    const response = await api.post(
      'intake',
      '/cases',
      suggestion({ identity: { body: 'hebei-congress', term: 13, session: 5 } }),
    );
    expect(response.body).toMatchObject({ substituteNumber: true, outcome: 'recorded' });
  });

  it('answers 201 when only the start of the run failed: the case is recorded', async () => {
    api.cases.failure = { when: 'before', error: new Error('no engine') };
    const response = await api.post('intake', '/cases', suggestion());
    expect([response.status, (response.body as { run: string }).run]).toEqual([201, 'pending']);
  });

  const lead = { role: 'lead' as const, type: 'deputy' as const, name: '示例甲' };
  it.each([
    ['an assignment in the future', { assignedOn: '2026-02-07' }, '/assignedOn', 'D8'],
    ['an impossible date', { assignedOn: '2026-02-30' }, '/assignedOn', 'D1'],
    ['an unknown unit', { parts: [{ unit: 'nowhere', part: 'lead' as const }] }, '/parts/0/unit', 'setting'],
    [
      'a co-handler that is the lead',
      {
        parts: [
          { unit: 'jyt', part: 'lead' as const },
          { unit: 'jyt', part: 'co-handler' as const },
        ],
      },
      '/parts/1/unit',
      'R3.4',
    ],
    [
      'two leads',
      {
        parts: [
          { unit: 'jyt', part: 'lead' as const },
          { unit: 'czt', part: 'lead' as const },
        ],
      },
      '/parts',
      'R3.2',
    ],
    ['no lead proposer', { proposers: [{ ...lead, role: 'joint' as const }] }, '/proposers', 'R3.9'],
    [
      'a member who proposes a suggestion',
      { proposers: [{ ...lead, type: 'member' as const }] },
      '/proposers/0/type',
      'R3.9',
    ],
    [
      'a suggestion of the CPPCC',
      { identity: { body: 'hebei-cppcc', term: 13, session: 5, number: '1' } },
      '/kind',
      undefined,
    ],
    [
      'a provincial case of the national congress',
      { identity: { body: 'national-congress', term: 13, session: 5, number: '1' } },
      '/level',
      undefined,
    ],
    [
      'a body that nobody knows',
      { identity: { body: 'elsewhere', term: 13, session: 5, number: '1' } },
      '/identity/body',
      undefined,
    ],
    ['a case out of session without limits', { outOfSession: true }, '/limits/reply', 'R3.7'],
    [
      'a national case without limits',
      {
        level: 'national' as const,
        identity: { body: 'national-congress', term: 13, session: 5, number: '1' },
      },
      '/limits/submission',
      'R3.1',
    ],
    ['a case without a unit', { parts: [] }, '/parts', 'R3.1'],
    [
      'a letter that feeds back to a department that the register does not know',
      { ...outOfSession, letter: { departments: ['czt', 'nowhere'] } },
      '/letter/departments/1',
      undefined,
    ],
    [
      'a letter that names a body that the register does not know',
      { ...outOfSession, letter: { copies: ['elsewhere'] } },
      '/letter/copies/0',
      undefined,
    ],
    [
      'a letter that says what a provincial case is to be marked with',
      { ...outOfSession, letter: { categories: ['A', 'D'] } },
      '/letter/categories',
      'R5.3',
    ],
    [
      'a letter with a misspelt field',
      { ...outOfSession, letter: { department: ['czt'] } },
      '/letter/department',
      undefined,
    ],
    [
      'a part of the provincial office',
      { parts: [{ unit: 'szfbgt', part: 'office' }] },
      '/parts/0/part',
      undefined,
    ],
    ['a text over the limit', { text: 'x'.repeat(50_001) }, '/text', 'setting'],
    [
      'an attachment that was not uploaded',
      { attachments: [{ name: 'a.pdf', document: 'a'.repeat(64) }] },
      '/attachments/0/document',
      undefined,
    ],
    ['a field that there is not', { colour: 'red' }, '/colour', undefined],
  ])('refuses %s, names the field, and stores nothing', async (_what, changes, pointer, rule) => {
    const before = await countCases();
    const response = await api.post('intake', '/cases', suggestion(changes as object));
    const problem = response.body as Failed;
    expect(response.status).toBe(422);
    expect(problem.errors.map((error) => error.pointer)).toContain(pointer);
    if (rule !== undefined) expect(problem.errors.map((error) => error.rule)).toContain(rule);
    expect(await countCases()).toBe(before);
  });

  it('[R3.7] a case out of session keeps what its letter says, and copies its reply to the departments concerned', async () => {
    const url = await api.takeIn({ ...outOfSession, letter: { departments: ['fgw'] } });
    const { body } = await api.get('office', url);
    expect(body).toMatchObject({ outOfSession: true, letter: { departments: ['fgw'] } });
    const journey = new Journey(api, url);
    await journey.replied();
    const { body: replied } = await api.get('office', url);
    const { deliveries } = replied as { deliveries: { purpose: string; recipient: object }[] };
    expect(deliveries.filter(({ purpose }) => purpose === 'copy').map(({ recipient }) => recipient)).toEqual([
      { type: 'body', id: 'congress-committee' },
      { type: 'body', id: 'provincial-office' },
      { type: 'unit', id: 'fgw' },
    ]);
  });

  it('[R3.1] a national case has a part of the provincial office, on which its people act and units do not', async () => {
    const url = await api.takeIn({
      level: 'national',
      identity: { body: 'national-congress', term: 13, session: 5, number: 'N1' },
      limits: { ...outOfSession.limits, submission: { unit: 'day', amount: 30 } },
      letter: { categories: ['A', 'B', 'D'], publish: true },
    });
    const { body } = await api.get('office', url);
    const { tracks } = body as { tracks: { id: string; unit: string; part: string }[] };
    expect(tracks.at(-1)).toMatchObject({ id: 't3', unit: 'szfbgt', part: 'office', status: 'signed' });
    const contact = {
      stage: 'during',
      way: 'meeting',
      proposers: ['p1'],
      opinion: '同意',
      attendees: [],
    };
    const own = await api.post('office', `${url}/tracks/t3/contacts`, contact);
    expect(own.status).toBe(201);
    for (const [who, track] of [
      ['office', 't1'],
      ['jyt-office', 't3'],
    ] as const) {
      const refused = await api.post(who, `${url}/tracks/${track}/contacts`, contact);
      expect([refused.status, (refused.body as Failed).code]).toEqual([403, 'not-permitted']);
    }
    // The register has nobody of the office but one: posts are its own people's [R1.1].
    const staff = Object.fromEntries(
      ['principal', 'leaderInCharge', 'office', 'division', 'officer'].map((post) => [post, 'jyt-leader']),
    );
    const named = await api.post('office', `${url}/tracks/t3/responsibility`, {
      ...staff,
      principal: 'jyt-principal',
    });
    expect((named.body as Failed).rule).toBe('R1.1');
  });

  it('[R3.1] a case of which a ministry of the register has the lead comes in, also without a unit', async () => {
    await api.ledger.query("INSERT INTO bodies (body_id, name) VALUES ('moe', '示例部')");
    const national = (number: string, ministry: string) => ({
      level: 'national' as const,
      identity: { body: 'national-congress', term: 13, session: 5, number },
      parts: [],
      letter: { coHandles: { ministry, opinion } },
    });
    const { body } = await api.get('office', await api.takeIn(national('M1', 'moe')));
    expect(body).toMatchObject({ units: [{ unit: 'szfbgt', part: 'office' }] });
    const refused = await api.post('intake', '/cases', suggestion(national('M2', 'nowhere')));
    expect((refused.body as Failed).errors).toMatchObject([{ pointer: '/letter/coHandles/ministry' }]);
  });

  it('names everything that is wrong at once', async () => {
    const response = await api.post(
      'intake',
      '/cases',
      suggestion({
        assignedOn: '2027-01-01',
        parts: [{ unit: 'nowhere', part: 'lead' }],
        proposers: [{ ...lead, role: 'joint' }],
      }),
    );
    expect((response.body as Failed).errors.map(({ pointer }) => pointer).sort()).toEqual([
      '/assignedOn',
      '/parts/0/unit',
      '/proposers',
    ]);
  });

  it('takes the same case once when many hand it in at the same time', async () => {
    const body = suggestion();
    const responses = await Promise.all(Array.from({ length: 12 }, () => api.post('intake', '/cases', body)));
    expect(responses.map(({ status }) => status).sort()).toEqual([
      ...Array.from({ length: 11 }, () => 200),
      201,
    ]);
  });

  describe('[R3.7] the bodies', () => {
    const between = (changes: object = {}) => ({
      ...suggestion(),
      outOfSession: true,
      assignedBy: 'congress-committee',
      limits: {
        reply: { unit: 'month', amount: 3 },
        opinion: { unit: 'month', amount: 2 },
        setBy: 'congress-committee',
      },
      ...changes,
    });

    it('assign their own kind between sessions, in their own name', async () => {
      const taken = await api.post('congress', '/cases', between());
      expect([taken.status, taken.text]).toEqual([201, expect.any(String)]);
      const { url } = taken.body as { url: string };
      expect((await api.get('congress', url)).body).toMatchObject({ assignedBy: 'congress-committee' });
    });

    it.each([
      ['a case of the session', 'congress', { outOfSession: false, limits: undefined }, 422, '/outOfSession'],
      ['in another’s name', 'congress', { assignedBy: 'provincial-office' }, 403, '/assignedBy'],
      [
        'the other chamber’s kind',
        'cppcc',
        { assignedBy: 'cppcc-committee', limits: undefined },
        422,
        '/assignedBy',
      ],
    ])('[R3.7] assign not %s', async (_what, who, changes, status, pointer) => {
      const refused = await api.post(who, '/cases', between(changes));
      expect([refused.status, refused.body]).toEqual([
        status,
        expect.objectContaining({
          rule: 'R3.7',
          errors: expect.arrayContaining([expect.objectContaining({ pointer })]),
        }),
      ]);
    });

    it('[R3.6][R3.7] assign nothing in session through the intake system either: it is refused with the same words', async () => {
      const inSession = between({ outOfSession: false, limits: undefined });
      const [own, handedIn] = [
        await api.post('congress', '/cases', inSession),
        await api.post('intake', '/cases', inSession),
      ].map(({ status, body }) => [status, (body as { detail: string }).detail]);
      expect(own).toEqual([422, expect.stringContaining('大会期间的件由省政府办公厅交办')]);
      expect(handedIn).toEqual(own);
    });
  });
});
