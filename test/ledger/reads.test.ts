import { lightOf } from '../../domain/case';
import type { Obligation } from '../../domain/obligation';
import { claimDigests, claimRungs } from '../../ledger/dispatch';
import { markDigestSent, pendingDigests } from '../../ledger/digests';
import { readCase, readProposers, proposerOfSubject } from '../../ledger/reads/case';
import { listCases, type CaseFilter } from '../../ledger/reads/case-list';
import { readFigures } from '../../ledger/reads/figures';
import { markRead, readInbox } from '../../ledger/reads/inbox';
import { obligationsOfCase, openObligations } from '../../ledger/reads/obligations';
import { readTimeline } from '../../ledger/reads/timeline';
import type { Scope } from '../../ledger/scope';
import { storeTexts } from '../../ledger/texts';
import { staff } from '../domain/case/scenario';
import { addDays, instantOn, ledgerFixture, standardIntake, type LedgerFixture } from './fixture';

const TODAY = '2026-02-25';
let fixture: LedgerFixture;
const cases: Record<string, string> = {};

beforeAll(async () => {
  fixture = await ledgerFixture();
  cases['signed'] = await fixture.newCase('5001', { title: '关于校车安全的建议' });
  cases['untouched'] = await fixture.newCase('5002', { title: '关于100%覆盖的建议' });
  cases['third'] = await fixture.newCase('5003', {
    parts: [{ unit: 'third', part: 'lead' }],
    proposers: [{ role: 'lead', type: 'deputy', name: '丙', subject: 'deputy-3', mail: 'c@example.cn' }],
  });
  cases['proposal'] = await fixture.newCase('5004', {
    identity: { ...standardIntake.identity, body: 'hebei-cppcc' },
    kind: 'proposal',
    proposers: [{ role: 'lead', type: 'member', name: '丁' }],
    title: '关于养老的提案',
  });
  const signed = cases['signed'];
  for (const who of ['lead', 'co'] as const) {
    const trackId = who === 'lead' ? 't1' : 't2';
    await fixture.act(signed, who, 'signFor', { trackId });
    await fixture.act(signed, who, 'nameResponsibility', { trackId, ...staff(who) });
  }
});
afterAll(() => fixture.close());

const ids = async (scope: Scope, filter: CaseFilter = {}) =>
  (await listCases(fixture.ledger, scope, filter, TODAY)).items.map(({ caseId }) => caseId).sort();
const named = (...names: string[]) => names.map((name) => cases[name] as string).sort();

describe('a scope', () => {
  it('shows a unit the cases in which it has or had a part, and no others', async () => {
    expect(await ids({ unit: 'third' })).toEqual(named('third'));
    expect(await ids({ unit: 'co' })).toEqual(named('signed', 'untouched', 'proposal'));
    expect(await readCase(fixture.ledger, cases['third'] as string, { unit: 'lead' })).toBeUndefined();
    expect(
      await obligationsOfCase(fixture.ledger, cases['third'] as string, { unit: 'lead' }, TODAY),
    ).toEqual([]);
    expect(await readTimeline(fixture.ledger, cases['third'] as string, { unit: 'lead' })).toBeUndefined();
  });

  it('shows a proposer their own cases, and a body those of its kind', async () => {
    expect(await ids({ proposerSubject: 'deputy-3' })).toEqual(named('third'));
    expect(await ids({ proposerSubject: 'nobody' })).toEqual([]);
    expect(await ids({ kind: 'proposal' })).toEqual(named('proposal'));
    expect(await readCase(fixture.ledger, cases['signed'] as string, { kind: 'proposal' })).toBeUndefined();
    expect(await ids('all')).toHaveLength(4);
  });

  it('keeps showing a unit the case that was taken from it', async () => {
    const caseId = await fixture.newCase('5101', { identity: { ...standardIntake.identity, session: 3 } });
    await fixture.act(caseId, 'co', 'returnTrack', { trackId: 't2', reason: 'x' });
    await fixture.act(caseId, 'office', 'decideReturn', { trackId: 't2', outcome: 'upheld', reason: 'x' });
    await fixture.act(caseId, 'office', 'reassign', { trackId: 't2', unit: 'third', reason: 'x' });
    expect(await ids({ unit: 'co' }, { session: 3 })).toEqual([caseId]);
    expect(await ids({ unit: 'third' }, { session: 3 })).toEqual([caseId]);
    expect(await ids('all', { unit: 'co', session: 3 })).toEqual([]);
  });
});

