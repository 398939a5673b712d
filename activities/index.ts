import type { CaseActivities, DispatchActivities } from '../workflows/contract';
import { createDeliveryActivities } from './deliver';
import { createDigestActivities } from './digests';
import { createDispatchActivities } from './dispatch';
import { createPublicationActivities } from './publish';
import { recordActivities } from './record';
import type { World } from './world';

/** Everything that runs ask of the world, over one world. */
export function createActivities(world: World): CaseActivities & DispatchActivities {
  return {
    ...recordActivities(world.ledger),
    ...createDeliveryActivities(world),
    ...createPublicationActivities(world),
    ...createDispatchActivities(world),
    ...createDigestActivities(world),
  };
}
