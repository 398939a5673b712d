import { heartbeat } from '@temporalio/activity';
import type { Portal } from '../activities/portal';
import type { PlatformClock } from '../ledger/clock';
import type { Ledger } from '../ledger/pool';
import { loadCase } from '../ledger/record';
import { markPurged, noteDeletedRun, pagesToTakeDown, readSecretRecord } from '../ledger/secrets';
import type { PurgeActivities } from '../workflows/contract';
import type { CaseRuns } from './case-runs';

/** The activity by which a classified case leaves engine and portal [R3.12]. It can be repeated at any point. */
export function secretActivities(
  { ledger, clock, portal }: { ledger: Ledger; clock: PlatformClock; portal?: Portal },
  runs: Pick<CaseRuns, 'drain' | 'deleteAll' | 'resume'>,
): PurgeActivities {
  return {
    async purgeCase({ caseId }) {
      const record = await readSecretRecord(ledger, caseId);
      if (record === undefined || record.purgedAt !== undefined) return;
      // What was accepted before the case was classified is recorded, on the stub, before its run goes.
      await runs.drain(caseId);
      await runs.deleteAll(caseId, {
        beat: heartbeat,
        deleted: async (runId) => noteDeletedRun(ledger, caseId, runId, await clock.now()),
      });
      // Last, so that no activity of a former run puts a page up again after it.
      for (const slug of await pagesToTakeDown(ledger, caseId)) {
        heartbeat();
        await portal?.takeDown(slug);
      }
      const { state } = await loadCase(ledger, caseId);
      if (state.status === 'open') await runs.resume(caseId);
      await markPurged(ledger, caseId, await clock.now());
    },
  };
}