describe('a division of a unit with two parts in one case', () => {
  const division: Scope = { unit: 'lead', handed: { divisions: ['lead/1'], people: [] } };
  const session = { session: 2 };
  const due = async (scope: Scope) =>
    (await openObligations(fixture.ledger, scope, session, TODAY)).items.map(({ kind, trackId }) => [
      trackId,
      kind,
    ]);
  const figures = async (scope: Scope) => {
    const { total } = await readFigures(fixture.ledger, scope, session, TODAY);
    return { cases: total.cases, owed: total.green + total.yellow + total.red };
  };
  const light = async (scope: Scope) =>
    (await listCases(fixture.ledger, scope, session, TODAY)).items.map(({ light, due }) => [light, due]);

  it('[R2.2] owes, in lists, lights and figures, nothing of the part that it was not handed', async () => {
    const caseId = await fixture.newCase('5201', { identity: { ...standardIntake.identity, session: 2 } });
    await fixture.act(caseId, 'lead', 'signFor', { trackId: 't1' });
    await fixture.act(caseId, 'lead', 'assignDivision', { trackId: 't1', division: 'lead/1' });
    const handed = await due(division);
    expect(handed.map(([trackId]) => trackId)).toContain('t1');
    expect(handed).toEqual(await due({ unit: 'lead' }));
    expect(await figures(division)).toEqual({ cases: 1, owed: handed.length });

    // It goes to another unit and comes back: a part of its own, which no division was handed.
    await fixture.act(caseId, 'office', 'reassign', { trackId: 't1', unit: 'third', reason: 'x' });
    await fixture.act(caseId, 'office', 'reassign', { trackId: 't3', unit: 'lead', reason: 'x' });
    expect((await due({ unit: 'lead' })).every(([trackId]) => trackId === 't4')).toBe(true);
    expect((await figures({ unit: 'lead' })).owed).toBeGreaterThan(0);
    expect(await due(division)).toEqual([]);
    expect(await figures(division)).toEqual({ cases: 0, owed: 0 });
    expect(await light(division)).toEqual([['grey', undefined]]);
    expect(await light({ unit: 'lead' })).not.toEqual([['grey', undefined]]);
  });
});

