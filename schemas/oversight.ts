import { z } from 'zod';
import { act, byRule, civilDate, freeText, identifier } from './common';

/** Requests for instructions, extensions, waivers, supervision, withdrawal: what the offices above decide. */
export const oversightCommands = {
  askInstructions: z.object({ trackId: identifier, to: freeText(120), question: freeText(4000), ...act }),
  answerInstructions: z.object({ requestId: identifier, answer: freeText(4000), ...act }),
  withdrawInstructions: z.object({ requestId: identifier, reason: freeText(), ...act }),
  requestExtension: z.object({ obligationId: identifier, until: civilDate, reason: freeText(), ...act }),
  decideExtension: z.object({
    requestId: identifier,
    outcome: z.enum(['granted', 'refused']),
    until: civilDate.optional(),
    reason: freeText().optional(),
    ...act,
  }),
  waiveObligation: z.object({ obligationId: identifier, reason: freeText(), ...act }),
  openSupervision: z.object({
    trackId: identifier,
    form: z.enum(['special-inspection', 'joint-supervision', 'tracked-supervision']),
    ground: freeText(),
    units: byRule('R7.2', z.array(identifier).min(1).max(60))
      .optional()
      .meta({ description: '参加单位；联合督导必填 [R7.2]' }),
    ...act,
  }),
  recordSupervision: z.object({
    supervisionId: identifier,
    way: z.enum(['telephone', 'meeting', 'on-site', 'letter']),
    note: freeText(),
    answer: freeText().optional(),
    ...act,
  }),
  closeSupervision: z.object({ supervisionId: identifier, result: freeText(), ...act }),
  recordGuidance: z.object({
    trackId: identifier
      .optional()
      .meta({ description: '只指导某一承办单位的，写明该部分；不填即指导本件各承办单位' }),
    note: freeText(4000),
    ...act,
  }),
  withdrawCase: z.object({
    reason: freeText(),
    proposer: identifier.optional().meta({ description: '提出撤回的领衔代表委员；涉密件不填' }),
    ...act,
  }),
} as const;
