import { z } from 'zod';
import { identifier } from './common';

/** Something about one place of a list, in Chinese: what is wrong with it, or what was repaired. */
export const rowRemark = z
  .object({
    pointer: z.string().meta({ description: '该件中的位置（JSON 指针）' }),
    cell: z.string().optional().meta({ description: '单元格，如 C12' }),
    heading: z.string().optional().meta({ description: '栏目' }),
    rule: z.string().optional(),
    message: z.string(),
  })
  .meta({ id: 'RowRemark' });

export const rowState = z
  .enum(['waiting', 'started', 'already', 'failed'])
  .meta({ id: 'BatchRowState', description: '已登记待启动 / 已启动 / 原已登记 / 有误未登记' });

/** One row of a batch and what became of it. A failed row names the existing case when its number is taken. */
export const batchRow = z
  .object({
    row: z.int().meta({ description: '行号（表格中的行；JSON 中的序号，从 1 起）' }),
    state: rowState,
    caseId: z.string().optional(),
    problems: z.array(rowRemark),
    repairs: z.array(rowRemark),
  })
  .meta({ id: 'BatchRow' });

const counts = {
  total: z.int(),
  good: z.int().meta({ description: '无误的行：新登记的和原已登记的' }),
  started: z.int(),
  already: z.int().meta({ description: '内容相同、原已登记的行' }),
  failed: z.int(),
};

/** How far a batch is. `finished`: every row that became a case has been started. */
export const batchProgress = z
  .object({
    id: identifier,
    receivedAt: z.iso.datetime(),
    ...counts,
    finished: z.boolean(),
    repairs: z.array(z.string()).meta({ description: '对整个文件的处理，如转换编码' }),
    unused: z.array(z.string()).meta({ description: '没有用到的栏目' }),
  })
  .meta({ id: 'BatchProgress' });

/** What a batch would do: nothing was kept. */
export const batchPreview = z
  .object({
    ...batchProgress.pick({
      total: true,
      good: true,
      already: true,
      failed: true,
      repairs: true,
      unused: true,
    }).shape,
    rows: z.array(batchRow.omit({ state: true }).extend({ state: z.enum(['good', 'already', 'failed']) })),
  })
  .meta({ id: 'BatchPreview' });

export type RowRemark = z.infer<typeof rowRemark>;
export type RowState = z.infer<typeof rowState>;
export type BatchRow = z.infer<typeof batchRow>;
export type BatchProgress = z.infer<typeof batchProgress>;
export type BatchPreview = z.infer<typeof batchPreview>;
