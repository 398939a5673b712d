import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';

/** What the API answered. */
export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

/** A client that costs little, so that what is measured is the platform: connections are kept, answers read as JSON. */
export interface Api {
  /** Asks as somebody, known by their token. With a body it is a POST under a key of its own. Throws for a 5xx. */
  ask<T>(token: string, path: string, body?: unknown): Promise<Answer<T>>;
  /** Sends bytes. */
  upload<T>(token: string, path: string, bytes: Buffer, type: string): Promise<Answer<T>>;
  close(): void;
}

export function apiAt(url: string): Api {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  function send<T>(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: Buffer,
  ): Promise<Answer<T>> {
    return new Promise((resolve, reject) => {
      const sent = request(url + path, { agent, method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          const text = Buffer.concat(chunks).toString('utf8');
          if (status >= 500) reject(new Error(`${method} ${path}: ${status} ${text}`));
          else resolve({ status, body: (text === '' ? undefined : JSON.parse(text)) as T });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
  const headersFor = (token: string, type: string) => ({
    ...(token !== '' && { authorization: `Bearer ${token}` }),
    'content-type': type,
    'idempotency-key': randomUUID(),
  });
  return {
    ask: (token, path, body) =>
      body === undefined
        ? send('GET', path, { authorization: `Bearer ${token}` })
        : send('POST', path, headersFor(token, 'application/json'), Buffer.from(JSON.stringify(body))),
    upload: (token, path, bytes, type) => send('POST', path, headersFor(token, type), bytes),
    close: () => agent.destroy(),
  };
}
