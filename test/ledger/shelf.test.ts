import { platformClock, productionClock } from '../../ledger/clock';
import type { Db } from '../../ledger/pool';
import { documentsAtHand, readDocument, storeDocument } from '../../ledger/documents';
import { answerRequest, releaseRequest, takeRequest } from '../../ledger/idempotency';
import { openLedger } from '../../ledger/pool';
import {
  addresseesOf,
  loadRegister,
  personOfSubject,
  readBodies,
  readPeople,
  readUnits,
  unknownReferences,
} from '../../ledger/register';
import { rulesOf } from '../../ledger/rules';
import { readTexts, storeTexts, textIdOf } from '../../ledger/texts';
import { staff } from '../domain/case/scenario';
import { instantOn, ledgerFixture, testRegister, type LedgerFixture } from './fixture';

let fixture: LedgerFixture;
beforeAll(async () => {
  fixture = await ledgerFixture();
});
afterAll(() => fixture.close());
const AT = instantOn('2026-02-05');

describe('idempotency keys', () => {
  const request = { actor: 'po-1', key: 'k-1', bodyHash: 'h1' };

  it('answer the same request again, refuse the key with another body, and are each actor’s own', async () => {
    expect(await takeRequest(fixture.ledger, request, AT)).toEqual({ state: 'taken' });
    // Died or still under way: the same request goes on, under the same command id.
    expect(await takeRequest(fixture.ledger, request, AT)).toEqual({ state: 'taken' });
    await answerRequest(fixture.ledger, request, 201, { seq: 4 });
    await answerRequest(fixture.ledger, request, 500, { other: true });
    expect(await takeRequest(fixture.ledger, request, AT)).toEqual({
      state: 'answered',
      status: 201,
      response: { seq: 4 },
    });
    expect(await takeRequest(fixture.ledger, { ...request, bodyHash: 'h2' }, AT)).toEqual({
      state: 'other-body',
    });
    expect(await takeRequest(fixture.ledger, { ...request, actor: 'po-2', bodyHash: 'h2' }, AT)).toEqual({
      state: 'taken',
    });
  });

  it('of a request that changed nothing can be given back; an answered one stays', async () => {
    const other = { ...request, key: 'k-2' };
    await takeRequest(fixture.ledger, other, AT);
    await releaseRequest(fixture.ledger, other);
    expect(await takeRequest(fixture.ledger, { ...other, bodyHash: 'h2' }, AT)).toEqual({ state: 'taken' });
    await releaseRequest(fixture.ledger, request);
    expect(await takeRequest(fixture.ledger, request, AT)).toMatchObject({ state: 'answered' });
  });
});

describe('texts', () => {
  it('are kept once, under an id that follows from the request and tells nothing of the words', async () => {
    const textId = textIdOf('command-1', '/reason');
    expect(textId).toBe(textIdOf('command-1', '/reason'));
    expect(textId).not.toBe(textIdOf('command-1', '/plan'));
    await storeTexts(fixture.ledger, 'case-a', 'command-1', [{ textId, body: '理由' }]);
    await storeTexts(fixture.ledger, 'case-a', 'command-1', [{ textId, body: '改写' }]);
    expect(await readTexts(fixture.ledger, 'case-a')).toEqual({ [textId]: '理由' });
    expect(await readTexts(fixture.ledger, 'case-a', ['x-none'])).toEqual({});
    expect(await readTexts(fixture.ledger, 'case-b', [textId])).toEqual({});
  });
});

describe('documents', () => {
  it('are kept by their content, and read by who uploaded them or may read a case that names them', async () => {
    const upload = {
      name: '附件.pdf',
      mediaType: 'application/pdf',
      bytes: Buffer.from([1, 0, 255, 3]),
      uploadedBy: { subject: 'u-1' },
      uploadedAt: AT,
    };
    const stored = await storeDocument(fixture.ledger, upload);
    expect(stored).toEqual({
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      name: '附件.pdf',
      mediaType: 'application/pdf',
      size: 4,
    });
    expect(await storeDocument(fixture.ledger, { ...upload, name: 'other.pdf' })).toEqual(stored);
    expect(
      (await readDocument(fixture.ledger, stored.hash, { unit: 'co' }, { subject: 'u-1' }))?.bytes,
    ).toEqual(upload.bytes);
    expect(
      await readDocument(fixture.ledger, stored.hash, { unit: 'co' }, { subject: 'u-2' }),
    ).toBeUndefined();
    await fixture.newCase('6001', { attachments: [{ name: 'a', document: stored.hash }] });
    expect((await readDocument(fixture.ledger, stored.hash, { unit: 'co' }, { subject: 'u-2' }))?.size).toBe(
      4,
    );
    expect(
      await readDocument(fixture.ledger, stored.hash, { unit: 'third' }, { subject: 'u-2' }),
    ).toBeUndefined();
    expect(await readDocument(fixture.ledger, 'f'.repeat(64), 'all')).toBeUndefined();
  });

  it('are at hand for whoever brought them, their unit, and cases that have them: knowing the hash is no key', async () => {
    const { hash } = await storeDocument(fixture.ledger, {
      name: '初稿.txt',
      mediaType: 'text/plain',
      bytes: Buffer.from('仅本单位可用'),
      uploadedBy: { subject: 'u-1', unit: 'lead' },
      uploadedAt: AT,
    });
    const caseId = await fixture.newCase('6999');
    const atHand = async (uploader: { subject: string; unit?: string }) =>
      (await documentsAtHand(fixture.ledger, [hash], uploader, caseId)).has(hash);
    expect(await atHand({ subject: 'u-1' })).toBe(true);
    expect(await atHand({ subject: 'u-2', unit: 'lead' })).toBe(true);
    expect(await atHand({ subject: 'u-3', unit: 'co' })).toBe(false);
    expect(await atHand({ subject: 'u-4' })).toBe(false);
    const bytes = Buffer.from('仅本单位可用');
    await storeDocument(fixture.ledger, {
      name: '另存.txt',
      mediaType: 'text/plain',
      bytes,
      uploadedBy: { subject: 'u-4' },
      uploadedAt: AT,
    });
    expect(await atHand({ subject: 'u-4' })).toBe(true);
  });
});

