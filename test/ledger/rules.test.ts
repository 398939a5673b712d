import type { Calendar } from '../../domain/calendar';
import { previewAdoption } from '../../ledger/adoption-preview';
import {
  adoptionCases,
  adoptionCommand,
  adoptionProgress,
  casesToAdopt,
  createAdoption,
  finishAdoption,
  noteFailure,
  settleCases,
} from '../../ledger/adoptions';
import { recordIntake } from '../../ledger/intake';
import { openLedger } from '../../ledger/pool';
import { loadCase, recordCommand } from '../../ledger/record';
import { calendarOf } from '../../ledger/rules';
import { activate, activations, rulesInForce } from '../../ledger/rules-in-force';
import { publishCalendar, publishPolicy, ruleVersions } from '../../ledger/rule-versions';
import { hebei2022 } from '../../policies/hebei-2022';
import { currentCalendar } from '../../policies/calendars';
import type { PartRule } from '../../schemas/policy';
import type { CaseSelection } from '../../schemas/rules';
import { actors, instantOn, ledgerFixture, standardIntake, type LedgerFixture } from './fixture';

const DAY = '2026-02-06';
const by = { actor: actors.office, at: instantOn(DAY), reason: '国务院办公厅通知（示例）' };

/** A holiday on 6 to 8 May 2026, on the first of which the replies of these tests are due; the 9th is worked. */
const newerCalendar = (version: string): Calendar => ({
  ...structuredClone(currentCalendar),
  version,
  off: {
    ...currentCalendar.off,
    '2026': { ...currentCalendar.off['2026'], '05-06/05-08': '试验假' },
  },
});
const DIFFERS = ['2026-05-06', '2026-05-07', '2026-05-08'];
const policyOfFiveDays = (version: string) => ({
  ...hebei2022,
  rules: {
    ...hebei2022.rules,
    version,
    limits: { ...hebei2022.rules.limits, sign: { ...hebei2022.rules.limits.sign, amount: 5 } },
  },
});

let fixture: LedgerFixture;
beforeEach(async () => {
  fixture = await ledgerFixture();
});
afterEach(() => fixture.close());

const publish = async (version: string) =>
  expect(
    await publishCalendar(fixture.ledger, newerCalendar(version), {
      ...by,
      differs: DIFFERS,
      succeeds: currentCalendar.version,
    }),
  ).toEqual({ outcome: 'published' });

const versionsOf = async (caseId: string) => {
  const { facts } = (await loadCase(fixture.ledger, caseId)).state;
  return [facts.policyVersion, facts.calendarVersion];
};

/** Carries an adoption out as its worker does, without runs. */
async function carryOut(adoptionId: string): Promise<void> {
  for (const one of await casesToAdopt(fixture.ledger, adoptionId, '', 1000)) {
    const command = adoptionCommand(adoptionId, one, actors.office, instantOn(DAY));
    await recordCommand(fixture.ledger, { caseId: one.caseId, command, afterSeq: 0 });
  }
  await settleCases(fixture.ledger, adoptionId);
}
const adopt = (adoptionId: string, versions: object, cases: CaseSelection = {}) =>
  createAdoption(fixture.ledger, { adoptionId, ...versions, cases, ...by });

