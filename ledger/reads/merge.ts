import type { AssignedCase } from '../../domain/case';
import type { Db } from '../pool';

/** Why a letter was recalled: the id of the text. */
export async function recallReasonOf(db: Db, caseId: string, letterId: string): Promise<string | undefined> {
  const [row] = await db.query<{ reason: string }>(
    `SELECT data->>'reason' AS reason FROM case_events
     WHERE case_id = $1 AND type = 'letterRecalled' AND data->>'letterId' = $2 ORDER BY seq DESC LIMIT 1`,
    [caseId, letterId],
  );
  return row?.reason;
}

/** A case as a merged letter names it: its number and title, and those who proposed it, in the order of intake. */
export interface MergedCase {
  caseId: string;
  state: AssignedCase;
  proposers: { id: string; role: 'lead' | 'joint'; name: string }[];
}

/** The cases of some ids, those that there are, by number. */
export async function readMerged(db: Db, caseIds: readonly string[]): Promise<MergedCase[]> {
  return db.query<MergedCase & Record<string, unknown>>(
    `SELECT cases.case_id AS "caseId", cases.state,
       (SELECT json_agg(json_build_object('id', proposer_id, 'role', role, 'name', name)
          ORDER BY role <> 'lead', length(proposer_id), proposer_id)
        FROM proposers WHERE proposers.case_id = cases.case_id) AS proposers
     FROM cases WHERE case_id = ANY($1) ORDER BY sort_key, case_id`,
    [caseIds],
  );
}
