import { bodySchema, catalogue } from '../../api/catalogue';
import { parseOrRefuse, Problem, problemDocument, problemOfRefusal } from '../../api/problems';
import { NO_RULE, Refusal } from '../../domain/refusal';
import { feedback, rework } from '../../schemas/feedback';
import { intakeCase } from '../../schemas/intake';
import type { ZodObject, ZodType } from 'zod';

const refusalsOf = (schema: ZodType, body: object, rules?: readonly string[]) => {
  try {
    parseOrRefuse(schema, body, '', rules);
  } catch (error) {
    if (error instanceof Problem) return error.extras.errors ?? [];
    throw error;
  }
  return [];
};

const rows = catalogue.map((row) => ({ ...row, schema: bodySchema(row) }));
const rowOf = (type: string) => {
  const row = rows.find((each) => each.type === type);
  if (!row) throw new Error(`no command ${type}`);
  return row;
};

/** A body in which every field of a command has a value that it cannot have. */
const nonsense = (schema: ZodType, value: unknown): object =>
  Object.fromEntries(Object.keys((schema as ZodObject).shape).map((name) => [name, value]));

describe('[R5.1] a refusal of the shape of a command', () => {
  it.each(rows)('$type: says of what is not there that it is asked for, and by which rule', (row) => {
    for (const { pointer, detail, rule } of refusalsOf(row.schema, {}, row.rules))
      expect({ pointer, detail, ruled: rule !== undefined }).toEqual({
        pointer,
        detail: '必填',
        ruled: true,
      });
  });

  it.each(rows)('$type: names the rule of a choice that is none of those offered', (row) => {
    const offered = refusalsOf(row.schema, nonsense(row.schema, '—'), row.rules).filter(({ detail }) =>
      detail.startsWith('应为以下之一'),
    );
    expect(offered.filter(({ rule }) => rule === undefined)).toEqual([]);
  });

  it.each(rows)('$type: names the rule of a list that must not be empty', (row) => {
    const errors = refusalsOf(row.schema, nonsense(row.schema, []), row.rules);
    const notLists = errors.filter(({ detail }) => detail.startsWith('应为')).map(({ pointer }) => pointer);
    const empty = errors.filter(
      ({ detail, pointer }) => detail.startsWith('不得少于') && !notLists.includes(pointer),
    );
    expect(empty.filter(({ rule }) => rule === undefined || rule === 'setting')).toEqual([]);
  });

  it.each([
    ['draftLetter', { mark: '公开' }, '/mark', 'R5.5'],
    ['draftLetter', {}, '/mark', 'R5.5'],
    ['reviseLetter', { mark: 'secret' }, '/mark', 'R5.5'],
    ['draftLetter', { category: 'abc' }, '/category', 'R5.3'],
    ['checkCategory', { category: '甲' }, '/category', 'R5.3'],
    ['draftLetter', { product: 'poem' }, '/product', 'R3.2'],
    ['reviewLetter', { level: 'boss' }, '/level', 'R5.1'],
    ['confirmDisclosure', { coHandlers: [] }, '/coHandlers', 'R5.6'],
    [
      'confirmDisclosure',
      { coHandlers: [{ trackId: 't2', opinion: 'maybe' }] },
      '/coHandlers/0/opinion',
      'R5.5',
    ],
    ['recordContact', { proposers: [] }, '/proposers', 'R6.1'],
    ['recordContact', { way: 'pigeon' }, '/way', 'R6.2'],
    ['recordContact', { visitors: [] }, '/visitors', 'R6.3'],
    ['recordReworkVisit', { visitors: [] }, '/visitors', 'R6.3'],
    ['askInstructions', {}, '/question', 'R3.11'],
    ['openSupervision', { form: 'shouting' }, '/form', 'R7.2'],
    ['mergeCases', { cases: [] }, '/cases', 'R3.10'],
    ['requestExtension', { until: '2026-02-30' }, '/until', 'D1'],
    ['requestExtension', {}, '/until', 'setting'],
  ])('%s %j: %s is refused under %s', (type, body, pointer, rule) => {
    const row = rowOf(type);
    const [found] = refusalsOf(row.schema, body, row.rules).filter((error) => error.pointer === pointer);
    expect(found).toMatchObject({ pointer, rule });
  });

  it.each([
    [feedback, { proposer: 'p1', attitude: 'dissatisfied', result: 'satisfied' }, '/reason', 'setting'],
    [rework, { receivedOn: '2026-06-01', reason: '示例' }, '/objectors', 'R7.4'],
    [intakeCase, { proposers: [] }, '/proposers', 'R3.9'],
    [intakeCase, { kind: '议案' }, '/kind', 'R3.9'],
    [intakeCase, {}, '/kind', 'R3.9'],
    [intakeCase, { level: '市' }, '/level', 'R3.1'],
    [intakeCase, { assignedBy: '某某' }, '/assignedBy', 'R3.7'],
    [intakeCase, {}, '/parts', 'R3.1'],
    [intakeCase, { parts: [{ unit: 'hebei-jtt', part: 'office' }] }, '/parts/0/part', 'R3.2'],
    [intakeCase, {}, '/assignedOn', 'D1'],
    [intakeCase, {}, '/title', 'setting'],
    [intakeCase, {}, '/text', 'setting'],
    [intakeCase, {}, '/identity', 'setting'],
  ] as [ZodType, object, string, string][])(
    'what comes from outside (%#) is refused under its rule',
    (schema, body, pointer, rule) => {
      const [found] = refusalsOf(schema, body).filter((error) => error.pointer === pointer);
      expect(found).toMatchObject({ pointer, rule });
    },
  );

  it('does not blame the only rule of a request for a field that nobody knows', () =>
    expect(refusalsOf(rowOf('acceptOpinion').schema, { colour: 'red' }, ['R3.4'])).toEqual([
      { pointer: '/colour', detail: '没有这个字段', rule: 'setting' },
    ]));
});

describe('a refusal that comes of no rule', () => {
  const refused = (rule: string) =>
    problemDocument(problemOfRefusal(new Refusal(rule, 'not-found', '/letterId', '没有这份文稿')));

  it('names none', () => expect(refused(NO_RULE)).not.toHaveProperty('rule'));

  it('is unlike one of a rule, which is named', () =>
    expect(refused('R3.5')).toMatchObject({ rule: 'R3.5' }));
});
