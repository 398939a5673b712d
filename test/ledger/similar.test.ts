import { titlePairs } from '../../domain/intake';
import { nearestSql, similarCases, similarPairs } from '../../ledger/similar';
import { ledgerFixture, standardIntake, type LedgerFixture } from './fixture';

const [LEAD, CO] = [{ unit: 'lead', part: 'lead' } as const, { unit: 'co', part: 'lead' } as const];
const sentence = (topic: string) => `近年来各级政府在${topic}方面投入了大量资金，取得的成效十分明显。`;
const TEXT = ['养老服务', '农村电网', '冬季供暖', '公交线路'].map(sentence).join('');

describe('cases that may be merged', () => {
  let fixture: LedgerFixture;
  let whole: string;
  beforeAll(async () => {
    fixture = await ledgerFixture();
    whole = await fixture.newCase('7001', { title: '关于推进城镇老旧小区改造的建议', parts: [LEAD] });
    await fixture.newCase('7002', { title: '关于将单位宿舍纳入老旧小区改造范围的建议', parts: [CO] });
    await fixture.newCase('7003', { title: '关于老旧小区改造中加装电梯的建议', parts: [LEAD] });
    await fixture.newCase('7004', { title: '关于在回隆镇中心地带建造蓄水池的建议', parts: [LEAD] });
    await fixture.newCase('7005', {
      title: '关于老旧小区改造的提案',
      kind: 'proposal',
      identity: { ...standardIntake.identity, body: 'hebei-cppcc' },
      proposers: [{ role: 'lead', type: 'member', name: '示例委员' }],
      parts: [LEAD],
    });
    await fixture.newCase('7006', { title: '关于甲的建议', text: TEXT, parts: [LEAD] });
    await fixture.newCase('7007', { title: '关于乙的建议', text: `各位领导：\n${TEXT}`, parts: [CO] });
  });
  afterAll(() => fixture.close());

  const numbers = (found: readonly { number: string }[]) => found.map(({ number }) => number).sort();

  it('[R3.10] are the similar ones of the same kind, by title, with a score and why, the most alike first', async () => {
    const found = await similarCases(fixture.ledger, whole, { scope: 'all' });
    expect(numbers(found)).toEqual(['7002', '7003']);
    expect(found[0]?.score).toBeGreaterThanOrEqual(found[1]?.score ?? 1);
    expect(found[0]?.grounds[0]?.says).toMatch(/^标题相似 0\.\d\d$/);
  });

  it('[R3.10] are found by their texts under other titles', async () => {
    const [one] = await fixture.ledger.query<{ case_id: string }>(
      `SELECT case_id FROM cases WHERE number = '7006'`,
    );
    const found = await similarCases(fixture.ledger, one?.case_id ?? '', { scope: 'all' });
    expect(numbers(found)).toEqual(['7007']);
    expect(found[0]?.grounds.map(({ says }) => says)).toEqual(['正文有 100% 相同']);
  });

  it('[R3.10] are found by a number that one of them quotes, from either side and in the list of pairs', async () => {
    const { ledger } = fixture;
    const quoted = await fixture.newCase('7100', { title: '关于丙的建议', parts: [LEAD] });
    const text = '本建议与第7100号建议内容相近。';
    const quoting = await fixture.newCase('7101', { title: '关于丁的建议', text, parts: [LEAD] });
    for (const [one, other] of [
      [quoted, '7101'],
      [quoting, '7100'],
    ] as const) {
      const found = await similarCases(ledger, one, { scope: 'all' });
      expect(numbers(found)).toEqual([other]);
      expect(found[0]?.grounds.map(({ by }) => by)).toEqual(['quoted']);
    }
    const pairs = await similarPairs(ledger, 'all', {});
    const quotes = pairs.filter(({ grounds }) => grounds.some(({ by }) => by === 'quoted'));
    expect(quotes.map(({ cases }) => numbers(cases))).toEqual([['7100', '7101']]);
    for (const caseId of [quoted, quoting])
      await fixture.act(caseId, 'office', 'withdrawCase', { proposer: 'p1', reason: 'x' });
  });

  it('[R3.10] are, for a unit, only cases that it handles; for a division those that it was handed', async () => {
    const { ledger } = fixture;
    const lead = { scope: { unit: 'lead' } };
    const division = { scope: { unit: 'lead', handed: { divisions: ['lead/1'], people: [] } } };
    expect(numbers(await similarCases(ledger, whole, lead))).toEqual(['7003']);
    expect(await similarCases(ledger, whole, division)).toEqual([]);
    const [other] = await ledger.query<{ case_id: string }>(
      `SELECT case_id FROM cases WHERE number = '7003'`,
    );
    const caseId = other?.case_id ?? '';
    await fixture.act(caseId, 'lead', 'signFor', { trackId: 't1' });
    await fixture.act(caseId, 'lead', 'assignDivision', { trackId: 't1', division: 'lead/1' });
    expect(numbers(await similarCases(ledger, whole, division))).toEqual(['7003']);
  });

  it('[R3.10] are open: what was withdrawn is not offered', async () => {
    const title = '关于推进城镇老旧小区改造的建议';
    const caseId = await fixture.newCase('7008', { title, parts: [LEAD] });
    expect(numbers(await similarCases(fixture.ledger, whole, { scope: 'all' }))).toContain('7008');
    await fixture.act(caseId, 'office', 'withdrawCase', { proposer: 'p1', reason: 'r' });
    expect(numbers(await similarCases(fixture.ledger, whole, { scope: 'all' }))).not.toContain('7008');
  });

  it('[R3.10] are listed in pairs, each once, for a session, a kind or a reader', async () => {
    const pairs = async (
      ...[scope, filter]: [Parameters<typeof similarPairs>[1], Parameters<typeof similarPairs>[2]]
    ) =>
      (await similarPairs(fixture.ledger, scope, filter)).map(({ cases }) => numbers(cases).join('-')).sort();
    const { term, session } = standardIntake.identity;
    expect(await pairs('all', { term, session })).toEqual([
      '7001-7002',
      '7001-7003',
      '7002-7003',
      '7006-7007',
    ]);
    expect(await pairs({ unit: 'lead' }, {})).toEqual(['7001-7003']);
    expect(await pairs('all', { kind: 'proposal' })).toEqual([]);
    expect(await pairs('all', { session: session + 1 })).toEqual([]);
    expect(await similarPairs(fixture.ledger, 'all', {}, 1)).toHaveLength(1);
  });

  it('[R3.10] of a batch are compared with all that are open, not with the batch alone', async () => {
    const { ledger } = fixture;
    await ledger.query(`INSERT INTO batches (batch_id, actor, received_at, content_hash, repairs, unused, total)
      VALUES ('b1', '{}', '2026-02-05T02:00:00Z', 'x', '[]', '[]', 1)`);
    await ledger.query(`INSERT INTO batch_rows (batch_id, row_number, status, case_id)
      SELECT 'b1', 1, 'recorded', case_id FROM cases WHERE number = '7003'`);
    const pairs = await similarPairs(ledger, 'all', { batch: 'b1' });
    expect(pairs.map(({ cases }) => numbers(cases).join('-')).sort()).toEqual(['7001-7003', '7002-7003']);
    expect(await similarPairs(ledger, 'all', { batch: 'b2' })).toEqual([]);
  });

  it('[R3.10] are found among thousands through the indexes, by title and by text', async () => {
    const { ledger } = fixture;
    await similarCases(ledger, whole, { scope: 'all' });
    // As many as a province has in a session, and then some: each with a title and sentences of its own.
    await ledger.query(`INSERT INTO cases (case_id, body, term, session, series, number, sort_key, substitute_number, kind,
        level, title, out_of_session, assigned_on, assigned_by, entered_on, content_hash, status, seq, state)
      SELECT 'many:' || n, 'many', 13, 5, 'main', n::text, n::text, false, 'suggestion', 'provincial', 'x', false,
        '2026-02-05', 'provincial-office', '2026-02-05', 'x', 'assigned', 1, '{}' FROM generate_series(1, 3000) AS n`);
    await ledger.query(`INSERT INTO case_marks
      SELECT 'many:' || n, ARRAY(SELECT chr(19968 + (n * 7 + k * 131) % 4000) || chr(19968 + (n * 11 + k * 17) % 4000)
          FROM generate_series(1, 12) AS k), ARRAY(SELECT n * 1000 + k FROM generate_series(1, 40) AS k)
      FROM generate_series(1, 3000) AS n`);
    await ledger.query('ANALYZE case_marks');
    await ledger.query('ANALYZE cases');
    const plan = await ledger.query<Record<string, string>>(
      `EXPLAIN ${nearestSql('cases.case_id <> $1 AND kind = $2 AND level = $3', 'false', 'false')}`,
      [whole, 'suggestion', 'provincial', titlePairs('关于推进城镇老旧小区改造的建议'), [1, 2, 3], 40],
    );
    const text = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(text).toContain('Bitmap Index Scan on case_marks_by_title');
    expect(text).toContain('Bitmap Index Scan on case_marks_by_text');
    expect(text).not.toContain('Seq Scan on case_marks');
  });
});
