/** A system outside that we speak to over HTTP: a gateway for SMS, a portal. */
export interface Outside {
  readonly url: string;
  readonly token?: string;
}

/** The system outside did not answer as it should. The message names it and its status, never what was sent. */
export class OutsideError extends Error {
  override readonly name = 'OutsideError';
}

const LIMIT_MS = 10_000;
/** What passes by itself or by an operator's hand; everything else from 400 to 499 is an answer for good. */
const TRY_AGAIN = new Set([401, 403, 407, 408, 425, 429]);

/**
 * Sends JSON, where there are such with an `Idempotency-Key` and a bearer token. Answers status and body when the
 * system took it or refused it for good; throws an {@link OutsideError} when trying again can help.
 */
export async function sendJson(
  { url, token }: Outside,
  request: { name: string; method: 'POST' | 'PUT' | 'DELETE'; path?: string; key?: string; body?: unknown },
): Promise<{ ok: boolean; status: number; body: unknown }> {
  const { name, method, path = '', key, body } = request;
  const response = await fetch(`${url.replace(/\/+$/, '')}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(key !== undefined && { 'idempotency-key': encodeURIComponent(key) }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(LIMIT_MS),
  }).catch((error: unknown) => {
    const code = (error as { cause?: { code?: string }; name?: string }).cause?.code ?? (error as Error).name;
    throw new OutsideError(`${name} does not answer: ${code}`);
  });
  const text = await response.text().catch(() => '');
  if (response.status >= 500 || TRY_AGAIN.has(response.status))
    throw new OutsideError(`${name} answered ${response.status}`);
  return { ok: response.ok, status: response.status, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
