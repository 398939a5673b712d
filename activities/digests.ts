import type { AssignedCase } from '../domain/case';
import { maxDate } from '../domain/dates';
import {
  markDigestSent,
  readDigest,
  type Channel,
  type Digest,
  type SendingOutcome,
} from '../ledger/digests';
import { LedgerError } from '../ledger/errors';
import type { Db } from '../ledger/pool';
import { messageIdOf } from './mail';
import { digestText, type DigestText, type Line } from './texts/digest';
import { written } from './texts/message';
import type { World } from './world';

export interface DigestOutcome {
  outcome: 'sent' | 'unreachable';
  messageId?: string;
  why?: string;
}

/** Activities that tell people what is due and what has happened. They throw while a server is out of reach. */
export interface DigestActivities {
  sendDigest(digestId: string): Promise<DigestOutcome>;
}

const NO_MAIL = '没有登记邮箱';
const NO_TELEPHONE = '没有登记电话';
const ALL_DONE = '所列事项均已了结，无需提醒';
const SMS_OFF = '平台未配置短信网关';

/**
 * Sends one person's digest: a mail with their cases in a table, and from the due day on an SMS. What was sent stays
 * sent, and the Message-ID follows from the digest alone, so that a repeat is recognisable. Who cannot be reached is on
 * record with the reason; the notices lie in the inbox in any case.
 */
export function createDigestActivities(world: World): DigestActivities {
  const { ledger, clock } = world;
  return {
    async sendDigest(digestId) {
      const digest = await readDigest(ledger, digestId);
      if (!digest) throw new LedgerError('invalid-input', `There is no digest ${digestId}`);
      const text = await textOf(world, digest);
      const mark = async (channel: Channel, outcome: SendingOutcome) =>
        markDigestSent(ledger, digestId, channel, outcome, await clock.now());
      // Neither waits for the other: a mail server that is down holds back no SMS.
      const results = await Promise.allSettled([
        digest.mail.status === 'pending'
          ? mailed(world, digest, text).then((outcome) => mark('mail', outcome))
          : undefined,
        digest.sms.status === 'pending'
          ? texted(world, digest, text).then((outcome) => mark('sms', outcome))
          : undefined,
      ]);
      const failed = results.find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
      return outcomeOf(ledger, digestId);
    },
  };
}

/** Undefined when everything in it has ended since: then there is nothing to remind of (D7). */
async function textOf({ ledger, clock, casePageOf }: World, digest: Digest): Promise<DigestText | undefined> {
  const obligations = await obligationsOf(ledger, digest);
  const lines = digest.items.map((item): Line => {
    const about = item.obligation?.id ?? item.data['about'];
    return {
      item,
      obligation: typeof about === 'string' ? obligations.get(item.caseId)?.[about] : undefined,
    };
  });
  const open =
    digest.kind === 'rung' ? lines.filter(({ obligation }) => obligation?.status === 'open') : lines;
  if (open.length === 0) return undefined;
  // The page of a case, and the system to look in, are those of officials.
  const page = digest.recipient.type === 'proposer' ? undefined : casePageOf;
  return digestText(digest, open, maxDate(digest.day, await clock.today()), page);
}

async function obligationsOf(db: Db, { items }: Digest): Promise<Map<string, AssignedCase['obligations']>> {
  const rows = await db.query<{ id: string; obligations: AssignedCase['obligations'] }>(
    `SELECT case_id AS id, state->'obligations' AS obligations FROM cases WHERE case_id = ANY($1)`,
    [[...new Set(items.map(({ caseId }) => caseId))]],
  );
  return new Map(rows.map(({ id, obligations }) => [id, obligations]));
}

async function mailed(
  { mailer, mailFrom }: World,
  digest: Digest,
  text: DigestText | undefined,
): Promise<SendingOutcome> {
  const { mail, name } = digest.recipient;
  if (!text) return { status: 'failed', why: ALL_DONE };
  if (mail === undefined) return { status: 'no-address', why: NO_MAIL };
  const messageId = messageIdOf(`digest ${digest.digestId}`, mailFrom);
  const outcome = await mailer.send({
    messageId,
    to: mail,
    toName: name,
    subject: text.subject,
    ...written(text.message),
  });
  return outcome.outcome === 'sent' ? { status: 'sent', messageId } : { status: 'failed', why: outcome.why };
}

async function texted({ sms }: World, digest: Digest, text: DigestText | undefined): Promise<SendingOutcome> {
  const { telephone } = digest.recipient;
  if (!text) return { status: 'failed', why: ALL_DONE };
  if (telephone === undefined) return { status: 'no-address', why: NO_TELEPHONE };
  const sent = await sms.send({ key: `digest ${digest.digestId}`, telephone, text: text.short });
  if (sent.outcome === 'sent') return { status: 'sent' };
  return { status: 'failed', why: sent.outcome === 'off' ? SMS_OFF : sent.why };
}

/** What is on record, whoever put it there: an attempt that overlapped this one may have been first. */
async function outcomeOf(db: Db, digestId: string): Promise<DigestOutcome> {
  const [row] = await db.query<{ status: string; message_id: string | null; why: string | null }>(
    'SELECT mail_status AS status, message_id, mail_why AS why FROM digests WHERE digest_id = $1',
    [digestId],
  );
  return row?.status === 'sent'
    ? { outcome: 'sent', messageId: row.message_id ?? undefined }
    : { outcome: 'unreachable', why: row?.why ?? undefined };
}
