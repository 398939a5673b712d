import type { CaseStatus } from '../../domain/case';
import type { CivilDate } from '../../domain/dates';
import type { Kind, Level } from '../../schemas/common';
import { withoutNulls } from '../digests';
import type { Db } from '../pool';
import { owedByUnit, seesCase, type Scope, wasHanded } from '../scope';
import { lightSql } from './lights';

/** Open obligations by their light today (D3). */
export interface Lights {
  green: number;
  yellow: number;
  red: number;
}

export interface UnitFigures extends Lights {
  unit: string;
  name?: string;
  /** Cases in which the unit has a part now, and those of them that are neither closed nor withdrawn. */
  cases: number;
  openCases: number;
  /** The next date on which something is due that is not late yet. */
  nextDue?: CivilDate;
}

export interface Figures {
  total: Lights & { cases: number; openCases: number; byStatus: Partial<Record<CaseStatus, number>> };
  units: UnitFigures[];
}

export interface FigureFilter {
  unit?: string;
  kind?: Kind;
  level?: Level;
  term?: number;
  session?: number;
}

/**
 * What is due and late, per unit and in all [R7.1]: duties of units, over the cases in scope. A unit's readers see
 * their own unit's line, of the parts that were handed to them where they are of a division.
 */
export async function readFigures(
  db: Db,
  scope: Scope,
  filter: FigureFilter,
  today: CivilDate,
): Promise<Figures> {
  const values: unknown[] = [today];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const own = scope !== 'all' && 'unit' in scope ? scope : undefined;
  const unit = own?.unit ?? filter.unit;
  const conditions = [seesCase(scope, 'cases', values)];
  for (const column of ['kind', 'level', 'term', 'session'] as const) {
    if (filter[column] !== undefined) conditions.push(`cases.${column} = ${bind(filter[column])}`);
  }
  const ofUnit = [
    ...(unit === undefined ? [] : [`unit = ${bind(unit)}`]),
    ...(own?.handed === undefined ? [] : [wasHanded(own.handed, 'tracks', bind)]),
  ];
  const owedByThem =
    unit === undefined
      ? `obligations.owed_by_type = 'unit'`
      : owedByUnit({ unit, handed: own?.handed }, 'obligations', bind);
  const [row] = await db.query<{ total: Figures['total']; units: UnitFigures[] }>(
    `WITH chosen AS (SELECT case_id, status FROM cases WHERE ${conditions.join(' AND ')}),
     parts AS (
       SELECT DISTINCT unit, case_id, chosen.status FROM tracks JOIN chosen USING (case_id)
       WHERE ${[`tracks.status NOT IN ('reassigned', 'dropped')`, ...ofUnit].join(' AND ')}
     ),
     owed AS (
       SELECT owed_by_id AS unit, due, ${lightSql('obligations', '$1::date')} AS light
       FROM obligations JOIN chosen USING (case_id)
       WHERE obligations.status = 'open' AND ${owedByThem}
     ),
     lights AS (
       SELECT unit, count(*) FILTER (WHERE light = 'green') AS green, count(*) FILTER (WHERE light = 'yellow') AS yellow,
         count(*) FILTER (WHERE light = 'red') AS red, min(due) FILTER (WHERE light <> 'red') AS next_due
       FROM owed GROUP BY unit
     ),
     counted AS (
       SELECT unit, count(*) AS cases, count(*) FILTER (WHERE status NOT IN ('closed', 'withdrawn')) AS open_cases
       FROM parts GROUP BY unit
     ),
     per_unit AS (
       SELECT unit, units.name, coalesce(cases, 0) AS cases, coalesce(open_cases, 0) AS open_cases,
         coalesce(green, 0) AS green, coalesce(yellow, 0) AS yellow, coalesce(red, 0) AS red, next_due
       FROM counted FULL JOIN lights USING (unit) LEFT JOIN units ON units.unit_id = unit
     ),
     involved AS (SELECT DISTINCT case_id, status FROM parts)
     SELECT
       (SELECT jsonb_build_object('cases', count(*), 'openCases', count(*) FILTER (WHERE status NOT IN ('closed', 'withdrawn')),
          'byStatus', (SELECT coalesce(jsonb_object_agg(status, n), '{}') FROM (SELECT status, count(*) AS n FROM involved GROUP BY status) AS statuses),
          'green', (SELECT coalesce(sum(green), 0) FROM lights), 'yellow', (SELECT coalesce(sum(yellow), 0) FROM lights),
          'red', (SELECT coalesce(sum(red), 0) FROM lights)) FROM involved) AS total,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('unit', unit, 'name', name, 'cases', cases, 'openCases', open_cases,
          'green', green, 'yellow', yellow, 'red', red, 'nextDue', next_due) ORDER BY red DESC, yellow DESC, unit), '[]') FROM per_unit) AS units`,
    values,
  );
  return withoutNulls(row) as Figures;
}
