import type { Db } from './pool';

/** A request as its `Idempotency-Key` names it: the key is the actor's own, the hash is of the whole body. */
export interface KeyedRequest {
  actor: string;
  key: string;
  bodyHash: string;
}

/**
 * `taken`: go on; the same request may be under way elsewhere or have died, and goes on under the same command id.
 * `answered`: say this again. `other-body`: the key was used for something else.
 */
export type Taken =
  { state: 'taken' } | { state: 'answered'; status: number; response: unknown } | { state: 'other-body' };

/** Takes a request up, or says what became of it. `at`: the instant, ISO 8601 UTC. */
export async function takeRequest(db: Db, request: KeyedRequest, at: string): Promise<Taken> {
  const [row] = await db.query<{ body_hash: string; status: number | null; response: unknown }>(
    `INSERT INTO idempotency AS kept (actor, key, body_hash, taken_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (actor, key) DO UPDATE SET actor = kept.actor
     RETURNING body_hash, status, response`,
    [request.actor, request.key, request.bodyHash, at],
    'take-request',
  );
  if (!row || row.body_hash !== request.bodyHash) return { state: 'other-body' };
  return row.status === null
    ? { state: 'taken' }
    : { state: 'answered', status: row.status, response: row.response };
}

/** Keeps the answer to a request. The first answer stays. */
export async function answerRequest(
  db: Db,
  { actor, key }: Pick<KeyedRequest, 'actor' | 'key'>,
  status: number,
  response: unknown,
): Promise<void> {
  await db.query(
    `UPDATE idempotency SET status = $3, response = $4 WHERE actor = $1 AND key = $2 AND status IS NULL`,
    [actor, key, status, JSON.stringify(response ?? null)],
    'answer-request',
  );
}

/** Gives a key back that was taken for a request which changed nothing and may be repeated with another body. */
export async function releaseRequest(
  db: Db,
  { actor, key }: Pick<KeyedRequest, 'actor' | 'key'>,
): Promise<void> {
  await db.query('DELETE FROM idempotency WHERE actor = $1 AND key = $2 AND status IS NULL', [actor, key]);
}

/** Whether an actor sent the message whose fate is read at an address: such a request of theirs was accepted (202). */
export async function isSender(db: Db, actor: string, url: string): Promise<boolean> {
  const rows = await db.query(
    `SELECT FROM idempotency WHERE actor = $1 AND status = 202 AND response->'body'->>'url' = $2`,
    [actor, url],
  );
  return rows.length > 0;
}
