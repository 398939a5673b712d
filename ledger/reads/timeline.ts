import type { CaseEvent, EventType } from '../../domain/case';
import { civilDateOf, type CivilDate } from '../../domain/dates';
import type { RungKey } from '../../domain/ladder';
import type { Actor } from '../../schemas/common';
import type { Change } from '../changes';
import type { Db } from '../pool';
import type { Scope } from '../scope';
import { readTexts } from '../texts';
import { isInScope } from './case';

/** Something that happened: who, the day of the act, when it was recorded, before and after. */
export interface EventEntry {
  entry: 'event';
  seq: number;
  type: EventType;
  on: CivilDate;
  recordedAt: string;
  /** Absent for readers from outside. */
  actor?: Actor;
  commandId?: string;
  data: CaseEvent['data'];
  changes: Change[];
}

/** A reminder that went out, and to whom; `messageId` where the mail was sent, `meantFor` where a stand-in got it. */
export interface ReminderEntry {
  entry: 'reminder';
  on: CivilDate;
  obligationId: string;
  trackId?: string;
  rung: RungKey;
  recipients: {
    type: 'person' | 'body' | 'proposer';
    id: string;
    messageId?: string;
    smsSent?: true;
    meantFor?: string[];
  }[];
}

export type TimelineEntry = EventEntry | ReminderEntry;

export interface Timeline {
  entries: TimelineEntry[];
  /** People's own words by the ids that events carry. */
  texts: Record<string, string>;
}

/** What those outside see of their own case: what concerns them, not how the offices came to it. The one list of it. */
export const FOR_PROPOSERS: ReadonlySet<EventType> = new Set<EventType>([
  'caseAssigned',
  'trackOpened',
  'trackSigned',
  'trackReassigned',
  'trackDropped',
  'partChanged',
  'leadSwapped',
  'letterRecalled',
  'deliverySent',
  'letterPublished',
  'letterTakenDown',
  'originalViewAsked',
  'originalViewAnswered',
  'feedbackGiven',
  'reworkAssigned',
  'reworkAnswered',
  'reworkWithdrawn',
  'caseClosed',
  'caseReopened',
  'caseWithdrawn',
]);
/** Of these, the words are theirs or were said to them. */
const WORDS_FOR_PROPOSERS: ReadonlySet<EventType> = new Set<EventType>(['feedbackGiven', 'caseWithdrawn']);

/** Everything that happened to a case and everybody who was reminded, by day; undefined when it is not in scope. */
export async function readTimeline(db: Db, caseId: string, scope: Scope): Promise<Timeline | undefined> {
  if (!(await isInScope(db, caseId, scope))) return undefined;
  const events = await db.query<Omit<EventEntry, 'entry'> & Record<string, unknown>>(
    `SELECT seq, type, act_on AS "on", recorded_at AS "recordedAt", actor, command_id AS "commandId", data, changes
     FROM case_events WHERE case_id = $1 ORDER BY seq`,
    [caseId],
  );
  const all = events.map((event): EventEntry => ({ entry: 'event', ...event }));
  if (scope !== 'all' && 'proposerSubject' in scope) return forProposers(db, caseId, all);
  const reminders = await readReminders(db, caseId);
  return { entries: inOrder([...all, ...reminders]), texts: await readTexts(db, caseId) };
}

async function forProposers(db: Db, caseId: string, events: readonly EventEntry[]): Promise<Timeline> {
  const shown = events.filter(({ type }) => FOR_PROPOSERS.has(type));
  const words = JSON.stringify(shown.filter(({ type }) => WORDS_FOR_PROPOSERS.has(type)).map(wordsIn));
  const texts = Object.entries(await readTexts(db, caseId)).filter(([id]) => words.includes(`"${id}"`));
  return {
    entries: shown.map(({ actor: _actor, commandId: _commandId, ...event }) => ({ ...event, changes: [] })),
    texts: Object.fromEntries(texts),
  };
}

/** The evidence of a feedback is theirs; by what an office proves its own acts (D8) was not said to them. */
const wordsIn = ({ type, data: { evidence, ...said } }: EventEntry): object =>
  type === 'feedbackGiven' ? { ...said, evidence } : said;

async function readReminders(db: Db, caseId: string): Promise<ReminderEntry[]> {
  const rows = await db.query<Omit<ReminderEntry, 'entry'> & Record<string, unknown>>(
    `SELECT rung.fired_on AS "on", rung.obligation_id AS "obligationId", rung.rung_key AS rung, obligation.track_id AS "trackId",
       (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('type', notice.recipient_type,
            'id', CASE WHEN notice.recipient_type = 'proposer' THEN obligation.owed_by_id ELSE notice.recipient_id END,
            'messageId', digest.message_id, 'meantFor', notice.meant_for, 'smsSent', CASE WHEN digest.sms_status = 'sent' THEN true END))
          ORDER BY notice.notice_id), '[]')
        FROM notices AS notice LEFT JOIN digests AS digest USING (digest_id)
        WHERE notice.case_id = rung.case_id AND notice.obligation_id = rung.obligation_id
          AND notice.rung_key = rung.rung_key) AS recipients
     FROM rungs AS rung JOIN obligations AS obligation USING (case_id, obligation_id)
     WHERE rung.case_id = $1 AND rung.state = 'fired' ORDER BY rung.fired_on, rung.obligation_id, rung.days`,
    [caseId],
  );
  return rows.map((row) => ({ entry: 'reminder', ...row }));
}

/** Events keep their order; a reminder stands before what was recorded later than its day. */
function inOrder(entries: TimelineEntry[]): TimelineEntry[] {
  const dayOf = (entry: TimelineEntry) =>
    entry.entry === 'event' ? shanghaiDay(entry.recordedAt) : entry.on;
  return entries
    .map((entry, index) => ({ entry, day: dayOf(entry), index }))
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.index - b.index))
    .map(({ entry }) => entry);
}

const shanghaiDay = (instant: string): CivilDate => civilDateOf(Date.parse(instant));
