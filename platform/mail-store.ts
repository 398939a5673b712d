import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ParsedMail } from 'mailparser';
import { z } from 'zod';

const sinkMail = z.object({
  id: z.string(),
  receivedAt: z.string(),
  messageId: z.string(),
  from: z.string(),
  /** Whom the envelope named: where it really went. */
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  attachments: z.array(
    z.object({ name: z.string(), type: z.string(), size: z.number(), sha256: z.string() }),
  ),
});

/** A mail that the sink took, read. Ids count up; `receivedAt` is ISO 8601 UTC. */
export type SinkMail = z.infer<typeof sinkMail>;

export interface MailStore {
  add(source: Buffer, envelope: { from: string; to: string[] }, mail: ParsedMail): Promise<SinkMail>;
  all(): readonly SinkMail[];
  get(id: string): SinkMail | undefined;
  /** The mail as it came over the wire. */
  source(id: string): Promise<Buffer | undefined>;
}

/** Opens the mails kept in a folder (`<id>.json` and `<id>.eml`), or a store in memory when none is named. */
export async function openMailStore(folder?: string): Promise<MailStore> {
  const mails = folder === undefined ? [] : await readMails(folder);
  const sources = new Map<string, Buffer>();
  let last = Math.max(0, ...mails.map(({ id }) => Number(id)));
  return {
    async add(source, envelope, parsed) {
      last += 1;
      const mail = shaped(String(last).padStart(6, '0'), envelope, parsed);
      if (folder === undefined) sources.set(mail.id, source);
      else await keep(folder, mail, source);
      mails.push(mail);
      return mail;
    },
    all: () => mails,
    get: (id) => mails.find((mail) => mail.id === id),
    async source(id) {
      if (!mails.some((mail) => mail.id === id)) return undefined;
      return folder === undefined ? sources.get(id) : readFile(join(folder, `${id}.eml`));
    },
  };
}

function shaped(id: string, { from, to }: { from: string; to: string[] }, parsed: ParsedMail): SinkMail {
  return {
    id,
    receivedAt: new Date().toISOString(),
    messageId: parsed.messageId ?? '',
    from: parsed.from?.text ?? from,
    to,
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    html: parsed.html || '',
    attachments: parsed.attachments.map(({ filename, contentType, size, content }) => ({
      name: filename ?? '',
      type: contentType,
      size,
      sha256: createHash('sha256').update(content).digest('hex'),
    })),
  };
}

async function readMails(folder: string): Promise<SinkMail[]> {
  await mkdir(folder, { recursive: true });
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    names.map(async (name) => sinkMail.parse(JSON.parse(await readFile(join(folder, name), 'utf8')))),
  );
}

/** The description comes last and by a rename: a mail is there as a whole or not at all. */
async function keep(folder: string, mail: SinkMail, source: Buffer): Promise<void> {
  const path = join(folder, mail.id);
  await writeFile(`${path}.eml`, source);
  await writeFile(`${path}.new`, JSON.stringify(mail, null, 2));
  await rename(`${path}.new`, `${path}.json`);
}
