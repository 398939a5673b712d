import { z } from 'zod';
import type { Calendar, Day } from '../domain/calendar';
import { daysThatDiffer } from '../domain/calendar-check';
import type { Refusal } from '../domain/refusal';
import { changesBetween } from '../ledger/changes';
import { calendarOf, policyOf } from '../ledger/rules';
import { activate, activations, rulesInForce } from '../ledger/rules-in-force';
import {
  publishCalendar,
  publishPolicy,
  ruleVersion as readVersion,
  ruleVersions,
  type Published,
} from '../ledger/rule-versions';
import { calendar } from '../schemas/calendar';
import { actor, civilDate, type Actor, type Role } from '../schemas/common';
import { policy, ruleVersion } from '../schemas/policy';
import { newActivation, newCalendar, newPolicy } from '../schemas/rules';
import type { NewActivation, NewCalendar, NewPolicy } from '../schemas/rules';
import type { ApiDeps } from './deps';
import { once } from './keyed';
import { Problem } from './problems';
import type { Answer, Call, GuardedRoute } from './route';

const tag = '规则与日历';
/** Holidays are announced, not decided: whoever keeps the platform running may enter them. */
const CALENDAR_ROLES: readonly Role[] = ['provincial-office', 'operations'];
/** What the notice's rules say is the provincial office's to decide. */
const POLICY_ROLES: readonly Role[] = ['provincial-office'];
const READERS: readonly Role[] = ['provincial-office', 'operations', 'auditor'];

const described = z
  .object({
    version: z.string(),
    inForce: z.boolean().meta({ description: '新交办件现行适用' }),
    cases: z.int().meta({ description: '适用这一版本的在办件' }),
    succeeds: z.string().optional(),
    publishedAt: z.iso.datetime().optional().meta({ description: '没有即随软件发布' }),
    publishedBy: actor.optional(),
    reason: z.string().optional(),
  })
  .meta({ id: 'RuleVersionInfo' });
const published = z
  .object({ version: z.string(), url: z.string(), outcome: z.enum(['published', 'already']) })
  .meta({ id: 'PublishedVersion' });
const activation = z
  .object({
    id: z.int(),
    policyVersion: z.string(),
    calendarVersion: z.string(),
    at: z.iso.datetime(),
    by: actor,
    reason: z.string(),
  })
  .meta({ id: 'Activation' });
const comparing = z.strictObject({
  comparedWith: ruleVersion.optional().meta({ description: '与哪一版本比较；不填即所接续的版本' }),
});
const dayText = z.string().meta({ description: '工作日、周末、放假或调休上班，及节日' });
const dayDifferences = z.array(z.object({ date: civilDate, before: dayText, after: dayText }));
const changes = z.array(z.object({ path: z.string(), before: z.unknown(), after: z.unknown() }));
const compared = { comparedWith: z.string().optional() };

