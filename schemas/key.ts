import { z } from 'zod';
import { act, documentHash, freeText, identifier } from './common';

/** What marks a case as one to be handled with open doors: a matter of the province, or the choice of its unit. */
export const keyKind = z
  .enum(['matter', 'case'])
  .meta({ id: 'KeyKind', description: '省政府办公厅确定的重点事项 / 承办单位确定的重点处理件 [R4.1, R4.2]' });

/**
 * What open-door handling records by an act of its own [R4.3]; the case leader and field research have acts already.
 * `problem` and `field` are its results: one real problem solved, the work of one field moved.
 */
export const openDoorElement = z.enum(['meeting', 'coordination', 'problem', 'field']).meta({
  id: 'OpenDoorElement',
  description: '专题会议 / 协调督导 / 解决一方面实际问题 / 推动一个领域工作',
});

export const openDoorCommands = {
  recordOpenDoor: z.object({
    trackId: identifier,
    element: openDoorElement,
    people: freeText(500).meta({ description: '何人主持、何人参加' }),
    note: freeText(8000).meta({ description: '情况；成果写明解决了什么、推动了什么' }),
    documents: z.array(documentHash).max(20).default([]),
    ...act,
  }),
  fileSpecialReport: z.object({
    trackId: identifier,
    document: documentHash.meta({ description: '“开门办案”专题报告' }),
    ...act,
  }),
} as const;

const caseId = z.string().min(1).max(400);
const parts = z
  .array(z.strictObject({ caseId, unit: identifier }))
  .min(1)
  .max(200)
  .meta({ description: '涉及的建议提案及其承办单位' });

/** A key matter as the provincial office sets it [R4.1]. */
export const keyMatterBody = z
  .strictObject({ theme: freeText(200), ground: freeText(), parts })
  .meta({ id: 'KeyMatterBody' });
export const keyMatterPartsBody = z.strictObject({ reason: freeText(), parts });
export const keyEndBody = z.strictObject({ reason: freeText() });
/** A key case as a unit selects it among its own [R4.2]. */
export const keyCaseBody = z.strictObject({ caseId, ground: freeText() }).meta({ id: 'KeyCaseBody' });

export type KeyKind = z.infer<typeof keyKind>;
export type OpenDoorElement = z.infer<typeof openDoorElement>;
export type KeyMatterBody = z.infer<typeof keyMatterBody>;
export type KeyCaseBody = z.infer<typeof keyCaseBody>;
