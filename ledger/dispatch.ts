import type { CivilDate } from '../domain/dates';
import { MEANT_FOR } from './notices';
import type { Db, Ledger } from './pool';

/** Any number of ours: dispatches and claims of digests go one after the other. */
const LOCK = 7_202_201_30;

/** What a day's dispatch did with the ladder of every open obligation. */
export interface ClaimedRungs {
  /** Rungs that fire: one an obligation at most. */
  fired: number;
  /** Rungs whose day has come, but which a later one overtook. */
  skipped: number;
  /** Notices written for the people concerned. */
  notices: number;
}

/**
 * The rule of `rungsDue` (domain/ladder.ts) for all obligations at once. Of an obligation's planned rungs whose day has
 * come, the latest fires and the others are skipped; nothing more fires on a day on which a rung has fired. A rung of
 * the weekly series fires as the latest of the series that has passed, and plans the one after it.
 */
const CLAIM_RUNGS = `
WITH come AS MATERIALIZED (
  SELECT rung.case_id, rung.obligation_id, rung.rung_key, rung.days, rung."on", rung.audience, rung.every
  FROM rungs AS rung JOIN obligations AS obligation USING (case_id, obligation_id)
  WHERE rung.state = 'planned' AND rung."on" <= $1::date AND obligation.status = 'open'
    AND NOT EXISTS (
      SELECT FROM rungs AS fired
      WHERE (fired.case_id, fired.obligation_id) = (rung.case_id, rung.obligation_id)
        AND fired.state = 'fired' AND fired.fired_on = $1::date)
  ORDER BY rung.case_id, rung.obligation_id, rung.rung_key
  FOR UPDATE OF rung
), ranked AS MATERIALIZED (
  -- "ahead": days from a planned rung of the series to the one that passed last. Ranked in one pass, not joined: the
  -- planner cannot know how many rows a day has.
  SELECT *, "on" + ahead AS fired_day,
    CASE WHEN ahead = 0 THEN rung_key ELSE 'T+' || (days + ahead) END AS fired_key,
    row_number() OVER (PARTITION BY case_id, obligation_id ORDER BY "on" DESC, days DESC) = 1 AS fires
  FROM come CROSS JOIN LATERAL (
    SELECT coalesce(($1::date - come."on") / come.every * come.every, 0) AS ahead) AS series
), fire AS (
  SELECT * FROM ranked WHERE fires
), ended AS (
  UPDATE rungs SET
    state = CASE WHEN ranked.fires AND ranked.ahead = 0 THEN 'fired' ELSE 'skipped' END,
    fired_on = CASE WHEN ranked.fires AND ranked.ahead = 0 THEN $1::date END
  FROM ranked
  WHERE (rungs.case_id, rungs.obligation_id, rungs.rung_key) = (ranked.case_id, ranked.obligation_id, ranked.rung_key)
  RETURNING rungs.state
), series AS (
  INSERT INTO rungs (case_id, obligation_id, rung_key, "on", audience, state, fired_on, every)
  SELECT case_id, obligation_id, fired_key, fired_day, audience, 'fired', $1::date, every
  FROM fire WHERE every IS NOT NULL AND fired_key <> rung_key
  UNION ALL
  SELECT case_id, obligation_id, 'T+' || (days + ahead + every), fired_day + every, audience, 'planned', NULL, every
  FROM fire WHERE every IS NOT NULL
  ON CONFLICT (case_id, obligation_id, rung_key) DO UPDATE
    SET "on" = excluded."on", audience = excluded.audience, state = excluded.state, fired_on = excluded.fired_on,
      every = excluded.every
    WHERE rungs.state <> 'fired'
), told AS (
  SELECT fire.case_id, fire.obligation_id, fire.fired_key, obligation.track_id, obligation.owed_by_type,
    obligation.owed_by_id, obligation.kind, member.post
  FROM fire JOIN obligations AS obligation USING (case_id, obligation_id)
    CROSS JOIN LATERAL unnest(fire.audience) AS member (post)
), addressed AS (
  SELECT told.*, 'body' AS recipient_type, 'provincial-office' AS recipient_id, false AS unaddressed, NULL AS meant_for
  FROM told WHERE post = 'provincialOffice' AND told.kind <> 'internal'
  UNION ALL
  SELECT told.*, 'proposer', proposer.recipient, false, NULL
  FROM told JOIN proposers AS proposer ON proposer.case_id = told.case_id AND proposer.proposer_id = told.owed_by_id
  WHERE post = 'proposer' AND owed_by_type = 'proposer'
  UNION ALL
  SELECT told.*, 'body', owed_by_id, false, NULL
  FROM told WHERE post NOT IN ('provincialOffice', 'proposer') AND owed_by_type = 'body'
  UNION ALL
  SELECT told.*, CASE WHEN found.person_id IS NULL THEN 'body' ELSE 'person' END,
    coalesce(stand_in.stand_in_id, found.person_id, 'provincial-office'), found.person_id IS NULL, found.person_id
  FROM told LEFT JOIN LATERAL (
    SELECT addressees.person_id FROM addressees
    WHERE addressees.case_id = told.case_id AND addressees.track_id = told.track_id AND addressees.post = told.post
  ) AS found ON true
    LEFT JOIN stand_ins_on($1::date) AS stand_in ON stand_in.person_id = found.person_id
  WHERE post NOT IN ('provincialOffice', 'proposer') AND owed_by_type <> 'body'
    -- A unit's internal limit is none of the provincial office's business, also where nobody of the unit is found.
    AND (told.kind <> 'internal' OR found.person_id IS NOT NULL)
  UNION ALL
  -- What a bureau owes inside the part [R2.2] its own office hears of, beside the hands of the part.
  SELECT told.*, 'person', coalesce(stand_in.stand_in_id, person.person_id), false, person.person_id
  FROM told JOIN tracks AS track USING (case_id, track_id)
    JOIN people AS person ON person.unit_id = told.owed_by_id AND person.post = 'office' AND person.active
    LEFT JOIN stand_ins_on($1::date) AS stand_in ON stand_in.person_id = person.person_id
  WHERE told.owed_by_type = 'unit' AND told.owed_by_id <> track.unit
), wrote AS (
  INSERT INTO notices (dedupe, kind, recipient_type, recipient_id, case_id, track_id, obligation_id, rung_key, template,
    data, created_on, meant_for)
  SELECT concat_ws(' ', 'rung', case_id, obligation_id, fired_key, recipient_type, recipient_id), 'rung', recipient_type,
    recipient_id, case_id, track_id, obligation_id, fired_key, 'reminder',
    CASE WHEN bool_and(unaddressed) THEN '{"unaddressed": true}'::jsonb ELSE '{}' END, $1::date,
    ${MEANT_FOR}
  FROM addressed
  GROUP BY case_id, obligation_id, fired_key, recipient_type, recipient_id, track_id
  ON CONFLICT (dedupe) DO NOTHING
  RETURNING notice_id
)
SELECT (SELECT count(*) FROM fire) AS fired,
  (SELECT count(*) FROM ended WHERE state = 'skipped') AS skipped,
  (SELECT count(*) FROM wrote) AS notices`;

