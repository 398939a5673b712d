import { createHash } from 'node:crypto';
import { entryOf } from '../domain/case/context';
import type { AssignedCase, Letter } from '../domain/case/state';
import type { CivilDate } from '../domain/dates';
import { redact, type Known, type Redacted, type Redaction } from '../domain/letters';
import { documentTexts } from '../platform/document-text';
import type { Category, Kind, Level } from '../schemas/common';
import { LedgerError } from './errors';
import { documentNumberOf, filesOf, unitNameOf, type File } from './outgoing';
import type { Db } from './pool';
import { answeredToo, mergedTitleOf } from './reads/merge';
import { loadCase } from './record';

/** Where something personal was taken out, and of which text. */
export type PublicRedaction = Redaction & { in: 'letter' | 'margins' | 'original' };

/** A letter as the public reads it: redacted, with what page one says. */
export interface Publication {
  caseId: string;
  letterId: string;
  /** The end of its address on the public page; the same whenever it is published. */
  slug: string;
  kind: Kind;
  /** Read from the case: sessions of the nation and the province have the same numbers. */
  level?: Level;
  number: string;
  term: number;
  session: number;
  title: string;
  unit: string;
  unitName: string;
  documentNumber: string;
  /** What the letter itself bears; never what a check made of it [R5.4]. */
  category?: Category;
  /** Another category by the check of the provincial office; read from the case, whenever the page was made. */
  checkedCategory?: Category;
  repliedOn?: CivilDate;
  publishedOn: CivilDate;
  takenDownOn?: CivilDate;
  /** Absent: no text could be read from the letter's file. */
  letterText?: string;
  /** Absent: not agreed to be public [R5.7]. */
  originalText?: string;
  /** The letter's file by its hash: where nothing had to be taken out of all that it says, and where it could not be read. */
  attachment?: string;
  redactions: PublicRedaction[];
  /** The cases that a merged letter answers beside its own [R3.10], by number; of its main series where none is kept. */
  merged: { series?: string; number: string; title: string }[];
  portalUrl?: string;
}

/** A publication before it has a day, with what stood where something was taken out. */
export interface PublicationDraft {
  state: AssignedCase;
  letter: Letter;
  publication: Omit<Publication, 'publishedOn'>;
  /** The texts that the redactions' places are of. */
  sources: { letter?: string; margins?: string; original: string };
}

/**
 * What the public would read of a letter: its text and, `withOriginal`, the case's own, both redacted. A letter that
 * cannot be read (a scan) is only its file. Throws a `LedgerError` for an unknown case or letter.
 */
export async function draftPublication(
  db: Db,
  caseId: string,
  letterId: string,
  withOriginal?: boolean,
): Promise<PublicationDraft> {
  const { state } = await loadCase(db, caseId);
  const letter = entryOf(state.letters, letterId);
  if (!letter) throw new LedgerError('invalid-input', `${caseId} has no letter ${letterId}`);
  const { document, category } = letter.content;
  const [file] = (await filesOf(db, [document])) as [File];
  const known = await knownOf(db, caseId);
  const says = documentTexts(file);
  const source = visible(says?.text);
  const text = source === undefined ? undefined : redact(source, 'letter', known);
  // Headers, footers and comments are no part of the letter, but they go along with its file.
  const beside = visible(says?.margins);
  const margins = beside === undefined ? undefined : redact(beside, 'letter', known);
  const original = await originalOf(db, caseId);
  const shown =
    (withOriginal ?? letter.publication.withOriginal) === true
      ? redact(original, 'original', known)
      : undefined;
  const unit = state.tracks[letter.trackId]?.unit ?? '';
  const { identity, kind, title } = state.facts;
  const publication: PublicationDraft['publication'] = {
    caseId,
    letterId,
    slug: slugOf(caseId, letterId),
    kind,
    number: identity.number,
    term: identity.term,
    session: identity.session,
    title: redact(visible((await mergedTitleOf(db, state)) ?? title), 'original', known).text,
    merged: (await answeredToo(db, state, letterId)).map((one) => ({
      series: one.series,
      number: one.number,
      title: redact(visible(one.title), 'original', known).text,
    })),
    unit,
    unitName: await unitNameOf(db, unit),
    documentNumber: await documentNumberOf(db, caseId, letter),
    category,
    repliedOn: letter.repliedOn,
    letterText: text?.text,
    originalText: shown?.text,
    attachment: text === undefined || isClean(text, margins) ? document : undefined,
    redactions: [
      ...(text?.redactions ?? []).map((redaction) => ({ in: 'letter' as const, ...redaction })),
      ...(margins?.redactions ?? []).map((redaction) => ({ in: 'margins' as const, ...redaction })),
      ...(shown?.redactions ?? []).map((redaction) => ({ in: 'original' as const, ...redaction })),
    ],
  };
  return { state, letter, publication, sources: { letter: source, margins: beside, original } };
}

/** Nothing personal in any of the texts of a file, all of which could be read. */
const isClean = (...texts: (Redacted | undefined)[]): boolean =>
  texts.every((text) => text?.redactions.length === 0);

/** The end of a letter's public address: it says nothing, stays the same, and cannot be guessed from another. */
export const slugOf = (caseId: string, letterId: string): string =>
  createHash('sha256').update(`publication\n${caseId}\n${letterId}`).digest('hex').slice(0, 20);

/** What is on record of a case's proposers and is nobody else's. */
async function knownOf(db: Db, caseId: string): Promise<Known[]> {
  const rows = await db.query<{ address: string | null; telephone: string | null; mail: string | null }>(
    'SELECT address, telephone, mail FROM proposers WHERE case_id = $1',
    [caseId],
  );
  return rows.flatMap(({ address, telephone, mail }): Known[] => [
    { kind: 'address', text: address ?? '' },
    { kind: 'landline', text: telephone ?? '' },
    { kind: 'mail', text: mail ?? '' },
  ]);
}

