import type { Adoption, AdoptionCase, AdoptionOutcome, CaseSelection } from '../schemas/rules';
import type { Actor } from '../schemas/common';
import type { CommandOf } from '../schemas/commands';
import { olderVersions, selects, selectsEnded, type OlderVersions, type Wanted } from './adoption-selection';
import { withoutNulls } from './digests';
import type { Db, Ledger } from './pool';
import { DEFAULT_LIMIT, pageOf, placeOf, type Page, type PageRequest } from './reads/page';
import { activateIn, holdRules, refuseUnknown } from './rules-in-force';

/** What running cases are to adopt, who said so, when (ISO 8601 UTC) and why. */
export interface NewAdoption extends Wanted {
  adoptionId: string;
  cases: CaseSelection;
  actor: Actor;
  at: string;
  reason: string;
}

/** Whether it is all running cases that an adoption means: then new ones are taken in under the same rules. */
export const isForAll = (cases: CaseSelection): boolean =>
  Object.values(cases).every((value) => value === undefined);

/**
 * Keeps an adoption and the cases that it begins with. One of all cases puts its versions in force for new ones
 * first, in the same transaction: a case is either on the list or taken in under them. The same id again changes
 * nothing. @throws Refusal `unknown-reference` for versions that were never published
 */
export async function createAdoption(ledger: Ledger, adoption: NewAdoption): Promise<void> {
  const { adoptionId, policyVersion, calendarVersion, cases, actor, at, reason } = adoption;
  await ledger.transaction(async (db) => {
    if ((await db.query('SELECT FROM adoptions WHERE adoption_id = $1', [adoptionId])).length > 0) return;
    await refuseUnknown(db, adoption);
    if (isForAll(cases)) await holdRules(db);
    // The versions of before, read before others come into force.
    const older = await olderVersions(db, adoption);
    const activation = isForAll(cases)
      ? await activateIn(db, { policyVersion, calendarVersion, actor, at, reason })
      : undefined;
    const inserted = await db.query(
      `INSERT INTO adoptions (adoption_id, policy_version, calendar_version, selection, older_policies, older_calendars,
         activation_id, actor, reason, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING RETURNING adoption_id`,
      [
        adoptionId,
        policyVersion ?? null,
        calendarVersion ?? null,
        JSON.stringify(cases),
        older.policies,
        older.calendars,
        activation?.id ?? null,
        JSON.stringify(actor),
        reason,
        at,
      ],
    );
    if (inserted.length === 0) return;
    await enlist(db, adoptionId);
    await enlistEnded(db, adoptionId, cases);
  });
}

/** An adoption as it is carried out. */
export interface RunningAdoption extends Wanted {
  cases: CaseSelection;
  older: OlderVersions;
  actor: Actor;
  finished: boolean;
}

/** An adoption as its worker needs it; undefined when there is none. */
export async function adoptionOf(db: Db, adoptionId: string): Promise<RunningAdoption | undefined> {
  const [row] = await db.query(
    `SELECT policy_version AS "policyVersion", calendar_version AS "calendarVersion", selection AS cases, actor,
       jsonb_build_object('policies', older_policies, 'calendars', older_calendars) AS older,
       finished_at IS NOT NULL AS finished
     FROM adoptions WHERE adoption_id = $1`,
    [adoptionId],
  );
  return row && (withoutNulls(row) as RunningAdoption);
}

/** Lists running cases under older rules that are not on the list yet; returns how many there were. */
export async function enlist(db: Db, adoptionId: string): Promise<number> {
  const adoption = await adoptionOf(db, adoptionId);
  if (!adoption) return 0;
  const values: unknown[] = [adoptionId];
  const condition = selects(adoption.cases, adoption, adoption.older, values);
  const listed = await db.query(
    `INSERT INTO adoption_cases (adoption_id, case_id)
     SELECT $1, cases.case_id FROM cases WHERE ${condition} ORDER BY cases.case_id
     ON CONFLICT DO NOTHING RETURNING case_id`,
    values,
  );
  return listed.length;
}

/** Lists cases that were named though they have ended: nothing is done with them, and the list says so. */
async function enlistEnded(db: Db, adoptionId: string, cases: CaseSelection): Promise<void> {
  const values: unknown[] = [adoptionId];
  await db.query(
    `INSERT INTO adoption_cases (adoption_id, case_id, outcome)
     SELECT $1, cases.case_id, 'ended' FROM cases WHERE ${selectsEnded(cases, values)} ON CONFLICT DO NOTHING`,
    values,
  );
}

