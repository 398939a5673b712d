import type { Client } from '@temporalio/client';
import { addDays, daysBetween, minDate, type CivilDate } from '../domain/dates';
import { workflowIdOf } from '../domain/identity';
import { nextCaseDay, nextReminderDay, openRuns } from '../ledger/advancing';
import type { PlatformClock } from '../ledger/clock';
import type { Ledger } from '../ledger/pool';
import { fastForward } from '../platform/fast-forward';
import { dispatchWorkflowId, WORKFLOWS } from '../workflows/contract';
import { CaseRuns } from './case-runs';
import { hasUnsentNews, startNews } from './news-relay';

export interface AdvanceDeps {
  ledger: Ledger;
  clock: PlatformClock;
  client: Client;
  namespace: string;
  taskQueue: string;
  /** Told of each day on which something happens. */
  onDay?: (day: CivilDate, what: { woken: number; dispatched: boolean }) => void;
  /** Told of a day whose news could not be sent in time: the clock moves on, and its mails say a later day. */
  onLateNews?: (day: CivilDate) => void;
  /** How long the clock waits for the news of a day, in ms. */
  newsPatienceMs?: number;
}

const DAY_MS = 86_400_000;
/** Runs that are moved on at once: each waits for the server's timer queue most of the time. */
const AT_ONCE = 24;
const NEWS_PATIENCE_MS = 20_000;

/**
 * Lets days pass, on a server that can skip time (tests and the demo, never production). Stops on every day on
 * which a case changes or a reminder falls, in order: first the cases whose day has come are moved on to it, then
 * that day's reminders go out; its news is sent before it ends. Runs that nothing happens to are moved on once, at the end. One at a time.
 */
export async function advance(deps: AdvanceDeps, days: number): Promise<void> {
  const { ledger, clock } = deps;
  const target = addDays(await clock.today(), days);
  const lag = new Map<string, number>((await openRuns(ledger)).map((caseId) => [caseId, 0]));
  for (let today = await clock.today(); today < target;) {
    if (!(await newsIsSent(deps))) deps.onLateNews?.(today);
    const next = await nextStop(ledger, today, target);
    const passed = daysBetween(today, next) * DAY_MS;
    await clock.setOffset((await clock.offsetMs()) + passed);
    for (const [caseId, behind] of lag) lag.set(caseId, behind + passed);
    today = next;
    const due = (await openRuns(ledger, today)).filter((caseId) => (lag.get(caseId) ?? 0) > 0);
    await moveOn(deps, lag, due);
    await setClocks(deps, today);
    const dispatched = (await nextReminderDay(ledger, '0001-01-01', today)) !== undefined;
    if (dispatched) await dispatch(deps, today);
    deps.onDay?.(today, { woken: due.length, dispatched });
  }
  const open = new Set(await openRuns(ledger));
  await moveOn(
    deps,
    lag,
    [...lag.keys()].filter((caseId) => open.has(caseId) && (lag.get(caseId) ?? 0) > 0),
  );
}

/** The next day on which a reminder falls or a case is due; the target when there is none before it. */
async function nextStop(ledger: Ledger, today: CivilDate, target: CivilDate): Promise<CivilDate> {
  const reminder = await nextReminderDay(ledger, today, target);
  const change = await nextCaseDay(ledger, today, target);
  return minDate(target, reminder ?? target, change ?? target);
}

async function moveOn(
  deps: AdvanceDeps,
  lag: Map<string, number>,
  caseIds: readonly string[],
): Promise<void> {
  const waiting = [...caseIds];
  const inTurn = async () => {
    for (let caseId = waiting.shift(); caseId !== undefined; caseId = waiting.shift()) {
      const seconds = (lag.get(caseId) ?? 0) / 1000;
      await fastForward(deps.client.connection as Parameters<typeof fastForward>[0], {
        namespace: deps.namespace,
        workflowId: workflowIdOf(caseId),
        seconds,
      });
      lag.set(caseId, 0);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, inTurn));
}

/** Runs whose clocks an earlier, interrupted advance left behind are told what day it is. */
async function setClocks({ client, ledger, clock, taskQueue }: AdvanceDeps, today: CivilDate): Promise<void> {
  const runs = new CaseRuns({ client, ledger, clock, taskQueue });
  for (const caseId of await openRuns(ledger, today)) await runs.wake(caseId, { catchUp: true });
}

async function dispatch({ client, taskQueue }: AdvanceDeps, day: CivilDate): Promise<void> {
  await client.workflow.execute(WORKFLOWS.dispatch, {
    workflowId: dispatchWorkflowId(day),
    taskQueue,
    args: [{ day }],
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
}

/** Sees to it that what happened on a day is told on that day. False where some of it is unsent when patience ends. */
async function newsIsSent(deps: AdvanceDeps): Promise<boolean> {
  const { ledger, client, taskQueue, newsPatienceMs = NEWS_PATIENCE_MS } = deps;
  const end = Date.now() + newsPatienceMs;
  // A run that is at it may have looked before the last news came: then there is another round.
  while (await hasUnsentNews(ledger)) {
    try {
      await client.withDeadline(end, async () => {
        await (await startNews(client, taskQueue)).result();
      });
    } catch (error) {
      if (Date.now() < end) throw error;
      return false;
    }
  }
  return true;
}
