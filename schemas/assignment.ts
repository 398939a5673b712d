import { z } from 'zod';
import { act, byRule, civilDate, documentHash, freeText, identifier } from './common';
import { letterLimits } from './intake';

const trackId = identifier;

/** Signing for, returning, reassigning, and the way inside the unit: office → division → officer. */
export const assignmentCommands = {
  signFor: z.object({ trackId, ...act }),
  returnTrack: z.object({ trackId, reason: freeText(), ...act }),
  decideReturn: z.object({ trackId, outcome: z.enum(['upheld', 'refused']), reason: freeText(), ...act }),
  reassign: z.object({
    trackId,
    unit: identifier,
    reason: freeText(),
    assignedOn: civilDate.optional().meta({ description: '另定的交办日；不填则沿用原交办日' }),
    limits: letterLimits.optional().meta({ description: '另定的时限；不填则沿用原时限和已批准的延期' }),
    ...act,
  }),
  addCoHandler: z.object({
    unit: byRule('R3.4', identifier.meta({ description: '增加的单位' })),
    part: byRule('R3.3', z.enum(['co-handler', 'separate']))
      .optional()
      .meta({ description: '会办（不填即是），或分办件增加的分办单位' }),
    reason: byRule('R3.4', freeText()),
    assignedOn: civilDate.optional(),
    limits: letterLimits.optional(),
    ...act,
  }),
  dropCoHandler: z.object({ trackId, reason: byRule('setting', freeText()), ...act }),
  changePart: z.object({
    trackId,
    part: z.enum(['lead', 'separate', 'co-handler']),
    reason: freeText(),
    assignedOn: civilDate.optional().meta({ description: '另定的起算日；不填则自改变之日起算' }),
    limits: letterLimits.optional(),
    ...act,
  }),
  swapLead: z.object({
    trackId: identifier.meta({ description: '改为主办的会办单位' }),
    reason: byRule('setting', freeText()),
    assignedOn: civilDate.optional().meta({ description: '另定的起算日；不填则沿用各自原起算日' }),
    limits: letterLimits.optional().meta({ description: '另定的时限；不填则沿用原时限和已批准的延期' }),
    ...act,
  }),
  assignDivision: z.object({ trackId, division: identifier, officer: identifier.optional(), ...act }),
  returnFromDivision: z.object({ trackId, reason: freeText(), ...act }),
  assignOfficer: z.object({ trackId, officer: identifier, ...act }),
  nameResponsibility: z.object({
    trackId,
    principal: identifier,
    leaderInCharge: identifier,
    office: identifier,
    division: identifier,
    officer: identifier,
    ...act,
  }),
  nameCaseLeader: z.object({
    trackId,
    person: byRule('R1.2', identifier.meta({ description: '包案领导' })),
    ...act,
  }),
  handOver: z.object({ trackId, from: identifier, to: identifier, reason: freeText(), ...act }),
  passOn: z.object({
    trackId,
    bureaus: byRule('R2.2', z.array(identifier).min(1).max(30)),
    note: freeText().optional().meta({ description: '交办要求' }),
    ...act,
  }),
  takeBack: z.object({ trackId, bureau: identifier, reason: freeText(), ...act }),
  recordBureauOpinion: z.object({
    trackId,
    bureau: identifier,
    opinion: freeText(8000),
    documents: z.array(documentHash).max(20).default([]),
    ...act,
  }),
  sendForm: z.object({
    trackId,
    proposers: byRule('R2.3', z.array(identifier).min(1)),
    way: z.enum(['post', 'hand', 'mail', 'fax', 'other']),
    ...act,
  }),
  confirmForm: z.object({
    trackId,
    proposer: identifier,
    way: z.enum(['telephone', 'visit', 'letter', 'mail', 'wechat', 'other']),
    ...act,
  }),
  coverForm: z.object({ trackId, ...act }),
  remindUnit: z.object({
    trackId,
    way: z.enum(['telephone', 'meeting', 'on-site', 'letter', 'platform']),
    note: freeText(500).optional(),
    answer: freeText(500).optional().meta({ description: '被催办单位的答复 [R7.3]' }),
    ...act,
  }),
} as const;
