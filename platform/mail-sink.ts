import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import { sinkPages } from './mail-sink-pages';
import { openMailStore, type MailStore, type SinkMail } from './mail-store';
import { LOOPBACK, freePort, readPorts, rememberPorts } from './ports';

export type { SinkMail } from './mail-store';

const SMTP_PORT = 1025;
const PAGE_PORT = 8025;
const SIZE_LIMIT = 50 * 1024 * 1024;

/** What a test may tell the sink to do wrong. */
export interface SinkFaults {
  /** Addresses that are refused for good: 550. */
  readonly refused: Set<string>;
  /** Addresses that are put off: 451. */
  readonly deferred: Set<string>;
  /** Keeps the next mails, and breaks the connection instead of saying so: what a crash between sending and marking looks like. */
  loseAnswers: number;
}

/** A local mail server that keeps what it is sent, and never sends anything on. */
export interface MailSink {
  /** For `SMTP_URL`. */
  readonly smtpUrl: string;
  /** Where people read the mails. */
  readonly pageUrl: string;
  readonly faults: SinkFaults;
  /** All mails, oldest first. */
  mails(): readonly SinkMail[];
  /** Stops taking connections, as a mail server that is down; the mails stay. */
  goDown(): Promise<void>;
  /** Takes connections again, on the same port. */
  comeUp(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the sink on the loopback address: SMTP without login, and a page with the mails (`/`, JSON under `/mails` and
 * `/mails/{id}`). With a `dataDir` the mails are kept below `<dataDir>/mails` and the ports remembered in its
 * `ports.json`; without, everything is in memory and on any free port.
 */
export async function startMailSink(options: { dataDir?: string } = {}): Promise<MailSink> {
  const { dataDir } = options;
  const store = await openMailStore(dataDir === undefined ? undefined : join(dataDir, 'mails'));
  const faults: SinkFaults = { refused: new Set(), deferred: new Set(), loseAnswers: 0 };
  const wanted = await portsFor(dataDir);
  let smtp = smtpServer(store, faults);
  const smtpPort = await listen(smtp.server, wanted.smtp);
  const pages = createServer(sinkPages(store));
  const pagePort = await listen(pages, wanted.page);
  if (dataDir !== undefined) rememberPorts(dataDir, { mailSmtp: smtpPort, mailPages: pagePort });
  let down = false;
  const goDown = async () => {
    if (!down) await closed(smtp);
    down = true;
  };
  return {
    smtpUrl: `smtp://${LOOPBACK}:${smtpPort}`,
    pageUrl: `http://${LOOPBACK}:${pagePort}`,
    faults,
    mails: () => store.all(),
    goDown,
    comeUp: async () => {
      if (!down) return;
      smtp = smtpServer(store, faults);
      await listen(smtp.server, smtpPort);
      down = false;
    },
    close: async () => {
      await goDown();
      await new Promise<void>((resolve) => {
        pages.close(() => resolve());
        pages.closeAllConnections();
      });
    },
  };
}

async function portsFor(dataDir: string | undefined): Promise<{ smtp: number; page: number }> {
  if (dataDir === undefined) return { smtp: 0, page: 0 };
  const last = readPorts(dataDir);
  const smtp = await freePort(last['mailSmtp'] ?? SMTP_PORT);
  return { smtp, page: await freePort(last['mailPages'] ?? PAGE_PORT, [smtp]) };
}

function smtpServer(store: MailStore, faults: SinkFaults): SMTPServer {
  const server: SMTPServer = new SMTPServer({
    name: 'mail-sink',
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: SIZE_LIMIT,
    disableReverseLookup: true,
    closeTimeout: 500,
    logger: false,
    onRcptTo({ address }, _session, done) {
      if (faults.refused.has(address)) done(refusal(550, '5.1.1 No such mailbox here'));
      else if (faults.deferred.has(address)) done(refusal(451, '4.2.1 Try again later'));
      else done();
    },
    onData(stream, session, done) {
      const { mailFrom, rcptTo } = session.envelope;
      const envelope = {
        from: mailFrom === false ? '' : mailFrom.address,
        to: rcptTo.map(({ address }) => address),
      };
      received(stream)
        .then(async (source) => {
          await store.add(source, envelope, await simpleParser(source));
          if (faults.loseAnswers === 0) return done();
          faults.loseAnswers -= 1;
          for (const connection of server.connections) connection._socket?.destroy();
        })
        .catch((error: unknown) => done(error instanceof Error ? error : new Error(String(error))));
    },
  });
  // A client that goes away in the middle is no reason to end.
  server.on('error', () => undefined);
  return server;
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

async function received(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  if (stream.sizeExceeded) throw refusal(552, '5.3.4 Message too big');
  return Buffer.concat(chunks);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function closed(smtp: SMTPServer): Promise<void> {
  return new Promise((resolve) => smtp.close(() => resolve()));
}
