import fc from 'fast-check';
import { standInOn, type Absence } from '../../domain/absence';
import { addDays } from '../../domain/dates';
import { endAbsence, enterAbsence, listAbsences, readAbsence, standsInFor } from '../../ledger/absences';
import { claimDigests, claimRungs } from '../../ledger/dispatch';
import { readInbox } from '../../ledger/reads/inbox';
import { readTimeline } from '../../ledger/reads/timeline';
import { loadRegister } from '../../ledger/register';
import { actors, instantOn, ledgerFixture, testRegister, type LedgerFixture } from './fixture';

let fixture: LedgerFixture;
beforeEach(async () => {
  fixture = await ledgerFixture();
});
afterEach(() => fixture.close());

const LEAD = [{ unit: 'lead', part: 'lead' as const }];
const occasion = (today: string) => ({ actor: actors.lead, today, at: instantOn(today) });
let ids = 0;
const away = async (person: string, standIn: string, from: string, to: string, today = '2026-02-05') => {
  const id = `a${(ids += 1)}`;
  await enterAbsence(fixture.ledger, id, { person, standIn, from, to, reason: '出差' }, occasion(today));
  return id;
};
/** Who was told the news of a case, or was reminded of signing for it, and for whom. */
const told = async (caseId: string, kind: 'news' | 'rung') =>
  (
    await fixture.ledger.query<{ recipient_id: string; meant_for: string[] | null }>(
      `SELECT DISTINCT recipient_id, meant_for FROM notices LEFT JOIN obligations USING (case_id, obligation_id)
       WHERE case_id = $1 AND notices.kind = $2 AND coalesce(obligations.kind, 'sign') = 'sign' ORDER BY 1, 2`,
      [caseId, kind],
    )
  ).map(({ recipient_id, meant_for }) => [recipient_id, meant_for]);

