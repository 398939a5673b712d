import { claimRungs } from '../../ledger/dispatch';
import { apiHarness, type ApiHarness } from './harness';
import { Journey } from './journey';

interface Failed {
  code: string;
  rule?: string;
  errors?: { pointer: string }[];
}
interface Detail {
  status: string;
  tracks: { id: string; part: string; drawnOn?: { on: string; use: string }[]; bureaus?: object }[];
  contacts: { proposers: string[]; on: string; way: string; told?: string }[];
  obligations: { kind: string; trackId: string; owedBy: { id: string }; due: string; status: string }[];
  texts: Record<string, string>;
}
/** What was given to whom. */
interface Given {
  deliveries: { id: string; purpose: string; recipient: { id: string }; status: string }[];
}

let api: ApiHarness;
beforeAll(async () => {
  api = await apiHarness();
});
afterAll(() => api.close());

const detail = async (who: string, url: string): Promise<Detail> => (await api.get(who, url)).body as Detail;
const newsTo = async (who: string): Promise<string[]> => {
  const { items } = (await api.get(who, '/inbox')).body as { items: { template: string }[] };
  return items.map(({ template }) => template);
};

describe('a reference part over the API', () => {
  it('[R3.8] gives back all that its form asks for: unit, whom, day, way, what was told and drawn on', async () => {
    const url = await api.takeIn({ parts: [{ unit: 'jyt', part: 'reference' }] });
    const journey = new Journey(api, url);
    await journey.takenUp('jyt', 't1');
    await journey.act('jyt-officer', '/tracks/t1/drawn-on', { use: '纳入校车管理办法修订' });
    const { created } = await journey.act('jyt-officer', '/tracks/t1/contacts', {
      stage: 'during',
      way: 'visit',
      visitors: ['jyt-officer'],
      proposers: ['p1', 'p2'],
      opinion: '同意',
      told: '办法年内出台',
    });
    expect(created.map(({ type }) => type)).toEqual(['contacts']);
    const { status, tracks, contacts, texts } = await detail('office', url);
    expect(status).toBe('closed');
    expect(contacts).toMatchObject([{ proposers: ['p1', 'p2'], on: '2026-02-06', way: 'visit' }]);
    expect(texts[contacts[0]?.told ?? '']).toBe('办法年内出台');
    expect(texts[tracks[0]?.drawnOn?.[0]?.use ?? '']).toBe('纳入校车管理办法修订');
  });

  it('[R3.8] is made a lead by the office alone, with its dates in the answer', async () => {
    const url = await api.takeIn({ parts: [{ unit: 'jyt', part: 'reference' }] });
    const change = { part: 'lead', reason: '代表要求书面答复' };
    expect((await api.post('jyt-office', `${url}/tracks/t1/part`, change)).status).toBe(403);
    expect((await api.post('office', `${url}/tracks/t1/part`, change)).status).toBe(200);
    const { tracks, obligations } = await detail('jyt-office', url);
    expect(tracks).toMatchObject([{ part: 'lead' }]);
    expect(obligations.find(({ kind }) => kind === 'reply')?.due).toBe('2026-05-06');
    expect(await newsTo('jyt-office')).toContain('part-changed');
  });

  it('[R3.1] [R3.8] of a national case is made a lead, and the office, as the register knows it, owes the reply', async () => {
    const url = await api.takeIn({
      identity: { body: 'national-congress', term: 13, session: 5, number: 'R1' },
      level: 'national',
      assignedBy: 'provincial-office',
      parts: [{ unit: 'jyt', part: 'reference' }],
    });
    const limits = { submission: { unit: 'month', amount: 2 }, setBy: 'provincial-office' };
    const change = { part: 'lead', reason: '全国人大代表要求书面答复' };
    const refused = await api.post('office', `${url}/tracks/t1/part`, { ...change, limits });
    expect(refused.body).toMatchObject({ rule: 'R3.1', errors: [{ pointer: '/limits/reply' }] });
    const named = { ...limits, reply: { unit: 'month', amount: 3 } };
    expect((await api.post('office', `${url}/tracks/t1/part`, { ...change, limits: named })).status).toBe(
      201,
    );
    const { tracks, obligations } = await detail('office', url);
    expect(tracks).toMatchObject([{ part: 'lead' }, { part: 'office', unit: 'szfbgt' }]);
    expect(obligations.find(({ kind }) => kind === 'reply')).toMatchObject({
      trackId: 't2',
      owedBy: { id: 'szfbgt' },
      status: 'open',
    });
  });
});

