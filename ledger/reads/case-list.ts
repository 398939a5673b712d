import type { CaseStatus } from '../../domain/case';
import type { CivilDate } from '../../domain/dates';
import type { Light } from '../../domain/obligation';
import type { Kind, Level, Part } from '../../schemas/common';
import { withoutNulls } from '../digests';
import type { Db } from '../pool';
import { type Handed, owedByUnit, seesCase, type Scope, wasHanded } from '../scope';
import { lightSql } from './lights';
import { DEFAULT_LIMIT, pageOf, placeOf, type Page, type PageRequest } from './page';

export interface CaseFilter {
  /** Units that have a part now; a unit sees former ones by its scope. */
  unit?: string;
  part?: Part;
  /** People of "3+1", the officer or the case leader: "my cases", with those of whom one stands in for. */
  people?: readonly string[];
  /** Those whom the case was handed to. */
  handed?: Handed;
  status?: readonly CaseStatus[];
  kind?: Kind;
  level?: Level;
  body?: string;
  term?: number;
  session?: number;
  /** Something that is owed is past its due date (by the unit of filter or scope, where there is one). */
  overdue?: boolean;
  /** The earliest due date lies before this day. */
  dueBefore?: CivilDate;
  /** Part of the title or of the number. */
  text?: string;
}

export interface CaseListItem {
  caseId: string;
  kind: Kind;
  level: Level;
  body: string;
  term: number;
  session: number;
  series: string;
  number: string;
  /** The number is ours: the list had none. */
  substituteNumber: boolean;
  title: string;
  subject?: string;
  status: CaseStatus;
  assignedOn: CivilDate;
  /** The earliest due date of what is owed (by the unit of filter or scope, where there is one). */
  due?: CivilDate;
  light: Light;
  units: { trackId: string; unit: string; name?: string; part: Part; status: string }[];
}

/**
 * Cases by due date, those without one last; then by id. With a unit in filter or scope, dates and lights are that
 * unit's own, and to people of a division those of the parts that were handed to them. `today` is the platform's day.
 */
export async function listCases(
  db: Db,
  scope: Scope,
  filter: CaseFilter,
  today: CivilDate,
  page: PageRequest = {},
): Promise<Page<CaseListItem>> {
  const limit = page.limit ?? DEFAULT_LIMIT;
  const values: unknown[] = [today];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const own = scope !== 'all' && 'unit' in scope ? scope : undefined;
  const unit = filter.unit ?? own?.unit;
  const handed = unit === own?.unit ? own?.handed : undefined;
  const due = unit === undefined ? 'cases.due' : 'of_unit.due';
  const owed = unit === undefined ? 'true' : owedByUnit({ unit, handed }, 'obligations', bind);
  const ownDue =
    unit === undefined
      ? ''
      : `LEFT JOIN LATERAL (SELECT min(due) AS due FROM obligations WHERE obligations.case_id = cases.case_id
           AND status = 'open' AND ${owed}) AS of_unit ON true`;
  const conditions = [seesCase(scope, 'cases', values), ...conditionsOf(filter, due, bind)];
  if (page.cursor !== undefined) {
    const [day, caseId] = placeOf(page.cursor, 'day', 'text');
    conditions.push(
      `(coalesce(${due}, 'infinity'::date), cases.case_id) > (coalesce(${bind(day)}::date, 'infinity'), ${bind(caseId)})`,
    );
  }
  const rows = await db.query<CaseListItem & Record<string, unknown>>(
    `WITH page AS (
       SELECT cases.*, ${due} AS own_due FROM cases ${ownDue}
       WHERE ${conditions.join('\n AND ')}
       ORDER BY coalesce(${due}, 'infinity'::date), cases.case_id LIMIT ${bind(limit + 1)}
     )
     SELECT case_id AS "caseId", kind, level, body, term, session, series, number,
       substitute_number AS "substituteNumber", title, subject, status, assigned_on AS "assignedOn", own_due AS due,
       coalesce((SELECT CASE WHEN bool_or(light = 'red') THEN 'red' WHEN bool_or(light = 'yellow') THEN 'yellow' ELSE 'green' END
          FROM (SELECT ${lightSql('obligations', '$1::date')} AS light FROM obligations
                WHERE obligations.case_id = page.case_id AND status = 'open' AND ${owed}) AS lights
          HAVING count(*) > 0), 'grey') AS light,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('trackId', track_id, 'unit', unit, 'name', units.name, 'part', part,
            'status', status) ORDER BY length(track_id), track_id), '[]')
        FROM tracks LEFT JOIN units ON units.unit_id = tracks.unit WHERE tracks.case_id = page.case_id) AS units
     FROM page ORDER BY coalesce(own_due, 'infinity'::date), case_id`,
    values,
  );
  const items = rows.map((row) => withoutNulls(row) as CaseListItem);
  return pageOf(items, limit, (item) => [item.due ?? null, item.caseId]);
}

function conditionsOf(filter: CaseFilter, due: string, bind: (value: unknown) => string): string[] {
  const { unit, part, people, handed, status, kind, level, body, term, session, overdue, dueBefore, text } =
    filter;
  const conditions: string[] = [];
  const equal = (column: string, value: unknown) => {
    if (value !== undefined) conditions.push(`cases.${column} = ${bind(value)}`);
  };
  equal('kind', kind);
  equal('level', level);
  equal('body', body);
  equal('term', term);
  equal('session', session);
  if (status !== undefined) conditions.push(`cases.status = ANY(${bind(status)})`);
  const ofTrack = [
    unit === undefined ? '' : `AND unit = ${bind(unit)}`,
    part === undefined ? '' : `AND part = ${bind(part)}`,
    handed === undefined ? '' : `AND ${wasHanded(handed, 'tracks', bind)}`,
  ].filter((condition) => condition !== '');
  if (ofTrack.length > 0) {
    conditions.push(`EXISTS (SELECT FROM tracks WHERE tracks.case_id = cases.case_id
      AND status NOT IN ('reassigned', 'dropped') ${ofTrack.join(' ')})`);
  }
  if (people !== undefined) {
    const named = bind(people);
    conditions.push(`EXISTS (SELECT FROM tracks LEFT JOIN responsibilities USING (case_id, track_id)
      WHERE tracks.case_id = cases.case_id AND status NOT IN ('reassigned', 'dropped')
        AND ${named}::text[] && ARRAY[person_id, officer, case_leader])`);
  }
  if (overdue !== undefined) conditions.push(`coalesce(${due} < $1::date, false) = ${bind(overdue)}`);
  if (dueBefore !== undefined) conditions.push(`${due} < ${bind(dueBefore)}::date`);
  if (text !== undefined) {
    const pattern = bind(`%${text.replace(/[\\%_]/g, '\\$&')}%`);
    conditions.push(`(cases.title ILIKE ${pattern} OR cases.number ILIKE ${pattern})`);
  }
  return conditions;
}
