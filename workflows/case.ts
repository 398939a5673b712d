import type { CaseInput } from './contract';
import { CaseRun } from './case-run';

/** Keeps one case alive from its assignment until it is closed or withdrawn and nothing of it is under way. */
export async function handleCase(input: CaseInput): Promise<void> {
  const run = new CaseRun(input);
  run.listen();
  await run.begin();
  while (!run.isOver) {
    run.startEffects();
    run.setAlarm();
    run.inform();
    await run.hasWork();
    while (run.hasQueue) {
      await run.recordNext();
      run.startEffects();
    }
    if (run.isLong && !run.isOver) await run.continueAsNew();
  }
}
