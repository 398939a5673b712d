import { z } from 'zod';
import { LedgerError } from '../ledger/errors';
import { listCases, type CaseFilter } from '../ledger/reads/case-list';
import { readFigures, type FigureFilter } from '../ledger/reads/figures';
import { markRead, readInbox } from '../ledger/reads/inbox';
import { openObligations, type DueFilter } from '../ledger/reads/obligations';
import type { PageRequest } from '../ledger/reads/page';
import { civilDate, identifier, kind, level, part, type Actor } from '../schemas/common';
import type { ApiDeps } from './deps';
import { Problem } from './problems';
import { handedTo, recipientsOf, scopeOf } from './reader';
import type { GuardedRoute } from './route';
import { READERS } from './scope';
import { caseStatus, caseUrl, light, obligationView } from './view';

const tag = '列表与统计';
const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
export const whole = (min: number, max: number) => {
  const outside = `应在 ${min} 与 ${max} 之间`;
  return z.coerce.number('应为整数').int('应为整数').min(min, outside).max(max, outside);
};
export const paging = {
  limit: whole(1, 200).default(50).meta({ description: '每页条数，至多 200' }),
  cursor: z.string().min(1).max(1000).optional().meta({ description: '上一页的 next' }),
};
export const sessionFilter = {
  term: whole(1, 99).optional().meta({ description: '届' }),
  session: whole(1, 20).optional().meta({ description: '次' }),
};

const statuses = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(caseStatus).min(1))
  .optional()
  .meta({ description: '状态，可用逗号并列', type: 'string' });
const overdue = flag
  .optional()
  .meta({ description: '有无超期事项', type: 'string', enum: ['true', 'false'] });

const caseQuery = z.strictObject({
  unit: identifier.optional().meta({ description: '承办单位' }),
  part: part.optional(),
  status: statuses,
  kind: kind.optional(),
  level: level.optional(),
  body: identifier.optional(),
  ...sessionFilter,
  overdue,
  dueBefore: civilDate.optional().meta({ description: '最近期限早于这一日' }),
  q: z.string().trim().min(1).max(100).optional().meta({ description: '标题或编号的一部分' }),
  mine: flag
    .optional()
    .meta({ description: '只看交给本人的，代办期间含所代办人员的', type: 'string', enum: ['true', 'false'] }),
  ...paging,
});

const obligationQuery = z.strictObject({
  unit: identifier.optional(),
  kind: kind.optional(),
  light: light.exclude(['grey']).optional(),
  dueBefore: civilDate.optional(),
  overdue,
  status: statuses,
  ...sessionFilter,
  ...paging,
});

const figureQuery = z.strictObject({
  unit: identifier.optional(),
  kind: kind.optional(),
  level: level.optional(),
  ...sessionFilter,
});
const inboxQuery = z.strictObject({
  unread: flag.optional().meta({ type: 'string', enum: ['true', 'false'] }),
  ...paging,
});

export const page = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    next: z.string().optional().meta({ description: '下一页的 cursor；末页没有' }),
  });
const listed = z
  .looseObject({
    caseId: z.string(),
    url: z.string(),
    kind,
    level,
    title: z.string(),
    number: z.string(),
    status: caseStatus,
    due: civilDate.optional(),
    light,
  })
  .meta({ id: 'ListedCase' });
const lights = z.object({ green: z.int(), yellow: z.int(), red: z.int() });
const figures = z
  .object({
    today: civilDate,
    total: lights.extend({ cases: z.int(), openCases: z.int(), byStatus: z.record(z.string(), z.int()) }),
    units: z.array(
      lights.extend({
        unit: z.string(),
        name: z.string().optional(),
        cases: z.int(),
        openCases: z.int(),
        nextDue: civilDate.optional(),
      }),
    ),
  })
  .meta({ id: 'Figures' });
const notice = z
  .looseObject({ noticeId: z.int(), notice: z.enum(['rung', 'news']), caseId: z.string(), on: civilDate })
  .meta({ id: 'Notice' });
const readBody = z.strictObject({ noticeIds: z.array(z.int().min(1)).min(1).max(500) });