/** A case that is to adopt what it does not have. */
export interface AdoptingCase extends Wanted {
  caseId: string;
}

/** The next cases of an adoption of which it is not known what became, after one, in order of their ids. */
export async function casesToAdopt(
  db: Db,
  adoptionId: string,
  after: string,
  limit: number,
): Promise<AdoptingCase[]> {
  const rows = await db.query(
    `SELECT listed.case_id AS "caseId",
       CASE WHEN cases.under_policy = ANY(older_policies) THEN adoption.policy_version END AS "policyVersion",
       CASE WHEN cases.under_calendar = ANY(older_calendars) THEN adoption.calendar_version END AS "calendarVersion"
     FROM adoption_cases AS listed JOIN adoptions AS adoption USING (adoption_id) JOIN cases USING (case_id)
     WHERE listed.adoption_id = $1 AND outcome IS NULL AND listed.case_id > $2 ORDER BY listed.case_id LIMIT $3`,
    [adoptionId, after, limit],
  );
  return rows.map((row) => withoutNulls(row) as AdoptingCase);
}

/** The command by which a case adopts: its id derives from adoption and case, so that nothing happens twice. */
export function adoptionCommand(
  adoptionId: string,
  { caseId, policyVersion, calendarVersion }: AdoptingCase,
  actor: Actor,
  recordedAt: string,
): CommandOf<'adoptRules'> {
  const what = [
    ...(calendarVersion === undefined ? [] : [`工作日历 ${calendarVersion}`]),
    ...(policyVersion === undefined ? [] : [`办理规则 ${policyVersion}`]),
  ];
  return {
    id: `${adoptionId}:${caseId}`,
    type: 'adoptRules',
    actor,
    recordedAt,
    data: { policyVersion, calendarVersion, reason: `采用${what.join('、')}（${adoptionId}）` },
  };
}

/** Remembers that a case could not be reached or could not adopt; it is tried again. */
export async function noteFailure(db: Db, adoptionId: string, caseId: string, why: string): Promise<void> {
  await db.query(
    `UPDATE adoption_cases SET failures = failures + 1, why = $3
     WHERE adoption_id = $1 AND case_id = $2 AND outcome IS NULL`,
    [adoptionId, caseId, why.slice(0, 500)],
  );
}

/** Reads from the cases' own record what became of them: whatever a worker that died did not say is there. */
export async function settleCases(db: Db, adoptionId: string): Promise<void> {
  await db.query(SETTLE, [adoptionId]);
}

const SETTLE = `
UPDATE adoption_cases AS listed SET outcome = found.outcome, moved = found.moved, why = NULL
FROM (
  SELECT open.case_id, moves.count::integer AS moved,
    CASE WHEN command.command_id IS NOT NULL AND command.refusal IS NULL
           THEN CASE WHEN moves.count > 0 THEN 'moved' ELSE 'unmoved' END
         WHEN command.refusal IS NOT NULL OR cases.status IN ('closed', 'withdrawn') THEN 'ended'
         WHEN cases.under_policy <> ALL(older_policies) AND cases.under_calendar <> ALL(older_calendars)
           THEN 'already'
    END AS outcome
  FROM adoption_cases AS open
  JOIN adoptions AS adoption USING (adoption_id)
  JOIN cases USING (case_id)
  LEFT JOIN commands AS command
    ON command.case_id = open.case_id AND command.command_id = adoption.adoption_id || ':' || open.case_id
  CROSS JOIN LATERAL (
    SELECT count(*) FROM case_events AS event
    WHERE event.case_id = open.case_id
      AND (event.type = 'obligationMoved'
        OR (event.type IN ('obligationCancelled', 'obligationOpened') AND event.data ->> 'why' = 'rules'))
      AND event.seq > command.from_seq AND event.seq <= command.to_seq
  ) AS moves
  WHERE open.adoption_id = $1 AND open.outcome IS NULL
) AS found
WHERE listed.adoption_id = $1 AND listed.case_id = found.case_id AND found.outcome IS NOT NULL`;

