import { REDACTED, type AssignedCase } from '../domain/case';
import { SECRET_TITLE } from '../domain/case/secret';
import type { SecretEvidence } from '../schemas/secret';
import { hashOf } from './canonical';
import type { Db } from './pool';

/** What stands where words were. */
export const GONE = '（已按涉密规定清除）';

/**
 * What of a case has left the platform already and cannot be called back [R3.12]. Read before anything is removed: it
 * names mails, ways and days, and nothing of what they said.
 */
export async function evidenceOf(db: Db, state: AssignedCase): Promise<Omit<SecretEvidence, 'removed'>> {
  const { caseId, merge, letters: ownLetters } = state;
  // The page of a merged letter is the host's; it answered this case all the same [R3.10].
  const followed = Object.values(ownLetters).flatMap(({ follows }) => follows ?? []);
  const [found] = await db.query<Omit<SecretEvidence, 'removed' | 'mergedWith'> & Record<string, unknown>>(
    BEYOND_RECALL,
    [caseId, followed.map(({ caseId: host }) => host), followed.map(({ letterId }) => letterId)],
  );
  const mergedWith = merge?.role === 'member' ? [merge.host] : Object.keys(merge?.members ?? {});
  const { mails = [], letters = [], pages = [], filesOfOthers = [], keyMatters = [] } = found ?? {};
  return { mails, letters, pages, filesOfOthers, keyMatters, mergedWith };
}

const BEYOND_RECALL = `
SELECT
  (SELECT coalesce(jsonb_agg(to_jsonb(mail) ORDER BY mail."at"), '[]') FROM (
     SELECT message_id AS "messageId", last_tried_at AS "at", 'letter' AS kind
     FROM delivery_mails WHERE case_id = $1 AND outcome IS DISTINCT FROM 'unreachable'
     UNION ALL
     SELECT DISTINCT digest.message_id, digest.mail_at, 'notice'
     FROM digests AS digest JOIN notices USING (digest_id)
     WHERE notices.case_id = $1 AND digest.mail_status = 'sent'
     UNION ALL
     SELECT DISTINCT digest.digest_id, digest.sms_at, 'sms'
     FROM digests AS digest JOIN notices USING (digest_id)
     WHERE notices.case_id = $1 AND digest.sms_status = 'sent'
   ) AS mail) AS mails,
  (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('purpose', purpose, 'to', recipient_type,
       'id', CASE WHEN recipient_type <> 'proposer' THEN recipient_id END, 'way', way, 'sentOn', sent_on))
     ORDER BY sent_on, delivery_id), '[]')
   FROM deliveries WHERE case_id = $1 AND sent_on IS NOT NULL) AS letters,
  (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('publishedOn', published_on, 'takenDownOn', taken_down_on,
       'onPortal', portal_url IS NOT NULL, 'of', nullif(case_id, $1))) ORDER BY published_on, case_id, letter_id), '[]')
   FROM publications
   WHERE case_id = $1 OR (case_id, letter_id) IN (SELECT * FROM unnest($2::text[], $3::text[]))) AS pages,
  (SELECT coalesce(jsonb_agg(DISTINCT other.case_id), '[]')
   FROM case_documents AS own JOIN case_documents AS other ON other.hash = own.hash AND other.case_id <> own.case_id
   WHERE own.case_id = $1) AS "filesOfOthers",
  (SELECT coalesce(jsonb_agg(DISTINCT matter_id), '[]') FROM key_matter_parts WHERE case_id = $1) AS "keyMatters"`;

/**
 * Takes everything that is secret out of a case's rows, in the caller's transaction and under the case's lock: words,
 * names, files, pages, letters, answers. What stays is the stub `state` and of each event before `classifiedSeq` its
 * number, time and kind. Returns how much was removed, by what it was.
 */
