import type { Request } from 'express';
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { actor, identifier, role, type Actor } from '../schemas/common';
import { Problem } from './problems';
import { UNIT_ROLES } from './roles';

/** Signatures that are accepted: public keys only, so that nobody can sign with what a JWKS shows to everyone. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'] as const;

/** Roles that act for a unit, and so must name it. */

/** What a token says beyond the registered claims: the role it acts in, and where. `system` is never given to anyone. */
const claims = z
  .object({
    sub: z
      .string()
      .max(200)
      .regex(/^[^\p{Cc}\p{Cs}]+$/u),
    role: role.exclude(['system']),
    unit: identifier.optional(),
    division: identifier.optional(),
    person: identifier.optional(),
  })
  .refine(({ role: acts, unit }) => unit !== undefined || !UNIT_ROLES.includes(acts), { path: ['unit'] })
  .refine(({ role: acts, division }) => division !== undefined || acts !== 'unit-division', {
    path: ['division'],
  });

/** Whose tokens are believed. */
export interface TrustedIssuer {
  issuer: string;
  audience: string;
  keys: JWTVerifyGetKey;
}

/** Turns the bearer token of a request into the one who acts; throws the 401 problem for every other token. */
export type Authenticate = (request: Request) => Promise<Actor>;

/** An issuer whose keys lie at a JWKS address; they are fetched when first needed and kept. */
export function remoteIssuer(oidc: { issuer: string; jwksUrl: string }, audience: string): TrustedIssuer {
  return { issuer: oidc.issuer, audience, keys: createRemoteJWKSet(new URL(oidc.jwksUrl)) };
}

/**
 * Checks tokens (RFC 6750, RFC 8725): signed with a public-key algorithm by one of the trusted issuers, for this
 * audience, not expired, and naming subject and role. Expired, foreign and unsigned ones answer 401; keys that
 * cannot be fetched answer 503, since then the token may well be good.
 */
export function authenticator(trusted: TrustedIssuer): Authenticate {
  return async (request) => {
    const [scheme, token] = (request.get('authorization') ?? '').split(/ +/, 2);
    if (scheme?.toLowerCase() !== 'bearer' || !token) throw challenge('请先登录：请求须带有 Bearer 令牌');
    const payload = await verified(token, trusted);
    const parsed = claims.safeParse(payload);
    if (!parsed.success) throw challenge('令牌没有写明身份、角色或所属单位', 'invalid_token');
    const { sub, ...rest } = parsed.data;
    return actor.parse({ subject: sub, ...rest });
  };
}

async function verified(token: string, { issuer, audience, keys }: TrustedIssuer): Promise<unknown> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: [...ALGORITHMS],
      requiredClaims: ['exp'],
      clockTolerance: 30,
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw challenge('令牌已过期，请重新登录', 'invalid_token');
    if (
      error instanceof errors.JOSEError &&
      !(
        error instanceof errors.JWKSTimeout ||
        error instanceof errors.JWKSInvalid ||
        error.code === 'ERR_JOSE_GENERIC'
      )
    )
      throw challenge('令牌无效：签名、签发者或受众不符', 'invalid_token');
    const problem = new Problem('unavailable', '暂时无法核验令牌，请稍后重试', {
      headers: { 'Retry-After': '5' },
    });
    problem.cause = error;
    throw problem;
  }
}

/** 401 with the challenge of RFC 6750: without an error code when no token was sent at all. */
function challenge(detail: string, error?: 'invalid_token'): Problem {
  const value = error === undefined ? 'Bearer realm="casework"' : `Bearer realm="casework", error="${error}"`;
  return new Problem('unauthenticated', detail, { headers: { 'WWW-Authenticate': value } });
}
