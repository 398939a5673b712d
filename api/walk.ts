import { z, type ZodType } from 'zod';
import { freeTexts } from '../schemas/common';
import { pointerOf } from './problems';

/** One scalar of a parsed body, with the schema it was read by. */
export interface Leaf {
  /** JSON pointer into the body. */
  pointer: string;
  /** The nearest name of a field on the way: of `/visitors/0` it is `visitors`. */
  field: string;
  value: string;
  freeText: boolean;
}

/** A copy of a parsed value in which every text leaf went through `change`; the schema says which are free texts. */
export function mapTexts(schema: ZodType, value: unknown, change: (leaf: Leaf) => string): unknown {
  return visit(schema, value, [], '', change);
}

/** Every text leaf of a parsed value. */
export function textLeaves(schema: ZodType, value: unknown): Leaf[] {
  const leaves: Leaf[] = [];
  mapTexts(schema, value, (leaf) => {
    leaves.push(leaf);
    return leaf.value;
  });
  return leaves;
}

function visit(
  schema: ZodType,
  value: unknown,
  path: PropertyKey[],
  field: string,
  change: (leaf: Leaf) => string,
): unknown {
  const inner = unwrapped(schema);
  if (typeof value === 'string')
    return change({
      pointer: pointerOf(path),
      field,
      value,
      freeText: freeTexts.get(inner as z.ZodString) !== undefined,
    });
  if (Array.isArray(value)) {
    if (!(inner instanceof z.ZodArray)) throw new TypeError(`no array schema at ${pointerOf(path)}`);
    const { element } = inner;
    return value.map((item, index) => visit(element as ZodType, item, [...path, index], field, change));
  }
  if (typeof value === 'object' && value !== null && inner instanceof z.ZodObject) {
    const shape = inner.shape as Record<string, ZodType>;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        const member = shape[key];
        if (member === undefined) throw new TypeError(`no schema for ${pointerOf([...path, key])}`);
        return [key, visit(member, item, [...path, key], key, change)];
      }),
    );
  }
  return value;
}

/** The schema below `optional`, `default`, `nullable`. */
export function unwrapped(schema: ZodType): ZodType {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault || inner instanceof z.ZodNullable)
    inner = inner.unwrap() as ZodType;
  return inner;
}
