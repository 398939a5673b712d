import {
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
  exportJWK,
  createLocalJWKSet,
  exportSPKI,
  importSPKI,
} from 'jose';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import request from 'supertest';
import { openLocalIssuer } from '../../api/local-issuer';
import type { GuardedRoute } from '../../api/route';
import type { Actor } from '../../schemas/common';
import { appOf, AUDIENCE, authenticator, ISSUER, testIssuer } from './harness';

const officer: Actor = {
  subject: 'office-of-education',
  role: 'unit-office',
  unit: 'jyt',
  person: 'jyt-office',
};
const whoAmI: GuardedRoute = {
  method: 'get',
  path: '/me',
  id: 'me',
  tag: 't',
  summary: 's',
  roles: ['unit-office', 'unit-division', 'auditor'],
  responses: { 200: { description: 'who' } },
  handle: ({ actor }) => Promise.resolve({ status: 200, body: actor }),
};

describe('a bearer token', () => {
  let issuer: Awaited<ReturnType<typeof testIssuer>>;
  let get: (token?: string) => request.Test;
  const claims = { role: 'unit-office', unit: 'jyt' };
  const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

  beforeAll(async () => {
    issuer = await testIssuer();
    const app = appOf([whoAmI], authenticator(issuer));
    get = (token) =>
      token === undefined
        ? request(app).get('/me')
        : request(app).get('/me').set('Authorization', `Bearer ${token}`);
  });
  afterAll(() => issuer.close());

  const refused = async (token: string | undefined, error?: string) => {
    const response = await get(token);
    expect(response.status).toBe(401);
    expect(response.type).toBe('application/problem+json');
    expect(response.body).toMatchObject({ code: 'unauthenticated', status: 401 });
    expect(response.headers['www-authenticate']).toMatch(/^Bearer realm="casework"/);
    if (error === undefined) expect(response.headers['www-authenticate']).not.toContain('error=');
    else expect(response.headers['www-authenticate']).toContain(`error="${error}"`);
  };

  it('of the trusted issuer says who acts, in which role and unit', async () => {
    const response = await get(await issuer.tokenFor(officer));
    expect(response.status).toBe(200);
    expect(response.body).toEqual(officer);
  });

  it('that is missing is asked for with a plain challenge', () => refused(undefined));

  it('that is garbage is refused', () => refused('not.a.token', 'invalid_token'));

  it.each(['', 'a\0b', 'a\nb'])('whose subject is %j, which nobody is called, is refused', async (subject) =>
    refused(await issuer.tokenFor({ ...officer, subject }), 'invalid_token'),
  );

  it('that has expired is refused', async () =>
    refused(await issuer.tokenFor(officer, -3600), 'invalid_token'));

  it('of a foreign issuer with a key of its own is refused', async () => {
    const foreign = await testIssuer();
    await refused(await foreign.tokenFor(officer), 'invalid_token');
    foreign.close();
  });

  it('that is signed by our key but names another issuer is refused', async () => {
    const other = await openLocalIssuer({
      mode: 'test',
      dataDir: issuer.dataDir,
      issuer: 'http://elsewhere.test',
      audience: AUDIENCE,
      identities: {},
    });
    await refused(await other.tokenFor(officer), 'invalid_token');
  });

  it('that is meant for another audience is refused', async () => {
    const other = await openLocalIssuer({
      mode: 'test',
      dataDir: issuer.dataDir,
      issuer: ISSUER,
      audience: 'payroll',
      identities: {},
    });
    await refused(await other.tokenFor(officer), 'invalid_token');
  });

  it('without a signature (alg none) is refused', () =>
    refused(
      new UnsecuredJWT(claims)
        .setSubject('anyone')
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setExpirationTime('1h')
        .encode(),
      'invalid_token',
    ));

  it('that is signed with the public key as a shared secret is refused', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k' };
    const app = appOf(
      [whoAmI],
      authenticator({ issuer: ISSUER, audience: AUDIENCE, keys: createLocalJWKSet({ keys: [jwk] }) }),
    );
    const sign = (jwt: SignJWT) =>
      jwt.setSubject('anyone').setIssuer(ISSUER).setAudience(AUDIENCE).setExpirationTime(inAnHour());
    const forged = await sign(new SignJWT(claims))
      .setProtectedHeader({ alg: 'HS256', kid: 'k' })
      .sign(Buffer.from(await exportSPKI(await importSPKI(await exportSPKI(publicKey), 'ES256'))));
    const honest = await sign(new SignJWT(claims))
      .setProtectedHeader({ alg: 'ES256', kid: 'k' })
      .sign(privateKey);
    expect((await request(app).get('/me').set('Authorization', `Bearer ${forged}`)).status).toBe(401);
    expect((await request(app).get('/me').set('Authorization', `Bearer ${honest}`)).status).toBe(200);
  });

  it.each([
    ['a role that there is not', { role: 'emperor', unit: 'jyt' }],
    ['the role of the engine itself', { role: 'system' }],
    ['a unit role without a unit', { role: 'unit-office' }],
    ['a division role without a division', { role: 'unit-division', unit: 'jyt' }],
    ['no role', {}],
  ])('that names %s is refused', async (_what, wrong) => {
    const actor = { subject: 'someone', ...wrong } as Actor;
    await refused(await issuer.tokenFor(actor), 'invalid_token');
  });

  it('of a role that the route does not know answers 403', async () => {
    const response = await get(await issuer.tokenFor({ subject: 'd1', role: 'proposer' }));
    expect(response.status).toBe(403);
    expect(response.body).toMatchObject({ code: 'not-permitted' });
  });

  it('cannot be checked while the keys are out of reach: that is a 503, not a 401', async () => {
    const app = appOf(
      [whoAmI],
      authenticator({
        issuer: ISSUER,
        audience: AUDIENCE,
        keys: () => Promise.reject(new TypeError('fetch failed')),
      }),
    );
    const response = await request(app)
      .get('/me')
      .set('Authorization', `Bearer ${await issuer.tokenFor(officer)}`);
    expect(response.status).toBe(503);
    expect(response.headers['retry-after']).toBe('5');
  });
});

describe('the local issuer', () => {
  it('keeps its key, so that tokens outlive a restart, and keeps it to its owner', async () => {
    const first = await testIssuer();
    const second = await openLocalIssuer({
      mode: 'development',
      dataDir: first.dataDir,
      issuer: ISSUER,
      audience: AUDIENCE,
      identities: {},
    });
    expect(second.jwks).toEqual(first.jwks);
    expect(statSync(join(first.dataDir, 'local-issuer-key.json')).mode & 0o077).toBe(0);
    first.close();
  });

  it('shows only the public half of its key', async () => {
    const issuer = await testIssuer();
    expect(Object.keys(issuer.jwks.keys[0] ?? {}).sort()).toEqual([
      'alg',
      'crv',
      'kid',
      'kty',
      'use',
      'x',
      'y',
    ]);
    issuer.close();
  });

  it('refuses to open in production mode, and says what to do', async () => {
    await expect(
      openLocalIssuer({
        mode: 'production',
        dataDir: '/nowhere',
        issuer: ISSUER,
        audience: AUDIENCE,
        identities: {},
      }),
    ).rejects.toThrow(/does not run in production.*OIDC_ISSUER/);
  });
});
