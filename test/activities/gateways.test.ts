import { OutsideError } from '../../activities/http';
import { createPortal, type PortalLetter } from '../../activities/portal';
import { createSmsGateway } from '../../activities/sms';
import { startOutside, type OutsideServer } from './outside';

let outside: OutsideServer;
beforeEach(async () => {
  outside = await startOutside();
});
afterEach(() => outside.close());

describe('short messages through an HTTP gateway', () => {
  const message = { key: 'digest:7', telephone: '138 0013-8000', text: '您有1件建议今日到期' };
  const gateway = () => createSmsGateway({ url: `${outside.url}/sms/`, token: 'secret' }, () => undefined);

  it('one goes out as JSON, with its key and the token', async () => {
    expect(await gateway().send(message)).toEqual({ outcome: 'sent' });
    expect(outside.heard).toMatchObject([
      {
        method: 'POST',
        path: '/sms',
        headers: { authorization: 'Bearer secret', 'idempotency-key': 'digest%3A7' },
        body: { to: '13800138000', text: message.text },
      },
    ]);
  });

  it.each([500, 503, 429, 401])(
    'an answer %i throws, to be tried again, and the error names no number',
    async (status) => {
      outside.answer = { status };
      const failure = await gateway()
        .send(message)
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(OutsideError);
      expect(String(failure)).toContain(String(status));
      expect(String(failure)).not.toContain('13800138000');
    },
  );

  it('a refusal for good is an outcome', async () => {
    outside.answer = { status: 422 };
    expect(await gateway().send(message)).toEqual({ outcome: 'unreachable', why: '短信网关拒收（422）' });
  });

  it('a number that is none is not sent at all', async () => {
    expect(await gateway().send({ ...message, telephone: '见附件' })).toMatchObject({
      outcome: 'unreachable',
    });
    expect(outside.heard).toEqual([]);
  });

  it('a gateway that is down throws', async () => {
    await outside.close();
    await expect(gateway().send(message)).rejects.toThrow(OutsideError);
  });

  it('without a gateway it is off, and the log says so once', async () => {
    const lines: string[] = [];
    const off = createSmsGateway(undefined, (line) => lines.push(line));
    expect([await off.send(message), await off.send(message)]).toEqual([
      { outcome: 'off' },
      { outcome: 'off' },
    ]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('SMS_GATEWAY_URL');
  });
});

describe('a portal behind the HTTP adapter', () => {
  const letter: PortalLetter = {
    slug: '一-1',
    url: 'http://127.0.0.1/public/一-1',
    title: '关于第31号建议的答复',
    unit: { id: 'education', name: '示例厅' },
    documentNumber: '示例〔2022〕1号',
    publishedOn: '2022-05-01',
    text: '正文',
  };
  const portal = () => createPortal({ url: outside.url, token: 'secret' });

  it('a letter is put under its own name, as often as it takes, and the portal says where it stands', async () => {
    outside.answer = { status: 201, body: { url: 'https://portal.example/a/1' } };
    expect(await portal()?.publish(letter)).toEqual({ url: 'https://portal.example/a/1' });
    expect(outside.heard).toMatchObject([
      {
        method: 'PUT',
        path: '/letters/%E4%B8%80-1',
        headers: { authorization: 'Bearer secret' },
        body: letter,
      },
    ]);
  });

  it('an address that is no web address is not believed', async () => {
    outside.answer = { status: 200, body: { url: 'javascript:alert(1)' } };
    expect(await portal()?.publish(letter)).toEqual({ url: undefined });
  });

  it.each([400, 422, 500])('an answer %i throws: the letter is not published', async (status) => {
    outside.answer = { status };
    await expect(portal()?.publish(letter)).rejects.toThrow(OutsideError);
  });

  it.each([200, 404, 410])('taking down is done when the portal answers %i', async (status) => {
    outside.answer = { status };
    await expect(portal()?.takeDown('x')).resolves.toBeUndefined();
  });

  it('without a portal there is no adapter', () => {
    expect(createPortal(undefined)).toBeUndefined();
  });
});