describe('versions of rules', () => {
  it('[D5] are published once: the same again is there already, other content is a conflict, and none is edited', async () => {
    await publish('c.1');
    const again = { ...by, differs: DIFFERS };
    expect(await publishCalendar(fixture.ledger, newerCalendar('c.1'), again)).toEqual({
      outcome: 'already',
    });
    const other = { ...newerCalendar('c.1'), coveredThrough: '2027-12-31' };
    expect(await publishCalendar(fixture.ledger, other, again)).toEqual({ outcome: 'conflict' });
    expect(await calendarOf(fixture.ledger, 'c.1')).toEqual(newerCalendar('c.1'));
    expect(await ruleVersions(fixture.ledger, 'calendars')).toMatchObject([
      { version: currentCalendar.version, inForce: true },
      { version: 'c.1', inForce: false, succeeds: currentCalendar.version, publishedBy: actors.office },
    ]);
  });

  it('[D5] are refused with all that speaks against them, and then nothing is kept', async () => {
    const refused = await publishCalendar(fixture.ledger, newerCalendar('c.2'), { ...by, differs: [] });
    expect(refused).toMatchObject({ outcome: 'refused', problems: [{ rule: 'D5' }, {}, {}] });
    await expect(
      publishCalendar(fixture.ledger, newerCalendar('c.2'), { ...by, differs: DIFFERS, succeeds: 'no.1' }),
    ).rejects.toMatchObject({ code: 'unknown-reference', pointer: '/succeeds' });
    expect(await ruleVersions(fixture.ledger, 'calendars')).toHaveLength(1);
  });

  it('[D5] change nothing by being published; activated, they hold for new cases and no running one', async () => {
    await publish('c.1');
    const before = await fixture.newCase('1');
    expect(await versionsOf(before)).toEqual(['hebei-2022.1', currentCalendar.version]);
    const act = await activate(fixture.ledger, { calendarVersion: 'c.1', ...by });
    expect(act).toMatchObject({ policyVersion: 'hebei-2022.1', calendarVersion: 'c.1' });
    expect(await activate(fixture.ledger, { calendarVersion: 'c.1', ...by })).toBeUndefined();
    expect(await versionsOf(await fixture.newCase('2'))).toEqual(['hebei-2022.1', 'c.1']);
    expect(await versionsOf(before)).toEqual(['hebei-2022.1', currentCalendar.version]);
    expect(
      (await activations(fixture.ledger)).map(({ calendarVersion, by: who }) => [
        calendarVersion,
        who.subject,
      ]),
    ).toEqual([
      ['c.1', actors.office.subject],
      [currentCalendar.version, 'release'],
    ]);
    await expect(activate(fixture.ledger, { calendarVersion: 'no.1', ...by })).rejects.toMatchObject({
      code: 'unknown-reference',
      pointer: '/calendarVersion',
    });
  });

  it('[D5] of another process hold at once, with nothing to refresh', async () => {
    await publish('c.1');
    await fixture.newCase('1');
    const other = openLedger(fixture.url);
    await activate(other, { calendarVersion: 'c.1', ...by });
    await other.close();
    expect(await versionsOf(await fixture.newCase('2'))).toEqual(['hebei-2022.1', 'c.1']);
  });

  it('[D5] that come into force between deciding and writing a case are those that it gets', async () => {
    await publish('c.1');
    const { ledger } = fixture;
    let acted = false;
    const slow = {
      ...ledger,
      transaction: async <T>(work: Parameters<typeof ledger.transaction<T>>[0]) => {
        if (!acted) {
          acted = true;
          await activate(ledger, { calendarVersion: 'c.1', ...by });
        }
        return ledger.transaction(work);
      },
    };
    const intake = { ...standardIntake, identity: { ...standardIntake.identity, number: '3' } };
    const outcome = await recordIntake(slow, {
      intake,
      actor: actors.office,
      recordedAt: instantOn(DAY),
      commandId: 'intake-3',
    });
    if (outcome.outcome !== 'recorded') throw new Error(outcome.outcome);
    expect(acted).toBe(true);
    expect(await versionsOf(outcome.caseId)).toEqual(['hebei-2022.1', 'c.1']);
  });

  it('[D5] are activated only once every case that was decided under the former ones is written', async () => {
    await publish('c.1');
    const order: string[] = [];
    let activating: Promise<void> = Promise.resolve();
    await fixture.ledger.transaction(async (db) => {
      await rulesInForce(db);
      activating = activate(fixture.ledger, { calendarVersion: 'c.1', ...by }).then(
        () => void order.push('activated'),
      );
      await new Promise((resolve) => setTimeout(resolve, 200));
      order.push('written');
    });
    await activating;
    expect(order).toEqual(['written', 'activated']);
    // Twin: whoever only looks, without the promise, is overtaken.
    await publish('c.2');
    const overtaken: string[] = [];
    await fixture.ledger.transaction(async (db) => {
      await db.query('SELECT calendar_version FROM rule_activations ORDER BY activation_id DESC LIMIT 1');
      await activate(fixture.ledger, { calendarVersion: 'c.2', ...by });
      overtaken.push('activated');
    });
    expect(overtaken).toEqual(['activated']);
  });
});

