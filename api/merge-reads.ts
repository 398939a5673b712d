import { z } from 'zod';
import { isAnsweredBy, type Answering, type AssignedCase } from '../domain/case';
import { REPLYING } from '../domain/case/follows';
import { liveTracks, partRuleOf } from '../domain/case/lookups';
import { listedInMerged } from '../domain/letters';
import type { Db } from '../ledger/pool';
import { mergedTitleOf, readMerged, type MergedCase } from '../ledger/reads/merge';
import type { CaseRules } from '../ledger/rules';
import type { Actor } from '../schemas/common';
import { actorIn, caseOf } from './cases';
import type { ApiDeps } from './deps';
import { Problem } from './problems';
import type { GuardedRoute } from './route';
import { deliversIn, DELIVERERS } from './scope';
import { requireSight, sightOf } from './sight';
import { OFFICIALS } from './roles';

const mergedCase = z.object({
  caseId: z.string(),
  number: z.string(),
  title: z.string(),
  status: z.enum(['host', 'asked', 'joined', 'refused', 'leaving', 'left']),
  notFollowed: z.array(z.string()).meta({ description: '未能随主件办理的文稿' }),
});

const listed = z.object({ numbers: z.array(z.string()), names: z.array(z.string()) });

const mergeView = z
  .object({
    host: z.string(),
    title: z.string().optional().meta({ description: '并案后的题目' }),
    cases: z.array(mergedCase),
    listed: listed.meta({
      description:
        '主件答复所及各件的全部编号和姓名（名称）[R3.10]；只列查阅人可见的件，姓名只列给须向其送达的单位',
    }),
    letters: z.array(listed.extend({ trackId: z.string(), unit: z.string(), product: z.string() })).meta({
      description: '主件各承办部分的文稿各须列明的编号和姓名（名称）：只列该文稿所答复的件 [R3.10]',
    }),
  })
  .meta({ id: 'Merge' });

/** What is merged into a case, and what its letter has to list. */
export function mergeReadRoutes(deps: ApiDeps): GuardedRoute[] {
  const { ledger } = deps;
  return [
    {
      method: 'get',
      path: '/cases/{caseId}/merge',
      id: 'readMerge',
      tag: '并案',
      summary: '并案情况，及并案文稿须列明的编号和姓名',
      rules: ['R3.10'],
      roles: [...OFFICIALS, 'auditor'],
      responses: { 200: { description: '并案情况', schema: mergeView } },
      handle: async ({ params, actor }) => {
        const caseId = params['caseId'] ?? '';
        const { state } = await caseOf(ledger, caseId);
        await requireSight(deps, state, await actorIn(ledger, caseId, actor));
        const { merge } = state;
        if (merge === undefined) throw new Problem('not-found', '本件没有并案');
        const host = await caseOf(ledger, merge.role === 'host' ? caseId : merge.host);
        return { status: 200, body: await mergeOf(deps, host, actor) };
      },
    },
  ];
}

/** A merge as somebody sees it: the cases that they see, and the names of those to whose proposers they deliver. */
async function mergeOf(
  deps: ApiDeps,
  { state: host, rules: { policy } }: { state: AssignedCase; rules: CaseRules },
  actor: Actor,
): Promise<z.infer<typeof mergeView>> {
  const members = host.merge?.role === 'host' ? host.merge.members : {};
  const cases = await seenBy(
    deps,
    actor,
    await readMerged(deps.ledger, [host.caseId, ...Object.keys(members)]),
  );
  const title = cases.some(({ caseId }) => caseId === host.caseId)
    ? await mergedTitleOf(deps.ledger, host)
    : undefined;
  const letters = liveTracks(host).flatMap((track) => {
    const { product } = partRuleOf(host, track, policy);
    return product ? [{ trackId: track.id, unit: track.unit, part: track.part, product }] : [];
  });
  const answering = letters.filter(({ part }) => REPLYING.has(part));
  return {
    host: host.caseId,
    ...(title ? { title } : {}),
    cases: cases.map(({ caseId, state: { facts } }) => ({
      caseId,
      number: facts.identity.number,
      title: facts.title,
      status: members[caseId]?.status ?? ('host' as const),
      notFollowed: Object.entries(members[caseId]?.told ?? {})
        .filter(([, { outcome }]) => outcome === 'refused')
        .map(([letterId]) => letterId),
    })),
    listed: listedInMerged(
      cases.filter((each) => answering.some((letter) => isListed(host, each, letter))).map(named),
    ),
    letters: letters.map(({ trackId, unit, part, product }) => ({
      trackId,
      unit,
      product,
      ...listedInMerged(cases.filter((each) => isListed(host, each, { unit, part, product })).map(named)),
    })),
  };
}

/** Sight is each case's own; where somebody sees a case but not its proposers' names, it comes without proposers. */
async function seenBy(deps: ApiDeps, actor: Actor, cases: readonly MergedCase[]): Promise<MergedCase[]> {
  const looked = cases.map(async (one): Promise<MergedCase[]> => {
    const view = await sightOf(deps, one.state, actor);
    if (view === undefined) return [];
    const named = DELIVERERS.includes(actor.role) && deliversIn(one.state, view);
    return [named ? one : { ...one, proposers: [] }];
  });
  return (await Promise.all(looked)).flat();
}

/** The cases of a merge that a letter of the host answers: itself, and those that have joined and take it for theirs. */
export async function answeredTogether(
  db: Db,
  host: AssignedCase,
  letter: Omit<Answering, 'host'>,
): Promise<ReturnType<typeof named>[]> {
  const members = host.merge?.role === 'host' ? Object.keys(host.merge.members) : [];
  const cases = await readMerged(db, [host.caseId, ...members]);
  return cases.filter((each) => isListed(host, each, letter)).map(named);
}

function isListed(
  { caseId, merge }: AssignedCase,
  one: MergedCase,
  letter: Omit<Answering, 'host'>,
): boolean {
  if (one.caseId === caseId) return true;
  const member = merge?.role === 'host' ? merge.members[one.caseId] : undefined;
  return member?.status === 'joined' && isAnsweredBy(one.state, { ...letter, host: caseId });
}

/** A case as its merged letter names it. */
const named = ({ state: { facts }, proposers }: MergedCase) => ({
  kind: facts.kind,
  number: facts.identity.number,
  proposers,
});
