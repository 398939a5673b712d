import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { Db } from '../../ledger/pool';

/** Where in a database any of some words stands: `table.column: word`. Everything is looked at: text, JSON, arrays, bytes. */
export async function foundInDatabase(db: Db, words: readonly string[]): Promise<string[]> {
  const columns = await db.query<{ table: string; column: string; type: string }>(
    `SELECT table_name AS table, column_name AS column, data_type AS type FROM information_schema.columns
     JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1, 2`,
  );
  const found: string[] = [];
  for (const { table, column, type } of columns) {
    const text = type === 'bytea' ? `convert_from("${column}", 'UTF8')` : `"${column}"::text`;
    const rows = await db.query<{ word: string }>(
      `SELECT DISTINCT word FROM "${table}", unnest($1::text[]) AS word WHERE position(word in ${text}) > 0`,
      [words],
    );
    found.push(...rows.map(({ word }) => `${table}.${column}: ${word}`));
  }
  return found;
}

/** Which of some words the engine still has: in histories of any workflow, or in what it lists of them. Payloads are read. */
export async function foundInEngine(client: Client, words: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  const look = (where: string, value: unknown): void => {
    const text = legible(value);
    for (const word of words) if (text.includes(word)) found.add(`${where}: ${word}`);
  };
  for await (const { workflowId, runId, type, raw } of client.workflow.list()) {
    look(`the list, ${type}`, raw);
    const handle = client.workflow.getHandle(workflowId, runId);
    try {
      look(`a description, ${type}`, (await handle.describe()).raw);
      look(`a history, ${type}`, await handle.fetchHistory());
    } catch (error) {
      // What is listed, and gone a moment later.
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
  return [...found].sort();
}

/** A message of the server as text, with what its payloads say: as JSON they are Base64. */
const legible = (message: unknown): string =>
  JSON.stringify(message, (key, member: unknown) =>
    key === 'data' && typeof member === 'string' ? Buffer.from(member, 'base64').toString('utf8') : member,
  );
