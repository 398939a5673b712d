import { z } from 'zod';
import { calendar } from './calendar';
import { actor, civilDate, identifier, kind, level } from './common';
import { policy, ruleVersion } from './policy';

/** Why something is published, activated or adopted: kept in the ledger, never sent to a case. */
const reason = z.string().trim().min(1, '不能为空').max(500).meta({ description: '理由，如所依据的通知' });
const succeeds = ruleVersion.optional().meta({ description: '接续的版本；不填即现行版本' });
const versions = {
  policyVersion: ruleVersion.optional().meta({ description: '办理规则的版本；不填即不变' }),
  calendarVersion: ruleVersion.optional().meta({ description: '工作日历的版本；不填即不变' }),
};

export const newCalendar = z
  .strictObject({
    calendar,
    succeeds,
    differs: z
      .array(civilDate)
      .max(400)
      .default([])
      .meta({ description: '有意更正的日子：与所接续的版本不同的每一天' }),
    reason,
  })
  .meta({ id: 'NewCalendar' });

export const newPolicy = z.strictObject({ policy, succeeds, reason }).meta({ id: 'NewPolicy' });

export const newActivation = z.strictObject({ ...versions, reason }).meta({ id: 'NewActivation' });

/** Which running cases: all conditions together; none is all cases. */
const selection = {
  unit: identifier.optional().meta({ description: '现有承办单位' }),
  kind: kind.optional(),
  level: level.optional(),
  term: z.int().min(1).max(99).optional().meta({ description: '届' }),
  session: z.int().min(1).max(20).optional().meta({ description: '次' }),
  caseIds: z.array(z.string().min(1).max(300)).min(1).max(500).optional().meta({ description: '各件的编号' }),
};
export const caseSelection = z.strictObject(selection).meta({ id: 'CaseSelection' });

export const newAdoption = z
  .strictObject({
    ...versions,
    cases: caseSelection.default({}).meta({ description: '哪些在办件；不填即全部，并对新交办件启用' }),
    reason,
  })
  .meta({ id: 'NewAdoption' });

export const adoptionOutcome = z.enum(['waiting', 'failing', 'moved', 'unmoved', 'already', 'ended']).meta({
  id: 'AdoptionOutcome',
  description: '待处理 / 未成、将再试 / 期限有变 / 期限无变 / 已另行采用 / 已办结或撤回，不再采用',
});

/** An adoption and how far it is. `done`: nothing is waiting or failing. */
export const adoption = z
  .object({
    id: z.string(),
    ...versions,
    cases: caseSelection,
    activated: z.boolean().meta({ description: '同时对新交办件启用' }),
    by: actor,
    at: z.iso.datetime(),
    reason: z.string(),
    state: z.enum(['running', 'done']),
    finishedAt: z.iso.datetime().optional(),
    counts: z.object({
      total: z.int(),
      waiting: z.int(),
      failing: z.int(),
      moved: z.int(),
      unmoved: z.int(),
      already: z.int(),
      ended: z.int(),
      deadlines: z.int().meta({ description: '变动的期限共几项，含不再需要完成的、新增的任务' }),
    }),
  })
  .meta({ id: 'Adoption' });

export const adoptionCase = z
  .object({
    caseId: z.string(),
    outcome: adoptionOutcome,
    moved: z.int().meta({ description: '变动的期限几项' }),
    failures: z.int().meta({ description: '未成几次' }),
    why: z.string().optional().meta({ description: '最近一次未成的原因' }),
  })
  .meta({ id: 'AdoptionCase' });

const dated = z.object({
  rawDue: civilDate,
  due: civilDate,
  provisional: z.boolean(),
  explanation: z.string(),
});

/** One deadline that an adoption would move, end (no `to`) or begin (no `from`). */
export const previewedMove = z
  .object({
    caseId: z.string(),
    obligationId: z.string(),
    kind: z.string(),
    trackId: z.string(),
    owedBy: z.object({ type: z.string(), id: z.string() }),
    unit: z.string().optional().meta({ description: '承办单位' }),
    from: dated.optional().meta({ description: '现有期限；新增的任务没有' }),
    to: dated.optional().meta({ description: '新的期限；不再需要完成的任务没有' }),
    why: z.string().optional().meta({ description: '任务不再需要完成、新增的原因' }),
    overdue: z.boolean().meta({ description: '按新的期限，今天已逾期' }),
  })
  .meta({ id: 'PreviewedMove' });

export const previewCounts = z
  .object({
    cases: z.int().meta({ description: '将采用的在办件' }),
    moving: z.int().meta({ description: '其中期限、任务有变的' }),
    deadlines: z.int().meta({ description: '变动的期限，含不再需要完成的、新增的' }),
    earlier: z.int(),
    later: z.int(),
    ending: z.int().meta({ description: '不再需要完成的任务' }),
    beginning: z.int().meta({ description: '新增的任务' }),
    overdue: z.int().meta({ description: '按新的期限，今天已逾期的' }),
    ended: z.int().meta({ description: '逐件指明的各件中已办结或撤回、不再采用的' }),
  })
  .meta({ id: 'PreviewCounts' });

export type CaseSelection = z.infer<typeof caseSelection>;
export type NewCalendar = z.infer<typeof newCalendar>;
export type NewPolicy = z.infer<typeof newPolicy>;
export type NewActivation = z.infer<typeof newActivation>;
export type NewAdoption = z.infer<typeof newAdoption>;
export type Adoption = z.infer<typeof adoption>;
export type AdoptionOutcome = z.infer<typeof adoptionOutcome>;
export type AdoptionCase = z.infer<typeof adoptionCase>;
export type PreviewedMove = z.infer<typeof previewedMove>;
export type PreviewCounts = z.infer<typeof previewCounts>;
