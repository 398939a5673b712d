import { z, type ZodType } from 'zod';
import { parseOrRefuse, Problem } from '../../api/problems';
import { civilDate, disclosureMark, limit, satisfaction } from '../../schemas/common';
import { exceptionGround } from '../../schemas/contact';

const schema = z.strictObject({
  text: z.string().min(1).max(3).optional(),
  list: z.array(z.string()).min(1).max(2).optional(),
  choice: z.enum(['A', 'B']).optional(),
  amount: z.int().min(1).max(9).optional(),
  day: civilDate.optional(),
  mail: z.email().optional(),
  said: z.boolean().optional(),
  own: z.string().max(1, '请写一个字').optional(),
});

const refusalOf = (body: object): unknown => {
  try {
    parseOrRefuse(schema, body);
  } catch (error) {
    if (error instanceof Problem) return error.extras.errors;
  }
  return undefined;
};

describe('what is wrong with a field', () => {
  it.each([
    [{ text: '四个文字' }, '/text', '不得超过 3 字', 'setting'],
    [{ text: '' }, '/text', '不能为空', 'setting'],
    [{ text: 7 }, '/text', '应为文字', undefined],
    [{ list: [] }, '/list', '不得少于 1 项', 'setting'],
    [{ list: ['a', 'b', 'c'] }, '/list', '不得超过 2 项', 'setting'],
    [{ choice: 'D' }, '/choice', '应为以下之一：A、B', undefined],
    [{ amount: 0 }, '/amount', '不得小于 1', 'setting'],
    [{ amount: 10 }, '/amount', '不得大于 9', 'setting'],
    [{ amount: 1.5 }, '/amount', '应为整数', undefined],
    [{ day: '2026-02-30' }, '/day', '不是有效的日期（YYYY-MM-DD）', 'D1'],
    [{ mail: 'nobody' }, '/mail', '不是有效的电子邮箱地址', undefined],
    [{ said: 'yes' }, '/said', '应为 true 或 false', undefined],
    [{ own: '两字' }, '/own', '请写一个字', 'setting'],
    [{ colour: 1 }, '/colour', '没有这个字段', 'setting'],
  ])('is said of %j in the words of officials, with its rule', (body, pointer, detail, rule) =>
    expect(refusalOf(body)).toEqual([{ pointer, detail, ...(rule !== undefined && { rule }) }]),
  );

  it.each([
    ['a date', { day: civilDate }],
    ['a choice', { day: z.enum(['A', 'B']) }],
    ['a choice of shapes', { day: limit }],
    ['a text', { day: z.string() }],
  ])('is said of %s that is not there: it is asked for', (_what, shape) => {
    expect(() => parseOrRefuse(z.strictObject(shape), {})).toThrow('/day：必填');
  });

  it.each([
    [satisfaction, '应为以下之一：satisfied（满意）、largely-satisfied（基本满意）、dissatisfied（不满意）'],
    [exceptionGround, '应为以下之一：unreachable（联系不上）、left-office（离任）、died（去世）'],
    [disclosureMark, '应为以下之一：public（公开）、withheld（不公开）、unmarked（未标注（视作同意公开））'],
    [z.enum(['A', 'B']).meta({ description: '一个说明' }), '应为以下之一：A、B'],
  ])('is said of a choice with the words of its values, where there are any (%#)', (choice, detail) =>
    expect(() => parseOrRefuse(z.strictObject({ choice: choice as ZodType }), { choice: '—' })).toThrow(
      `/choice：${detail}`,
    ),
  );

  it('is not said of what is right', () => expect(refusalOf({ text: '三个字', amount: 9 })).toBeUndefined());
});
