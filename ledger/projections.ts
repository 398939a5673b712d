import type { AssignedCase } from '../domain/case/state';
import { nextDue, statusOf } from '../domain/case';
import { explanationOf } from '../domain/case/explanation';
import type { CivilDate } from '../domain/dates';
import type { RecordedRung } from '../domain/ladder';
import type { Obligation } from '../domain/obligation';
import type { CaseRules } from './rules';
import { rungsAfter } from './rung-plans';

/** Rows of one table, keys as its columns. */
export type Rows = readonly Readonly<Record<string, unknown>>[];

/** The rows that lists and figures read, of what changed between two states of a case. */
export interface Projections {
  tracks: Rows;
  responsibilities: Rows;
  obligations: Rows;
  rungs: Rows;
  deliveries: Rows;
  supervisions: Rows;
}

type Keyed<Key extends keyof AssignedCase> =
  AssignedCase[Key] extends Record<string, infer Item> ? Item : never;

/** Entries of a keyed record that differ from what they were: evolve copies only what it changes. */
export function changedEntries<Key extends 'tracks' | 'obligations' | 'deliveries' | 'supervisions'>(
  key: Key,
  before: AssignedCase | undefined,
  after: AssignedCase,
): Keyed<Key>[] {
  const old = (before?.[key] ?? {}) as Record<string, Keyed<Key>>;
  return Object.entries(after[key] as Record<string, Keyed<Key>>)
    .filter(([id, entry]) => entry !== old[id])
    .map(([, entry]) => entry);
}

/**
 * What the tables of a case must hold now. `before` is undefined when nothing is there yet; `rungs` are those on
 * record of obligations that changed; `today` is the day on which it changed; `otherPolicy` says that another policy
 * applies from now on.
 */
export function projectionsOf(
  before: AssignedCase | undefined,
  after: AssignedCase,
  rules: CaseRules,
  today: CivilDate,
  rungs: ReadonlyMap<string, readonly RecordedRung[]> = new Map(),
  otherPolicy = false,
): Projections {
  const case_id = after.caseId;
  const tracks = changedEntries('tracks', before, after);
  const obligations = otherPolicy
    ? Object.values(after.obligations)
    : changedEntries('obligations', before, after);
  return {
    tracks: tracks.map((track) => ({
      case_id,
      track_id: track.id,
      unit: track.unit,
      part: track.part,
      status: track.status,
      assigned_on: track.assignedOn,
      counts_from: track.countsFrom,
      signed_on: track.signedOn,
      replaces: track.replaces,
      division: track.division,
      officer: track.officer,
      case_leader: track.caseLeader,
      bureaus: Object.keys(track.bureaus ?? {}),
    })),
    responsibilities: tracks.flatMap((track) =>
      Object.entries(track.responsibility ?? {}).map(([post, person_id]) => ({
        case_id,
        track_id: track.id,
        post,
        person_id: person_id as string,
      })),
    ),
    obligations: obligations.map((obligation) => obligationRow(case_id, obligation, after, rules)),
    rungs: obligations.flatMap((obligation) =>
      rungRows(
        case_id,
        obligation.id,
        rungsAfter(
          before?.obligations[obligation.id],
          obligation,
          rungs.get(obligation.id) ?? [],
          rules.policy,
          today,
          otherPolicy,
        ),
      ),
    ),
    deliveries: changedEntries('deliveries', before, after).map((delivery) => ({
      case_id,
      delivery_id: delivery.id,
      letter_id: delivery.letterId,
      recipient_type: delivery.recipient.type,
      recipient_id: delivery.recipient.id,
      purpose: delivery.purpose,
      required: delivery.required,
      electronic: delivery.electronic,
      status: delivery.status,
      due_on: delivery.dueOn,
      way: delivery.way,
      sent_on: delivery.sentOn,
      received_on: delivery.receivedOn,
      obligation_id: delivery.obligationId,
    })),
    supervisions: changedEntries('supervisions', before, after).map((supervision) => ({
      case_id,
      supervision_id: supervision.id,
      track_id: supervision.trackId,
      unit: after.tracks[supervision.trackId]?.unit ?? '',
      form: supervision.form,
      ground: supervision.ground,
      opened_on: supervision.openedOn,
      status: supervision.status,
      closed_on: supervision.closedOn,
    })),
  };
}

/** The columns of a case's own row that follow from its state. */
export function headOf(state: AssignedCase, rules: CaseRules): Readonly<Record<string, unknown>> {
  const open = Object.values(state.obligations).filter(({ status }) => status === 'open');
  return {
    status: statusOf(state),
    seq: state.seq,
    state,
    due: open.map(({ due }) => due).sort()[0],
    next_due: nextDue(state, rules.policy),
    closed_on: state.status === 'open' ? undefined : state.endedOn,
  };
}

export function rungRows(
  case_id: string,
  obligation_id: string,
  rungs: readonly RecordedRung[] | undefined,
): Rows {
  return (rungs ?? []).map(({ key, on, audience, state, firedOn, every }) => ({
    case_id,
    obligation_id,
    rung_key: key,
    on,
    audience,
    state,
    fired_on: firedOn,
    every,
  }));
}

function obligationRow(
  case_id: string,
  obligation: Obligation,
  state: AssignedCase,
  rules: CaseRules,
): Record<string, unknown> {
  return {
    case_id,
    obligation_id: obligation.id,
    kind: obligation.kind,
    track_id: obligation.trackId,
    owed_by_type: obligation.owedBy.type,
    owed_by_id: obligation.owedBy.id,
    rule: obligation.rule,
    settled: obligation.settled,
    start: obligation.start,
    limit: obligation.limit,
    raw_due: obligation.rawDue,
    due: obligation.due,
    provisional: obligation.provisional,
    last_working_day: obligation.lastWorkingDay,
    calendar_version: obligation.calendarVersion,
    source: obligation.source,
    opened_on: obligation.openedOn,
    entered_on: obligation.enteredOn,
    status: obligation.status,
    ended_on: obligation.endedOn,
    superseded_by: obligation.supersededBy,
    missed: obligation.missed,
    about: obligation.about,
    explanation: explanationOf(obligation, state, rules.calendar),
  };
}