/**
 * Claims the rungs of a day: each fires once, whatever is repeated or missed, and never after its obligation ended.
 * Who is away that day is told through who stands in for them. A post that nobody holds is told to the provincial office, marked `unaddressed`.
 */
export async function claimRungs(ledger: Ledger, day: CivilDate): Promise<ClaimedRungs> {
  return ledger.transaction(async (db) => {
    await oneAtATime(db);
    const [claimed] = await db.query<ClaimedRungs & Record<string, unknown>>(CLAIM_RUNGS, [day]);
    return claimed as ClaimedRungs;
  });
}

export type DigestKind = 'rung' | 'news';

/**
 * A digest is one person's mail; from the due day on reminders are worth an SMS, too. Every claim of news makes digests
 * of its own, reminders normally one a person and day.
 */
const CLAIM_DIGESTS = `
WITH claimed AS MATERIALIZED (
  SELECT notice_id, recipient_type, recipient_id, rung_key
  FROM notices WHERE digest_id IS NULL AND kind = $1 AND created_on <= $2::date
  FOR UPDATE
), made AS (
  INSERT INTO digests (digest_id, kind, recipient_type, recipient_id, day, part, mail_status, sms_status)
  SELECT gen_random_uuid(), $1, recipient_type, recipient_id, $2::date,
    1 + (SELECT coalesce(max(part), 0) FROM digests AS earlier
         WHERE (earlier.kind, earlier.recipient_type, earlier.recipient_id, earlier.day)
           = ($1, claimed.recipient_type, claimed.recipient_id, $2::date)),
    'pending',
    CASE WHEN recipient_type = 'person' AND bool_or(rung_key = 'T-0' OR rung_key LIKE 'T+%') THEN 'pending' ELSE 'none' END
  FROM claimed GROUP BY recipient_type, recipient_id
  RETURNING digest_id, recipient_type, recipient_id
), bundled AS (
  UPDATE notices SET digest_id = made.digest_id
  FROM claimed JOIN made USING (recipient_type, recipient_id)
  WHERE notices.notice_id = claimed.notice_id
  RETURNING notices.notice_id
)
SELECT (SELECT count(*) FROM made) AS digests, (SELECT count(*) FROM bundled) AS notices`;

/** Bundles the notices that nobody was mailed yet into digests of a day. Twice: nothing more. */
export async function claimDigests(
  ledger: Ledger,
  { kind, day }: { kind: DigestKind; day: CivilDate },
): Promise<{ digests: number; notices: number }> {
  return ledger.transaction(async (db) => {
    await oneAtATime(db);
    const [claimed] = await db.query<{ digests: number; notices: number }>(CLAIM_DIGESTS, [kind, day]);
    return claimed as { digests: number; notices: number };
  });
}

async function oneAtATime(db: Db): Promise<void> {
  await db.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
}
