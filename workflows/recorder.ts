import { isCancellation, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import { UNRECORDABLE, type CaseActivities, type RecordRequest, type RecordResult } from './contract';
import { isUnrecordable } from './failures';

type Ledger = Pick<CaseActivities, 'record' | 'load'>;

/**
 * Local: one history event and no second task. Four tries fit into some two seconds: a local activity that goes on for
 * longer holds the workflow task, and with it every message of the case.
 */
const quickly = proxyLocalActivities<Ledger>({
  startToCloseTimeout: '2 seconds',
  scheduleToCloseTimeout: '3 seconds',
  retry: {
    initialInterval: '100 milliseconds',
    backoffCoefficient: 3,
    maximumAttempts: 4,
    nonRetryableErrorTypes: [UNRECORDABLE],
  },
});

/** Until the ledger is back. */
const patiently = proxyActivities<Ledger>({
  startToCloseTimeout: '30 seconds',
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumInterval: '30 seconds',
    nonRetryableErrorTypes: [UNRECORDABLE],
  },
});

/** Until a worker without the defect is there. */
const stubbornly = proxyActivities<Ledger>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '5 seconds', backoffCoefficient: 2, maximumInterval: '10 minutes' },
});

/**
 * Writes a command into the ledger, at once or as soon as the ledger is back. Rejects with a failure for which
 * `isUnrecordable` holds, or with a cancellation.
 */
export async function record(request: RecordRequest): Promise<RecordResult> {
  try {
    return await quickly.record(request);
  } catch (error) {
    if (isCancellation(error) || isUnrecordable(error)) throw error;
    const summary = `台账暂不可用，恢复后自动补记：${request.command.type}`;
    return await patiently.record.executeWithOptions({ summary }, [request]);
  }
}

/** Writes into the ledger what a defect kept out of it. Rejects only with a cancellation. */
export async function recordAfterRepair(request: RecordRequest): Promise<RecordResult> {
  const summary = `未能记入台账，程序修复后自动补记：${request.command.type}`;
  return await stubbornly.record.executeWithOptions({ summary }, [request]);
}

/** Reads a case from the ledger, at once or as soon as the ledger is back. */
export async function load(caseId: string): ReturnType<Ledger['load']> {
  try {
    return await quickly.load(caseId);
  } catch (error) {
    if (isCancellation(error)) throw error;
    return await stubbornly.load.executeWithOptions({ summary: '从台账恢复办理状态' }, [caseId]);
  }
}
