import type { Client } from '@temporalio/client';
import type { PlatformClock } from '../ledger/clock';
import { eventsAfter } from '../ledger/events';
import type { Ledger } from '../ledger/pool';
import { loadCase } from '../ledger/record';
import { unitNamesOf } from '../ledger/register';
import { markStarted } from '../ledger/runs';
import { resumeCase, startCase } from '../workflows/starting';
import type { RunStarter } from './engine';

/** Starts runs on a Temporal server from what the ledger holds. */
export function runStarter(deps: {
  client: Client;
  ledger: Ledger;
  clock: PlatformClock;
  taskQueue: string;
}): RunStarter {
  const { client, ledger, clock, taskQueue } = deps;
  return {
    start: async (caseId, intake) => {
      const { rules } = intake ?? (await loadCase(ledger, caseId));
      const events = intake?.events ?? (await eventsAfter(ledger, caseId, 0));
      // Only the intake seeds a run: what came later is read from the ledger.
      const seed = events.filter(({ commandId }) => commandId === events[0]?.commandId);
      if (seed.length < events.length) await resume(caseId);
      else await startCase(client, seed, { ...(await starting(caseId)), rules });
      await markStarted(ledger, caseId, await clock.now());
    },
    resume,
  };

  async function resume(caseId: string): Promise<void> {
    const { state, rules } = await loadCase(ledger, caseId);
    await resumeCase(client, state, { ...(await starting(caseId)), rules, awake: true });
  }

  async function starting(caseId: string) {
    const [clockOffsetMs, names] = await Promise.all([clock.offsetMs(), unitNamesOf(ledger, caseId)]);
    return { taskQueue, clockOffsetMs, names };
  }
}
