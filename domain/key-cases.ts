import type { Part } from '../schemas/common';
import { refuseUnless } from './refusal';

/** What a unit chooses a key case from, and how many of the year it has chosen already. */
export interface KeyCaseChoice {
  /** The unit's parts in the cases of the year. */
  parts: readonly Part[];
  /** Its part in the case that it chooses; undefined when it has none now. */
  chosen: Part | undefined;
  selected: number;
  /** How many a year [R4.2]. */
  most: number;
}

const REPLYING: ReadonlySet<Part> = new Set<Part>(['lead', 'separate']);

/**
 * Whether a unit may choose a case as its key case [R4.2]: one of its own, among those that it answers for itself; a
 * unit that only co-handles chooses among these. Throws a `Refusal`: `/caseId` is what it chose.
 */
export function checkKeyCase({ parts, chosen, selected, most }: KeyCaseChoice): void {
  refuseUnless(
    chosen,
    'R4.2',
    'unknown-reference',
    '/caseId',
    '重点处理件从本单位承办的建议提案中选定，本单位未承办这一件',
  );
  refuseUnless(
    REPLYING.has(chosen) || (chosen === 'co-handler' && !parts.some((part) => REPLYING.has(part))),
    'R4.2',
    'wrong-state',
    '/caseId',
    '有主办、分办件的单位从主办、分办件中选定；只有会办件的单位从会办件中选定',
  );
  refuseUnless(
    selected < most,
    'R4.2',
    'wrong-state',
    '',
    `每年选定重点处理件至多 ${most} 件，本年已选定 ${selected} 件`,
  );
}
