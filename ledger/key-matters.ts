import { civilDateOf, type CivilDate } from '../domain/dates';
import { Refusal } from '../domain/refusal';
import { checkKeyCase } from '../domain/key-cases';
import type { AssignedCase } from '../domain/case';
import type { Actor, Part } from '../schemas/common';
import { currentPolicy } from '../policies';
import { orderOf, writeOrders, type Order } from './orders';
import type { Db, Ledger } from './pool';
import { GONE } from './redaction';

/** An act on a key matter or a key case: by whom, when, why. `actId` follows from the request: repeated, it is one act. */
export interface KeyAct {
  actId: string;
  actor: Actor;
  /** ISO 8601 UTC. */
  recordedAt: string;
  why: string;
}

/** A unit's part in a case that a matter takes in. */
export interface MatterPart {
  caseId: string;
  unit: string;
  trackId: string;
}

/** Sets a key matter [R4.1] and orders its cases to learn of it. Set before: nothing changes. */
export async function setMatter(
  ledger: Ledger,
  matter: { matterId: string; theme: string; parts: readonly MatterPart[] },
  act: KeyAct,
): Promise<void> {
  const { matterId, theme, parts } = matter;
  await ledger.transaction(async (db) => {
    await db.query(
      `INSERT INTO key_matters (matter_id, theme, ground, set_on, status) VALUES ($1, $2, $3, $4, 'set')
       ON CONFLICT (matter_id) DO NOTHING`,
      [matterId, theme, act.why, dayOf(act)],
    );
    await takeIn(db, matterId, 'set', parts, act);
  });
}

/** Takes more parts into a matter. Throws a `Refusal` when it was lifted. */
export async function extendMatter(
  ledger: Ledger,
  matterId: string,
  parts: readonly MatterPart[],
  act: KeyAct,
): Promise<void> {
  await ledger.transaction(async (db) => {
    const status = await lockMatter(db, matterId);
    if (await isDone(db, matterId, act)) return;
    if (status !== 'set')
      throw new Refusal('R4.1', 'wrong-state', '', '该重点事项已取消，不能再增加建议提案');
    await takeIn(db, matterId, 'extended', parts, act);
  });
}

async function takeIn(
  db: Db,
  matterId: string,
  what: 'set' | 'extended',
  parts: readonly MatterPart[],
  act: KeyAct,
): Promise<void> {
  await writeHistory(db, matterId, what, act);
  await db.query(
    `INSERT INTO key_matter_parts (matter_id, case_id, unit)
     SELECT $1, "caseId", unit FROM jsonb_to_recordset($2::jsonb) AS part ("caseId" text, unit text)
     ON CONFLICT DO NOTHING`,
    [matterId, JSON.stringify(parts)],
  );
  await writeOrders(
    db,
    parts.map(({ caseId, trackId }) =>
      orderOf(matterId, caseId, 'markKey', { trackId, keyId: matterId, key: 'matter' }, act),
    ),
  );
}

/** Lifts a matter (setting): its cases learn of it. Lifted before by the same act: nothing changes. */
export async function liftMatter(ledger: Ledger, matterId: string, act: KeyAct): Promise<void> {
  await ledger.transaction(async (db) => {
    const status = await lockMatter(db, matterId);
    if (await isDone(db, matterId, act)) return;
    if (status !== 'set') throw new Refusal('R4.1', 'wrong-state', '', '该重点事项已取消');
    await db.query(`UPDATE key_matters SET status = 'lifted' WHERE matter_id = $1`, [matterId]);
    await writeHistory(db, matterId, 'lifted', act);
    const cases = await db.query<{ caseId: string }>(
      'SELECT DISTINCT case_id AS "caseId" FROM key_matter_parts WHERE matter_id = $1 ORDER BY 1',
      [matterId],
    );
    await writeOrders(
      db,
      cases.map(({ caseId }) => endOf(matterId, caseId, act)),
    );
  });
}

/**
 * Selects a unit's key case [R4.2] among its own of the year in which the case was assigned. Throws a `Refusal` for a
 * third, for a case that is none of its own, and for one that it only co-handles while it has others.
 */
export async function selectKeyCase(
  ledger: Ledger,
  { keyId, unit, state }: { keyId: string; unit: string; state: AssignedCase },
  act: KeyAct,
): Promise<void> {
  const year = Number(state.facts.assignedOn.slice(0, 4));
  await ledger.transaction(async (db) => {
    // One choice of a unit after the other, or two at once would both be the second.
    await db.query(
      `SELECT pg_advisory_xact_lock(hashtextextended('key-cases', 0) # hashtextextended($1, 0))`,
      [unit],
    );
    if (await isDone(db, keyId, act)) return;
    const parts = await partsOf(db, unit, year);
    const chosen = parts.find(({ caseId }) => caseId === state.caseId);
    const selected = parts.filter(({ keyed }) => keyed);
    if (chosen?.keyed) throw new Refusal('R4.2', 'duplicate', '/caseId', '这一件已选定为重点处理件');
    checkKeyCase({
      parts: parts.map(({ part }) => part),
      chosen: chosen?.part,
      selected: selected.length,
      most: currentPolicy.keyCases.most,
    });
    const trackId = chosen?.trackId ?? '';
    await db.query(
      `INSERT INTO key_cases (key_id, unit, year, case_id, track_id, status) VALUES ($1, $2, $3, $4, $5, 'selected')`,
      [keyId, unit, year, state.caseId, trackId],
    );
    await writeHistory(db, keyId, 'selected', act);
    await writeOrders(db, [orderOf(keyId, state.caseId, 'markKey', { trackId, keyId, key: 'case' }, act)]);
  });
}

