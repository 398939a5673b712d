import { createMailer, MailServerError, messageIdOf, type OutgoingMail } from '../../activities/mail';
import { html } from '../../domain/letters';
import { startMailSink, type MailSink } from '../../platform/mail-sink';

const FROM = '建议提案办理平台 <no-reply@casework.example>';
const mail: OutgoingMail = {
  messageId: messageIdOf('delivery:1', FROM),
  to: 'deputy@example.com',
  toName: '示例代表',
  subject: '关于第31号建议的答复：“乡村道路”\r\nBcc: other@example.com',
  text: '示例代表：\n您提出的建议收悉。',
  html: html`<p>您提出的建议收悉。</p>`,
  attachments: [{ name: '答复函（第31号）.txt', type: 'text/plain', bytes: Buffer.from('答复全文') }],
};

describe('mail over SMTP', () => {
  let sink: MailSink;
  beforeEach(async () => {
    sink = await startMailSink();
  });
  afterEach(() => sink.close());
  const mailer = () => createMailer({ smtpUrl: sink.smtpUrl, from: FROM });

  it('Chinese subject, body, names and attachments arrive whole, to one recipient only', async () => {
    expect(await mailer().send(mail)).toEqual({ outcome: 'sent' });
    expect(sink.mails()).toMatchObject([
      {
        messageId: mail.messageId,
        to: ['deputy@example.com'],
        subject: '关于第31号建议的答复：“乡村道路” Bcc: other@example.com',
        text: expect.stringContaining('示例代表：\n您提出的建议收悉。'),
        html: '<p>您提出的建议收悉。</p>',
        attachments: [
          { name: '答复函（第31号）.txt', type: 'text/plain', size: Buffer.byteLength('答复全文') },
        ],
      },
    ]);
  });

  it('an address that the server refuses is unreachable, and the reason names no address', async () => {
    sink.faults.refused.add(mail.to);
    const outcome = await mailer().send(mail);
    expect(outcome).toMatchObject({ outcome: 'unreachable', why: '对方邮件服务器拒收该邮箱（550 5.1.1）' });
    expect(sink.mails()).toEqual([]);
  });

  it('something that is no address is unreachable', async () => {
    expect(await mailer().send({ ...mail, to: '没有' })).toMatchObject({ outcome: 'unreachable' });
  });

  it('an address that the server puts off throws, to be tried again, and names no address', async () => {
    sink.faults.deferred.add(mail.to);
    const failure = await mailer()
      .send(mail)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MailServerError);
    expect(String(failure)).toContain('451 4.2.1');
    expect(String(failure)).not.toContain('example.com');
    sink.faults.deferred.clear();
    expect(await mailer().send(mail)).toEqual({ outcome: 'sent' });
  });

  it('a server that is down throws; when it is up again the same mail goes out', async () => {
    const platform = mailer();
    await sink.goDown();
    await expect(platform.send(mail)).rejects.toThrow(MailServerError);
    await sink.comeUp();
    expect(await platform.send(mail)).toEqual({ outcome: 'sent' });
  });

  it('a connection that breaks after the mail was taken throws, and the repeat has the same Message-ID', async () => {
    const platform = mailer();
    sink.faults.loseAnswers = 1;
    await expect(platform.send(mail)).rejects.toThrow(MailServerError);
    await platform.send(mail);
    expect(sink.mails().map(({ messageId }) => messageId)).toEqual([mail.messageId, mail.messageId]);
  });

  it('without a server every mail is unreachable and says that none is configured', async () => {
    expect(await createMailer({ from: FROM }).send(mail)).toEqual({
      outcome: 'unreachable',
      why: '平台未配置邮件服务器，请以其他方式送达并登记',
    });
  });

  it('a Message-ID is the same for the same key, another for another, and shows nothing of the key', () => {
    expect(messageIdOf('案件:31', FROM)).toBe(messageIdOf('案件:31', FROM));
    expect(messageIdOf('案件:31', FROM)).not.toBe(messageIdOf('案件:32', FROM));
    expect(messageIdOf('案件:31', FROM)).toMatch(/^<[0-9a-f]{40}@casework\.example>$/);
    expect(messageIdOf('x', 'nobody')).toMatch(/@localhost>$/);
  });
});
