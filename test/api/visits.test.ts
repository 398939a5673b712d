import { apiHarness, type ApiHarness } from './harness';
import { Journey } from './journey';

interface Visits {
  persons: number;
  visits: {
    caseId: string;
    contactId: string;
    proposers: { id: string; person: string; name?: string }[];
    visitors?: { id: string; unit: string }[];
    withUnits?: string[];
  }[];
}
interface Failed {
  code: string;
  rule?: string;
  errors?: { pointer: string }[];
}

describe('visits', () => {
  let api: ApiHarness;
  let journeys: Journey[];
  const idOf = ({ url }: Journey) => decodeURIComponent(url.slice('/cases/'.length));

  beforeAll(async () => {
    api = await apiHarness();
    journeys = [await Journey.begin(api), await Journey.begin(api)];
    for (const journey of journeys) await journey.takenUp('jyt', 't1');
    await journeys[0]!.takenUp('czt', 't2');
  });
  afterAll(() => api.close());

  const visit = (more: object = {}) => ({
    stage: 'before',
    way: 'visit',
    proposers: ['p1'],
    visitors: ['jyt-officer'],
    opinion: '同意',
    plan: '三月调研',
    ...more,
  });
  const refused = async (who: string, trackId: string, body: object) => {
    const response = await api.post(who, `${journeys[0]!.url}/tracks/${trackId}/contacts`, body);
    const { code, rule, errors } = response.body as Failed;
    return [response.status, code, rule, (errors ?? []).map(({ pointer }) => pointer)];
  };

  it('[R6.3] are made by the unit’s own people: none named, or only others’, is refused', async () => {
    expect(await refused('jyt-officer', 't1', visit({ visitors: undefined }))).toEqual([
      422,
      'missing',
      'R6.3',
      ['/visitors'],
    ]);
    expect(
      await refused('jyt-officer', 't1', visit({ visitors: ['czt-officer'], withUnits: ['czt'] })),
    ).toEqual([422, 'unknown-reference', 'R6.3', ['/visitors']]);
    expect((await refused('jyt-officer', 't1', visit({ visitors: ['nobody'] })))[1]).toBe(
      'unknown-reference',
    );
  });

  it('[R6.3] on a joint visit the others’ units are named, and each unit records it in its own part', async () => {
    const both = ['jyt-officer', 'czt-officer'];
    expect(await refused('jyt-officer', 't1', visit({ visitors: both }))).toEqual([
      422,
      'unknown-reference',
      'R6.3',
      ['/visitors/1'],
    ]);
    expect(
      await refused('jyt-officer', 't1', visit({ visitors: ['jyt-officer'], withUnits: ['czt'] })),
    ).toEqual([422, 'unknown-reference', 'R6.3', ['/withUnits/0']]);
    await journeys[0]!.act(
      'jyt-officer',
      '/tracks/t1/contacts',
      visit({ visitors: both, withUnits: ['czt'] }),
    );
    await journeys[0]!.act(
      'czt-officer',
      '/tracks/t2/contacts',
      visit({ visitors: both, withUnits: ['jyt'] }),
    );
    expect((await refused('czt-officer', 't1', visit({ visitors: both, withUnits: ['jyt'] })))[1]).toBe(
      'not-permitted',
    );
  });

  it('[R6.3] one act records a visit over several cases, each with its own outcome, and once when repeated', async () => {
    const body = {
      stage: 'during',
      visitors: ['jyt-leader', 'jyt-officer'],
      place: '代表所在地',
      doneOn: '2026-02-06',
      cases: [
        ...journeys.map((journey) => ({
          caseId: idOf(journey),
          trackId: 't1',
          proposers: ['p1'],
          opinion: '请加快',
        })),
        { caseId: idOf(journeys[1]!), trackId: 't2', proposers: ['p1'], opinion: 'x' },
      ],
    };
    const first = await api.post('jyt-officer', '/bulk/visits', body, 'round');
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({
      done: 2,
      refused: 1,
      rows: [{ status: 201 }, { status: 201 }, { status: 403, problem: { code: 'not-permitted' } }],
    });
    expect((await api.post('jyt-officer', '/bulk/visits', body, 'round')).body).toEqual(first.body);
    const contacts = await Promise.all(
      journeys.map(async ({ url }) => {
        const { body: read } = await api.get('jyt-office', url);
        return (read as { contacts: { stage: string; visitors?: string[] }[] }).contacts.filter(
          ({ stage }) => stage === 'during',
        );
      }),
    );
    expect(contacts.map((each) => each.map(({ visitors }) => visitors))).toEqual([
      [['jyt-leader', 'jyt-officer']],
      [['jyt-leader', 'jyt-officer']],
    ]);
    expect((await api.post('jyt-officer', '/bulk/visits', { ...body, visitors: [] })).status).toBe(422);
  });

  it('[R6.4] are read per unit and year: who was visited by whom in which case, a person counted once', async () => {
    await journeys[1]!.act(
      'jyt-officer',
      '/tracks/t1/contacts',
      visit({ way: 'meeting', proposers: ['p2'] }),
    );
    const { status, body } = await api.get('jyt-office', '/visits?year=2026');
    const { visits, persons } = body as Visits;
    expect(status).toBe(200);
    // The lead deputy signs in as one person and is visited in both cases; the meeting is no visit.
    expect(persons).toBe(1);
    expect(visits.map(({ caseId }) => caseId).sort()).toEqual(
      [idOf(journeys[0]!), idOf(journeys[0]!), idOf(journeys[1]!)].sort(),
    );
    expect(new Set(visits.flatMap(({ proposers }) => proposers.map(({ person }) => person))).size).toBe(1);
    expect(visits[0]?.proposers[0]?.name).toBe('示例甲');
    expect(visits.find(({ withUnits }) => withUnits)).toMatchObject({
      withUnits: ['czt'],
      visitors: [
        { id: 'jyt-officer', unit: 'jyt' },
        { id: 'czt-officer', unit: 'czt' },
      ],
    });
    await journeys[1]!.act('jyt-officer', '/tracks/t1/contacts', visit({ proposers: ['p2'] }));
    expect(((await api.get('office', '/visits?year=2026&unit=jyt')).body as Visits).persons).toBe(2);
  });

  it('[R6.4] of a visit that was recorded before visitors were asked for say whom and when', async () => {
    const caseId = idOf(journeys[1]!);
    await api.ledger.query(
      `UPDATE cases SET state = (jsonb_set(state::jsonb, '{contacts}', (
         SELECT jsonb_agg(contact - 'visitors') FROM jsonb_array_elements(state::jsonb->'contacts') AS contact)))::json
       WHERE case_id = $1`,
      [caseId],
    );
    const { visits } = (await api.get('jyt-office', '/visits?year=2026')).body as Visits;
    const old = visits.filter((each) => each.caseId === caseId);
    expect(old.length).toBeGreaterThan(0);
    expect(old.every(({ visitors, proposers }) => visitors === undefined && proposers.length > 0)).toBe(true);
  });

  it('[R6.4] are another unit’s only for the office and the auditor, who reads no names', async () => {
    expect((await api.get('jyt-office', '/visits?year=2026&unit=czt')).status).toBe(403);
    expect((await api.get('office', '/visits?year=2026')).status).toBe(422);
    expect(((await api.get('jyt-office', '/visits?year=2025')).body as Visits).visits).toEqual([]);
    const audited = (await api.get('auditor', '/visits?year=2026&unit=jyt')).body as Visits;
    expect(audited.visits.length).toBeGreaterThan(0);
    expect(audited.visits.flatMap(({ proposers }) => proposers.map(({ name }) => name))).not.toContain(
      '示例甲',
    );
  });

  it('[R6.3] the same part twice on one visit is one contact: the second is refused with its place, and the rest goes on', async () => {
    const [one, other] = [await Journey.begin(api), await Journey.begin(api)];
    const about = (journey: Journey) => ({
      caseId: idOf(journey),
      trackId: 't1',
      proposers: ['p1'],
      opinion: '请加快',
      plan: '三月调研',
    });
    for (const journey of [one, other]) await journey.takenUp('jyt', 't1');
    const round = {
      stage: 'before',
      visitors: ['jyt-officer'],
      cases: [one, one, other].map(about),
    };
    const contacts = async (journey: Journey) =>
      ((await api.get('jyt-office', journey.url)).body as { contacts: unknown[] }).contacts.length;
    const first = await api.post('jyt-officer', '/bulk/visits', round, 'twice');
    expect(first.body).toMatchObject({
      done: 2,
      refused: 1,
      rows: [
        { status: 201 },
        {
          status: 409,
          problem: { code: 'duplicate', rule: 'R6.3', errors: [{ pointer: '/caseId' }] },
        },
        { status: 201 },
      ],
    });
    expect((await api.post('jyt-officer', '/bulk/visits', round, 'twice')).body).toEqual(first.body);
    expect([await contacts(one), await contacts(other)]).toEqual([1, 1]);
    // Another request is another visit.
    await api.post('jyt-officer', '/bulk/visits', { ...round, cases: [about(one)] }, 'again');
    expect(await contacts(one)).toBe(2);
  });

  it('[R1.1] [R7.2] so are other acts on many: one of a kind on a part, and supervisions of two forms are two', async () => {
    const one = await Journey.begin(api);
    const caseId = idOf(one);
    const row = { caseId, trackId: 't1' };
    const statuses = async (who: string, path: string, rows: object[]) =>
      ((await api.post(who, path, { rows })).body as { rows: { status: number }[] }).rows.map(
        ({ status }) => status,
      );
    expect(await statuses('jyt-office', '/bulk/signatures', [row, row])).toEqual([200, 409]);
    const [d1, d2] = ['jyt-d1', 'jyt-d2'].map((division) => ({ ...row, division }));
    expect(await statuses('jyt-office', '/bulk/divisions', [d1!, d2!])).toEqual([200, 409]);
    const { body } = await api.get('jyt-office', one.url);
    expect((body as { tracks: { division?: string }[] }).tracks[0]?.division).toBe('jyt-d1');
    const inspect = { ...row, form: 'special-inspection', ground: '进度慢' };
    const joint = { ...inspect, form: 'joint-supervision', units: ['czt'] };
    expect(await statuses('office', '/bulk/supervisions', [inspect, joint, inspect])).toEqual([
      201, 201, 409,
    ]);
  });
});
