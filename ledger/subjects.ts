import { sha256 } from './canonical';
import { orderOf, writeOrders } from './orders';
import type { Ledger } from './pool';

/** Who tells a case of what only the ledger can count. */
const LEDGER = { subject: 'ledger', role: 'system' } as const;

/** A subject of one session: of one congress or CPPCC, in one term. */
export const subjectIdOf = (body: string, term: number, session: number, subject: string): string =>
  `subject:${sha256(JSON.stringify([body, term, session, subject])).slice(0, 24)}`;

/**
 * The parts on whose answers somebody was dissatisfied, of subjects that gather several such answers in a session. One
 * proposer counts once a case, however often they said so; subjects count as they are written at intake.
 */
const GATHERED = `
WITH given AS MATERIALIZED (
  SELECT DISTINCT case_id, data->>'trackId' AS track_id, data->>'proposer' AS proposer
  FROM case_events
  WHERE type = 'feedbackGiven' AND (data->>'attitude' = 'dissatisfied' OR data->>'result' = 'dissatisfied')
), counted AS (
  SELECT body, term, session, subject
  FROM given JOIN cases USING (case_id)
  WHERE subject IS NOT NULL
  GROUP BY body, term, session, subject
  HAVING count(DISTINCT (case_id, proposer)) >= $1
)
SELECT DISTINCT body, term, session, subject, case_id AS "caseId", track_id AS "trackId"
FROM counted JOIN cases USING (body, term, session, subject) JOIN given USING (case_id)
ORDER BY case_id, track_id`;

/**
 * Orders tracked supervision for every subject on which so many are dissatisfied in a session [R7.2], to each part that
 * somebody was dissatisfied with and that was not told yet. Set-based and repeatable: whoever died in between is made
 * good by the next look. Returns how many orders are new.
 */
export async function orderSubjects(
  ledger: Ledger,
  { dissatisfied, recordedAt }: { dissatisfied: number; recordedAt: string },
): Promise<number> {
  return ledger.transaction(async (db) => {
    const parts = await db.query<{
      body: string;
      term: number;
      session: number;
      subject: string;
      caseId: string;
      trackId: string;
    }>(GATHERED, [dissatisfied]);
    return writeOrders(
      db,
      parts.map(({ body, term, session, subject, caseId, trackId }) => {
        const subjectId = subjectIdOf(body, term, session, subject);
        return orderOf(
          subjectId,
          caseId,
          'trackSubject',
          { trackId, subjectId },
          { actor: LEDGER, recordedAt },
        );
      }),
    );
  });
}
