import { heartbeat } from '@temporalio/activity';
import type { CivilDate } from '../domain/dates';
import { unfinishedAdoptions } from '../ledger/adoptions';
import type { PlatformClock } from '../ledger/clock';
import type { Ledger } from '../ledger/pool';
import { giveOrders, type Send } from '../ledger/giving-orders';
import { casesToRun, type CaseToRun } from '../ledger/runs';
import { unpurgedCases } from '../ledger/secrets';
import { orderSubjects } from '../ledger/subjects';
import { dropForgottenTexts } from '../ledger/texts';
import { currentPolicy } from '../policies';
import type { ReconcileActivities, ReconcileResult } from '../workflows/contract';
import type { AdoptionPort } from '../workflows/starting-adoption';
import type { PurgePort } from '../workflows/starting-purge';
import type { CaseRuns } from './case-runs';
import { inFlight } from './in-flight';

const PAGE = 1000;
const AT_ONCE = 20;

/** The activity that finds what differs between ledger and runs, what the ledger still has to tell or to set going, and words that nobody uses. */
export function reconcileActivities(
  record: { ledger: Ledger; clock: PlatformClock },
  runs: CaseRuns,
  { adoptions, purges }: { adoptions: AdoptionPort; purges: PurgePort },
  beat: () => void = heartbeat,
): ReconcileActivities {
  return {
    reconcile: async () => {
      for (const caseId of await unpurgedCases(record.ledger)) await purges.start(caseId);
      const result = await reconcile(record, runs, beat);
      await dropForgottenTexts(record.ledger);
      for (const adoptionId of await unfinishedAdoptions(record.ledger)) await adoptions.start(adoptionId);
      return {
        ...result,
        told: await tell(record, (caseId, command) => runs.give(caseId, command), beat),
      };
    },
  };
}

/**
 * Looks over all cases for subjects on which dissatisfaction gathers [R7.2], and gives every order that is pending: those,
 * and what an API process that died had decided but not told [R4.1, R4.2]. Returns how many reached their case.
 */
export async function tell(
  { ledger, clock }: { ledger: Ledger; clock: PlatformClock },
  send: Send,
  beat: () => void = () => undefined,
): Promise<number> {
  const { dissatisfied } = currentPolicy.trackedBySubject;
  await orderSubjects(ledger, { dissatisfied, recordedAt: await clock.now() });
  const { given, refused } = await giveOrders(ledger, send, { beat });
  return given + refused;
}

/**
 * Compares the ledger with the runs, and heals: a case without a run gets one (intake died before it started it, somebody
 * terminated it); a run that time has passed by, or whose case is closed, is woken and catches up from the ledger.
 * Visibility is some seconds late, so all of it may be asked of what is well already: that changes nothing.
 */
export async function reconcile(
  { ledger, clock }: { ledger: Ledger; clock: PlatformClock },
  runs: Pick<CaseRuns, 'running' | 'resume' | 'wake'>,
  beat: () => void = () => undefined,
): Promise<Omit<ReconcileResult, 'told'>> {
  const result = { started: 0, woken: 0 };
  const today = await clock.today();
  const leftOver = await runs.running();
  const wake = async (caseId: string) => {
    beat();
    if (await runs.wake(caseId)) result.woken += 1;
  };
  await inFlight(rowsOf(ledger, today), AT_ONCE, async ({ caseId, behind }) => {
    beat();
    if (leftOver.delete(caseId)) {
      if (behind) await wake(caseId);
      return;
    }
    await runs.resume(caseId);
    result.started += 1;
  });
  await inFlight(leftOver, AT_ONCE, wake);
  return result;
}

async function* rowsOf(ledger: Ledger, today: CivilDate): AsyncGenerator<CaseToRun> {
  let page: CaseToRun[];
  let after: string | undefined;
  do {
    page = await casesToRun(ledger, { today, after, limit: PAGE });
    yield* page;
    after = page.at(-1)?.caseId;
  } while (page.length === PAGE);
}
