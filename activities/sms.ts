import { sendJson, type Outside } from './http';

export type SmsOutcome = { outcome: 'sent' } | { outcome: 'off' } | { outcome: 'unreachable'; why: string };

export interface SmsGateway {
  /** Sends one short message; `key` makes a repeat recognisable. Throws when the gateway is down: try again. */
  send(message: { key: string; telephone: string; text: string }): Promise<SmsOutcome>;
}

/**
 * Sends through an HTTP gateway: `POST {to, text}` with an `Idempotency-Key` and a bearer token. Without a gateway
 * SMS is off, and the log says so once.
 */
export function createSmsGateway(gateway: Outside | undefined, say: (line: string) => void): SmsGateway {
  if (gateway === undefined) {
    let said = false;
    return {
      send: () => {
        if (!said) say('SMS is off: set SMS_GATEWAY_URL to send short messages from the due day on');
        said = true;
        return Promise.resolve({ outcome: 'off' });
      },
    };
  }
  return {
    async send({ key, telephone, text }) {
      const to = telephone.replace(/[\s-]/g, '');
      if (!/^\+?\d{5,15}$/.test(to)) return { outcome: 'unreachable', why: '登记的电话不能接收短信' };
      const { ok, status } = await sendJson(gateway, {
        name: 'the SMS gateway',
        method: 'POST',
        key,
        body: { to, text },
      });
      return ok ? { outcome: 'sent' } : { outcome: 'unreachable', why: `短信网关拒收（${status}）` };
    },
  };
}
