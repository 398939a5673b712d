import { decide } from '../domain/case';
import { civilDateOf, maxDate } from '../domain/dates';
import { Refusal } from '../domain/refusal';
import type { Command } from '../schemas/commands';
import type { Db } from './pool';
import { loadCase, type RefusalRecord } from './record';

/** What came of giving orders: `left` are those that could not be given now, and are to be given again. */
export interface Given {
  given: number;
  refused: number;
  left: number;
}

/** A command's way into a case: it throws the `Refusal` of a rule, and anything else where it is not known how it ended. */
export type Send = (caseId: string, command: Command) => Promise<unknown>;

/**
 * Gives the orders that are still pending (of one matter, or all), in the order in which they were made; a later one
 * waits until the earlier ones of its matter have reached their case. Can be repeated, and by several at once: a case
 * answers a command that it has taken from its record. A refusal is kept with the order, which is then done with.
 */
export async function giveOrders(
  db: Db,
  send: Send,
  { about, beat = () => undefined }: { about?: string; beat?: () => void } = {},
): Promise<Given> {
  const pending = await db.query<{ id: string; caseId: string; about: string; command: Command }>(
    `SELECT order_id AS id, case_id AS "caseId", about, command FROM orders
     WHERE status = 'pending' AND ($1::text IS NULL OR about = $1) ORDER BY number`,
    [about ?? null],
  );
  const result: Given = { given: 0, refused: 0, left: 0 };
  const held = new Set<string>();
  for (const { id, caseId, about: matter, command } of pending) {
    beat();
    const place = JSON.stringify([matter, caseId]);
    const outcome = held.has(place) ? 'left' : await giveOne(db, send, caseId, command);
    if (outcome === 'left') held.add(place);
    else await settle(db, id, outcome === 'given' ? undefined : outcome);
    result[outcome === 'left' || outcome === 'given' ? outcome : 'refused'] += 1;
  }
  return result;
}

async function giveOne(
  db: Db,
  send: Send,
  caseId: string,
  command: Command,
): Promise<'given' | 'left' | RefusalRecord> {
  try {
    await refuseOnEnded(db, caseId, command);
    await send(caseId, command);
    return 'given';
  } catch (error) {
    if (!(error instanceof Refusal)) return 'left';
    const { rule, code, pointer, message } = error;
    return { rule, code, pointer, message };
  }
}

/** A case that has ended needs no run to refuse: it is decided here. One that took the command before it ended has taken it. */
async function refuseOnEnded(db: Db, caseId: string, command: Command): Promise<void> {
  const { state, rules } = await loadCase(db, caseId);
  if (state.status === 'open' || (await wasTaken(db, caseId, command.id))) return;
  const today = maxDate(state.lastDay, civilDateOf(Date.parse(command.recordedAt)));
  decide(state, command, { today, rules: rules.policy, calendar: rules.calendar });
}

async function wasTaken(db: Db, caseId: string, commandId: string): Promise<boolean> {
  const rows = await db.query(
    'SELECT FROM commands WHERE case_id = $1 AND command_id = $2 AND refusal IS NULL',
    [caseId, commandId],
  );
  return rows.length > 0;
}

async function settle(db: Db, orderId: string, refusal: RefusalRecord | undefined): Promise<void> {
  await db.query(
    `UPDATE orders SET status = $2, refusal = $3::jsonb WHERE order_id = $1 AND status = 'pending'`,
    [orderId, refusal ? 'refused' : 'given', refusal ? JSON.stringify(refusal) : null],
  );
}
