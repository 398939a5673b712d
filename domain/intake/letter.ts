import type { BodyId, Limit } from '../../schemas/common';
import type { IntakeCaseInput } from '../../schemas/intake';
import type { RowCells } from './cells';
import type { Field } from './columns';
import type { Lookups } from './reading';
import { namesOf } from './sessions';
import { splitList } from './text';
import { readWrittenLimit } from './written-limit';

type Letter = NonNullable<IntakeCaseInput['letter']>;
type Limits = NonNullable<IntakeCaseInput['limits']>;

/** Reads which of the three bodies a cell means; undefined when it is empty or, with a problem, when it is none. */
export function readBodyId(cells: RowCells, field: Field): BodyId | undefined {
  const text = cells.line(field);
  if (text === '') return undefined;
  if (/人大|人民代表大会|代表工作|congress/u.test(text)) return 'congress-committee';
  if (/政协|提案委|cppcc/u.test(text)) return 'cppcc-committee';
  if (/政府|办公厅|^provincial-office$/u.test(text)) return 'provincial-office';
  cells.refuse(field, `“${text}”不是省政府办公厅、省人大或省政协的机构`);
  return undefined;
}

/** The limits that a row's letter of assignment names; who assigned has set them, unless the row says who [R3.7]. */
export function readLimits(cells: RowCells, assignedBy: BodyId): Limits | undefined {
  const stated = (['reply', 'opinion', 'submission', 'reference'] as const).flatMap((name) => {
    const limit = readLimit(cells, `${name}By`);
    return limit ? [[name, limit] as const] : [];
  });
  const setBy = readBodyId(cells, 'limitsSetBy');
  if (stated.length > 0) return { ...Object.fromEntries(stated), setBy: setBy ?? assignedBy };
  if (setBy) cells.say('limitsSetBy', '没有写明期限，规定期限的机关不作登记');
  return undefined;
}

/** What a row's letter of assignment says beside its limits; undefined when it says nothing. */
export function readLetter(cells: RowCells, lookups: Lookups): Letter | undefined {
  const stated: Letter = {
    copies: some(bodies(cells, 'copies', lookups)),
    departments: some(units(cells, 'departments', lookups)),
    categories: some(splitList(cells.line('categories')).map(plainCategory)),
    publish: cells.yesOrNo('publish', /^(是|公开|true|1)$/iu, /^(否|不公开|false|0)$/iu),
    coHandles: coHandles(cells, lookups),
  };
  return Object.values(stated).some((value) => value !== undefined) ? stated : undefined;
}

/** Where the province co-handles for a ministry: both the ministry and its limit, or neither [R3.1]. */
function coHandles(cells: RowCells, lookups: Lookups): Letter['coHandles'] {
  const named = cells.line('ministry');
  const opinion = readLimit(cells, 'ministryOpinionBy');
  const [ministry, another] = bodies(cells, 'ministry', lookups);
  if (another !== undefined) cells.refuse('ministry', '主办的国家部委只有一个');
  if (named === '' && opinion) cells.missing('ministry');
  if (named !== '' && cells.line('ministryOpinionBy') === '') cells.missing('ministryOpinionBy');
  return ministry !== undefined && opinion ? { ministry, opinion } : undefined;
}

function readLimit(cells: RowCells, field: Field): Limit | undefined {
  const text = cells.line(field);
  if (text === '') return undefined;
  const read = readWrittenLimit(text);
  if ('problem' in read) {
    cells.refuse(field, read.problem);
    return undefined;
  }
  if (read.repair !== undefined) cells.say(field, read.repair);
  return read.limit;
}

function bodies(cells: RowCells, field: Field, lookups: Lookups): string[] {
  return splitList(cells.line(field)).flatMap((name) => {
    const found = lookups.bodies.find((body) => body.id === name || namesOf(body).includes(name));
    if (!found) cells.refuse(field, `“${name}”不在机构名录中`);
    return found ? [found.id] : [];
  });
}

function units(cells: RowCells, field: Field, lookups: Lookups): string[] {
  return lookups.units.findAll(cells.line(field)).flatMap((found) => {
    if ('problem' in found) {
      cells.refuse(field, found.problem);
      return [];
    }
    if (found.repair !== undefined) cells.say(field, found.repair);
    return [found.id];
  });
}

/** A类 is A. */
const plainCategory = (text: string) => text.replace(/类$/u, '').toUpperCase();

const some = (values: string[]) => (values.length > 0 ? [...new Set(values)] : undefined);
