import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  importJWK,
  SignJWT,
  type CryptoKey,
  type JWK,
  type KeyObject,
} from 'jose';
import { z } from 'zod';
import { SetupError, messageOf } from '../platform/errors';
import { identifier, role, type Actor } from '../schemas/common';
import type { TrustedIssuer } from './auth';

const identity = z.object({
  subject: z.string().min(1).max(200),
  role: role.exclude(['system']),
  unit: identifier.optional(),
  division: identifier.optional(),
  person: identifier.optional(),
});
/** A file of named identities: `{"name": {"subject", "role", "unit", …}}`. */
export const identitiesFile = z.record(z.string().min(1).max(200), identity);
export type Identities = Readonly<Record<string, Actor>>;

const KEY_FILE = 'local-issuer-key.json';
const LIFETIME_S = 12 * 3600;

/** Signs tokens for people on this machine: development, tests and the demo, never production. */
export interface LocalIssuer extends TrustedIssuer {
  /** The public keys, as `/dev/jwks.json` serves them. */
  readonly jwks: { keys: JWK[] };
  /** A token for somebody, valid from now for `lifetimeS` seconds (twelve hours; negative: already expired). */
  tokenFor(actor: Actor, lifetimeS?: number): Promise<string>;
  /** The identity of a name in the identities; undefined when there is none. */
  identityOf(name: string): Actor | undefined;
}

/**
 * Opens the local issuer; its key is made once and kept under `dataDir`, so that tokens outlive a restart.
 * @throws SetupError in production mode: whoever reaches the machine could then be anyone.
 */
export async function openLocalIssuer(options: {
  mode: 'development' | 'test' | 'production';
  dataDir: string;
  issuer: string;
  audience: string;
  identities: Identities;
}): Promise<LocalIssuer> {
  if (options.mode === 'production')
    throw new SetupError(
      'The local issuer signs a token for anyone who asks, so it does not run in production. Set OIDC_ISSUER and OIDC_JWKS_URL.',
    );
  const key = await ownKey(options.dataDir);
  const { issuer, audience, identities } = options;
  return {
    issuer,
    audience,
    jwks: { keys: [key.publicJwk] },
    keys: createLocalJWKSet({ keys: [key.publicJwk] }),
    identityOf: (name) => (Object.hasOwn(identities, name) ? identities[name] : undefined),
    tokenFor: ({ subject, ...claims }, lifetimeS = LIFETIME_S) => {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: key.publicJwk.kid })
        .setSubject(subject)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(now)
        .setExpirationTime(now + lifetimeS)
        .sign(key.privateKey);
    },
  };
}

/** Reads a file of identities. @throws SetupError that names the file and what is wrong in it. */
export async function readIdentities(path: string): Promise<Identities> {
  try {
    return identitiesFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new SetupError(`The identities file ${path} cannot be read: ${messageOf(error)}`);
  }
}

async function ownKey(dataDir: string): Promise<{ publicJwk: JWK; privateKey: CryptoKey | KeyObject }> {
  const path = join(dataDir, KEY_FILE);
  const kept = await readFile(path, 'utf8').catch(() => undefined);
  const privateJwk = kept === undefined ? await newKey(dataDir, path) : (JSON.parse(kept) as JWK);
  const { kty, crv, x, y } = privateJwk;
  const publicJwk: JWK = { kty, crv, x, y, alg: 'ES256', use: 'sig' };
  publicJwk.kid = await calculateJwkThumbprint(publicJwk);
  const privateKey = await importJWK(privateJwk, 'ES256');
  if (privateKey instanceof Uint8Array)
    throw new SetupError(`The key in ${path} is no EC key: remove the file.`);
  return { publicJwk, privateKey };
}

async function newKey(dataDir: string, path: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  await mkdir(dataDir, { recursive: true });
  // Renamed into place: a process that dies in between leaves no half a key.
  await writeFile(`${path}.new`, JSON.stringify(jwk), { mode: 0o600 });
  await rename(`${path}.new`, path);
  return jwk;
}
