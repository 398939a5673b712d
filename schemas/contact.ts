import { z } from 'zod';
import { act, byRule, contactWay, documentHash, freeText, identifier } from './common';

export const contactStage = byRule('R6.2', z.enum(['before', 'during', 'after']));
export const exceptionGround = z
  .enum(['unreachable', 'left-office', 'died'])
  .meta({ description: '联系不上 / 离任 / 去世' });
const attendee = z.strictObject({
  name: byRule('R6.1', freeText(80)),
  role: freeText(120).optional(),
  ofUnit: identifier.optional(),
});

/** Contacts by stage and way, what was drawn on, research, and exceptions to "consult first" [R2.4, R3.8, R6.1, R6.2]. */
export const contactCommands = {
  recordContact: z.object({
    trackId: identifier,
    stage: contactStage,
    way: contactWay,
    proposers: byRule('R6.1', z.array(identifier).min(1).max(400)),
    visitors: byRule('R6.3', z.array(identifier).min(1).max(60))
      .optional()
      .meta({ description: '走访人员（名录中的人员），本单位至少一人；走访必填 [R6.3]' }),
    withUnits: byRule('R6.3', z.array(identifier).min(1).max(30))
      .optional()
      .meta({ description: '联合走访的其他单位；各单位在各自的承办部分登记 [R6.3]' }),
    attendees: z.array(attendee).max(60).default([]),
    opinion: byRule('R6.2', freeText(4000)),
    plan: freeText(4000).optional().meta({ description: '办理方案；办前沟通应形成 [R6.2]' }),
    wished: z.boolean().optional().meta({ description: '电话、微信、视频等方式须为代表委员意愿 [R6.2]' }),
    told: freeText(4000).optional().meta({ description: '告知代表委员的有关工作情况；参阅件须告知 [R3.8]' }),
    documents: z.array(documentHash).max(20).default([]),
    place: freeText(200).optional(),
    ...act,
  }),
  recordResearch: z.object({
    trackId: identifier,
    place: freeText(200),
    people: freeText(500),
    findings: freeText(8000),
    ...act,
  }),
  recordDrawnOn: z.object({
    trackId: identifier,
    use: freeText(8000).meta({ description: '研究参考情况：参考了什么，用于哪项工作 [R3.8]' }),
    ...act,
  }),
  requestContactException: z.object({
    trackId: identifier,
    proposer: identifier,
    ground: exceptionGround,
    reason: freeText(),
    ...act,
  }),
  decideContactException: z.object({
    exceptionId: identifier,
    outcome: z.enum(['approved', 'refused']),
    reason: freeText().optional(),
    ...act,
  }),
} as const;

/** One visit on which several cases were spoken about: a contact in each of them [R6.3]. */
export const groupedVisit = z
  .strictObject({
    ...contactCommands.recordContact.pick({
      stage: true,
      attendees: true,
      withUnits: true,
      place: true,
      doneOn: true,
      evidence: true,
    }).shape,
    visitors: contactCommands.recordContact.shape.visitors.unwrap(),
    cases: z
      .array(
        z.strictObject({
          caseId: z.string().min(1).max(400),
          ...contactCommands.recordContact.pick({
            trackId: true,
            proposers: true,
            opinion: true,
            plan: true,
            documents: true,
          }).shape,
        }),
      )
      .min(1)
      .max(200),
  })
  .meta({ id: 'GroupedVisit' });
export type GroupedVisit = z.infer<typeof groupedVisit>;
