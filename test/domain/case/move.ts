import type { Track } from '../../../domain/case/state';
import type { Actor, ReviewLevel, Role } from '../../../schemas/common';
import type { CommandData, CommandType } from '../../../schemas/commands';

/** A command that is still without id and instant. */
export type Move = { [T in CommandType]: { actor: Actor; type: T; data: CommandData[T] } }[CommandType];

export const move = <T extends CommandType>(actor: Actor, type: T, data: CommandData[T]): Move =>
  ({ actor, type, data }) as Move;

export const unitActor = (unit: string, role: Role, subject = `${unit}-${role}`): Actor => ({
  subject,
  role,
  unit,
});

/** Whoever does a role's work on a part: on the provincial office's own, somebody of the office. */
export const actorOn = ({ part, unit }: Track, role: Role, subject = `${unit}-${role}`): Actor =>
  part === 'office' ? { subject, role: 'provincial-office' } : unitActor(unit, role, subject);

/** The last level is reviewed by the principal in person [R5.1]. */
export const inPerson = ({ responsibility }: Track, level: ReviewLevel, actor: Actor): Actor =>
  level === 'principal' && responsibility ? { ...actor, person: responsibility.principal } : actor;

export const HASH = 'b'.repeat(64);
export const REVIEWER: Record<ReviewLevel, Role> = {
  division: 'unit-division',
  office: 'unit-office',
  leaderInCharge: 'unit-leader',
  principal: 'unit-leader',
};

export const first = <T>(list: T[], find: (entry: T) => Move | undefined): Move | undefined => {
  for (const entry of list) {
    const found = find(entry);
    if (found) return found;
  }
  return undefined;
};
