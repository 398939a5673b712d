import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { z } from 'zod';
import { LedgerError } from '../ledger/errors';
import { filesOf } from '../ledger/outgoing';
import { draftPublication, listPublications, publishingUnits, readPublication } from '../ledger/publications';
import { kind } from '../schemas/common';
import { caseOf } from './cases';
import type { ApiDeps } from './deps';
import { Problem } from './problems';
import { atomFeed } from './public-feed';
import { letterPage, listPage, missingPage, ROOT, takenDownPage } from './public-pages';
import { PUBLIC_STYLE } from './public-style';
import type { Answer, GuardedRoute, OpenRoute, Route } from './route';
import { requireSight } from './sight';
import { UNREAD, warning } from './warnings';

const tag = '公开';
const PER_PAGE = 20;
const IN_FEED = 50;
const HTML = 'text/html; charset=utf-8';

/** Nothing but our own style sheet is loaded, nothing runs, and nobody frames it. */
const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Cache-Control': 'public, max-age=60',
};

/** A reader's address with nonsense in it shows the list, not an error. */
const listQuery = z.object({
  q: z.string().trim().min(1).max(60).optional().catch(undefined).meta({ description: '关键词' }),
  unit: z.string().min(1).max(80).optional().catch(undefined).meta({ description: '承办单位' }),
  kind: kind.optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(10_000).default(1).catch(1),
});

type Deps = Pick<ApiDeps, 'ledger' | 'config' | 'clock'>;

