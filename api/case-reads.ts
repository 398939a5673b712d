import { z } from 'zod';
import type { AssignedCase } from '../domain/case';
import { readDocument } from '../ledger/documents';
import type { Db } from '../ledger/pool';
import { readCase, readProposers } from '../ledger/reads/case';
import { obligationsOfCase } from '../ledger/reads/obligations';
import { readTimeline, type Timeline } from '../ledger/reads/timeline';
import { readTexts } from '../ledger/texts';
import type { Actor } from '../schemas/common';
import { actorIn, caseOf } from './cases';
import type { ApiDeps } from './deps';
import { fileAnswer } from './documents';
import { toldToProposer } from './for-proposers';
import { Problem } from './problems';
import type { Call, GuardedRoute } from './route';
import { deliversIn, DELIVERERS, READERS, seen, type View } from './scope';
import { showsEvent } from './shows-event';
import { requireSight } from './sight';
import { caseDetail, detail, obligationView, parts, type PartName } from './view';

const tag = '查阅一件';
const explained = obligationView
  .extend({ explanation: z.string().meta({ description: '日期由来 (D6)' }) })
  .meta({ id: 'ExplainedObligation' });
const texts = z.record(z.string(), z.string()).meta({ description: '文字内容，按编号' });

const timelineView = z
  .object({
    entries: z.array(z.looseObject({ entry: z.enum(['event', 'reminder']), on: z.string() })),
    texts,
  })
  .meta({ id: 'Timeline', description: '事件（何人、何日、何时记录、前后变化）与已发出的提醒' });

const proposerView = z
  .object({
    id: z.string(),
    role: z.string(),
    type: z.string(),
    name: z.string(),
    delegation: z.string().optional(),
    address: z.string().optional(),
    telephone: z.string().optional(),
    mail: z.string().optional(),
  })
  .meta({ id: 'Proposer' });

interface Opened {
  state: AssignedCase;
  view: View;
  /** The case as the reader sees it. */
  shown: AssignedCase;
  actor: Actor;
}

/** A case for one who reads it. @throws Problem `not-found`, `not-permitted` */
async function open(deps: ApiDeps, { actor: who, params }: Call): Promise<Opened> {
  const caseId = params['caseId'] ?? '';
  const { state } = await caseOf(deps.ledger, caseId);
  const actor = await actorIn(deps.ledger, caseId, who);
  const view = await requireSight(deps, state, actor);
  return { state, view, shown: seen(state, view), actor };
}

/** The words that somebody may read: those whose ids stand in what they are shown. */
async function wordsIn(db: Db, caseId: string, shown: unknown): Promise<Record<string, string>> {
  return standingIn(shown, await readTexts(db, caseId));
}

function standingIn(shown: unknown, texts: Record<string, string>): Record<string, string> {
  const content = JSON.stringify(shown);
  return Object.fromEntries(Object.entries(texts).filter(([id]) => content.includes(`"${id}"`)));
}

/** One case, from every side. */
export function caseReadRoutes(deps: ApiDeps): GuardedRoute[] {
  const { ledger, clock } = deps;
  const read = (
    route: Pick<GuardedRoute, 'path' | 'id' | 'summary' | 'responses' | 'handle'> & Partial<GuardedRoute>,
  ): GuardedRoute => ({ method: 'get', tag, roles: READERS, ...route });
  return [
    read({
      path: '/cases/{caseId}',
      id: 'readCase',
      summary: '一件的全部情况（本人可见的部分）',
      responses: { 200: { description: '这一件', schema: caseDetail.extend({ texts }) } },
      handle: async (call) => {
        const { shown } = await open(deps, call);
        const found = await readCase(ledger, shown.caseId, 'all');
        const body = {
          ...detail(shown, await clock.today()),
          text: found?.text,
          attachments: found?.attachments,
        };
        return { status: 200, body: { ...body, texts: await wordsIn(ledger, shown.caseId, shown) } };
      },
    }),
    read({
      path: '/cases/{caseId}/timeline',
      id: 'readTimeline',
      summary: '办理经过：何人何日做了什么，前后有何变化，发过哪些提醒',
      responses: { 200: { description: '经过', schema: timelineView } },
      handle: async (call) => {
        return { status: 200, body: await visibleTimeline(ledger, await open(deps, call)) };
      },
    }),
    read({
      path: '/cases/{caseId}/obligations',
      id: 'readObligations',
      summary: '各项期限：由来、亮灯、是否超期',
      rules: ['D6', 'R7.1'],
      responses: { 200: { description: '期限', schema: z.object({ items: z.array(explained) }) } },
      handle: async (call) => ({
        status: 200,
        body: { items: await visibleObligations(deps, await open(deps, call)) },
      }),
    }),
    read({
      path: '/cases/{caseId}/obligations/{obligationId}',
      id: 'readObligation',
      summary: '一项期限',
      rules: ['D6'],
      responses: { 200: { description: '期限', schema: explained } },
      handle: async (call) => {
        const items = await visibleObligations(deps, await open(deps, call));
        const found = items.find(({ id }) => id === call.params['obligationId']);
        if (!found) throw new Problem('not-found', '没有这项期限');
        return { status: 200, body: found };
      },
    }),
    read({
      path: '/cases/{caseId}/proposers',
      id: 'readProposers',
      summary: '提出人的姓名与联系方式（仅供送达的单位）',
      roles: DELIVERERS,
      responses: { 200: { description: '提出人', schema: z.object({ items: z.array(proposerView) }) } },
      handle: async (call) => {
        const { shown, view } = await open(deps, call);
        if (!deliversIn(shown, view)) throw new Problem('not-permitted', '本单位已不承办这一件');
        const items = (await readProposers(ledger, shown.caseId)).map(
          ({ subject: _, ...proposer }) => proposer,
        );
        return { status: 200, body: { items } };
      },
    }),
    read({
      path: '/cases/{caseId}/documents/{hash}',
      id: 'readCaseDocument',
      summary: '下载这一件的文件',
      responses: { 200: { description: '文件内容', schema: z.string(), type: 'application/octet-stream' } },
      handle: async (call) => {
        const opened = await open(deps, call);
        const hash = call.params['hash'] ?? '';
        const { caseId } = opened.shown;
        const found = await readCase(ledger, caseId, 'all');
        const shown = JSON.stringify([
          opened.shown,
          found?.attachments,
          (await visibleTimeline(ledger, opened)).entries,
        ]);
        return fileAnswer(shown.includes(`"${hash}"`) ? await readDocument(ledger, hash, 'all') : undefined);
      },
    }),
    ...partRoutes(deps, read),
  ];
}

