import { condition, defineSignal, setHandler } from '@temporalio/workflow';

/** What intake is measured against: a run that does nothing but wait. */
export async function wait(): Promise<void> {
  let over = false;
  setHandler(defineSignal('end'), () => {
    over = true;
  });
  await condition(() => over);
}
