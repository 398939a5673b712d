import { z } from 'zod';
import { bodyId, civilDate, identifier, kind, product, reviewLevel } from './common';

/**
 * A policy is the rules as data: one notice of one province and year. `settled: true` means that the source says
 * so; `false` marks a setting of ours, which is never shown as the notice's rule (rules.md).
 */
const ruled = { rule: z.string().min(1).max(12), settled: z.boolean() };
/** The name of a version of a policy or calendar: `hebei-2022.1`, `state-council-2026.1`. */
export const ruleVersion = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{0,59}$/, '版本号只用小写字母、数字、点和连字符')
  .meta({ id: 'RuleVersion' });
export const policyLimit = z.strictObject({
  amount: z.int().min(0).max(1000),
  unit: z.enum(['month', 'day', 'workday']),
  ...ruled,
});
const monthDay = z.string().regex(/^\d\d-\d\d$/, '应为 MM-DD');
export const audience = z.enum([
  'officer',
  'division',
  'office',
  'leaderInCharge',
  'principal',
  'provincialOffice',
  'proposer',
]);
/** What is done by a date of the year (D4), where it was owed early enough; else so long after the day it was owed from. */
const filing = z.strictObject({ fixed: monthDay, assignedBy: monthDay, later: policyLimit, ...ruled });
const rung = z.strictObject({ days: z.int().min(0).max(400), to: z.array(audience).min(1) });

const chain = z.array(reviewLevel).min(1).max(4);

/** Whom, when and how often an open obligation reminds. Days are calendar days before (`ahead`) or after the due date. */
export const ladder = z.strictObject({
  ahead: z.array(rung).max(20),
  onDay: z.strictObject({ to: z.array(audience) }),
  after: z.array(rung).max(20),
  weekly: z
    .strictObject({ from: z.int().min(1).max(400), every: z.int().min(1).max(400), to: z.array(audience) })
    .optional(),
});

/**
 * What a unit's part in a case owes and to whom: the one table that makes lead, co-handler, national... differ.
 * A mark that is not there says no: every workflow carries these rules in its start input.
 */
export const partRule = z.strictObject({
  product: product.optional(),
  limit: z.enum(['opinion', 'reply', 'submission', 'reference']).optional(),
  to: z.enum(['proposers', 'lead', 'provincial-office', 'ministry']).optional(),
  copies: z.partialRecord(kind, z.array(bodyId)).optional(),
  electronic: z
    .boolean()
    .optional()
    .meta({ description: 'a delivery is complete only with the electronic version [R3.1]' }),
  category: z.boolean().optional().meta({ description: 'the letter carries a category [R5.3]' }),
  publish: z.boolean().optional().meta({ description: 'the letter is to be published [R5.8]' }),
  form: z.boolean().optional().meta({ description: 'owes the responsibility assignment form [R2.3]' }),
  contact: z
    .boolean()
    .optional()
    .meta({ description: 'those to be answered or told are contacted, all of them [R6.1, R6.2]' }),
  awaits: product
    .optional()
    .meta({ description: 'goes out only when this product of another part has come in [R3.1]' }),
  byLetter: z
    .boolean()
    .optional()
    .meta({ description: 'category and publication are as the letter of assignment says [R3.1]' }),
  chain: chain.optional().meta({ description: 'a review chain of its own [R5.1]' }),
});

export const policyRules = z.strictObject({
  id: identifier,
  version: ruleVersion,
  limits: z.strictObject({
    sign: policyLimit,
    return: policyLimit,
    /** What was sent back: an opinion, or a lead's submission. */
    opinionAgain: policyLimit,
    opinion: policyLimit,
    reply: policyLimit,
    publication: policyLimit,
    rework: policyLimit,
    feedback: policyLimit,
    reissue: policyLimit,
    extensionCap: policyLimit,
  }),
  form: filing,
  specialReport: filing.optional().meta({
    description: 'of open-door handling [R4.3], counted from the day of the mark; owed before closing',
  }),
  reference: filing
    .optional()
    .meta({ description: 'by when a reference part is drawn on and its proposers told [R3.8]' }),
  internalAheadDays: z.int().min(0).max(60),
  inspectionAfterDays: z.int().min(1).max(60),
  /** A part's row, or the name of another whose row it has too. */
  parts: z.record(z.string(), z.union([partRule, z.string().max(40)])),
  /** By product; one without a chain of its own goes the reply's. */
  chains: z.strictObject({
    reply: chain,
    opinion: chain.optional(),
    submission: chain.optional(),
    result: chain.optional(),
  }),
  ladders: z.strictObject({ unit: ladder, proposer: ladder }),
  reworkCopies: z.enum(['assigner']),
  researchBeforeReply: z.enum(['warn', 'refuse']),
});

export const policy = z.strictObject({
  rules: policyRules,
  title: z.string().min(1).max(200),
  source: z.string().min(1).max(200),
  issuedOn: civilDate,
  bodies: z.partialRecord(bodyId, z.string().min(1).max(100)),
  dispatchHour: z.int().min(0).max(23),
  retentionYears: z.int().min(1),
  keyCases: z
    .strictObject({ least: z.int().min(0), most: z.int().min(1), ...ruled })
    .meta({ description: 'how many key cases a unit selects in a year [R4.2]' }),
  trackedBySubject: z.strictObject({ dissatisfied: z.int().min(1), ...ruled }).meta({
    description: 'dissatisfied answers on one subject in a session that open tracked supervision [R7.2]',
  }),
});

export type PolicyLimit = z.infer<typeof policyLimit>;
export type Filing = z.infer<typeof filing>;
export type PartRule = z.infer<typeof partRule>;
export type PolicyRules = z.infer<typeof policyRules>;
/** What decisions know, and what travels with a run: reminders are the ledger's own business. */
export type DecidingRules = Omit<PolicyRules, 'ladders'>;
export type Policy = z.infer<typeof policy>;
export type Audience = z.infer<typeof audience>;
