import { initialState, type AssignedCase } from '../domain/case';
import type { RecordedRung } from '../domain/ladder';
import { endRungs } from '../domain/ladder';
import { eventsAfter, fold } from './events';
import type { Db, Ledger } from './pool';
import { headOf, projectionsOf, rungRows } from './projections';
import { lockCase, lockRungs, UPDATE_HEAD } from './record';
import { rulesOf, type CaseRules } from './rules';
import { write } from './write';

/**
 * Folds a case's events again and writes its snapshot and projections anew, for when a projection was damaged or has
 * a new column. Rungs that are on record stay as they are, since only they know what fired; missing ones are planned,
 * those of days before the case's last one as skipped. Throws a `LedgerError` (`unknown-case`).
 */
export async function rebuildCase(ledger: Ledger, caseId: string): Promise<AssignedCase> {
  return ledger.transaction(async (db) => {
    await lockCase(db, caseId);
    const state = fold(await eventsAfter(db, caseId, 0), initialState);
    await rewrite(db, state, await rulesOf(db, { ...state.facts }));
    return state;
  });
}

/** Writes a case's snapshot and projections anew, in the caller's transaction and under the case's lock. */
export async function rewrite(db: Db, state: AssignedCase, rules: CaseRules): Promise<void> {
  const { caseId } = state;
  const obligations = Object.values(state.obligations);
  const kept = await lockRungs(
    db,
    caseId,
    obligations.map(({ id }) => id),
  );
  const fresh = projectionsOf(undefined, state, rules, state.lastDay);
  const missing = fresh.rungs.filter(({ obligation_id }) => !kept.has(obligation_id as string));
  const ended = obligations.filter(({ id, status }) => status !== 'open' && kept.has(id));
  await write(db, {
    ...fresh,
    rungs: [
      ...missing.map((rung) =>
        rung['state'] === 'planned' && (rung['on'] as string) < state.lastDay
          ? { ...rung, state: 'skipped' }
          : rung,
      ),
      ...ended.flatMap(({ id }) => rungRows(caseId, id, endRungs(kept.get(id) as RecordedRung[]))),
    ],
  });
  await db.query(UPDATE_HEAD, [caseId, JSON.stringify(headOf(state, rules))], 'update-head');
}
