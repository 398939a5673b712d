import fc from 'fast-check';
import { addDays } from '../../domain/dates';
import {
  afterDispatch,
  planRungs,
  replanRungs,
  rungsDue,
  standardLadder,
  type LadderInput,
  type RecordedRung,
} from '../../domain/ladder';
import { claimDigests, claimRungs } from '../../ledger/dispatch';
import { pendingDigests, readDigest } from '../../ledger/digests';
import { rungRows } from '../../ledger/projections';
import { lockRungs } from '../../ledger/record';
import { write } from '../../ledger/write';
import { currentPolicy } from '../../policies';
import { staff } from '../domain/case/scenario';
import { ledgerFixture, type LedgerFixture } from './fixture';

let fixture: LedgerFixture;
beforeEach(async () => {
  fixture = await ledgerFixture();
});
afterEach(() => fixture.close());

interface Planned {
  id: string;
  input: LadderInput;
  plan: RecordedRung[];
  open: boolean;
}

const obligationRow = (caseId: string, { id, input, open }: Planned, trackId = 't1') => ({
  case_id: caseId,
  obligation_id: id,
  kind: 'reply',
  track_id: trackId,
  owed_by_type: 'unit',
  owed_by_id: 'lead',
  rule: 'R3.5',
  settled: true,
  start: input.openedOn,
  limit: { unit: 'fixed' },
  raw_due: input.due.due,
  due: input.due.due,
  provisional: false,
  last_working_day: input.due.lastWorkingDay,
  calendar_version: 'x',
  source: 'policy',
  opened_on: input.openedOn,
  entered_on: input.enteredOn,
  status: open ? 'open' : 'met',
  ended_on: open ? undefined : input.enteredOn,
  missed: false,
  explanation: '',
});

/** Ends what a case owes by itself, so that only the obligations of a test have rungs to fire. */
const silence = (caseId: string) =>
  fixture.ledger.query(`UPDATE obligations SET status = 'cancelled' WHERE case_id = $1`, [caseId]);

const put = (caseId: string, planned: readonly Planned[], trackId?: string) =>
  write(fixture.ledger, {
    obligations: planned.map((each) => obligationRow(caseId, each, trackId)),
    rungs: planned.flatMap(({ id, plan }) => rungRows(caseId, id, plan)),
  });

const stored = (caseId: string, planned: readonly Planned[]) =>
  fixture.ledger.transaction((db) =>
    lockRungs(
      db,
      caseId,
      planned.map(({ id }) => id),
    ),
  );

const byKey = (plan: readonly RecordedRung[]) => Object.fromEntries(plan.map((rung) => [rung.key, rung]));

