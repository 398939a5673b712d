import { sha256 } from './canonical';
import type { Db } from './pool';

/** People's own words as they are kept. */
export interface Text {
  textId: string;
  body: string;
}

/** The id of the text in one field of one command: the same request stores it once, and it tells nothing of the words. */
export const textIdOf = (commandId: string, pointer: string): string =>
  `x${sha256(`${commandId}\n${pointer}`).slice(0, 24)}`;

/** What is said in place of words where a case is a secret: they are kept off line [R3.12]. */
export const OFF_LINE_WORDS = '详见线下材料';

/**
 * Keeps the texts of a command. The words that are there stay: a repeated request changes nothing but their age. Of a
 * secret nothing is kept but {@link OFF_LINE_WORDS}; whoever classifies the case meanwhile is waited for.
 */
export async function storeTexts(
  db: Db,
  caseId: string,
  commandId: string,
  texts: readonly Text[],
): Promise<void> {
  if (texts.length === 0) return;
  await db.query(
    `WITH of_case AS MATERIALIZED (SELECT secret FROM cases WHERE case_id = $1 FOR SHARE)
     INSERT INTO texts (text_id, case_id, command_id, body)
     SELECT text_id, $1, $2, body FROM unnest($3::text[], $4::text[]) AS given (text_id, body)
     WHERE body = $5 OR NOT coalesce((SELECT secret FROM of_case), false)
     ON CONFLICT (text_id) DO UPDATE SET stored_at = now()`,
    [caseId, commandId, texts.map(({ textId }) => textId), texts.map(({ body }) => body), OFF_LINE_WORDS],
    'store-texts',
  );
}

/** What made events of a command: then its words are in use. */
const USED = (texts: string) => `EXISTS (SELECT FROM commands WHERE commands.case_id = ${texts}.case_id
  AND commands.command_id = ${texts}.command_id AND refusal IS NULL AND to_seq > from_seq)`;

/**
 * Takes the words of a command away that made no event, and says whether there were any. Only under the case's lock:
 * else it could be recorded in the same moment, and would have lost them.
 */
export async function dropTexts(db: Db, caseId: string, commandId: string): Promise<boolean> {
  const dropped = await db.query(
    `DELETE FROM texts WHERE case_id = $1 AND command_id = $2 AND NOT ${USED('texts')} RETURNING text_id`,
    [caseId, commandId],
    'drop-texts',
  );
  return dropped.length > 0;
}

/**
 * Takes words away that have lain for a day and made no event: whoever brought them died before it was known what
 * became of them. A message that was accepted (202) may wait for its run as long as it must. Each text is looked at
 * for a month: what is left by then is in use.
 */
export async function dropForgottenTexts(db: Db): Promise<number> {
  const dropped = await db.query(
    `DELETE FROM texts WHERE stored_at BETWEEN now() - interval '31 days' AND now() - interval '1 day'
       AND NOT ${USED('texts')}
       AND NOT EXISTS (SELECT FROM idempotency WHERE status = 202 AND response->'body'->>'id' = texts.command_id)
     RETURNING text_id`,
  );
  return dropped.length;
}

/** The texts of a case by their ids: those asked for, or all. Unknown ids, and those of other cases, are not in it. */
export async function readTexts(
  db: Db,
  caseId: string,
  textIds?: readonly string[],
): Promise<Record<string, string>> {
  const rows = await db.query<{ text_id: string; body: string }>(
    'SELECT text_id, body FROM texts WHERE case_id = $1 AND ($2::text[] IS NULL OR text_id = ANY($2))',
    [caseId, textIds ?? null],
  );
  return Object.fromEntries(rows.map(({ text_id, body }) => [text_id, body]));
}
