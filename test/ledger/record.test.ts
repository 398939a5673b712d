import type { AssignedCase } from '../../domain/case';
import { decide } from '../../domain/case';
import { recordCommand, loadCase } from '../../ledger/record';
import { publishCalendar } from '../../ledger/rule-versions';
import { currentCalendar } from '../../policies/calendars';
import { staff } from '../domain/case/scenario';
import { actors, command, instantOn, ledgerFixture, standardIntake, type LedgerFixture } from './fixture';

let fixture: LedgerFixture;
beforeAll(async () => {
  fixture = await ledgerFixture();
});
afterAll(() => fixture.close());

const count = async (table: string, caseId: string): Promise<number> => {
  const [row] = await fixture.ledger.query<{ n: number }>(
    `SELECT count(*) AS n FROM ${table} WHERE case_id = $1`,
    [caseId],
  );
  return row?.n ?? -1;
};

describe('recording a command', () => {
  it('writes events, snapshot and projections of one command together', async () => {
    const caseId = await fixture.newCase('1001');
    const before = await loadCase(fixture.ledger, caseId);
    const recorded = await recordCommand(fixture.ledger, {
      caseId,
      command: command('sign-1001', 'lead', 'signFor', { trackId: 't1' }),
      afterSeq: before.state.seq,
    });
    expect(recorded.refusal).toBeUndefined();
    expect(recorded.events.map(({ type }) => type)).toEqual(['trackSigned', 'obligationMet']);
    const { state } = await loadCase(fixture.ledger, caseId);
    expect(state.seq).toBe(before.state.seq + 2);
    const [row] = await fixture.ledger.query(
      'SELECT status, signed_on, (SELECT status FROM cases WHERE case_id = $1) AS of_case FROM tracks WHERE case_id = $1 AND track_id = $2',
      [caseId, 't1'],
    );
    expect(row).toEqual({ status: 'signed', signed_on: standardIntake.assignedOn, of_case: 'in-progress' });
    expect(
      await fixture.ledger.query(
        `SELECT status, ended_on FROM obligations WHERE case_id = $1 AND kind = 'sign' AND owed_by_id = 'lead'`,
        [caseId],
      ),
    ).toEqual([{ status: 'met', ended_on: standardIntake.assignedOn }]);
  });

  it('keeps who, the day of the act, when it was recorded, and what changed from what to what', async () => {
    const caseId = await fixture.newCase('1002');
    await fixture.act(caseId, 'lead', 'signFor', { trackId: 't1', doneOn: '2026-02-06' }, '2026-02-09');
    const [event] = await fixture.ledger.query(
      `SELECT act_on, recorded_at, actor, changes FROM case_events WHERE case_id = $1 AND type = 'trackSigned'`,
      [caseId],
    );
    expect(event).toEqual({
      act_on: '2026-02-06',
      recorded_at: instantOn('2026-02-09'),
      actor: expect.objectContaining({ subject: 'lead-office', unit: 'lead' }),
      changes: [
        { path: '/tracks/t1/status', before: 'assigned', after: 'signed' },
        { path: '/tracks/t1/signedOn', before: null, after: '2026-02-06' },
      ],
    });
  });

  it('answers a repeated command id from the record, with all events since', async () => {
    const caseId = await fixture.newCase('1003');
    const sign = command('sign-1003', 'lead', 'signFor', { trackId: 't1' });
    const first = await recordCommand(fixture.ledger, { caseId, command: sign, afterSeq: 0 });
    await fixture.act(caseId, 'co', 'signFor', { trackId: 't2' });
    const again = await recordCommand(fixture.ledger, { caseId, command: sign, afterSeq: 0 });
    expect(again.events.slice(0, first.events.length)).toEqual(first.events);
    expect(again.events.length).toBe(first.events.length + 2);
    expect((await loadCase(fixture.ledger, caseId)).state.seq).toBe(again.events.length);
  });

  it('keeps a refusal, so that a repeated id gets the same answer when the case has moved on', async () => {
    const caseId = await fixture.newCase('1004');
    const early = command('early-1004', 'lead', 'nameResponsibility', { trackId: 't1', ...staff('lead') });
    const refused = await recordCommand(fixture.ledger, { caseId, command: early, afterSeq: 0 });
    expect(refused.refusal).toMatchObject({ code: 'out-of-order', pointer: '/trackId' });
    const events = await count('case_events', caseId);
    await fixture.act(caseId, 'lead', 'signFor', { trackId: 't1' });
    const again = await recordCommand(fixture.ledger, { caseId, command: early, afterSeq: 0 });
    expect(again.refusal).toEqual(refused.refusal);
    expect(again.events.length).toBe(events + 2);
    const later = await recordCommand(fixture.ledger, {
      caseId,
      command: { ...early, id: 'later-1004' },
      afterSeq: 0,
    });
    expect(later.refusal).toBeUndefined();
  });

  it('throws for a case that is not there and for a caller that is ahead, and writes nothing', async () => {
    const caseId = await fixture.newCase('1005');
    const sign = command('sign-1005', 'lead', 'signFor', { trackId: 't1' });
    await expect(
      recordCommand(fixture.ledger, { caseId: 'no:1-1:main:1', command: sign, afterSeq: 0 }),
    ).rejects.toMatchObject({ fault: 'unknown-case' });
    await expect(
      recordCommand(fixture.ledger, { caseId, command: sign, afterSeq: 99 }),
    ).rejects.toMatchObject({ fault: 'ledger-behind' });
    expect(await count('commands', caseId)).toBe(1);
  });

  it('lets time run forward only: a clock that is behind counts as the last day on record', async () => {
    const caseId = await fixture.newCase('1006');
    await fixture.act(caseId, 'lead', 'signFor', { trackId: 't1' }, '2026-02-09');
    const { events } = await fixture.act(caseId, 'co', 'signFor', { trackId: 't2' }, '2026-02-06');
    expect(events.findLast(({ type }) => type === 'trackSigned')?.on).toBe('2026-02-09');
  });

  it('[D5] adopts rules: returns those that hold now, and decides under them', async () => {
    const caseId = await fixture.newCase('1007');
    const calendar = structuredClone(currentCalendar);
    const off2026 = { ...calendar.off['2026'], '05-06': '试验假' };
    const newer = { ...calendar, version: 'newer.1', off: { ...calendar.off, '2026': off2026 } };
    const at = instantOn(standardIntake.assignedOn);
    const published = { actor: actors.office, at, reason: 'x', differs: ['2026-05-06'] };
    expect(await publishCalendar(fixture.ledger, newer, published)).toEqual({ outcome: 'published' });
    const adopt = command('adopt-1007', 'system', 'adoptRules', {
      calendarVersion: 'newer.1',
      reason: '日历更新',
    });
    const recorded = await recordCommand(fixture.ledger, { caseId, command: adopt, afterSeq: 0 });
    expect(recorded.rules?.calendar.version).toBe('newer.1');
    expect(recorded.events.slice(-2)).toMatchObject([
      { type: 'obligationMoved', data: { from: { due: '2026-05-06' }, to: { due: '2026-05-07' } } },
      { type: 'rulesAdopted', data: { calendarVersion: 'newer.1', policyVersion: 'hebei-2022.1' } },
    ]);
    // Whoever was behind gets them with the next answer.
    const sign = command('sign-1007', 'lead', 'signFor', { trackId: 't1' });
    const later = await recordCommand(fixture.ledger, { caseId, command: sign, afterSeq: 1 });
    expect(later.rules?.calendar.version).toBe('newer.1');
    const unknown = {
      ...adopt,
      id: 'adopt-1007-b',
      data: { ...adopt.data, calendarVersion: 'nowhere-1' },
    } as typeof adopt;
    await expect(
      recordCommand(fixture.ledger, { caseId, command: unknown, afterSeq: 0 }),
    ).rejects.toMatchObject({ fault: 'unknown-rules' });
  });
});

