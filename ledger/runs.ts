import type { CivilDate } from '../domain/dates';
import type { Db } from './pool';

/** A case that should have a run. */
export interface CaseToRun {
  caseId: string;
  /** Its run was started before: by intake, by a batch, or by reconciliation. */
  started: boolean;
  /** Time should have changed it before today, and has not. */
  behind: boolean;
}

/** Cases that are not closed, or were never started: by id, at most `limit` after a given one. */
export async function casesToRun(
  db: Db,
  { today, after = '', limit }: { today: CivilDate; after?: string; limit: number },
): Promise<CaseToRun[]> {
  return db.query<CaseToRun & Record<string, unknown>>(
    `SELECT case_id AS "caseId", started_at IS NOT NULL AS started, coalesce(next_due < $1::date, false) AS behind
     FROM cases WHERE case_id > $2 AND (status NOT IN ('closed', 'withdrawn') OR started_at IS NULL)
       -- Its former runs are to go first [R3.12].
       AND NOT EXISTS (SELECT FROM classifications WHERE classifications.case_id = cases.case_id AND purged_at IS NULL)
     ORDER BY case_id LIMIT $3`,
    [today, after, limit],
    'cases-to-run',
  );
}

/** Remembers that a case's run was started, at an instant (ISO 8601 UTC). Repeating it changes nothing. */
export async function markStarted(db: Db, caseId: string, at: string): Promise<void> {
  await db.query(
    'UPDATE cases SET started_at = $2 WHERE case_id = $1 AND started_at IS NULL',
    [caseId, at],
    'mark-started',
  );
}
