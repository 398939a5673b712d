import { sha256 } from './canonical';
import type { Db } from './pool';
import { type Scope, seesCase } from './scope';

/** A stored file. `hash` is the SHA-256 of its bytes: the same content is stored once. */
export interface StoredDocument {
  hash: string;
  name: string;
  mediaType: string;
  size: number;
}

/** A token's subject, and the unit that it acts for. */
export interface Uploader {
  subject: string;
  unit?: string;
}

export interface NewDocument {
  name: string;
  mediaType: string;
  bytes: Uint8Array;
  /** Whoever uploads it: they and their unit may read and use it before any case names it. */
  uploadedBy: Uploader;
  /** ISO 8601 UTC. */
  uploadedAt: string;
}

/** Keeps a document. Content that is there already keeps its first name. */
export async function storeDocument(db: Db, document: NewDocument): Promise<StoredDocument> {
  const { name, mediaType, bytes, uploadedBy, uploadedAt } = document;
  const [row] = await db.query<StoredDocument & Record<string, unknown>>(
    `WITH kept AS (
       INSERT INTO documents AS kept (hash, name, media_type, size, bytes, uploaded_by, uploaded_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (hash) DO UPDATE SET hash = kept.hash
       RETURNING hash, name, media_type AS "mediaType", size
     ), brought AS (
       INSERT INTO document_uploads (hash, subject, unit) SELECT hash, $6, $8 FROM kept
       ON CONFLICT (hash, subject) DO UPDATE SET unit = excluded.unit
     )
     SELECT * FROM kept`,
    [
      sha256(bytes),
      name,
      mediaType,
      bytes.byteLength,
      Buffer.from(bytes),
      uploadedBy.subject,
      uploadedAt,
      uploadedBy.unit ?? null,
    ],
  );
  return row as StoredDocument;
}

/** `$2` brought it, or somebody of their unit `$3`. */
const BROUGHT = `EXISTS (
  SELECT FROM document_uploads AS upload
  WHERE upload.hash = document.hash AND (upload.subject = $2 OR upload.unit = $3))`;

/** Of the hashes, those that somebody may put into a case: that they or their unit brought, or the case has already. */
export async function documentsAtHand(
  db: Db,
  hashes: readonly string[],
  uploader: Uploader,
  caseId: string,
): Promise<Set<string>> {
  if (hashes.length === 0) return new Set();
  const rows = await db.query<{ hash: string }>(
    `SELECT hash FROM documents AS document
     WHERE hash = ANY($1) AND (${BROUGHT} OR EXISTS (
       SELECT FROM case_documents WHERE case_documents.hash = document.hash AND case_id = $4))`,
    [hashes, uploader.subject, uploader.unit ?? null, caseId],
  );
  return new Set(rows.map(({ hash }) => hash));
}

/** A document with its bytes, if there is one that a case in scope names, or that `uploader` brought. */
export async function readDocument(
  db: Db,
  hash: string,
  scope: Scope,
  uploader?: Uploader,
): Promise<(StoredDocument & { bytes: Buffer }) | undefined> {
  const values: unknown[] = [hash, uploader?.subject ?? null, uploader?.unit ?? null];
  const [row] = await db.query<StoredDocument & { bytes: Buffer }>(
    `SELECT hash, name, media_type AS "mediaType", size, bytes FROM documents AS document
     WHERE hash = $1 AND (${BROUGHT} OR EXISTS (
       SELECT FROM case_documents JOIN cases USING (case_id)
       WHERE case_documents.hash = document.hash AND ${seesCase(scope, 'cases', values)}))`,
    values,
  );
  return row;
}
