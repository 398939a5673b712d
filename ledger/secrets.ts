import { decideClassification, type AssignedCase } from '../domain/case';
import type { CivilDate } from '../domain/dates';
import type { SecretRecord } from '../schemas/secret';
import { eventRows, stepsFrom, type Origin } from './events';
import { farewells } from './farewells';
import { deselectSecret } from './key-matters';
import { writeOrders } from './orders';
import { writeNews } from './notices';
import type { Db, Ledger } from './pool';
import { slugOf } from './publications';
import { rewrite } from './rebuild';
import { dayOf, keyOf, lockCase, lockRungs } from './record';
import { evidenceOf, redactCase } from './redaction';
import { rulesOf } from './rules';
import { write } from './write';

export interface ClassifyRequest extends Origin {
  caseId: string;
  /** The day of the act, if it is not the day of recording (D8). */
  doneOn?: CivilDate;
}

/**
 * A case that is there already is a secret [R3.12]: in one transaction it becomes a stub, and everything else of it
 * leaves the ledger. The engine's record of it is purged after that (`worker/secrets.ts`). The same command again
 * changes nothing. Throws the `Refusal` of a rule, and a `LedgerError` (`unknown-case`).
 */
export async function classifyCase(ledger: Ledger, request: ClassifyRequest): Promise<void> {
  const { caseId, commandId, actor, recordedAt, doneOn } = request;
  await ledger.transaction(async (db) => {
    const state = await lockCase(db, caseId);
    if (await isDone(db, caseId, commandId)) return;
    const rules = await rulesOf(db, keyOf(state));
    const today = dayOf(state, { recordedAt });
    const decided = decideClassification(
      state,
      { id: commandId, actor, recordedAt, ...(doneOn === undefined ? {} : { doneOn }) },
      { today, rules: rules.policy, calendar: rules.calendar },
    );
    const steps = stepsFrom(state, decided, { commandId, actor, recordedAt });
    const [first] = steps;
    const stub = steps.at(-1)?.state;
    if (!first || !stub) return;
    // In the order in which a dispatch takes them.
    await lockRungs(db, caseId, Object.keys(state.obligations));
    await deselectSecret(db, caseId, { actId: commandId, actor, recordedAt });
    const evidence = await evidenceOf(db, state);
    const removed = await redactCase(db, { ...stub, merge: state.merge }, first.event.seq);
    // What it changed would say what was there before.
    const [classified, ...rest] = eventRows(caseId, steps);
    await write(db, {
      commands: [
        {
          case_id: caseId,
          command_id: commandId,
          type: 'classify',
          from_seq: state.seq,
          to_seq: stub.seq,
        },
      ],
      case_events: [{ ...classified, changes: [] }, ...rest],
    });
    await rewrite(db, stub, rules);
    await writeNews(db, steps, today);
    await writeOrders(db, farewells(state, 'classified', { recordedAt }));
    await db.query(
      `INSERT INTO classifications (case_id, command_id, classified_on, recorded_at, actor, evidence, take_down)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        caseId,
        commandId,
        first.event.on,
        recordedAt,
        JSON.stringify(actor),
        JSON.stringify({ ...evidence, removed }),
        pagesOf(state),
      ],
    );
  });
}

async function isDone(db: Db, caseId: string, commandId: string): Promise<boolean> {
  const rows = await db.query('SELECT FROM commands WHERE case_id = $1 AND command_id = $2', [
    caseId,
    commandId,
  ]);
  return rows.length > 0;
}

/** The pages that may be up on the units' portal, or are on their way there. */
const pagesOf = ({ caseId, letters }: AssignedCase): string[] =>
  Object.values(letters)
    .filter(
      ({ publication: { status } }) => status !== 'not-owed' && status !== 'owed' && status !== 'withheld',
    )
    .map(({ id }) => slugOf(caseId, id));

const RECORD = `
SELECT case_id AS "caseId", classified_on AS "classifiedOn", recorded_at AS "recordedAt", actor, evidence, runs,
  purged_at AS "purgedAt"
FROM classifications WHERE case_id = $1`;

/** What became of a case that was classified; undefined for one that was not. */
export async function readSecretRecord(db: Db, caseId: string): Promise<SecretRecord | undefined> {
  const [row] = await db.query<Omit<SecretRecord, 'purgedAt'> & { purgedAt: string | null }>(RECORD, [
    caseId,
  ]);
  if (!row) return undefined;
  const { purgedAt, ...record } = row;
  return { ...record, ...(purgedAt === null ? {} : { purgedAt }) };
}

/** Classified cases of which there may still be something in the engine or on the portal. */
export async function unpurgedCases(db: Db): Promise<string[]> {
  const rows = await db.query<{ caseId: string }>(
    `SELECT case_id AS "caseId" FROM classifications WHERE purged_at IS NULL ORDER BY recorded_at`,
  );
  return rows.map(({ caseId }) => caseId);
}

/** Whether a case was classified and the engine's record of it is not purged yet: nothing is to reach it meanwhile. */
export async function isBeingPurged(db: Db, caseId: string): Promise<boolean> {
  const rows = await db.query(
    'SELECT FROM classifications WHERE case_id = $1 AND purged_at IS NULL',
    [caseId],
    'is-being-purged',
  );
  return rows.length > 0;
}

/** The ends of the public addresses that are to be taken down. */
export async function pagesToTakeDown(db: Db, caseId: string): Promise<string[]> {
  const [row] = await db.query<{ take_down: string[] }>(
    'SELECT take_down FROM classifications WHERE case_id = $1',
    [caseId],
  );
  return row?.take_down ?? [];
}

/** Keeps which run of the engine was deleted, at an instant (ISO 8601 UTC). Each once. */
export async function noteDeletedRun(db: Db, caseId: string, runId: string, at: string): Promise<void> {
  await db.query(
    `UPDATE classifications SET runs = runs || jsonb_build_array(jsonb_build_object('runId', $2::text, 'deletedAt', $3::text))
     WHERE case_id = $1 AND NOT runs @> jsonb_build_array(jsonb_build_object('runId', $2::text))`,
    [caseId, runId, at],
  );
}

/** Nothing of it is in the engine or on the portal any more, at an instant (ISO 8601 UTC). The first one stays. */
export async function markPurged(db: Db, caseId: string, at: string): Promise<void> {
  await db.query('UPDATE classifications SET purged_at = $2 WHERE case_id = $1 AND purged_at IS NULL', [
    caseId,
    at,
  ]);
}
