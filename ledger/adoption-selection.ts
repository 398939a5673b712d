import type { CaseSelection } from '../schemas/rules';
import type { Db } from './pool';
import type { RuleVersions } from './rules';

/** The versions that cases are to adopt; what is not named stays as each case has it. */
export type Wanted = Partial<RuleVersions>;

/** The versions that an adoption takes cases out of. */
export interface OlderVersions {
  policies: string[];
  calendars: string[];
}

/**
 * The versions of now that are not the wanted ones: of running cases, and those in force. Of policies only versions
 * of the same notice: no case changes from one notice to another.
 */
export async function olderVersions(
  db: Db,
  { policyVersion, calendarVersion }: Wanted,
): Promise<OlderVersions> {
  const [row] = await db.query<OlderVersions & Record<string, unknown>>(
    `WITH present AS (
       SELECT DISTINCT under_policy AS policy_version, under_calendar AS calendar_version FROM cases WHERE status NOT IN ('closed', 'withdrawn')
       UNION SELECT policy_version, calendar_version FROM rules_in_force()
     )
     SELECT
       ARRAY(SELECT DISTINCT policy_version FROM present JOIN policies ON policies.version = policy_version
         WHERE policy_version <> $1
           AND policies.data -> 'rules' ->> 'id' = (SELECT data -> 'rules' ->> 'id' FROM policies WHERE version = $1)
       ) AS policies,
       ARRAY(SELECT DISTINCT calendar_version FROM present WHERE calendar_version <> $2) AS calendars`,
    [policyVersion ?? null, calendarVersion ?? null],
  );
  return { policies: row?.policies ?? [], calendars: row?.calendars ?? [] };
}

/**
 * The SQL condition for the running cases of a selection that live under one of the older versions; its values are
 * added to `values`.
 */
export function selects(
  selection: CaseSelection,
  { policyVersion, calendarVersion }: Wanted,
  older: OlderVersions,
  values: unknown[],
): string {
  const bind = (value: unknown) => `$${values.push(value)}`;
  const behind = [
    ...(policyVersion === undefined ? [] : [`cases.under_policy = ANY(${bind(older.policies)})`]),
    ...(calendarVersion === undefined ? [] : [`cases.under_calendar = ANY(${bind(older.calendars)})`]),
  ];
  const conditions = [`NOT ${ENDED}`, `(${behind.join(' OR ') || 'false'})`, matches(selection, values)];
  return conditions.join(' AND ');
}

/**
 * The SQL condition for the cases that a selection names one by one, and that have ended: they adopt nothing any more,
 * and whoever named them is told so.
 */
export const selectsEnded = (selection: CaseSelection, values: unknown[]): string =>
  selection.caseIds === undefined ? 'false' : `${ENDED} AND ${matches(selection, values)}`;

const ENDED = `(cases.status IN ('closed', 'withdrawn'))`;

function matches({ unit, kind, level, term, session, caseIds }: CaseSelection, values: unknown[]): string {
  const bind = (value: unknown) => `$${values.push(value)}`;
  const conditions = ['true'];
  const equal = (column: string, value: unknown) => {
    if (value !== undefined) conditions.push(`cases.${column} = ${bind(value)}`);
  };
  equal('kind', kind);
  equal('level', level);
  equal('term', term);
  equal('session', session);
  if (caseIds !== undefined) conditions.push(`cases.case_id = ANY(${bind(caseIds)})`);
  if (unit !== undefined)
    conditions.push(`EXISTS (SELECT FROM tracks WHERE tracks.case_id = cases.case_id
      AND tracks.status NOT IN ('reassigned', 'dropped') AND tracks.unit = ${bind(unit)})`);
  return conditions.join(' AND ');
}