describe('two at once', () => {
  it('the same command id is recorded once, and both callers get the same events', async () => {
    const caseId = await fixture.newCase('1101');
    const sign = command('sign-1101', 'lead', 'signFor', { trackId: 't1' });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => recordCommand(fixture.ledger, { caseId, command: sign, afterSeq: 0 })),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]?.refusal).toBeUndefined();
    expect(
      await fixture.ledger.query(`SELECT seq FROM case_events WHERE case_id = $1 AND type = 'trackSigned'`, [
        caseId,
      ]),
    ).toHaveLength(1);
  });

  it('different commands stand one behind the other, each decided on what the one before left', async () => {
    const caseId = await fixture.newCase('1102');
    const commands = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) =>
      command(`sign-1102-${id}`, 'lead', 'signFor', { trackId: 't1' }),
    );
    commands.push(command('sign-1102-co', 'co', 'signFor', { trackId: 't2' }));
    const answers = await Promise.all(
      commands.map((each) => recordCommand(fixture.ledger, { caseId, command: each, afterSeq: 0 })),
    );
    expect(answers.filter(({ refusal }) => refusal === undefined)).toHaveLength(2);
    const { state } = await loadCase(fixture.ledger, caseId);
    const events = await fixture.ledger.query<{ seq: number }>(
      'SELECT seq FROM case_events WHERE case_id = $1 ORDER BY seq',
      [caseId],
    );
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: state.seq }, (_, index) => index + 1));
  });

  it('twin: without the lock, two writers decide on the same state and both sign', async () => {
    const caseId = await fixture.newCase('1103');
    const unlocked = async (id: string) => {
      const { state, rules } = await loadCase(fixture.ledger, caseId);
      const context = { today: standardIntake.assignedOn, rules: rules.policy, calendar: rules.calendar };
      return decide(state, command(id, 'lead', 'signFor', { trackId: 't1' }), context);
    };
    const [one, other] = await Promise.all([unlocked('x'), unlocked('y')]);
    expect(one.map(({ type }) => type)).toContain('trackSigned');
    expect(other.map(({ type }) => type)).toContain('trackSigned');
  });

  it('different cases do not wait for each other', async () => {
    const [held, free] = [await fixture.newCase('1104'), await fixture.newCase('1105')];
    await fixture.ledger.transaction(async (db) => {
      await db.query('SELECT FROM cases WHERE case_id = $1 FOR UPDATE', [held]);
      await fixture.act(free, 'lead', 'signFor', { trackId: 't1' });
    });
  });
});

