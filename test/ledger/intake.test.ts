import { evolve, initialState, type CaseState } from '../../domain/case';
import { sortKeyOf } from '../../ledger/intake';
import { loadCase } from '../../ledger/record';
import { rebuildCase } from '../../ledger/rebuild';
import { storeDocument } from '../../ledger/documents';
import { staff } from '../domain/case/scenario';
import { command, instantOn, ledgerFixture, standardIntake, type LedgerFixture } from './fixture';
import { recordIntake } from '../../ledger/intake';
import { recordCommand } from '../../ledger/record';

let fixture: LedgerFixture;
beforeAll(async () => {
  fixture = await ledgerFixture();
});
afterAll(() => fixture.close());

const rows = (sql: string, ...values: unknown[]) => fixture.ledger.query(sql, values);

describe('an intake', () => {
  it('becomes a case whose events, folded, are its snapshot, with its text and proposers beside it', async () => {
    const outcome = await fixture.intake('4001');
    if (outcome.outcome !== 'recorded') throw new Error(outcome.outcome);
    const folded = outcome.events.reduce<CaseState>((state, event) => evolve(state, event), initialState);
    const { state, rules } = await loadCase(fixture.ledger, outcome.caseId);
    expect(state).toEqual(folded);
    expect(state).toEqual(outcome.state);
    expect(rules).toEqual(outcome.rules);
    expect(await rows('SELECT body FROM case_texts WHERE case_id = $1', outcome.caseId)).toEqual([
      { body: standardIntake.text },
    ]);
    expect(
      await rows(
        'SELECT proposer_id, role, name FROM proposers WHERE case_id = $1 ORDER BY 1',
        outcome.caseId,
      ),
    ).toEqual([
      { proposer_id: 'p1', role: 'lead', name: '甲' },
      { proposer_id: 'p2', role: 'joint', name: '乙' },
    ]);
  });

  it('keeps names, contacts and text out of events and snapshot [R3.12]', async () => {
    const secret = { name: '张某某', telephone: '13900000000', address: '某路1号', mail: 'zhang@example.cn' };
    const caseId = await fixture.newCase('4002', {
      text: '不宜外传的正文',
      proposers: [{ role: 'lead', type: 'deputy', ...secret }],
    });
    const [row] = await rows(
      `SELECT (SELECT string_agg(data::text || changes::text, '') FROM case_events WHERE case_id = $1)
         || (SELECT state::text FROM cases WHERE case_id = $1) AS all_of_it`,
      caseId,
    );
    for (const word of [...Object.values(secret), '不宜外传的正文'])
      expect(row?.['all_of_it']).not.toContain(word);
  });

  it('tells the office of each unit at once', async () => {
    const caseId = await fixture.newCase('4003');
    expect(
      await rows(
        `SELECT recipient_id, template FROM notices WHERE case_id = $1 AND kind = 'news' ORDER BY 1`,
        caseId,
      ),
    ).toEqual([
      { recipient_id: 'co-3', template: 'assigned' },
      { recipient_id: 'lead-3', template: 'assigned' },
    ]);
  });

  it('again is no error and changes nothing; with other content it is refused with the case that has the number', async () => {
    const caseId = await fixture.newCase('4004');
    const [before] = await rows('SELECT count(*) AS n FROM case_events');
    expect(await fixture.intake('4004')).toEqual({ outcome: 'already', caseId, started: false });
    expect(await fixture.intake('4004', { title: '另一件' })).toEqual({ outcome: 'conflict', caseId });
    expect(await rows('SELECT count(*) AS n FROM case_events')).toEqual([before]);
  });

  it('by ten at once is recorded once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => fixture.intake('4005')));
    expect(outcomes.filter(({ outcome }) => outcome === 'recorded')).toHaveLength(1);
    expect(outcomes.filter(({ outcome }) => outcome === 'already')).toHaveLength(9);
  });

  it('of two contents under one number at once, one becomes the case and the other is refused', async () => {
    const outcomes = await Promise.all([fixture.intake('4006'), fixture.intake('4006', { title: '另一件' })]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['conflict', 'recorded']);
  });

  it('with the number 31 is not the one with 0031, nor the one of another body, session or series', async () => {
    const base = standardIntake.identity;
    const ids = await Promise.all([
      fixture.newCase('31'),
      fixture.newCase('0031'),
      fixture.newCase('31', { identity: { ...base, session: 3 } }),
      fixture.newCase('31', { identity: { ...base, series: '议案转建议' } }),
    ]);
    expect(new Set(ids).size).toBe(4);
  });

  it('without a number gets a substitute, marked as ours, and is found again by its content', async () => {
    const { number: _, ...identity } = standardIntake.identity;
    const request = {
      intake: { ...standardIntake, identity, title: '没有编号的建议' },
      commandId: 'no-number',
      actor: { subject: 'po-1', role: 'provincial-office' as const },
      recordedAt: instantOn('2026-02-05'),
    };
    const first = await recordIntake(fixture.ledger, request);
    if (first.outcome !== 'recorded') throw new Error(first.outcome);
    expect(await recordIntake(fixture.ledger, request)).toMatchObject({
      outcome: 'already',
      caseId: first.caseId,
    });
    expect(await rows('SELECT substitute_number FROM cases WHERE case_id = $1', first.caseId)).toEqual([
      { substitute_number: true },
    ]);
  });

  it('is refused with everything that is wrong with it, pointing at the fields, and nothing is stored', async () => {
    const [before] = await rows('SELECT count(*) AS n FROM cases');
    const outcome = await fixture.intake('4007', {
      identity: { ...standardIntake.identity, body: 'nowhere' },
      parts: [
        { unit: 'lead', part: 'lead' },
        { unit: 'lead', part: 'co-handler' },
        { unit: 'unknown', part: 'co-handler' },
      ],
      attachments: [{ name: 'a.pdf', document: 'c'.repeat(64) }],
      assignedOn: '2026-02-06',
    });
    if (outcome.outcome !== 'refused') throw new Error(outcome.outcome);
    expect(outcome.problems.map(({ pointer }) => pointer).sort()).toEqual([
      '/assignedOn',
      '/attachments/0/document',
      '/identity/body',
      '/parts/1/unit',
      '/parts/2/unit',
    ]);
    expect(await rows('SELECT count(*) AS n FROM cases')).toEqual([before]);
  });

  it('links its attachments, so that whoever may read the case may read them', async () => {
    const document = await storeDocument(fixture.ledger, {
      name: 'a.txt',
      mediaType: 'text/plain',
      bytes: Buffer.from('附件'),
      uploadedBy: { subject: 'po-1' },
      uploadedAt: instantOn('2026-02-05'),
    });
    const caseId = await fixture.newCase('4008', {
      attachments: [{ name: 'a.txt', document: document.hash }],
    });
    expect(await rows('SELECT hash FROM case_documents WHERE case_id = $1', caseId)).toEqual([
      { hash: document.hash },
    ]);
  });

  it('[D6] explains each date it owes: rule, start, reckoning, calendar', async () => {
    const caseId = await fixture.newCase('4009');
    const [reply] = await rows(
      `SELECT due, raw_due, explanation FROM obligations WHERE case_id = $1 AND kind = 'reply'`,
      caseId,
    );
    expect(reply).toMatchObject({ raw_due: '2026-05-05', due: '2026-05-06' });
    for (const word of ['R3.5', '3 个月', '2026年5月5日', '2026年5月6日', 'state-council-2026.1']) {
      expect(reply?.['explanation']).toContain(word);
    }
  });

  it('[D8] entered late skips the rungs of days before', async () => {
    const caseId = await fixture.newCase('4010', {}, '2026-04-20');
    const skipped = await rows(
      `SELECT rung_key FROM rungs JOIN obligations USING (case_id, obligation_id)
       WHERE case_id = $1 AND kind = 'reply' AND state = 'skipped' ORDER BY rungs."on"`,
      caseId,
    );
    expect(skipped).toEqual([{ rung_key: 'T-30' }]);
  });

  it('numbers sort as people sort them', () => {
    const numbers = ['10', '9', 'B〔2017〕062号', '0186', 'B〔2017〕7号'];
    expect([...numbers].sort((a, b) => (sortKeyOf(a) < sortKeyOf(b) ? -1 : 1))).toEqual([
      '9',
      '10',
      '0186',
      'B〔2017〕7号',
      'B〔2017〕062号',
    ]);
  });
});

