import { z, type ZodType } from 'zod';
import { fieldRules } from '../schemas/common';
import { unwrapped } from './walk';

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
      return `应为${KINDS[issue.expected] ?? '另一种内容'}`;
    case 'invalid_value':
      return issue.values.length === 1
        ? `应为 ${String(issue.values[0])}`
        : `应为以下之一：${choices(issue).join('、')}`;
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

/** The values of a choice, each with its word where the schema's description has one for all: `满意 / 基本满意 / 不满意`. */
function choices({ values, inst }: Extract<Issue, { code: 'invalid_value' }>): string[] {
  const described = inst instanceof z.ZodType ? z.globalRegistry.get(inst)?.description : undefined;
  const words = (described?.replace(/\s*\[[^\]]*\]$/, '') ?? '').split(' / ');
  return values.map((value, index) =>
    words.length === values.length ? `${String(value)}（${words[index] ?? ''}）` : String(value),
  );
}

/** A field that is not there is missing, whatever its schema says of values that it cannot have. */
export const isMissing = ({ code, input }: z.core.$ZodIssue): boolean =>
  code !== 'custom' && code !== 'unrecognized_keys' && input === undefined;

/**
 * The rule that a violation breaks: of dates (D1), of sizes (settings of ours), the one that the field itself stands
 * under; and where something is missing or none of the choices, the only rule that the whole request is made under.
 * Whatever else must be there is a setting of ours.
 */
export function ruleOf(
  issue: z.core.$ZodIssue,
  schema: ZodType,
  ofRequest: readonly string[] = [],
): string | undefined {
  if (issue.code === 'too_big') return 'setting';
  if (issue.code === 'invalid_format' && issue.format === 'date') return 'D1';
  if (issue.code === 'custom' && typeof issue.params?.['rule'] === 'string') return issue.params['rule'];
  const own = fieldRules.get(fieldAt(schema, issue.path) ?? schema)?.rule;
  if (own !== undefined) return own;
  if (issue.code === 'too_small') return 'setting';
  const asked = isMissing(issue) || issue.code === 'invalid_value';
  if (asked && ofRequest.length === 1) return ofRequest[0];
  return isMissing(issue) ? 'setting' : undefined;
}

/** The schema of what stands at a path; undefined where a choice of schemas is on the way. */
function fieldAt(schema: ZodType, path: readonly PropertyKey[]): ZodType | undefined {
  return path.reduce<ZodType | undefined>((at, key) => {
    const inner = at && unwrapped(at);
    if (inner instanceof z.ZodArray) return unwrapped(inner.element as ZodType);
    if (!(inner instanceof z.ZodObject) || !Object.hasOwn(inner.shape, key)) return undefined;
    return unwrapped(inner.shape[String(key)] as ZodType);
  }, schema);
}

const counted = (origin: string) => origin === 'string' || origin === 'array';
const beyond = (ofCounted: string, ofNumbers: string, origin: string) =>
  counted(origin) ? ofCounted : ofNumbers;
const measure = (origin: string) => (origin === 'string' ? ' 字' : origin === 'array' ? ' 项' : '');
