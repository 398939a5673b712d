import { z } from 'zod';
import { act, byRule, disclosureMark, freeText, identifier } from './common';

const coHandler = z.strictObject({
  trackId: byRule('R5.6', identifier.meta({ description: '会办单位的承办部分' })),
  opinion: disclosureMark,
  reason: freeText().optional().meta({
    description: '该单位重新确认的情况：更改已确认的意见，或将标注不公开的会办意见改为公开时必填',
  }),
});

/** Disclosure and publication [R5.5–R5.8]. */
export const publicationCommands = {
  confirmDisclosure: z.object({
    letterId: identifier,
    coHandlers: byRule('R5.6', z.array(coHandler).min(1)),
    ...act,
  }),
  publishLetter: z.object({
    letterId: identifier,
    coHandlers: z.array(coHandler).default([]),
    withOriginal: z.boolean().default(false),
    checked: z.boolean().optional().meta({
      description: '文件无法读取文字（扫描件、PDF、OFD 等）时必填 true：已有人逐页核对，没有个人电话、住址等',
    }),
    ...act,
  }),
  withholdLetter: z.object({ letterId: identifier, ground: byRule('R5.5', freeText()), ...act }),
  takeDownLetter: z.object({ letterId: identifier, reason: freeText(), ...act }),
  askOriginalView: z.object({ proposers: byRule('R5.7', z.array(identifier).min(1)), ...act }),
  answerOriginalView: z.object({ proposer: identifier, agrees: z.boolean(), ...act }),
} as const;
