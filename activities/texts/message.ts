import { html, type Markup } from '../../domain/letters';

/** A table of a mail: a row's first cell can carry the address of what the row is about. */
export interface Table {
  head: readonly string[];
  rows: readonly { cells: readonly string[]; link?: string }[];
}

/** What a mail says, before it is text and markup. */
export interface Message {
  salutation: string;
  paragraphs: readonly string[];
  table?: Table;
  /** Paragraphs that follow the table. */
  after?: readonly string[];
  /** Who writes, and when. */
  closing: readonly string[];
}

const TEXT = 'font:16px/1.8 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#222';
const CELL = 'border:1px solid #bbb;padding:4px 8px;text-align:left;vertical-align:top';

/** The message as plain text and as simple markup that says the same. */
export function written(message: Message): { text: string; html: Markup } {
  return { text: asText(message), html: asHtml(message) };
}

function asText({ salutation, paragraphs, table, after = [], closing }: Message): string {
  const rows = (table?.rows ?? []).map(({ cells, link }, index) => {
    const fields = cells.map((cell, i) => `${table?.head[i] ?? ''}：${cell}`);
    return [`${index + 1}. ${fields.join('；')}`, ...(link === undefined ? [] : [`   ${link}`])].join('\n');
  });
  const indented = (lines: readonly string[]) => lines.map((line) => `    ${line}`);
  return [salutation, ...indented(paragraphs), ...rows, ...indented(after), '', ...closing].join('\n');
}

function asHtml({ salutation, paragraphs, table, after = [], closing }: Message): Markup {
  const indented = (lines: readonly string[]) =>
    lines.map((line) => html`<p style="text-indent:2em">${line}</p>`);
  return html`<div lang="zh-CN" style="${TEXT}">
    <p>${salutation}</p>
    ${indented(paragraphs)}${table !== undefined && tableHtml(table)}${indented(after)}
    <p>${closing.map((line, i) => (i === 0 ? html`${line}` : html`<br />${line}`))}</p>
  </div>`;
}

function tableHtml({ head, rows }: Table): Markup {
  const row = ({ cells, link }: Table['rows'][number]) =>
    html`<tr>
      ${cells.map((cell, i) => html`<td style="${CELL}">${i === 0 && link !== undefined ? html`<a href="${link}">${cell}</a>` : cell}</td>`)}
    </tr>`;
  return html`<table style="border-collapse:collapse">
    <thead>
      <tr>
        ${head.map((cell) => html`<th style="${CELL}">${cell}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(row)}
    </tbody>
  </table>`;
}
