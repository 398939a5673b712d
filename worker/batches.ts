import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { countRecorded, rowsToStart, type StartableRow } from '../ledger/batches';
import { LedgerError } from '../ledger/errors';
import type { Ledger } from '../ledger/pool';
import { rulesOf } from '../ledger/rules';
import type { BatchActivities } from '../workflows/contract';
import type { CaseRuns } from './case-runs';
import { inFlight } from './in-flight';

/** Enough to keep a server busy, and few enough to leave it to others too. */
const AT_ONCE = 20;

/** The activity that starts the cases of a batch. One that was started is left alone: a slice can be repeated at any point. */
export function batchActivities(ledger: Ledger, runs: Pick<CaseRuns, 'start'>): BatchActivities {
  async function start({ row, started, events }: StartableRow): Promise<void> {
    // A worker that stops gives the slice back at once, instead of when its heartbeats are missed.
    cancellationSignal().throwIfAborted();
    const [first] = events;
    if (!started && first?.type === 'caseAssigned')
      await runs.start(first.data.caseId, events, await rulesOf(ledger, first.data.facts));
    else if (!started) throw new LedgerError('unknown-case', `row ${row} has a case without an assignment`);
    heartbeat({ row });
  }

  return {
    async startBatchCases({ batchId, cursor = 0, limit }) {
      const total = await countRecorded(ledger, batchId);
      const rows = await rowsToStart(ledger, batchId, cursor, limit);
      await inFlight(rows, AT_ONCE, start);
      return { cursor: rows.length < limit ? undefined : rows.at(-1)?.row, started: rows.length, total };
    },
  };
}
