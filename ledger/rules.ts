import { sliceCalendar, type Calendar } from '../domain/calendar';
import { yearOf, type CivilDate } from '../domain/dates';
import { currentPolicy, policies } from '../policies';
import { calendars, currentCalendar } from '../policies/calendars';
import type { Policy, PolicyRules } from '../schemas/policy';
import { LedgerError } from './errors';
import type { Db } from './pool';

/** The rules that a case runs under: what travels with its workflow, too. */
export interface CaseRules {
  policy: PolicyRules;
  /** Cut to the years that the case can reach: its assignment year and the two after it. */
  calendar: Calendar;
}

/** Which version of a policy, and which of a calendar. */
export interface RuleVersions {
  policyVersion: string;
  calendarVersion: string;
}

/** Which rules a case is handled under, and the day that bounds its calendar. */
export interface RulesKey extends RuleVersions {
  assignedOn: CivilDate;
}

/** Released versions never change, so what was read once stays true for the life of the process. */
const knownPolicies = new Map<string, Policy>(Object.entries(policies));
const knownCalendars = new Map<string, Calendar>(Object.entries(calendars));
const slices = new Map<string, Calendar>();

/**
 * Keeps this release's policies and calendars in the ledger, so that a later release still knows the rules of old
 * cases; in a new ledger they are in force. Throws a `LedgerError` when a version that lies there already says
 * something else: a released version is never edited.
 */
export async function seedRules(db: Db): Promise<void> {
  for (const [table, released] of [
    ['policies', policies],
    ['calendars', calendars],
  ] as const) {
    for (const [version, data] of Object.entries(released)) {
      const [row] = await db.query<{ same: boolean }>(
        `INSERT INTO ${table} AS kept (version, data) VALUES ($1, $2::jsonb)
         ON CONFLICT (version) DO UPDATE SET data = kept.data
         RETURNING kept.data = $2::jsonb AS same`,
        [version, JSON.stringify(data)],
      );
      if (row?.same !== true) {
        throw new LedgerError(
          'released-rules-changed',
          `${table}: version ${version} was released with other content; give the changed one a new version`,
        );
      }
    }
  }
  await db.query(
    `INSERT INTO rule_activations (policy_version, calendar_version, activated_at, actor, reason)
     SELECT $1, $2, now(), $3, $4 WHERE NOT EXISTS (SELECT FROM rule_activations)`,
    [
      currentPolicy.rules.version,
      currentCalendar.version,
      JSON.stringify({ subject: 'release', role: 'system' }),
      '随软件发布，首次启用',
    ],
  );
}

/** The rules of a case by version. Throws a `LedgerError` for a version that was never released here. */
export async function rulesOf(db: Db, key: RulesKey): Promise<CaseRules> {
  const policy = await policyOf(db, key.policyVersion);
  return { policy: policy.rules, calendar: await caseCalendar(db, key.calendarVersion, key.assignedOn) };
}

/** A whole policy, with its texts, by version. */
export async function policyOf(db: Db, version: string): Promise<Policy> {
  return lookUp(db, 'policies', version, knownPolicies);
}

/** A whole calendar, by version. */
export async function calendarOf(db: Db, version: string): Promise<Calendar> {
  return lookUp(db, 'calendars', version, knownCalendars);
}

async function caseCalendar(db: Db, version: string, assignedOn: CivilDate): Promise<Calendar> {
  const year = yearOf(assignedOn);
  const key = `${version} ${year}`;
  const slice = slices.get(key) ?? sliceCalendar(await calendarOf(db, version), year, year + 2);
  slices.set(key, slice);
  return slice;
}

async function lookUp<Data>(
  db: Db,
  table: 'policies' | 'calendars',
  version: string,
  known: Map<string, Data>,
): Promise<Data> {
  const found =
    known.get(version) ??
    (await db.query<{ data: Data }>(`SELECT data FROM ${table} WHERE version = $1`, [version]))[0]?.data;
  if (found === undefined) throw new LedgerError('unknown-rules', `${table}: there is no version ${version}`);
  known.set(version, found);
  return found;
}