export async function redactCase(
  db: Db,
  state: AssignedCase,
  classifiedSeq: number,
): Promise<SecretEvidence['removed']> {
  const { caseId, facts } = state;
  const kept = Object.keys(state.obligations);
  const count = async (sql: string, ...values: unknown[]): Promise<number> =>
    (await db.query(`${sql} RETURNING 1`, [caseId, ...values])).length;

  await db.query(`SELECT set_config('ledger.redaction', 'R3.12', true)`);
  const events = await count(
    `UPDATE case_events SET data = $2::jsonb, changes = '[]',
       actor = CASE WHEN actor ->> 'role' = 'proposer' THEN '{"subject": "proposer", "role": "proposer"}' ELSE actor END
     WHERE case_id = $1 AND seq < $3`,
    JSON.stringify(REDACTED),
    classifiedSeq,
  );
  await db.query(`SELECT set_config('ledger.redaction', '', true)`);

  const words = await count('DELETE FROM texts WHERE case_id = $1');
  await db.query('DELETE FROM case_texts WHERE case_id = $1', [caseId]);
  await db.query('DELETE FROM case_marks WHERE case_id = $1', [caseId]);
  const answers = await forgetAnswers(db, caseId);
  const proposers = await count('DELETE FROM proposers WHERE case_id = $1');
  const pages = await count('DELETE FROM publications WHERE case_id = $1');
  await unname(db, state);
  const files = await removeFiles(db, caseId);
  await db.query('DELETE FROM delivery_mails WHERE case_id = $1', [caseId]);
  const letters = await count('DELETE FROM deliveries WHERE case_id = $1');
  const notices = await count(
    `DELETE FROM notices WHERE case_id = $1 AND (recipient_type = 'proposer' OR obligation_id <> ALL($2))`,
    kept,
  );
  await db.query(`UPDATE notices SET data = data - 'about' WHERE case_id = $1`, [caseId]);
  await db.query('DELETE FROM rungs WHERE case_id = $1 AND obligation_id <> ALL($2)', [caseId, kept]);
  await db.query('DELETE FROM obligations WHERE case_id = $1 AND obligation_id <> ALL($2)', [caseId, kept]);
  await forgetKeys(db, caseId);
  await db.query(
    `UPDATE commands SET refusal = refusal || jsonb_build_object('message', $2::text)
     WHERE case_id = $1 AND refusal IS NOT NULL`,
    [caseId, GONE],
  );
  await db.query(`UPDATE batch_rows SET errors = '[]', repairs = '[]' WHERE case_id = $1`, [caseId]);
  await db.query('UPDATE adoption_cases SET why = NULL WHERE case_id = $1', [caseId]);
  // What was handed in can be guessed from its hash; the same handed in again is other content, and refused.
  await db.query('UPDATE cases SET title = $2, subject = NULL, content_hash = $3 WHERE case_id = $1', [
    caseId,
    SECRET_TITLE,
    hashOf({ classified: facts.identity }),
  ]);
  return { events, words, proposers, files, letters, pages, notices, answers };
}

/**
 * Answers that are kept for repeated requests: those of this case and lists in which it stood, by its id or by the
 * address that is made of it; and what one of its proposers began without an answer, since the row is under their login.
 * Repeated, any of them is answered from the record of its command. To be asked while the proposers are still there.
 */
async function forgetAnswers(db: Db, caseId: string): Promise<number> {
  const rows = await db.query(
    `DELETE FROM idempotency
     WHERE EXISTS (SELECT FROM unnest($2::text[]) AS spelling WHERE position(spelling IN response::text) > 0)
       OR (response IS NULL AND actor IN (SELECT subject FROM proposers WHERE case_id = $1))
     RETURNING 1`,
    [caseId, spellingsOf(caseId)],
  );
  return rows.length;
}

/** An id as it stands in an answer's JSON: itself, or in an address. */
const spellingsOf = (caseId: string): string[] =>
  [caseId, encodeURIComponent(caseId)].map((spelling) => JSON.stringify(spelling).slice(1, -1));

/** A merged letter's page names the cases that it answers [R3.10]. */
async function unname(db: Db, { merge, facts }: AssignedCase): Promise<void> {
  if (merge?.role !== 'member') return;
  await db.query(
    `UPDATE publications SET merged = (
       SELECT coalesce(jsonb_agg(one), '[]') FROM jsonb_array_elements(merged) AS one WHERE one ->> 'number' <> $2 OR one ->> 'series' <> $3)
     WHERE case_id = $1`,
    [merge.host, facts.identity.number, facts.identity.series],
  );
}

/** Files that no other case uses. Returns how many. */
async function removeFiles(db: Db, caseId: string): Promise<number> {
  const rows = await db.query<{ hash: string }>(
    'DELETE FROM case_documents WHERE case_id = $1 RETURNING hash',
    [caseId],
  );
  const alone = await db.query<{ hash: string }>(
    `SELECT hash FROM unnest($1::text[]) AS hash
     WHERE NOT EXISTS (SELECT FROM case_documents WHERE case_documents.hash = hash.hash)`,
    [rows.map(({ hash }) => hash)],
  );
  const hashes = alone.map(({ hash }) => hash);
  await db.query('DELETE FROM document_uploads WHERE hash = ANY($1)', [hashes]);
  return (await db.query('DELETE FROM documents WHERE hash = ANY($1) RETURNING 1', [hashes])).length;
}

/** A secret stands in no key matter, and what was said of it as a key case is gone. Orders to it are done with. */
async function forgetKeys(db: Db, caseId: string): Promise<void> {
  await db.query(
    `UPDATE key_history SET why = $2 WHERE key_id IN (SELECT key_id FROM key_cases WHERE case_id = $1)`,
    [caseId, GONE],
  );
  await db.query('DELETE FROM key_matter_parts WHERE case_id = $1', [caseId]);
  await db.query(
    `UPDATE orders SET command = jsonb_build_object('id', order_id, 'type', command -> 'type'),
       status = CASE status WHEN 'pending' THEN 'refused' ELSE status END,
       refusal = CASE WHEN status = 'given' THEN NULL
         ELSE jsonb_build_object('rule', 'R3.12', 'code', 'not-permitted', 'pointer', '', 'message', $2::text) END
     WHERE case_id = $1`,
    [caseId, GONE],
  );
}
