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

/** Types and ids of whom an inbox belongs to: somebody of a body has the body's and their own in one. */
const ownersOf = (owners: Recipient | readonly Recipient[]): [string[], string[]] => {
  const all = [owners].flat();
  return [all.map(({ type }) => type), all.map(idOf)];
};
const OWNED = '(recipient_type, recipient_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))';

/** What somebody was told, the latest first. */
export async function readInbox(
  db: Db,
  owners: Recipient | readonly Recipient[],
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
     WHERE (notice.recipient_type, notice.recipient_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
       AND ($3::bigint IS NULL OR notice.notice_id < $3) AND (NOT $4 OR notice.read_at IS NULL)
     ORDER BY notice.notice_id DESC LIMIT $5`,
    [...ownersOf(owners), before, unread, limit + 1],
  );
  const [counted] = await db.query<{ unread: number }>(
    `SELECT count(*) AS unread FROM notices WHERE ${OWNED} AND read_at IS NULL`,
    ownersOf(owners),
  );
  const items = rows.map((row) => withoutNulls(row) as InboxItem);
  return { ...pageOf(items, limit, ({ noticeId }) => [noticeId]), unread: counted?.unread ?? 0 };
}

/** Marks one's own notices as read at an instant (ISO 8601 UTC); others' and read ones stay. Returns how many changed. */
export async function markRead(
  db: Db,
  owners: Recipient | readonly Recipient[],
  noticeIds: readonly number[],
  at: string,
): Promise<number> {
  const rows = await db.query(
    `UPDATE notices SET read_at = $4 WHERE ${OWNED} AND notice_id = ANY($3)
       AND read_at IS NULL RETURNING notice_id`,
    [...ownersOf(owners), noticeIds, at],
  );
  return rows.length;
}
