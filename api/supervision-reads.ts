import { z } from 'zod';
import { listSupervisions } from '../ledger/reads/supervisions';
import { civilDate, identifier, kind } from '../schemas/common';
import { oversightCommands } from '../schemas/oversight';
import type { ApiDeps } from './deps';
import { page, paged, paging, refuseForeignUnit, sessionFilter } from './list-reads';
import { scopeOf } from './reader';
import type { GuardedRoute } from './route';
import { READERS } from './scope';
import { caseUrl } from './view';

const form = oversightCommands.openSupervision.shape.form;
const ground = z
  .enum(['late', 'dissatisfied', 'subject', 'by-hand'])
  .meta({ description: '逾期、不满意、主题集中，或人工开展' });
const status = z.enum(['open', 'closed']).meta({ description: '未销号、已销号' });

const supervisionQuery = z.strictObject({
  unit: identifier.optional().meta({ description: '被督办的承办单位' }),
  form: form.optional(),
  ground: ground.optional(),
  status: status.optional(),
  kind: kind.optional(),
  ...sessionFilter,
  ...paging,
});

const listed = z
  .object({
    caseId: z.string(),
    url: z.string(),
    kind,
    number: z.string(),
    title: z.string(),
    id: z.string(),
    trackId: z.string(),
    unit: z.string(),
    unitName: z.string().optional(),
    form,
    ground,
    openedOn: civilDate,
    status,
    closedOn: civilDate.optional(),
    daysOpen: z.int().meta({ description: '启动至今、至销号之日的天数' }),
  })
  .meta({ id: 'ListedSupervision' });

/** Supervisions over many cases, item by item [R7.2], each within its reader's scope. */
export function supervisionReadRoutes(deps: ApiDeps): GuardedRoute[] {
  const { ledger, clock } = deps;
  return [
    {
      method: 'get',
      path: '/supervisions',
      id: 'listSupervisions',
      tag: '请示、延期与督办',
      summary: '督办逐件清单，启动早的在前',
      rules: ['R7.2'],
      roles: READERS.filter((role) => role !== 'proposer'),
      query: supervisionQuery,
      responses: { 200: { description: '一页', schema: page(listed) } },
      handle: async ({ actor, query }) => {
        const { limit, cursor, ...filter } = query as z.infer<typeof supervisionQuery>;
        refuseForeignUnit(actor, filter.unit);
        const scope = await scopeOf(deps, actor);
        const { items, next } = await paged(
          async (request) => listSupervisions(ledger, scope, filter, await clock.today(), request),
          { limit, cursor },
        );
        return {
          status: 200,
          body: {
            items: items.map((item) => ({
              ...item,
              url: `${caseUrl(item.caseId)}/supervisions/${item.id}`,
            })),
            next,
          },
        };
      },
    },
  ];
}