describe('a rebuild', () => {
  it('folds the events again to the same snapshot and the same projections', async () => {
    const caseId = await fixture.newCase('4101');
    await fixture.act(caseId, 'lead', 'signFor', { trackId: 't1' });
    await fixture.act(caseId, 'lead', 'nameResponsibility', { trackId: 't1', ...staff('lead') });
    await fixture.act(caseId, 'co', 'returnTrack', { trackId: 't2', reason: 'x1' });
    await fixture.act(
      caseId,
      'office',
      'decideReturn',
      { trackId: 't2', outcome: 'upheld', reason: 'x2' },
      '2026-02-09',
    );
    await fixture.act(
      caseId,
      'office',
      'reassign',
      { trackId: 't2', unit: 'third', reason: 'x3' },
      '2026-02-10',
    );
    const tables = ['tracks', 'responsibilities', 'obligations', 'rungs', 'deliveries', 'supervisions'];
    const all = async () => {
      const found: Record<string, unknown> = {};
      for (const table of tables)
        found[table] = await rows(`SELECT * FROM ${table} WHERE case_id = $1 ORDER BY 1, 2, 3`, caseId);
      found['head'] = await rows(
        'SELECT status, seq, due, next_due, closed_on FROM cases WHERE case_id = $1',
        caseId,
      );
      return found;
    };
    const [before, state] = [await all(), (await loadCase(fixture.ledger, caseId)).state];
    await rows(
      `UPDATE cases SET state = '{"status": "unassigned", "seq": 0}', due = NULL, status = 'assigned' WHERE case_id = $1`,
      caseId,
    );
    await rows(`DELETE FROM rungs WHERE case_id = $1 AND state <> 'skipped'`, caseId);
    await rows(`UPDATE obligations SET due = '2020-01-01', status = 'open' WHERE case_id = $1`, caseId);
    expect(await all()).not.toEqual(before);
    expect(await rebuildCase(fixture.ledger, caseId)).toEqual(state);
    expect((await loadCase(fixture.ledger, caseId)).state).toEqual(state);
    const after = await all();
    // Rungs of obligations that kept some are left as they are: only the record knows what fired.
    expect({ ...after, rungs: null }).toEqual({ ...before, rungs: null });
  });

  it('plans the rungs of a case anew when all of them are gone', async () => {
    const caseId = await fixture.newCase('4102');
    await fixture.act(caseId, 'lead', 'signFor', { trackId: 't1' });
    const rungs = () => rows('SELECT * FROM rungs WHERE case_id = $1 ORDER BY 1, 2, 3', caseId);
    const before = await rungs();
    await rows('DELETE FROM rungs WHERE case_id = $1', caseId);
    await rebuildCase(fixture.ledger, caseId);
    expect(await rungs()).toEqual(before);
  });

  it('of a case that is not there is refused', async () => {
    await expect(rebuildCase(fixture.ledger, 'no:1-1:main:1')).rejects.toMatchObject({
      fault: 'unknown-case',
    });
  });
});

