import type { Actor } from '../schemas/common';
import type { Command, CommandData } from '../schemas/commands';
import { sha256 } from './canonical';
import type { Db } from './pool';

/** A command that the ledger owes to a case, and what it comes from. */
export interface Order {
  caseId: string;
  about: string;
  command: Command;
}

/** How an order stands. */
export type OrderStatus = 'pending' | 'given' | 'refused';

type Ordered = 'markKey' | 'unmarkKey' | 'trackSubject' | 'leaveMerge' | 'memberGone';

/** An order whose command's id follows from what it is about, so that the same decision is one order. */
export function orderOf<T extends Ordered>(
  about: string,
  caseId: string,
  type: T,
  data: CommandData[T],
  { actor, recordedAt }: { actor: Actor; recordedAt: string },
): Order {
  const id = `o${sha256(JSON.stringify([about, caseId, type, data])).slice(0, 32)}`;
  // No more than that: whatever else the act has, its words too, stays where it was recorded.
  return { caseId, about, command: { id, type, actor, recordedAt, data } as unknown as Command };
}

/** Writes orders, in the transaction of what they follow from. Those that are there already stay as they are. */
export async function writeOrders(db: Db, orders: readonly Order[]): Promise<number> {
  if (orders.length === 0) return 0;
  const written = await db.query(
    `INSERT INTO orders (order_id, case_id, about, command)
     SELECT command->>'id', case_id, about, command
     FROM jsonb_to_recordset($1::jsonb) AS given (case_id text, about text, command jsonb)
     ON CONFLICT (order_id) DO NOTHING RETURNING order_id`,
    [JSON.stringify(orders.map(({ caseId, about, command }) => ({ case_id: caseId, about, command })))],
  );
  return written.length;
}
