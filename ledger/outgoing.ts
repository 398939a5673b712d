import type { AssignedCase, Delivery, Letter } from '../domain/case/state';
import type { CivilDate } from '../domain/dates';
import type { ProposerType } from '../schemas/intake';
import { LedgerError } from './errors';
import type { Db } from './pool';
import { loadCase } from './record';
import type { CaseRules } from './rules';
import { readTexts } from './texts';

/** Whom a document goes to. `title` decides the salutation [R5.2]; without `mail` nothing can be sent by mail. */
export interface Addressee {
  name: string;
  title?: ProposerType;
  mail?: string;
}

/** A stored file with its bytes. */
export interface File {
  name: string;
  mediaType: string;
  bytes: Buffer;
}

/** Everything that one delivery's mail says. */
export interface DeliveryFacts {
  state: AssignedCase;
  rules: CaseRules;
  delivery: Delivery;
  letter: Letter;
  /** The unit whose letter it is. */
  unitName: string;
  documentNumber: string;
  addressee: Addressee;
  /** The letter, and its electronic version where that is another file. */
  files: File[];
}

/** Reads what a delivery sends. Throws a `LedgerError` (`unknown-case`, `invalid-input`) for one that is not there. */
export async function readDelivery(
  db: Db,
  caseId: string,
  deliveryId: string,
  today: CivilDate,
): Promise<DeliveryFacts> {
  const { state, rules } = await loadCase(db, caseId);
  const delivery = state.deliveries[deliveryId];
  const letter = delivery && state.letters[delivery.letterId];
  if (!letter) throw new LedgerError('invalid-input', `${caseId} has no delivery ${deliveryId}`);
  return {
    state,
    rules,
    delivery,
    letter,
    unitName: await unitNameOf(db, state.tracks[letter.trackId]?.unit ?? ''),
    documentNumber: await documentNumberOf(db, caseId, letter),
    addressee: await addresseeOf(db, caseId, delivery, today),
    files: await filesOf(db, [letter.content.document, await electronicVersionOf(db, caseId, letter.id)]),
  };
}

/** The name of a unit; its id where the register never knew it. */
export async function unitNameOf(db: Db, unit: string): Promise<string> {
  const [row] = await db.query<{ name: string }>('SELECT name FROM units WHERE unit_id = $1', [unit]);
  return row?.name ?? unit;
}

/** The address of a unit's own portal, where the register has one. */
export async function unitPortalOf(db: Db, unit: string): Promise<string | undefined> {
  const [row] = await db.query<{ portal: string | null }>('SELECT portal FROM units WHERE unit_id = $1', [
    unit,
  ]);
  return row?.portal ?? undefined;
}

/** The document number of an issued letter. */
export async function documentNumberOf(
  db: Db,
  caseId: string,
  { documentNumber = '' }: Letter,
): Promise<string> {
  return (await readTexts(db, caseId, [documentNumber]))[documentNumber] ?? '';
}

async function addresseeOf(
  db: Db,
  caseId: string,
  { recipient: { type, id } }: Delivery,
  today: CivilDate,
): Promise<Addressee> {
  const [row] = await db.query<{ name: string; title: ProposerType | null; mail: string | null }>(
    ADDRESSEES[type],
    { body: [id], proposer: [caseId, id], unit: [caseId, id, today] }[type],
  );
  return { name: row?.name ?? id, title: row?.title ?? undefined, mail: row?.mail ?? undefined };
}

/**
 * A unit is addressed by its name, at the office of its part in the case, or whoever stands in there that day; one
 * without a part at its office in the register.
 */
const ADDRESSEES: Record<Delivery['recipient']['type'], string> = {
  proposer: 'SELECT name, type AS title, mail FROM proposers WHERE case_id = $1 AND proposer_id = $2',
  body: 'SELECT name, NULL AS title, mail FROM bodies WHERE body_id = $1',
  unit: `SELECT unit.name, NULL AS title, person.mail
    FROM units AS unit
    LEFT JOIN tracks AS track ON track.case_id = $1 AND track.unit = unit.unit_id AND track.status NOT IN ('reassigned', 'dropped')
    LEFT JOIN addressees AS found ON found.case_id = track.case_id AND found.track_id = track.track_id AND found.post = 'office'
    LEFT JOIN people AS registered ON track.track_id IS NULL AND registered.unit_id = unit.unit_id
      AND registered.post = 'office' AND registered.active
    LEFT JOIN stand_ins_on($3::date) AS stand_in
      ON stand_in.person_id = coalesce(found.person_id, registered.person_id)
    LEFT JOIN people AS person
      ON person.person_id = coalesce(stand_in.stand_in_id, found.person_id, registered.person_id)
    WHERE unit.unit_id = $2
    ORDER BY person.mail IS NULL, person.person_id
    LIMIT 1`,
};

