import type { CivilDate } from '../../domain/dates';
import { INSTEAD_OF, OWN_TOO, withoutNulls, type DigestItem } from '../digests';
import type { Db } from '../pool';
import { DEFAULT_LIMIT, pageOf, placeOf, type Page, type PageRequest } from './page';

/** Whose inbox: a person of the register, a body, or a proposer by token subject. */
export type Recipient = { type: 'person' | 'body'; id: string } | { type: 'proposer'; subject: string };

export interface InboxItem extends DigestItem {
  noticeId: number;
  /** A reminder, or news. */
  notice: 'rung' | 'news';
  on: CivilDate;
  readAt?: string;
}

const idOf = (recipient: Recipient) =>
  recipient.type === 'proposer' ? `subject:${recipient.subject}` : recipient.id;

/** What somebody was told, the latest first. */
export async function readInbox(
  db: Db,
  recipient: Recipient,
  { unread = false, ...page }: PageRequest & { unread?: boolean } = {},
): Promise<Page<InboxItem> & { unread: number }> {
  const limit = page.limit ?? DEFAULT_LIMIT;
  const before = page.cursor === undefined ? null : placeOf(page.cursor, 'whole')[0];
  const rows = await db.query(
    `SELECT notice.notice_id AS "noticeId", notice.kind AS notice, notice.created_on AS "on", notice.read_at AS "readAt",
       notice.template, notice.data, notice.case_id AS "caseId", of_case.kind, of_case.term, of_case.session, of_case.number,
       of_case.title, notice.track_id AS "trackId", track.unit, unit.name AS "unitName",
       ${INSTEAD_OF} AS "insteadOf", ${OWN_TOO} AS "ownToo",
       CASE WHEN obligation.obligation_id IS NOT NULL THEN jsonb_build_object('id', obligation.obligation_id,
         'kind', obligation.kind, 'rule', obligation.rule, 'rawDue', obligation.raw_due, 'due', obligation.due,
         'rung', notice.rung_key) END AS obligation
     FROM notices AS notice JOIN cases AS of_case USING (case_id)
       LEFT JOIN tracks AS track USING (case_id, track_id)
       LEFT JOIN units AS unit ON unit.unit_id = track.unit
       LEFT JOIN obligations AS obligation USING (case_id, obligation_id)
     WHERE notice.recipient_type = $1 AND notice.recipient_id = $2
       AND ($3::bigint IS NULL OR notice.notice_id < $3) AND (NOT $4 OR notice.read_at IS NULL)
     ORDER BY notice.notice_id DESC LIMIT $5`,
    [recipient.type, idOf(recipient), before, unread, limit + 1],
  );
  const [counted] = await db.query<{ unread: number }>(
    `SELECT count(*) AS unread FROM notices WHERE recipient_type = $1 AND recipient_id = $2 AND read_at IS NULL`,
    [recipient.type, idOf(recipient)],
  );
  const items = rows.map((row) => withoutNulls(row) as InboxItem);
  return { ...pageOf(items, limit, ({ noticeId }) => [noticeId]), unread: counted?.unread ?? 0 };
}

/** Marks one's own notices as read at an instant (ISO 8601 UTC); others' and read ones stay. Returns how many changed. */
export async function markRead(
  db: Db,
  recipient: Recipient,
  noticeIds: readonly number[],
  at: string,
): Promise<number> {
  const rows = await db.query(
    `UPDATE notices SET read_at = $4 WHERE recipient_type = $1 AND recipient_id = $2 AND notice_id = ANY($3)
       AND read_at IS NULL RETURNING notice_id`,
    [recipient.type, idOf(recipient), noticeIds, at],
  );
  return rows.length;
}
