import type { CaseEvent } from '../domain/case/events';
import { newsOf, type AssignedCase, type News, type NewsRecipient } from '../domain/case';
import type { CivilDate } from '../domain/dates';
import type { Db } from './pool';

/** One event with the case as it was after it. */
export interface Told {
  event: CaseEvent;
  state: AssignedCase;
}

/**
 * News to posts goes to the people who hold them (view `addressees`); to a post that nobody holds, to the provincial
 * office, marked `unaddressed`: silence would lose it.
 */
const WRITE_NEWS = `
WITH news AS (
  SELECT * FROM jsonb_to_recordset($1::jsonb)
    AS news (case_id text, key text, template text, track_id text, data jsonb, "to" text, id text, post text)
), told AS (
  SELECT news.*, coalesce(found.person_id, 'provincial-office') AS recipient_id,
    CASE WHEN found.person_id IS NULL THEN 'body' ELSE 'person' END AS recipient_type,
    found.person_id IS NULL AS unaddressed
  FROM news LEFT JOIN addressees AS found
    ON found.case_id = news.case_id AND found.track_id = news.id AND found.post = news.post
  WHERE news."to" = 'post'
  UNION ALL
  SELECT news.*, news.id, 'body', false FROM news WHERE news."to" = 'body'
  UNION ALL
  SELECT news.*, proposer.recipient, 'proposer', false
  FROM news JOIN proposers AS proposer ON proposer.case_id = news.case_id AND proposer.proposer_id = news.id
  WHERE news."to" = 'proposer'
)
INSERT INTO notices (dedupe, kind, recipient_type, recipient_id, case_id, track_id, template, data, created_on)
SELECT concat_ws(' ', 'news', case_id, key, recipient_type, recipient_id), 'news', recipient_type, recipient_id,
  case_id, track_id, template, CASE WHEN unaddressed THEN data || '{"unaddressed": true}' ELSE data END, $2::date
FROM told ON CONFLICT (dedupe) DO NOTHING`;

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
