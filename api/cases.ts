import type { AssignedCase } from '../domain/case';
import { LedgerError } from '../ledger/errors';
import type { Db } from '../ledger/pool';
import { proposerOfSubject } from '../ledger/reads/case';
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
  const id = await proposerOfSubject(db, caseId, actor.subject);
  const { person: _, ...rest } = actor;
  return id === undefined ? rest : { ...rest, person: id };
}
