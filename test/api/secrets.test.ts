import { giveOrders } from '../../ledger/giving-orders';
import { rebuildCase } from '../../ledger/rebuild';
import { takeRequest } from '../../ledger/idempotency';
import { draftPublication, savePublication } from '../../ledger/publications';
import { loadCase } from '../../ledger/record';
import { markPurged, unpurgedCases } from '../../ledger/secrets';
import { foundInDatabase } from '../setup/needles';
import { actors, apiHarness, suggestion, type ApiHarness } from './harness';
import { Journey } from './journey';
import { carried, idOf } from './merging';

const WORDS = {
  title: '关于海防某设施的建议',
  text: '某设施位于某处，建议……',
  name: '示例丙',
  telephone: '0311-77777777',
  opinion: '同意某方案',
  letter: '示例代表：关于某设施的答复。',
  reason: '某设施的进度有误',
  subject: '国防动员',
  login: 'deputy-secret',
  ground: '因某设施选为重点',
  number: '冀教密〔2026〕9号',
};

let api: ApiHarness;
beforeAll(async () => {
  api = await apiHarness();
});
afterAll(() => api.close());

/** A case with something of every kind on record: words, names, files, letters, mails, a page, a repeated answer. */
async function richCase(): Promise<Journey> {
  const url = await api.takeIn({
    title: WORDS.title,
    text: WORDS.text,
    subject: WORDS.subject,
    proposers: [
      { role: 'lead', type: 'deputy', name: WORDS.name, telephone: WORDS.telephone, subject: WORDS.login },
      { role: 'joint', type: 'deputy', name: '示例乙' },
    ],
  });
  const journey = new Journey(api, url);
  await journey.takenUp('jyt', 't1');
  await journey.act('jyt-officer', '/tracks/t1/contacts', {
    stage: 'before',
    way: 'telephone',
    proposers: ['p1', 'p2'],
    opinion: WORDS.opinion,
    wished: true,
    plan: '三月调研',
    attendees: [],
  });
  const letterId = await journey.drafted('jyt', 't1', 'reply', WORDS.letter);
  await journey.reviewed(letterId);
  await journey.act('jyt-office', `/letters/${letterId}/issue`, { documentNumber: WORDS.number });
  const { body } = await api.get('office', url);
  const { deliveries } = body as { deliveries: { id: string; recipient: { type: string } }[] };
  for (const { id, recipient } of deliveries)
    if (recipient.type === 'proposer')
      await journey.act('jyt-office', `/deliveries/${id}/dispatch`, { way: 'post' });
  // By themselves and by paper: each is answered with an address, under the login of whoever sent it.
  for (const who of ['secret-deputy', 'office']) {
    const accepted = await api.post(who, `${url}/feedback`, {
      proposer: 'p1',
      attitude: 'dissatisfied',
      result: 'dissatisfied',
      reason: WORDS.reason,
    });
    expect([who, accepted.status]).toEqual([who, 202]);
  }
  // One that died before its answer.
  const died = { actor: WORDS.login, key: `died-${url}`, bodyHash: 'x' };
  await takeRequest(api.ledger, died, await api.clock.now());
  await api.post('jyt-office', '/key-cases', { caseId: idOf(url), ground: WORDS.ground });
  // Similar cases are compared by what they say.
  await api.get('office', `${url}/similar`);
  return journey;
}

/** Classifies a case, with its number repeated. */
const classify = (url: string, more: object = {}, key?: string) =>
  api.post('office', `${url}/classification`, { number: idOf(url).split(':').at(-1), ...more }, key);

