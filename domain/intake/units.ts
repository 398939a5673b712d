import type { Unit } from '../../schemas/register';
import { splitList } from './text';

/** A unit as far as its name in a list needs it. */
export type NamedUnit = Pick<Unit, 'id' | 'name' | 'formerNames'>;

/** A unit found by what a list calls it; or, in Chinese, why it is not to be found. */
export type FoundUnit = { id: string; repair?: string } | { problem: string };

/** Finds units by id, name, former name, or any of these in short: without 河北省 or 省, with the usual abbreviations. */
export interface UnitIndex {
  find(text: string): FoundUnit;
  /** All units of a cell, in order; one that is named twice comes once. */
  findAll(text: string): FoundUnit[];
}

interface Entry {
  unit: NamedUnit;
  former: boolean;
}

/** Builds the index once for a whole list. A text that could mean two units is a problem, never a guess. */
export function unitIndex(units: readonly NamedUnit[]): UnitIndex {
  const exact = new Map<string, Entry[]>();
  const loose = new Map<string, Entry[]>();
  const add = (index: Map<string, Entry[]>, key: string, entry: Entry) => {
    const others = index.get(key) ?? [];
    if (!others.some(({ unit }) => unit.id === entry.unit.id)) index.set(key, [...others, entry]);
  };
  for (const unit of units) {
    const names: [string, boolean][] = [
      [unit.id, false],
      [unit.name, false],
      ...unit.formerNames.map((name): [string, boolean] => [name, true]),
    ];
    for (const [name, former] of names) {
      add(exact, packed(name), { unit, former });
      add(loose, withoutProvince(name), { unit, former });
    }
  }

  function find(text: string): FoundUnit {
    const candidates = exact.get(packed(text)) ?? loose.get(withoutProvince(text)) ?? [];
    const [first, second] = candidates;
    if (first === undefined) return { problem: `单位“${text}”不在单位名册中` };
    if (second !== undefined)
      return { problem: `单位“${text}”可能是${first.unit.name}，也可能是${second.unit.name}，请写全称` };
    const { unit, former } = first;
    if (former) return { id: unit.id, repair: `“${text}”按曾用名识别为${unit.name}` };
    return text === unit.name || text === unit.id
      ? { id: unit.id }
      : { id: unit.id, repair: `“${text}”识别为${unit.name}` };
  }

  function findAll(text: string): FoundUnit[] {
    const seen = new Set<string>();
    return splitList(text)
      .map(find)
      .filter((found) => 'problem' in found || (!seen.has(found.id) && seen.add(found.id)));
  }

  return { find, findAll };
}

function packed(name: string): string {
  return name.replace(/[\s\u3000]+/gu, '');
}

/** Short forms in use for long ones, both written the same way in the end. Longer ones come first. */
const SHORT_FORMS: readonly (readonly [RegExp, string])[] = [
  [/发展和?改革委员会|发展改革委|发改委/u, '发改委'],
  [/人力资源和?社会保障/u, '人社'],
  [/住房和?城乡建设/u, '住建'],
  [/工业和?信息化/u, '工信'],
  [/文化和?旅游/u, '文旅'],
  [/卫生健康委员会|卫生健康委/u, '卫健委'],
  [/林业和?草原/u, '林草'],
  [/国有资产监督管理委员会/u, '国资委'],
  [/市场监督管理/u, '市场监管'],
  [/医疗保障/u, '医保'],
  [/应急管理厅/u, '应急厅'],
  [/交通运输厅/u, '交通厅'],
  [/科学技术厅/u, '科技厅'],
  [/退役军人事务/u, '退役军人'],
  [/广播电视/u, '广电'],
  [/妇女联合会/u, '妇联'],
  [/人民政府办公厅/u, '政府办公厅'],
  [/(?<=[市县区])(人民政府|政府)$/u, ''],
  [/新区管理委员会/u, '新区'],
  [/新区管委会/u, '新区'],
];

/** A short name is as good as the full one inside the province: 省交通运输厅, 交通运输厅, 省发改委. */
function withoutProvince(name: string): string {
  const local = packed(name).replace(/^(河北省|河北|省)(?!级)/u, '');
  return SHORT_FORMS.reduce((text, [long, short]) => text.replace(long, short), local);
}
