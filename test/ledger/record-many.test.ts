import { previewIntakes, recordIntakes, type ListOutcome } from '../../ledger/record-many';
import type { IntakeCase } from '../../schemas/intake';
import { actors, instantOn, ledgerFixture, standardIntake, type LedgerFixture } from './fixture';

let fixture: LedgerFixture;
beforeEach(async () => (fixture = await ledgerFixture()));
afterEach(() => fixture.close());

const numbered = (number: string | undefined, more: Partial<IntakeCase> = {}): IntakeCase => ({
  ...standardIntake,
  ...more,
  identity: { ...standardIntake.identity, number },
});
const requestsOf = (intakes: readonly IntakeCase[], by = 'batch') =>
  intakes.map((intake, index) => ({
    intake,
    commandId: `${by}:${index}`,
    actor: actors.office,
    recordedAt: instantOn(standardIntake.assignedOn),
  }));

const recordAll = (intakes: readonly IntakeCase[], by?: string): Promise<ListOutcome[]> =>
  fixture.ledger.transaction((db) => recordIntakes(db, requestsOf(intakes, by)));

const TABLES = [
  'cases',
  'case_texts',
  'proposers',
  'case_events',
  'commands',
  'tracks',
  'obligations',
  'rungs',
  'notices',
];
/** All rows of a case as one text, without what differs by case and command. */
async function rowsOf(caseId: string, number: string): Promise<Record<string, unknown[]>> {
  const tables = TABLES.map(async (table) => {
    const rows = await fixture.ledger.query(
      `SELECT to_jsonb(found) - 'command_id' - 'notice_id' - 'content_hash' AS data FROM ${table} AS found WHERE case_id = $1`,
      [caseId],
    );
    return [table, rows.map(({ data }) => JSON.stringify(data).replaceAll(number, '#')).sort()];
  });
  return Object.fromEntries(await Promise.all(tables)) as Record<string, unknown[]>;
}

