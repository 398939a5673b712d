import type { AssignedCase, CaseEvent, EventData, EventType } from '../domain/case';
import { wasSent } from '../domain/case/lookups';
import { FOR_PROPOSERS } from '../ledger/reads/timeline';

type Told = Pick<CaseEvent, 'type' | 'data'>;

/**
 * Whether a proposer is told of an event: of the case's way, and of what names them or a letter that they were sent; not
 * of what was said to or by the others.
 */
export function tellsProposer(state: AssignedCase, id: string, event: Told): boolean {
  if (!FOR_PROPOSERS.has(event.type)) return false;
  const toThem = Object.values(state.deliveries).filter(
    ({ recipient }) => recipient.type === 'proposer' && recipient.id === id,
  );
  const objects = (reworkId: string) => state.reworks[reworkId]?.objectors.includes(id) ?? false;
  return (
    when(event, 'feedbackGiven', ({ proposer }) => proposer === id) ??
    when(event, 'originalViewAsked', ({ proposers }) => proposers.includes(id)) ??
    when(event, 'originalViewAnswered', ({ proposer }) => proposer === id) ??
    when(event, 'deliverySent', ({ deliveryId }) => toThem.some((delivery) => delivery.id === deliveryId)) ??
    when(event, 'letterRecalled', ({ letterId }) =>
      toThem.some((delivery) => delivery.letterId === letterId && wasSent(delivery)),
    ) ??
    when(event, 'reworkAssigned', ({ reworkId }) => objects(reworkId)) ??
    when(event, 'reworkAnswered', ({ reworkId }) => objects(reworkId)) ??
    when(event, 'reworkWithdrawn', ({ reworkId }) => objects(reworkId)) ??
    true
  );
}

/** What of such an event a proposer reads: themselves, not who else was asked or objected. */
export function toldToProposer(id: string, event: Told): object {
  return (
    when(event, 'originalViewAsked', () => ({ proposers: [id] })) ??
    when(event, 'reworkAssigned', ({ unheard: _others, ...rework }) => ({ ...rework, objectors: [id] })) ??
    event.data
  );
}

/** Something about an event of one type; undefined for those of any other. */
const when = <T extends EventType, R>(event: Told, type: T, say: (data: EventData[T]) => R): R | undefined =>
  event.type === type ? say(event.data as EventData[T]) : undefined;
