import type { AssignedCase } from '../domain/case';
import type { Origin } from './events';
import { orderOf, type Order } from './orders';

/**
 * What the other cases of a merge [R3.10] are to learn when one is gone by itself, withdrawn or classified [R3.12]: its
 * host that it left, its members that they go their own way again. Orders, so that none of it is lost with a process.
 */
export function farewells(
  { caseId, merge }: AssignedCase,
  why: 'withdrawn' | 'classified',
  { recordedAt }: Pick<Origin, 'recordedAt'>,
): Order[] {
  const by = { actor: { subject: 'merge', role: 'system' }, recordedAt } as const;
  if (merge?.role === 'member') {
    const { host, since } = merge;
    return [orderOf(caseId, host, 'memberGone', { member: caseId, since, why }, by)];
  }
  return Object.entries(merge?.members ?? {}).map(([member, { since }]) =>
    orderOf(caseId, member, 'leaveMerge', { host: caseId, since, why }, by),
  );
}