async function originalOf(db: Db, caseId: string): Promise<string> {
  const [row] = await db.query<{ body: string }>('SELECT body FROM case_texts WHERE case_id = $1', [caseId]);
  return visible(row?.body ?? '');
}

/** Characters that nobody sees would part the digits of a number that everybody reads. */
function visible(text: string): string;
function visible(text: string | undefined): string | undefined;
function visible(text: string | undefined): string | undefined {
  return text?.replace(/\p{Cf}/gu, '');
}

const SAVE = `
INSERT INTO publications (case_id, letter_id, slug, kind, number, term, session, title, unit, unit_name, document_number,
  category, replied_on, published_on, letter_text, original_text, attachment, redactions, portal_url, merged)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18::jsonb, $19, $20::jsonb)
ON CONFLICT (case_id, letter_id) DO UPDATE SET title = excluded.title, unit_name = excluded.unit_name,
  document_number = excluded.document_number, category = excluded.category, replied_on = excluded.replied_on,
  published_on = CASE WHEN publications.taken_down_on IS NULL THEN publications.published_on ELSE excluded.published_on END,
  taken_down_on = NULL, letter_text = excluded.letter_text, original_text = excluded.original_text,
  attachment = excluded.attachment, redactions = excluded.redactions, portal_url = excluded.portal_url,
  merged = excluded.merged`;

/** Puts a letter on the public page, again after it was taken down; repeated, it keeps its first day. */
export async function savePublication(db: Db, publication: Publication): Promise<void> {
  const { redactions, merged, ...one } = publication;
  await db.query(SAVE, [
    one.caseId,
    one.letterId,
    one.slug,
    one.kind,
    one.number,
    one.term,
    one.session,
    one.title,
    one.unit,
    one.unitName,
    one.documentNumber,
    one.category ?? null,
    one.repliedOn ?? null,
    one.publishedOn,
    one.letterText ?? null,
    one.originalText ?? null,
    one.attachment ?? null,
    JSON.stringify(redactions),
    one.portalUrl ?? null,
    JSON.stringify(merged),
  ]);
}

/** Keeps where a letter stands on the units' portal. */
export async function savePortalUrl(db: Db, slug: string, url: string | undefined): Promise<void> {
  await db.query('UPDATE publications SET portal_url = $2 WHERE slug = $1', [slug, url ?? null]);
}

/** Takes a letter off the public page; what it said is removed, that it was there stays. */
export async function removePublication(
  db: Db,
  caseId: string,
  letterId: string,
  day: CivilDate,
): Promise<void> {
  await db.query(
    `UPDATE publications SET taken_down_on = $3, letter_text = NULL, original_text = NULL, attachment = NULL
     WHERE case_id = $1 AND letter_id = $2 AND taken_down_on IS NULL`,
    [caseId, letterId, day],
  );
}

const COLUMNS = `case_id AS "caseId", letter_id AS "letterId", slug, kind,
  (SELECT level FROM cases WHERE cases.case_id = publications.case_id) AS level, number, term, session, title, unit,
  unit_name AS "unitName", document_number AS "documentNumber", category,
  (SELECT nullif(state #>> ARRAY['letters', letter_id, 'categoryCheck', 'category'], publications.category)
    FROM cases WHERE cases.case_id = publications.case_id) AS "checkedCategory",
  replied_on AS "repliedOn",
  published_on AS "publishedOn", taken_down_on AS "takenDownOn", letter_text AS "letterText",
  original_text AS "originalText", attachment, redactions, merged, portal_url AS "portalUrl"`;

/** A publication by the end of its address, taken down ones too. */
export async function readPublication(db: Db, slug: string): Promise<Publication | undefined> {
  const [row] = await db.query<Publication & Record<string, unknown>>(
    `SELECT ${COLUMNS} FROM publications WHERE slug = $1`,
    [slug],
  );
  return row && present(row);
}

export interface PublicationFilter {
  unit?: string;
  kind?: Kind;
  /** Words of the title, the letter or the unit, or a number. */
  search?: string;
}

/** The letters that are up, the latest first, and how many there are in all. */
export async function listPublications(
  db: Db,
  { unit, kind, search }: PublicationFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ total: number; publications: Publication[] }> {
  const words = (search ?? '')
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
  const where = `taken_down_on IS NULL AND ($1::text IS NULL OR unit = $1) AND ($2::text IS NULL OR kind = $2)
    AND NOT EXISTS (SELECT FROM unnest($3::text[]) AS word
      WHERE concat_ws(' ', title, number, unit_name, document_number, letter_text, merged) NOT ILIKE word)`;
  const values = [unit ?? null, kind ?? null, words];
  const [count] = await db.query<{ total: number }>(
    `SELECT count(*) AS total FROM publications WHERE ${where}`,
    values,
  );
  const rows = await db.query<Publication & Record<string, unknown>>(
    `SELECT ${COLUMNS} FROM publications WHERE ${where} ORDER BY published_on DESC, slug LIMIT $4 OFFSET $5`,
    [...values, limit, offset],
  );
  return { total: count?.total ?? 0, publications: rows.map(present) };
}

/** The units that have letters up, by name. */
export const publishingUnits = (db: Db): Promise<{ id: string; name: string }[]> =>
  db.query<{ id: string; name: string }>(
    `SELECT unit AS id, max(unit_name) AS name FROM publications WHERE taken_down_on IS NULL GROUP BY unit ORDER BY name, id`,
  );

const present = <Row extends object>(row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Row;
