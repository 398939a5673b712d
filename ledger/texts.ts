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
 * Keeps texts of a case. Kept ones stay as they are: a repeated request changes nothing. Of a secret nothing is kept but
 * {@link OFF_LINE_WORDS}; whoever classifies the case meanwhile is waited for.
 */
export async function storeTexts(db: Db, caseId: string, texts: readonly Text[]): Promise<void> {
  if (texts.length === 0) return;
  await db.query(
    `WITH of_case AS MATERIALIZED (SELECT secret FROM cases WHERE case_id = $1 FOR SHARE)
     INSERT INTO texts (text_id, case_id, body)
     SELECT text_id, $1, body FROM unnest($2::text[], $3::text[]) AS given (text_id, body)
     WHERE body = $4 OR NOT coalesce((SELECT secret FROM of_case), false)
     ON CONFLICT (text_id) DO NOTHING`,
    [caseId, texts.map(({ textId }) => textId), texts.map(({ body }) => body), OFF_LINE_WORDS],
    'store-texts',
  );
}

/** Takes the texts of a command away that came to nothing; those of one that is in the case's events stay. */
export async function dropTexts(
  db: Db,
  caseId: string,
  commandId: string,
  texts: readonly Text[],
): Promise<void> {
  if (texts.length === 0) return;
  await db.query(
    `DELETE FROM texts WHERE case_id = $1 AND text_id = ANY($3)
       AND NOT EXISTS (SELECT FROM case_events WHERE case_id = $1 AND command_id = $2)`,
    [caseId, commandId, texts.map(({ textId }) => textId)],
  );
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
