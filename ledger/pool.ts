import { Pool, types, type PoolClient, type QueryResult, type QueryResultRow } from 'pg';

/** Where statements run: a pool, or one transaction. */
export interface Db {
  /**
   * Runs one statement and returns its rows. Dates are text 'YYYY-MM-DD', instants ISO 8601 UTC, counts numbers.
   * A statement with a name (one text, one name) is planned once a connection.
   */
  query<Row extends QueryResultRow = QueryResultRow>(
    sql: string,
    values?: readonly unknown[],
    name?: string,
  ): Promise<Row[]>;
}

/** The ledger's connection pool. */
export interface Ledger extends Db {
  /**
   * Runs `work` in one transaction: all of it is kept, or nothing. A deadlock or serialization failure runs it
   * again, so it must have no effect but its statements.
   */
  transaction<Result>(work: (db: Db) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export interface LedgerOptions {
  /** Connections at most. Default 16. */
  readonly max?: number;
  /** Milliseconds to wait for a connection. Default 3,000: a ledger that is down is said to be down soon. */
  readonly connectionTimeoutMs?: number;
  /** Milliseconds that one statement may take. Default 30,000. */
  readonly statementTimeoutMs?: number;
  /** Told of faults of idle connections, which the pool replaces by itself. */
  readonly onIdleError?: (error: Error) => void;
}

const DATE = 1082;
const INT8 = 20;
const TIMESTAMPTZ = 1184;
const RETRIED = new Set(['40001', '40P01']);
const TRIES = 4;

const asIs = (text: string) => text;

function parserOf(oid: number, format: 'text' = 'text'): (text: string) => unknown {
  switch (oid) {
    // A civil date is text: node-postgres would make it an instant in the process's zone.
    case DATE:
      return asIs;
    case INT8:
      return Number;
    case TIMESTAMPTZ:
      return (text) => new Date(text).toISOString();
    default:
      return types.getTypeParser(oid, format) as (text: string) => unknown;
  }
}

/** Opens a pool of connections to the ledger; nothing is connected before the first statement. */
export function openLedger(databaseUrl: string, options: LedgerOptions = {}): Ledger {
  const pool = new Pool({
    connectionString: databaseUrl,
    max: options.max ?? 16,
    connectionTimeoutMillis: options.connectionTimeoutMs ?? 3_000,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
    application_name: 'casework',
    types: { getTypeParser: parserOf as typeof types.getTypeParser },
  });
  pool.on('error', options.onIdleError ?? (() => undefined));
  return {
    query: statementsOn(pool),
    transaction: (work) => inTransaction(pool, work),
    close: () => pool.end(),
  };
}

function statementsOn(connection: Pool | PoolClient): Db['query'] {
  return async <Row extends QueryResultRow>(text: string, values?: readonly unknown[], name?: string) =>
    rowsOf(await connection.query<Row>({ text, values: values && [...values], name }));
}

async function inTransaction<Result>(pool: Pool, work: (db: Db) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    const client = await pool.connect();
    try {
      return await attemptTransaction(client, work);
    } catch (error) {
      if (attempt === TRIES || !RETRIED.has(codeOf(error) ?? '')) throw error;
    }
  }
}

async function attemptTransaction<Result>(
  client: PoolClient,
  work: (db: Db) => Promise<Result>,
): Promise<Result> {
  let broken: Error | undefined;
  // A connection that dies between two statements says so here, and else would end the process.
  const onError = (error: Error) => (broken = error);
  client.on('error', onError);
  try {
    await client.query('BEGIN');
    const result = await work({ query: statementsOn(client) });
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => (broken = failure));
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/** Several statements in one text answer with a list of results: the last one's rows. */
function rowsOf<Row extends QueryResultRow>(result: QueryResult<Row> | QueryResult<Row>[]): Row[] {
  return Array.isArray(result) ? (result.at(-1)?.rows ?? []) : result.rows;
}

/** The SQLSTATE of a database error. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}