describe('notices while somebody is away', () => {
  it('[R1.1] [R7.3] [D1] reminders go to the stand-in on the days of the absence, and to the person before and after', async () => {
    await away('lead-3', 'lead-2', '2026-02-10', '2026-02-11');
    // Signing is due on 2026-02-10: the office is reminded a day ahead and on the day.
    const before = await fixture.newCase('8001', { parts: LEAD });
    await claimRungs(fixture.ledger, '2026-02-09');
    expect(await told(before, 'rung')).toEqual([['lead-3', null]]);
    const within = await fixture.newCase('8002', { parts: LEAD });
    await claimRungs(fixture.ledger, '2026-02-10');
    // T-0 is meant for the office and the leader in charge: they are one now, and each is on record.
    expect(await told(within, 'rung')).toEqual([['lead-2', ['lead-2', 'lead-3']]]);
    const after = await fixture.newCase('8003', { parts: LEAD, assignedOn: '2026-02-09' }, '2026-02-09');
    await claimRungs(fixture.ledger, '2026-02-12');
    expect(await told(after, 'rung')).toEqual([
      ['lead-2', null],
      ['lead-3', null],
    ]);
  });

  it('[R1.1] the same day without an absence tells the people themselves: the twin', async () => {
    const caseId = await fixture.newCase('8002', { parts: LEAD });
    await claimRungs(fixture.ledger, '2026-02-10');
    expect(await told(caseId, 'rung')).toEqual([
      ['lead-2', null],
      ['lead-3', null],
    ]);
  });

  it('[R1.1] news goes to the stand-in of the stand-in, by the day of the news', async () => {
    await away('lead-3', 'lead-2', '2026-02-05', '2026-02-20');
    await away('lead-2', 'lead-1', '2026-02-06', '2026-02-06');
    const days = ['2026-02-05', '2026-02-06', '2026-02-07'];
    const cases = await Promise.all(days.map((day, n) => fixture.newCase(`81${n}`, { parts: LEAD }, day)));
    expect(await Promise.all(cases.map((caseId) => told(caseId, 'news')))).toEqual([
      [['lead-2', ['lead-3']]],
      [['lead-1', ['lead-3']]],
      [['lead-2', ['lead-3']]],
    ]);
    const { items } = await readInbox(fixture.ledger, { type: 'person', id: 'lead-1' });
    expect(items.map(({ caseId, insteadOf, ownToo }) => [caseId, insteadOf, ownToo])).toEqual([
      [cases[1], ['lead office'], undefined],
    ]);
    expect((await readInbox(fixture.ledger, { type: 'person', id: 'lead-3' })).items).toEqual([]);
  });

  it('[R1.1] the timeline keeps who was reminded and whom it was meant for', async () => {
    await away('lead-3', 'lead-4', '2026-02-09', '2026-02-11');
    const caseId = await fixture.newCase('8201', { parts: LEAD });
    await claimRungs(fixture.ledger, '2026-02-09');
    const timeline = await readTimeline(fixture.ledger, caseId, 'all');
    const reminders = timeline?.entries.filter(({ entry }) => entry === 'reminder') ?? [];
    expect(reminders).not.toEqual([]);
    for (const reminder of reminders)
      expect(reminder).toMatchObject({
        recipients: [{ type: 'person', id: 'lead-4', meantFor: ['lead-3'] }],
      });
  });

  it('[R1.1] [R7.3] a stand-in has one mail a day, with their own cases and those of the absent person', async () => {
    await away('lead-3', 'lead-2', '2026-02-10', '2026-02-11');
    for (const number of ['8301', '8302']) await fixture.newCase(number, { parts: LEAD });
    const own = await fixture.newCase('8303', { parts: LEAD });
    await fixture.ledger.query(
      `INSERT INTO responsibilities SELECT $1, 't1', post, 'lead-2' FROM unnest('{office,division,officer}'::text[]) AS post`,
      [own],
    );
    const day = '2026-02-10';
    await claimRungs(fixture.ledger, day);
    expect(await claimDigests(fixture.ledger, { kind: 'rung', day })).toMatchObject({ digests: 1 });
    const [mail] = await fixture.ledger.query(
      `SELECT recipient_id AS who, count(DISTINCT case_id) AS cases, bool_or(meant_for IS NULL) AS own,
         bool_or(meant_for = ARRAY['lead-3']) AS other
       FROM notices WHERE kind = 'rung' GROUP BY recipient_id`,
    );
    expect(mail).toEqual({ who: 'lead-2', cases: 3, own: true, other: true });
  });

  it('[R1.1] a stand-in who has left the register or the unit is passed over', async () => {
    await away('lead-3', 'lead-2', '2026-02-05', '2026-02-20');
    const without = (people: typeof testRegister.people) =>
      loadRegister(fixture.ledger, { ...testRegister, people });
    await without(testRegister.people.filter(({ id }) => id !== 'lead-2'));
    const one = await fixture.newCase('8401', { parts: LEAD });
    await without(testRegister.people.map((each) => (each.id === 'lead-2' ? { ...each, unit: 'co' } : each)));
    const other = await fixture.newCase('8402', { parts: LEAD });
    expect([await told(one, 'news'), await told(other, 'news')]).toEqual([
      [['lead-3', null]],
      [['lead-3', null]],
    ]);
  });

  it('[R1.1] the ledger finds whom the domain finds, for any absences and days', async () => {
    const people = ['lead-1', 'lead-2', 'lead-3', 'lead-4', 'lead-5'];
    const day = fc.integer({ min: 0, max: 8 });
    const one = fc.tuple(fc.constantFrom(...people), fc.constantFrom(...people), day, day);
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 3, maxLength: 12 }), async (entered) => {
        await fixture.ledger.query('DELETE FROM absences');
        const kept: Absence[] = [];
        for (const [person, standIn, from, length] of entered) {
          const start = addDays('2026-03-01', from);
          const end = addDays(start, length);
          const id = await away(person, standIn, start, end).catch(() => undefined);
          if (id !== undefined) kept.push({ id, person, standIn, from: start, to: end });
        }
        for (let at = 0; at < 17; at += 4) {
          const today = addDays('2026-03-01', at);
          const found = await fixture.ledger.query<{ person_id: string; stand_in_id: string }>(
            'SELECT person_id, stand_in_id FROM stand_ins_on($1::date)',
            [today],
          );
          const expected = people.flatMap((person) => {
            const standIn = standInOn(kept, person, today);
            return standIn === undefined ? [] : [[person, standIn]];
          });
          expect(found.map(({ person_id, stand_in_id }) => [person_id, stand_in_id]).sort()).toEqual(
            expected.sort(),
          );
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe('absences on record', () => {
  it('[R1.1] keep who entered and who ended them, and end on the day on which somebody is back', async () => {
    const id = await away('lead-3', 'lead-2', '2026-02-10', '2026-02-20');
    expect(await standsInFor(fixture.ledger, 'lead-2', '2026-02-12')).toEqual([
      { id: 'lead-3', post: 'office' },
    ]);
    await endAbsence(fixture.ledger, id, { ...occasion('2026-02-12'), actor: actors.office });
    expect(await readAbsence(fixture.ledger, id)).toMatchObject({
      person: { id: 'lead-3' },
      standIn: { id: 'lead-2' },
      from: '2026-02-10',
      to: '2026-02-20',
      enteredBy: actors.lead,
      endedOn: '2026-02-12',
      endedBy: actors.office,
      endedAt: instantOn('2026-02-12'),
    });
    expect(await standsInFor(fixture.ledger, 'lead-2', '2026-02-11')).toHaveLength(1);
    expect(await standsInFor(fixture.ledger, 'lead-2', '2026-02-12')).toEqual([]);
    // The same again is no error; another day or another one is.
    await endAbsence(fixture.ledger, id, { ...occasion('2026-02-12'), actor: actors.office });
    for (const late of [occasion('2026-02-12'), { ...occasion('2026-02-13'), actor: actors.office }])
      await expect(endAbsence(fixture.ledger, id, late)).rejects.toMatchObject({ code: 'wrong-state' });
  });

  it('[R1.1] name people of one unit', async () => {
    await expect(away('lead-3', 'co-3', '2026-02-10', '2026-02-11')).rejects.toMatchObject({
      rule: 'R1.1',
      pointer: '/standIn',
    });
    await expect(away('lead-3', 'nobody', '2026-02-10', '2026-02-11')).rejects.toMatchObject({
      code: 'unknown-reference',
      pointer: '/standIn',
    });
    expect((await listAbsences(fixture.ledger, {}, {})).items).toEqual([]);
  });

  it('[R1.1] of two that overlap and are entered at once, one is taken', async () => {
    const results = await Promise.allSettled([
      away('lead-3', 'lead-4', '2026-02-10', '2026-02-15'),
      away('lead-3', 'lead-1', '2026-02-12', '2026-02-13'),
      away('lead-4', 'lead-3', '2026-02-10', '2026-02-15'),
    ]);
    const { items } = await listAbsences(fixture.ledger, { unit: 'lead' }, {});
    expect(items).toHaveLength(results.filter(({ status }) => status === 'fulfilled').length);
    expect(new Set(items.map(({ person }) => person.id)).size).toBe(items.length);
    const waiting = items.filter(({ standIn }) => items.some(({ person }) => person.id === standIn.id));
    expect(waiting.length).toBeLessThan(2);
  });

  it('[R1.1] are listed by unit, person and day, page by page', async () => {
    const [a, b, c] = [
      await away('lead-3', 'lead-2', '2026-02-10', '2026-02-11'),
      await away('lead-3', 'lead-2', '2026-02-12', '2026-02-20'),
      await away('co-3', 'co-2', '2026-02-11', '2026-02-12'),
    ];
    const list = async (filter: Parameters<typeof listAbsences>[1]) =>
      (await listAbsences(fixture.ledger, filter, {})).items.map(({ id }) => id);
    expect(await list({})).toEqual([b, c, a]);
    expect(await list({ unit: 'lead' })).toEqual([b, a]);
    expect(await list({ on: '2026-02-11' })).toEqual([c, a]);
    expect(await list({ person: 'co-3', on: '2026-02-13' })).toEqual([]);
    const first = await listAbsences(fixture.ledger, {}, { limit: 2 });
    const second = await listAbsences(fixture.ledger, {}, { limit: 2, cursor: first.next });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([b, c, a]);
    expect(second.next).toBeUndefined();
  });
});