describe('lead and co-handler', () => {
  it('[R3.4] change places by the office’s word, and both read it', async () => {
    const journey = await Journey.begin(api);
    await journey.takenUp('jyt', 't1');
    await journey.takenUp('czt', 't2');
    await journey.act('office', '/tracks/t2/lead-swap', { reason: '职责以财政为主' });
    for (const who of ['jyt-office', 'czt-office', 'deputy']) {
      const { entries } = (await api.get(who, `${journey.url}/timeline`)).body as {
        entries: { type?: string }[];
      };
      expect(entries.map(({ type }) => type)).toContain('leadSwapped');
    }
    const rows = await api.ledger.query<{ unit: string; part: string }>(
      'SELECT unit, part FROM tracks WHERE case_id = $1 ORDER BY track_id',
      [decodeURIComponent(journey.url.slice('/cases/'.length))],
    );
    expect(rows).toEqual([
      { unit: 'jyt', part: 'co-handler' },
      { unit: 'czt', part: 'lead' },
    ]);
    expect(await newsTo('czt-office')).toContain('lead-swapped');
  });
});

describe('an opinion and an extension when the lead changes', () => {
  it('[R3.4] go over to the new lead, which reads the opinion and the date, and how it came about', async () => {
    const journey = await Journey.begin(api);
    await journey.takenUp('jyt', 't1');
    await journey.takenUp('czt', 't2');
    const letterId = await journey.drafted('czt', 't2', 'opinion');
    await journey.reviewed(letterId, 'czt', [['leader', 'leaderInCharge']]);
    await journey.act('czt-office', `/letters/${letterId}/issue`, { documentNumber: '冀财函〔2026〕1号' });
    const seenBy = async (who: string) => (await detail(who, journey.url)) as Detail & Given;
    const opinions = async (who: string) =>
      (await seenBy(who)).deliveries.filter(({ purpose }) => purpose === 'opinion');
    const [first] = await opinions('czt-office');
    await journey.act('czt-office', `/deliveries/${first?.id}/dispatch`, { way: 'hand' });
    const reply = (await seenBy('jyt-office')).obligations.find(({ kind }) => kind === 'reply') as {
      id: string;
    } & Detail['obligations'][number];
    const asked = { until: '2026-06-30', reason: '需跨部门协调' };
    const { created } = await journey.act('jyt-office', `/obligations/${reply.id}/extension-requests`, asked);
    const request = created.find(({ type }) => type === 'extension-requests')?.id ?? '';
    await journey.act('office', `/extension-requests/${request}/decision`, { outcome: 'granted' });

    const change = { unit: 'fgw', reason: '职责调整' };
    const { created: forwarded } = await journey.act('office', '/tracks/t1/reassignment', change);
    const delivery = forwarded.find(({ type }) => type === 'deliveries')?.id ?? '';
    expect(await opinions('fgw-office')).toMatchObject([
      { recipient: { id: 'jyt' }, status: 'sent' },
      { id: delivery, recipient: { id: 'fgw' }, status: 'pending' },
    ]);
    await journey.act('czt-office', `/deliveries/${delivery}/dispatch`, { way: 'hand' });
    expect(await newsTo('fgw-office')).toContain('opinion-arrived');
    await journey.act('fgw-office', `/letters/${letterId}/acceptance`);
    const { items } = (await api.get('fgw-office', `${journey.url}/obligations`)).body as {
      items: { kind: string; status: string }[];
    };
    expect(items.find(({ kind, status }) => kind === 'reply' && status === 'open')).toMatchObject({
      due: '2026-06-30',
      owedBy: { id: 'fgw' },
      explanation: expect.stringContaining('改派后沿用已批准的延期') as string,
    });
  });
});