/** The built-in public site [R5.8]: list, letters, feed; and for the unit, what is taken out of a letter. */
export function publicRoutes(deps: Deps): Route[] {
  const { ledger, config } = deps;
  const list: OpenRoute = {
    ...open('publicLetters', ROOT, '已公开的答复函（网页）'),
    query: listQuery,
    handle: async ({ query, request }) => {
      const { q, unit, kind: chosen, page } = query as z.infer<typeof listQuery>;
      const filter = { search: q, unit, kind: chosen };
      const range = { limit: PER_PAGE, offset: (page - 1) * PER_PAGE };
      const [{ total, publications }, units] = await Promise.all([
        listPublications(ledger, filter, range),
        publishingUnits(ledger),
      ]);
      const pages = Math.max(1, Math.ceil(total / PER_PAGE));
      return cached(request, HTML, listPage({ filter, page, pages, total, publications, units }));
    },
  };
  const letter: OpenRoute = {
    ...open('publicLetter', `${ROOT}/letters/{slug}`, '一份已公开的答复函（网页）'),
    responses: {
      ...pages('答复函'),
      404: { description: '没有', type: 'text/html' },
      410: { description: '已撤下', type: 'text/html' },
    },
    handle: async ({ params, request }) => {
      const found = await readPublication(ledger, params['slug'] ?? '');
      if (found === undefined) return { status: 404, type: HTML, body: missingPage(), headers: HEADERS };
      if (found.takenDownOn !== undefined)
        return { status: 410, type: HTML, body: takenDownPage(), headers: HEADERS };
      return cached(request, HTML, letterPage(found));
    },
  };
  const attachment: OpenRoute = {
    ...open('publicLetterFile', `${ROOT}/letters/{slug}/attachment`, '答复函文件'),
    responses: {
      200: { description: '文件', type: 'application/octet-stream' },
      404: { description: '没有', type: 'text/html' },
      410: { description: '已撤下', type: 'text/html' },
    },
    handle: async ({ params }) => {
      const found = await readPublication(ledger, params['slug'] ?? '');
      if (found?.takenDownOn !== undefined)
        return { status: 410, type: HTML, body: takenDownPage(), headers: HEADERS };
      if (found?.attachment === undefined)
        return { status: 404, type: HTML, body: missingPage(), headers: HEADERS };
      const [file] = await filesOf(ledger, [found.attachment]);
      const name = encodeURIComponent(file?.name ?? '').replace(
        /['()*]/g,
        (sign) => `%${sign.charCodeAt(0).toString(16)}`,
      );
      const headers = { ...HEADERS, 'Content-Disposition': `attachment; filename*=UTF-8''${name}` };
      return { status: 200, type: file?.mediaType ?? 'application/octet-stream', body: file?.bytes, headers };
    },
  };
  const feed: OpenRoute = {
    ...open('publicFeed', `${ROOT}/feed.atom`, '最新公开的答复函（Atom）'),
    responses: { 200: { description: 'Atom (RFC 4287)', type: 'application/atom+xml' } },
    handle: async ({ request }) => {
      const { publications } = await listPublications(ledger, {}, { limit: IN_FEED, offset: 0 });
      return cached(
        request,
        'application/atom+xml; charset=utf-8',
        atomFeed(publications, config.publicBaseUrl),
      );
    },
  };
  const style: OpenRoute = {
    ...open('publicStyle', `${ROOT}/style.css`, '公开网页的样式'),
    responses: { 200: { description: 'CSS', type: 'text/css' } },
    handle: ({ request }) => Promise.resolve(cached(request, 'text/css; charset=utf-8', PUBLIC_STYLE)),
  };
  return [list, feed, style, letter, attachment, previewRoute(deps)];
}

const redaction = z.object({
  in: z.enum(['letter', 'margins', 'original']).meta({
    description: '正文（含脚注、尾注） / 文件的页眉、页脚、批注、已删未清的文字 / 原文',
  }),
  kind: z.enum(['mobile', 'landline', 'identity-number', 'address', 'mail', 'account']),
  at: z.int(),
  found: z.string(),
});
const preview = z
  .object({
    readable: z
      .boolean()
      .meta({ description: '否：文件无法读取文字（如扫描件），未作隐去处理；逐页核对后填 checked 才能公开' }),
    warnings: z.array(warning),
    letterText: z.string().optional(),
    originalText: z.string().optional(),
    redactions: z.array(redaction),
  })
  .meta({ id: 'PublicationPreview' });

/** What the public will read, and what was taken out of it: for those who answer for the letter. */
function previewRoute(deps: Deps): GuardedRoute {
  const { ledger } = deps;
  return {
    method: 'get',
    path: '/cases/{caseId}/letters/{letterId}/publication-preview',
    id: 'previewPublication',
    tag,
    summary: '公开前预览：公开的文字，以及隐去了什么',
    rules: ['R5.7', 'R5.8'],
    roles: ['provincial-office', 'unit-office', 'unit-division'],
    responses: { 200: { description: '预览', schema: preview } },
    problems: ['not-found'],
    handle: async ({ actor, params }) => {
      const { caseId = '', letterId = '' } = params;
      const missing = new Problem('not-found', '没有这份文稿');
      const { state } = await caseOf(ledger, caseId);
      const view = await requireSight(deps, state, actor);
      const draft = await draftPublication(ledger, caseId, letterId, true).catch((error: unknown) => {
        throw error instanceof LedgerError ? missing : error;
      });
      if (view.type !== 'whole' && !(view.type === 'unit' && view.own.has(draft.letter.trackId)))
        throw missing;
      const { letterText, originalText, redactions } = draft.publication;
      const found = redactions.map(({ in: where, kind: what, at, length }) => ({
        in: where,
        kind: what,
        at,
        found: (draft.sources[where] ?? '').slice(at, at + length),
      }));
      const readable = letterText !== undefined && letterText.trim() !== '';
      const warnings = readable ? [] : [UNREAD];
      return {
        status: 200,
        body: { readable, warnings, letterText, originalText, redactions: found },
      };
    },
  };
}

const pages = (description: string) => ({
  200: { description, type: 'text/html' },
  304: { description: '未变' },
});

function open(id: string, path: string, summary: string): Omit<OpenRoute, 'handle'> {
  return { method: 'get', path, id, tag, summary, rules: ['R5.8'], roles: 'open', responses: pages(summary) };
}

function cached(request: Request, type: string, body: string): Answer {
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 24)}"`;
  const headers = { ...HEADERS, ETag: etag };
  if (request.get('if-none-match') === etag) return { status: 304, headers };
  return { status: 200, type, body, headers };
}
