import type { Post } from '../schemas/register';
import { refuseUnless } from './refusal';

/** What the register says of a person: their post, and the division they are of. */
export interface Placed {
  post: Post;
  division?: string;
}

/** What somebody can be named for in a part: a duty of "3+1" [R1.1], and the lead of a case [R1.2]. */
export type NamedDuty = Post | 'caseLeader';

/** Whose post fits a duty: what is done in the unit's name is its leaders', what is handled a division's. */
const FITTING: Readonly<Record<NamedDuty, readonly Post[]>> = {
  principal: ['principal'],
  leaderInCharge: ['leaderInCharge', 'principal'],
  office: ['office'],
  division: ['division'],
  officer: ['officer', 'division'],
  caseLeader: ['principal', 'leaderInCharge'],
};

const DUTY_NAMES: Readonly<Record<NamedDuty, string>> = {
  principal: '主要负责同志',
  leaderInCharge: '分管负责同志',
  office: '办公室',
  division: '承办处室负责人',
  officer: '承办人员',
  caseLeader: '负责同志',
};

/** The duties of those who handle a part: they are of the division that has it. */
const OF_DIVISION: ReadonlySet<NamedDuty> = new Set<NamedDuty>(['division', 'officer']);

/**
 * Why the register's post or division of a person does not fit a duty [R1.1]; undefined where they do. `division` is
 * the one that has the part: without one, nobody has been handed it yet.
 */
export function misfit(
  duty: NamedDuty,
  { post, division: own }: Placed,
  division?: string,
): string | undefined {
  if (!FITTING[duty].includes(post)) return `该人员在名录中的职务不能担任${DUTY_NAMES[duty]}`;
  if (OF_DIVISION.has(duty) && division !== undefined && own !== undefined && own !== division)
    return '该人员不属于承办本件的处室，请先改交其所在处室';
  return undefined;
}

/**
 * A leader's absence is another leader's to bridge: the last levels of review are theirs [R5.1], and roles are not lent.
 * @throws Refusal R1.1 at the stand-in
 */
export function refuseUnfitStandIn(absent: Placed, standIn: Placed): void {
  refuseUnless(
    misfit('caseLeader', absent) !== undefined || misfit('caseLeader', standIn) === undefined,
    'R1.1',
    'conflict',
    '/standIn',
    '负责同志不在岗的，应由本单位其他负责同志代办',
  );
}
