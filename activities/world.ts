import type { PlatformClock } from '../ledger/clock';
import type { Ledger } from '../ledger/pool';
import type { Config } from '../platform/config';
import { createMailer, type Mailer } from './mail';
import { createPortal, type Portal } from './portal';
import { createSmsGateway, type SmsGateway } from './sms';

/** What activities reach the world with. Tests put real servers of their own in its place. */
export interface World {
  ledger: Ledger;
  clock: Pick<PlatformClock, 'now' | 'today'>;
  mailer: Mailer;
  /** The sender; its domain makes Message-IDs. */
  mailFrom: string;
  sms: SmsGateway;
  /** Absent: the built-in public page is all there is. */
  portal?: Portal;
  /** Where people reach the platform; no slash at the end. */
  publicBaseUrl: string;
  /** The page on which an official opens a case; absent: mails say where to look instead. */
  casePageOf?: (caseId: string) => string;
}

/** The world as the configuration has it. `say` gets plain lines about what is off. */
export function worldOf(
  config: Pick<Config, 'mail' | 'sms' | 'portal' | 'publicBaseUrl' | 'casePageOf'>,
  ledger: Ledger,
  clock: PlatformClock,
  say: (line: string) => void,
): World {
  const { mail, publicBaseUrl, casePageOf } = config;
  if (mail.smtpUrl === undefined)
    say('Mail is off: set SMTP_URL to send letters, reminders and news by mail');
  return {
    ledger,
    clock,
    mailer: createMailer(mail),
    mailFrom: mail.from,
    sms: createSmsGateway(config.sms, say),
    portal: createPortal(config.portal),
    publicBaseUrl,
    casePageOf,
  };
}
