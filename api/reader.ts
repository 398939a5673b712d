import { standsInFor } from '../ledger/absences';
import { personOfSubject } from '../ledger/register';
import type { Recipient } from '../ledger/reads/inbox';
import type { Db } from '../ledger/pool';
import type { Handed, Scope } from '../ledger/scope';
import type { Actor } from '../schemas/common';
import type { ApiDeps } from './deps';
import { Problem } from './problems';

/** The cases whose lists an actor reads. @throws Problem `not-permitted` for roles that read no cases */
export async function scopeOf(deps: Pick<ApiDeps, 'ledger' | 'clock'>, actor: Actor): Promise<Scope> {
  switch (actor.role) {
    case 'provincial-office':
    case 'auditor':
      return 'all';
    case 'congress-committee':
      return { kind: 'suggestion' };
    case 'cppcc-committee':
      return { kind: 'proposal' };
    case 'unit-division':
      return { unit: actor.unit ?? '', handed: await handedTo(deps, actor) };
    case 'unit-office':
    case 'unit-leader':
      return { unit: actor.unit ?? '' };
    case 'proposer':
      return { proposerSubject: actor.subject };
    case 'intake':
    case 'operations':
    case 'system':
      throw new Problem('not-permitted', '您的角色不能查看建议提案');
  }
}

/**
 * Where somebody of a division works today: in their own division, in that of everyone for whom they stand in, and in
 * what any of them is named for [R1.1].
 */
export async function handedTo(
  { ledger, clock }: Pick<ApiDeps, 'ledger' | 'clock'>,
  actor: Actor,
): Promise<Handed> {
  const own = await personOf(ledger, actor);
  const absent = own === undefined ? [] : await standsInFor(ledger, own, await clock.today());
  const divisions = [actor, ...absent].flatMap(({ division }) => division ?? []);
  return {
    divisions: [...new Set(divisions)],
    people: [...(own === undefined ? [] : [own]), ...absent.map(({ id }) => id)],
  };
}

/** The person of the register who acts: named by the token, or found by its subject. */
export async function personOf(db: Db, actor: Actor): Promise<string | undefined> {
  return actor.person ?? (await personOfSubject(db, actor.subject))?.id;
}

/** Whose inbox an actor opens: a body's staff share one, and have what is told to themselves with it; everyone else has their own. */
export async function recipientsOf(db: Db, actor: Actor): Promise<Recipient[]> {
  switch (actor.role) {
    case 'provincial-office':
    case 'congress-committee':
    case 'cppcc-committee': {
      const person = await personOf(db, actor);
      return [{ type: 'body', id: actor.role }, ...(person ? [{ type: 'person', id: person } as const] : [])];
    }
    case 'proposer':
      return [{ type: 'proposer', subject: actor.subject }];
    default:
      return [{ type: 'person', id: (await personOf(db, actor)) ?? '' }];
  }
}
