import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';

/** One event of a history: its type as Temporal names it, and the workflow task that made it. */
export interface HistoryEvent {
  readonly id: number;
  readonly type: string;
  /** Of an event that a workflow task's commands made: the id of that task's completion. */
  readonly madeBy?: number;
}

/** What one workflow task cost: the task itself and what it made. */
export interface TaskCost {
  /** What woke it: a command of people, a signal, the end of an effect, or anything else. */
  readonly cause: 'command' | 'signal' | 'effect' | 'other';
  readonly events: number;
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

/**
 * The cost of each workflow task: scheduled, started, completed, and what its commands made. Scheduled activities are
 * left out: they are part of what the effect costs ({@link eventsPerEffect}).
 */
export function taskCosts(events: readonly HistoryEvent[]): TaskCost[] {
  const costs: TaskCost[] = [];
  let since: HistoryEvent[] = [];
  for (const event of events) {
    since.push(event);
    if (event.type !== 'WorkflowTaskCompleted') continue;
    const made = events.filter(({ madeBy, type }) => madeBy === event.id && type !== 'ActivityTaskScheduled');
    const types = new Set(made.map(({ type }) => type));
    const woken = new Set(since.map(({ type }) => type));
    costs.push({
      cause: types.has('WorkflowExecutionUpdateAccepted')
        ? 'command'
        : woken.has('WorkflowExecutionSignaled')
          ? 'signal'
          : [...ACTIVITY_ENDS].some((type) => woken.has(type))
            ? 'effect'
            : 'other',
      events: TASK_EVENTS + made.length + (woken.has('WorkflowExecutionSignaled') ? 1 : 0),
      movedDate: types.has('TimerStarted') || types.has('TimerCanceled'),
    });
    since = [];
  }
  return costs;
}

/** Events of effects (their activities and the tasks that recorded their ends) for each effect, on average. */
export function eventsPerEffect(events: readonly HistoryEvent[]): { effects: number; each: number } {
  const effects = events.filter(({ type }) => ACTIVITY_ENDS.has(type)).length;
  const activities = events.filter(({ type }) => type.startsWith('ActivityTask')).length;
  const tasks = taskCosts(events).filter(({ cause }) => cause === 'effect');
  const total = activities + tasks.reduce((sum, task) => sum + task.events, 0);
  return { effects, each: effects === 0 ? 0 : total / effects };
}

const CALM_MS = 60;
const PATIENCE_MS = 30_000;

/** Waits until nothing of a run is under way: no workflow task, no activity, and no event more. */
export async function settled(client: Client, workflowId: string): Promise<void> {
  const handle = client.workflow.getHandle(workflowId);
  let last = -1;
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await delay(CALM_MS)) {
    const { raw, historyLength } = await handle.describe();
    const calm = raw.pendingWorkflowTask == null && (raw.pendingActivities ?? []).length === 0;
    if (calm && historyLength === last) return;
    last = calm ? historyLength : -1;
  }
  throw new Error(`${workflowId} is still busy after ${PATIENCE_MS / 1000} s`);
}
