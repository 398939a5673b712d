import type { CivilDate } from '../../domain/dates';
import type { Supervision } from '../../domain/case/state';
import type { Kind } from '../../schemas/common';
import { withoutNulls } from '../digests';
import type { Db } from '../pool';
import { wasHanded, seesCase, type Scope } from '../scope';
import { DEFAULT_LIMIT, pageOf, placeOf, type Page, type PageRequest } from './page';

export interface SupervisionFilter {
  /** Whose part is supervised. */
  unit?: string;
  form?: Supervision['form'];
  ground?: Supervision['ground'];
  status?: Supervision['status'];
  kind?: Kind;
  term?: number;
  session?: number;
}

/** One supervision among those of many cases. */
export interface SupervisionItem extends Pick<
  Supervision,
  'id' | 'trackId' | 'form' | 'ground' | 'openedOn' | 'status' | 'closedOn'
> {
  caseId: string;
  kind: Kind;
  number: string;
  title: string;
  unit: string;
  unitName?: string;
  /** Until today, or the day that it was closed. */
  daysOpen: number;
}

/**
 * Supervisions item by item [R7.2], the longest open first, over all cases in scope. A unit's readers see those of their
 * own unit's parts and those that it takes part in, a division's those of the parts that it was handed.
 */
export async function listSupervisions(
  db: Db,
  scope: Scope,
  filter: SupervisionFilter,
  today: CivilDate,
  page: PageRequest = {},
): Promise<Page<SupervisionItem>> {
  const limit = page.limit ?? DEFAULT_LIMIT;
  const values: unknown[] = [today];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const conditions = [inSight(scope, values, bind)];
  for (const column of ['unit', 'form', 'ground', 'status'] as const)
    if (filter[column] !== undefined) conditions.push(`supervisions.${column} = ${bind(filter[column])}`);
  for (const column of ['kind', 'term', 'session'] as const)
    if (filter[column] !== undefined) conditions.push(`cases.${column} = ${bind(filter[column])}`);
  if (page.cursor !== undefined) {
    const [day, caseId, id] = placeOf(page.cursor, 'day', 'text', 'text');
    conditions.push(
      `(opened_on, supervisions.case_id, supervision_id) > (${bind(day)}::date, ${bind(caseId)}, ${bind(id)})`,
    );
  }
  const rows = await db.query(
    `SELECT supervisions.case_id AS "caseId", cases.kind, number, title, supervision_id AS id, track_id AS "trackId",
       supervisions.unit, units.name AS "unitName", form, ground, opened_on AS "openedOn", supervisions.status,
       supervisions.closed_on AS "closedOn", coalesce(supervisions.closed_on, $1::date) - opened_on AS "daysOpen"
     FROM supervisions JOIN cases USING (case_id) LEFT JOIN units ON units.unit_id = supervisions.unit
     WHERE ${conditions.join(' AND ')}
     ORDER BY opened_on, supervisions.case_id, supervision_id LIMIT ${bind(limit + 1)}`,
    values,
  );
  return pageOf(
    rows.map((row) => withoutNulls(row) as SupervisionItem),
    limit,
    ({ openedOn, caseId, id }) => [openedOn, caseId, id],
  );
}

/**
 * Of a unit's readers those of its own parts, and the joint ones that name it, whether or not it has a part in the case:
 * it takes part in them. Only of the few joint ones the case's state is opened.
 */
function inSight(scope: Scope, values: unknown[], bind: (value: unknown) => string): string {
  const own = `${seesCase(scope, 'cases', values)} AND ${ofOwnParts(scope, bind)}`;
  if (scope === 'all' || !('unit' in scope) || scope.handed !== undefined) return own;
  return `(${own} OR CASE WHEN form = 'joint-supervision'
    THEN (cases.state->'supervisions'->supervision_id->'units')::jsonb ? ${bind(scope.unit)} END)`;
}

/** How another unit is supervised is not a unit's to see in a list, nor a proposer's at all. */
function ofOwnParts(scope: Scope, bind: (value: unknown) => string): string {
  if (scope === 'all' || 'kind' in scope) return 'true';
  if (!('unit' in scope)) return 'false';
  const own = `supervisions.unit = ${bind(scope.unit)}`;
  if (scope.handed === undefined) return own;
  return `${own} AND EXISTS (SELECT FROM tracks AS handed WHERE handed.case_id = supervisions.case_id
    AND handed.track_id = supervisions.track_id AND ${wasHanded(scope.handed, 'handed', bind)})`;
}
