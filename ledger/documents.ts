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

export interface NewDocument {
  name: string;
  mediaType: string;
  bytes: Uint8Array;
  /** The token subject of whoever uploads it, who may read it before any case names it. */
  uploadedBy: string;
  /** ISO 8601 UTC. */
  uploadedAt: string;
}

/** Keeps a document. Content that is there already keeps its first name. */
export async function storeDocument(db: Db, document: NewDocument): Promise<StoredDocument> {
  const { name, mediaType, bytes, uploadedBy, uploadedAt } = document;
  const [row] = await db.query<StoredDocument & Record<string, unknown>>(
    `INSERT INTO documents AS kept (hash, name, media_type, size, bytes, uploaded_by, uploaded_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (hash) DO UPDATE SET hash = kept.hash
     RETURNING hash, name, media_type AS "mediaType", size`,
    [sha256(bytes), name, mediaType, bytes.byteLength, Buffer.from(bytes), uploadedBy, uploadedAt],
  );
  return row as StoredDocument;
}

/** A document with its bytes, if there is one that a case in scope names, or that `uploader` brought. */
export async function readDocument(
  db: Db,
  hash: string,
  scope: Scope,
  uploader?: string,
): Promise<(StoredDocument & { bytes: Buffer }) | undefined> {
  const values: unknown[] = [hash, uploader ?? null];
  const [row] = await db.query<StoredDocument & { bytes: Buffer }>(
    `SELECT hash, name, media_type AS "mediaType", size, bytes FROM documents AS document
     WHERE hash = $1 AND (uploaded_by = $2 OR EXISTS (
       SELECT FROM case_documents JOIN cases USING (case_id)
       WHERE case_documents.hash = document.hash AND ${seesCase(scope, 'cases', values)}))`,
    values,
  );
  return row;
}
