import { startOfDay, type CivilDate } from '../domain/dates';
import { hashOf } from './hash';

/** Six hours: the wakes of a night are spread over 00:00 to 06:00, so that a date that many cases share is no burst. */
const NIGHT_MS = 6 * 3_600_000;

/**
 * The instant (epoch milliseconds of the platform's clock) at which a case wakes for a day: in the night that begins
 * it, when in the night is decided by the case's id. What the record says is the day.
 */
export function wakeInstant(caseId: string, day: CivilDate): number {
  return startOfDay(day) + (hashOf(caseId) % NIGHT_MS);
}