/** Lists over many cases, each within its reader's scope. */
export function listReadRoutes(deps: ApiDeps): GuardedRoute[] {
  const { ledger, clock } = deps;
  return [
    {
      method: 'get',
      path: '/cases',
      id: 'listCases',
      tag,
      summary: '建议提案列表，按最近期限排序',
      rules: ['R7.1'],
      roles: READERS,
      query: caseQuery,
      responses: { 200: { description: '一页', schema: page(listed) } },
      handle: async ({ actor, query }) => {
        const { q, mine, limit, cursor, ...filter } = query as z.infer<typeof caseQuery>;
        refuseForeignUnit(actor, filter.unit);
        const wanted: CaseFilter = { ...filter, text: q, ...(await ownFilter(actor, mine === true)) };
        const { items, next } = await paged(
          async (request) =>
            listCases(ledger, await scopeOf(deps, actor), wanted, await clock.today(), request),
          { limit, cursor },
        );
        return {
          status: 200,
          body: { items: items.map((item) => ({ ...item, url: caseUrl(item.caseId) })), next },
        };
      },
    },
    {
      method: 'get',
      path: '/obligations',
      id: 'listObligations',
      tag,
      summary: '未了结的期限，按期限排序',
      rules: ['R7.1', 'D3'],
      roles: READERS,
      query: obligationQuery,
      responses: {
        200: {
          description: '一页',
          schema: page(obligationView.extend({ caseId: z.string(), title: z.string(), number: z.string() })),
        },
      },
      handle: async ({ actor, query }) => {
        const { limit, cursor, ...filter } = query as z.infer<typeof obligationQuery>;
        refuseForeignUnit(actor, filter.unit);
        const wanted: DueFilter = filter;
        const { items, next } = await paged(
          async (request) =>
            openObligations(ledger, await scopeOf(deps, actor), wanted, await clock.today(), request),
          { limit, cursor },
        );
        return { status: 200, body: { items: items.map((item) => ({ ...item, late: false })), next } };
      },
    },
    {
      method: 'get',
      path: '/lights',
      id: 'readLights',
      tag,
      summary: '亮灯：各单位和全省到期、超期情况',
      rules: ['R7.1'],
      roles: READERS.filter((role) => role !== 'proposer'),
      query: figureQuery,
      responses: { 200: { description: '统计', schema: figures } },
      handle: async ({ actor, query }) => {
        const filter = query as FigureFilter;
        refuseForeignUnit(actor, filter.unit);
        const today = await clock.today();
        return {
          status: 200,
          body: { today, ...(await readFigures(ledger, await scopeOf(deps, actor), filter, today)) },
        };
      },
    },
    {
      method: 'get',
      path: '/inbox',
      id: 'readInbox',
      tag: '收件箱',
      summary: '给我的提醒和消息，新的在前',
      roles: READERS.filter((role) => role !== 'auditor'),
      query: inboxQuery,
      responses: { 200: { description: '一页', schema: page(notice).extend({ unread: z.int() }) } },
      handle: async ({ actor, query }) => {
        const { unread, limit, cursor } = query as z.infer<typeof inboxQuery>;
        const recipient = await recipientsOf(ledger, actor);
        return {
          status: 200,
          body: await paged((request) => readInbox(ledger, recipient, { ...request, unread }), {
            limit,
            cursor,
          }),
        };
      },
    },
    {
      method: 'post',
      path: '/inbox/read',
      id: 'markRead',
      tag: '收件箱',
      summary: '标为已读（重复提交不变）',
      roles: READERS.filter((role) => role !== 'auditor'),
      body: readBody,
      responses: { 200: { description: '新标为已读的条数', schema: z.object({ marked: z.int() }) } },
      handle: async ({ actor, body }) => {
        const { noticeIds } = body as z.infer<typeof readBody>;
        const marked = await markRead(
          ledger,
          await recipientsOf(ledger, actor),
          noticeIds,
          await clock.now(),
        );
        return { status: 200, body: { marked } };
      },
    },
  ];

  /** "My cases" are those that name the person; a division's people never see more than what was handed to them. */
  async function ownFilter(
    actor: Actor,
    mine: boolean,
  ): Promise<Pick<CaseFilter, 'people' | 'handed' | 'unit'>> {
    // Of those who read no case by division, nobody is looked for unless they ask for their own.
    if (!mine && actor.role !== 'unit-division') return {};
    const handed = await handedTo(deps, actor);
    return {
      ...(mine && actor.role !== 'proposer' ? { people: handed.people } : {}),
      ...(actor.role === 'unit-division' ? { unit: actor.unit, handed } : {}),
    };
  }
}

/** Dates and lights in a list are those of the unit that is asked about: another unit's are not theirs to see. */
export function refuseForeignUnit(actor: Actor, unit: string | undefined): void {
  const ofUnit =
    actor.role === 'unit-office' || actor.role === 'unit-division' || actor.role === 'unit-leader';
  if (unit !== undefined && (actor.role === 'proposer' || (ofUnit && unit !== actor.unit)))
    throw new Problem('not-permitted', '只能查看本单位的情况');
}

/** A cursor that is none of this list is the client's mistake. */
export async function paged<T>(read: (request: PageRequest) => Promise<T>, request: PageRequest): Promise<T> {
  try {
    return await read(request);
  } catch (error) {
    if (error instanceof LedgerError && error.fault === 'invalid-input')
      throw new Problem('invalid', '无效的翻页位置', {
        rule: 'setting',
        errors: [{ pointer: '/query/cursor', detail: '不是本列表给出的 next', rule: 'setting' }],
      });
    throw error;
  }
}
