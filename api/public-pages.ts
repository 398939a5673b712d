import { identityOf } from '../domain/identity';
import { html, REDACTION_MARKS, type Markup } from '../domain/letters';
import { caseNumberText, sessionText } from '../domain/naming';
import type { Publication, PublicationFilter } from '../ledger/publications';
import type { Kind } from '../schemas/common';

export const SITE_NAME = '代表建议政协提案办理答复公开';

const KINDS: Record<Kind, string> = { suggestion: '代表建议', proposal: '政协提案' };
/** What the letter bears, and beside it what the provincial office's check found instead [R5.4]: both are kept. */
const categoryText = (category: string, checked?: string): string =>
  checked ? `${category}类（经核查为${checked}类）` : `${category}类`;

/** Where the public page stands: its pages' addresses begin with it. */
export const ROOT = '/public';
export const letterPath = ({ slug }: Pick<Publication, 'slug'>): string => `${ROOT}/letters/${slug}`;
export const titleOf = ({ title }: Pick<Publication, 'title'>): string => `对《${title}》的答复`;

/** What the list page shows: one page of what was found. */
export interface Listing {
  filter: PublicationFilter;
  page: number;
  pages: number;
  total: number;
  publications: readonly Publication[];
  units: readonly { id: string; name: string }[];
}

export function listPage(listing: Listing): string {
  const { total, publications, filter } = listing;
  const filtered = filter.unit !== undefined || filter.kind !== undefined || filter.search !== undefined;
  const body = html`<h1>答复函公开</h1>
    ${searchForm(listing)}
    <p class="count" role="status">${filtered ? '找到' : '共公开'} ${total} 件</p>
    ${
      total === 0
        ? html`<p>没有符合条件的答复函。</p>`
        : html`<ol class="letters">
            ${publications.map(entry)}
          </ol>`
    }${pageLinks(listing)}`;
  return page(SITE_NAME, body);
}

function searchForm({ filter, units }: Listing): Markup {
  const option = (value: string, label: string, chosen: string | undefined) =>
    html`<option value="${value}" ${value === (chosen ?? '') && html`selected`}>${label}</option>`;
  return html`<form role="search" action="${ROOT}" method="get">
    <label>关键词<input type="search" name="q" maxlength="60" value="${filter.search ?? ''}" /></label>
    <label
      >承办单位<select name="unit">
        ${option('', '全部', filter.unit)}${units.map(({ id, name }) => option(id, name, filter.unit))}
      </select></label
    >
    <label
      >类别<select name="kind">
        ${option('', '全部', filter.kind)}${Object.entries(KINDS).map(([kind, name]) => option(kind, name, filter.kind))}
      </select></label
    >
    <button type="submit">查询</button>
  </form>`;
}

function entry(publication: Publication): Markup {
  return html`<li>
    <h2><a href="${letterPath(publication)}">${titleOf(publication)}</a></h2>
    ${facts(publication)}
  </li>`;
}

function facts({
  caseId,
  kind,
  level,
  number,
  term,
  session,
  unitName,
  publishedOn,
  category,
  checkedCategory,
  merged,
}: Publication): Markup {
  const own = { series: identityOf(caseId)?.series, number };
  const numbers = [own, ...merged].map(caseNumberText).join('、');
  const parts = [
    `${KINDS[kind]} ${level === 'national' ? '全国' : ''}${sessionText({ term, session })} ${numbers}`,
    unitName,
    ...(category ? [categoryText(category, checkedCategory)] : []),
  ];
  return html`<p class="facts">
    ${parts.map((part) => html`<span>${part}</span>`)}<time datetime="${publishedOn}">${publishedOn}</time>
  </p>`;
}

function pageLinks({ page: current, pages, filter }: Listing): Markup | false {
  if (pages <= 1) return false;
  const link = (to: number, label: string, rel: string) =>
    html`<a rel="${rel}" href="${ROOT}?${query(filter, to)}">${label}</a>`;
  return html`<nav class="pages" aria-label="翻页">
    <span>${current > 1 && link(current - 1, '上一页', 'prev')}</span
    ><span>第 ${current} 页，共 ${pages} 页</span
    ><span>${current < pages && link(current + 1, '下一页', 'next')}</span>
  </nav>`;
}

function query({ search, unit, kind }: PublicationFilter, to: number): string {
  const given = Object.entries({ q: search, unit, kind, page: String(to) }).filter(
    ([, value]) => value !== undefined,
  );
  return new URLSearchParams(given as [string, string][]).toString();
}

