import { proxyActivities, setCurrentDetails, setHandler } from '@temporalio/workflow';
import { progressQuery, type BatchActivities, type BatchInput, type BatchProgress } from './contract';

/** Some seconds of work: often enough for a progress that is worth asking for. */
const SLICE = 200;

const { startBatchCases } = proxyActivities<BatchActivities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Starts the cases of a batch whose rows lie in the ledger. The cases are nobody's children. */
export async function startBatch({ batchId }: BatchInput): Promise<BatchProgress> {
  let progress: BatchProgress = { total: 0, started: 0, done: false };
  setHandler(progressQuery, () => progress);
  let cursor: number | undefined;
  do {
    const summary = cursor === undefined ? '启动本批案件' : `启动本批案件（第 ${cursor} 行之后）`;
    const slice = await startBatchCases.executeWithOptions({ summary }, [{ batchId, cursor, limit: SLICE }]);
    cursor = slice.cursor;
    progress = { total: slice.total, started: progress.started + slice.started, done: cursor === undefined };
    setCurrentDetails(`已启动 ${progress.started} / ${progress.total} 件`);
  } while (cursor !== undefined);
  return progress;
}
