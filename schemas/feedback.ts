import { z } from 'zod';
import { act, byRule, civilDate, freeText, identifier, satisfaction } from './common';

/** What other systems and people outside tell a running case: sent as Temporal signals. */
export const feedback = z
  .object({
    proposer: identifier,
    trackId: identifier.optional().meta({ description: '分办件须指明；其他可不填' }),
    attitude: satisfaction,
    result: satisfaction,
    reason: freeText().optional().meta({ description: '不满意须说明理由' }),
    via: z.enum(['platform', 'paper']).optional().meta({
      description: '途径：本人提交为 platform，他人代为录入为 paper；不填按录入人的角色确定 [R7.4]',
    }),
    ...act,
  })
  .refine(
    (body) =>
      body.reason !== undefined || (body.attitude !== 'dissatisfied' && body.result !== 'dissatisfied'),
    {
      path: ['reason'],
      params: { rule: 'setting' },
      error: '不满意的须说明理由',
    },
  )
  .meta({ id: 'Feedback' });

/** Dissatisfaction assigned back to the unit: starts the 30 days of R7.4. */
export const rework = z
  .object({
    trackId: identifier.optional(),
    receivedOn: civilDate.meta({ description: '承办单位接到交办反馈意见之日' }),
    objectors: byRule(
      'R7.4',
      z.array(identifier).max(400).meta({ description: '提出不满意的代表委员；涉密件不填，为空' }),
    ),
    reason: freeText(),
  })
  .meta({ id: 'ReworkAssignment' });

/** What the unit does in a rework before it answers again [R7.4]. */
export const reworkCommands = {
  recordReworkCause: z.object({
    reworkId: identifier,
    cause: freeText(4000),
    measures: freeText(4000),
    ...act,
  }),
  withdrawRework: z.object({ reworkId: identifier, reason: freeText(), ...act }),
  recordReworkVisit: z.object({
    reworkId: identifier,
    proposers: byRule('R7.4', z.array(identifier).min(1)),
    visitors: byRule(
      'R6.3',
      z.array(identifier).min(1).meta({ description: '走访人员，本单位至少一人 [R6.3]' }),
    ),
    withUnits: byRule('R6.3', z.array(identifier).min(1).max(30))
      .optional()
      .meta({ description: '联合走访的其他单位' }),
    opinion: byRule('R7.4', freeText(4000)),
    ...act,
  }),
} as const;

export type Feedback = z.infer<typeof feedback>;
export type ReworkAssignment = z.infer<typeof rework>;