/** What a view shows of the timeline, with those of its words that stand in it. */
async function visibleTimeline(db: Db, { state, view, shown, actor }: Opened): Promise<Timeline> {
  const scope = actor.role === 'proposer' ? { proposerSubject: actor.subject } : 'all';
  const timeline = await readTimeline(db, shown.caseId, scope);
  const visible = (timeline?.entries ?? []).filter((entry) => {
    if (entry.entry === 'event') return showsEvent(state, view, entry);
    return view.type === 'unit' ? view.own.has(entry.trackId ?? '') : view.type !== 'proposer';
  });
  const entries = visible.map((entry) =>
    view.type === 'proposer' && entry.entry === 'event'
      ? { ...entry, data: toldToProposer(view.id, entry) as typeof entry.data }
      : entry,
  );
  return { entries, texts: standingIn(entries, timeline?.texts ?? {}) };
}

async function visibleObligations(
  { ledger, clock }: ApiDeps,
  { shown }: Opened,
): Promise<z.infer<typeof explained>[]> {
  const all = await obligationsOfCase(ledger, shown.caseId, 'all', await clock.today());
  return all
    .filter(({ id }) => shown.obligations[id] !== undefined)
    .map((each) => ({ ...each, late: each.status === 'met' && (each.endedOn ?? '') > each.due }));
}

const PART_ROUTES: Record<PartName, { param: string; id: string; summary: string }> = {
  tracks: { param: 'trackId', id: 'readTrack', summary: '一个单位的承办部分' },
  letters: { param: 'letterId', id: 'readLetter', summary: '一件文稿' },
  deliveries: { param: 'deliveryId', id: 'readDelivery', summary: '一次寄送' },
  contacts: { param: 'contactId', id: 'readContact', summary: '一次沟通联系' },
  'contact-exceptions': { param: 'exceptionId', id: 'readContactException', summary: '一项免于沟通的申请' },
  'instruction-requests': { param: 'requestId', id: 'readInstructionRequest', summary: '一次请示' },
  'extension-requests': { param: 'requestId', id: 'readExtensionRequest', summary: '一次延期申请' },
  supervisions: { param: 'supervisionId', id: 'readSupervision', summary: '一项督办' },
  reworks: { param: 'reworkId', id: 'readRework', summary: '一次再次办理' },
};

/** The things inside a case, each at its own address. */
function partRoutes(
  deps: ApiDeps,
  read: (route: Pick<GuardedRoute, 'path' | 'id' | 'summary' | 'responses' | 'handle'>) => GuardedRoute,
): GuardedRoute[] {
  return (Object.keys(PART_ROUTES) as PartName[]).map((name) => {
    const { param, id, summary } = PART_ROUTES[name];
    return read({
      path: `/cases/{caseId}/${name}/{${param}}`,
      id,
      summary,
      responses: { 200: { description: summary, schema: z.looseObject({ id: z.string(), texts }) } },
      handle: async (call) => {
        const { shown } = await open(deps, call);
        const entries: Record<string, object> = parts[name](shown);
        const wanted = call.params[param] ?? '';
        const entry = Object.hasOwn(entries, wanted) ? entries[wanted] : undefined;
        if (entry === undefined)
          throw new Problem('not-found', `这一件没有编号为 ${wanted} 的${summary.slice(2)}`);
        return { status: 200, body: { ...entry, texts: await wordsIn(deps.ledger, shown.caseId, entry) } };
      },
    });
  });
}
