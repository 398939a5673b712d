import type { CivilDate } from './dates';
import { refuseUnless } from './refusal';

/** A person is away from a day to a day, both included, and somebody of their unit stands in for them [R1.1]. */
export interface Absence {
  id: string;
  person: string;
  standIn: string;
  from: CivilDate;
  to: CivilDate;
  /** The day from which on the person is back, when that is earlier than said. */
  endedOn?: CivilDate;
}

/** How far stand-ins of stand-ins are followed: a setting of ours. Also in the ledger's `stand_ins_on`. */
export const LONGEST_CHAIN = 3;

/** Whether an absence holds on a day. */
export const isAway = ({ from, to, endedOn }: Absence, day: CivilDate): boolean =>
  from <= day && day <= to && (endedOn === undefined || day < endedOn);

/**
 * Who stands in for a person on a day: the one named, or who stands in for that one, at most {@link LONGEST_CHAIN}
 * steps on. Undefined while the person is there.
 */
export function standInOn(absences: readonly Absence[], person: string, day: CivilDate): string | undefined {
  return chainOn(absences, person, day).slice(0, LONGEST_CHAIN).at(-1);
}

/** The stand-ins on a day, one for the other; one that comes to its beginning again ends there, with the person. */
function chainOn(absences: readonly Absence[], person: string, day: CivilDate): string[] {
  const chain: string[] = [];
  let next: string | undefined = person;
  while (next !== undefined && chain.length <= absences.length) {
    const absent: string = next;
    next = absences.find((each) => each.person === absent && isAway(each, day))?.standIn;
    if (next !== undefined) chain.push(next);
    if (next === person) break;
  }
  return chain;
}

/**
 * Refuses an absence that cannot be: of one who stands in for themselves, that ends before it begins or is over, of a
 * person who is away on one of its days already, or by which stand-ins would wait for each other or be too many.
 * @param others the absences of the unit
 * @throws Refusal R1.1 with a pointer to the field
 */
export function refuseAbsence(fresh: Absence, others: readonly Absence[], today: CivilDate): void {
  const { person, standIn, from, to } = fresh;
  refuseUnless(person !== standIn, 'R1.1', 'conflict', '/standIn', '不能由本人代办');
  refuseUnless(from <= to, 'R1.1', 'invalid-date', '/to', `结束日期 ${to} 早于开始日期 ${from}`);
  refuseUnless(to >= today, 'R1.1', 'invalid-date', '/to', `结束日期 ${to} 已过（今天是 ${today}）`);
  const days = daysToLookAt(fresh, others);
  const same = others.find((each) => each.person === person && days.some((day) => isAway(each, day)));
  refuseUnless(
    same === undefined,
    'R1.1',
    'conflict',
    '/from',
    `该人员 ${same?.from ?? ''} 至 ${same?.to ?? ''} 已登记不在岗，不能重叠`,
  );
  const all = [...others, fresh];
  for (const day of days)
    for (const absent of new Set(all.map((each) => each.person))) {
      const chain = chainOn(all, absent, day);
      refuseUnless(
        chain.at(-1) !== absent,
        'R1.1',
        'conflict',
        '/standIn',
        `${day} 代办人也不在岗，并由该人员直接或间接代办`,
      );
      refuseUnless(
        chain.length <= LONGEST_CHAIN,
        'R1.1',
        'conflict',
        '/standIn',
        `${day} 转托代办超过 ${LONGEST_CHAIN} 人，请另定代办人`,
      );
    }
}

/** Who is away changes for the worse only where an absence begins: these days stand for all days of the fresh one. */
function daysToLookAt({ from, to }: Absence, others: readonly Absence[]): CivilDate[] {
  return [from, ...others.map((each) => each.from).filter((day) => from < day && day <= to)];
}