/** Policies and calendars as data: published, read with their differences, and put in force for new cases [D5]. */
export function ruleRoutes(deps: ApiDeps): GuardedRoute[] {
  const { ledger } = deps;
  return [
    {
      method: 'get',
      path: '/rules/calendars',
      id: 'listCalendars',
      tag,
      summary: '工作日历的各版本',
      rules: ['D5'],
      roles: READERS,
      responses: {
        200: {
          description: '各版本',
          schema: z.object({
            items: z.array(described.extend({ coveredFrom: civilDate, coveredThrough: civilDate })),
          }),
        },
      },
      handle: async () => {
        const items = await Promise.all(
          (await ruleVersions(ledger, 'calendars')).map(async (each) => {
            const { coveredFrom, coveredThrough } = await calendarOf(ledger, each.version);
            return { ...each, coveredFrom, coveredThrough };
          }),
        );
        return { status: 200, body: { items } };
      },
    },
    {
      method: 'get',
      path: '/rules/calendars/{version}',
      id: 'readCalendar',
      tag,
      summary: '一个工作日历，及其与另一版本不同的日子',
      rules: ['D5'],
      roles: READERS,
      query: comparing,
      responses: {
        200: {
          description: '日历',
          schema: described.extend({ ...compared, calendar, differences: dayDifferences }),
        },
      },
      handle: async ({ params: { version = '' }, query }) => {
        const found = await known('calendars', version);
        const other = await comparedWith('calendars', query, found.succeeds);
        const own = await calendarOf(ledger, version);
        const differences = other === undefined ? [] : differencesOf(await calendarOf(ledger, other), own);
        return { status: 200, body: { ...found, comparedWith: other, calendar: own, differences } };
      },
    },
    {
      method: 'post',
      path: '/rules/calendars',
      id: 'publishCalendar',
      tag,
      summary: '发布工作日历的新版本',
      description:
        '须包含所接续版本的全部日子；有意更正的，在 differs 中逐日列明。发布后不再改动，也不改变任何一件：另行启用或采用。',
      rules: ['D5'],
      roles: CALENDAR_ROLES,
      keyed: true,
      body: newCalendar,
      responses: publishing,
      problems: ['conflict', 'unknown-reference', 'missing', 'invalid-date', 'duplicate'],
      handle: (call) =>
        once(deps, call, '/rules/calendars', async () => {
          const { calendar: data, differs, ...why } = call.body as NewCalendar;
          const outcome = await publishCalendar(ledger, data, { ...why, ...(await origin(call)), differs });
          return answerOf('/rules/calendars', data.version, outcome);
        }),
    },
    {
      method: 'get',
      path: '/rules/policies',
      id: 'listPolicies',
      tag,
      summary: '办理规则的各版本',
      rules: ['D5'],
      roles: READERS,
      responses: {
        200: {
          description: '各版本',
          schema: z.object({ items: z.array(described.extend({ title: z.string() })) }),
        },
      },
      handle: async () => {
        const items = await Promise.all(
          (await ruleVersions(ledger, 'policies')).map(async (each) => ({
            ...each,
            title: (await policyOf(ledger, each.version)).title,
          })),
        );
        return { status: 200, body: { items } };
      },
    },
    {
      method: 'get',
      path: '/rules/policies/{version}',
      id: 'readPolicy',
      tag,
      summary: '一版办理规则，及其与另一版本的不同',
      rules: ['D5'],
      roles: READERS,
      query: comparing,
      responses: {
        200: {
          description: '办理规则',
          schema: described.extend({ ...compared, policy, differences: changes }),
        },
      },
      handle: async ({ params: { version = '' }, query }) => {
        const found = await known('policies', version);
        const other = await comparedWith('policies', query, found.succeeds);
        const own = await policyOf(ledger, version);
        const differences = other === undefined ? [] : changesBetween(await policyOf(ledger, other), own);
        return { status: 200, body: { ...found, comparedWith: other, policy: own, differences } };
      },
    },
    {
      method: 'post',
      path: '/rules/policies',
      id: 'publishPolicy',
      tag,
      summary: '发布办理规则的新版本',
      description: '与所接续的版本同为一个文件的要求。发布后不再改动，也不改变任何一件：另行启用或采用。',
      rules: ['D5'],
      roles: POLICY_ROLES,
      keyed: true,
      body: newPolicy,
      responses: publishing,
      problems: ['conflict', 'unknown-reference', 'missing', 'invalid-date', 'duplicate'],
      handle: (call) =>
        once(deps, call, '/rules/policies', async () => {
          const { policy: data, ...why } = call.body as NewPolicy;
          const outcome = await publishPolicy(ledger, data, { ...why, ...(await origin(call)) });
          return answerOf('/rules/policies', data.rules.version, outcome);
        }),
    },
    {
      method: 'get',
      path: '/rules/activations',
      id: 'listActivations',
      tag,
      summary: '新交办件适用的版本：现行的在前，以下为沿革',
      rules: ['D5'],
      roles: READERS,
      responses: { 200: { description: '沿革', schema: z.object({ items: z.array(activation) }) } },
      handle: async () => ({ status: 200, body: { items: await activations(ledger) } }),
    },
    {
      method: 'post',
      path: '/rules/activations',
      id: 'activateRules',
      tag,
      summary: '对新交办件启用某一版本（在办件不变）',
      rules: ['D5'],
      roles: CALENDAR_ROLES,
      keyed: true,
      body: newActivation,
      responses: {
        200: { description: '已经启用，没有变化', schema: activation },
        201: { description: '已启用', schema: activation },
      },
      problems: ['missing', 'unknown-reference'],
      handle: (call) =>
        once(deps, call, '/rules/activations', async () => {
          const activating = call.body as NewActivation;
          await refuseForeignRules(deps, call.actor, activating);
          const fresh = await activate(ledger, { ...activating, ...(await origin(call)) });
          const [latest] = await activations(ledger);
          return {
            status: fresh ? 201 : 200,
            headers: { Location: '/rules/activations' },
            body: fresh ?? latest,
          };
        }),
    },
  ];

  async function origin({ actor }: Call): Promise<{ actor: Actor; at: string }> {
    return { actor, at: await deps.clock.now() };
  }

  async function known(table: 'policies' | 'calendars', version: string, pointer = '/path/version') {
    const found = await readVersion(ledger, table, version);
    if (!found)
      throw new Problem('not-found', `没有版本 ${version}`, {
        errors: [{ pointer, detail: '没有这一版本' }],
      });
    return found;
  }

  async function comparedWith(
    table: 'policies' | 'calendars',
    query: Record<string, unknown>,
    succeeds: string | undefined,
  ): Promise<string | undefined> {
    const named = query['comparedWith'] as string | undefined;
    return named === undefined ? succeeds : (await known(table, named, '/query/comparedWith')).version;
  }
}

