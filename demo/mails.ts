import type { SinkMail } from '../platform/mail-store';

/** Where the sample register sends a unit's mails, and a body's. */
export const mailOf = (id: string): string => `office@${id}.example`;

/** A mail to somebody that speaks of something. */
export const mailTo =
  (address: string, word: string) =>
  ({ to, text, subject }: SinkMail): boolean =>
    to.includes(address) && (text.includes(word) || subject.includes(word));

/** Where a sample's lead proposer gets mail. */
export const proposerMail = (number: string): string => `proposer-${number}@proposers.example`;
