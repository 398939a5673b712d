import { createHash } from 'node:crypto';
import type { ZodType } from 'zod';
import { mapTexts } from './walk';

/** People's own words on their way into the ledger. */
export interface StoredText {
  id: string;
  text: string;
}

/**
 * Takes the free texts out of a parsed body: what remains carries their ids, the texts go to the ledger [R3.12].
 * An id is made of `origin` (case, actor, key) and the field, so that a repeated request names the same texts.
 */
export function externaliseTexts(
  schema: ZodType,
  body: unknown,
  origin: readonly string[],
): { data: unknown; texts: StoredText[] } {
  const texts: StoredText[] = [];
  const data = mapTexts(schema, body, ({ pointer, value, freeText }) => {
    if (!freeText) return value;
    const id = `x${digest([...origin, pointer]).slice(0, 32)}`;
    texts.push({ id, text: value });
    return id;
  });
  return { data, texts };
}

/** SHA-256 of several texts, hexadecimal; their borders count. */
export function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** The id of a command: of the one who acts and their key, so that a repeated request is the same command. */
export const commandIdOf = (subject: string, key: string, ...more: string[]): string =>
  `c${digest([subject, key, ...more]).slice(0, 32)}`;
