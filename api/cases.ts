import type { AssignedCase } from '../domain/case';
import { LedgerError } from '../ledger/errors';
import type { Db } from '../ledger/pool';
import { loadCase } from '../ledger/record';
import type { CaseRules } from '../ledger/rules';
import type { Actor } from '../schemas/common';
import { Problem } from './problems';

/** A case with its rules from the ledger. @throws Problem `not-found` */
export async function caseOf(db: Db, caseId: string): Promise<{ state: AssignedCase; rules: CaseRules }> {
  try {
    return await loadCase(db, caseId);
  } catch (error) {
    if (error instanceof LedgerError && error.fault === 'unknown-case')
      throw new Problem('not-found', `没有编号为 ${caseId} 的建议提案`, {
        errors: [{ pointer: '/path/caseId', detail: '没有这一件' }],
      });
    throw error;
  }
}

/** The actor as this case knows them: a proposer is found among its proposers by the token's subject. */
export async function actorIn(db: Db, caseId: string, actor: Actor): Promise<Actor> {
  if (actor.role !== 'proposer') return actor;
  const [row] = await db.query<{ id: string }>(
    'SELECT proposer_id AS id FROM proposers WHERE case_id = $1 AND subject = $2',
    [caseId, actor.subject],
  );
  const { person: _, ...rest } = actor;
  return row ? { ...rest, person: row.id } : rest;
}
