import { z } from 'zod';
import { act, actor, civilDate, forbidden, identifier } from './common';
import { assignmentLetter, identity, intakeCase } from './intake';

const offLine = (what: string) => forbidden('R3.12', `涉密件不得录入${what}，请线下办理`);

/**
 * Party and state secrets [R3.12]: the platform has a stub, number, unit and dates. There is no field for anything
 * else: whatever is handed in beside it is refused.
 */
export const secretStub = intakeCase
  .omit({ secret: true })
  .extend({
    title: offLine('题目'),
    text: offLine('正文'),
    subject: offLine('主题分类'),
    attachments: offLine('附件'),
    proposers: offLine('代表委员'),
    letter: assignmentLetter.pick({ coHandles: true }).strict().optional(),
  })
  .strict()
  .meta({ id: 'SecretStub' });

/** A case that is there already turned out to be a secret. The ground lies off line, with everything else. */
export const classification = z
  .strictObject({
    number: identity.shape.number.unwrap().meta({ description: '重复填写本件编号以确认：清除不可撤销' }),
    doneOn: act.doneOn,
  })
  .meta({ id: 'ClassificationInput' });

/** What people do on the platform for a case that is handled off line. */
export const secretCommands = {
  recordOffLine: z.object({ trackId: identifier, ...act }),
} as const;

export type SecretStub = Omit<
  z.infer<typeof secretStub>,
  'title' | 'text' | 'subject' | 'attachments' | 'proposers'
>;
export type Classification = z.infer<typeof classification>;

const counts = z.object({
  events: z.int().meta({ description: '办理过程记录（保留序号、时间、种类）' }),
  words: z.int().meta({ description: '文字' }),
  proposers: z.int().meta({ description: '代表委员' }),
  files: z.int().meta({ description: '文件' }),
  letters: z.int().meta({ description: '送达记录' }),
  pages: z.int().meta({ description: '公开页面' }),
  notices: z.int().meta({ description: '通知和提醒' }),
  answers: z.int().meta({ description: '留存的请求应答' }),
});

/** What was removed when a case was classified, and what had left the platform before and cannot be called back. */
export const secretEvidence = z
  .object({
    removed: counts,
    mails: z
      .array(
        z.object({
          messageId: z.string().nullable(),
          at: z.string().nullable(),
          kind: z.enum(['letter', 'notice', 'sms']),
        }),
      )
      .meta({ description: '已发出的邮件和短信，无法追回' }),
    letters: z
      .array(
        z.object({
          purpose: z.string(),
          to: z.string(),
          id: z.string().optional(),
          way: z.string().optional(),
          sentOn: civilDate,
        }),
      )
      .meta({ description: '已送出的文件，须由承办单位逐一收回' }),
    pages: z
      .array(
        z.object({
          publishedOn: civilDate,
          takenDownOn: civilDate.optional(),
          onPortal: z.boolean(),
          of: z.string().optional().meta({ description: '并案主件：页面是主件的，其答复函也答复了本件' }),
        }),
      )
      .meta({ description: '曾经公开的页面，可能已被转载；主件的页面不随本件撤下' }),
    filesOfOthers: z.array(z.string()).meta({ description: '还在使用同一文件的其他件，须另行定密' }),
    mergedWith: z.array(z.string()).meta({ description: '并案的其他件，其文稿也答复了本件，须另行定密' }),
    keyMatters: z.array(z.string()).meta({ description: '曾列入的重点事项，其题目须另行审看' }),
  })
  .meta({ id: 'SecretEvidence' });

export const secretRecord = z
  .object({
    caseId: z.string(),
    classifiedOn: civilDate,
    recordedAt: z.string(),
    actor,
    evidence: secretEvidence,
    runs: z
      .array(z.object({ runId: z.string(), deletedAt: z.string() }))
      .meta({ description: '已从流程引擎中删除的运行' }),
    purgedAt: z.string().optional().meta({ description: '流程引擎和公开门户已清除的时间；没有即尚未完成' }),
  })
  .meta({ id: 'SecretRecord' });

export type SecretEvidence = z.infer<typeof secretEvidence>;
export type SecretRecord = z.infer<typeof secretRecord>;
