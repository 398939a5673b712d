import { z } from 'zod';
import {
  act,
  byRule,
  category,
  civilDate,
  deliveryWay,
  disclosureMark,
  documentHash,
  freeText,
  identifier,
  product,
  reviewLevel,
} from './common';

/** What a letter says on page one [R5.3, R5.5]: the draft carries it, reviewers see it, issue fixes it. */
const content = {
  document: byRule('R5.2', documentHash.meta({ description: '文稿的文件摘要' })),
  category: category.optional(),
  plan: freeText(1000).optional().meta({ description: 'B 类：列入的规划、计划 [R5.3]' }),
  ground: freeText(1000).optional().meta({ description: 'C 类：无法解决的法律、政策或条件依据 [R5.3]' }),
  mark: disclosureMark,
  withholdingGround: freeText(1000).optional().meta({ description: '不公开的依据 [R5.5]' }),
};

/** The five criteria that each reviewer ticks [R5.1]. */
export const criteria = z
  .strictObject({
    objective: z.literal(true),
    concrete: z.literal(true),
    lawful: z.literal(true),
    concise: z.literal(true),
    inForm: z.literal(true),
  })
  .meta({ id: 'ReviewCriteria', description: '客观详实、措施明确、合法合规、文字精炼、格式规范 [R5.1]' });

const sentAlready = z.strictObject({
  recipient: byRule('R3.9', identifier.meta({ description: '收件人' })),
  way: deliveryWay,
  sentOn: civilDate,
  evidence: freeText(500).optional(),
});

const together = z.array(z.string().min(1).max(400)).max(60).optional();

/** Drafting, review level by level, issue, recall, and what a lead does with an opinion that it received. */
export const letterCommands = {
  draftLetter: z.object({
    trackId: identifier,
    product,
    reworkId: identifier.optional(),
    together: together.meta({ description: '再次办理结果一并答复的并案各件 [R3.10, R7.4]' }),
    ...content,
    ...act,
  }),
  reviseLetter: z.object({
    letterId: identifier,
    together: together.meta({
      description: '改为一并答复的并案各件；不填则不变，空表示只答复本件 [R3.10, R7.4]',
    }),
    ...content,
    ...act,
  }),
  reviewLetter: z.object({
    letterId: identifier,
    level: reviewLevel,
    decision: z.enum(['approve', 'return']),
    criteria: criteria.optional(),
    reason: freeText().optional(),
    ...act,
  }),
  discardLetter: z.object({ letterId: identifier, reason: freeText(), ...act }),
  issueLetter: z.object({
    letterId: identifier,
    documentNumber: byRule('R5.3', freeText(80).meta({ description: '发文字号；类别标注在其上方 [R5.3]' })),
    electronicVersion: documentHash.optional(),
    sent: z.array(sentAlready).max(400).default([]).meta({ description: '已自行寄送的收件人' }),
    ...act,
  }),
  recallLetter: z.object({ letterId: identifier, reason: freeText(), ...act }),
  acceptOpinion: z.object({ letterId: identifier, ...act }),
  sendBackOpinion: z.object({ letterId: identifier, reason: byRule('setting', freeText()), ...act }),
  checkCategory: z.object({ letterId: identifier, category, reason: freeText().optional(), ...act }),
  recordDispatch: z.object({
    deliveryId: identifier,
    way: deliveryWay,
    electronicVersion: documentHash.optional(),
    ...act,
  }),
  recordReceipt: z.object({ deliveryId: identifier, ...act }),
} as const;
