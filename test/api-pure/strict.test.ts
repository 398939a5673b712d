import { z, type ZodType } from 'zod';
import { checkRow } from '../../api/batches/check-rows';
import { readFile } from '../../api/batches/read-file';
import type { ApiDeps } from '../../api/deps';
import { createMetrics } from '../../api/metrics';
import { parseOrRefuse, Problem } from '../../api/problems';
import { allRoutes } from '../../api/routes';
import { commandSchemas } from '../../schemas/commands';
import { intakeCase, type IntakeCaseInput } from '../../schemas/intake';
import { register } from '../../schemas/register';
import { lookups } from '../domain/intake/lookups';

const deps = { localIssuer: {}, config: { mode: 'test', publicBaseUrl: '' } } as unknown as ApiDeps;
const bodies = allRoutes(deps, createMetrics(false)).flatMap(({ id, body }) =>
  body === undefined ? [] : [[id, body] as const],
);

/** Where a schema has objects that would pass over a field that they do not know. */
function lenientIn(schema: ZodType, at = ''): string[] {
  if (schema instanceof z.ZodObject) {
    const members = Object.entries(schema.shape);
    return [
      ...(schema.def.catchall instanceof z.ZodNever ? [] : [at || '/']),
      ...members.flatMap(([name, member]) => lenientIn(member, `${at}/${name}`)),
    ];
  }
  if (schema instanceof z.ZodArray) return lenientIn(schema.element as ZodType, `${at}/0`);
  if (schema instanceof z.ZodUnion)
    return schema.options.flatMap((option) => lenientIn(option as ZodType, at));
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable)
    return lenientIn(schema.unwrap() as ZodType, at);
  return [];
}

const one: IntakeCaseInput = {
  identity: { body: 'hebei-congress', term: 14, session: 4, number: '0186' },
  kind: 'suggestion',
  level: 'national',
  title: '关于测试的建议',
  text: '示例',
  attachments: [{ name: '附件', document: 'a'.repeat(64) }],
  proposers: [{ role: 'lead', type: 'deputy', name: '示例甲' }],
  parts: [{ unit: 'hebei-jtt', part: 'lead' }],
  assignedOn: '2026-02-05',
  assignedBy: 'provincial-office',
  limits: { submission: { unit: 'month', amount: 2 }, setBy: 'provincial-office' },
};

/** The case with a misspelt member in the object at a path. */
function misspelt(path: readonly (string | number)[]): object {
  const copy = structuredClone(one);
  const place = path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], copy);
  (place as Record<string, unknown>)['misspelt'] = 1;
  return copy;
}
const NESTED: [string, (string | number)[]][] = [
  ['/identity/misspelt', ['identity']],
  ['/attachments/0/misspelt', ['attachments', 0]],
  ['/proposers/0/misspelt', ['proposers', 0]],
  ['/parts/0/misspelt', ['parts', 0]],
  ['/limits/misspelt', ['limits']],
  ['/limits/submission/misspelt', ['limits', 'submission']],
];

const errorsOf = (schema: ZodType, value: unknown) => {
  try {
    parseOrRefuse(schema, value);
  } catch (error) {
    if (error instanceof Problem) return error.extras.errors;
    throw error;
  }
  return undefined;
};

describe('a misspelt field', () => {
  it.each(bodies)('is refused at any depth of what %s takes', (_id, body) =>
    expect(lenientIn(body)).toEqual([]),
  );

  it('would be found where a schema passes over it', () => {
    const lenient = z.strictObject({ list: z.array(z.object({ name: z.string() })).default([]) });
    expect(lenientIn(lenient)).toEqual(['/list/0']);
    expect(lenientIn(commandSchemas.signFor)).toEqual(['/']);
  });

  it.each(NESTED)('is named as %s of a case that is handed in', (pointer, path) => {
    expect(errorsOf(intakeCase, one)).toBeUndefined();
    expect(errorsOf(intakeCase, misspelt(path))).toEqual([
      { pointer, detail: '没有这个字段', rule: 'setting' },
    ]);
  });

  it.each(NESTED)('is named as %s of a row of a list in JSON', async (pointer, path) => {
    const { rows } = await readFile(Buffer.from(JSON.stringify([misspelt(path)])), 'json', lookups);
    const checked = rows.map((row) => checkRow(row));
    expect(checked).toMatchObject([{ problems: [{ pointer, message: '没有这个字段' }] }]);
    expect(checked[0]?.intake).toBeUndefined();
  });

  it('is refused in the register as well', () => {
    const unit = { id: 'jyt', name: '示例厅', kind: 'department', divisions: [{ id: 'd', name: '处' }] };
    expect(errorsOf(register, { units: [unit], people: [], bodies: [] })).toBeUndefined();
    const wrong = { ...unit, divisions: [{ id: 'd', name: '处', misspelt: 1 }] };
    expect(errorsOf(register, { units: [wrong], people: [], bodies: [] })).toEqual([
      { pointer: '/units/0/divisions/0/misspelt', detail: '没有这个字段', rule: 'setting' },
    ]);
  });

  it('leaves a limit in a unit that there is not with plain words', () =>
    expect(
      errorsOf(intakeCase, {
        ...one,
        limits: { submission: { unit: 'week', amount: 2 }, setBy: 'provincial-office' },
      }),
    ).toEqual([{ pointer: '/limits/submission/unit', detail: '单位应为 month、day、workday 或 fixed' }]));
});

describe('the number of a case', () => {
  const numberOf = (number: string) =>
    intakeCase.parse({ ...one, identity: { ...one.identity, number } }).identity.number;

  it.each(['1218', '１２１８', '12 18', '12\u00a018', '12\u202f18', '\u300012\u300018 ', '𝟏𝟐𝟏𝟖'])(
    'is one number however its digits and blanks were typed: %j',
    (written) => {
      expect(numberOf(written)).toBe('1218');
    },
  );

  it.each(['B〔2017〕062号', '一号提案', '0186', '①', '12-18'])(
    'stays as it is where it is plain: %s',
    (number) => {
      expect(numberOf(number)).toBe(number);
    },
  );

  it.each(['12\n18', '12\u200b18', '12\u202818', '\u00a0'])(
    'is refused where nobody sees what it holds: %j',
    (written) => {
      expect(() => numberOf(written)).toThrow();
    },
  );
});
