import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that a system outside got. */
export interface Heard {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: unknown;
}

/** A real HTTP server that stands for a gateway or a portal: it keeps what it hears and answers as it is told. */
export interface OutsideServer {
  readonly url: string;
  readonly heard: Heard[];
  /** What it answers from now on; 200 `{}` unless told. */
  answer: { status: number; body?: unknown };
  close(): Promise<void>;
}

export async function startOutside(): Promise<OutsideServer> {
  const heard: Heard[] = [];
  const outside = { heard, answer: { status: 200 } as OutsideServer['answer'] };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const { method = '', url: path = '', headers } = request;
      heard.push({ method, path, headers, body: text === '' ? undefined : JSON.parse(text) });
      response.writeHead(outside.answer.status, { 'content-type': 'application/json', connection: 'close' });
      response.end(JSON.stringify(outside.answer.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(outside, {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