async function electronicVersionOf(db: Db, caseId: string, letterId: string): Promise<string | undefined> {
  const [row] = await db.query<{ hash: string | null }>(
    `SELECT data->>'electronicVersion' AS hash FROM case_events
     WHERE case_id = $1 AND type = 'letterIssued' AND data->>'letterId' = $2 ORDER BY seq DESC LIMIT 1`,
    [caseId, letterId],
  );
  return row?.hash ?? undefined;
}

/** Throws a `LedgerError` for a document that is not there: a letter is never sent without itself. */
export async function filesOf(db: Db, wanted: readonly (string | undefined)[]): Promise<File[]> {
  const hashes = [...new Set(wanted.filter((hash) => hash !== undefined))];
  const rows = await db.query<File & { hash: string }>(
    'SELECT hash, name, media_type AS "mediaType", bytes FROM documents WHERE hash = ANY($1)',
    [hashes],
  );
  return hashes.map((hash) => {
    const file = rows.find((row) => row.hash === hash);
    if (!file) throw new LedgerError('invalid-input', `There is no document ${hash}`);
    return { name: file.name, mediaType: file.mediaType, bytes: file.bytes };
  });
}

/** How a delivery went: what a case is told. */
export interface DeliveryOutcome {
  outcome: 'sent' | 'unreachable';
  way: 'mail' | 'exchange';
  messageId?: string;
  why?: string;
}

/**
 * Puts on record that a delivery is about to be sent. Answers its Message-ID, which is the first one that was ever
 * taken for it, and how it went, if that is known already: then nothing is to be sent.
 */
export async function beginDelivery(
  db: Db,
  {
    caseId,
    deliveryId,
    messageId,
    at,
  }: { caseId: string; deliveryId: string; messageId: string; at: string },
): Promise<{ messageId: string; settled?: DeliveryOutcome }> {
  const [row] = await db.query<{
    message_id: string;
    outcome: DeliveryOutcome['outcome'] | null;
    way: DeliveryOutcome['way'];
    why: string | null;
  }>(
    `INSERT INTO delivery_mails AS kept (case_id, delivery_id, message_id, first_tried_at, last_tried_at)
     VALUES ($1, $2, $3, $4, $4)
     ON CONFLICT (case_id, delivery_id) DO UPDATE SET
       attempts = kept.attempts + CASE WHEN kept.outcome IS NULL THEN 1 ELSE 0 END,
       last_tried_at = CASE WHEN kept.outcome IS NULL THEN excluded.last_tried_at ELSE kept.last_tried_at END
     RETURNING message_id, outcome, way, why`,
    [caseId, deliveryId, messageId, at],
  );
  if (!row || row.outcome === null) return { messageId: row?.message_id ?? messageId };
  const settled: DeliveryOutcome = { outcome: row.outcome, way: row.way };
  if (row.outcome === 'sent' && row.way === 'mail') settled.messageId = row.message_id;
  if (row.why !== null) settled.why = row.why;
  return { messageId: row.message_id, settled };
}

/** Puts on record how a delivery went. The first word stands. `detail` is what the mail server said, for the ledger alone. */
export async function settleDelivery(
  db: Db,
  {
    caseId,
    deliveryId,
    at,
    detail,
    ...result
  }: { caseId: string; deliveryId: string; at: string; detail?: string } & DeliveryOutcome,
): Promise<void> {
  await db.query(
    `UPDATE delivery_mails SET outcome = $3, way = $4, why = $5, detail = $6, settled_at = $7
     WHERE case_id = $1 AND delivery_id = $2 AND outcome IS NULL`,
    [caseId, deliveryId, result.outcome, result.way, result.why ?? null, detail ?? null, at],
  );
}
