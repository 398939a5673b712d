import { tellsOf, type Tell } from './tells';
import type { CaseState } from './state';

/** What the world still has to do for a case. `key` names it for as long as it is undone. */
export type Effect =
  | { key: string; type: 'deliver'; deliveryId: string }
  | { key: string; type: 'publish'; letterId: string }
  | { key: string; type: 'takeDown'; letterId: string }
  | { key: string; type: 'tell'; tell: Tell };

/**
 * The pending effects, read from the state and not from events: a pending delivery is the to-do list, so that a
 * resumed or continued run starts exactly what is still undone, and nothing can be lost between two lines.
 */
export function effectsOf(state: CaseState): Effect[] {
  if (state.status === 'unassigned') return [];
  const deliveries = Object.values(state.deliveries)
    .filter(({ status }) => status === 'pending')
    .map(({ id }): Effect => ({ key: `deliver:${id}`, type: 'deliver', deliveryId: id }));
  const publications = Object.values(state.letters).flatMap(({ id, publication }): Effect[] => {
    if (publication.status === 'requested') return [{ key: `publish:${id}`, type: 'publish', letterId: id }];
    if (publication.status === 'taking-down')
      return [{ key: `takeDown:${id}`, type: 'takeDown', letterId: id }];
    return [];
  });
  const tells = tellsOf(state).map((tell): Effect => ({ key: keyOf(tell), type: 'tell', tell }));
  return [...deliveries, ...publications, ...tells];
}

const keyOf = ({ member, since, letter }: Tell): string =>
  ['tell', member, since, letter?.letterId, letter?.stage, letter?.category]
    .filter((part) => part !== undefined)
    .join(':');
