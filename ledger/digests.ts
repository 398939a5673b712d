import type { CivilDate } from '../domain/dates';
import type { DigestKind } from './dispatch';
import type { Db } from './pool';

export type Channel = 'mail' | 'sms';

/** A digest that is still to be sent by one of the channels asked for. */
export interface PendingDigest {
  digestId: string;
  kind: DigestKind;
  /** A label for operators: a person's id, a body's id, or `proposer`; no name and no address. */
  recipient: string;
  day: CivilDate;
  notices: number;
  channels: Channel[];
}

/** Digests that are not sent, older ones first; a channel that is not configured is not asked for. */
export async function pendingDigests(
  db: Db,
  { kind, channels, limit }: { kind?: DigestKind; channels: readonly Channel[]; limit: number },
): Promise<PendingDigest[]> {
  return db.query<PendingDigest & Record<string, unknown>>(
    `SELECT digest_id AS "digestId", kind, day, (SELECT count(*) FROM notices WHERE notices.digest_id = digests.digest_id) AS notices,
       CASE WHEN recipient_type = 'proposer' THEN 'proposer' ELSE recipient_id END AS recipient,
       array_remove(ARRAY[CASE WHEN mail_status = 'pending' AND 'mail' = ANY($1) THEN 'mail' END,
                          CASE WHEN sms_status = 'pending' AND 'sms' = ANY($1) THEN 'sms' END], NULL) AS channels
     FROM digests
     WHERE ((mail_status = 'pending' AND 'mail' = ANY($1)) OR (sms_status = 'pending' AND 'sms' = ANY($1)))
       AND ($2::text IS NULL OR kind = $2)
     ORDER BY day, digest_id LIMIT $3`,
    [channels, kind ?? null, limit],
  );
}

/** One line of a digest: what is told of which case. */
export interface DigestItem {
  template: string;
  data: Record<string, unknown>;
  caseId: string;
  kind: 'suggestion' | 'proposal';
  level: 'national' | 'provincial';
  term: number;
  session: number;
  series: string;
  number: string;
  title: string;
  trackId?: string;
  unit?: string;
  /** The name of the unit. */
  unitName?: string;
  /** The names of those for whom the recipient stands in. `ownToo`: it was meant for the recipient as well. */
  insteadOf?: string[];
  ownToo?: true;
  /** Reminders: the obligation, its dates and the rung ('T-7', 'T-0', 'T+1'). */
  obligation?: { id: string; kind: string; rule: string; rawDue: CivilDate; due: CivilDate; rung: string };
}

/** A digest with everything that its mail says. */
export interface Digest {
  digestId: string;
  kind: DigestKind;
  day: CivilDate;
  recipient: {
    type: 'person' | 'body' | 'proposer';
    id: string;
    name?: string;
    mail?: string;
    telephone?: string;
  };
  mail: { status: 'pending' | 'sent' | 'failed' | 'no-address'; messageId?: string };
  sms: { status: 'none' | 'pending' | 'sent' | 'failed' | 'no-address' };
  items: DigestItem[];
}

/** In whose stead the recipient of `notice` got it; null where nobody is away. */
export const INSTEAD_OF = `(SELECT jsonb_agg(person.name ORDER BY person.person_id) FROM people AS person
      WHERE person.person_id = ANY(notice.meant_for) AND person.person_id <> notice.recipient_id)`;
export const OWN_TOO = `CASE WHEN notice.recipient_id = ANY(notice.meant_for) THEN true END`;

const READ_DIGEST = `
SELECT digest.digest_id AS "digestId", digest.kind, digest.day,
  jsonb_build_object('status', digest.mail_status, 'messageId', digest.message_id) AS mail,
  jsonb_build_object('status', digest.sms_status) AS sms,
  jsonb_build_object('type', digest.recipient_type, 'id', digest.recipient_id, 'name', address.name,
    'mail', address.mail, 'telephone', address.telephone) AS recipient,
  items.items
FROM digests AS digest
LEFT JOIN LATERAL (
  SELECT name, mail, telephone FROM people WHERE digest.recipient_type = 'person' AND person_id = digest.recipient_id AND active
  UNION ALL
  SELECT name, mail, NULL FROM bodies WHERE digest.recipient_type = 'body' AND body_id = digest.recipient_id AND active
  UNION ALL
  (SELECT name, mail, telephone FROM proposers
   WHERE digest.recipient_type = 'proposer' AND recipient = digest.recipient_id
   ORDER BY mail IS NULL, case_id DESC LIMIT 1)
) AS address ON true
CROSS JOIN LATERAL (
  SELECT coalesce(jsonb_agg(jsonb_build_object('template', notice.template, 'data', notice.data, 'caseId', notice.case_id,
    'kind', of_case.kind, 'level', of_case.level, 'term', of_case.term, 'session', of_case.session, 'series', of_case.series,
    'number', of_case.number, 'title', of_case.title, 'trackId', notice.track_id, 'unit', track.unit, 'unitName', unit.name,
    'insteadOf', ${INSTEAD_OF}, 'ownToo', ${OWN_TOO},
    'obligation', CASE WHEN obligation.obligation_id IS NOT NULL THEN jsonb_build_object('id', obligation.obligation_id,
      'kind', obligation.kind, 'rule', obligation.rule, 'rawDue', obligation.raw_due, 'due', obligation.due,
      'rung', notice.rung_key) END)
    ORDER BY obligation.due NULLS FIRST, of_case.sort_key, notice.notice_id), '[]') AS items
  FROM notices AS notice
    JOIN cases AS of_case USING (case_id)
    LEFT JOIN tracks AS track USING (case_id, track_id)
    LEFT JOIN units AS unit ON unit.unit_id = track.unit
    LEFT JOIN obligations AS obligation USING (case_id, obligation_id)
  WHERE notice.digest_id = digest.digest_id
) AS items
WHERE digest.digest_id = $1`;

/** A digest by id with its recipient's present address; undefined when there is none. */
export async function readDigest(db: Db, digestId: string): Promise<Digest | undefined> {
  const [row] = await db.query<Digest & Record<string, unknown>>(READ_DIGEST, [digestId]);
  return row && (withoutNulls(row) as Digest);
}

/** How sending went. `failed`: the address was refused for good; `no-address`: there is none. */
export type SendingOutcome =
  { status: 'sent'; messageId?: string } | { status: 'failed' | 'no-address'; why?: string };

/**
 * Keeps that a digest was sent, or why it cannot be. The first outcome of a channel stays: what was sent stays sent.
 * `at`: the instant, ISO 8601 UTC.
 */
export async function markDigestSent(
  db: Db,
  digestId: string,
  channel: Channel,
  outcome: SendingOutcome,
  at: string,
): Promise<void> {
  const why = outcome.status === 'sent' ? null : (outcome.why ?? null);
  if (channel === 'mail') {
    const messageId = outcome.status === 'sent' ? (outcome.messageId ?? null) : null;
    await db.query(
      `UPDATE digests SET mail_status = $2, message_id = $3, mail_why = $4, mail_at = $5
       WHERE digest_id = $1 AND mail_status = 'pending'`,
      [digestId, outcome.status, messageId, why, at],
    );
  } else {
    await db.query(
      `UPDATE digests SET sms_status = $2, sms_why = $3, sms_at = $4 WHERE digest_id = $1 AND sms_status = 'pending'`,
      [digestId, outcome.status, why, at],
    );
  }
}

/** SQL's nulls are absent fields, at every depth. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null && item !== undefined)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
}
