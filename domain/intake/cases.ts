import type { IntakeCaseInput } from '../../schemas/intake';
import type { Lookups, Remark, RowReading } from './reading';
import { bodyOf } from './sessions';
import { MAX_ROWS, refused, type ListReading } from './table';

/**
 * Reads a list in JSON: `[case, ...]` or `{"cases": [case, ...]}`, each as one case is handed in, with units and
 * body by id or by name. The shape of each case is checked after this.
 */
export function readCases(value: unknown, lookups: Lookups): ListReading {
  const cases: unknown = isRecord(value) ? value['cases'] : value;
  if (!Array.isArray(cases)) return refused('须是件的数组，或写成 {"cases": [...]}');
  if (cases.length === 0) return refused('清单是空的');
  if (cases.length > MAX_ROWS)
    return refused(`共 ${cases.length} 件，超过一批 ${MAX_ROWS} 件的上限，请分批报送`);
  return { problems: [], rows: cases.map((each, index) => readCase(each, index + 1, lookups)), unused: [] };
}

function readCase(value: unknown, row: number, lookups: Lookups): RowReading {
  const problems: Remark[] = [];
  const repairs: Remark[] = [];
  if (!isRecord(value))
    return {
      row,
      problems: [{ pointer: '', rule: 'setting', message: '不是一件建议或提案（须是 JSON 对象）' }],
      repairs,
      places: {},
    };
  const draft = {
    ...value,
    parts: partsOf(value['parts'], lookups, { problems, repairs }),
    identity: identityIn(value['identity'], lookups),
  };
  // What a client sent may have any shape: the schema looks at it next, and at nothing else before.
  return {
    row,
    ...(problems.length === 0 && { draft: draft as unknown as IntakeCaseInput }),
    problems,
    repairs,
    places: {},
  };
}

function partsOf(
  parts: unknown,
  { units }: Lookups,
  said: { problems: Remark[]; repairs: Remark[] },
): unknown {
  if (!Array.isArray(parts)) return parts;
  return parts.map((part: unknown, index) => {
    if (!isRecord(part) || typeof part['unit'] !== 'string') return part;
    const pointer = `/parts/${index}/unit`;
    const found = units.find(part['unit']);
    if ('problem' in found) said.problems.push({ pointer, rule: 'setting', message: found.problem });
    else if (found.repair !== undefined) said.repairs.push({ pointer, message: found.repair });
    return 'problem' in found ? part : { ...part, unit: found.id };
  });
}

function identityIn(identity: unknown, { bodies }: Lookups): unknown {
  if (!isRecord(identity) || typeof identity['body'] !== 'string' || identity['body'] === '') return identity;
  const found = bodyOf(identity['body'], {}, bodies);
  return 'problem' in found ? identity : { ...identity, body: found.body.id };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