describe('the list of cases', () => {
  const of = (filter: CaseFilter) => ids('all', { session: 4, ...filter });

  it('filters by unit, part, status, kind, body, person, division and text', async () => {
    expect(await of({ unit: 'third' })).toEqual(named('third'));
    expect(await of({ unit: 'lead', part: 'co-handler' })).toEqual([]);
    expect(await of({ status: ['in-progress'] })).toEqual(named('signed'));
    expect(await of({ status: ['assigned', 'closed'] })).toEqual(named('untouched', 'third', 'proposal'));
    expect(await of({ kind: 'proposal' })).toEqual(named('proposal'));
    expect(await of({ body: 'hebei-cppcc' })).toEqual(named('proposal'));
    expect(await of({ people: ['co-5'] })).toEqual(named('signed'));
    expect(await of({ people: ['third-5'] })).toEqual([]);
    expect(await of({ text: '校车' })).toEqual(named('signed'));
    expect(await of({ text: '5003' })).toEqual(named('third'));
    expect(await of({ term: 13 })).toEqual([]);
  });

  it('takes percent signs and underscores in a text as they are', async () => {
    expect(await of({ text: '100%' })).toEqual(named('untouched'));
    expect(await of({ text: '_' })).toEqual([]);
  });

  it('overdue and due before look at the earliest date that is still owed', async () => {
    expect(await of({ overdue: true })).toEqual(named('untouched', 'third', 'proposal'));
    expect(await of({ overdue: false })).toEqual(named('signed'));
    expect(await of({ dueBefore: '2026-02-10' })).toEqual([]);
    expect(await of({ dueBefore: '2026-02-11' })).toEqual(named('untouched', 'third', 'proposal'));
  });

  it('gives a unit its own dates and lights, not those of others', async () => {
    const [forLead] = (await listCases(fixture.ledger, { unit: 'lead' }, { text: '校车' }, TODAY)).items;
    const [forCo] = (await listCases(fixture.ledger, { unit: 'co' }, { text: '校车' }, TODAY)).items;
    expect(forLead?.light).toBe('green');
    const owed = async (unit: string) =>
      (await obligationsOfCase(fixture.ledger, cases['signed'] as string, 'all', TODAY))
        .filter(({ status, owedBy }) => status === 'open' && owedBy.id === unit)
        .map(({ due }) => due)
        .sort()[0];
    expect(forLead?.due).toBe(await owed('lead'));
    expect(forCo?.due).toBe(await owed('co'));
  });

  it('says who handles a case', async () => {
    const [item] = (await listCases(fixture.ledger, 'all', { text: '校车' }, TODAY)).items;
    expect(item?.units).toEqual([
      { trackId: 't1', unit: 'lead', name: '单位 lead', part: 'lead', status: 'signed' },
      { trackId: 't2', unit: 'co', name: '单位 co', part: 'co-handler', status: 'signed' },
    ]);
  });

  it('pages through all cases in order of their dates, each once, also when some have none', async () => {
    await fixture.ledger.query('UPDATE cases SET due = NULL WHERE case_id = $1', [cases['proposal']]);
    const seen: (string | undefined)[] = [];
    const dues: (string | undefined)[] = [];
    let cursor: string | undefined;
    do {
      const page = await listCases(fixture.ledger, 'all', { session: 4 }, TODAY, { limit: 1, cursor });
      seen.push(...page.items.map(({ caseId }) => caseId));
      dues.push(...page.items.map(({ due }) => due));
      cursor = page.next;
    } while (cursor !== undefined);
    expect([...seen].sort()).toEqual(named('signed', 'untouched', 'third', 'proposal'));
    expect(dues).toEqual([...dues].sort((a = '9', b = '9') => (a < b ? -1 : a > b ? 1 : 0)));
    expect(seen.at(-1)).toBe(cases['proposal']);
  });

  it('refuses a cursor that is none', async () => {
    await expect(listCases(fixture.ledger, 'all', {}, TODAY, { cursor: 'x' })).rejects.toMatchObject({
      fault: 'invalid-input',
    });
  });
});

