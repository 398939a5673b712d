import { continueAsNew, proxyActivities, setCurrentDetails, sleep, workflowInfo } from '@temporalio/workflow';
import type { AdoptionActivities, AdoptionInput, AdoptionSlice } from './contract';

/** Some seconds of work: often enough for a progress that is worth looking at. */
const SLICE = 200;
/** Milliseconds before cases that failed are tried again: longer each time, at most five minutes. */
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 300_000;

const { adoptCases } = proxyActivities<AdoptionActivities>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/**
 * Has running cases adopt other rules: goes over the adoption's list in the ledger again and again until nothing on it
 * waits. The cases are nobody's children, and what became of each is in its own record.
 */
export async function adoptRules({ adoptionId }: AdoptionInput): Promise<Pick<AdoptionSlice, 'total'>> {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    const { waiting, total } = await goOver(adoptionId);
    if (waiting === 0) return { total };
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof adoptRules>({ adoptionId });
    await sleep(pause, { summary: `${waiting} 件未成，稍后再试` });
  }
}

async function goOver(adoptionId: string): Promise<AdoptionSlice> {
  let slice: AdoptionSlice | undefined;
  do {
    const cursor: string | undefined = slice?.cursor;
    const summary = cursor === undefined ? '采用规则' : `采用规则（${cursor} 之后）`;
    slice = await adoptCases.executeWithOptions({ summary }, [{ adoptionId, cursor, limit: SLICE }]);
    setCurrentDetails(`已处理 ${slice.total - slice.waiting} / ${slice.total} 件`);
  } while (slice.cursor !== undefined);
  return slice;
}
