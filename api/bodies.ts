import express, { type NextFunction, type Request, type Response } from 'express';
import { pointerOf, Problem, type FieldError } from './problems';

/** Largest JSON body in bytes where a route names no other: 50,000 characters of Chinese and 400 proposers fit. */
export const DEFAULT_BODY_LIMIT = 512 * 1024;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads a body of one of these media types into a Buffer; larger ones answer 413, other types 415. */
export function readBytes(types: readonly string[], limit: number) {
  const raw = express.raw({ type: [...types], limit });
  return (request: Request, response: Response, next: NextFunction): void => {
    if (request.is([...types]) === false)
      throw new Problem('unsupported-media-type', `正文类型须为 ${types.join('、')}`, {
        headers: { Accept: types.join(', ') },
      });
    raw(request, response, next);
  };
}

/**
 * The JSON of a body that was read as bytes. JSON is UTF-8 (RFC 8259): other encodings are refused rather than
 * stored as garbage, and so are characters that are none (NUL, halves of surrogate pairs), which Postgres cannot keep.
 * An empty body counts as `{}`: many acts need no more than their path.
 */
export function parseJson(request: Request): unknown {
  const bytes: unknown = request.body;
  const charset = /charset="?([^;"\s]+)/i.exec(request.get('content-type') ?? '')?.[1];
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8')
    throw new Problem('unsupported-media-type', `JSON 正文须为 UTF-8 编码，不能是 ${charset}`);
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) return {};
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw new Problem('bad-encoding', '正文不是有效的 UTF-8 编码');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Problem('broken-json', '正文不是有效的 JSON，请检查括号、引号和逗号');
  }
  refuseBadCharacters(value);
  return value;
}

/** Refuses text that cannot be kept, anywhere in a value, with pointers to it. */
export function refuseBadCharacters(value: unknown, under = ''): void {
  const errors: FieldError[] = [];
  collectBadCharacters(value, [], errors, 0);
  if (errors.length > 0)
    throw new Problem('bad-encoding', '内容含有无法保存的字符', {
      errors: errors.map(({ pointer, detail }) => ({ pointer: under + pointer, detail })),
    });
}

const UNSTORABLE = /\0|\p{Surrogate}/u;
const MAX_DEPTH = 40;

function collectBadCharacters(
  value: unknown,
  path: PropertyKey[],
  errors: FieldError[],
  depth: number,
): void {
  if (depth > MAX_DEPTH) throw new Problem('bad-request', '正文嵌套过深');
  if (typeof value === 'string') {
    if (UNSTORABLE.test(value)) errors.push({ pointer: pointerOf(path), detail: '含有无法保存的字符' });
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => collectBadCharacters(item, [...path, index], errors, depth + 1));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (UNSTORABLE.test(key)) errors.push({ pointer: pointerOf(path), detail: '字段名含有无法保存的字符' });
      collectBadCharacters(item, [...path, key], errors, depth + 1);
    }
  }
}
