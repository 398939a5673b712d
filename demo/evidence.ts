import type { Client, WorkflowHandle } from '@temporalio/client';
import type { CaseEvent, EventType } from '../domain/case';
import type { CivilDate } from '../domain/dates';
import { workflowIdOf } from '../domain/identity';
import { eventsAfter } from '../ledger/events';
import type { Ledger } from '../ledger/pool';
import type { SinkMail } from '../platform/mail-store';

/** How a step reached the engine: what its trace in the history looks like. */
export type Way = 'intake' | 'update' | 'signal' | 'timer' | 'activity' | 'dispatch';

/** What must be seen of a step, each in its own record: ledger, engine, mail server. */
export interface Evidence {
  event?: string;
  engine?: string;
  mail?: string;
  /** The day of it, as the ledger has it. */
  on?: CivilDate;
  /** Whom its mails went to: ids of people and bodies. */
  to?: readonly string[];
  /** The event itself, as the ledger has it. */
  of?: CaseEvent;
}

/** What a step says will be seen of it. */
export interface Expected {
  caseId: string;
  way: Way;
  /** The event in the ledger; for reminders, the rung. */
  event?: EventType;
  where?: (event: CaseEvent) => boolean;
  rung?: { kind: string; key: string };
  mail?: (mail: SinkMail) => boolean;
}

const PATIENCE_MS = 30_000;
const PAUSE_MS = 200;

/** Looks for the traces of steps in the three records, waiting for what is still on its way. */
export class Witness {
  /** The last act on each case that a step has accounted for: a later step finds a later event. */
  private readonly seen = new Map<string, number>();
  /** What the platform did after an act comes in any order: each of its events accounts for one step. */
  private readonly told = new Set<string>();

