import { html, type Markup } from '../domain/letters';
import type { Publication } from '../ledger/publications';
import { letterPath, ROOT, SITE_NAME, titleOf } from './public-pages';

/** The latest letters as an Atom feed (RFC 4287). `base` is where people reach the platform. */
export function atomFeed(publications: readonly Publication[], base: string): string {
  const [latest] = publications;
  const { text } = html`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">
    <id>${base}${ROOT}</id>
    <title>${SITE_NAME}</title>
    <updated>${instantOf(latest?.publishedOn ?? '1970-01-01')}</updated>
    <link rel="self" type="application/atom+xml" href="${base}${ROOT}/feed.atom" />
    <link rel="alternate" type="text/html" href="${base}${ROOT}" />
    ${publications.map((publication) => entry(publication, base))}
  </feed> `;
  return `<?xml version="1.0" encoding="utf-8"?>\n${text}`;
}

function entry(publication: Publication, base: string): Markup {
  const { publishedOn, unitName, documentNumber, letterText } = publication;
  const url = `${base}${letterPath(publication)}`;
  return html`<entry>
    <id>${url}</id>
    <title>${titleOf(publication)}</title>
    <updated>${instantOf(publishedOn)}</updated>
    <link rel="alternate" type="text/html" href="${url}" />
    <author><name>${unitName}</name></author>
    <summary>${documentNumber}</summary>
    ${letterText !== undefined && html`<content type="text">${letterText}</content>`}
  </entry>`;
}

/** The beginning of a civil date of Shanghai (RFC 3339). */
const instantOf = (day: string): string => `${day}T00:00:00+08:00`;
