import { setTimeout as delay } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { Logger } from 'pino';
import { CHANNELS } from '../activities/dispatch';
import { pendingDigests } from '../ledger/digests';
import type { Db } from '../ledger/pool';
import { hasUnclaimedNews } from '../ledger/unclaimed-news';
import { NEWS_WORKFLOW_ID, WORKFLOWS } from '../workflows/contract';

export interface NewsRelayOptions {
  readonly client: Client;
  readonly taskQueue: string;
  /** Whether there is news that nobody has been sent yet. */
  readonly hasNews: () => Promise<boolean>;
  readonly log: Logger;
  /** Milliseconds between two looks; 2,000 unless told. */
  readonly everyMs?: number;
}

/** News in no mail yet, or in a mail that is not sent. */
export async function hasUnsentNews(ledger: Db): Promise<boolean> {
  if (await hasUnclaimedNews(ledger)) return true;
  return (await pendingDigests(ledger, { kind: 'news', channels: CHANNELS, limit: 1 })).length > 0;
}

/** The run that sends news: a new one, or the one that is at it. */
export function startNews(client: Client, taskQueue: string): Promise<WorkflowHandle> {
  return client.workflow.start(WORKFLOWS.news, {
    workflowId: NEWS_WORKFLOW_ID,
    taskQueue,
    args: [],
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: '即时通知',
  });
}

/**
 * Looks for unsent news in the ledger every few seconds, and starts the run that sends it, unless it is at it already: any
 * number of workers may look. News costs a case no event, and a ledger or an engine that is down only delays it.
 */
export function relayNews({ client, taskQueue, hasNews, log, everyMs = 2_000 }: NewsRelayOptions): {
  stop(): Promise<void>;
} {
  let failing = false;
  const pause = new AbortController();
  const look = async (): Promise<void> => {
    try {
      if (await hasNews()) await startNews(client, taskQueue);
      if (failing) log.info('news is looked for again');
      failing = false;
    } catch (error) {
      // Once an outage, not every two seconds of it.
      if (!failing) log.warn({ err: error }, 'news cannot be looked for');
      failing = true;
    }
  };
  const goOn = async (): Promise<void> => {
    while (!pause.signal.aborted) {
      await look();
      await delay(everyMs, undefined, { signal: pause.signal }).catch(() => undefined);
    }
  };
  const looking = goOn();
  return {
    stop: async () => {
      pause.abort();
      await looking;
    },
  };
}