describe('[R3.12] the stub of a secret', () => {
  const stub = (number: string) => {
    const { title: _t, text: _x, proposers: _p, ...rest } = suggestion();
    return { ...rest, identity: { ...rest.identity, number } };
  };

  it('is taken in with number, units and dates, and again with the same answer', async () => {
    const first = await api.post('intake', '/secret-cases', stub('密1'));
    expect([first.status, first.body]).toEqual([201, expect.objectContaining({ outcome: 'recorded' })]);
    const again = await api.post('intake', '/secret-cases', stub('密1'));
    expect([again.status, again.body]).toEqual([200, expect.objectContaining({ outcome: 'already' })]);
    const { body } = await api.get('office', (first.body as { url: string }).url);
    expect(body).toMatchObject({ title: '涉密件', proposers: [], obligations: expect.any(Array) });
    expect(body).not.toHaveProperty('text');
  });

  it.each([
    ['title', WORDS.title],
    ['text', WORDS.text],
    ['proposers', suggestion().proposers],
    ['attachments', []],
    ['subject', WORDS.subject],
  ])('is refused with %s, names the field and stores nothing of it', async (field, value) => {
    const refused = await api.post('intake', '/secret-cases', { ...stub(`密-${field}`), [field]: value });
    expect([refused.status, refused.body]).toEqual([
      422,
      expect.objectContaining({
        rule: 'R3.12',
        errors: [expect.objectContaining({ pointer: `/${field}`, detail: expect.stringContaining('涉密') })],
      }),
    ]);
    expect(await foundInDatabase(api.ledger, [`密-${field}`, ...Object.values(WORDS)])).toEqual([]);
  });

  it('is refused where whole cases are taken in, and nothing of it is stored', async () => {
    const refused = await api.post('intake', '/cases', {
      ...suggestion({ title: WORDS.title }),
      secret: true,
    });
    expect([refused.status, refused.body]).toEqual([
      422,
      expect.objectContaining({ rule: 'R3.12', errors: [expect.objectContaining({ pointer: '/secret' })] }),
    ]);
    expect(await foundInDatabase(api.ledger, [WORDS.title])).toEqual([]);
    const harmless = await api.post('intake', '/cases', { ...suggestion(), secret: false });
    expect(harmless.status).toBe(201);
  });

  it('takes no words: what is said in their place is that they are off line', async () => {
    const { body } = await api.post('intake', '/secret-cases', stub('密2'));
    const track = `${(body as { url: string }).url}/tracks/t1`;
    const refused = await api.post('jyt-office', `${track}/return`, { reason: WORDS.reason });
    expect([refused.status, refused.body]).toEqual([
      403,
      expect.objectContaining({ rule: 'R3.12', errors: [expect.objectContaining({ pointer: '/reason' })] }),
    ]);
    expect(await foundInDatabase(api.ledger, [WORDS.reason])).toEqual([]);
    expect((await api.post('jyt-office', `${track}/return`, { reason: '详见线下材料' })).status).toBe(200);
  });

  it('refuses letters, contacts and feedback, and is done when its units say so', async () => {
    const { body } = await api.post('intake', '/secret-cases', stub('密3'));
    const { url } = body as { url: string };
    const journey = new Journey(api, url);
    await journey.takenUp('jyt', 't1');
    await journey.takenUp('czt', 't2');
    const document = await api.upload('jyt-office', '公开的文件');
    const draft = await api.post('jyt-officer', `${url}/tracks/t1/letters`, {
      product: 'reply',
      document,
      mark: 'public',
      category: 'A',
    });
    expect([draft.status, draft.body]).toEqual([403, expect.objectContaining({ rule: 'R3.12' })]);
    await journey.act('czt-office', '/tracks/t2/off-line-completion');
    const done = await journey.act('jyt-office', '/tracks/t1/off-line-completion');
    expect(done.case.status).toBe('closed');
  });
});

