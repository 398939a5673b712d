import type { Actor } from '../../schemas/common';
import { actors, apiHarness, type ApiHarness } from './harness';
import { CRITERIA, Journey } from './journey';

interface Absence {
  id: string;
  person: { id: string };
  standIn: { id: string };
  reason?: string;
  endedOn?: string;
}

describe('absences over the API', () => {
  let api: ApiHarness;
  beforeAll(async () => {
    // A second deputy leader, who has reviewed nothing yet; and one whose token says another unit than the register.
    actors['moved'] = { ...(actors['jyt-head'] as Actor), person: 'czt-head' };
    actors['jyt-deputy'] = { subject: 'jyt-deputy', role: 'unit-leader', unit: 'jyt', person: 'jyt-deputy' };
    // Two officers more: a colleague in the division, and one of another.
    for (const [who, division] of [
      ['jyt-second', 'jyt-d1'],
      ['jyt-other', 'jyt-d2'],
    ] as const)
      actors[who] = { subject: who, role: 'unit-division', unit: 'jyt', division, person: who };
    const bare = { role: 'unit-leader', unit: 'jyt' } as const;
    actors['jyt-principal-by-subject'] = { subject: 'principal@jyt.example', ...bare };
    actors['jyt-nobody'] = { subject: 'nobody@jyt.example', ...bare };
    api = await apiHarness();
    await api.ledger.query(
      `UPDATE people SET subject = 'principal@jyt.example' WHERE person_id = 'jyt-principal'`,
    );
    await api.ledger.query(
      `INSERT INTO people (person_id, name, unit_id, post) VALUES ('jyt-deputy', '副职', 'jyt', 'leaderInCharge')`,
    );
    await api.ledger.query(
      `INSERT INTO people (person_id, name, unit_id, division_id, post) VALUES
       ('jyt-second', '承办人', 'jyt', 'jyt-d1', 'officer'), ('jyt-other', '承办人', 'jyt', 'jyt-d2', 'officer')`,
    );
  });
  afterEach(async () => {
    await api.ledger.query('DELETE FROM absences');
    await api.setDay('2026-02-06');
  });
  afterAll(async () => {
    delete actors['jyt-deputy'];
    for (const who of ['moved', 'jyt-second', 'jyt-other']) delete actors[who];
    await api.close();
  });

  const body = (person: string, standIn: string, more: object = {}) => ({
    person,
    standIn,
    from: '2026-02-06',
    to: '2026-02-13',
    reason: '出国考察',
    ...more,
  });
  const enter = async (who: string, person: string, standIn: string, more: object = {}) =>
    api.post(who, '/absences', body(person, standIn, more));
  const list = async (who: string, query = '') =>
    ((await api.get(who, `/absences${query}`)).body as { items: Absence[] }).items;

  it('[R1.1] are entered by the office for its people, by everyone for themselves, by the provincial office for all', async () => {
    for (const [who, person, standIn] of [
      ['jyt-office', 'jyt-officer', 'jyt-head'],
      ['jyt-leader', 'jyt-leader', 'jyt-deputy'],
      ['jyt-head', 'jyt-head', 'jyt-office'],
      ['czt-officer', 'czt-officer', 'czt-head'],
      ['office', 'czt-office', 'czt-principal'],
    ] as const) {
      const response = await enter(who, person, standIn);
      expect([who, response.status]).toEqual([who, 201]);
      expect(response.headers['location']).toBe(`/absences/${(response.body as Absence).id}`);
      expect((await api.get(who, response.headers['location'] ?? '')).body).toMatchObject({
        person: { id: person },
        standIn: { id: standIn },
        enteredBy: { subject: actors[who]?.subject },
        enteredAt: expect.stringMatching(/^2026-02-06T/) as string,
      });
    }
  });

  it('[R1.1] are entered by nobody else: not for another unit, by leaders and divisions not for others', async () => {
    for (const [who, person, standIn] of [
      ['jyt-office', 'czt-office', 'czt-head'],
      ['jyt-leader', 'jyt-principal', 'jyt-leader'],
      ['jyt-head', 'jyt-officer', 'jyt-head'],
      ['jyt-officer', 'jyt-head', 'jyt-officer'],
      ['jyt-officer', 'czt-officer', 'czt-head'],
      ['moved', 'czt-head', 'czt-office'],
      ['deputy', 'jyt-head', 'jyt-officer'],
      ['congress', 'jyt-head', 'jyt-officer'],
    ] as const)
      expect([who, (await enter(who, person, standIn)).status]).toEqual([who, 403]);
    expect(await list('office')).toEqual([]);
  });

  it('[R1.1] name the field that is wrong', async () => {
    await enter('jyt-office', 'jyt-officer', 'jyt-head');
    for (const [asked, status, pointer] of [
      [body('jyt-head', 'jyt-head'), 409, '/standIn'],
      [body('jyt-head', 'jyt-officer'), 409, '/standIn'],
      [body('jyt-head', 'czt-head'), 409, '/standIn'],
      [body('jyt-head', 'nobody'), 422, '/standIn'],
      [body('jyt-principal', 'jyt-head'), 409, '/standIn'],
      [body('jyt-leader', 'jyt-office'), 409, '/standIn'],
      [body('jyt-officer', 'jyt-office', { from: '2026-02-13', to: '2026-02-20' }), 409, '/from'],
      [body('jyt-head', 'jyt-office', { to: '2026-02-05' }), 422, '/to'],
      [body('jyt-head', 'jyt-office', { from: '2026-02-30' }), 422, '/from'],
      [body('jyt-head', 'jyt-office', { reason: '' }), 422, '/reason'],
      [body('jyt-head', 'jyt-office', { until: '2026-02-20' }), 422, '/until'],
    ] as const) {
      const response = await api.post('jyt-office', '/absences', asked);
      const { errors } = response.body as { errors?: { pointer: string }[] };
      expect([response.status, errors?.[0]?.pointer]).toEqual([status, pointer]);
    }
    expect(await list('office')).toHaveLength(1);
  });

  it('[R1.1] are entered once, however often the request is repeated', async () => {
    const asked = body('jyt-officer', 'jyt-head');
    const [one, again] = [
      await api.post('jyt-office', '/absences', asked, 'same'),
      await api.post('jyt-office', '/absences', asked, 'same'),
    ];
    expect(again.body).toEqual(one.body);
    expect(await list('jyt-office')).toHaveLength(1);
  });

  it('[R1.1] are seen by their unit, without the reason by its divisions, and by no other unit', async () => {
    const { id } = (await enter('jyt-office', 'jyt-officer', 'jyt-head')).body as Absence;
    expect((await list('jyt-office'))[0]).toMatchObject({ id, reason: '出国考察' });
    expect((await list('jyt-head'))[0]).toMatchObject({ id });
    expect((await list('jyt-head'))[0]).not.toHaveProperty('reason');
    expect(await list('czt-office')).toEqual([]);
    expect((await api.get('czt-office', `/absences/${id}`)).status).toBe(404);
    expect((await api.get('czt-office', '/absences?unit=jyt')).status).toBe(403);
    expect(await list('auditor', '?unit=jyt&on=2026-02-13')).toHaveLength(1);
    expect(await list('auditor', '?unit=jyt&on=2026-02-14')).toEqual([]);
    expect((await api.get('office', '/absences?cursor=x')).status).toBe(422);
  });

  it('[R1.1] of oneself are read with the reason, ended by oneself, and by no colleague', async () => {
    const refused = await enter('jyt-officer', 'jyt-head', 'jyt-officer');
    expect(refused.body).toMatchObject({ rule: 'R1.1', errors: [{ pointer: '/person' }] });
    const { id } = (await enter('jyt-officer', 'jyt-officer', 'jyt-head')).body as Absence;
    expect((await list('jyt-officer'))[0]).toMatchObject({ id, reason: '出国考察' });
    expect((await api.get('jyt-officer', `/absences/${id}`)).body).toMatchObject({ reason: '出国考察' });
    expect((await list('jyt-head'))[0]).not.toHaveProperty('reason');
    expect((await api.get('jyt-head', `/absences/${id}`)).body).not.toHaveProperty('reason');
    expect((await api.post('jyt-head', `/absences/${id}/end`)).status).toBe(403);
    expect((await api.post('jyt-officer', `/absences/${id}/end`)).status).toBe(200);
  });

  it('[R1.1] end early, once, by the same people', async () => {
    const { id } = (await enter('jyt-office', 'jyt-officer', 'jyt-head')).body as Absence;
    await api.setDay('2026-02-10');
    expect((await api.post('jyt-leader', `/absences/${id}/end`)).status).toBe(403);
    expect((await api.post('czt-office', `/absences/${id}/end`)).status).toBe(404);
    const ended = await api.post('jyt-office', `/absences/${id}/end`);
    expect([ended.status, (ended.body as Absence).endedOn]).toEqual([200, '2026-02-10']);
    expect((await api.post('office', `/absences/${id}/end`)).status).toBe(409);
    expect((await enter('jyt-office', 'jyt-officer', 'jyt-office', { from: '2026-02-10' })).status).toBe(201);
  });

  it('[R1.1] a stand-in finds the cases of the absent person among their own', async () => {
    const journey = await Journey.begin(api);
    await journey.takenUp('jyt', 't1');
    const mine = async (who: string) =>
      ((await api.get(who, '/cases?mine=true')).body as { items: { url: string }[] }).items.map(
        ({ url }) => url,
      );
    expect(await mine('jyt-deputy')).toEqual([]);
    await enter('jyt-leader', 'jyt-leader', 'jyt-deputy');
    expect(await mine('jyt-deputy')).toContain(journey.url);
    await api.setDay('2026-02-14');
    expect(await mine('jyt-deputy')).toEqual([]);
  });

  const researched = (who: string, url: string) =>
    api.post(who, `${url}/tracks/t1/research`, { place: '示例乡', people: '三人', findings: '情况属实' });
  const lastActor = async (url: string, type: string) =>
    (
      (await api.get('office', `${url}/timeline`)).body as { entries: { type?: string; actor?: Actor }[] }
    ).entries
      .filter((entry) => entry.type === type)
      .at(-1)?.actor;

  it('[R1.1] a stand-in of another division reads and does what the absent officer could, on these days only', async () => {
    const journey = await Journey.begin(api);
    await journey.takenUp('jyt', 't1');
    const sees = async () => {
      const urlsOf = async (path: string) =>
        ((await api.get('jyt-other', path)).body as { items: { url?: string; caseId: string }[] }).items.map(
          ({ url, caseId }) => url ?? `/cases/${encodeURIComponent(caseId)}`,
        );
      return [
        (await api.get('jyt-other', journey.url)).status,
        (await api.get('jyt-other', `${journey.url}/proposers`)).status,
        (await urlsOf('/cases?mine=true')).includes(journey.url),
        (await urlsOf('/obligations')).includes(journey.url),
      ];
    };
    expect(await sees()).toEqual([403, 403, false, false]);
    expect((await researched('jyt-other', journey.url)).status).toBe(403);
    await enter('jyt-office', 'jyt-officer', 'jyt-other');
    expect(await sees()).toEqual([200, 200, true, true]);
    expect((await researched('jyt-other', journey.url)).status).toBe(200);
    expect(await lastActor(journey.url, 'researchRecorded')).toMatchObject({
      person: 'jyt-other',
      for: 'jyt-officer',
      division: 'jyt-d1',
    });
    // Roles are not lent: the office's acts stay the office's, and so do those of another unit.
    for (const path of ['/tracks/t1/division', '/tracks/t2/division'])
      expect((await api.post('jyt-other', `${journey.url}${path}`, { division: 'jyt-d2' })).status).toBe(403);
    await api.setDay('2026-02-14');
    expect(await sees()).toEqual([403, 403, false, false]);
    expect((await researched('jyt-other', journey.url)).status).toBe(403);
  });

  it('[R1.1] a stand-in of the same division acts in the absent officer’s stead, and a colleague for nobody', async () => {
    const journey = await Journey.begin(api);
    await journey.takenUp('jyt', 't1');
    expect((await researched('jyt-second', journey.url)).status).toBe(200);
    expect(await lastActor(journey.url, 'researchRecorded')).not.toHaveProperty('for');
    await enter('jyt-office', 'jyt-officer', 'jyt-second');
    expect((await researched('jyt-second', journey.url)).status).toBe(200);
    expect(await lastActor(journey.url, 'researchRecorded')).toMatchObject({
      person: 'jyt-second',
      for: 'jyt-officer',
    });
    // Who is named in the part acts in their own right.
    await enter('jyt-office', 'jyt-second', 'jyt-head');
    expect((await researched('jyt-head', journey.url)).status).toBe(200);
    expect(await lastActor(journey.url, 'researchRecorded')).not.toHaveProperty('for');
  });

  it('[R5.1] the register knows the principal by the subject of a token that names no person', async () => {
    const journey = await Journey.begin(api);
    await journey.takenUp('jyt', 't1');
    await journey.contacted();
    const letterId = await journey.drafted();
    await journey.reviewed(letterId, 'jyt', [
      ['head', 'division'],
      ['office', 'office'],
    ]);
    // Known as the principal, who does the last level alone, they do not take the one before it.
    const early = await api.post('jyt-principal-by-subject', `${journey.url}/letters/${letterId}/reviews`, {
      level: 'leaderInCharge',
      decision: 'approve',
      criteria: CRITERIA,
    });
    expect([early.status, (early.body as { rule?: string }).rule]).toEqual([403, 'R5.1']);
    await journey.reviewed(letterId, 'jyt', [
      ['leader', 'leaderInCharge'],
      ['principal-by-subject', 'principal'],
    ]);
    const { body } = await api.get('office', `${journey.url}/letters/${letterId}`);
    expect(body).toMatchObject({ status: 'approved' });
  });

  it('[R1.1] [R5.1] a stand-in reviews for the absent principal, on these days only, and the record has both names', async () => {
    const journey = await Journey.begin(api);
    await journey.takenUp('jyt', 't1');
    await journey.contacted();
    const letterId = await journey.drafted();
    await journey.reviewed(letterId, 'jyt', [
      ['head', 'division'],
      ['office', 'office'],
      ['leader', 'leaderInCharge'],
    ]);
    const review = (who: string) =>
      api.post(who, `${journey.url}/letters/${letterId}/reviews`, {
        level: 'principal',
        decision: 'approve',
        criteria: CRITERIA,
      });
    expect((await review('jyt-deputy')).status).toBe(403);
    await enter('jyt-principal', 'jyt-principal', 'jyt-deputy', { from: '2026-02-07', to: '2026-02-08' });
    // The twin: the day before the absence nobody stands in.
    expect((await review('jyt-deputy')).status).toBe(403);
    await api.setDay('2026-02-07');
    // Another leader does not, and who has reviewed a level does not review the next.
    expect((await review('jyt-leader')).status).toBe(403);
    // Nor does one whose token names no person, and whom the register does not know either.
    const nobody = await review('jyt-nobody');
    expect([nobody.status, (nobody.body as { rule?: string }).rule]).toEqual([403, 'R5.1']);
    expect((await review('jyt-deputy')).status).toBe(200);
    const timeline = (await api.get('office', `${journey.url}/timeline`)).body as {
      entries: { type?: string; actor?: object; data?: { level?: string } }[];
    };
    const last = timeline.entries.filter(({ type }) => type === 'letterReviewed').at(-1);
    expect(last).toMatchObject({
      actor: { subject: 'jyt-deputy', person: 'jyt-deputy', for: 'jyt-principal' },
      data: { level: 'principal', reviewer: 'jyt-deputy' },
    });
  });
});
