import type { Actor } from '../../schemas/common';
import type { LetterLimits } from '../../schemas/intake';
import type { DecidingRules } from '../../schemas/policy';
import { type Chronicle, nextId } from './context';
import { partRow, procedureOf, tracksOf } from './lookups';
import { openTrackObligations } from './obligations';
import type { Facts, TextId, Track } from './state';

/** Whether cases of this kind have a part of the provincial office's own, by the rules that they live under. */
export const hasOfficePart = (facts: Pick<Facts, 'level' | 'letter'>, rules: DecidingRules): boolean =>
  partRow(rules, `${procedureOf(facts)}.office`) !== undefined;

/** The office's unit; for a case that was taken in without it, the unit of whoever of the office acts. */
const officeUnitOf = ({ officeUnit }: Pick<Facts, 'officeUnit'>, actor?: Actor): string =>
  officeUnit ?? (actor?.role === 'provincial-office' ? actor.unit : undefined) ?? 'provincial-office';

/**
 * The provincial office's own part [R3.1], which no intake names: a national case that a unit leads has one from its
 * first day, since the office's own limit counts from there too; so has one of a ministry which the province helps.
 */
export function officePart(
  facts: Facts,
  parts: readonly Pick<Track, 'part'>[],
  rules: DecidingRules,
): Pick<Track, 'unit' | 'part' | 'limits'>[] {
  const { level, letter, limits, assignedBy } = facts;
  if (!hasOfficePart(facts, rules)) return [];
  const own = { unit: officeUnitOf(facts), part: 'office' } as const;
  if (letter?.coHandles)
    return [{ ...own, limits: { opinion: letter.coHandles.opinion, setBy: limits?.setBy ?? assignedBy } }];
  return level === 'national' && parts.some(({ part }) => part === 'lead') ? [own] : [];
}

/**
 * The office's own part of a case that has a lead only now: from the day that the lead's duty counts from, it owes the
 * reply to the proposers [R3.1].
 */
export function openOfficePart(
  chronicle: Chronicle,
  { countsFrom }: Pick<Track, 'countsFrom'>,
  { limits, reason }: { limits?: LetterLimits; reason: TextId },
): void {
  const { facts, tracks } = chronicle.case;
  if (!hasOfficePart(facts, chronicle.context.rules) || tracksOf(chronicle.case, 'office').length > 0) return;
  const id = nextId('t', tracks);
  const track = {
    id,
    unit: officeUnitOf(facts, chronicle.command.actor),
    part: 'office',
    assignedOn: chronicle.on,
    countsFrom,
    ...(limits ? { limits } : {}),
  } as const;
  chronicle.add('trackOpened', { track, reason });
  openTrackObligations(chronicle, chronicle.case.tracks[id] as Track);
}
