import type { IncomingMessage, ServerResponse } from 'node:http';
import { html, Markup } from '../domain/letters';
import type { MailStore, SinkMail } from './mail-store';

const STYLE =
  new Markup(`body{font:16px/1.7 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}
dt{color:#666}dd{margin:0 0 .5rem}iframe{width:100%;height:36rem;border:1px solid #ccc}pre{white-space:pre-wrap}a{color:#0b57a4}`);

/** The sink's HTTP side: `/` and `/view/{id}` for people, `/mails` and `/mails/{id}` as JSON, `/mails/{id}/source` as it came. */
export function sinkPages(store: MailStore) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    answer(store, request).then(
      ({ status, type, body }) => {
        response.writeHead(status, {
          'content-type': type,
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
          'x-content-type-options': 'nosniff',
        });
        response.end(body);
      },
      () => response.writeHead(500).end(),
    );
  };
}

interface Page {
  status: number;
  type: string;
  body: string | Buffer;
}

async function answer(store: MailStore, { method, url = '/' }: IncomingMessage): Promise<Page> {
  if (method !== 'GET') return plain(405, 'Only GET');
  const [, room = '', id = '', part] = new URL(url, 'http://localhost').pathname.split('/');
  if (room === '') return page('收到的邮件', list(store.all()));
  if (room === 'mails' && id === '') return json(store.all());
  const mail = store.get(id);
  if (mail === undefined) return plain(404, '没有这封邮件');
  if (room === 'view') return page(mail.subject, view(mail));
  if (room !== 'mails') return plain(404, '没有这个页面');
  if (part === undefined) return json(mail);
  const source = part === 'source' ? await store.source(id) : undefined;
  return source === undefined
    ? plain(404, '没有这个页面')
    : { status: 200, type: 'message/rfc822', body: source };
}

const plain = (status: number, body: string): Page => ({ status, type: 'text/plain; charset=utf-8', body });
const json = (value: unknown): Page => ({
  status: 200,
  type: 'application/json',
  body: JSON.stringify(value),
});

function page(title: string, body: Markup): Page {
  const { text } = html`<!doctype html>
    <html lang="zh-CN">
      <meta charset="utf-8" />
      <title>${title}</title>
      <style>
        ${STYLE}
      </style>
      <h1>${title}</h1>
      ${body}
    </html>`;
  return { status: 200, type: 'text/html; charset=utf-8', body: text };
}

function list(mails: readonly SinkMail[]): Markup {
  if (mails.length === 0) return html`<p>还没有邮件。</p>`;
  const rows = [...mails].reverse().map(
    ({ id, receivedAt, to, subject }) =>
      html`<tr>
        <td>${receivedAt.slice(0, 19).replace('T', ' ')}</td>
        <td>${to.join('、')}</td>
        <td><a href="/view/${id}">${subject}</a></td>
      </tr>`,
  );
  return html`<table>
    <thead>
      <tr>
        <th>收到（UTC）</th>
        <th>收件人</th>
        <th>主题</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

/** The mail's own markup is shown in a frame that runs nothing and loads nothing. */
function view({ id, from, to, messageId, text, html: body, attachments }: SinkMail): Markup {
  const files = attachments.map(({ name, type, size }) => html`<li>${name}（${type}，${size} 字节）</li>`);
  return html`<p><a href="/">全部邮件</a>&emsp;<a href="/mails/${id}/source">原始邮件</a></p>
    <dl>
      <dt>发件人</dt>
      <dd>${from}</dd>
      <dt>收件人</dt>
      <dd>${to.join('、')}</dd>
      <dt>Message-ID</dt>
      <dd>${messageId}</dd>
    </dl>
    ${
      files.length > 0 &&
      html`<ul>
        ${files}
      </ul>`
    }
    ${body === '' ? html`<pre>${text}</pre>` : html`<iframe sandbox title="正文" srcdoc="${body}"></iframe>`}`;
}