describe('an adoption', () => {
  it('[D5] of all puts its version in force and lists every running case under older ones, and no other', async () => {
    await publish('c.1');
    const [one, two] = [await fixture.newCase('1'), await fixture.newCase('2')];
    await fixture.act(two, 'office', 'withdrawCase', { proposer: 'p1', reason: 'x' });
    await adopt('a1', { calendarVersion: 'c.1' });
    await adopt('a1', { calendarVersion: 'c.1' });
    const late = await fixture.newCase('3');
    expect(await versionsOf(late)).toEqual(['hebei-2022.1', 'c.1']);
    expect((await casesToAdopt(fixture.ledger, 'a1', '', 10)).map(({ caseId }) => caseId)).toEqual([one]);
    expect(await finishAdoption(fixture.ledger, 'a1', instantOn(DAY))).toBe(1);
    await carryOut('a1');
    expect(await finishAdoption(fixture.ledger, 'a1', instantOn(DAY))).toBe(0);
    expect(await adoptionProgress(fixture.ledger, 'a1')).toMatchObject({
      state: 'done',
      activated: true,
      counts: { total: 1, moved: 1, deadlines: 1, waiting: 0, failing: 0 },
    });
    expect(await versionsOf(one)).toEqual(['hebei-2022.1', 'c.1']);
  });

  it('[D5] of some changes nothing for new cases, and takes in what of them comes up meanwhile', async () => {
    await publish('c.1');
    const one = await fixture.newCase('1', { parts: [{ unit: 'third', part: 'lead' }] });
    await fixture.newCase('2');
    await adopt('a1', { calendarVersion: 'c.1' }, { unit: 'third' });
    const late = await fixture.newCase('3', { parts: [{ unit: 'third', part: 'lead' }] });
    expect(await versionsOf(late)).toEqual(['hebei-2022.1', currentCalendar.version]);
    await carryOut('a1');
    expect(await finishAdoption(fixture.ledger, 'a1', instantOn(DAY))).toBe(1);
    await carryOut('a1');
    expect(await finishAdoption(fixture.ledger, 'a1', instantOn(DAY))).toBe(0);
    const { items } = await adoptionCases(fixture.ledger, 'a1', 'moved', { limit: 10 });
    expect(items.map(({ caseId }) => caseId)).toEqual([one, late]);
  });

  it('[D5] leaves the policy of each case alone where it names a calendar, and the calendar where it names a policy', async () => {
    await publish('c.1');
    const policy = policyOfFiveDays('hebei-2022.2');
    expect(await publishPolicy(fixture.ledger, policy, by)).toEqual({ outcome: 'published' });
    const caseId = await fixture.newCase('1');
    await adopt('a1', { calendarVersion: 'c.1' });
    await adopt('a2', { policyVersion: 'hebei-2022.2' });
    await carryOut('a2');
    await carryOut('a1');
    expect(await versionsOf(caseId)).toEqual(['hebei-2022.2', 'c.1']);
    const [sign] = await fixture.ledger.query(
      `SELECT due, explanation FROM obligations WHERE case_id = $1 AND kind = 'sign' AND owed_by_id = 'lead'`,
      [caseId],
    );
    expect(sign).toEqual({ due: '2026-02-12', explanation: expect.stringContaining('5 个工作日') });
  });

  it('[D6] moves what its preview says, explained under the new calendar, and reminds by the new date', async () => {
    await publish('c.1');
    const caseId = await fixture.newCase('1');
    const before = await fixture.ledger.query('SELECT * FROM obligations ORDER BY obligation_id');
    const request = { calendarVersion: 'c.1', cases: {}, ...by };
    const preview = await previewAdoption(fixture.ledger, request, {});
    expect(preview).toEqual({
      counts: {
        cases: 1,
        moving: 1,
        deadlines: 1,
        earlier: 0,
        later: 1,
        ending: 0,
        beginning: 0,
        overdue: 0,
        ended: 0,
      },
      items: [
        {
          caseId,
          obligationId: expect.any(String),
          kind: 'reply',
          trackId: 't1',
          unit: 'lead',
          owedBy: { type: 'unit', id: 'lead' },
          from: {
            rawDue: '2026-05-05',
            due: '2026-05-06',
            provisional: false,
            explanation: expect.stringContaining(currentCalendar.version),
          },
          to: {
            rawDue: '2026-05-05',
            due: '2026-05-09',
            provisional: false,
            explanation: expect.stringMatching(/顺延至 2026年5月9日.*调休上班.*c\.1/),
          },
          overdue: false,
        },
      ],
    });
    // Nothing was written by looking.
    expect(await fixture.ledger.query('SELECT * FROM obligations ORDER BY obligation_id')).toEqual(before);
    await adopt('a1', { calendarVersion: 'c.1' });
    await carryOut('a1');
    const [moved] = preview.items;
    const [row] = await fixture.ledger.query(
      `SELECT raw_due AS "rawDue", due, provisional, explanation FROM obligations
       WHERE case_id = $1 AND obligation_id = $2`,
      [caseId, moved?.obligationId],
    );
    expect(row).toEqual(moved?.to);
    const rungs = await fixture.ledger.query(
      `SELECT rung_key, "on" FROM rungs WHERE obligation_id = $1 AND rung_key IN ('T-30', 'T-0')`,
      [moved?.obligationId],
    );
    expect(rungs).toEqual(
      expect.arrayContaining([
        { rung_key: 'T-30', on: '2026-04-09' },
        { rung_key: 'T-0', on: '2026-05-09' },
      ]),
    );
    expect((await previewAdoption(fixture.ledger, request, {})).counts).toMatchObject({ cases: 0 });
  });

  it('[D5] [R2.3] ends and begins what its preview says: the old date and none, none and the new one, and why', async () => {
    const without = structuredClone(hebei2022);
    without.rules.version = 'hebei-2022.3';
    delete (without.rules.parts['provincial.lead'] as PartRule).form;
    await publishPolicy(fixture.ledger, without, by);
    const caseId = await fixture.newCase('1');
    const request = { cases: {}, ...by };
    const says = async (policyVersion: string) => {
      const preview = await previewAdoption(fixture.ledger, { policyVersion, ...request }, {});
      const changed = preview.items.filter(({ why }) => why !== undefined);
      return { counts: preview.counts, one: changed[0], all: changed.length };
    };
    const ends = await says('hebei-2022.3');
    expect(ends).toMatchObject({ all: 1, counts: { moving: 1, deadlines: 1, ending: 1, beginning: 0 } });
    expect(ends.one).toMatchObject({ caseId, kind: 'form', from: { due: expect.any(String) as string } });
    expect(ends.one?.to).toBeUndefined();
    expect(ends.one?.why).toContain('不要求');
    await adopt('a1', { policyVersion: 'hebei-2022.3' });
    await carryOut('a1');
    expect(await adoptionProgress(fixture.ledger, 'a1')).toMatchObject({
      counts: { moved: 1, deadlines: 1 },
    });
    const begins = await says('hebei-2022.1');
    expect(begins).toMatchObject({ all: 1, counts: { deadlines: 1, ending: 0, beginning: 1 } });
    expect(begins.one?.from).toBeUndefined();
    await adopt('a2', { policyVersion: 'hebei-2022.1' });
    await carryOut('a2');
    const rows = await fixture.ledger.query(
      `SELECT obligation_id AS id, status, due FROM obligations WHERE kind = 'form' AND owed_by_id = 'lead'
       ORDER BY opened_on`,
    );
    expect(rows).toEqual([
      { id: ends.one?.obligationId, status: 'cancelled', due: ends.one?.from?.due },
      { id: begins.one?.obligationId, status: 'open', due: begins.one?.to?.due },
    ]);
  });

  it('[D5] costs a case that it does not move one event, and touches neither its obligations nor its reminders', async () => {
    await publishCalendar(
      fixture.ledger,
      {
        ...currentCalendar,
        version: 'c.far',
        off: { ...currentCalendar.off, '2026': { ...currentCalendar.off['2026'], '11-16': '试验假' } },
      },
      { ...by, differs: ['2026-11-16'] },
    );
    const caseId = await fixture.newCase('1');
    // Where a row lies tells whether it was written again.
    const places = async () =>
      fixture.ledger.query<{ place: string }>(
        `SELECT ctid::text AS place FROM obligations WHERE case_id = $1
         UNION ALL SELECT ctid::text FROM rungs WHERE case_id = $1 ORDER BY 1`,
        [caseId],
      );
    const [before, { state }] = [await places(), await loadCase(fixture.ledger, caseId)];
    await adopt('a1', { calendarVersion: 'c.far' });
    await carryOut('a1');
    expect(await places()).toEqual(before);
    const after = (await loadCase(fixture.ledger, caseId)).state;
    expect(after.seq).toBe(state.seq + 1);
    expect(after.obligations).toEqual(state.obligations);
    expect(await adoptionProgress(fixture.ledger, 'a1')).toMatchObject({
      counts: { unmoved: 1, moved: 0, deadlines: 0 },
    });
    // Twin: one that moves something writes again.
    await publishCalendar(
      fixture.ledger,
      { ...newerCalendar('c.near') },
      { ...by, differs: DIFFERS, succeeds: currentCalendar.version },
    );
    await adopt('a2', { calendarVersion: 'c.near' });
    await carryOut('a2');
    expect(await places()).not.toEqual(before);
  });

  it('[D5] says of each case what became of it: failed and tried again, ended meanwhile, adopted otherwise', async () => {
    await publish('c.1');
    const ids = [await fixture.newCase('1'), await fixture.newCase('2'), await fixture.newCase('3')];
    const [fails, ends, other] = ids as [string, string, string];
    await adopt('a1', { calendarVersion: 'c.1' });
    await noteFailure(fixture.ledger, 'a1', fails, '十秒内没有回应');
    await fixture.act(ends, 'office', 'withdrawCase', { proposer: 'p1', reason: 'x' });
    await adopt('a2', { calendarVersion: 'c.1' }, { caseIds: [other] });
    await carryOut('a2');
    await settleCases(fixture.ledger, 'a1');
    const outcomes = async () =>
      (await adoptionCases(fixture.ledger, 'a1', undefined, {})).items.map(({ caseId, outcome, why }) => [
        caseId,
        outcome,
        why,
      ]);
    expect(await outcomes()).toEqual([
      [fails, 'failing', '十秒内没有回应'],
      [ends, 'ended', undefined],
      [other, 'already', undefined],
    ]);
    await carryOut('a1');
    expect((await outcomes())[0]).toEqual([fails, 'moved', undefined]);
  });

  it('[D5] keeps what a case was told, though whoever told it died before saying so', async () => {
    await publish('c.1');
    const caseId = await fixture.newCase('1');
    await adopt('a1', { calendarVersion: 'c.1' });
    const [one] = await casesToAdopt(fixture.ledger, 'a1', '', 10);
    if (!one) throw new Error('nothing to adopt');
    const command = adoptionCommand('a1', one, actors.office, instantOn(DAY));
    await recordCommand(fixture.ledger, { caseId, command, afterSeq: 0 });
    await recordCommand(fixture.ledger, { caseId, command, afterSeq: 0 });
    const [count] = await fixture.ledger.query(
      `SELECT count(*) AS n FROM case_events WHERE case_id = $1 AND type = 'rulesAdopted'`,
      [caseId],
    );
    expect(count).toEqual({ n: 1 });
    await settleCases(fixture.ledger, 'a1');
    expect(await adoptionProgress(fixture.ledger, 'a1')).toMatchObject({ counts: { moved: 1 } });
  });

  it('[D5] previews page by page what it previews at once, and no case of another selection', async () => {
    await publish('c.1');
    for (let n = 1; n <= 7; n += 1) await fixture.newCase(`${n}`);
    await fixture.newCase('8', { identity: { ...standardIntake.identity, session: 9 } });
    const request = {
      calendarVersion: 'c.1',
      cases: { kind: 'suggestion', session: standardIntake.identity.session } as CaseSelection,
      ...by,
    };
    const whole = await previewAdoption(fixture.ledger, request, { limit: 100 });
    expect(whole.counts).toMatchObject({ cases: 7, moving: 7, deadlines: 7 });
    const pieces: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await previewAdoption(fixture.ledger, request, { limit: 2, cursor });
      expect(page.counts !== undefined).toBe(cursor === undefined);
      pieces.push(...page.items.map(({ caseId }) => caseId));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(pieces).toEqual(whole.items.map(({ caseId }) => caseId));
  });
});
