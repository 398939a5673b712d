import type { AssignedCase } from '../domain/case';
import { REPLYING } from '../domain/case/follows';
import { liveTracks } from '../domain/case/lookups';
import { isIn } from '../domain/case/tells';
import type { Db } from '../ledger/pool';
import { readMerged } from '../ledger/reads/merge';
import type { Handed } from '../ledger/scope';
import type { Actor, Role } from '../schemas/common';
import type { ApiDeps } from './deps';
import { Problem } from './problems';
import { handedTo } from './reader';
import { type Standing, type View, viewOf } from './scope';

type Deps = Pick<ApiDeps, 'ledger' | 'clock'>;

/**
 * What of a case somebody sees today; undefined for nothing. Beside their role it is where they work, or stand in
 * [R1.1], and what they answer in the cases that this one is merged with [R3.10].
 */
export async function sightOf(deps: Deps, state: AssignedCase, actor: Actor): Promise<View | undefined> {
  if (!UNIT_ROLES.has(actor.role)) return viewOf(state, actor);
  const handed = actor.role === 'unit-division' ? await handedTo(deps, actor) : undefined;
  return viewOf(state, actor, await standingOf(deps.ledger, state, actor, handed));
}

/** The view, or the 403 of somebody to whom the case is none of theirs. */
export async function requireSight(deps: Deps, state: AssignedCase, actor: Actor): Promise<View> {
  const view = await sightOf(deps, state, actor);
  if (view === undefined) throw new Problem('not-permitted', '本件不属于您的办理或查看范围');
  return view;
}

const UNIT_ROLES: ReadonlySet<Role> = new Set<Role>(['unit-office', 'unit-division', 'unit-leader']);

async function standingOf(
  db: Db,
  { caseId, merge }: AssignedCase,
  actor: Actor,
  handed: Handed | undefined,
): Promise<Standing> {
  const standing = handed ? { handed } : {};
  if (merge === undefined) return standing;
  const others = merge.role === 'member' ? [merge.host] : Object.keys(merge.members);
  const theirs = (await readMerged(db, others)).filter(
    ({ state }) => areMerged(state, caseId) && answersIn(state, actor, standing),
  );
  return theirs.length === 0
    ? standing
    : { ...standing, answers: merge.role === 'member' ? 'host' : 'member' };
}

/** Whether a case is the host of another one, or a member of it. */
const areMerged = ({ merge }: AssignedCase, caseId: string): boolean =>
  merge?.role === 'member' ? merge.host === caseId : isIn(merge?.members[caseId]);

/** Whether somebody's unit writes the letter that answers a case, or would if it were not merged. */
function answersIn(state: AssignedCase, actor: Actor, standing: Standing): boolean {
  const view = viewOf(state, actor, standing);
  return (
    view?.type === 'unit' && liveTracks(state).some(({ id, part }) => REPLYING.has(part) && view.own.has(id))
  );
}