/**
 * Refuses what names no version at all, and a policy by whom it is not for: operators bring in calendars, and leave
 * the policy as it is.
 */
export async function refuseForeignRules(
  { ledger }: Pick<ApiDeps, 'ledger'>,
  { role }: Actor,
  { policyVersion, calendarVersion }: Pick<NewActivation, 'policyVersion' | 'calendarVersion'>,
): Promise<void> {
  refuseNone({ policyVersion, calendarVersion });
  if (POLICY_ROLES.includes(role) || policyVersion === undefined) return;
  if (policyVersion !== (await rulesInForce(ledger)).policyVersion)
    throw new Problem('not-permitted', '办理规则由省政府办公厅启用、采用', {
      rule: 'D5',
      errors: [{ pointer: '/policyVersion', detail: '您的角色只能启用、采用工作日历' }],
    });
}

/** Refuses what names no version at all. */
export function refuseNone(
  { policyVersion, calendarVersion }: Pick<NewActivation, 'policyVersion' | 'calendarVersion'>,
  under = '',
): void {
  if (policyVersion === undefined && calendarVersion === undefined)
    throw new Problem('missing', '须写明办理规则或工作日历的版本', {
      rule: 'D5',
      errors: [{ pointer: `${under}/calendarVersion`, detail: '必填其一' }],
    });
}

const publishing = {
  200: { description: '已有这一版本，内容相同', schema: published },
  201: { description: '已发布', schema: published },
};

function answerOf(path: string, version: string, result: Published): Answer {
  switch (result.outcome) {
    case 'refused':
      throw refused(result.problems);
    case 'conflict':
      throw new Problem(
        'conflict',
        `版本 ${version} 已发布，内容不同；已发布的版本不能改动，请用新的版本号`,
        {
          rule: 'D5',
          members: { existing: { url: `${path}/${version}` } },
        },
      );
    case 'already':
    case 'published': {
      const url = `${path}/${version}`;
      return {
        status: result.outcome === 'already' ? 200 : 201,
        headers: { Location: url },
        body: { version, url, outcome: result.outcome },
      };
    }
  }
}

/** Everything that speaks against a version at once, so that it is mended in one go. */
function refused(problems: readonly Refusal[]): Problem {
  return new Problem('invalid', problems[0]?.message ?? '填写有误', {
    rule: problems[0]?.rule,
    errors: problems.map(({ pointer, message, rule, code }) => ({ pointer, detail: message, rule, code })),
  });
}

function differencesOf(before: Calendar, after: Calendar) {
  const days = [
    ...daysThatDiffer(before, after),
    // Days that only the later one covers.
    ...daysThatDiffer(after, before)
      .filter(({ date }) => date < before.coveredFrom || date > before.coveredThrough)
      .map((each) => ({ date: each.date, before: each.after, after: each.before })),
  ];
  return days
    .sort((a, b) => (a.date < b.date ? -1 : 1))
    .map((each) => ({ date: each.date, before: textOf(each.before), after: textOf(each.after) }));
}

const DAYS = { weekday: '工作日', weekend: '周末', holiday: '放假', makeUp: '调休上班' } as const;
const textOf = (day: Day): string => ('holiday' in day ? `${day.holiday}${DAYS[day.kind]}` : DAYS[day.kind]);
