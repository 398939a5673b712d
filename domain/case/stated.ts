import type { LetterLimits } from '../../schemas/intake';
import type { PartRule } from '../../schemas/policy';
import type { CivilDate } from '../dates';
import { Refusal, refuseUnless } from '../refusal';
import type { Chronicle } from './context';
import { namedLimit } from './lookups';
import { letterRule } from './obligations';

// What the office states when it changes who handles a case: the day that counts, and limits.

/** A new day of assignment that the office states: never in the future, never before the case was assigned. */
export function statedDay(chronicle: Chronicle, assignedOn: string | undefined): CivilDate | undefined {
  if (assignedOn === undefined) return undefined;
  refuseUnless(
    assignedOn <= chronicle.on,
    'setting',
    'invalid-date',
    '/assignedOn',
    '另定的交办日不能晚于作出决定之日',
  );
  refuseUnless(
    assignedOn >= chronicle.case.facts.assignedOn,
    'setting',
    'invalid-date',
    '/assignedOn',
    '另定的交办日不能早于原交办日',
  );
  return assignedOn;
}

/** Where a letter governs the limits [R3.1, R3.6, R3.7], it names the one that a new part lives by. */
export function limitIsNamed(
  chronicle: Chronicle,
  kind: NonNullable<PartRule['limit']>,
  limits: LetterLimits | undefined,
): void {
  const { facts } = chronicle.case;
  const rule = letterRule(facts);
  if (rule !== undefined && !namedLimit({ limits }, facts, kind))
    throw new Refusal(rule, 'missing', `/limits/${kind}`, '全国件和闭会期间交办件须载明交办函规定的时限');
}

/** Limits that are stated while a case is handled: no date that is named has passed when it is. */
export function limitsLieAhead(chronicle: Chronicle, limits: LetterLimits | undefined): void {
  for (const kind of ['opinion', 'reply', 'submission', 'reference'] as const) {
    const limit = limits?.[kind];
    if (limit?.unit !== 'fixed') continue;
    refuseUnless(
      limit.date >= chronicle.on,
      'D8',
      'invalid-date',
      `/limits/${kind}/date`,
      `规定的日期 ${limit.date} 早于作出决定之日（${chronicle.on}）`,
    );
  }
}