describe('many intakes in one write', () => {
  it('leave in every table exactly what each of them alone would have left', async () => {
    await recordAll([numbered('7001'), numbered('7002', { title: '另一件' })]);
    const alone = await fixture.newCase('7003');
    const many = await rowsOf(alone.replace('7003', '7001'), '7001');
    expect(many).toEqual(await rowsOf(alone, '7003'));
    for (const table of TABLES) expect([table, many[table]?.length]).not.toEqual([table, 0]);
  });

  it('go on behind wrong ones, and tell all that is against each, with pointers', async () => {
    const outcomes = await recordAll([
      numbered('1'),
      numbered('2', {
        parts: [
          { unit: 'nobody', part: 'lead' },
          { unit: 'co', part: 'co-handler' },
          { unit: 'co', part: 'co-handler' },
        ],
        assignedOn: '2099-01-01',
      }),
      numbered('3'),
    ]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['recorded', 'refused', 'recorded']);
    const refused = outcomes[1] as Extract<ListOutcome, { outcome: 'refused' }>;
    expect(refused.problems.map(({ pointer, rule }) => [pointer, rule])).toEqual([
      ['/assignedOn', 'D8'],
      ['/parts/2/unit', 'R3.4'],
      ['/parts/0/unit', 'setting'],
    ]);
    expect(await fixture.ledger.query('SELECT number FROM cases ORDER BY number')).toEqual([
      { number: '1' },
      { number: '3' },
    ]);
  });

  it('are “already” when the same lies there, earlier in the list or in the ledger, and a conflict with other content', async () => {
    await fixture.intake('10');
    const outcomes = await recordAll([
      numbered('10'),
      numbered('10', { title: '别的内容' }),
      numbered('11'),
      numbered('11'),
      numbered('11', { title: '别的内容' }),
    ]);
    expect(outcomes.map((each) => [each.outcome, 'index' in each ? each.index : undefined])).toEqual([
      ['already', undefined],
      ['conflict', undefined],
      ['recorded', undefined],
      ['already', undefined],
      ['conflict', 2],
    ]);
  });

  it('without a number get a substitute that is marked as ours and comes out the same the next time', async () => {
    const [first] = await recordAll([numbered(undefined)]);
    const [again] = await recordAll([numbered(undefined)], 'again');
    expect(first).toMatchObject({ outcome: 'recorded' });
    expect(again).toEqual({ ...first, outcome: 'already' });
    expect(await fixture.ledger.query('SELECT number, substitute_number FROM cases')).toEqual([
      { number: expect.stringMatching(/^代拟-/), substitute_number: true },
    ]);
  });

  it('that two send at once become one case each, whoever comes first', async () => {
    const intakes = Array.from({ length: 300 }, (_, index) => numbered(`${index}`));
    const [one, two] = await Promise.all([recordAll(intakes, 'one'), recordAll(intakes.toReversed(), 'two')]);
    const kinds = (outcomes: ListOutcome[] = []) => outcomes.map(({ outcome }) => outcome);
    expect([...kinds(one), ...kinds(two)].filter((kind) => kind === 'recorded')).toHaveLength(300);
    expect([...kinds(one), ...kinds(two)].filter((kind) => kind === 'already')).toHaveLength(300);
    expect(await fixture.ledger.query('SELECT count(*) FROM case_events WHERE seq = 1')).toEqual([
      { count: 300 },
    ]);
  });

  it('are said to be new by two previews at once, which write nothing: looking before writing is not enough', async () => {
    const looks = await Promise.all(
      ['one', 'two'].map((by) => previewIntakes(fixture.ledger, requestsOf([numbered('1')], by))),
    );
    expect(looks.flat().map(({ outcome }) => outcome)).toEqual(['recorded', 'recorded']);
    expect(await fixture.ledger.query('SELECT count(*) FROM cases')).toEqual([{ count: 0 }]);
  });

  it('give way to a single intake that takes an identity in between', async () => {
    let single: Promise<unknown> | undefined;
    const [outcome] = await fixture.ledger.transaction((db) =>
      recordIntakes(
        {
          query: async (sql, values, name) => {
            // After the list has looked, and before it writes.
            if (name === 'insert-case') await (single ??= fixture.intake('1', { title: '先到的' }));
            return db.query(sql, values, name);
          },
        },
        requestsOf([numbered('1')]),
      ),
    );
    expect(outcome).toMatchObject({ outcome: 'conflict' });
    expect(await fixture.ledger.query('SELECT title FROM cases')).toEqual([{ title: '先到的' }]);
  });

  it('leave nothing behind when the transaction fails', async () => {
    const failing = fixture.ledger.transaction(async (db) => {
      await recordIntakes(db, requestsOf([numbered('1'), numbered('2')]));
      throw new Error('the process dies here');
    });
    await expect(failing).rejects.toThrow('dies');
    expect(await fixture.ledger.query('SELECT count(*) FROM cases')).toEqual([{ count: 0 }]);
  });

  it('are all recorded when they are a whole session of 1,600, with all that follows from them', async () => {
    const parts: IntakeCase['parts'] = [
      { unit: 'lead', part: 'lead' },
      { unit: 'co', part: 'co-handler' },
    ];
    const intakes = Array.from({ length: 1600 }, (_, index) => numbered(`${index + 1}`, { parts }));
    const outcomes = await recordAll(intakes);
    expect(outcomes.filter(({ outcome }) => outcome === 'recorded')).toHaveLength(1600);
    const [counts] = await fixture.ledger.query(
      'SELECT (SELECT count(*) FROM tracks) AS tracks, (SELECT count(DISTINCT case_id) FROM rungs) AS reminded, (SELECT count(*) FROM cases WHERE seq > 1 AND due IS NOT NULL) AS owing',
    );
    expect(counts).toEqual({ tracks: 3200, reminded: 1600, owing: 1600 });
  }, 120_000);
});
