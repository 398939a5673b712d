import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { Markup } from '../domain/letters';

/** A mail to one recipient. Addresses stay in here: nothing of them is in an outcome or in an error. */
export interface OutgoingMail {
  /** Stable: a repeat after a crash has the same one, so that the recipient's server or reader recognises it. */
  messageId: string;
  to: string;
  toName?: string;
  subject: string;
  text: string;
  html: Markup;
  attachments?: readonly { name: string; type: string; bytes: Buffer }[];
}

/** How a mail went. `why` is a plain Chinese sentence without any address; `detail` is for the ledger alone. */
export type MailOutcome = { outcome: 'sent' } | { outcome: 'unreachable'; why: string; detail?: string };

export interface Mailer {
  /** False when the platform has no mail server: then every mail is unreachable. */
  readonly configured: boolean;
  /**
   * Sends one mail. An address or a mail that the server refuses for good (5xx) is an outcome. A server that is down,
   * too slow, or puts us off (4xx), and one that refuses *us* (login, sender), throws a {@link MailServerError}: try again.
   */
  send(mail: OutgoingMail): Promise<MailOutcome>;
}

/** The mail server cannot take mails now, or does not want them from us. The message names codes, never an address. */
export class MailServerError extends Error {
  override readonly name = 'MailServerError';
}

/** The word for a platform that runs without a mail server. */
export const NO_MAIL_SERVER = '平台未配置邮件服务器，请以其他方式送达并登记';

const CONNECT_LIMIT_MS = 10_000;
/** Shorter than the minute that an activity has, so that two attempts do not overlap. */
const SILENCE_LIMIT_MS = 30_000;

/** Sends through the server of `smtpUrl`; without one, every mail is unreachable, and says why. */
export function createMailer(options: { smtpUrl?: string; from: string }): Mailer {
  const { smtpUrl, from } = options;
  if (smtpUrl === undefined) {
    return {
      configured: false,
      send: () => Promise.resolve({ outcome: 'unreachable', why: NO_MAIL_SERVER }),
    };
  }
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: CONNECT_LIMIT_MS,
    greetingTimeout: CONNECT_LIMIT_MS,
    socketTimeout: SILENCE_LIMIT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    configured: true,
    async send({ messageId, to, toName, subject, text, html, attachments = [] }) {
      try {
        await transport.sendMail({
          from,
          to: { name: oneLine(toName ?? ''), address: to },
          messageId,
          subject: oneLine(subject),
          text,
          html: html.text,
          attachments: attachments.map(({ name, type, bytes }) => ({
            filename: oneLine(name),
            contentType: type,
            content: bytes,
          })),
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        });
        return { outcome: 'sent' };
      } catch (error) {
        return refusalIn(error);
      }
    },
  };
}

/**
 * The Message-ID of a mail: the same for the same key, whoever computes it and however often. The key is hashed, so
 * that case numbers do not travel through other people's mail servers.
 */
export function messageIdOf(key: string, from: string): string {
  const domain = /@([^\s>@]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
  return `<${createHash('sha256').update(key).digest('hex').slice(0, 40)}@${domain}>`;
}

interface SmtpError {
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
  message?: string;
}

function refusalIn(error: unknown): MailOutcome {
  const { code = 'unknown', command = '', responseCode, response, message } = error as SmtpError;
  const permanent = responseCode !== undefined && responseCode >= 500 && responseCode < 600;
  const detail = response ?? message;
  if (code === 'EENVELOPE' && responseCode === undefined)
    return { outcome: 'unreachable', why: '邮箱地址无效', detail };
  if (permanent && command.startsWith('RCPT'))
    return {
      outcome: 'unreachable',
      why: `对方邮件服务器拒收该邮箱（${replyCodes(responseCode, response)}）`,
      detail,
    };
  if (permanent && code === 'EMESSAGE')
    return {
      outcome: 'unreachable',
      why: `对方邮件服务器拒收该邮件（${replyCodes(responseCode, response)}）`,
      detail,
    };
  throw new MailServerError(
    `the mail server does not take mails now: ${[code, command.split(' ')[0], replyCodes(responseCode, response)].filter(Boolean).join(' ')}`,
  );
}

/** Reply code and enhanced status (RFC 3463), the parts of a reply that name nobody. */
function replyCodes(responseCode: number | undefined, response = ''): string {
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})/.exec(response)?.[1];
  return [responseCode, enhanced].filter((part) => part !== undefined).join(' ');
}

const oneLine = (text: string): string => text.replace(/[\r\n\t]+/g, ' ').trim();