describe('the register', () => {
  it('reads back as it was loaded, and loading it again changes nothing', async () => {
    await loadRegister(fixture.ledger, testRegister);
    const byId = <T extends { id: string }>(items: readonly T[]) =>
      [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(await readUnits(fixture.ledger)).toEqual(byId(testRegister.units));
    expect(await readPeople(fixture.ledger)).toEqual(byId(testRegister.people));
    expect(await readPeople(fixture.ledger, 'co')).toHaveLength(5);
    expect(await readBodies(fixture.ledger)).toEqual(byId(testRegister.bodies));
    expect((await personOfSubject(fixture.ledger, 'co-officer'))?.id).toBe('co-5');
    expect(await personOfSubject(fixture.ledger, 'nobody')).toBeUndefined();
  });

  it('says what a command names that nobody knows', async () => {
    expect(
      await unknownReferences(fixture.ledger, {
        units: ['lead', 'x'],
        people: ['lead-1', 'y'],
        documents: ['0'.repeat(64)],
        divisions: [
          { unit: 'lead', division: 'lead/1' },
          { unit: 'lead', division: 'co/1' },
        ],
      }),
    ).toEqual({
      units: ['x'],
      people: ['y'],
      bodies: [],
      documents: ['0'.repeat(64)],
      divisions: ['lead/co/1'],
    });
  });

  it('refuses a file with an id twice or people of unknown units, and stays as it was', async () => {
    const [someone] = testRegister.people;
    if (!someone) throw new Error('nobody');
    for (const people of [[someone, someone], [{ ...someone, unit: 'x' }], [{ ...someone, division: 'x' }]]) {
      await expect(loadRegister(fixture.ledger, { ...testRegister, people })).rejects.toMatchObject({
        fault: 'invalid-input',
      });
    }
    expect(await readPeople(fixture.ledger)).toHaveLength(testRegister.people.length);
  });

  it('[R1.1] finds who is spoken to: 3+1, the officer a case was handed to, the post, else the office', async () => {
    const caseId = await fixture.newCase('6002');
    const who = async (post: 'officer' | 'division' | 'principal') =>
      (await addresseesOf(fixture.ledger, caseId, 't1', post)).map(({ id }) => id);
    expect([await who('officer'), await who('division'), await who('principal')]).toEqual([
      ['lead-3'],
      ['lead-3'],
      ['lead-1'],
    ]);
    await fixture.act(caseId, 'lead', 'signFor', { trackId: 't1' });
    await fixture.act(caseId, 'lead', 'assignDivision', { trackId: 't1', division: 'lead/1' });
    expect([await who('officer'), await who('division')]).toEqual([['lead-4'], ['lead-4']]);
    await fixture.act(caseId, 'leadDivision', 'assignOfficer', { trackId: 't1', officer: 'lead-5' });
    expect(await who('officer')).toEqual(['lead-5']);
    await fixture.act(caseId, 'lead', 'nameResponsibility', { trackId: 't1', ...staff('third') });
    expect([await who('officer'), await who('principal')]).toEqual([['third-5'], ['third-1']]);
    // Who left the register is not written to any more: the next in line is.
    await loadRegister(fixture.ledger, {
      ...testRegister,
      people: testRegister.people.filter(({ id }) => id !== 'third-5'),
    });
    expect(await who('officer')).toEqual(['lead-4']);
    await loadRegister(fixture.ledger, testRegister);
  });
});

describe('the clock', () => {
  it('is the wall clock plus an offset that all processes share', async () => {
    const wall = Date.parse('2026-02-05T15:30:00Z');
    const clock = platformClock(fixture.ledger, () => wall);
    expect(await clock.offsetMs()).toBe(0);
    expect([await clock.now(), await clock.today()]).toEqual(['2026-02-05T15:30:00.000Z', '2026-02-05']);
    await clock.setOffset(3_600_000);
    expect(await platformClock(fixture.ledger, () => wall).today()).toBe('2026-02-06');
    await clock.setOffset(0);
  });

  it('of production is the wall clock, asks the ledger once, and refuses one whose time was moved', async () => {
    const wall = Date.parse('2026-02-05T15:30:00Z');
    let asked = 0;
    const counting: Db = {
      query: (...statement) => {
        asked += 1;
        return fixture.ledger.query(...statement);
      },
    };
    const moved = platformClock(fixture.ledger, () => wall);
    await moved.setOffset(86_400_000);
    const clock = productionClock(counting, () => wall);
    await expect(clock.now()).rejects.toMatchObject({ fault: 'moved-clock' });
    await moved.setOffset(0);
    expect(await clock.today()).toBe('2026-02-05');
    const before = asked;
    expect([await clock.now(), await clock.offsetMs()]).toEqual(['2026-02-05T15:30:00.000Z', 0]);
    expect(asked).toBe(before);
    await expect(clock.setOffset(1)).rejects.toMatchObject({ fault: 'moved-clock' });
  });
});

describe('rules', () => {
  it('[D5] are found by version, the calendar cut to the years that a case can reach', async () => {
    const key = {
      policyVersion: 'hebei-2022.1',
      calendarVersion: 'state-council-2026.1',
      assignedOn: '2024-03-01',
    };
    const { policy, calendar } = await rulesOf(fixture.ledger, key);
    expect(policy.version).toBe('hebei-2022.1');
    expect([calendar.coveredFrom, calendar.coveredThrough]).toEqual(['2023-12-01', '2026-12-31']);
    await expect(rulesOf(fixture.ledger, { ...key, policyVersion: 'none' })).rejects.toMatchObject({
      fault: 'unknown-rules',
    });
  });

  it('of a version that only the ledger still knows are read from it', async () => {
    const [row] = await fixture.ledger.query<{ data: object }>('SELECT data FROM calendars LIMIT 1');
    await fixture.ledger.query(`INSERT INTO calendars VALUES ('old-1', $1)`, [
      JSON.stringify({ ...row?.data, version: 'old-1' }),
    ]);
    const { calendar } = await rulesOf(fixture.ledger, {
      policyVersion: 'hebei-2022.1',
      calendarVersion: 'old-1',
      assignedOn: '2024-03-01',
    });
    expect(calendar.version).toBe('old-1');
  });
});

describe('the pool', () => {
  it('says soon that a ledger is down', async () => {
    const nowhere = openLedger('postgres://x:y@127.0.0.1:1/z');
    const began = Date.now();
    await expect(nowhere.query('SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
    expect(Date.now() - began).toBeLessThan(3_000);
    await nowhere.close();
  });

  it('gives dates as text, instants as ISO 8601, and counts as numbers, whatever the process’s zone', async () => {
    const [row] = await fixture.ledger.query(
      `SELECT '2026-02-05'::date AS day, '2026-02-05 01:02:03.004+08'::timestamptz AS instant, count(*) AS n FROM units`,
    );
    expect(row).toEqual({ day: '2026-02-05', instant: '2026-02-04T17:02:03.004Z', n: 3 });
  });

  it('rolls back what a failed transaction wrote, and runs a deadlocked one again', async () => {
    const insert = `INSERT INTO platform VALUES ('pool-test', '1')`;
    await expect(
      fixture.ledger.transaction(async (db) => {
        await db.query(insert);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await fixture.ledger.query(`SELECT FROM platform WHERE key = 'pool-test'`)).toEqual([]);
    await fixture.ledger.query(`INSERT INTO platform VALUES ('a', '0'), ('b', '0')`);
    let tries = 0;
    const bump = (first: string, second: string) =>
      fixture.ledger.transaction(async (db) => {
        tries += 1;
        await db.query(`UPDATE platform SET value = (value::int + 1)::text::jsonb WHERE key = $1`, [first]);
        await db.query('SELECT pg_sleep(0.1)');
        await db.query(`UPDATE platform SET value = (value::int + 1)::text::jsonb WHERE key = $1`, [second]);
      });
    await Promise.all([bump('a', 'b'), bump('b', 'a')]);
    expect(tries).toBeGreaterThan(2);
    expect(await fixture.ledger.query(`SELECT value FROM platform WHERE key IN ('a', 'b')`)).toEqual([
      { value: 2 },
      { value: 2 },
    ]);
  });

  it('survives a connection that is killed under it', async () => {
    await expect(
      fixture.ledger.transaction(async (db) => {
        const [me] = await db.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
        await fixture.ledger.query('SELECT pg_terminate_backend($1)', [me?.pid]);
        await db.query('SELECT 1');
      }),
    ).rejects.toThrow();
    expect(await fixture.ledger.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
