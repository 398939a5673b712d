import type { Db } from '../pool';

/** The parts of a unit, in cases that are open, in which a person has any duty: of "3+1", as officer, or leading the case. */
export const tracksHeldBy = (
  db: Db,
  unit: string,
  person: string,
): Promise<{ caseId: string; trackId: string }[]> =>
  db.query(
    `SELECT track.case_id AS "caseId", track.track_id AS "trackId"
     FROM tracks AS track JOIN cases ON cases.case_id = track.case_id
     WHERE track.unit = $1 AND track.status NOT IN ('reassigned', 'dropped')
       AND cases.status NOT IN ('closed', 'withdrawn')
       AND ($2 IN (track.officer, track.case_leader) OR EXISTS (
         SELECT FROM responsibilities AS named
         WHERE (named.case_id, named.track_id) = (track.case_id, track.track_id) AND named.person_id = $2))
     ORDER BY track.case_id, track.track_id`,
    [unit, person],
  );
