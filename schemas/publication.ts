import { z } from 'zod';
import { act, byRule, disclosureMark, freeText, identifier } from './common';

const coHandler = byRule('R5.6', identifier.meta({ description: '会办单位的承办部分' }));

/** Disclosure and publication [R5.5–R5.8]. */
export const publicationCommands = {
  confirmDisclosure: z.object({
    letterId: identifier,
    coHandlers: byRule(
      'R5.6',
      z.array(z.strictObject({ trackId: coHandler, opinion: disclosureMark })).min(1),
    ),
    ...act,
  }),
  publishLetter: z.object({
    letterId: identifier,
    coHandlers: z.array(z.strictObject({ trackId: coHandler, opinion: disclosureMark })).default([]),
    withOriginal: z.boolean().default(false),
    ...act,
  }),
  withholdLetter: z.object({ letterId: identifier, ground: byRule('R5.5', freeText()), ...act }),
  takeDownLetter: z.object({ letterId: identifier, reason: freeText(), ...act }),
  askOriginalView: z.object({ proposers: byRule('R5.7', z.array(identifier).min(1)), ...act }),
  answerOriginalView: z.object({ proposer: identifier, agrees: z.boolean(), ...act }),
} as const;
