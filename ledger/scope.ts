import type { Kind } from '../schemas/common';

/**
 * What a reader may see. A unit sees the cases in which it has or had a part, or was passed one on [R2.2]; one of its
 * divisions those that it was handed; a proposer, by token subject, their own; a body the kind that is its duty. `all` is for the provincial office, auditors and the platform itself.
 */
export type Scope =
  'all' | { unit: string; division?: string } | { proposerSubject: string } | { kind: Kind };

/**
 * The SQL condition that a row of `obligations` (or of its alias) is owed by a unit, and where a division asks, within
 * a part that it was handed: a unit can have several parts in one case, one after the other or side by side.
 */
export function owedByUnit(
  { unit, division }: { unit: string; division?: string },
  obligations: string,
  bind: (value: unknown) => string,
): string {
  const own = `${obligations}.owed_by_type = 'unit' AND ${obligations}.owed_by_id = ${bind(unit)}`;
  if (division === undefined) return own;
  return `${own} AND EXISTS (SELECT FROM tracks AS handed WHERE handed.case_id = ${obligations}.case_id
    AND handed.track_id = ${obligations}.track_id AND handed.division = ${bind(division)})`;
}

/** The SQL condition that a scope puts on a row of `cases` (or of its alias); its value is added to `values`. */
export function seesCase(scope: Scope, cases: string, values: unknown[]): string {
  if (scope === 'all') return 'true';
  if ('kind' in scope) return `${cases}.kind = $${values.push(scope.kind)}`;
  if ('unit' in scope) {
    const unit = `$${values.push(scope.unit)}`;
    if (scope.division !== undefined)
      return `${cases}.case_id IN (SELECT tracks.case_id FROM tracks
        WHERE tracks.unit = ${unit} AND tracks.division = $${values.push(scope.division)})`;
    return `${cases}.case_id IN (SELECT tracks.case_id FROM tracks WHERE tracks.unit = ${unit}
      UNION ALL SELECT tracks.case_id FROM tracks WHERE tracks.bureaus <> '{}' AND tracks.bureaus @> ARRAY[${unit}::text])`;
  }
  return `${cases}.case_id IN (SELECT proposers.case_id FROM proposers WHERE proposers.subject = $${values.push(scope.proposerSubject)})`;
}
