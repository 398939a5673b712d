import type { Kind } from '../schemas/common';

/**
 * What a reader may see. A unit sees the cases in which it has or had a part, or was passed one on [R2.2]; one of its
 * divisions those that it was handed; a proposer, by token subject, their own; a body the kind that is its duty. `all` is for the provincial office, auditors and the platform itself.
 */
export type Scope =
  'all' | { unit: string; division?: string } | { proposerSubject: string } | { kind: Kind };

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
