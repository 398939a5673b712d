import {
  endRungs,
  ladderOf,
  planRungs,
  replanRungs,
  type LadderInput,
  type RecordedRung,
} from '../domain/ladder';
import type { CivilDate } from '../domain/dates';
import type { Obligation } from '../domain/obligation';
import type { PolicyRules } from '../schemas/policy';

/**
 * The rungs of an obligation once it became what it is now: planned when it opened, planned again when its date or
 * the policy moved (what fired stays), none left when it ended (D5, D7, D8). `undefined`: nothing changes.
 */
export function rungsAfter(
  before: Obligation | undefined,
  after: Obligation,
  existing: readonly RecordedRung[],
  rules: PolicyRules,
  today: CivilDate,
  otherPolicy = false,
): RecordedRung[] | undefined {
  const input = ladderInput(after, rules);
  if (!before) {
    const plan: RecordedRung[] = planRungs(input);
    return after.status === 'open' ? plan : endRungs(plan);
  }
  if (after.status !== 'open') return before.status === 'open' ? endRungs(existing) : undefined;
  const moved = before.due !== after.due || before.lastWorkingDay !== after.lastWorkingDay;
  return moved || otherPolicy ? replanRungs(existing, input, today) : undefined;
}

function ladderInput(obligation: Obligation, rules: PolicyRules): LadderInput {
  const { due, lastWorkingDay, openedOn, enteredOn } = obligation;
  return { due: { due, lastWorkingDay }, openedOn, enteredOn, ladder: ladderOf(obligation, rules) };
}
