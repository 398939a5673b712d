import { z } from 'zod';
import {
  bodyId,
  byRule,
  category,
  civilDate,
  documentHash,
  identifier,
  kind,
  level,
  limit,
  part,
} from './common';

/** Number parts are text: `31`, `0186`, `B〔2017〕062号`, `一号提案` are all real numbers. */
const numberText = z
  .string()
  .overwrite(plainNumber)
  .trim()
  .min(1)
  .max(60)
  // Two numbers that look the same are the same: nothing that nobody sees tells them apart.
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, '不能含有换行和不可见字符');

/** A number without blanks, its digits and letters of usual width: `１２ １８` is 1218. Brackets and signs stay. */
function plainNumber(text: string): string {
  return text.replace(/\p{Zs}+/gu, '').replace(/[\p{Nd}\p{L}]+/gu, (run) => run.normalize('NFKC'));
}

export const identity = z
  .strictObject({
    body: identifier.meta({ description: '届次所属机构，如 hebei-congress' }),
    term: z.int().min(1).max(99),
    session: z.int().min(1).max(20),
    series: numberText.default('main').meta({ description: '编号系列；议案转建议等另成系列' }),
    number: numberText.meta({ description: '编号（文本）；无编号时由平台代拟并标明' }).optional(),
  })
  .meta({ id: 'Identity' });

export const proposerType = byRule(
  'R3.9',
  z.enum(['deputy', 'member', 'organization']).meta({ id: 'ProposerType' }),
);

/** One who proposed. Name, delegation, address, telephone and mail are readable only by those who deliver. */
export const proposer = z
  .strictObject({
    role: byRule('R3.9', z.enum(['lead', 'joint'])),
    type: proposerType,
    name: z.string().trim().min(1).max(80),
    delegation: z.string().trim().max(80).optional(),
    address: z.string().trim().max(200).optional(),
    telephone: z.string().trim().max(40).optional(),
    mail: z.email().max(200).optional(),
    subject: z.string().max(200).optional().meta({ description: '登录身份；本人凭此查看和反馈' }),
  })
  .meta({ id: 'ProposerInput' });

export const assignment = z
  .strictObject({ unit: identifier, part: byRule('R3.2', part.exclude(['office'])) })
  .meta({ id: 'PartInput' });

/** Limits that a letter of assignment names: required for national and out-of-session cases [R3.1, R3.6, R3.7]. */
export const letterLimits = z
  .strictObject({
    opinion: limit.optional(),
    reply: limit.optional(),
    submission: limit.optional(),
    reference: limit.optional(),
    setBy: bodyId,
  })
  .meta({ id: 'LetterLimits' });

/**
 * What a letter of assignment says beside its limits, where it governs: national cases [R3.1, R3.6], and whom a
 * provincial case out of session is fed back to [R3.7]. Bodies and units are the register's.
 */
export const assignmentLetter = z
  .strictObject({
    copies: z
      .array(identifier)
      .max(20)
      .optional()
      .meta({ description: '答复另须抄送的机构（名录中的机构编号）' }),
    departments: z
      .array(identifier)
      .max(60)
      .optional()
      .meta({ description: '须反馈办理情况的相关部门（名录中的单位编号）[R3.7]' }),
    categories: z
      .array(category)
      .max(20)
      .optional()
      .meta({ description: '全国件答复标注的类别；不填即不标注 [R5.3]' }),
    publish: z.boolean().optional().meta({ description: '全国件的答复是否公开；不填即不公开 [R5.8]' }),
    coHandles: z
      .strictObject({
        ministry: identifier.meta({ description: '主办的国家部委（名录中的机构编号）' }),
        opinion: limit.meta({ description: '我省会办意见的期限' }),
      })
      .optional()
      .meta({ description: '我省为国家部委会办：办公厅提出会办意见，省内单位向办公厅会办 [R3.1]' }),
  })
  .meta({ id: 'AssignmentLetter' });

/** One case as an intake system hands it in. */
export const intakeCase = z
  .strictObject({
    identity,
    kind,
    level,
    outOfSession: z.boolean().default(false),
    title: z.string().trim().min(1).max(300),
    text: z.string().trim().min(1).max(50_000),
    subject: z.string().trim().min(1).max(60).optional().meta({ description: '主题分类' }),
    attachments: z
      .array(z.strictObject({ name: z.string().min(1).max(200), document: documentHash }))
      .max(20)
      .default([]),
    proposers: byRule('R3.9', z.array(proposer).min(1).max(400)),
    parts: byRule('R3.1', z.array(assignment).max(60)),
    assignedOn: byRule('D1', civilDate.meta({ description: '交办日' })),
    assignedBy: bodyId,
    limits: letterLimits.optional(),
    letter: assignmentLetter.optional(),
    secret: z
      .boolean()
      .refine((secret) => !secret, {
        error: '涉密件不得在此录入；请用 /secret-cases 只登记编号、单位和日期',
        params: { rule: 'R3.12' },
      })
      .optional()
      .meta({ description: '是否涉密：只能为 false；涉密件另行登记 [R3.12]' }),
  })
  .meta({ id: 'IntakeCase' });

export type Identity = z.infer<typeof identity> & { number: string };
export type ProposerType = z.infer<typeof proposerType>;
export type ProposerInput = z.infer<typeof proposer>;
export type LetterLimits = z.infer<typeof letterLimits>;
export type AssignmentLetter = z.infer<typeof assignmentLetter>;
export type IntakeCase = z.infer<typeof intakeCase>;
/** The body before defaults are filled in: what a client may send. */
export type IntakeCaseInput = z.input<typeof intakeCase>;
