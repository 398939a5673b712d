import { z, type ZodType } from 'zod';

/** A value that a schema accepts, made of the schema itself: tests over all routes need one for each. */
export function sampleOf(schema: ZodType, field = ''): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodCatch) return undefined;
  if (schema instanceof z.ZodDefault) return undefined;
  if (schema instanceof z.ZodObject) {
    const members = Object.entries(schema.shape as Record<string, ZodType>).map(
      ([name, member]) => [name, sampleOf(member, name)] as const,
    );
    return Object.fromEntries(members.filter(([, value]) => value !== undefined));
  }
  if (schema instanceof z.ZodRecord) return {};
  if (schema instanceof z.ZodArray) return [sampleOf(schema.element as ZodType, field)];
  if (schema instanceof z.ZodUnion) return sampleOf(schema.options[0] as ZodType, field);
  const candidates = [
    textOf(field),
    '2026-02-05',
    '02-28',
    'a'.repeat(64),
    'x1',
    'a@b.example',
    true,
    1,
    ...optionsOf(schema),
  ];
  const value = candidates.find((candidate) => schema.safeParse(candidate).success);
  if (value === undefined) throw new Error(`no sample for ${field} (${schema.def.type})`);
  return value;
}

/** Names of things that exist in the tests' case, so that a command gets as far as it can. */
const textOf = (field: string): string =>
  ({
    proposers: 'p1',
    proposer: 'p1',
    objectors: 'p1',
    trackId: 't1',
    unit: 'jyt',
    division: 'jyt-d1',
    until: '2026-06-01',
    category: 'A',
  })[field] ?? '示例文字';

function optionsOf(schema: ZodType): unknown[] {
  if (schema instanceof z.ZodEnum) return schema.options;
  if (schema instanceof z.ZodLiteral) return [...schema.values];
  return [];
}

/** A body in which every required member is of a wrong type, with the pointers that must be named. */
export function wrongOf(schema: ZodType): { body: object; pointers: string[] } {
  if (!(schema instanceof z.ZodObject)) return { body: [], pointers: [''] };
  const required = Object.entries(schema.shape as Record<string, ZodType>).filter(
    ([, member]) => !member.safeParse(undefined).success,
  );
  const body = Object.fromEntries(required.map(([name]) => [name, null]));
  return { body, pointers: required.map(([name]) => `/${name}`) };
}
