import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createActivities } from '../activities';
import { worldOf } from '../activities/world';
import { clockAtStart } from '../ledger/clock';
import { openLedger } from '../ledger/pool';
import { policyOf } from '../ledger/rules';
import { rulesInForce } from '../ledger/rules-in-force';
import type { Config } from '../platform/config';
import { temporalConnectionOptions } from '../platform/temporal-connection';
import { temporalAdoptions } from '../workflows/starting-adoption';
import { temporalPurges } from '../workflows/starting-purge';
import { adoptionActivities } from './adoptions';
import { batchActivities } from './batches';
import { CaseRuns } from './case-runs';
import { neighbourActivities } from './neighbours';
import { hasUnsentNews, relayNews } from './news-relay';
import { reconcileActivities } from './reconcile';
import { ensureSchedules } from './schedules';
import { secretActivities } from './secrets';
import { startWorker, type RunningWorker } from './worker';

export interface ServiceOptions {
  readonly config: Config;
  /** host:port of Temporal's frontend. */
  readonly temporalAddress: string;
  readonly databaseUrl: string;
  readonly log: Logger;
  /** Path of a bundle that was built before; absent: bundled at start. */
  readonly workflowBundlePath?: string;
  /** Milliseconds between two looks for news; the relay's own unless told. */
  readonly newsEveryMs?: number;
}

/** Everything that one worker process does: workflows and activities, schedules, the relay of news. */
export async function startService(options: ServiceOptions): Promise<RunningWorker> {
  const { config, temporalAddress, databaseUrl, log, workflowBundlePath } = options;
  const { namespace, taskQueue } = config.temporal;
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const each of closing.splice(0).reverse()) await each();
  };
  try {
    const ledger = openLedger(databaseUrl, {
      onIdleError: (err) => log.warn({ err }, 'an idle connection to the ledger was lost'),
    });
    closing.push(() => ledger.close());
    const clock = await clockAtStart(config.mode, ledger);
    const address = temporalConnectionOptions(config.temporal, temporalAddress);
    const connection = await Connection.connect(address);
    closing.push(() => connection.close());
    const native = await NativeConnection.connect(address);
    closing.push(() => native.close());

    const client = new Client({ connection, namespace });
    const runs = new CaseRuns({ client, ledger, clock, taskQueue });
    const world = worldOf(config, ledger, clock, (line) => log.info(line));
    const worker = await startWorker({
      connection: native,
      namespace,
      taskQueue,
      activities: {
        ...createActivities(world),
        ...batchActivities(ledger, runs),
        ...adoptionActivities({ ledger, clock }, runs),
        ...secretActivities({ ledger, clock, portal: world.portal }, runs),
        ...reconcileActivities({ ledger, clock }, runs, {
          adoptions: temporalAdoptions(client, taskQueue),
          purges: temporalPurges(client, taskQueue),
        }),
        ...neighbourActivities(ledger, runs),
      },
      workflowBundle: workflowBundlePath === undefined ? undefined : { codePath: workflowBundlePath },
    });
    closing.push(() => worker.stop());
    const { policyVersion } = await rulesInForce(ledger);
    const { dispatchHour } = await policyOf(ledger, policyVersion);
    await ensureSchedules(client, { taskQueue, dispatchHour });
    const relay = relayNews({
      client,
      taskQueue,
      log,
      hasNews: () => hasUnsentNews(ledger),
      everyMs: options.newsEveryMs,
    });
    closing.push(() => relay.stop());
    return { ended: worker.ended, stop: close };
  } catch (error) {
    await close();
    throw error;
  }
}
