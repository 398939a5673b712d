import type { ErrorRequestHandler, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { locals } from './mount';
import { Problem } from './problems';

const MINUTE_MS = 60_000;
const DEFAULT_PER_MINUTE = 6_000;
/** An intake system hands in a session's list case by case. */
const INTAKE_FACTOR = 10;
const FAILED_TOKENS_PER_MINUTE = 100;

/**
 * How often one may ask: each subject by itself, and an address whose tokens keep failing. Behind a gateway everybody
 * has the same address: only failing tokens are counted there, and only they are refused.
 */
export function rateLimits(
  perMinute = DEFAULT_PER_MINUTE,
  failedTokensPerMinute = FAILED_TOKENS_PER_MINUTE,
): {
  subjects: RequestHandler;
  strangers: ErrorRequestHandler;
} {
  const refuse: RequestHandler = () => {
    throw new Problem('too-many-requests', '请求过于频繁，请稍后再试', { headers: { 'Retry-After': '60' } });
  };
  const common = {
    windowMs: MINUTE_MS,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: refuse,
  } as const;
  const failed = rateLimit({ ...common, limit: failedTokensPerMinute, standardHeaders: false });
  return {
    subjects: rateLimit({
      ...common,
      limit: (_request, response) =>
        perMinute * (locals(response).actor?.role === 'intake' ? INTAKE_FACTOR : 1),
      keyGenerator: (request, response) =>
        locals(response).actor?.subject ?? ipKeyGenerator(request.ip ?? ''),
    }),
    strangers: (error: unknown, request, response, next) => {
      if (!(error instanceof Problem) || error.status !== 401) return next(error);
      void failed(request, response, (refused?: unknown) => next(refused ?? error));
    },
  };
}