describe('[R3.12] a case that turns out to be a secret', () => {
  it('leaves nothing of what it said anywhere in the ledger, and keeps the record’s numbers, times and kinds', async () => {
    const journey = await richCase();
    const caseId = idOf(journey.url);
    const needles = [...Object.values(WORDS), '示例乙'];
    // The twin: all of it is there before.
    const before = new Set((await foundInDatabase(api.ledger, needles)).map((place) => place.split(': ')[1]));
    expect([...before].sort()).toEqual([...needles].sort());
    const record = () =>
      api.ledger.query(
        'SELECT seq, type, act_on, recorded_at FROM case_events WHERE case_id = $1 ORDER BY seq',
        [caseId],
      );
    const events = await record();

    const answered = () =>
      api.ledger.query(
        `SELECT actor FROM idempotency WHERE actor = $3 OR position($1 in response::text) > 0 OR position($2 in response::text) > 0`,
        [caseId, journey.url, WORDS.login],
      );
    expect((await answered()).map(({ actor }) => actor)).toContain(WORDS.login);
    // Another case's proposer keeps what they are answered.
    const other = { actor: 'deputy-1', key: 'of-another-case', bodyHash: 'x' };
    await takeRequest(api.ledger, other, await api.clock.now());

    const response = await classify(journey.url);
    expect((await answered()).map(({ actor }) => actor)).toEqual([actors['office']?.subject]);
    expect((await takeRequest(api.ledger, { ...other, bodyHash: 'y' }, await api.clock.now())).state).toBe(
      'other-body',
    );
    expect([response.status, response.headers['location']]).toEqual([202, `${journey.url}/classification`]);
    // Another case has a proposer of that name.
    expect(await foundInDatabase(api.ledger, Object.values(WORDS))).toEqual([]);
    expect((await record()).slice(0, events.length)).toEqual(events);
    expect(api.cases.purges).toEqual([caseId]);

    const { body } = response as { body: { evidence: Record<string, unknown>; purgedAt?: string } };
    expect(body.evidence).toMatchObject({
      removed: { proposers: 2, files: 1, events: events.length },
      letters: [expect.objectContaining({ to: 'proposer', way: 'post' }), expect.anything()],
      mergedWith: [],
    });
    expect(body).not.toHaveProperty('purgedAt');
    expect(JSON.stringify(body)).not.toMatch(new RegExp(needles.join('|')));
  });

  it('is read as a stub by everybody, is rebuilt as one from its record, and goes on off line', async () => {
    const journey = await richCase();
    const caseId = idOf(journey.url);
    await classify(journey.url, { doneOn: '2026-02-06' });
    const { state } = await loadCase(api.ledger, caseId);
    expect(await rebuildCase(api.ledger, caseId)).toEqual(state);
    for (const who of ['office', 'jyt-office', 'czt-office', 'jyt-officer', 'auditor', 'congress'])
      for (const path of ['', '/timeline', '/obligations']) {
        const read = await api.get(who, `${journey.url}${path}`);
        expect([who, path, read.status]).toEqual([who, path, 200]);
        expect(read.text).not.toMatch(new RegExp(Object.values(WORDS).join('|')));
      }
    expect((await api.get('jyt-office', `${journey.url}/proposers`)).body).toEqual({ items: [] });

    // Nothing reaches it until the engine's record of it is gone.
    const early = await api.post('czt-office', `${journey.url}/tracks/t2/signature`);
    expect([early.status, early.headers['retry-after']]).toEqual([503, '5']);
    expect(await unpurgedCases(api.ledger)).toContain(caseId);
    await markPurged(api.ledger, caseId, await api.clock.now());
    expect((await api.post('czt-office', `${journey.url}/tracks/t2/signature`)).status).toBe(200);
  });

  it('is classified once, by the provincial office alone; the same request again gets the same answer', async () => {
    const url = await api.takeIn();
    const path = `${url}/classification`;
    for (const who of ['jyt-office', 'congress', 'intake', 'operations', 'auditor'])
      expect([who, (await api.post(who, path)).status]).toEqual([who, 403]);
    expect((await api.get('auditor', path)).status).toBe(404);
    const first = await classify(url, {}, 'once');
    expect(first.status).toBe(202);
    expect((await classify(url, {}, 'once')).body).toEqual(first.body);
    const again = await classify(url, {}, 'twice');
    expect([again.status, again.body]).toEqual([409, expect.objectContaining({ rule: 'R3.12' })]);
    expect((await api.get('auditor', path)).status).toBe(200);
    expect((await api.get('jyt-office', path)).status).toBe(403);
  });

  it('wants its number repeated: what is purged does not come back', async () => {
    const url = await api.takeIn();
    for (const [body, status] of [
      [{}, 422],
      [{ number: '0' }, 409],
    ] as const) {
      const refused = await api.post('office', `${url}/classification`, body);
      expect([refused.status, refused.body]).toEqual([
        status,
        expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/number' })] }),
      ]);
    }
    expect((await loadCase(api.ledger, idOf(url))).state.facts.secret).toBeUndefined();
  });

  it('takes no ground and no words, and refuses a day before it was assigned (D8)', async () => {
    const url = await api.takeIn();
    const words = await classify(url, { reason: WORDS.reason });
    expect([words.status, words.body]).toEqual([
      422,
      expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/reason' })] }),
    ]);
    const early = await classify(url, { doneOn: '2026-01-01' });
    expect([early.status, early.body]).toEqual([422, expect.objectContaining({ rule: 'D8' })]);
    expect((await loadCase(api.ledger, idOf(url))).state.facts.secret).toBeUndefined();
  });

  it('is other content than what was handed in: the same list again does not bring it back', async () => {
    const title = '关于海防某通道的建议';
    const intake = suggestion({ title });
    const first = await api.post('intake', '/cases', intake, 'first');
    const { url } = first.body as { url: string };
    await classify(url);
    for (const key of ['first', 'second']) {
      const again = await api.post('intake', '/cases', intake, key);
      expect([key, again.status]).toEqual([key, 409]);
    }
    expect(await foundInDatabase(api.ledger, [title])).toEqual([]);
  });

  it('[R4.2] is no key case any more, and the record of that choice says when and by whom, without words', async () => {
    const url = await api.takeIn();
    await api.post('jyt-office', '/key-cases', { caseId: idOf(url), ground: '群众关注' });
    await classify(url);
    const { items } = (await api.get('office', '/key-cases?unit=jyt')).body as {
      items: { caseId: string; selection: string; history: object[] }[];
    };
    const found = items.find(({ caseId }) => caseId === idOf(url));
    expect(found?.selection).toBe('deselected');
    expect(found?.history).toEqual([
      expect.objectContaining({ act: 'selected', by: expect.objectContaining({ unit: 'jyt' }) as object }),
      expect.objectContaining({
        act: 'deselected',
        by: expect.objectContaining({ role: 'provincial-office' }) as object,
        why: '（已按涉密规定清除）',
      }),
    ]);
    expect(JSON.stringify(found)).not.toContain('群众关注');
  });

  it('leaves a merge: its host waits for it no longer, nor names it, and a withdrawn one leaves in the same way [R3.10]', async () => {
    const [host, secret, withdrawn] = [await api.takeIn(), await api.takeIn(), await api.takeIn()];
    const merge = { cases: [secret, withdrawn].map(idOf), reason: '内容相近' };
    expect((await api.post('office', `${host}/merge`, merge)).status).toBeLessThan(300);
    const members = async () => {
      const { status, body } = await api.get('office', `${host}/merge`);
      expect(status).toBe(200);
      return (body as { cases: { caseId: string; status: string }[] }).cases
        .filter(({ caseId }) => caseId !== idOf(host))
        .map(({ status: how }) => how);
    };
    await carried(api, host);
    expect(await members()).toEqual(['joined', 'joined']);
    await classify(secret);
    await api.post('office', `${withdrawn}/withdrawal`, { reason: '不再提出', proposer: 'p1' });
    // At once, with the act: reconciliation gives only what could not be given.
    expect(await members()).toEqual(['left', 'left']);
    expect(await giveOrders(api.ledger, (caseId, order) => api.cases.send(caseId, order))).toMatchObject({
      given: 0,
      left: 0,
    });
  });

  it('lets its members go where it is the host, and says why: that also frees those that it has answered [R3.10]', async () => {
    const [secret, member] = [await api.takeIn(), await api.takeIn()];
    const merge = { cases: [idOf(member)], reason: '内容相近' };
    expect((await api.post('office', `${secret}/merge`, merge)).status).toBeLessThan(300);
    await carried(api, secret);
    await classify(secret);
    await giveOrders(api.ledger, (caseId, order) => api.cases.send(caseId, order));
    expect((await loadCase(api.ledger, idOf(member))).state.merge).toBeUndefined();
    const [left] = await api.ledger.query(
      `SELECT data FROM case_events WHERE case_id = $1 AND type = 'mergeLeft'`,
      [idOf(member)],
    );
    expect(left).toEqual({ data: { host: idOf(secret), why: 'classified' } });
  });

  it('names the page of its host on which it was answered, as one that stays up [R3.10]', async () => {
    const parts = [{ unit: 'jyt', part: 'lead' as const }];
    const [host, secret] = [await api.takeIn({ parts }), await api.takeIn({ parts })];
    const merge = { cases: [idOf(secret)], reason: '内容相近' };
    expect((await api.post('office', `${host}/merge`, merge)).status).toBeLessThan(300);
    await carried(api, host);
    const member = new Journey(api, secret);
    await member.takenUp('jyt', 't1');
    await member.contacted();
    const journey = new Journey(api, host);
    const letterId = await journey.replied();
    await carried(api, host);
    const publication = { coHandlers: [], withOriginal: false };
    await journey.act('jyt-office', `/letters/${letterId}/publication`, publication);
    const { publication: page } = await draftPublication(api.ledger, idOf(host), letterId);
    await savePublication(api.ledger, { ...page, publishedOn: '2026-02-06' });
    const { status, body } = await classify(secret);
    expect(status).toBe(202);
    expect((body as { evidence: object }).evidence).toMatchObject({
      removed: { pages: 0 },
      pages: [{ publishedOn: '2026-02-06', onPortal: false, of: idOf(host) }],
      mergedWith: [idOf(host)],
    });
  });

  it('keeps a file that another case uses, and says which', async () => {
    const shared = await api.upload('intake', '两件共用的附件');
    const attachments = [{ name: '附件.txt', document: shared }];
    const [one, other] = [await api.takeIn({ attachments }), await api.takeIn({ attachments })];
    const { body } = await classify(one);
    expect((body as { evidence: object }).evidence).toMatchObject({
      removed: { files: 0 },
      filesOfOthers: [idOf(other)],
    });
    expect((await api.get('office', `${other}/documents/${shared}`)).status).toBe(200);
    expect((await api.get('office', `${one}/documents/${shared}`)).status).toBe(404);
  });
});