describe('claiming rungs', () => {
  it('does in one statement what rungsDue does for each obligation, on any plans and days', async () => {
    const caseId = await fixture.newCase('2001');
    const day0 = '2026-03-01';
    const offset = (min: number, max: number) => fc.integer({ min, max });
    const shape = fc.record({
      due: offset(-60, 60),
      early: offset(0, 3),
      fixed: fc.boolean(),
      opened: offset(-90, 0),
      entered: offset(0, 20),
      open: fc.boolean(),
      move: fc.option(offset(-30, 30)),
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(shape, { minLength: 200, maxLength: 200 }),
        // Also the same day again, after dates have moved.
        fc.array(fc.oneof(fc.constant(0), offset(1, 25)), { minLength: 2, maxLength: 4 }),
        async (shapes, steps) => {
          run += 1;
          await silence(caseId);
          const planned = shapes.map((each, index): Planned & { move: number | null } => {
            const due = addDays(day0, each.due);
            const openedOn = addDays(day0, each.opened);
            const input: LadderInput = {
              due: { due, lastWorkingDay: each.fixed ? addDays(due, -each.early) : null },
              openedOn,
              enteredOn: addDays(openedOn, each.entered),
              ladder: standardLadder,
            };
            return {
              id: `r${run}-${index}`,
              input,
              plan: planRungs(input),
              open: each.open,
              move: each.move,
            };
          });
          await put(caseId, planned);
          let today = day0;
          for (const [at, step] of steps.entries()) {
            today = addDays(today, step);
            const expected = planned.filter(({ open }) => open).map(({ plan }) => rungsDue(plan, today));
            const claimed = await claimRungs(fixture.ledger, today);
            expect(claimed.fired).toBe(expected.reduce((sum, { fire }) => sum + fire.length, 0));
            for (const each of planned.filter(({ open }) => open)) {
              each.plan = afterDispatch(each.plan, rungsDue(each.plan, today), today);
            }
            const found = await stored(caseId, planned);
            for (const { id, plan } of planned) expect(byKey(found.get(id) ?? [])).toEqual(byKey(plan));
            // Between the first two dispatches some dates move, earlier or later.
            for (const each of at === 0 ? planned : []) {
              if (each.move === null) continue;
              const due = addDays(each.input.due.due, each.move);
              each.input = { ...each.input, due: { due, lastWorkingDay: null } };
              each.plan = replanRungs(each.plan, each.input, today);
            }
            if (at === 0) await put(caseId, planned);
          }
        },
      ),
      // Shrinking 200 obligations takes minutes and tells no more than the first difference.
      { numRuns: 6, endOnFailure: true },
    );
  }, 120_000);

  it('fires a rung once, whatever is repeated, also by two dispatches at once', async () => {
    await fixture.newCase('2002');
    const day = '2026-03-06';
    const both = await Promise.all([claimRungs(fixture.ledger, day), claimRungs(fixture.ledger, day)]);
    expect(both.map(({ fired }) => fired).sort((a, b) => a - b)[0]).toBe(0);
    expect(both[0].fired + both[1].fired).toBeGreaterThan(0);
    expect(await claimRungs(fixture.ledger, day)).toEqual({ fired: 0, skipped: 0, notices: 0 });
  });

  it('twin: two dispatches that only look find the same rungs, and would both send them', async () => {
    await fixture.newCase('2010');
    const look = () =>
      fixture.ledger.query(
        `SELECT obligation_id, rung_key FROM rungs WHERE state = 'planned' AND "on" <= '2026-03-06' ORDER BY 1, 2`,
      );
    const [one, other] = await Promise.all([look(), look()]);
    expect(one.length).toBeGreaterThan(0);
    expect(other).toEqual(one);
  });

  it('after days without a dispatch only the latest rung of each obligation fires', async () => {
    const caseId = await fixture.newCase('2003');
    await silence(caseId);
    const input = {
      due: { due: '2026-05-06', lastWorkingDay: null },
      openedOn: '2026-02-05',
      enteredOn: '2026-02-05',
      ladder: standardLadder,
    };
    await put(caseId, [{ id: 'late', input, plan: planRungs(input), open: true }]);
    await claimRungs(fixture.ledger, '2026-04-06');
    // Nothing runs from the 7th of April on; T-15, T-7, T-3, T-1, T-0 and T+1 pass meanwhile.
    expect(await claimRungs(fixture.ledger, '2026-05-08')).toMatchObject({ fired: 1, skipped: 5 });
    const fired = await fixture.ledger.query(
      `SELECT rung_key, fired_on FROM rungs WHERE case_id = $1 AND state = 'fired' ORDER BY fired_on`,
      [caseId],
    );
    expect(fired).toEqual([
      { rung_key: 'T-30', fired_on: '2026-04-06' },
      { rung_key: 'T+1', fired_on: '2026-05-08' },
    ]);
  });

  it('[D7] an obligation that was met by a command fires nothing any more, and only its own rungs end', async () => {
    const caseId = await fixture.newCase('2004');
    await fixture.act(caseId, 'lead', 'signFor', { trackId: 't1' });
    const rungs = await fixture.ledger.query<{ owed_by_id: string; planned: number }>(
      `SELECT owed_by_id, count(*) FILTER (WHERE state = 'planned') AS planned
       FROM rungs JOIN obligations USING (case_id, obligation_id)
       WHERE case_id = $1 AND kind = 'sign' GROUP BY owed_by_id ORDER BY owed_by_id`,
      [caseId],
    );
    expect(rungs.find(({ owed_by_id }) => owed_by_id === 'lead')?.planned).toBe(0);
    expect(rungs.find(({ owed_by_id }) => owed_by_id === 'co')?.planned).toBeGreaterThan(0);
    await claimRungs(fixture.ledger, '2026-02-10');
    const fired = await fixture.ledger.query(
      `SELECT DISTINCT owed_by_id FROM rungs JOIN obligations USING (case_id, obligation_id)
       WHERE case_id = $1 AND kind = 'sign' AND state = 'fired'`,
      [caseId],
    );
    expect(fired).toEqual([{ owed_by_id: 'co' }]);
  });

  it('a command that ends an obligation while a dispatch runs neither blocks it nor is told of', async () => {
    const caseIds = await Promise.all(
      Array.from({ length: 12 }, (_, index) => fixture.newCase(`21${index}`)),
    );
    const day = '2026-02-10';
    const [claimed] = await Promise.all([
      claimRungs(fixture.ledger, day),
      ...caseIds.map((caseId) => fixture.act(caseId, 'lead', 'signFor', { trackId: 't1' }, day)),
    ]);
    const after = await claimRungs(fixture.ledger, day);
    const told = await fixture.ledger.query<{ n: number }>(
      `SELECT count(*) AS n FROM rungs WHERE state = 'fired' AND fired_on = $1`,
      [day],
    );
    expect(told[0]?.n).toBe(claimed.fired + after.fired);
    const open = await fixture.ledger.query(
      `SELECT FROM rungs JOIN obligations USING (case_id, obligation_id) WHERE rungs.state = 'planned' AND status <> 'open'`,
    );
    expect(open).toEqual([]);
  });

  it('[R1.1] tells the people of 3+1, and the office of the unit where nobody is named', async () => {
    const caseId = await fixture.newCase('2005');
    const other = await fixture.newCase('2006');
    for (const each of [caseId, other]) await silence(each);
    await fixture.act(caseId, 'lead', 'signFor', { trackId: 't1' });
    await fixture.act(caseId, 'lead', 'nameResponsibility', { trackId: 't1', ...staff('third') });
    const input = {
      due: { due: '2026-05-06', lastWorkingDay: null },
      openedOn: '2026-02-05',
      enteredOn: '2026-02-05',
      ladder: standardLadder,
    };
    const planned = { id: 'one', input, plan: planRungs(input), open: true };
    await put(caseId, [planned]);
    await put(other, [planned]);
    const recipients = async (of: string, key: string) =>
      (
        await fixture.ledger.query<{ who: string }>(
          `SELECT recipient_type || ' ' || recipient_id AS who FROM notices
           WHERE case_id = $1 AND rung_key = $2 AND obligation_id = 'one' ORDER BY who`,
          [of, key],
        )
      ).map(({ who }) => who);
    await claimRungs(fixture.ledger, '2026-04-06');
    expect(await recipients(caseId, 'T-30')).toEqual(['person third-4', 'person third-5']);
    expect(await recipients(other, 'T-30')).toEqual(['person lead-3']);
    await claimRungs(fixture.ledger, '2026-05-06');
    expect(await recipients(caseId, 'T-0')).toEqual(['person third-2', 'person third-3']);
    expect(await recipients(other, 'T-0')).toEqual(['person lead-2', 'person lead-3']);
    await claimRungs(fixture.ledger, '2026-05-20');
    expect(await recipients(other, 'T+14')).toEqual(['body provincial-office', 'person lead-1']);
  });

  it('keeps a unit’s internal limit from the provincial office, also one that was planned to reach it', async () => {
    const day = '2026-05-13';
    const input = {
      due: { due: '2026-05-06', lastWorkingDay: null },
      openedOn: '2026-02-05',
      enteredOn: '2026-02-05',
      ladder: standardLadder,
    };
    const told = async (kind: 'internal' | 'reply', number: string) => {
      const caseId = await fixture.newCase(number);
      await silence(caseId);
      const planned = { id: 'one', input, plan: planRungs(input), open: true };
      await write(fixture.ledger, {
        obligations: [{ ...obligationRow(caseId, planned), kind }],
        rungs: rungRows(caseId, planned.id, planned.plan),
      });
      await claimRungs(fixture.ledger, day);
      return fixture.ledger.query(
        `SELECT recipient_id FROM notices WHERE case_id = $1 AND kind = 'rung' ORDER BY recipient_id`,
        [caseId],
      );
    };
    expect(await told('reply', '2021')).toEqual([{ recipient_id: 'provincial-office' }]);
    expect(await told('internal', '2022')).toEqual([]);
  });

  it('reminds proposers of their feedback under their own address, several cases in one mail', async () => {
    const joint = {
      role: 'lead',
      type: 'deputy',
      name: '丙',
      subject: 'deputy-3',
      mail: 'c@example.cn',
    } as const;
    const stranger = { role: 'joint', type: 'deputy', name: '乙', mail: 'b@example.cn' } as const;
    const caseIds = [
      await fixture.newCase('2008', { proposers: [joint, stranger] }),
      await fixture.newCase('2009', { proposers: [joint] }),
    ];
    const ladder = currentPolicy.rules.ladders.proposer;
    const input = {
      due: { due: '2026-05-06', lastWorkingDay: null },
      openedOn: '2026-02-05',
      enteredOn: '2026-02-05',
      ladder,
    };
    for (const caseId of caseIds) {
      await silence(caseId);
      for (const owed_by_id of caseId === caseIds[0] ? ['p1', 'p2'] : ['p1']) {
        const planned = { id: `feedback-${owed_by_id}`, input, plan: planRungs(input), open: true };
        const row = {
          ...obligationRow(caseId, planned),
          kind: 'feedback',
          owed_by_type: 'proposer',
          owed_by_id,
        };
        await write(fixture.ledger, {
          obligations: [row],
          rungs: rungRows(caseId, planned.id, planned.plan),
        });
      }
    }
    const day = '2026-04-29';
    expect(await claimRungs(fixture.ledger, day)).toEqual({ fired: 3, skipped: 0, notices: 3 });
    expect(await claimDigests(fixture.ledger, { kind: 'rung', day })).toEqual({ digests: 2, notices: 3 });
    const digests = await Promise.all(
      (await pendingDigests(fixture.ledger, { kind: 'rung', channels: ['mail'], limit: 9 })).map(
        ({ digestId, recipient }) => {
          expect(recipient).toBe('proposer');
          return readDigest(fixture.ledger, digestId);
        },
      ),
    );
    const mails = digests.map((digest) => [
      digest?.recipient.mail,
      digest?.items.map(({ number }) => number),
    ]);
    expect(mails.sort()).toEqual([
      ['b@example.cn', ['2008']],
      ['c@example.cn', ['2008', '2009']],
    ]);
  });

  it('tells the provincial office when a unit has nobody at all', async () => {
    const caseId = await fixture.newCase('2007');
    await fixture.ledger.query(`UPDATE people SET active = false WHERE unit_id = 'lead'`);
    await claimRungs(fixture.ledger, '2026-02-09');
    const notices = await fixture.ledger.query(
      `SELECT DISTINCT recipient_id, data FROM notices WHERE case_id = $1 AND kind = 'rung' AND track_id = 't1'`,
      [caseId],
    );
    expect(notices).toEqual([{ recipient_id: 'provincial-office', data: { unaddressed: true } }]);
    await fixture.ledger.query(`UPDATE obligations SET kind = 'internal' WHERE case_id = $1`, [caseId]);
    await claimRungs(fixture.ledger, '2026-02-10');
    const [late] = await fixture.ledger.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM notices WHERE case_id = $1 AND track_id = 't1' AND created_on = '2026-02-10'`,
      [caseId],
    );
    expect(late?.n).toBe(0);
  });

  it.each([1_600, 15_000])(
    'claims %i rungs, and none of them twice',
    async (size) => {
      const caseIds = await Promise.all(
        Array.from({ length: 40 }, (_, index) => fixture.newCase(`9${index}`)),
      );
      for (const caseId of caseIds) await silence(caseId);
      const input = {
        due: { due: '2026-05-06', lastWorkingDay: null },
        openedOn: '2026-02-05',
        enteredOn: '2026-02-05',
        ladder: standardLadder,
      };
      // Few rungs each: preparing them would take longer than the claim.
      const plan = planRungs(input).filter(({ key }) => ['T-1', 'T-0', 'T+1'].includes(key));
      for (const caseId of caseIds) {
        await put(
          caseId,
          Array.from({ length: size / 40 }, (_, index) => ({ id: `m${index}`, input, plan, open: true })),
        );
      }
      const claimed = await claimRungs(fixture.ledger, '2026-05-06');
      expect(claimed.fired).toBe(size);
      expect((await claimRungs(fixture.ledger, '2026-05-06')).fired).toBe(0);
      expect((await claimDigests(fixture.ledger, { kind: 'rung', day: '2026-05-06' })).digests).toBe(2);
    },
    120_000,
  );
});
