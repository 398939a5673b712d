import type { Mailer } from '../../activities/mail';
import { worldOf, type World } from '../../activities/world';
import { platformClock } from '../../ledger/clock';
import { storeDocument } from '../../ledger/documents';
import { storeTexts } from '../../ledger/texts';
import { startMailSink, type MailSink } from '../../platform/mail-sink';
import type { CivilDate } from '../../domain/dates';
import type { IntakeCase } from '../../schemas/intake';
import { criteria, staff } from '../domain/case/scenario';
import { instantOn, ledgerFixture, type LedgerFixture } from '../ledger/fixture';
import { startOutside, type OutsideServer } from './outside';

export const FROM = '建议提案办理平台 <no-reply@casework.example>';
export const BASE = 'http://127.0.0.1:3000';

/** A ledger, a mail server, a gateway and a portal, all real, and the platform's world in between. */
export interface WorldFixture extends Omit<LedgerFixture, 'close'> {
  sink: MailSink;
  gateway: OutsideServer;
  portal: OutsideServer;
  world: World;
  /** What the platform said about itself. */
  said: string[];
  /** The platform's day, until it is set again. */
  today: CivilDate;
  /** The world with a mailer that differs from the real one. */
  worldWith(mailer: Partial<Mailer>): World;
  close(): Promise<void>;
}

export async function worldFixture(): Promise<WorldFixture> {
  const [fixture, sink, gateway, portal] = await Promise.all([
    ledgerFixture(),
    startMailSink(),
    startOutside(),
    startOutside(),
  ]);
  const said: string[] = [];
  const config = {
    mail: { smtpUrl: sink.smtpUrl, from: FROM },
    sms: { url: gateway.url, token: 'gateway-token' },
    publicBaseUrl: BASE,
  };
  const made: WorldFixture = {
    ...fixture,
    sink,
    gateway,
    portal,
    said,
    today: '2026-03-02',
    world: worldOf(config, fixture.ledger, platformClock(fixture.ledger), (line) => said.push(line)),
    worldWith: (mailer) => ({ ...made.world, mailer: { ...made.world.mailer, ...mailer } }),
    close: async () => {
      await Promise.all([sink.close(), gateway.close(), portal.close()]);
      await fixture.close();
    },
  };
  made.world.clock = {
    today: () => Promise.resolve(made.today),
    now: () => Promise.resolve(instantOn(made.today)),
  };
  return made;
}

export const PROPOSERS: IntakeCase['proposers'] = [
  {
    role: 'lead',
    type: 'deputy',
    name: '示例甲',
    mail: 'p1@example.com',
    telephone: '138 0000 0001',
    address: '某市某区某路8号',
  },
  { role: 'joint', type: 'deputy', name: '示例乙' },
];

export interface LetterOptions {
  body?: string | Buffer;
  name?: string;
  mediaType?: string;
  category?: 'A' | 'B' | 'C';
  /** A submission is the lead's product in a national case; it has an electronic version of its own. */
  product?: 'reply' | 'submission';
}

/** Keeps a file in the ledger; its hash. */
export async function storedFile(
  { ledger }: WorldFixture,
  { body = '答复全文', name = '答复函.txt', mediaType = 'text/plain' }: LetterOptions,
): Promise<string> {
  const { hash } = await storeDocument(ledger, {
    name,
    mediaType,
    bytes: Buffer.from(body),
    uploadedBy: { subject: 'lead-office' },
    uploadedAt: instantOn('2026-02-20'),
  });
  return hash;
}

/** A case whose lead unit has issued its reply `〔2026〕<number>号` and sent nothing yet: `l1`, deliveries `d1`... */
export async function issuedReply(
  fixture: WorldFixture,
  number: string,
  intake: Partial<IntakeCase> = {},
  options: LetterOptions = {},
): Promise<{ caseId: string; letterId: string; deliveries: string[] }> {
  const day = '2026-02-27';
  const caseId = await fixture.newCase(number, {
    proposers: PROPOSERS,
    parts: [{ unit: 'lead', part: 'lead' }],
    ...intake,
  });
  const proposers = (intake.proposers ?? PROPOSERS).map((_, index) => `p${index + 1}`);
  const texts = { opinion: `o-${number}`, plan: `p-${number}`, documentNumber: `n-${number}` };
  await storeTexts(fixture.ledger, caseId, `texts-${number}`, [
    { textId: texts.opinion, body: '意见' },
    { textId: texts.plan, body: '方案' },
    { textId: texts.documentNumber, body: `示例复字〔2026〕${number}号` },
  ]);
  const document = await storedFile(fixture, options);
  await fixture.act(caseId, 'lead', 'signFor', { trackId: 't1' }, day);
  await fixture.act(caseId, 'lead', 'nameResponsibility', { trackId: 't1', ...staff('lead') }, day);
  await fixture.act(
    caseId,
    'leadOfficer',
    'recordContact',
    {
      trackId: 't1',
      stage: 'before',
      way: 'visit',
      visitors: ['lead-4'],
      proposers,
      attendees: [],
      opinion: texts.opinion,
      plan: texts.plan,
      documents: [],
    },
    day,
  );
  const { category = 'A', product = 'reply' } = options;
  const electronicVersion =
    product === 'submission'
      ? await storedFile(fixture, { body: '电子版', name: '电子版.ofd', mediaType: 'application/ofd' })
      : undefined;
  const ground = category === 'B' ? { plan: texts.plan } : category === 'C' ? { ground: texts.opinion } : {};
  const pageOne = product === 'reply' ? { category, ...ground } : {};
  const { events } = await fixture.act(
    caseId,
    'leadOfficer',
    'draftLetter',
    { trackId: 't1', product, document, mark: 'public', ...pageOne },
    day,
  );
  const drafted = events.find(({ type }) => type === 'letterDrafted');
  if (drafted?.type !== 'letterDrafted') throw new Error('nothing was drafted');
  const { letterId } = drafted.data;
  for (const [who, level] of [
    ['leadDivision', 'division'],
    ['lead', 'office'],
    ['leadLeader', 'leaderInCharge'],
    ['leadPrincipal', 'principal'],
  ] as const)
    await fixture.act(caseId, who, 'reviewLetter', { letterId, level, decision: 'approve', criteria }, day);
  const issued = await fixture.act(
    caseId,
    'lead',
    'issueLetter',
    { letterId, documentNumber: texts.documentNumber, electronicVersion, sent: [] },
    day,
  );
  const event = issued.events.find(({ type }) => type === 'letterIssued');
  if (event?.type !== 'letterIssued') throw new Error('nothing was issued');
  return { caseId, letterId, deliveries: event.data.deliveries.map(({ id }) => id) };
}