describe('duties of one who leaves', () => {
  it('[R1.1] go to another in all open cases of the unit at once, once, and reminders follow', async () => {
    const journeys = [await Journey.begin(api), await Journey.begin(api)];
    for (const journey of journeys) await journey.takenUp('jyt', 't1');
    const untouched = await Journey.begin(api);
    const body = { from: 'jyt-officer', to: 'jyt-head', reason: '调离' };
    const response = await api.post('jyt-office', '/bulk/handovers', body, 'leaves');
    const { done, refused, rows } = response.body as {
      done: number;
      refused: number;
      rows: { caseId: string; status: number }[];
    };
    expect([response.status, refused]).toEqual([200, 0]);
    const ours = journeys.map(({ url }) => decodeURIComponent(url.slice('/cases/'.length)));
    expect(rows.map(({ caseId }) => caseId)).toEqual(expect.arrayContaining(ours));
    expect(done).toBe(rows.length);
    expect(rows.map(({ caseId }) => `/cases/${encodeURIComponent(caseId)}`)).not.toContain(untouched.url);
    expect(
      ((await api.post('jyt-office', '/bulk/handovers', body, 'leaves')).body as { done: number }).done,
    ).toBe(done);
    expect(((await api.post('jyt-office', '/bulk/handovers', body)).body as { done: number }).done).toBe(0);
    const [addressee] = await api.ledger.query<{ person_id: string }>(
      `SELECT person_id FROM addressees WHERE case_id = $1 AND track_id = 't1' AND post = 'officer'`,
      [ours[0]],
    );
    expect(addressee?.person_id).toBe('jyt-head');
    expect(await newsTo('jyt-head')).toContain('handed-over');
    expect(await newsTo('jyt-officer')).toContain('handed-over');
  });

  it('[R1.1] never to another unit’s people, but from somebody whom the register no longer has', async () => {
    const journey = await Journey.begin(api);
    await journey.takenUp('jyt', 't1');
    const path = `${journey.url}/tracks/t1/handover`;
    const hand = { from: 'jyt-leader', reason: '调离' };
    const foreign = (await api.post('jyt-office', path, { ...hand, to: 'czt-leader' })).body as Failed;
    expect(foreign).toMatchObject({ code: 'unknown-reference', rule: 'R1.1', errors: [{ pointer: '/to' }] });
    await api.ledger.query(`UPDATE people SET active = false WHERE person_id = 'jyt-leader'`);
    // Whose post is another is not for it: a head of a division leads no unit.
    const unfit = (await api.post('jyt-office', path, { ...hand, to: 'jyt-head' })).body as Failed;
    expect(unfit).toMatchObject({ rule: 'R1.1', errors: [{ pointer: '/to' }] });
    await api.ledger.query(
      `INSERT INTO people (person_id, name, unit_id, post) VALUES ('jyt-deputy', '副职', 'jyt', 'leaderInCharge')`,
    );
    expect((await api.post('jyt-office', path, { ...hand, to: 'jyt-deputy' })).status).toBe(200);
    await api.ledger.query(`UPDATE people SET active = true WHERE person_id = 'jyt-leader'`);
  });

  it('[R1.1] never to another division than the one that has the part: it is handed there first', async () => {
    await api.ledger.query(
      `INSERT INTO people (person_id, name, unit_id, division_id, post)
       VALUES ('jyt-stranger', '承办人', 'jyt', 'jyt-d2', 'officer')`,
    );
    const journey = await Journey.begin(api);
    await journey.takenUp('jyt', 't1');
    const track = `${journey.url}/tracks/t1`;
    const hand = { from: 'jyt-officer', to: 'jyt-stranger', reason: '调离' };
    for (const [path, body, pointer] of [
      ['handover', hand, '/to'],
      ['officer', { officer: 'jyt-stranger' }, '/officer'],
      ['division', { division: 'jyt-d2', officer: 'jyt-officer' }, '/officer'],
    ] as const) {
      const refused = (await api.post('jyt-office', `${track}/${path}`, body)).body as Failed;
      expect([path, refused]).toMatchObject([path, { rule: 'R1.1', errors: [{ pointer }] }]);
    }
    expect((await api.get('jyt-stranger', journey.url)).status).toBe(403);
    await journey.act('jyt-office', '/tracks/t1/division', { division: 'jyt-d2' });
    await journey.act('jyt-office', '/tracks/t1/handover', hand);
    expect((await api.get('jyt-stranger', journey.url)).status).toBe(200);
    const mine = (await api.get('jyt-stranger', '/cases?mine=true')).body as { items: { url: string }[] };
    expect(mine.items.map(({ url }) => url)).toContain(journey.url);
    expect((await api.get('jyt-officer', `${journey.url}/tracks/t1`)).status).toBe(403);
  });

  it('[R1.1] each duty of 3+1 is for who has the post of it', async () => {
    const journey = await Journey.begin(api);
    await journey.takenUp('jyt', 't1');
    const fit = {
      principal: 'jyt-principal',
      leaderInCharge: 'jyt-leader',
      office: 'jyt-office',
      division: 'jyt-head',
      officer: 'jyt-officer',
    };
    const path = `${journey.url}/tracks/t1/responsibility`;
    for (const [duty, person] of [
      ['principal', 'jyt-officer'],
      ['leaderInCharge', 'jyt-head'],
      ['office', 'jyt-leader'],
      ['division', 'jyt-officer'],
      ['officer', 'jyt-office'],
    ] as const) {
      const refused = (await api.post('jyt-office', path, { ...fit, [duty]: person })).body as Failed;
      expect([duty, refused]).toMatchObject([duty, { rule: 'R1.1', errors: [{ pointer: `/${duty}` }] }]);
    }
    // A head can handle a case themselves.
    expect((await api.post('jyt-office', path, { ...fit, officer: 'jyt-head' })).status).toBe(200);
  });
});

