import { z } from 'zod';
import { similarCases, similarPairs, type SimilarCase } from '../ledger/similar';
import { identifier, kind, level } from '../schemas/common';
import { actorIn, caseOf } from './cases';
import type { ApiDeps } from './deps';
import { sessionFilter, whole } from './list-reads';
import { scopeOf } from './reader';
import type { GuardedRoute } from './route';
import { READERS } from './scope';
import { requireSight } from './sight';
import { caseStatus, caseUrl } from './view';

const tag = '相似件';
const similarCase = z
  .object({
    caseId: z.string(),
    url: z.string(),
    kind,
    level,
    body: z.string(),
    term: z.int(),
    session: z.int(),
    series: z.string(),
    number: z.string(),
    title: z.string(),
    subject: z.string().optional(),
    status: caseStatus,
  })
  .meta({ id: 'SimilarCase' });
const likeness = z.object({
  score: z.number().min(0).max(1).meta({ description: '相似程度，0 至 1' }),
  grounds: z
    .array(
      z.object({
        by: z.enum(['title', 'text', 'number', 'quoted', 'series', 'subject']),
        share: z.number(),
        says: z.string(),
      }),
    )
    .meta({ description: '理由，如“标题相似 0.82”“正文有 63% 相同”' }),
});
const candidate = similarCase.extend(likeness.shape).meta({ id: 'SimilarCandidate' });
const pair = likeness.extend({ cases: z.array(similarCase).length(2) }).meta({ id: 'SimilarPair' });

const pairQuery = z.strictObject({
  kind: kind.optional(),
  level: level.optional(),
  body: identifier.optional(),
  ...sessionFilter,
  batch: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: '批次编号：这一批的各件与全部未办结件相比' }),
  limit: whole(1, 200).default(50).meta({ description: '至多 200 对，相似的在前' }),
});

const linked = <Case extends SimilarCase>(each: Case) => ({ ...each, url: caseUrl(each.caseId) });

/** Same or similar cases, to be merged or not by people [R3.10]: nothing is merged here. */
export function similarRoutes(deps: ApiDeps): GuardedRoute[] {
  const { ledger } = deps;
  return [
    {
      method: 'get',
      path: '/cases/{caseId}/similar',
      id: 'listSimilarCases',
      tag,
      summary: '与这一件相同或相似、可考虑并案的件：同类别、同层级、未办结，附相似程度和理由',
      description: '只列出提问者本人可见的件：单位只见本单位承办的，处室只见交给本处室的。提出人不能查看。',
      rules: ['R3.10'],
      roles: READERS.filter((role) => role !== 'proposer'),
      responses: {
        200: { description: '相似件，至多 20 件', schema: z.object({ items: z.array(candidate) }) },
      },
      handle: async ({ actor: who, params }) => {
        const caseId = params['caseId'] ?? '';
        const { state } = await caseOf(ledger, caseId);
        const actor = await actorIn(ledger, caseId, who);
        await requireSight(deps, state, actor);
        const items = await similarCases(ledger, caseId, { scope: await scopeOf(deps, actor) });
        return { status: 200, body: { items: items.map(linked) } };
      },
    },
    {
      method: 'get',
      path: '/similar-cases',
      id: 'listSimilarPairs',
      tag,
      summary: '一届次或一批中可考虑并案的相似件，成对列出',
      rules: ['R3.10'],
      roles: READERS.filter((role) => role !== 'proposer' && role !== 'unit-division'),
      query: pairQuery,
      responses: { 200: { description: '成对的相似件', schema: z.object({ items: z.array(pair) }) } },
      handle: async ({ actor, query }) => {
        const { limit, ...filter } = query as z.infer<typeof pairQuery>;
        const pairs = await similarPairs(ledger, await scopeOf(deps, actor), filter, limit);
        return {
          status: 200,
          body: { items: pairs.map(({ cases, ...rest }) => ({ ...rest, cases: cases.map(linked) })) },
        };
      },
    },
  ];
}
