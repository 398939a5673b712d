import type { AssignedCase } from '../domain/case';
import { personBound, principalOf, trackOf } from '../domain/case/permissions';
import { dutiesOf } from '../domain/case/responsibility';
import type { CivilDate } from '../domain/dates';
import { type Absent, standsInFor } from '../ledger/absences';
import type { Db } from '../ledger/pool';
import type { Command } from '../schemas/commands';
import type { Actor, Role } from '../schemas/common';
import type { Post } from '../schemas/register';
import { personOf } from './reader';

/** Roles are not lent: somebody acts only for one whose post has the same. */
const POSTS: Partial<Record<Role, readonly Post[]>> = {
  'unit-office': ['office'],
  'unit-division': ['division', 'officer'],
  'unit-leader': ['principal', 'leaderInCharge'],
};

/**
 * A command with who gives it: the register knows somebody by their subject where the token names no person. One who
 * stands in for an absent person on that day stays who acts, `for` says in whose stead, and `division` in the name of
 * which division that is. Whoever acts in their own right acts for nobody.
 */
export async function inPerson(
  db: Db,
  command: Command,
  state: AssignedCase,
  today: CivilDate,
): Promise<Command> {
  const { actor } = command;
  const posts = POSTS[actor.role];
  if (posts === undefined) return command;
  const own = await personOf(db, actor);
  if (own === undefined) return command;
  const bound = personBound(command, state);
  // Which of a unit's leaders it is, both of their levels ask.
  const person: Actor = principalOf(command, state) === undefined ? actor : { ...actor, person: own };
  if (own === bound) return { ...command, actor: person };
  const absent = (await standsInFor(db, own, today)).filter(({ post }) => posts.includes(post));
  const away =
    bound === undefined ? inWhoseStead(state, command, own, absent) : absent.find(({ id }) => id === bound);
  if (away === undefined) return { ...command, actor: person };
  const division = actor.role === 'unit-division' ? away.division : actor.division;
  return {
    ...command,
    actor: { ...person, person: own, for: away.id, ...(division ? { division } : {}) },
  };
}

/** The absent person whose act in a part it is: the one who is named in it, or else is of the division that has it. */
function inWhoseStead(
  state: AssignedCase,
  command: Command,
  own: string,
  absent: readonly Absent[],
): Absent | undefined {
  const { actor } = command;
  const track = state.tracks[trackOf(state, command) ?? ''];
  if (track?.unit !== actor.unit || track === undefined) return undefined;
  const inTheirs = absent.filter(
    ({ division }) => actor.role !== 'unit-division' || division === track.division,
  );
  const named = inTheirs.find(({ id }) => dutiesOf(track, id).length > 0);
  if (actor.role === 'unit-division' && actor.division !== track.division) return named ?? inTheirs[0];
  return dutiesOf(track, own).length > 0 ? undefined : named;
}
