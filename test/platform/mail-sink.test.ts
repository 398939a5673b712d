import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { readPorts } from '../../platform/ports';
import { startMailSink } from '../../platform/mail-sink';

const send = (smtpUrl: string, subject: string) =>
  createTransport({ url: smtpUrl }).sendMail({
    from: 'a@example.com',
    to: 'b@example.com',
    subject,
    text: '正文',
    html: '<script>alert(1)</script><p>正文</p>',
  });
const get = async (url: string) => {
  const response = await fetch(url, { headers: { connection: 'close' } });
  return {
    status: response.status,
    csp: response.headers.get('content-security-policy'),
    text: await response.text(),
  };
};

describe('the local mail server', () => {
  it('mails and ports survive a restart', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'mails-'));
    const first = await startMailSink({ dataDir });
    await send(first.smtpUrl, '第一封');
    await first.close();
    const second = await startMailSink({ dataDir });
    await send(second.smtpUrl, '第二封');
    const { smtpUrl } = second;
    const kept = second.mails().map(({ id, subject }) => `${id} ${subject}`);
    const ports = readPorts(dataDir);
    await second.close();
    await rm(dataDir, { recursive: true });

    expect(kept).toEqual(['000001 第一封', '000002 第二封']);
    expect(smtpUrl).toBe(first.smtpUrl);
    expect(smtpUrl).toContain(String(ports['mailSmtp']));
  });

  it('the page lists and shows mails, runs nothing of theirs, and JSON says the same', async () => {
    const sink = await startMailSink();
    await send(sink.smtpUrl, '<b>主题</b>');
    const list = await get(`${sink.pageUrl}/`);
    const view = await get(`${sink.pageUrl}/view/000001`);
    const json = await get(`${sink.pageUrl}/mails`);
    const one = await get(`${sink.pageUrl}/mails/000001`);
    const source = await get(`${sink.pageUrl}/mails/000001/source`);
    const missing = await get(`${sink.pageUrl}/mails/000009`);
    const mails = sink.mails();
    await sink.close();

    expect(list.text).toContain('&lt;b&gt;主题&lt;/b&gt;');
    expect(view.text).not.toContain('<script>');
    expect(view.text).toContain('<iframe sandbox');
    expect(view.csp).toContain("default-src 'none'");
    expect(JSON.parse(json.text)).toEqual(mails);
    expect(JSON.parse(one.text)).toEqual(mails[0]);
    expect(source.text).toContain('Message-ID:');
    expect(missing.status).toBe(404);
  });
});
