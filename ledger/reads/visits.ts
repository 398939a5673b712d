import type { CivilDate } from '../../domain/dates';
import { withoutNulls } from '../digests';
import type { Db } from '../pool';

/** One visit, face to face, in one case: whom, by whom, with which other units [R6.3, R6.4]. */
export interface VisitView {
  caseId: string;
  number: string;
  trackId: string;
  part: string;
  contactId: string;
  on: CivilDate;
  stage: 'before' | 'during' | 'after';
  /** `person` is the same for one person or organization in several cases, as far as their login is known. */
  proposers: { id: string; person: string; name: string }[];
  /** Absent on visits that were recorded before visitors were asked for. */
  visitors?: { id: string; name: string; unit: string }[];
  withUnits?: string[];
}

export interface Visits {
  unit: string;
  year: number;
  visits: VisitView[];
  /** Distinct persons and organizations that were visited, over all cases of the year. */
  persons: number;
}

/**
 * The visits of a unit in the cases that were assigned in a year: what a rate of face-to-face visits [R6.4] is reckoned
 * from. What a former unit did before a reassignment is its own. The opaque `person` joins the same person's cases.
 */
export async function readVisits(db: Db, unit: string, year: number): Promise<Visits> {
  const rows = await db.query(
    `SELECT cases.case_id AS "caseId", number, tracks.track_id AS "trackId", tracks.part, visit->>'id' AS "contactId",
       visit->>'on' AS "on", visit->>'stage' AS stage,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', proposer_id, 'person', substr(encode(sha256(convert_to(recipient, 'UTF8')), 'hex'), 1, 16),
           'name', name) ORDER BY length(proposer_id), proposer_id), '[]')
        FROM proposers WHERE proposers.case_id = cases.case_id AND visit->'proposers' ? proposer_id) AS proposers,
       (SELECT jsonb_agg(jsonb_build_object('id', person_id, 'name', people.name, 'unit', unit_id) ORDER BY place)
        FROM jsonb_array_elements_text(visit->'visitors') WITH ORDINALITY AS named (person_id, place)
          JOIN people USING (person_id)) AS visitors,
       visit->'withUnits' AS "withUnits"
     FROM tracks JOIN cases USING (case_id)
       CROSS JOIN LATERAL jsonb_array_elements((cases.state->'contacts')::jsonb) AS visit
     WHERE tracks.unit = $1 AND extract(year FROM cases.assigned_on) = $2
       AND visit->>'trackId' = tracks.track_id AND visit->>'way' = 'visit'
     ORDER BY visit->>'on', sort_key, cases.case_id, visit->>'id'`,
    [unit, year],
  );
  const visits = rows.map((row) => withoutNulls(row) as VisitView);
  const persons = new Set(visits.flatMap(({ proposers }) => proposers.map(({ person }) => person)));
  return { unit, year, visits, persons: persons.size };
}
