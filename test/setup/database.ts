import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { testPlatform } from './platform';

const PATIENCE_MS = 2_000;

/** A database of one test file. */
export interface TestDatabase {
  readonly url: string;
  /** Removes it. Throws when connections to it are still open two seconds later: the test leaks them. */
  close(): Promise<void>;
}

/** A fresh database with all migrations applied, copied from the template of this run: some 50 ms. */
export async function testDatabase(): Promise<TestDatabase> {
  const { databaseUrl, template } = testPlatform();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(databaseUrl, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  return { url: url.href, close: () => onServer(databaseUrl, (client) => remove(client, name)) };
}

async function onServer(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function remove(client: Client, name: string): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  let leaked = await openConnections(client, name);
  while (leaked.length > 0 && Date.now() < end) {
    await delay(50);
    leaked = await openConnections(client, name);
  }
  await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  if (leaked.length > 0) {
    throw new Error(
      `Connections left open by this test: ${leaked.length}. Their last statements: ${leaked.join(' | ')}`,
    );
  }
}

async function openConnections(client: Client, name: string): Promise<string[]> {
  const { rows } = await client.query<{ query: string }>(
    `SELECT query FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'`,
    [name],
  );
  return rows.map(({ query }) => query.slice(0, 120));
}
