import { z } from 'zod';
import { act, disclosureMark, freeText, identifier } from './common';

/** Disclosure and publication [R5.5–R5.8]. */
export const publicationCommands = {
  confirmDisclosure: z.object({
    letterId: identifier,
    coHandlers: z.array(z.strictObject({ trackId: identifier, opinion: disclosureMark })).min(1),
    ...act,
  }),
  publishLetter: z.object({
    letterId: identifier,
    coHandlers: z.array(z.strictObject({ trackId: identifier, opinion: disclosureMark })).default([]),
    withOriginal: z.boolean().default(false),
    ...act,
  }),
  withholdLetter: z.object({ letterId: identifier, ground: freeText(), ...act }),
  takeDownLetter: z.object({ letterId: identifier, reason: freeText(), ...act }),
  askOriginalView: z.object({ proposers: z.array(identifier).min(1), ...act }),
  answerOriginalView: z.object({ proposer: identifier, agrees: z.boolean(), ...act }),
} as const;
