import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { reportAndFail, SetupError } from '../platform/errors';
import { LedgerError } from './errors';
import { openLedger, type Db } from './pool';
import { seedRules } from './rules';

const FOLDER = join(__dirname, 'migrations');
/** Any number of ours: whoever migrates this database takes this advisory lock first. */
const LOCK = 7_202_201_29;

interface Migration {
  version: number;
  name: string;
  sql: string;
  hash: string;
}

/**
 * Brings a database to this release's schema and keeps its released rules there. Runs in one transaction under an
 * advisory lock, so that two that migrate at once do it once, and a failure leaves nothing half done. Does nothing
 * when there is nothing to do. Throws a `LedgerError` for a database that a newer release has migrated
 * (`database-ahead`), and for an applied migration whose file was edited since (`migration-changed`).
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const ledger = openLedger(databaseUrl, { max: 1, statementTimeoutMs: 600_000 });
  try {
    await ledger.transaction(async (db) => {
      await db.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
      await applyMissing(db, readMigrations());
      await seedRules(db);
    });
  } finally {
    await ledger.close();
  }
}

async function applyMissing(db: Db, migrations: readonly Migration[]): Promise<void> {
  await db.query(
    'CREATE TABLE IF NOT EXISTS migrations (version integer PRIMARY KEY, name text NOT NULL, hash text NOT NULL)',
  );
  const applied = await db.query<Omit<Migration, 'sql'>>(
    'SELECT version, name, hash FROM migrations ORDER BY version',
  );
  for (const { version, name, hash } of applied) {
    const known = migrations.find((migration) => migration.version === version);
    if (!known) {
      throw new LedgerError(
        'database-ahead',
        `The database has migration ${name}, which this release does not know: it was migrated by a newer one.`,
      );
    }
    if (known.hash !== hash) {
      throw new LedgerError(
        'migration-changed',
        `Migration ${known.name} was edited after this database applied it.`,
      );
    }
  }
  for (const { version, name, sql, hash } of migrations.slice(applied.length)) {
    await db.query(sql);
    await db.query('INSERT INTO migrations (version, name, hash) VALUES ($1, $2, $3)', [version, name, hash]);
  }
}

function readMigrations(): Migration[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file, index) => {
      const version = Number(file.slice(0, 4));
      if (version !== index + 1) throw new Error(`${file}: migrations are numbered from 0001 without a gap`);
      const sql = readFileSync(join(FOLDER, file), 'utf8');
      return { version, name: file, sql, hash: createHash('sha256').update(sql).digest('hex') };
    });
}

if (require.main === module) {
  const url = process.argv[2] ?? process.env['DATABASE_URL'];
  if (url === undefined) {
    reportAndFail(new SetupError('Say which database: DATABASE_URL=postgres://… or as the first argument.'));
  } else {
    migrate(url).catch(reportAndFail);
  }
}
