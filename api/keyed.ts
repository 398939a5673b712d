import type { Actor } from '../schemas/common';
import { answerRequest, releaseRequest, takeRequest, type KeyedRequest } from '../ledger/idempotency';
import { hashOf } from '../ledger/canonical';
import { Refusal } from '../domain/refusal';
import type { ApiDeps } from './deps';
import { Problem } from './problems';
import type { Answer, Call } from './route';

/** A request under its key, and the id of what it asks for. */
export const keyedRequest = (
  {
    actor,
    key,
    request,
    params,
    body,
  }: {
    actor: Actor;
    key: string;
    request: { method: string; baseUrl: string };
    params: object;
    body: unknown;
  },
  route: string,
): KeyedRequest => ({
  actor: actor.subject,
  key,
  bodyHash: hashOf([request.method, route, params, body]),
});

/**
 * Carries a request out once: the same key and body get the first answer again, the same key with another body is
 * refused. A request that was refused changed nothing, so its key is given back; one that ended in the unknown
 * keeps it, and whoever repeats it goes on under the same ids.
 */
export async function once(
  deps: Pick<ApiDeps, 'ledger' | 'clock'>,
  call: Call,
  route: string,
  work: (request: KeyedRequest) => Promise<Answer>,
): Promise<Answer> {
  const request = keyedRequest(call, route);
  const taken = await takeRequest(deps.ledger, request, await deps.clock.now());
  if (taken.state === 'other-body')
    throw new Problem('key-reused', '这个 Idempotency-Key 已用于另一请求；新的请求请换一个');
  if (taken.state === 'answered')
    return { ...(taken.response as Omit<Answer, 'status'>), status: taken.status };
  try {
    const answer = await work(request);
    const { status, retry = false, ...rest } = answer;
    if (!retry) await answerRequest(deps.ledger, request, status, rest);
    return answer;
  } catch (error) {
    if (error instanceof Refusal || (error instanceof Problem && error.status < 500))
      await releaseRequest(deps.ledger, request);
    throw error;
  }
}