/**
 * Ends an adoption of which nothing is left to do, at an instant (ISO 8601 UTC); else lists what came up meanwhile and
 * returns how many cases wait. 0: it has ended.
 */
export async function finishAdoption(ledger: Ledger, adoptionId: string, at: string): Promise<number> {
  return ledger.transaction(async (db) => {
    await enlist(db, adoptionId);
    const [row] = await db.query<{ waiting: number }>(
      'SELECT count(*) AS waiting FROM adoption_cases WHERE adoption_id = $1 AND outcome IS NULL',
      [adoptionId],
    );
    const waiting = row?.waiting ?? 0;
    if (waiting === 0)
      await db.query('UPDATE adoptions SET finished_at = $2 WHERE adoption_id = $1 AND finished_at IS NULL', [
        adoptionId,
        at,
      ]);
    return waiting;
  });
}

/** Adoptions that have not ended: those whose run was lost are set going again. */
export async function unfinishedAdoptions(db: Db): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    'SELECT adoption_id AS id FROM adoptions WHERE finished_at IS NULL ORDER BY created_at',
  );
  return rows.map(({ id }) => id);
}

const OUTCOME = `coalesce(listed.outcome, CASE WHEN listed.failures > 0 THEN 'failing' ELSE 'waiting' END)`;
const COUNTED = ['waiting', 'failing', 'moved', 'unmoved', 'already', 'ended'] as const;

const VIEW = `
SELECT adoption.adoption_id AS id, adoption.policy_version AS "policyVersion",
  adoption.calendar_version AS "calendarVersion", selection AS cases, activation_id IS NOT NULL AS activated,
  actor AS by, created_at AS at, reason, CASE WHEN finished_at IS NULL THEN 'running' ELSE 'done' END AS state,
  finished_at AS "finishedAt", to_json(counts) AS counts
FROM adoptions AS adoption CROSS JOIN LATERAL (
  SELECT count(*) AS total, coalesce(sum(moved), 0) AS deadlines,
    ${COUNTED.map((outcome) => `count(*) FILTER (WHERE ${OUTCOME} = '${outcome}') AS ${outcome}`).join(', ')}
  FROM adoption_cases AS listed WHERE listed.adoption_id = adoption.adoption_id
) AS counts`;

/** An adoption and how far it is; undefined when there is none. */
export async function adoptionProgress(db: Db, adoptionId: string): Promise<Adoption | undefined> {
  const [row] = await db.query(`${VIEW} WHERE adoption.adoption_id = $1`, [adoptionId]);
  return row && viewOf(row);
}

/** All adoptions, the latest first. Throws a `LedgerError` (`invalid-input`) for a cursor of another list. */
export async function listAdoptions(
  db: Db,
  { limit = DEFAULT_LIMIT, cursor }: PageRequest,
): Promise<Page<Adoption>> {
  const [at, id] = cursor === undefined ? [null, null] : placeOf(cursor, 'text', 'text');
  const rows = await db.query(
    `${VIEW} WHERE $1::text IS NULL OR (created_at, adoption_id) < ($1::text::timestamptz, $2)
     ORDER BY created_at DESC, adoption_id DESC LIMIT $3`,
    [at, id, limit + 1],
  );
  return pageOf(rows.map(viewOf), limit, (each) => [each.at, each.id]);
}

/** The cases of an adoption, of one outcome or of all, by id. */
export async function adoptionCases(
  db: Db,
  adoptionId: string,
  outcome: AdoptionOutcome | undefined,
  { limit = DEFAULT_LIMIT, cursor }: PageRequest,
): Promise<Page<AdoptionCase>> {
  const [after] = cursor === undefined ? [''] : placeOf(cursor, 'text');
  const rows = await db.query(
    `SELECT case_id AS "caseId", ${OUTCOME} AS outcome, moved, failures, why
     FROM adoption_cases AS listed
     WHERE adoption_id = $1 AND case_id > $2 AND ($3::text IS NULL OR ${OUTCOME} = $3)
     ORDER BY case_id LIMIT $4`,
    [adoptionId, after, outcome ?? null, limit + 1],
  );
  return pageOf(
    rows.map((row) => withoutNulls(row) as AdoptionCase),
    limit,
    ({ caseId }) => [caseId],
  );
}

function viewOf(row: Record<string, unknown>): Adoption {
  return withoutNulls(row) as Adoption;
}
