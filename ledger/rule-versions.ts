import type { Calendar } from '../domain/calendar';
import { calendarProblems } from '../domain/calendar-check';
import type { CivilDate } from '../domain/dates';
import { policyProblems } from '../domain/policy-check';
import { ruleCatalogue } from '../policies/rule-catalogue';
import { Refusal } from '../domain/refusal';
import type { Actor } from '../schemas/common';
import type { Policy } from '../schemas/policy';
import type { Db, Ledger } from './pool';
import { calendarOf, policyOf } from './rules';
import { rulesInForce } from './rules-in-force';

/** Who publishes, when (ISO 8601 UTC), why, and as the successor of which version: of the one in force unless named. */
export interface Publishing {
  actor: Actor;
  at: string;
  reason: string;
  succeeds?: string;
}

/** `already`: this version lies there with the same content. `conflict`: with other content. `refused`: what speaks against it. */
export type Published =
  { outcome: 'published' | 'already' | 'conflict' } | { outcome: 'refused'; problems: Refusal[] };

/** A version of a policy or calendar, and where it came from: those of a release have nobody who published them. */
export interface RuleVersion {
  version: string;
  inForce: boolean;
  cases: number;
  succeeds?: string;
  publishedAt?: string;
  publishedBy?: Actor;
  reason?: string;
}

type Table = 'policies' | 'calendars';

/** Publishes a calendar (D5): checked against the one that it succeeds, and immutable from then on. */
export async function publishCalendar(
  ledger: Ledger,
  calendar: Calendar,
  publishing: Publishing & { differs: readonly CivilDate[] },
): Promise<Published> {
  const { calendarVersion } = await rulesInForce(ledger);
  const succeeds = publishing.succeeds ?? calendarVersion;
  return publish(ledger, 'calendars', calendar.version, calendar, { ...publishing, succeeds }, async () =>
    calendarProblems(calendar, await calendarOf(ledger, succeeds), publishing.differs),
  );
}

/** Publishes a version of a policy (D5): of the same notice as the one that it succeeds, and immutable from then on. */
export async function publishPolicy(
  ledger: Ledger,
  policy: Policy,
  publishing: Publishing,
): Promise<Published> {
  const { policyVersion } = await rulesInForce(ledger);
  const succeeds = publishing.succeeds ?? policyVersion;
  return publish(ledger, 'policies', policy.rules.version, policy, { ...publishing, succeeds }, async () =>
    policyProblems(policy, await policyOf(ledger, succeeds), new Set(Object.keys(ruleCatalogue))),
  );
}

async function publish(
  ledger: Ledger,
  table: Table,
  version: string,
  data: unknown,
  { actor, at, reason, succeeds }: Publishing & { succeeds: string },
  problemsOf: () => Promise<Refusal[]>,
): Promise<Published> {
  const text = JSON.stringify(data);
  const before = await existing(ledger, table, version, text);
  if (before) return before;
  const former = await ledger.query(`SELECT FROM ${table} WHERE version = $1`, [succeeds]);
  if (former.length === 0)
    throw new Refusal('D5', 'unknown-reference', '/succeeds', `没有发布过版本 ${succeeds}`);
  const problems = await problemsOf();
  if (problems.length > 0) return { outcome: 'refused', problems };
  const inserted = await ledger.query(
    `INSERT INTO ${table} (version, data, succeeds, published_at, published_by, reason)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (version) DO NOTHING RETURNING version`,
    [version, text, succeeds, at, JSON.stringify(actor), reason],
  );
  if (inserted.length > 0) return { outcome: 'published' };
  // Somebody else published it in between.
  return (await existing(ledger, table, version, text)) ?? { outcome: 'conflict' };
}

async function existing(db: Db, table: Table, version: string, text: string): Promise<Published | undefined> {
  const [row] = await db.query<{ same: boolean }>(
    `SELECT data = $2::jsonb AS same FROM ${table} WHERE version = $1`,
    [version, text],
  );
  return row && { outcome: row.same ? 'already' : 'conflict' };
}

/** All versions of policies or calendars, by the order of their publication; `cases` counts running ones. */
export async function ruleVersions(db: Db, table: Table): Promise<RuleVersion[]> {
  const [column, own] =
    table === 'policies' ? ['policy_version', 'under_policy'] : ['calendar_version', 'under_calendar'];
  const rows = await db.query<Record<string, unknown>>(
    `SELECT version, version = (SELECT ${column} FROM rule_activations ORDER BY activation_id DESC LIMIT 1) AS "inForce",
       (SELECT count(*) FROM cases WHERE cases.${own} = version AND status NOT IN ('closed', 'withdrawn')) AS cases,
       succeeds, published_at AS "publishedAt", published_by AS "publishedBy", reason
     FROM ${table} ORDER BY published_at NULLS FIRST, version`,
  );
  return rows.map(
    (row) =>
      Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as RuleVersion,
  );
}

/** One version; undefined when there is none. */
export async function ruleVersion(db: Db, table: Table, version: string): Promise<RuleVersion | undefined> {
  return (await ruleVersions(db, table)).find((each) => each.version === version);
}
