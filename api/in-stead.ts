import type { AssignedCase } from '../domain/case';
import { personBound } from '../domain/case/permissions';
import type { CivilDate } from '../domain/dates';
import { standsInFor } from '../ledger/absences';
import type { Db } from '../ledger/pool';
import type { Command } from '../schemas/commands';
import { personOf } from './reader';

/**
 * The command in the name of the absent person, where only that person may give it and the actor stands in for them
 * on that day: the actor stays who acts, `for` says in whose stead. Every other command stays as it is.
 */
export async function inStead(
  db: Db,
  command: Command,
  state: AssignedCase,
  today: CivilDate,
): Promise<Command> {
  const bound = personBound(command, state);
  if (bound === undefined) return command;
  const own = await personOf(db, command.actor);
  if (own === undefined || own === bound) return command;
  const absent = (await standsInFor(db, own, today)).some(({ id }) => id === bound);
  return absent ? { ...command, actor: { ...command.actor, for: bound } } : command;
}
