import { z } from 'zod';
import { previewAdoption } from '../ledger/adoption-preview';
import { adoptionCases, adoptionProgress, createAdoption, listAdoptions } from '../ledger/adoptions';
import type { PageRequest } from '../ledger/reads/page';
import { identifier, kind, level, type Role } from '../schemas/common';
import { ruleVersion } from '../schemas/policy';
import {
  adoption,
  adoptionCase,
  adoptionOutcome,
  newAdoption,
  previewCounts,
  previewedMove,
  type NewAdoption,
} from '../schemas/rules';
import type { ApiDeps } from './deps';
import { once } from './keyed';
import { paged } from './list-reads';
import { Problem } from './problems';
import type { Answer, Call, GuardedRoute } from './route';
import { refuseForeignRules, refuseNone } from './rules';
import { commandIdOf } from './texts';

const tag = '规则与日历';
const path = '/adoptions';
const roles: readonly Role[] = ['provincial-office', 'operations'];
const readers: readonly Role[] = [...roles, 'auditor'];

const whole = (min: number, max: number) => z.coerce.number('应为整数').int('应为整数').min(min).max(max);
const paging = {
  limit: whole(1, 1000).default(200).meta({ description: '每页条数，至多 1000' }),
  cursor: z.string().min(1).max(1000).optional().meta({ description: '上一页的 next' }),
};
const page = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    next: z.string().optional().meta({ description: '下一页的 cursor；末页没有' }),
  });
const previewQuery = z.strictObject({
  policyVersion: ruleVersion.optional().meta({ description: '办理规则的版本；不填即不变' }),
  calendarVersion: ruleVersion.optional().meta({ description: '工作日历的版本；不填即不变' }),
  unit: identifier.optional().meta({ description: '现有承办单位' }),
  kind: kind.optional(),
  level: level.optional(),
  term: whole(1, 99).optional().meta({ description: '届' }),
  session: whole(1, 20).optional().meta({ description: '次' }),
  caseIds: z
    .string()
    .max(8000)
    .transform((text) => text.split(','))
    .pipe(z.array(z.string().min(1)).min(1).max(100))
    .optional()
    .meta({ description: '各件的编号，逗号并列，至多 100 件', type: 'string' }),
  ...paging,
});
const listQuery = z.strictObject(paging);
const casesQuery = z.strictObject({ outcome: adoptionOutcome.optional(), ...paging });

/** Running cases take over other rules: what would move, the act itself, and how far it is [D5]. */
export function adoptionRoutes(deps: ApiDeps): GuardedRoute[] {
  const { ledger } = deps;
  return [
    {
      method: 'get',
      path: '/adoption-preview',
      id: 'previewAdoption',
      tag,
      summary: '在办件如采用某一版本，哪些期限会变、为什么（不作改动）',
      rules: ['D5', 'D6'],
      roles: readers,
      query: previewQuery,
      responses: {
        200: {
          description: '变动的期限；首页附总数',
          schema: page(previewedMove).extend({ counts: previewCounts.optional() }),
        },
      },
      problems: ['missing', 'unknown-reference'],
      handle: async ({ actor, query }) => {
        const { policyVersion, calendarVersion, limit, cursor, ...cases } = query as z.infer<
          typeof previewQuery
        >;
        refuseNone({ policyVersion, calendarVersion }, '/query');
        await refuseUnknownCases(deps, '/query', cases.caseIds);
        const request = { policyVersion, calendarVersion, cases, actor, at: await deps.clock.now() };
        return {
          status: 200,
          body: await paged((place) => previewAdoption(ledger, request, place), { limit, cursor }),
        };
      },
    },
    {
      method: 'post',
      path,
      id: 'adoptRules',
      tag,
      summary: '在办件采用某一版本（全部或部分）',
      description:
        '不填 cases 即全部在办件，并先对新交办件启用。各件逐一重新计算未了结的期限，原期限、新期限和理由都留有记录；已发出的提醒不重发。',
      rules: ['D5', 'D6'],
      roles,
      keyed: true,
      body: newAdoption,
      responses: { 202: { description: '已登记，正在办理', schema: adoption } },
      problems: ['missing', 'unknown-reference'],
      handle: (call) => once(deps, call, path, (request) => adopt(deps, call, commandIdOf(request))),
    },
    {
      method: 'get',
      path,
      id: 'listAdoptions',
      tag,
      summary: '历次采用，新的在前',
      roles: readers,
      query: listQuery,
      responses: { 200: { description: '一页', schema: page(adoption) } },
      handle: async ({ query }) => ({
        status: 200,
        body: await paged((place) => listAdoptions(ledger, place), query as PageRequest),
      }),
    },
    {
      method: 'get',
      path: '/adoptions/{adoptionId}',
      id: 'readAdoption',
      tag,
      summary: '一次采用的进度',
      roles: readers,
      responses: { 200: { description: '进度', schema: adoption } },
      handle: async ({ params: { adoptionId = '' } }) => ({
        status: 200,
        body: await known(deps, adoptionId),
      }),
    },
    {
      method: 'get',
      path: '/adoptions/{adoptionId}/cases',
      id: 'readAdoptionCases',
      tag,
      summary: '一次采用中各件的结果',
      roles: readers,
      query: casesQuery,
      responses: { 200: { description: '各件', schema: page(adoptionCase) } },
      handle: async ({ params: { adoptionId = '' }, query }) => {
        await known(deps, adoptionId);
        const { outcome, ...place } = query as z.infer<typeof casesQuery>;
        return {
          status: 200,
          body: await paged((request) => adoptionCases(ledger, adoptionId, outcome, request), place),
        };
      },
    },
  ];
}

async function adopt(deps: ApiDeps, { actor, body }: Call, commandId: string): Promise<Answer> {
  const asked = body as NewAdoption;
  await refuseForeignRules(deps, actor, asked);
  await refuseUnknownCases(deps, '/cases', asked.cases.caseIds);
  const adoptionId = `a${commandId.slice(1)}`;
  await createAdoption(deps.ledger, { ...asked, adoptionId, actor, at: await deps.clock.now() });
  try {
    await deps.adoptions.start(adoptionId);
  } catch (err) {
    deps.logger.warn(
      { err, adoptionId },
      'an adoption is recorded but could not be set going; reconciliation starts it',
    );
  }
  return {
    status: 202,
    headers: { Location: `${path}/${adoptionId}` },
    body: await adoptionProgress(deps.ledger, adoptionId),
  };
}

/** @throws Problem `unknown-reference` with a pointer below `at` to each id that no case has */
async function refuseUnknownCases(
  { ledger }: ApiDeps,
  at: string,
  caseIds: readonly string[] = [],
): Promise<void> {
  if (caseIds.length === 0) return;
  const rows = await ledger.query<{ case_id: string }>('SELECT case_id FROM cases WHERE case_id = ANY($1)', [
    caseIds,
  ]);
  const there = new Set(rows.map(({ case_id }) => case_id));
  const errors = caseIds.flatMap((caseId, index) =>
    there.has(caseId) ? [] : [{ pointer: `${at}/caseIds/${index}`, detail: `没有 ${caseId} 这一件` }],
  );
  if (errors.length > 0) throw new Problem('unknown-reference', '有的编号没有对应的件', { errors });
}

async function known({ ledger }: ApiDeps, adoptionId: string) {
  const found = await adoptionProgress(ledger, adoptionId);
  if (!found)
    throw new Problem('not-found', `没有编号为 ${adoptionId} 的采用`, {
      errors: [{ pointer: '/path/adoptionId', detail: '没有这一次' }],
    });
  return found;
}