describe('the record', () => {
  it('is append-only: no event can be changed, removed or truncated', async () => {
    const caseId = await fixture.newCase('1201');
    const refusal = /append-only/;
    await expect(
      fixture.ledger.query(`UPDATE case_events SET data = '{}' WHERE case_id = $1`, [caseId]),
    ).rejects.toThrow(refusal);
    await expect(
      fixture.ledger.query('DELETE FROM case_events WHERE case_id = $1', [caseId]),
    ).rejects.toThrow(refusal);
    await expect(fixture.ledger.query('TRUNCATE case_events CASCADE')).rejects.toThrow(refusal);
  });

  it('[R3.12] lets a redaction that says so change content, and nothing else', async () => {
    const caseId = await fixture.newCase('1202');
    const redact = (statement: string) =>
      fixture.ledger.transaction(async (db) => {
        await db.query(`SELECT set_config('ledger.redaction', 'R3.12', true)`);
        await db.query(statement, [caseId]);
      });
    await redact(`UPDATE case_events SET data = data || '{"redacted": true}' WHERE case_id = $1 AND seq = 1`);
    await expect(redact(`UPDATE case_events SET act_on = '2020-01-01' WHERE case_id = $1`)).rejects.toThrow(
      /append-only/,
    );
    await expect(redact('DELETE FROM case_events WHERE case_id = $1')).rejects.toThrow(/append-only/);
    // The setting ends with its transaction.
    await expect(
      fixture.ledger.query(`UPDATE case_events SET data = '{}' WHERE case_id = $1`, [caseId]),
    ).rejects.toThrow(/append-only/);
  });

  it('survives a writer that dies between two statements: all of a command, or nothing', async () => {
    const caseId = await fixture.newCase('1203');
    const before = (await loadCase(fixture.ledger, caseId)).state;
    const dying = {
      ...fixture.ledger,
      transaction: <R>(work: (db: typeof fixture.ledger) => Promise<R>) =>
        fixture.ledger.transaction((db) =>
          work({
            ...fixture.ledger,
            query: (sql: string, values?: readonly unknown[], name?: string) =>
              name === 'update-head' ? Promise.reject(new Error('killed')) : db.query(sql, values, name),
          }),
        ),
    } as typeof fixture.ledger;
    const sign = command('sign-1203', 'lead', 'signFor', { trackId: 't1' });
    await expect(recordCommand(dying, { caseId, command: sign, afterSeq: 0 })).rejects.toThrow('killed');
    expect((await loadCase(fixture.ledger, caseId)).state).toEqual<AssignedCase>(before);
    expect(await count('case_events', caseId)).toBe(before.seq);
    const again = await recordCommand(fixture.ledger, { caseId, command: sign, afterSeq: before.seq });
    expect(again.events.map(({ type }) => type)).toContain('trackSigned');
  });
});
