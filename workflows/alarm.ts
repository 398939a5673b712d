import { CancellationScope, isCancellation, log, sleep } from '@temporalio/workflow';

/** At most one pending timer, cancelled and armed again only when the instant changes: two history events each time. */
export class Alarm {
  private armed: { at: number; scope: CancellationScope } | undefined;

  /** @param ring called once when the time has come; never after another `set`. */
  constructor(private readonly ring: () => void) {}

  /** @param at epoch milliseconds of the clock that `now` reads; undefined: no timer */
  set(at: number | undefined, now: number, summary: string): void {
    if (this.armed?.at === at) return;
    this.armed?.scope.cancel();
    this.armed = undefined;
    if (at === undefined) return;
    const armed = { at, scope: new CancellationScope() };
    this.armed = armed;
    armed.scope
      .run(() => sleep(at - now, { summary }))
      .then(() => {
        if (this.armed !== armed) return;
        this.armed = undefined;
        this.ring();
      })
      .catch((error: unknown) => {
        if (!isCancellation(error)) log.error('timer failed', { error });
      });
  }
}