  constructor(
    private readonly ledger: Ledger,
    private readonly client: Client,
    private readonly mails: () => readonly SinkMail[],
    /** How long to wait for a trace, in ms. */
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  async find(expected: Expected): Promise<Evidence> {
    return (await this.waitFor(() => this.look(expected))) ?? {};
  }

  /** Looks again and again until something is there; undefined where it is in vain. */
  async waitFor<T>(look: () => Promise<T | undefined>): Promise<T | undefined> {
    for (const end = Date.now() + this.patienceMs; ;) {
      const found = await look();
      if (found !== undefined || Date.now() > end) return found;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  private async look(expected: Expected): Promise<Evidence | undefined> {
    if (expected.rung !== undefined) return this.lookForRung(expected.caseId, expected.rung);
    const event = await this.lookForEvent(expected);
    if (event === undefined) return undefined;
    const engine = await this.lookInHistory(expected, event);
    if (engine === undefined) return undefined;
    const mail = expected.mail && this.mails().find(expected.mail);
    if (expected.mail !== undefined && mail === undefined) return undefined;
    this.told.add(`${expected.caseId}#${event.seq}`);
    if (expected.way !== 'activity') this.seen.set(expected.caseId, event.seq);
    const found = { event: `#${event.seq} ${event.type}`, engine, on: event.on, of: event };
    return mail === undefined ? found : { ...found, mail: mail.messageId };
  }

  private async lookForEvent({
    caseId,
    event,
    where = () => true,
  }: Expected): Promise<CaseEvent | undefined> {
    const events = await eventsAfter(this.ledger, caseId, this.seen.get(caseId) ?? 0);
    return events.find((one) => one.type === event && where(one) && !this.told.has(`${caseId}#${one.seq}`));
  }

  /** The engine's own trace: an update's id, a signal's, a timer's or an activity's event, of any run of the case. */
  private async lookInHistory({ caseId, way }: Expected, event: CaseEvent): Promise<string | undefined> {
    const workflowId = workflowIdOf(caseId);
    for await (const { runId } of this.client.workflow.list({ query: `WorkflowId = "${workflowId}"` })) {
      const { events } = await this.client.workflow.getHandle(workflowId, runId).fetchHistory();
      // A case that slept since its start is woken by the end of its delay: then its first task stands for a timer.
      let woken = '延时启动到时（事件 2）';
      for (const entry of events ?? []) {
        const id = `事件 ${Number(entry.eventId)}`;
        if (entry.timerFiredEventAttributes) woken = `定时器到时（${id}）`;
        const trace = traceOf(entry, way, event, id);
        if (trace !== undefined) return trace;
        if (way === 'timer' && markerText(entry).includes(event.commandId)) return woken;
      }
    }
    return undefined;
  }

  /** A rung that fired, the dispatch that claimed it, and the mails that told of it: each is there, and says where it went. */
  private async lookForRung(
    caseId: string,
    rung: { kind: string; key: string },
  ): Promise<Evidence | undefined> {
    const rows = await this.ledger.query<{ firedOn: CivilDate; messageId: string }>(
      `SELECT DISTINCT rungs.fired_on AS "firedOn", digests.message_id AS "messageId"
       FROM rungs JOIN obligations USING (case_id, obligation_id)
       JOIN notices ON (notices.case_id, notices.obligation_id, notices.rung_key) = (rungs.case_id, rungs.obligation_id, rungs.rung_key)
       JOIN digests USING (digest_id)
       WHERE rungs.case_id = $1 AND obligations.kind = $2 AND rungs.rung_key = $3 AND rungs.state = 'fired'
         AND digests.message_id IS NOT NULL
       ORDER BY digests.message_id`,
      [caseId, rung.kind, rung.key],
    );
    const mails = rows.flatMap((row) => this.mails().filter(({ messageId }) => messageId === row.messageId));
    const [row] = rows;
    if (row === undefined || mails.length < rows.length) return undefined;
    return {
      event: `提醒 ${rung.key}（${row.firedOn}）`,
      engine: `调度 dispatch:${row.firedOn}`,
      mail: `${row.messageId}${mails.length > 1 ? ` 等 ${mails.length} 封` : ''}`,
      on: row.firedOn,
      to: await this.whoseAre(mails.flatMap(({ to }) => to)),
    };
  }

  /** Those of the register who have these addresses. */
  private async whoseAre(addresses: readonly string[]): Promise<string[]> {
    const rows = await this.ledger.query<{ id: string }>(
      `SELECT id FROM (SELECT person_id AS id, mail FROM people UNION ALL SELECT body_id, mail FROM bodies) AS all_of_them
       WHERE mail = ANY($1) ORDER BY array_position($1::text[], mail)`,
      [addresses],
    );
    return rows.map(({ id }) => id);
  }
}

type HistoryEntry = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number];

/** What one entry of a history says of an event, when it is what brought the event about. */
function traceOf(entry: HistoryEntry, way: Way, { commandId }: CaseEvent, id: string): string | undefined {
  const accepted = entry.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.meta?.updateId;
  if (way === 'update' && accepted === commandId) return `更新 ${accepted.slice(0, 12)}…（${id}）`;
  if (way === 'intake' && entry.workflowExecutionStartedEventAttributes) return `启动（${id}）`;
  const signal = entry.workflowExecutionSignaledEventAttributes;
  if (way === 'signal' && signal && payloadText(signal.input?.payloads).includes(commandId))
    return `信号 ${signal.signalName ?? ''}（${id}）`;
  const activity = entry.activityTaskScheduledEventAttributes;
  if (way === 'activity' && activity && commandId.includes(activityKey(activity.input?.payloads)))
    return `活动 ${activity.activityType?.name ?? ''}（${id}）`;
  return undefined;
}

/** What a local activity left in the history: the events that it recorded, with their commands. */
const markerText = ({ markerRecordedEventAttributes: marker }: HistoryEntry): string =>
  Object.values(marker?.details ?? {})
    .map(({ payloads }) => payloadText(payloads))
    .join('\n');

type Payloads = readonly { data?: Uint8Array | null }[] | null | undefined;

const payloadText = (payloads: Payloads): string =>
  (payloads ?? []).map(({ data }) => Buffer.from(data ?? []).toString('utf8')).join('\n');

/** An effect's report is named after what it did: `deliver:d1:…`, `publish:l3:…`. */
function activityKey(payloads: Payloads): string {
  try {
    const input = JSON.parse(payloadText(payloads)) as { deliveryId?: string; letterId?: string };
    return `:${input.deliveryId ?? input.letterId ?? '?'}:`;
  } catch {
    return '?';
  }
}