describe('moved dates', () => {
  it('[D5] an extension supersedes the obligation: its rungs end, the new one has its own', async () => {
    const caseId = await fixture.newCase('4201');
    await fixture.act(caseId, 'lead', 'signFor', { trackId: 't1' });
    const { state } = await loadCase(fixture.ledger, caseId);
    const reply = Object.values(state.obligations).find(({ kind }) => kind === 'reply');
    await fixture.act(
      caseId,
      'lead',
      'requestExtension',
      { obligationId: reply?.id ?? '', until: '2026-06-30', reason: 'x1' },
      '2026-04-10',
    );
    const request = command(
      'extend',
      'office',
      'decideExtension',
      { requestId: 'e1', outcome: 'granted' },
      '2026-04-11',
    );
    const recorded = await recordCommand(fixture.ledger, { caseId, command: request, afterSeq: 0 });
    expect(recorded.refusal).toBeUndefined();
    const plans = await rows(
      `SELECT obligation_id = $2 AS old, status, count(*) FILTER (WHERE state = 'planned') > 0 AS planned, obligations.due
       FROM obligations JOIN rungs USING (case_id, obligation_id) WHERE case_id = $1 AND kind = 'reply'
       GROUP BY obligation_id, status, obligations.due ORDER BY old DESC`,
      caseId,
      reply?.id,
    );
    expect(plans).toEqual([
      { old: true, status: 'superseded', planned: false, due: '2026-05-06' },
      { old: false, status: 'open', planned: true, due: '2026-06-30' },
    ]);
  });
});
