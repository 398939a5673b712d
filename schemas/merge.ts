import { z } from 'zod';
import {
  act,
  byRule,
  category,
  civilDate,
  disclosureMark,
  documentHash,
  freeText,
  identifier,
  part,
  product,
} from './common';

/** The id of another case. */
const otherCase = z.string().min(1).max(400);

/** Merging cases of one kind [R3.10], said to the case whose letter is to answer all: the host (主件). */
export const mergeCommands = {
  mergeCases: z.object({
    cases: byRule(
      'R3.10',
      z.array(otherCase).min(1).max(60).meta({ description: '并入本件的各件（同为代表建议或同为政协提案）' }),
    ),
    title: freeText(300).optional().meta({ description: '并案后的新题目；不填则用本件题目' }),
    reason: freeText(),
    ...act,
  }),
  unmergeCase: z.object({ member: otherCase, reason: freeText(), ...act }),
  retellMember: z.object({ member: otherCase, ...act }),
} as const;

/** How far a letter of the host has come, as far as the cases that follow it are concerned. */
export const followedStage = z.enum(['issued', 'published', 'withheld', 'taken-down', 'recalled']);

/** What the host tells the cases that are merged into it. */
export const followedLetter = z.object({
  host: otherCase,
  since: z.int(),
  letterId: identifier,
  unit: identifier,
  part,
  product,
  stage: followedStage,
  document: documentHash,
  category: category.optional(),
  plan: z.string().optional(),
  ground: z.string().optional(),
  mark: disclosureMark,
  withholdingGround: z.string().optional(),
  documentNumber: z.string(),
  electronicVersion: documentHash.optional(),
  /** The day of issue, and the day of the stage. */
  issuedOn: civilDate,
  on: civilDate,
  url: z.string().optional(),
  /** The host's letter of assignment wants no page: there is none to share. */
  pageless: z.literal(true).optional(),
  /** The bodies and units that the host sends the letter to, also as a copy; unknown to hosts of old. */
  sentTo: z.array(z.object({ type: z.enum(['body', 'unit']), id: identifier })).optional(),
  /** The office's check of its category [R5.4], where that is news. */
  checkedCategory: category.optional(),
  checkedOn: civilDate.optional(),
  checkReason: z.string().optional(),
  /** Why it was recalled. */
  reason: z.string().optional(),
  doneOn: civilDate.optional(),
});

export type FollowedStage = z.infer<typeof followedStage>;
export type FollowedLetter = z.infer<typeof followedLetter>;
