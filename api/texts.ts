import type { ZodType } from 'zod';
import { sha256 } from '../ledger/canonical';
import { textIdOf, type Text } from '../ledger/texts';
import { mapTexts } from './walk';

/**
 * Takes the free texts out of a parsed body: what remains carries their ids, the texts go to the ledger [R3.12].
 * The ids derive from the command's and the field, so that a repeated request names the same texts.
 */
export function externaliseTexts(
  schema: ZodType,
  body: unknown,
  commandId: string,
): { data: unknown; texts: Text[] } {
  const texts: Text[] = [];
  const data = mapTexts(schema, body, ({ pointer, value, freeText }) => {
    if (!freeText) return value;
    const textId = textIdOf(commandId, pointer);
    texts.push({ textId, body: value });
    return textId;
  });
  return { data, texts };
}

/** The id of a command: of who acts, their key and what they ask, so that a repeated request is the same command. */
export const commandIdOf = (request: { actor: string; key: string; bodyHash: string }): string =>
  `c${sha256(JSON.stringify([request.actor, request.key, request.bodyHash])).slice(0, 32)}`;
