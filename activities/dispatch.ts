import { pendingDigests, type Channel } from '../ledger/digests';
import { claimDigests, claimRungs } from '../ledger/dispatch';
import type { DispatchActivities } from '../workflows/contract';
import type { World } from './world';

const KINDS = { daily: 'rung', news: 'news' } as const;
/** A channel that is off is asked too: then it is on record why somebody was not reached. */
export const CHANNELS: readonly Channel[] = ['mail', 'sms'];

/** Activities that find out who is to be told what, each in one statement for everybody. */
export function createDispatchActivities({
  ledger,
  clock,
}: Pick<World, 'ledger' | 'clock'>): Pick<DispatchActivities, 'claimRungs' | 'claimDigests'> {
  return {
    async claimRungs({ day }) {
      const on = day ?? (await clock.today());
      const { fired } = await claimRungs(ledger, on);
      return { day: on, claimed: fired };
    },
    async claimDigests({ occasion, day, limit }) {
      const kind = KINDS[occasion];
      await claimDigests(ledger, { kind, day: day ?? (await clock.today()) });
      const digests = await pendingDigests(ledger, { kind, channels: CHANNELS, limit });
      return digests.map(({ digestId, recipient, notices }) => ({ digestId, recipient, notices }));
    },
  };
}