export function letterPage(publication: Publication): string {
  const { letterText, originalText, attachment, documentNumber, repliedOn, redactions } = publication;
  const { category, checkedCategory } = publication;
  const body = html`<article>
    <dl class="page-one">
      <dt>是否同意公开</dt>
      <dd>是</dd>
      ${
        category &&
        html`<dt>办理结果</dt>
          <dd>${categoryText(category, checkedCategory)}</dd>`
      }
      <dt>文号</dt>
      <dd>${documentNumber}</dd>
    </dl>
    <h1>${titleOf(publication)}</h1>
    ${facts(publication)}
    ${
      publication.merged.length > 0 &&
      html`<ul class="merged" aria-label="并案答复的各件">
        ${publication.merged.map((one) => html`<li>${caseNumberText(one)} ${one.title}</li>`)}
      </ul>`
    }
    ${letterText === undefined ? html`<p>答复函全文见附件。</p>` : html`<section class="letter" aria-label="答复函全文">${paragraphs(letterText)}</section>`}
    ${attachment !== undefined && html`<p><a href="${letterPath(publication)}/attachment" download>下载答复函</a></p>`}
    ${
      originalText !== undefined &&
      html`<section>
        <h2>${KINDS[publication.kind]}原文</h2>
        <div class="letter">${paragraphs(originalText)}</div>
      </section>`
    }
    <p class="note">
      ${repliedOn !== undefined && html`答复日期：${repliedOn}。`}公开日期：${publication.publishedOn}。${redactions.some((one) => one.in !== 'margins') && '文中的个人电话、住址、证件号码等已隐去。'}
    </p>
  </article>`;
  return page(titleOf(publication), body);
}

export const takenDownPage = (): string =>
  page(
    '已撤下',
    html`<h1>已撤下</h1>
      <p>这份答复函已由承办单位撤下，不再公开。</p>
      <p><a href="${ROOT}">查看其他答复函</a></p>`,
  );
export const missingPage = (): string =>
  page(
    '没有这个页面',
    html`<h1>没有这个页面</h1>
      <p>您要找的答复函不存在，或者尚未公开。</p>
      <p><a href="${ROOT}">查看全部答复函</a></p>`,
  );

const SALUTATION = /^.{1,60}[：:]$/u;
const DATE_LINE =
  /^[〇零一二三四五六七八九十\d]{4}年[一二三四五六七八九十\d]{1,3}月[一二三四五六七八九十\d]{1,3}日$/u;
const SIGNATURE = /^[^，。；：,;:]{2,30}$/u;

/** A line a paragraph. The salutation stands flush, who signs and the date stand right, as in a printed letter. */
function paragraphs(text: string): Markup[] {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return lines.map((line, index) => {
    if (index < 6 && SALUTATION.test(line)) return html`<p class="flush">${marked(line)}</p>`;
    const signs = SIGNATURE.test(line) && DATE_LINE.test(lines[index + 1] ?? '');
    return signs || DATE_LINE.test(line)
      ? html`<p class="sign">${marked(line)}</p>`
      : html`<p>${marked(line)}</p>`;
  });
}

const MARKS = Object.values(REDACTION_MARKS);
const MARK = new RegExp(`(${MARKS.join('|')})`);

function marked(line: string): (Markup | string)[] {
  return line
    .split(MARK)
    .map((part) => (MARKS.includes(part) ? html`<span class="redacted">${part}</span>` : part));
}

function page(title: string, body: Markup): string {
  const heading = title === SITE_NAME ? title : `${title} · ${SITE_NAME}`;
  return html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${heading}</title>
        <link rel="stylesheet" href="${ROOT}/style.css" />
        <link rel="alternate" type="application/atom+xml" title="${SITE_NAME}" href="${ROOT}/feed.atom" />
      </head>
      <body>
        <a class="skip" href="#content">跳到正文</a>
        <header class="site">
          <div class="frame">
            <a class="name" href="${ROOT}">${SITE_NAME}</a>
            <nav aria-label="站点"><a href="${ROOT}/feed.atom">订阅更新</a></nav>
          </div>
        </header>
        <main id="content"><div class="frame">${body}</div></main>
        <footer class="site"><div class="frame">答复函由各承办单位公开并对内容负责。</div></footer>
      </body>
    </html> `.text;
}
