import { condition, defineSignal, setHandler, sleep } from '@temporalio/workflow';

/** What intake is measured against: a run that does nothing but wait. */
export async function wait(): Promise<void> {
  let over = false;
  setHandler(defineSignal('end'), () => {
    over = true;
  });
  await condition(() => over);
}

/** What wakes are measured against: a durable timer to an instant (epoch milliseconds), and nothing else. */
export async function sleepUntil(instant: number): Promise<void> {
  await sleep(Math.max(1, instant - Date.now()));
}
