import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { Refusal } from '../domain/refusal';
import {
  adoptionCommand,
  adoptionOf,
  adoptionProgress,
  casesToAdopt,
  finishAdoption,
  noteFailure,
  settleCases,
  type AdoptingCase,
} from '../ledger/adoptions';
import type { PlatformClock } from '../ledger/clock';
import { LedgerError } from '../ledger/errors';
import type { Ledger } from '../ledger/pool';
import { loadCase } from '../ledger/record';
import type { AdoptionActivities } from '../workflows/contract';
import type { CaseRuns } from './case-runs';
import { inFlight } from './in-flight';

/** Enough to keep a server busy, and few enough to leave it to others too. */
const AT_ONCE = 20;

/** The activity by which cases adopt rules. A slice can be repeated at any point: the ledger knows who has adopted. */
export function adoptionActivities(
  { ledger, clock }: { ledger: Ledger; clock: PlatformClock },
  runs: Pick<CaseRuns, 'give'>,
): AdoptionActivities {
  return {
    async adoptCases({ adoptionId, cursor, limit }) {
      const adoption = await adoptionOf(ledger, adoptionId);
      if (!adoption) throw new LedgerError('unknown-adoption', `there is no adoption ${adoptionId}`);
      // What a worker did that died before it could say so.
      await settleCases(ledger, adoptionId);
      const cases = adoption.finished ? [] : await casesToAdopt(ledger, adoptionId, cursor ?? '', limit);
      await inFlight(cases, AT_ONCE, async (one) => {
        // A worker that stops gives the slice back at once, instead of when its heartbeats are missed.
        cancellationSignal().throwIfAborted();
        await adopt(one);
        heartbeat({ caseId: one.caseId });
      });
      await settleCases(ledger, adoptionId);
      const atEnd = cases.length < limit;
      const waiting = atEnd ? await finishAdoption(ledger, adoptionId, await clock.now()) : undefined;
      const { counts } = (await adoptionProgress(ledger, adoptionId)) ?? {};
      return {
        cursor: atEnd ? undefined : cases.at(-1)?.caseId,
        waiting: waiting ?? (counts ? counts.waiting + counts.failing : 0),
        total: counts?.total ?? 0,
      };

      async function adopt(one: AdoptingCase): Promise<void> {
        // Nothing is sent to a case that has ended meanwhile: it would get a run for nothing.
        const { state } = await loadCase(ledger, one.caseId);
        const named = one.policyVersion !== undefined || one.calendarVersion !== undefined;
        if (state.status !== 'open' || !named) return;
        const command = adoptionCommand(adoptionId, one, adoption?.actor ?? SYSTEM, await clock.now());
        try {
          await runs.give(one.caseId, command);
        } catch (error) {
          // One case's trouble is no other's: it is tried again when the list has been gone through.
          if (!isOfCase(error)) throw error;
          await noteFailure(ledger, adoptionId, one.caseId, reasonOf(error));
        }
      }
    },
  };
}

const SYSTEM = { subject: 'adoption', role: 'system' } as const;

/** The case refused or failed the update, or did not answer in time; anything else is the engine's or the ledger's. */
const isOfCase = (error: unknown): boolean =>
  error instanceof Refusal ||
  error instanceof WorkflowUpdateFailedError ||
  error instanceof WorkflowUpdateRPCTimeoutOrCancelledError;

const reasonOf = (error: unknown): string => {
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
};
