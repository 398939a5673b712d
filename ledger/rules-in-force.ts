import { Refusal } from '../domain/refusal';
import type { Actor } from '../schemas/common';
import type { Db, Ledger } from './pool';
import type { RuleVersions } from './rules';

/** Who puts rules in force, when (ISO 8601 UTC) and why. What is not named stays. */
export interface Activating extends Partial<RuleVersions> {
  actor: Actor;
  at: string;
  reason: string;
}

/** Rules that are, or were, in force for new cases. */
export interface Activation extends RuleVersions {
  id: number;
  at: string;
  by: Actor;
  reason: string;
}

/** The versions that new cases are taken in under. In a transaction they stay in force until it ends. */
export async function rulesInForce(db: Db): Promise<RuleVersions> {
  const [row] = await db.query<RuleVersions & Record<string, unknown>>(
    'SELECT policy_version AS "policyVersion", calendar_version AS "calendarVersion" FROM rules_in_force()',
    [],
    'rules-in-force',
  );
  return row as RuleVersions;
}

/**
 * Keeps the rules in force from being relied on until the caller's transaction ends. Waits until every case that was
 * decided under them is written: the caller's next statement sees them all. `rules_in_force()` takes the same lock
 * shared.
 */
export async function holdRules(db: Db): Promise<void> {
  await db.query('SELECT pg_advisory_xact_lock(7202201, 12)');
}

/** Puts versions in force for new cases and keeps the act; undefined when they are in force already. */
export async function activate(ledger: Ledger, activating: Activating): Promise<Activation | undefined> {
  return ledger.transaction((db) => activateIn(db, activating));
}

/**
 * The same in the caller's transaction: a case is either written before it, or taken in under the new rules.
 * @throws Refusal `unknown-reference` for a version that was never published
 */
export async function activateIn(db: Db, activating: Activating): Promise<Activation | undefined> {
  await holdRules(db);
  await refuseUnknown(db, activating);
  const inForce = await rulesInForce(db);
  const policyVersion = activating.policyVersion ?? inForce.policyVersion;
  const calendarVersion = activating.calendarVersion ?? inForce.calendarVersion;
  if (policyVersion === inForce.policyVersion && calendarVersion === inForce.calendarVersion)
    return undefined;
  const { actor, at, reason } = activating;
  const [row] = await db.query<{ id: number }>(
    `INSERT INTO rule_activations (policy_version, calendar_version, activated_at, actor, reason)
     VALUES ($1, $2, $3, $4, $5) RETURNING activation_id AS id`,
    [policyVersion, calendarVersion, at, JSON.stringify(actor), reason],
  );
  return { id: row?.id ?? 0, policyVersion, calendarVersion, at, by: actor, reason };
}

/** Refuses versions that nobody published, with a pointer to the field. */
export async function refuseUnknown(
  db: Db,
  { policyVersion, calendarVersion }: Partial<RuleVersions>,
): Promise<void> {
  for (const [table, field, version] of [
    ['policies', 'policyVersion', policyVersion],
    ['calendars', 'calendarVersion', calendarVersion],
  ] as const) {
    if (version === undefined) continue;
    const found = await db.query(`SELECT FROM ${table} WHERE version = $1`, [version]);
    if (found.length === 0)
      throw new Refusal('D5', 'unknown-reference', `/${field}`, `没有发布过版本 ${version}`);
  }
}

/** What was in force, the latest first: the first one is. */
export async function activations(db: Db): Promise<Activation[]> {
  return db.query<Activation & Record<string, unknown>>(
    `SELECT activation_id AS id, policy_version AS "policyVersion", calendar_version AS "calendarVersion",
       activated_at AS at, actor AS by, reason
     FROM rule_activations ORDER BY activation_id DESC`,
  );
}
