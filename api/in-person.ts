import type { AssignedCase } from '../domain/case';
import { personBound, principalOf } from '../domain/case/permissions';
import type { CivilDate } from '../domain/dates';
import { standsInFor } from '../ledger/absences';
import type { Db } from '../ledger/pool';
import type { Command } from '../schemas/commands';
import { personOf } from './reader';

/**
 * A command that turns on which of a unit's leaders gives it, with who does: the register knows somebody by their
 * subject where the token names no person. One who stands in for the absent person on that day stays who acts, and
 * `for` says in whose stead. Every other command stays as it is.
 */
export async function inPerson(
  db: Db,
  command: Command,
  state: AssignedCase,
  today: CivilDate,
): Promise<Command> {
  if (principalOf(command, state) === undefined) return command;
  const own = await personOf(db, command.actor);
  if (own === undefined) return command;
  const actor = { ...command.actor, person: own };
  const bound = personBound(command, state);
  if (bound === undefined || own === bound) return { ...command, actor };
  const absent = (await standsInFor(db, own, today)).some(({ id }) => id === bound);
  return { ...command, actor: absent ? { ...actor, for: bound } : actor };
}
