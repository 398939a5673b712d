import type { AssignedCase } from '../../domain/case';
import { sharesPage } from '../../domain/case/tells';
import type { Db } from '../pool';
import { readTexts } from '../texts';

/** Why a letter was recalled or sent back: the id of the text. */
export async function recallReasonOf(db: Db, caseId: string, letterId: string): Promise<string | undefined> {
  const [row] = await db.query<{ reason: string }>(
    `SELECT data->>'reason' AS reason FROM case_events
     WHERE case_id = $1 AND type IN ('letterRecalled', 'opinionSentBack') AND data->>'letterId' = $2 ORDER BY seq DESC LIMIT 1`,
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
       (SELECT coalesce(json_agg(json_build_object('id', proposer_id, 'role', role, 'name', name)
          ORDER BY role <> 'lead', length(proposer_id), proposer_id), '[]')
        FROM proposers WHERE proposers.case_id = cases.case_id) AS proposers
     FROM cases WHERE case_id = ANY($1) ORDER BY sort_key, case_id`,
    [caseIds],
  );
}

/** The cases that the page of a letter is for, beside the one it was written in: those that took it and want one. */
export async function answeredToo(
  db: Db,
  { caseId: host, merge }: AssignedCase,
  letterId: string,
): Promise<{ series: string; number: string; title: string }[]> {
  if (merge?.role !== 'host') return [];
  const took = Object.entries(merge.members).flatMap(([caseId, { told }]) =>
    told[letterId]?.outcome === 'taken' && told[letterId].stage !== 'recalled' ? [caseId] : [],
  );
  const cases = took.length === 0 ? [] : await readMerged(db, took);
  const shown = cases.filter(({ state }) => sharesPage(state, host, letterId));
  return shown.map(({ state: { facts } }) => ({
    series: facts.identity.series,
    number: facts.identity.number,
    title: facts.title,
  }));
}

/** The title that merged cases were given together; undefined where they keep the host's. */
export async function mergedTitleOf(db: Db, { caseId, merge }: AssignedCase): Promise<string | undefined> {
  const title = merge?.role === 'host' ? merge.title : undefined;
  return title && (await readTexts(db, caseId, [title]))[title];
}
