import { openDoorOf, type AssignedCase, type OpenDoorProgress } from '../../domain/case';
import type { Track } from '../../domain/case/state';
import type { CaseStatus } from '../../domain/case';
import type { CivilDate } from '../../domain/dates';
import { liveTracks } from '../../domain/case/lookups';
import type { Actor, Part } from '../../schemas/common';
import { STILL_THEIRS } from '../key-matters';
import type { OrderStatus } from '../orders';
import type { Db } from '../pool';
import { seesCase, type Scope } from '../scope';

/** One act on a matter or a key case: by whom, when, why. */
export interface KeyHistory {
  act: 'set' | 'extended' | 'lifted' | 'selected' | 'deselected';
  on: CivilDate;
  recordedAt: string;
  by: Pick<Actor, 'subject' | 'role' | 'unit'>;
  why: string;
}

/** A case of a matter: whether it has learned of it, and how far each unit's open-door handling is [R4.3]. */
export interface KeyedCase {
  caseId: string;
  number: string;
  title: string;
  status: CaseStatus;
  /** `pending`: it is told at the latest by the next reconciliation; `refused`: with `why`. */
  told: OrderStatus;
  why?: string;
  units: { trackId: string; unit: string; part: Part; openDoor: OpenDoorProgress[] }[];
}

export interface KeyMatterView {
  id: string;
  theme: string;
  ground: string;
  setOn: CivilDate;
  status: 'set' | 'lifted';
  cases: KeyedCase[];
  history: KeyHistory[];
}

export interface KeyCaseView extends KeyedCase {
  id: string;
  unit: string;
  year: number;
  /** `ended`: nobody took it back, but its case was withdrawn, or is the unit's no more; it no longer counts [R4.2]. */
  selection: 'selected' | 'deselected' | 'ended';
  history: KeyHistory[];
}

const HISTORY = (key: string) => `
(SELECT coalesce(jsonb_agg(jsonb_build_object('act', act, 'on', "on", 'recordedAt', to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
   'by', jsonb_strip_nulls(jsonb_build_object('subject', actor->>'subject', 'role', actor->>'role', 'unit', actor->>'unit')),
   'why', why) ORDER BY recorded_at, act_id), '[]') FROM key_history WHERE key_history.key_id = ${key}) AS history`;

/** How an order to a case stands: the last one that was made of a matter. */
const ORDER = (about: string, caseId: string) => `
LEFT JOIN LATERAL (SELECT orders.status AS told, orders.refusal->>'message' AS why FROM orders
  WHERE orders.about = ${about} AND orders.case_id = ${caseId} ORDER BY number DESC LIMIT 1) AS told ON true`;

interface CaseRow {
  caseId: string;
  number: string;
  title: string;
  status: CaseStatus;
  state: AssignedCase;
  told: OrderStatus | null;
  why: string | null;
}

/**
 * Key matters in scope, newest first, with their cases, units and open-door progress [R4.1, R4.3]. A unit's readers see
 * the matters that it has a part in, and of them its own parts.
 */
export async function readMatters(
  db: Db,
  scope: Scope,
  today: CivilDate,
  matterId?: string,
): Promise<KeyMatterView[]> {
  const matters = await db.query<Omit<KeyMatterView, 'cases'>>(
    `SELECT matter_id AS id, theme, ground, set_on AS "setOn", status, ${HISTORY('key_matters.matter_id')}
     FROM key_matters WHERE $1::text IS NULL OR matter_id = $1 ORDER BY set_on DESC, matter_id`,
    [matterId ?? null],
  );
  const values: unknown[] = [matterId ?? null];
  const rows = await db.query<CaseRow & { matterId: string }>(
    `SELECT part.matter_id AS "matterId", cases.case_id AS "caseId", number, title, status, state, told, why
     FROM (SELECT DISTINCT matter_id, case_id FROM key_matter_parts) AS part JOIN cases USING (case_id)
     ${ORDER('part.matter_id', 'part.case_id')}
     WHERE ($1::text IS NULL OR part.matter_id = $1) AND ${seesCase(scope, 'cases', values)}
     ORDER BY sort_key, cases.case_id`,
    values,
  );
  return matters.flatMap((matter) => {
    const cases = rows
      .filter((row) => row.matterId === matter.id)
      .map((row) => keyedCase(row, matter.id, scope, today))
      .filter(({ units }) => !isUnits(scope) || units.length > 0);
    return scope === 'all' || cases.length > 0 ? [{ ...matter, cases }] : [];
  });
}

export interface KeyCaseFilter {
  unit?: string;
  year?: number;
  keyId?: string;
}

/** The key cases that units selected [R4.2], by unit and year. A unit's readers see their own unit's. */
export async function readKeyCases(
  db: Db,
  scope: Scope,
  { unit, year, keyId }: KeyCaseFilter,
  today: CivilDate,
): Promise<KeyCaseView[]> {
  const own = scope !== 'all' && 'unit' in scope ? scope.unit : unit;
  const values: unknown[] = [own ?? null, year ?? null, keyId ?? null];
  const rows = await db.query<CaseRow & Pick<KeyCaseView, 'id' | 'unit' | 'year' | 'selection' | 'history'>>(
    `SELECT key_id AS id, key_cases.unit, year, CASE WHEN key_cases.status = 'selected' AND NOT (${STILL_THEIRS}) THEN 'ended' ELSE key_cases.status END AS selection, ${HISTORY('key_cases.key_id')},
       cases.case_id AS "caseId", number, title, cases.status, state, told, why
     FROM key_cases JOIN cases USING (case_id) JOIN tracks USING (case_id, track_id) ${ORDER('key_id', 'key_cases.case_id')}
     WHERE ($1::text IS NULL OR key_cases.unit = $1) AND ($2::integer IS NULL OR year = $2) AND ($3::text IS NULL OR key_id = $3)
       AND ${seesCase(scope, 'cases', values)}
     ORDER BY year DESC, key_cases.unit, sort_key, key_id`,
    values,
  );
  return rows.map(({ id, unit: of, year: ofYear, selection, history, ...row }) => ({
    ...keyedCase(row, id, { unit: of }, today),
    id,
    unit: of,
    year: ofYear,
    selection,
    history,
  }));
}

const isUnits = (scope: Scope): boolean => scope !== 'all' && 'unit' in scope;

function keyedCase(row: CaseRow, keyId: string, scope: Scope, today: CivilDate): KeyedCase {
  const { caseId, number, title, status, state, told, why } = row;
  const mine = (unit: string) => scope === 'all' || !('unit' in scope) || scope.unit === unit;
  return {
    caseId,
    number,
    title,
    status,
    told: told ?? 'pending',
    ...(why === null ? {} : { why }),
    units: inKey(state, keyId)
      .filter(({ unit }) => mine(unit))
      .map((track) => ({
        trackId: track.id,
        unit: track.unit,
        part: track.part,
        openDoor: openDoorOf(state, track, today),
      })),
  };
}

/** The parts that a matter or a choice lies with; of one that was lifted, those that it lay with. */
function inKey(state: AssignedCase, keyId: string): Track[] {
  const marked = liveTracks(state).filter(({ key = {} }) => Object.hasOwn(key, keyId));
  const standing = marked.filter(({ key }) => key?.[keyId]?.liftedOn === undefined);
  return standing.length > 0 ? standing : marked;
}
