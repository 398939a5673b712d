import type { z } from 'zod';
import { assignmentCommands } from './assignment';
import type { Actor, Category, Kind, Level, Part } from './common';
import { contactCommands } from './contact';
import { type Feedback, type ReworkAssignment, reworkCommands } from './feedback';
import { type KeyKind, openDoorCommands } from './key';
import { letterCommands } from './letter';
import { type FollowedLetter, mergeCommands } from './merge';
import { oversightCommands } from './oversight';
import { publicationCommands } from './publication';
import { secretCommands } from './secret';

/** Every command of people: its name and the shape of its data (path parameters and body together). */
export const commandSchemas = {
  ...assignmentCommands,
  ...contactCommands,
  ...openDoorCommands,
  ...letterCommands,
  ...publicationCommands,
  ...oversightCommands,
  ...reworkCommands,
  ...mergeCommands,
  ...secretCommands,
} as const;

export type PeopleCommandType = keyof typeof commandSchemas;
type PeopleData = { [T in PeopleCommandType]: z.infer<(typeof commandSchemas)[T]> };

/** What the engine itself tells a case: time, and how its effects went. */
interface EngineData {
  tick: Record<never, never>;
  /** `catchUp`: it is `recordedAt` now, whatever the run's own clock says (after a fast-forward that was cut short). */
  wake: { catchUp?: boolean };
  reportDelivery: {
    deliveryId: string;
    outcome: 'sent' | 'unreachable';
    way: 'mail' | 'exchange';
    messageId?: string;
    why?: string;
  };
  reportPublication: { letterId: string; outcome: 'published' | 'taken-down'; url?: string };
  /** What is not named stays as the case has it. `reason` is the platform's own sentence, nobody's words. */
  adoptRules: { calendarVersion?: string; policyVersion?: string; reason: string };
  discardMessage: { channel: string; messageId: string; why: string };
  // Between merged cases [R3.10]; `since` is the event of the host with which the membership began.
  joinMerge: {
    host: string;
    since: number;
    kind: Kind;
    level: Level;
    decidedBy: 'unit' | 'provincial-office';
    unit?: string;
    /** The host's parts that reply. */
    parts?: { unit: string; part: Part }[];
    /** Whose table of parts the host follows. */
    procedure?: string;
    /** The categories that the host's letters may bear. */
    categories?: string[];
  };
  /** `why`: the host is gone by itself. */
  leaveMerge: { host: string; since: number; why?: 'withdrawn' | 'classified' };
  /** A member is gone by itself. */
  memberGone: { member: string; since: number; why: 'withdrawn' | 'classified' };
  followLetter: FollowedLetter;
  reportTold: {
    member: string;
    since: number;
    /** Absent: it was asked to join, or to leave. */
    letter?: { letterId: string; stage: FollowedLetter['stage']; category?: Category };
    /** `apart`: it took it, and it says nothing for that case. */
    outcome: 'taken' | 'apart' | 'refused';
    why?: string;
  };
  /** Orders of the ledger: what was decided over several cases, told to each of them. They have no route of their own. */
  markKey: { trackId: string; keyId: string; key: KeyKind };
  unmarkKey: { keyId: string };
  trackSubject: { trackId: string; subjectId: string };
}

/** Commands that arrive as signals [R7.4 and feedback]. */
interface MessageData {
  giveFeedback: Feedback;
  assignRework: ReworkAssignment;
}

export type CommandData = PeopleData & EngineData & MessageData;
export type CommandType = keyof CommandData;

/**
 * A command to one case. `id` makes it idempotent (the ledger answers a repeated id from its record); `recordedAt`
 * is the platform's instant, ISO 8601 UTC; free texts in `data` are already ids of texts in the ledger.
 */
export type CommandOf<T extends CommandType> = T extends CommandType
  ? { id: string; type: T; actor: Actor; recordedAt: string; data: CommandData[T] }
  : never;
export type Command = CommandOf<CommandType>;
