import { z } from 'zod';
import {
  readKeyCases,
  readMatters,
  type KeyCaseView,
  type KeyedCase,
  type KeyMatterView,
} from '../ledger/reads/keys';
import { readVisits } from '../ledger/reads/visits';
import { civilDate, identifier, part, role } from '../schemas/common';
import type { ApiDeps } from './deps';
import { refuseForeignUnit } from './list-reads';
import { Problem } from './problems';
import { scopeOf } from './reader';
import type { GuardedRoute } from './route';
import { DELIVERERS, READERS } from './scope';
import { caseStatus, caseUrl, openDoorElementView } from './view';

const tag = '重点事项与重点处理件';

const history = z.array(
  z.object({
    act: z.enum(['set', 'extended', 'lifted', 'selected', 'deselected']),
    on: civilDate,
    recordedAt: z.string(),
    by: z.object({ subject: z.string(), role, unit: z.string().optional() }),
    why: z.string(),
  }),
);
const keyedCase = z.object({
  caseId: z.string(),
  url: z.string(),
  number: z.string(),
  title: z.string(),
  status: caseStatus,
  told: z
    .enum(['pending', 'given', 'refused'])
    .meta({ description: '这一件是否已获知：待告知（平台自动补告）/ 已告知 / 未被接受' }),
  why: z.string().optional(),
  units: z.array(
    z.object({ trackId: z.string(), unit: z.string(), part, openDoor: z.array(openDoorElementView) }),
  ),
});
export const keyMatterView = z
  .object({
    id: z.string(),
    url: z.string(),
    theme: z.string(),
    ground: z.string(),
    setOn: civilDate,
    status: z.enum(['set', 'lifted']),
    cases: z.array(keyedCase),
    history,
  })
  .meta({ id: 'KeyMatter' });
export const keyCaseView = keyedCase
  .extend({
    id: z.string(),
    unit: z.string(),
    year: z.int(),
    selection: z
      .enum(['selected', 'deselected', 'ended'])
      .meta({ description: '已选定 / 已取消 / 因该件撤回、改派或撤销而终止（不再计入一至两件）[R4.2]' }),
    history,
  })
  .meta({ id: 'KeyCase' });

const withUrl = <T extends KeyedCase>(keyed: T): T & { url: string } => ({
  ...keyed,
  url: caseUrl(keyed.caseId),
});
export const showMatter = (matter: KeyMatterView): z.infer<typeof keyMatterView> => ({
  ...matter,
  url: `/key-matters/${matter.id}`,
  cases: matter.cases.map(withUrl),
});
export const showKeyCase = (keyCase: KeyCaseView): z.infer<typeof keyCaseView> => withUrl(keyCase);

const year = z.coerce
  .number('应为整数')
  .int('应为整数')
  .min(1990, '应在 1990 与 2199 之间')
  .max(2199, '应在 1990 与 2199 之间')
  .meta({ description: '交办年度' });
const keyCaseQuery = z.strictObject({ unit: identifier.optional(), year: year.optional() });
const visitQuery = z.strictObject({
  unit: identifier.optional().meta({ description: '承办单位；单位人员不填即本单位' }),
  year,
});

const visit = z.object({
  caseId: z.string(),
  url: z.string(),
  number: z.string(),
  trackId: z.string(),
  part,
  contactId: z.string(),
  on: civilDate,
  stage: z.enum(['before', 'during', 'after']),
  proposers: z.array(
    z.object({
      id: z.string(),
      person: z.string().meta({ description: '同一人（单位）在各件中相同' }),
      name: z.string().optional().meta({ description: '仅供送达的单位' }),
    }),
  ),
  visitors: z.array(z.object({ id: z.string(), name: z.string(), unit: z.string() })).optional(),
  withUnits: z.array(z.string()).optional(),
});
const visitsView = z
  .object({
    unit: z.string(),
    year: z.int(),
    persons: z.int().meta({ description: '走访到的人数（单位数），同一人只计一次' }),
    visits: z.array(visit),
  })
  .meta({ id: 'Visits' });

const KEY_READERS = READERS.filter((each) => each !== 'proposer' && each !== 'unit-division');

/** Key matters and key cases with their open-door progress, and who was visited. */
export function keyReadRoutes(deps: ApiDeps): GuardedRoute[] {
  const { ledger, clock } = deps;
  return [
    {
      method: 'get',
      path: '/key-matters',
      id: 'listKeyMatters',
      tag,
      summary: '重点事项：涉及的建议提案、承办单位和“开门办案”进展',
      rules: ['R4.1', 'R4.3', 'R7.1'],
      roles: KEY_READERS,
      responses: { 200: { description: '重点事项', schema: z.object({ items: z.array(keyMatterView) }) } },
      handle: async ({ actor }) => {
        const matters = await readMatters(ledger, await scopeOf(deps, actor), await clock.today());
        return { status: 200, body: { items: matters.map(showMatter) } };
      },
    },
    {
      method: 'get',
      path: '/key-matters/{matterId}',
      id: 'readKeyMatter',
      tag,
      summary: '一项重点事项',
      rules: ['R4.1', 'R4.3'],
      roles: KEY_READERS,
      responses: { 200: { description: '这项重点事项', schema: keyMatterView } },
      handle: async ({ actor, params }) => {
        const [matter] = await readMatters(
          ledger,
          await scopeOf(deps, actor),
          await clock.today(),
          params['matterId'] ?? '',
        );
        if (!matter) throw new Problem('not-found', '没有这项重点事项');
        return { status: 200, body: showMatter(matter) };
      },
    },
    {
      method: 'get',
      path: '/key-cases',
      id: 'listKeyCases',
      tag,
      summary: '各单位的重点处理件和“开门办案”进展',
      rules: ['R4.2', 'R4.3', 'R7.1'],
      roles: KEY_READERS,
      query: keyCaseQuery,
      responses: { 200: { description: '重点处理件', schema: z.object({ items: z.array(keyCaseView) }) } },
      handle: async ({ actor, query }) => {
        const filter = query as z.infer<typeof keyCaseQuery>;
        refuseForeignUnit(actor, filter.unit);
        const found = await readKeyCases(ledger, await scopeOf(deps, actor), filter, await clock.today());
        return { status: 200, body: { items: found.map(showKeyCase) } };
      },
    },
    {
      method: 'get',
      path: '/visits',
      id: 'listVisits',
      tag: '列表与统计',
      summary: '一个单位一年的面对面走访：何人走访了何人、涉及哪一件',
      rules: ['R6.3', 'R6.4'],
      roles: ['provincial-office', 'auditor', 'unit-office', 'unit-leader'],
      query: visitQuery,
      responses: { 200: { description: '走访情况', schema: visitsView } },
      handle: async ({ actor, query }) => {
        const { unit = actor.role.startsWith('unit-') ? actor.unit : undefined, year: of } = query as z.infer<
          typeof visitQuery
        >;
        refuseForeignUnit(actor, unit);
        if (unit === undefined)
          throw new Problem('invalid', '请指明承办单位', {
            rule: 'setting',
            errors: [{ pointer: '/query/unit', detail: '请指明承办单位', rule: 'setting' }],
          });
        const { visits, ...rest } = await readVisits(ledger, unit, of);
        const named = DELIVERERS.includes(actor.role);
        const shown = visits.map((each) => ({
          ...each,
          url: caseUrl(each.caseId),
          proposers: each.proposers.map(({ name, ...proposer }) => ({ ...proposer, ...(named && { name }) })),
        }));
        return { status: 200, body: { ...rest, visits: shown } };
      },
    },
  ];
}