describe('a city government’s bureaus', () => {
  const city = async (): Promise<Journey> => {
    const url = await api.takeIn({ parts: [{ unit: 'sjz', part: 'lead' }] });
    const journey = new Journey(api, url);
    await journey.act('sjz-office', '/tracks/t1/signature');
    return journey;
  };

  it('[R2.2] are its own: no department passes on, and no city to somebody else’s', async () => {
    const journey = await city();
    const path = `${journey.url}/tracks/t1/bureaus`;
    const wrong = (await api.post('sjz-office', path, { bureaus: ['sjz-jyj', 'czt'] })).body as Failed;
    expect(wrong).toMatchObject({ rule: 'R2.2', errors: [{ pointer: '/bureaus/1' }] });
    const department = await Journey.begin(api);
    await department.act('jyt-office', '/tracks/t1/signature');
    const refused = await api.post('jyt-office', `${department.url}/tracks/t1/bureaus`, {
      bureaus: ['sjz-jyj'],
    });
    expect([refused.status, (refused.body as Failed).rule]).toEqual([403, 'R2.2']);
  });

  it('[R2.2] read the case and what is asked of them, give their opinion, and read no more', async () => {
    const journey = await city();
    const { url } = journey;
    expect((await api.get('sjz-jyj-office', url)).status).toBe(403);
    await journey.act('sjz-office', '/tracks/t1/bureaus', { bureaus: ['sjz-jyj'], note: '请提出意见' });
    const asked = await detail('sjz-jyj-office', url);
    expect(asked.obligations).toMatchObject([
      { kind: 'bureau', owedBy: { id: 'sjz-jyj' }, due: '2026-04-26' },
    ]);
    expect(Object.values(asked.texts)).toEqual(['请提出意见']);
    expect((await api.get('sjz-jyj-office', `${url}/proposers`)).status).toBe(403);
    const { items } = (await api.get('sjz-jyj-office', '/cases')).body as { items: { url?: string }[] };
    expect(JSON.stringify(items)).toContain(decodeURIComponent(url.slice('/cases/'.length)));
    expect(await newsTo('sjz-jyj-office')).toContain('passed-on');

    await journey.act('sjz-jyj-office', '/tracks/t1/bureaus/sjz-jyj/opinions', {
      opinion: '同意，建议分步实施',
    });
    const { obligations, texts } = await detail('sjz-office', url);
    expect(obligations.find(({ kind }) => kind === 'bureau')?.status).toBe('met');
    expect(Object.values(texts)).toContain('同意，建议分步实施');
    expect(await newsTo('sjz-office')).toContain('bureau-opinion');
    const timeline = (await api.get('sjz-jyj-office', `${url}/timeline`)).body as {
      entries: { type: string }[];
    };
    expect(timeline.entries.map(({ type }) => type)).toEqual([
      'caseAssigned',
      'trackPassedOn',
      'obligationOpened',
      'bureauOpinionRecorded',
      'obligationMet',
    ]);
    const draft = { product: 'reply', document: await api.upload('sjz-jyj-office', 'x'), mark: 'public' };
    expect((await api.post('sjz-jyj-office', `${url}/tracks/t1/letters`, draft)).status).toBe(403);
  });

  it('[R2.2] [R7.3] are reminded of their limit together with the city, and of nothing else', async () => {
    const journey = await city();
    const caseId = decodeURIComponent(journey.url.slice('/cases/'.length));
    await journey.act('sjz-office', '/tracks/t1/bureaus', { bureaus: ['sjz-jyj'] });
    const told = async (day: string) => {
      await claimRungs(api.ledger, day);
      const rows = await api.ledger.query<{ kind: string; to: string }>(
        `SELECT obligations.kind, notices.recipient_id AS "to" FROM notices JOIN obligations USING (case_id, obligation_id)
         WHERE case_id = $1 AND notices.created_on = $2 ORDER BY 1, 2`,
        [caseId, day],
      );
      return rows.map(({ kind, to }) => `${kind} ${to}`);
    };
    expect(await told('2026-04-26')).toEqual(
      expect.arrayContaining(['bureau sjz-jyj-office', 'bureau sjz-office']),
    );
    const replies = (await told('2026-05-06')).filter((each) => each.startsWith('reply'));
    expect(replies).toEqual(['reply sjz-office']);
  });
});
