import {
  Runtime,
  Worker,
  bundleWorkflowCode,
  type NativeConnection,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type {
  AdoptionActivities,
  BatchActivities,
  CaseActivities,
  DispatchActivities,
  NeighbourActivities,
  PurgeActivities,
  ReconcileActivities,
} from '../workflows/contract';

export type Activities = CaseActivities &
  DispatchActivities &
  BatchActivities &
  AdoptionActivities &
  PurgeActivities &
  ReconcileActivities &
  NeighbourActivities;

export interface WorkerOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly activities: Partial<Activities>;
  /** A bundle that was built before, by `npm run build` or a test run: the code, or its file. Absent: bundled now. */
  readonly workflowBundle?: { readonly code: string } | { readonly codePath: string };
}

export interface RunningWorker {
  /** Settles when the worker has ended: rejects when it ended by itself. */
  readonly ended: Promise<void>;
  /** Takes no more tasks and waits for those at hand, at most ten seconds. */
  stop(): Promise<void>;
}

/** Starts to carry out workflows and activities. Rejects when the server cannot be reached or the namespace is unknown. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { connection, namespace, taskQueue, activities } = options;
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    activities: { ...activities },
    workflowBundle: options.workflowBundle ?? (await bundleWorkflows()),
    // Records are short: so many cases move at once, and a pool of connections serves them in turn.
    maxConcurrentLocalActivityExecutions: 50,
    maxConcurrentActivityTaskExecutions: 50,
    shutdownGraceTime: '5 seconds',
    shutdownForceTime: '10 seconds',
  });
  const ended = worker.run();
  return {
    ended,
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended;
    },
  };
}

/** Makes the bundle from the sources, or from what was built of them. */
export async function bundleWorkflows(): Promise<WorkflowBundleWithSourceMap> {
  const folder = join(__dirname, '..', 'workflows');
  const source = join(folder, 'index.ts');
  const workflowsPath = existsSync(source) ? source : join(folder, 'index.js');
  return bundleWorkflowCode({ workflowsPath, logger: Runtime.instance().logger });
}
