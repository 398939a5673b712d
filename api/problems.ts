import type { z, ZodError, ZodType } from 'zod';
import { withIds } from '../domain/marks';
import { NO_RULE, type Refusal, type RefusalCode } from '../domain/refusal';
import { isMissing, messageOf, ruleOf } from './field-messages';

/** Every way in which a request can fail: stable code, HTTP status, Chinese title. Clients match on the code. */
export const problemTypes = {
  'broken-json': { status: 400, title: '请求正文不是有效的 JSON' },
  'bad-encoding': { status: 400, title: '请求编码有误' },
  'idempotency-key-missing': { status: 400, title: '缺少 Idempotency-Key' },
  'bad-request': { status: 400, title: '请求有误' },
  unauthenticated: { status: 401, title: '未登录或令牌无效' },
  'not-permitted': { status: 403, title: '无权办理' },
  'not-found': { status: 404, title: '未找到' },
  'method-not-allowed': { status: 405, title: '不支持的方法' },
  'wrong-state': { status: 409, title: '当前状态不能这样办理' },
  'out-of-order': { status: 409, title: '前一步尚未完成' },
  'too-late': { status: 409, title: '已超过期限' },
  unsettled: { status: 409, title: '尚有事项未了结' },
  conflict: { status: 409, title: '与现有记录冲突' },
  duplicate: { status: 409, title: '重复' },
  'in-progress': { status: 409, title: '同一请求正在处理' },
  'too-large': { status: 413, title: '请求正文过大' },
  'unsupported-media-type': { status: 415, title: '不支持的正文类型' },
  invalid: { status: 422, title: '填写有误' },
  'invalid-date': { status: 422, title: '日期有误' },
  missing: { status: 422, title: '缺少必填内容' },
  'unknown-reference': { status: 422, title: '引用的对象不存在' },
  'key-reused': { status: 422, title: '同一 Idempotency-Key 用于不同内容' },
  'too-many-requests': { status: 429, title: '请求过于频繁' },
  internal: { status: 500, title: '内部错误' },
  unavailable: { status: 503, title: '暂时无法完成' },
} as const satisfies Record<string, { status: number; title: string }> & Record<RefusalCode, unknown>;

export type ProblemCode = keyof typeof problemTypes;

/** One bad field: a JSON pointer (RFC 6901) into the body, the query (`/query/…`) or the path (`/path/…`). */
export interface FieldError {
  pointer: string;
  detail: string;
  /** Where several rules refuse at once: which one, and its code. */
  rule?: string;
  code?: string;
}

interface ProblemExtras {
  rule?: string;
  errors?: FieldError[];
  headers?: Record<string, string>;
  /** Further members of the problem document, e.g. where the existing case is. */
  members?: Record<string, unknown>;
}

/** A request that cannot be answered as asked; the middleware writes it as `application/problem+json` (RFC 9457). */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly code: ProblemCode,
    detail: string,
    readonly extras: ProblemExtras = {},
  ) {
    super(detail);
  }

  get status(): number {
    return problemTypes[this.code].status;
  }
}

/** The document of a problem, as RFC 9457 shapes it. `requestId` finds it in the logs. */
export function problemDocument(problem: Problem, requestId?: string): Record<string, unknown> {
  const { rule, errors, members } = problem.extras;
  const { status, title } = problemTypes[problem.code];
  return {
    type: `/problems/${problem.code}`,
    code: problem.code,
    title,
    status,
    detail: problem.message,
    ...(rule !== undefined && { rule }),
    ...(errors !== undefined && { errors }),
    ...members,
    ...(requestId !== undefined && { requestId }),
  };
}

/** A refusal as a problem: its code decides the status, its field is named, and its rule where it has one. */
export function problemOfRefusal({
  rule,
  code,
  pointer,
  message: sentence,
}: Pick<Refusal, 'rule' | 'code' | 'pointer' | 'message'>): Problem {
  const message = withIds(sentence);
  return new Problem(code, message, {
    ...(rule !== NO_RULE && { rule }),
    errors: [{ pointer, detail: message }],
  });
}

/** A JSON pointer (RFC 6901) of a path of keys. */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/**
 * The value as the schema reads it.
 * @param under put before each pointer: `/query`, or nothing for a body
 * @param rules those that the request is made under
 * @throws Problem `invalid`, field by field, in Chinese
 */
export function parseOrRefuse<T>(
  schema: ZodType<T>,
  value: unknown,
  under = '',
  rules: readonly string[] = [],
): T {
  const parsed = schema.safeParse(value, { error: messageOf, reportInput: true });
  if (parsed.success) return parsed.data;
  throw problemOfZod(parsed.error, under, (issue) => ruleOf(issue, schema, rules));
}

function problemOfZod(
  error: ZodError,
  under: string,
  ruleFor: (issue: z.core.$ZodIssue) => string | undefined,
): Problem {
  const errors = error.issues.flatMap((issue): FieldError[] => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        pointer: under + pointerOf([...issue.path, key]),
        detail: '没有这个字段',
        rule: 'setting',
      }));
    const rule = ruleFor(issue);
    const detail = isMissing(issue) ? '必填' : issue.message;
    const pointer = under + pointerOf(issue.path);
    return [{ pointer, detail, ...(rule !== undefined && { rule }) }];
  });
  const first = errors[0];
  return new Problem('invalid', first ? `${first.pointer || '正文'}：${first.detail}` : '填写有误', {
    rule: first?.rule,
    errors,
  });
}
