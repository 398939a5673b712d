import { z } from 'zod';

/** One violation of a schema, as zod tells it to an error map. */
export type Issue = z.core.$ZodRawIssue;

const KINDS: Readonly<Record<string, string>> = {
  string: '文字',
  number: '数字',
  int: '整数',
  boolean: ' true 或 false',
  array: '列表',
  object: '对象',
  record: '对象',
};
const FORMATS: Readonly<Record<string, string>> = {
  email: '不是有效的电子邮箱地址',
  url: '不是有效的网址',
  date: '不是有效的日期（YYYY-MM-DD）',
};

const further = z.locales.zhCN().localeError;

/** What is wrong with a field, in the words of officials; a message that the schema brings itself goes before it. */
export function messageOf(issue: Issue): ReturnType<typeof further> {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? '必填' : `应为${KINDS[issue.expected] ?? '另一种内容'}`;
    case 'invalid_value':
      return issue.values.length === 1
        ? `应为 ${String(issue.values[0])}`
        : `应为以下之一：${issue.values.map(String).join('、')}`;
    case 'too_big':
      return `不得${beyond('超过', '大于', issue.origin)} ${String(issue.maximum)}${measure(issue.origin)}`;
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1) return '不能为空';
      return `不得${beyond('少于', '小于', issue.origin)} ${String(issue.minimum)}${measure(issue.origin)}`;
    case 'invalid_format':
      return FORMATS[issue.format] ?? '格式不正确';
    default:
      return further(issue);
  }
}

/** The rule that a violation breaks: what the schema names, or one of dates (D1), or of sizes, which are settings. */
export function ruleOf(
  issue: Pick<z.core.$ZodIssue, 'code'> & { format?: unknown; params?: { rule?: unknown } },
): string | undefined {
  if (issue.code === 'custom' && typeof issue.params?.rule === 'string') return issue.params.rule;
  if (issue.code === 'invalid_format' && issue.format === 'date') return 'D1';
  return issue.code === 'too_big' || issue.code === 'too_small' ? 'setting' : undefined;
}

const counted = (origin: string) => origin === 'string' || origin === 'array';
const beyond = (ofCounted: string, ofNumbers: string, origin: string) =>
  counted(origin) ? ofCounted : ofNumbers;
const measure = (origin: string) => (origin === 'string' ? ' 字' : origin === 'array' ? ' 项' : '');
