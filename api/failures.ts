import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { Refusal } from '../domain/refusal';
import { locals } from './mount';
import { Problem, problemDocument, problemOfRefusal } from './problems';
import { errorForLog } from './request-log';

/** Every address that no route knows. */
export const notFound: RequestHandler = () => {
  throw new Problem('not-found', '没有这个地址');
};

/**
 * Writes every error as a problem. What nobody foresaw is a 500 with the request's id and nothing of its insides;
 * the log has the rest under that id. A problem without a cause is an answer, as that of a case that is being purged:
 * nobody has to act, so it is no error of the log.
 */
export function failures(logger: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const { requestId } = locals(response);
    const problem = problemOf(error);
    const cause = error instanceof Problem ? error.cause : (problem.cause ?? error);
    if (problem.status >= 500 && cause === undefined)
      logger.info({ requestId, code: problem.code }, 'request put off');
    else if (problem.status >= 500)
      logger.error({ requestId, code: problem.code, err: errorForLog(cause) }, 'request failed');
    response
      .status(problem.status)
      .set(problem.extras.headers ?? {})
      .set('Cache-Control', 'no-store')
      .type('application/problem+json')
      .send(JSON.stringify(problemDocument(problem, requestId)));
  };
}

/** What a thrown value means to a client. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Refusal) return problemOfRefusal(error);
  if (isLedgerDown(error)) {
    const problem = new Problem('unavailable', '台账暂时无法访问；请稍后用同一个 Idempotency-Key 重试', {
      headers: { 'Retry-After': '5' },
    });
    problem.cause = error;
    return problem;
  }
  return problemOfExpress(error) ?? new Problem('internal', '系统内部错误，请凭请求编号联系管理员');
}

/** Express and its body parser throw `http-errors`: `type` and `status` are their documented members. */
function problemOfExpress(error: unknown): Problem | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return undefined;
  switch (error.status) {
    case 413:
      return new Problem('too-large', '请求正文超过大小上限');
    case 415:
      return new Problem('unsupported-media-type', '不支持的正文编码');
    case 400:
      return new Problem('bad-request', '请求有误：地址或正文不完整');
    default:
      return error.status < 500 ? new Problem('bad-request', '请求有误') : undefined;
  }
}

/** PostgreSQL's classes of lost, refused and ended connections, and what the pool and the network say of them. */
const LEDGER_DOWN = /^(08|57P0|53300|ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH)/;

function isLedgerDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && LEDGER_DOWN.test(error.code)) return true;
  return /timeout exceeded when trying to connect|Connection terminated/i.test(error.message);
}
