import type { CaseEvent } from '../domain/case';
import type { BatchProgress, BatchRow, RowRemark, RowState } from '../schemas/batch';
import type { Actor } from '../schemas/common';
import type { Db } from './pool';
import { DEFAULT_LIMIT, pageOf, placeOf, type Page, type PageRequest } from './reads/page';

/** A batch as it was received. */
export interface NewBatch {
  batchId: string;
  actor: Actor;
  /** ISO 8601 UTC. */
  receivedAt: string;
  /** SHA-256 of the file. */
  contentHash: string;
  repairs: readonly string[];
  unused: readonly string[];
}

/** What became of a row. */
export interface NewBatchRow {
  row: number;
  status: 'recorded' | 'already' | 'error';
  /** The case that it is, or that has its number. */
  caseId?: string;
  problems: readonly RowRemark[];
  repairs: readonly RowRemark[];
}

/** Takes a batch's id. False when it is taken: then the batch lies there already, whole. Waits for one who is at it. */
export async function insertBatch(db: Db, batch: NewBatch, total: number): Promise<boolean> {
  const { batchId, actor, receivedAt, contentHash, repairs, unused } = batch;
  const inserted = await db.query(
    `INSERT INTO batches (batch_id, actor, received_at, content_hash, repairs, unused, total)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING batch_id`,
    [
      batchId,
      JSON.stringify(actor),
      receivedAt,
      contentHash,
      JSON.stringify(repairs),
      JSON.stringify(unused),
      total,
    ],
  );
  return inserted.length > 0;
}

/** Writes all rows of a batch at once. */
export async function insertBatchRows(db: Db, batchId: string, rows: readonly NewBatchRow[]): Promise<void> {
  await db.query(
    `INSERT INTO batch_rows (batch_id, row_number, status, case_id, errors, repairs)
     SELECT $1, "row", status, "caseId", problems, repairs
     FROM jsonb_to_recordset($2::jsonb) AS given ("row" integer, status text, "caseId" text, problems jsonb, repairs jsonb)`,
    [batchId, JSON.stringify(rows)],
  );
}

/** Who sent a batch; undefined when there is none. */
export async function batchSender(db: Db, batchId: string): Promise<Actor | undefined> {
  const [row] = await db.query<{ actor: Actor }>('SELECT actor FROM batches WHERE batch_id = $1', [batchId]);
  return row?.actor;
}

const PROGRESS = `
SELECT batch.batch_id AS id, batch.received_at AS "receivedAt", batch.total, batch.repairs, batch.unused,
  count(*) FILTER (WHERE line.status <> 'error') AS good,
  count(*) FILTER (WHERE line.status = 'recorded' AND cases.started_at IS NOT NULL) AS started,
  count(*) FILTER (WHERE line.status = 'already') AS already,
  count(*) FILTER (WHERE line.status = 'error') AS failed,
  count(*) FILTER (WHERE line.status = 'recorded' AND cases.started_at IS NULL) = 0 AS finished
FROM batches AS batch
JOIN batch_rows AS line USING (batch_id)
LEFT JOIN cases ON cases.case_id = line.case_id
WHERE batch.batch_id = $1
GROUP BY batch.batch_id`;

/** How far a batch is; undefined when there is none. */
export async function batchProgress(db: Db, batchId: string): Promise<BatchProgress | undefined> {
  const [row] = await db.query<BatchProgress & Record<string, unknown>>(PROGRESS, [batchId]);
  return row;
}

const STATE = `CASE line.status WHEN 'error' THEN 'failed' WHEN 'already' THEN 'already'
  ELSE CASE WHEN cases.started_at IS NULL THEN 'waiting' ELSE 'started' END END`;

/** A batch's rows in order, of one state or of all. Throws a `LedgerError` (`invalid-input`) for a cursor of another list. */
export async function batchRows(
  db: Db,
  batchId: string,
  state: RowState | undefined,
  { limit = DEFAULT_LIMIT, cursor }: PageRequest,
): Promise<Page<BatchRow>> {
  const [after] = cursor === undefined ? [0] : placeOf(cursor, 'whole');
  const rows = await db.query<Omit<BatchRow, 'caseId'> & { caseId: string | null }>(
    `SELECT line.row_number AS "row", ${STATE} AS state, line.case_id AS "caseId", line.errors AS problems, line.repairs
     FROM batch_rows AS line LEFT JOIN cases ON cases.case_id = line.case_id
     WHERE line.batch_id = $1 AND line.row_number > $2::bigint AND ($3::text IS NULL OR ${STATE} = $3)
     ORDER BY line.row_number LIMIT $4`,
    [batchId, after, state ?? null, limit + 1],
  );
  const items = rows.map(({ caseId, ...row }): BatchRow => ({ ...row, ...(caseId !== null && { caseId }) }));
  return pageOf(items, limit, ({ row }) => [row]);
}

/** A row of a batch whose case is to be started, with the events of its intake. */
export interface StartableRow {
  row: number;
  started: boolean;
  events: CaseEvent[];
}

/** The next rows of a batch that became cases, after a row number, in order. */
export async function rowsToStart(
  db: Db,
  batchId: string,
  after: number,
  limit: number,
): Promise<StartableRow[]> {
  return db.query<StartableRow & Record<string, unknown>>(
    `SELECT line.row_number AS "row", cases.started_at IS NOT NULL AS started,
       CASE WHEN cases.started_at IS NULL THEN (
         SELECT json_agg(json_build_object('seq', event.seq, 'type', event.type, 'on', event.act_on, 'data', event.data,
             'actor', event.actor, 'commandId', event.command_id,
             'recordedAt', to_char(event.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY event.seq)
         FROM case_events AS event JOIN commands ON commands.case_id = event.case_id AND commands.type = 'assignCase'
         WHERE event.case_id = line.case_id AND event.seq <= commands.to_seq
       ) ELSE '[]'::json END AS events
     FROM batch_rows AS line JOIN cases ON cases.case_id = line.case_id
     WHERE line.batch_id = $1 AND line.status = 'recorded' AND line.row_number > $2 AND NOT cases.secret
     ORDER BY line.row_number LIMIT $3`,
    [batchId, after, limit],
  );
}

/** How many rows of a batch became cases. */
export async function countRecorded(db: Db, batchId: string): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `SELECT count(*) FROM batch_rows WHERE batch_id = $1 AND status = 'recorded'`,
    [batchId],
  );
  return row?.count ?? 0;
}
