import { migrate } from '../../ledger/migrate';
import { openLedger, type Ledger } from '../../ledger/pool';
import { seedRules } from '../../ledger/rules';
import { testDatabase, type TestDatabase } from '../setup/database';

describe('migrations', () => {
  let database: TestDatabase;
  let ledger: Ledger;

  beforeAll(async () => {
    database = await testDatabase();
    ledger = openLedger(database.url);
  });
  afterAll(async () => {
    await ledger.close();
    await database.close();
  });

  const applied = () => ledger.query('SELECT version, name, hash FROM migrations ORDER BY version');

  it('change nothing when they are applied again, also by two at once', async () => {
    const before = await applied();
    expect(before.length).toBeGreaterThan(3);
    await Promise.all([migrate(database.url), migrate(database.url)]);
    expect(await applied()).toEqual(before);
  });

  it('build an empty database once, when two processes begin together', async () => {
    const name = `twice_${process.pid}`;
    await ledger.query(`CREATE DATABASE ${name}`);
    const url = new URL(database.url);
    url.pathname = `/${name}`;
    try {
      await Promise.all([migrate(url.href), migrate(url.href)]);
      const fresh = openLedger(url.href);
      expect(await fresh.query('SELECT version, name, hash FROM migrations ORDER BY version')).toEqual(
        await applied(),
      );
      await fresh.close();
    } finally {
      await ledger.query(`DROP DATABASE ${name} WITH (FORCE)`);
    }
  });

  it('refuse a database that a newer release has migrated', async () => {
    await ledger.query(`INSERT INTO migrations VALUES (9999, '9999-later.sql', 'x')`);
    await expect(migrate(database.url)).rejects.toMatchObject({ fault: 'database-ahead' });
    await ledger.query('DELETE FROM migrations WHERE version = 9999');
    await migrate(database.url);
  });

  it('refuse when an applied file was edited since', async () => {
    const [first] = await applied();
    await ledger.query(`UPDATE migrations SET hash = 'other' WHERE version = 1`);
    await expect(migrate(database.url)).rejects.toMatchObject({ fault: 'migration-changed' });
    await ledger.query('UPDATE migrations SET hash = $1 WHERE version = 1', [first?.['hash']]);
  });

  it('keep the released rules, and refuse a released version with other content [D5]', async () => {
    const [row] = await ledger.query<{ version: string; data: object }>(
      'SELECT version, data FROM calendars',
    );
    expect(row?.version).toBe('state-council-2026.1');
    await ledger.query(`UPDATE calendars SET data = '{}' WHERE version = $1`, [row?.version]);
    await expect(seedRules(ledger)).rejects.toMatchObject({ fault: 'released-rules-changed' });
    await ledger.query('UPDATE calendars SET data = $2 WHERE version = $1', [
      row?.version,
      JSON.stringify(row?.data),
    ]);
    await seedRules(ledger);
  });
});
