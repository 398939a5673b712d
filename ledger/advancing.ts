import type { CivilDate } from '../domain/dates';
import type { Db } from './pool';

/** The first day after one, up to another, on which a reminder is planned for something still open. */
export async function nextReminderDay(
  db: Db,
  after: CivilDate,
  through: CivilDate,
): Promise<CivilDate | undefined> {
  const [row] = await db.query<{ day: CivilDate | null }>(
    `SELECT min(rungs."on") AS day FROM rungs
     JOIN obligations USING (case_id, obligation_id)
     WHERE rungs.state = 'planned' AND obligations.status = 'open' AND rungs."on" > $1 AND rungs."on" <= $2`,
    [after, through],
    'next-reminder-day',
  );
  return row?.day ?? undefined;
}

/** The first day after one, up to another, on which time changes an open case. */
export async function nextCaseDay(
  db: Db,
  after: CivilDate,
  through: CivilDate,
): Promise<CivilDate | undefined> {
  const [row] = await db.query<{ day: CivilDate | null }>(
    `SELECT min(next_due) AS day FROM cases
     WHERE state->>'status' = 'open' AND started_at IS NOT NULL AND next_due > $1 AND next_due <= $2`,
    [after, through],
    'next-case-day',
  );
  return row?.day ?? undefined;
}

/** Cases whose run is open; with a day, only those that time changes on that day or before. */
export async function openRuns(db: Db, dueBy?: CivilDate): Promise<string[]> {
  const rows = await db.query<{ caseId: string }>(
    `SELECT case_id AS "caseId" FROM cases
     WHERE state->>'status' = 'open' AND started_at IS NOT NULL AND ($1::date IS NULL OR next_due <= $1::date)
     ORDER BY case_id`,
    [dueBy ?? null],
    'open-runs',
  );
  return rows.map(({ caseId }) => caseId);
}