/** Takes a unit's choice back, with its reason. Throws a `Refusal` for another unit's, and for one that was taken back. */
export async function deselectKeyCase(
  ledger: Ledger,
  keyId: string,
  unit: string,
  act: KeyAct,
): Promise<void> {
  await ledger.transaction(async (db) => {
    const [row] = await db.query<{ unit: string; status: string; caseId: string }>(
      'SELECT unit, status, case_id AS "caseId" FROM key_cases WHERE key_id = $1 FOR UPDATE',
      [keyId],
    );
    if (!row) throw new Refusal('R4.2', 'not-found', '', '没有这件重点处理件');
    if (row.unit !== unit) throw new Refusal('R4.2', 'not-permitted', '', '只能取消本单位选定的重点处理件');
    if (await isDone(db, keyId, act)) return;
    if (row.status !== 'selected') throw new Refusal('R4.2', 'wrong-state', '', '该重点处理件已取消');
    await db.query(`UPDATE key_cases SET status = 'deselected' WHERE key_id = $1`, [keyId]);
    await writeHistory(db, keyId, 'deselected', act);
    await writeOrders(db, [endOf(keyId, row.caseId, act)]);
  });
}

/** A case that is a secret from now on is nobody's key case [R3.12]: taken back by the classification, which says why. */
export async function deselectSecret(db: Db, caseId: string, act: Omit<KeyAct, 'why'>): Promise<void> {
  const keys = await db.query<{ id: string }>(
    `UPDATE key_cases SET status = 'deselected' WHERE case_id = $1 AND status = 'selected' RETURNING key_id AS id`,
    [caseId],
  );
  for (const { id } of keys) await writeHistory(db, id, 'deselected', { ...act, why: GONE });
}

const dayOf = ({ recordedAt }: KeyAct): CivilDate => civilDateOf(Date.parse(recordedAt));
const endOf = (keyId: string, caseId: string, act: KeyAct): Order =>
  orderOf(keyId, caseId, 'unmarkKey', { keyId }, act);

/** What counts for a unit's choice [R4.2]: a part that it still has, in a case that was not withdrawn. */
export const STILL_THEIRS = `tracks.status NOT IN ('reassigned', 'dropped') AND cases.status <> 'withdrawn'`;

/** The unit's parts in the cases of a year that it still has, and which of them it has selected. */
async function partsOf(
  db: Db,
  unit: string,
  year: number,
): Promise<{ caseId: string; trackId: string; part: Part; keyed: boolean }[]> {
  return db.query(
    `SELECT tracks.case_id AS "caseId", tracks.track_id AS "trackId", tracks.part,
       EXISTS (SELECT FROM key_cases WHERE (key_cases.case_id, key_cases.track_id) = (tracks.case_id, tracks.track_id)
         AND key_cases.status = 'selected') AS keyed
     FROM tracks JOIN cases USING (case_id)
     WHERE tracks.unit = $1 AND extract(year FROM cases.assigned_on) = $2
       AND ${STILL_THEIRS}`,
    [unit, year],
  );
}

async function lockMatter(db: Db, matterId: string): Promise<string> {
  const [row] = await db.query<{ status: string }>(
    'SELECT status FROM key_matters WHERE matter_id = $1 FOR UPDATE',
    [matterId],
  );
  if (!row) throw new Refusal('R4.1', 'not-found', '', '没有这项重点事项');
  return row.status;
}

/** Whether an act is on record: a request that died after it goes on from there. */
export async function isDone(db: Db, keyId: string, { actId }: Pick<KeyAct, 'actId'>): Promise<boolean> {
  const rows = await db.query('SELECT FROM key_history WHERE key_id = $1 AND act_id = $2', [keyId, actId]);
  return rows.length > 0;
}

async function writeHistory(
  db: Db,
  keyId: string,
  what: 'set' | 'extended' | 'lifted' | 'selected' | 'deselected',
  act: KeyAct,
): Promise<void> {
  await db.query(
    `INSERT INTO key_history (key_id, act_id, act, "on", recorded_at, actor, why)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [keyId, act.actId, what, dayOf(act), act.recordedAt, JSON.stringify(act.actor), act.why],
  );
}
