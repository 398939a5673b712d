import { createHash } from 'node:crypto';

/** JSON with its keys in order and without `undefined`: the same content is the same text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

/** SHA-256 of a text or of bytes, lower-case hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** A fingerprint of any JSON value: equal for equal content, whatever the order of keys. */
export const hashOf = (value: unknown): string => sha256(canonicalJson(value));