describe('obligations', () => {
  it('[R7.1] have the same light in SQL as by the rule, on every day around their dates', async () => {
    const view = await obligationsOfCase(fixture.ledger, cases['untouched'] as string, 'all', TODAY);
    expect(view.length).toBeGreaterThan(3);
    const [first] = view;
    for (let offset = -12; offset <= 3; offset += 1) {
      const day = addDays(first?.due ?? TODAY, offset);
      for (const each of await obligationsOfCase(fixture.ledger, cases['untouched'] as string, 'all', day)) {
        expect(`${each.id} ${each.light} ${day}`).toBe(
          `${each.id} ${lightOf(each as Obligation, day)} ${day}`,
        );
      }
    }
  });

  it('[D6] come with their explanation, and fixed dates with their last working day', async () => {
    const view = await obligationsOfCase(fixture.ledger, cases['signed'] as string, 'all', TODAY);
    for (const { explanation } of view) expect(explanation).toMatch(/^依据：.+。/);
    expect(view.find(({ kind }) => kind === 'sign')).toMatchObject({
      status: 'met',
      light: 'grey',
      overdue: false,
    });
  });

  it('are listed over all cases by date; a unit sees what it owes itself', async () => {
    const forUnit = await openObligations(fixture.ledger, { unit: 'co' }, {}, TODAY);
    expect(new Set(forUnit.items.map(({ owedBy }) => owedBy.id))).toEqual(new Set(['co']));
    const late = await openObligations(fixture.ledger, 'all', { light: 'red' }, TODAY, { limit: 2 });
    expect(late.items.every(({ overdue }) => overdue)).toBe(true);
    const rest = await openObligations(fixture.ledger, 'all', { light: 'red' }, TODAY, { cursor: late.next });
    const keys = [...late.items, ...rest.items].map(({ caseId, id }) => `${caseId} ${id}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('figures', () => {
  it('[R7.1] count duties by light, per unit and in all', async () => {
    const figures = await readFigures(fixture.ledger, 'all', { session: 4 }, TODAY);
    const open = await fixture.ledger.query<{ due: string; rawDue: string; unit: string }>(
      `SELECT obligations.due, raw_due AS "rawDue", owed_by_id AS unit FROM obligations JOIN cases USING (case_id)
       WHERE obligations.status = 'open' AND session = 4 AND owed_by_type = 'unit'`,
    );
    const lightsOf = (rows: typeof open) => {
      const lights = rows.map((row) => lightOf({ ...row, status: 'open' } as unknown as Obligation, TODAY));
      const count = (light: string) => lights.filter((each) => each === light).length;
      return { green: count('green'), yellow: count('yellow'), red: count('red') };
    };
    expect(figures.total).toMatchObject({ ...lightsOf(open), cases: 4, openCases: 4 });
    expect(figures.total.byStatus).toEqual({ assigned: 3, 'in-progress': 1 });
    for (const unit of figures.units) {
      expect(unit).toMatchObject(lightsOf(open.filter((row) => row.unit === unit.unit)));
    }
    expect(figures.units.map(({ unit }) => unit).sort()).toEqual(['co', 'lead', 'third']);
  });

  it('[R7.1] show a unit its own line only', async () => {
    const figures = await readFigures(fixture.ledger, { unit: 'co' }, { session: 4 }, TODAY);
    expect(figures.units.map(({ unit }) => unit)).toEqual(['co']);
    expect(figures.total.cases).toBe(3);
    expect(await readFigures(fixture.ledger, 'all', { term: 1 }, TODAY)).toEqual({
      total: { cases: 0, openCases: 0, byStatus: {}, green: 0, yellow: 0, red: 0 },
      units: [],
    });
  });
});

describe('the inbox', () => {
  it('has news and reminders of a person, the latest first, and remembers what was read', async () => {
    await claimRungs(fixture.ledger, '2026-02-10');
    const person = { type: 'person', id: 'third-3' } as const;
    const inbox = await readInbox(fixture.ledger, person);
    expect(inbox.items.map(({ notice }) => notice)).toContain('rung');
    expect(inbox.items.at(-1)).toMatchObject({ notice: 'news', template: 'assigned', number: '5003' });
    expect(inbox.unread).toBe(inbox.items.length);
    const [first] = inbox.items;
    const other = { type: 'person', id: 'lead-3' } as const;
    expect(await markRead(fixture.ledger, other, [first?.noticeId ?? 0], instantOn(TODAY))).toBe(0);
    expect(await markRead(fixture.ledger, person, [first?.noticeId ?? 0], instantOn(TODAY))).toBe(1);
    expect(await markRead(fixture.ledger, person, [first?.noticeId ?? 0], instantOn(TODAY))).toBe(0);
    const unread = await readInbox(fixture.ledger, person, { unread: true });
    expect(unread.unread).toBe(inbox.unread - 1);
    expect(unread.items.map(({ noticeId }) => noticeId)).not.toContain(first?.noticeId);
  });

  it('is paged', async () => {
    const person = { type: 'person', id: 'lead-3' } as const;
    const all = (await readInbox(fixture.ledger, person)).items.map(({ noticeId }) => noticeId);
    const paged: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await readInbox(fixture.ledger, person, { limit: 2, cursor });
      paged.push(...page.items.map(({ noticeId }) => noticeId));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(paged).toEqual(all);
  });
});

describe('the timeline', () => {
  it('shows events with their words, and reminders with whom they reached and the Message-ID', async () => {
    const caseId = cases['untouched'] as string;
    await storeTexts(fixture.ledger, caseId, 'k-note', [{ textId: 'x-note', body: '请抓紧办理' }]);
    await fixture.act(
      caseId,
      'office',
      'remindUnit',
      { trackId: 't1', way: 'telephone', note: 'x-note' },
      '2026-02-11',
    );
    await claimRungs(fixture.ledger, '2026-02-10');
    await claimDigests(fixture.ledger, { kind: 'rung', day: '2026-02-10' });
    for (const { digestId } of await pendingDigests(fixture.ledger, {
      kind: 'rung',
      channels: ['mail'],
      limit: 50,
    })) {
      await markDigestSent(
        fixture.ledger,
        digestId,
        'mail',
        { status: 'sent', messageId: `<${digestId}@x>` },
        instantOn('2026-02-10'),
      );
    }
    const timeline = await readTimeline(fixture.ledger, caseId, 'all');
    const kinds = timeline?.entries.map((entry) => (entry.entry === 'event' ? entry.type : entry.rung));
    expect(kinds?.[0]).toBe('caseAssigned');
    expect(kinds?.indexOf('T-0')).toBeLessThan(kinds?.indexOf('unitReminded') ?? 0);
    expect(timeline?.texts).toEqual({ 'x-note': '请抓紧办理' });
    const reminder = timeline?.entries.find((entry) => entry.entry === 'reminder');
    expect(reminder).toMatchObject({
      on: '2026-02-10',
      recipients: expect.arrayContaining([
        { type: 'person', id: 'lead-3', messageId: expect.stringMatching(/^<.+@x>$/) },
      ]),
    });
  });

  it('shows proposers what concerns them: no inner steps, no names of officials, no words that were not for them', async () => {
    const caseId = cases['third'] as string;
    await storeTexts(fixture.ledger, caseId, 'k-inner', [{ textId: 'x-inner', body: '内部意见' }]);
    await fixture.act(caseId, 'office', 'remindUnit', { trackId: 't1', way: 'telephone', note: 'x-inner' });
    const timeline = await readTimeline(fixture.ledger, caseId, { proposerSubject: 'deputy-3' });
    expect(timeline?.entries.map((entry) => (entry.entry === 'event' ? entry.type : ''))).toEqual([
      'caseAssigned',
    ]);
    expect(timeline?.entries[0]).not.toHaveProperty('actor');
    expect(timeline?.texts).toEqual({});
  });
});

describe('a case', () => {
  it('is read with its text; names and contacts only when they are asked for', async () => {
    const view = await readCase(fixture.ledger, cases['third'] as string, { unit: 'third' });
    expect(view).toMatchObject({
      status: 'assigned',
      text: standardIntake.text,
      attachments: [],
      due: '2026-02-10',
      substituteNumber: false,
    });
    expect(JSON.stringify(view)).not.toContain('c@example.cn');
    expect(await readProposers(fixture.ledger, cases['third'] as string)).toEqual([
      { id: 'p1', role: 'lead', type: 'deputy', name: '丙', subject: 'deputy-3', mail: 'c@example.cn' },
    ]);
    expect(await proposerOfSubject(fixture.ledger, cases['third'] as string, 'deputy-3')).toBe('p1');
    expect(await proposerOfSubject(fixture.ledger, cases['signed'] as string, 'deputy-3')).toBeUndefined();
  });
});
