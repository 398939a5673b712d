import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';

/** One event of a history: its type as Temporal names it, and the workflow task that made it. */
export interface HistoryEvent {
  readonly id: number;
  readonly type: string;
  /** Of an event that a workflow task's commands made: the id of that task's completion. */
  readonly madeBy?: number;
}

/** What one workflow task cost: the task itself, what woke it and what it made. */
export interface TaskCost {
  /** What woke it: a command of people, a signal, the end of effects, or anything else. */
  readonly cause: 'command' | 'signal' | 'effect' | 'other';
  readonly events: number;
  /** Effects whose ends it recorded. */
  readonly effects: number;
  /** The case's timer was armed again: two events more. */
  readonly movedDate: boolean;
}

/** The history of a workflow's current run. */
export async function historyOf(client: Client, workflowId: string): Promise<HistoryEvent[]> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  let lastTask = 0;
  return (events ?? []).map((event) => {
    const id = Number(event.eventId);
    const key = Object.keys(event).find(
      (name) => name.endsWith('EventAttributes') && event[name as keyof typeof event] != null,
    );
    const type = (key ?? 'unknown')
      .replace(/EventAttributes$/, '')
      .replace(/^./, (first) => first.toUpperCase());
    if (type === 'WorkflowTaskCompleted') lastTask = id;
    const attributes = event[key as keyof typeof event] as { workflowTaskCompletedEventId?: unknown } | null;
    // Events of updates do not name their task: they follow it.
    const madeBy = type.startsWith('WorkflowExecutionUpdate')
      ? lastTask
      : Number(attributes?.workflowTaskCompletedEventId ?? 0);
    return { id, type, ...(madeBy > 0 && { madeBy }) };
  });
}

export function countByType(events: readonly HistoryEvent[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { type } of events) counts.set(type, (counts.get(type) ?? 0) + 1);
  return new Map([...counts].sort(([, a], [, b]) => b - a));
}

/** Timers that were armed and neither fired nor were cancelled. */
export function pendingTimers(events: readonly HistoryEvent[]): number {
  const counts = countByType(events);
  const count = (type: string) => counts.get(type) ?? 0;
  return count('TimerStarted') - count('TimerFired') - count('TimerCanceled');
}

const ACTIVITY_ENDS = new Set(['ActivityTaskCompleted', 'ActivityTaskFailed', 'ActivityTaskTimedOut']);
const TASK_EVENTS = 3;
const ACTIVITY_EVENTS = 3;

/**
 * The cost of each workflow task: scheduled, started, completed; the signal or the activities that woke it; and what its
 * commands made, but for activities, which are counted where they end.
 */
export function taskCosts(events: readonly HistoryEvent[]): TaskCost[] {
  const costs: TaskCost[] = [];
  let since: string[] = [];
  for (const { id, type } of events) {
    since.push(type);
    if (type !== 'WorkflowTaskCompleted') continue;
    const made = events.filter((event) => event.madeBy === id && event.type !== 'ActivityTaskScheduled');
    const has = (wanted: string) => made.some((event) => event.type === wanted);
    const signals = since.filter((each) => each === 'WorkflowExecutionSignaled').length;
    const effects = since.filter((each) => ACTIVITY_ENDS.has(each)).length;
    const isCommand = has('WorkflowExecutionUpdateAccepted');
    costs.push({
      cause: isCommand ? 'command' : signals > 0 ? 'signal' : effects > 0 ? 'effect' : 'other',
      events: TASK_EVENTS + made.length + signals + effects * ACTIVITY_EVENTS,
      effects,
      movedDate: has('TimerStarted') || has('TimerCanceled'),
    });
    since = [];
  }
  return costs;
}

const CALM_MS = 60;
const PATIENCE_MS = 30_000;

/** Waits until nothing of a run is under way: no workflow task, no activity, no event more. Returns the history's length. */
export async function settled(client: Client, workflowId: string): Promise<number> {
  const handle = client.workflow.getHandle(workflowId);
  let last = -1;
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await delay(CALM_MS)) {
    const { raw, historyLength } = await handle.describe();
    const calm = raw.pendingWorkflowTask == null && (raw.pendingActivities ?? []).length === 0;
    if (calm && historyLength === last) return historyLength;
    last = calm ? historyLength : -1;
  }
  throw new Error(`${workflowId} is still busy after ${PATIENCE_MS / 1000} s`);
}
