import type { Kind } from '../schemas/common';

/**
 * Where somebody of a division works: the parts that a division of theirs was handed, and those in which somebody that
 * they answer for is named [R1.1]. Both are their own, and of everyone for whom they stand in that day.
 */
export interface Handed {
  divisions: readonly string[];
  people: readonly string[];
}

/**
 * What a reader may see. A unit sees the cases in which it has or had a part, or was passed one on [R2.2]; the people
 * of one of its divisions those that were handed to them; a proposer, by token subject, their own; a body the kind that is its duty. `all` is for the provincial office, auditors and the platform itself.
 */
export type Scope = 'all' | { unit: string; handed?: Handed } | { proposerSubject: string } | { kind: Kind };

/**
 * The SQL condition that a row of `obligations` (or of its alias) is owed by a unit, and where people of a division ask,
 * within a part that was handed to them: a unit can have several parts in one case, one after the other or side by side.
 */
export function owedByUnit(
  { unit, handed }: { unit: string; handed?: Handed },
  obligations: string,
  bind: (value: unknown) => string,
): string {
  const own = `${obligations}.owed_by_type = 'unit' AND ${obligations}.owed_by_id = ${bind(unit)}`;
  if (handed === undefined) return own;
  return `${own} AND EXISTS (SELECT FROM tracks AS handed WHERE handed.case_id = ${obligations}.case_id
    AND handed.track_id = ${obligations}.track_id AND ${wasHanded(handed, 'handed', bind)})`;
}

/** The SQL condition that a row of `tracks` (or of its alias) was handed to people of a division. */
export function wasHanded(
  { divisions, people }: Handed,
  tracks: string,
  bind: (value: unknown) => string,
): string {
  const byDivision = `${tracks}.division = ANY(${bind(divisions)}::text[])`;
  if (people.length === 0) return byDivision;
  const named = bind(people);
  return `(${byDivision} OR ${named}::text[] && ARRAY[${tracks}.officer, ${tracks}.case_leader]
    OR EXISTS (SELECT FROM responsibilities AS duty WHERE duty.case_id = ${tracks}.case_id
      AND duty.track_id = ${tracks}.track_id AND duty.person_id = ANY(${named}::text[])))`;
}

/** The SQL condition that a scope puts on a row of `cases` (or of its alias); its value is added to `values`. */
export function seesCase(scope: Scope, cases: string, values: unknown[]): string {
  if (scope === 'all') return 'true';
  if ('kind' in scope) return `${cases}.kind = $${values.push(scope.kind)}`;
  if ('unit' in scope) {
    const unit = `$${values.push(scope.unit)}`;
    if (scope.handed !== undefined)
      return `${cases}.case_id IN (SELECT tracks.case_id FROM tracks
        WHERE tracks.unit = ${unit} AND ${wasHanded(scope.handed, 'tracks', (value) => `$${values.push(value)}`)})`;
    return `${cases}.case_id IN (SELECT tracks.case_id FROM tracks WHERE tracks.unit = ${unit}
      UNION ALL SELECT tracks.case_id FROM tracks WHERE tracks.bureaus <> '{}' AND tracks.bureaus @> ARRAY[${unit}::text])`;
  }
  return `${cases}.case_id IN (SELECT proposers.case_id FROM proposers WHERE proposers.subject = $${values.push(scope.proposerSubject)})`;
}
