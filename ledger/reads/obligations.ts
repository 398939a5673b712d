import type { CaseStatus } from '../../domain/case';
import type { CivilDate } from '../../domain/dates';
import type { Light, Obligation } from '../../domain/obligation';
import type { Kind } from '../../schemas/common';
import { withoutNulls } from '../digests';
import type { Db } from '../pool';
import { owedByUnit, seesCase, type Scope } from '../scope';
import { lightSql } from './lights';
import { DEFAULT_LIMIT, pageOf, placeOf, type Page, type PageRequest } from './page';

/** An obligation with how its date came about (D6) and its light today. */
export interface ObligationView extends Obligation {
  caseId: string;
  explanation: string;
  light: Light;
  overdue: boolean;
}

const VIEW = `
obligation.case_id AS "caseId", obligation.obligation_id AS id, obligation.kind, obligation.track_id AS "trackId",
jsonb_build_object('type', owed_by_type, 'id', owed_by_id) AS "owedBy", rule, settled, start, "limit", raw_due AS "rawDue",
obligation.due, provisional, last_working_day AS "lastWorkingDay", calendar_version AS "calendarVersion", source,
opened_on AS "openedOn", obligation.entered_on AS "enteredOn", obligation.status, ended_on AS "endedOn",
superseded_by AS "supersededBy", missed, about, explanation,
CASE WHEN obligation.status = 'open' THEN ${lightSql('obligation', '$1::date')} ELSE 'grey' END AS light,
obligation.status = 'open' AND $1::date > obligation.due AS overdue`;

const viewOf = <View extends ObligationView>(row: Record<string, unknown>): View => ({
  ...(withoutNulls(row) as View),
  lastWorkingDay: row['lastWorkingDay'] as CivilDate | null,
});

/** What a case owes and owed, by due date. Empty for a case that is not in scope. */
export async function obligationsOfCase(
  db: Db,
  caseId: string,
  scope: Scope,
  today: CivilDate,
): Promise<ObligationView[]> {
  const values: unknown[] = [today, caseId];
  const rows = await db.query(
    `SELECT ${VIEW} FROM obligations AS obligation JOIN cases USING (case_id)
     WHERE obligation.case_id = $2 AND ${seesCase(scope, 'cases', values)}
     ORDER BY obligation.due, length(obligation.obligation_id), obligation.obligation_id`,
    values,
  );
  return rows.map((row) => viewOf(row));
}

export interface DueFilter {
  unit?: string;
  kind?: Kind;
  light?: Exclude<Light, 'grey'>;
  dueBefore?: CivilDate;
  overdue?: boolean;
  term?: number;
  session?: number;
  /** Of the case. */
  status?: readonly CaseStatus[];
}

/** An open obligation among those of many cases. */
export interface DueItem extends ObligationView {
  title: string;
  number: string;
}

/** What is open, by due date, over all cases in scope. A unit's readers see what their own unit, or division, owes. */
export async function openObligations(
  db: Db,
  scope: Scope,
  filter: DueFilter,
  today: CivilDate,
  page: PageRequest = {},
): Promise<Page<DueItem>> {
  const limit = page.limit ?? DEFAULT_LIMIT;
  const values: unknown[] = [today];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const conditions = [
    `obligation.status = 'open'`,
    seesCase(scope, 'cases', values),
    owedInScope(scope, bind),
  ];
  if (filter.unit !== undefined)
    conditions.push(`owed_by_type = 'unit' AND owed_by_id = ${bind(filter.unit)}`);
  if (filter.kind !== undefined) conditions.push(`cases.kind = ${bind(filter.kind)}`);
  if (filter.light !== undefined)
    conditions.push(`${lightSql('obligation', '$1::date')} = ${bind(filter.light)}`);
  if (filter.dueBefore !== undefined) conditions.push(`obligation.due < ${bind(filter.dueBefore)}::date`);
  if (filter.overdue !== undefined) conditions.push(`(obligation.due < $1::date) = ${bind(filter.overdue)}`);
  for (const column of ['term', 'session'] as const)
    if (filter[column] !== undefined) conditions.push(`cases.${column} = ${bind(filter[column])}`);
  if (filter.status !== undefined) conditions.push(`cases.status = ANY(${bind(filter.status)})`);
  if (page.cursor !== undefined) {
    const [due, caseId, id] = placeOf(page.cursor, 'day', 'text', 'text');
    conditions.push(
      `(obligation.due, obligation.case_id, obligation.obligation_id) > (${bind(due)}::date, ${bind(caseId)}, ${bind(id)})`,
    );
  }
  const rows = await db.query(
    `SELECT ${VIEW}, title, number FROM obligations AS obligation JOIN cases USING (case_id)
     WHERE ${conditions.join(' AND ')}
     ORDER BY obligation.due, obligation.case_id, obligation.obligation_id LIMIT ${bind(limit + 1)}`,
    values,
  );
  return pageOf(
    rows.map((row) => viewOf<DueItem>(row)),
    limit,
    ({ due, caseId, id }) => [due, caseId, id],
  );
}

/** What a reader's own side owes: another unit's duties are not theirs to see in a list. */
function owedInScope(scope: Scope, bind: (value: unknown) => string): string {
  if (scope === 'all' || 'kind' in scope) return 'true';
  if ('unit' in scope) return owedByUnit(scope, 'obligation', bind);
  return `owed_by_type = 'proposer' AND EXISTS (SELECT FROM proposers WHERE proposers.case_id = obligation.case_id
    AND proposer_id = owed_by_id AND subject = ${bind(scope.proposerSubject)})`;
}
