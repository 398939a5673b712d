import type { CaseEvent } from '../domain/case/events';
import { newsOf, type AssignedCase, type News, type NewsRecipient } from '../domain/case';
import type { CivilDate } from '../domain/dates';
import type { Db } from './pool';

/** One event with the case as it was after it. */
export interface Told {
  event: CaseEvent;
  state: AssignedCase;
}

/** Of the rows that make one notice: the people whom it was meant for, where one of them is not who gets it. */
export const MEANT_FOR = `CASE WHEN bool_or(meant_for <> recipient_id) THEN array_agg(DISTINCT meant_for ORDER BY meant_for) END`;

/**
 * News to posts goes to the people who hold them (view `addressees`), or to who stands in for them on that day, with
 * whom it was meant for (`meant_for`); to a post that nobody holds, to the provincial office, marked `unaddressed`:
 * silence would lose it. News to a unit goes to its office; to somebody who left, to nobody.
 */
const WRITE_NEWS = `
WITH news AS (
  SELECT * FROM ROWS FROM (jsonb_to_recordset($1::jsonb)
    AS (case_id text, key text, template text, track_id text, data jsonb, "to" text, id text, post text)) WITH ORDINALITY
    AS news (case_id, key, template, track_id, data, "to", id, post, place)
), told AS (
  SELECT news.*, coalesce(stand_in.stand_in_id, found.person_id, 'provincial-office') AS recipient_id,
    CASE WHEN found.person_id IS NULL THEN 'body' ELSE 'person' END AS recipient_type,
    found.person_id IS NULL AS unaddressed, found.person_id AS meant_for
  FROM news LEFT JOIN addressees AS found
    ON found.case_id = news.case_id AND found.track_id = news.id AND found.post = news.post
    LEFT JOIN stand_ins_on($2::date) AS stand_in ON stand_in.person_id = found.person_id
  WHERE news."to" = 'post'
  UNION ALL
  SELECT news.*, coalesce(stand_in.stand_in_id, person.person_id), 'person', false, person.person_id
  FROM news JOIN people AS person ON person.person_id = news.id AND person.active
    LEFT JOIN stand_ins_on($2::date) AS stand_in ON stand_in.person_id = person.person_id
  WHERE news."to" = 'person'
  UNION ALL
  SELECT news.*, coalesce(stand_in.stand_in_id, person.person_id, 'provincial-office'),
    CASE WHEN person.person_id IS NULL THEN 'body' ELSE 'person' END, person.person_id IS NULL, person.person_id
  FROM news LEFT JOIN people AS person ON person.unit_id = news.id AND person.post = 'office' AND person.active
    LEFT JOIN stand_ins_on($2::date) AS stand_in ON stand_in.person_id = person.person_id
  WHERE news."to" = 'unit'
  UNION ALL
  SELECT news.*, news.id, 'body', false, NULL FROM news WHERE news."to" = 'body'
  UNION ALL
  SELECT news.*, proposer.recipient, 'proposer', false, NULL
  FROM news JOIN proposers AS proposer ON proposer.case_id = news.case_id AND proposer.proposer_id = news.id
  WHERE news."to" = 'proposer'
)
INSERT INTO notices (dedupe, kind, recipient_type, recipient_id, case_id, track_id, template, data, created_on, meant_for)
SELECT concat_ws(' ', 'news', case_id, key, recipient_type, recipient_id), 'news', recipient_type, recipient_id,
  case_id, track_id, template, CASE WHEN bool_and(unaddressed) THEN data || '{"unaddressed": true}' ELSE data END, $2::date,
  ${MEANT_FOR}
FROM told GROUP BY case_id, key, template, track_id, data, recipient_type, recipient_id ORDER BY min(place)
ON CONFLICT (dedupe) DO NOTHING`;

/** Puts the news of events, of one case or of many, into the inboxes of whom they concern: once per event and recipient. */
export async function writeNews(db: Db, told: readonly Told[], today: CivilDate): Promise<void> {
  const rows = told.flatMap(({ event, state }) =>
    newsOf(event, state).flatMap((news) => news.to.map((to) => newsRow(state.caseId, event, news, to))),
  );
  if (rows.length > 0) await db.query(WRITE_NEWS, [JSON.stringify(rows), today], 'write-news');
}

function newsRow(
  case_id: string,
  event: CaseEvent,
  { key, template, trackId, about }: News,
  to: NewsRecipient,
): Record<string, unknown> {
  const row = { case_id, key, template, track_id: trackId, data: { seq: event.seq, about } };
  if (to.type !== 'post') return { ...row, to: to.type, id: to.id };
  if (to.post === 'provincialOffice') return { ...row, to: 'body', id: 'provincial-office' };
  return { ...row, to: 'post', id: to.trackId, post: to.post };
}
