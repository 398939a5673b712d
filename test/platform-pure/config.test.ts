import { resolve } from 'node:path';
import { readConfig } from '../../platform/config';
import { SetupError } from '../../platform/errors';

const PRODUCTION = {
  NODE_ENV: 'production',
  TEMPORAL_ADDRESS: 'temporal.example:7233',
  DATABASE_URL: 'postgres://casework:secret@db.example/casework',
  OIDC_ISSUER: 'https://login.example',
  OIDC_JWKS_URL: 'https://login.example/jwks',
  PUBLIC_BASE_URL: 'https://cases.example/',
};

describe('configuration', () => {
  it('needs no variable at all: the servers are then embedded and the data lie in .data', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      mode: 'development',
      port: 3000,
      publicBaseUrl: 'http://127.0.0.1:3000',
      dataDir: resolve('.data'),
    });
    expect(config.temporal).toMatchObject({ namespace: 'casework', taskQueue: 'casework' });
    expect([config.databaseUrl, config.temporal.address, config.oidc, config.sms, config.portal]).toEqual(
      Array(5).fill(undefined),
    );
  });

  it('an empty variable counts as unset, as a compose file passes it', () => {
    expect(readConfig({ DATABASE_URL: '', PORT: ' ', TEMPORAL_ADDRESS: '' })).toEqual(readConfig({}));
  });

  it.each([
    ['PORT', 'http'],
    ['PORT', '70000'],
    ['PORT', '80.5'],
    ['DATABASE_URL', 'mysql://db/casework'],
    ['TEMPORAL_ADDRESS', 'https://temporal.example'],
    ['TEMPORAL_NAMESPACE', 'two words'],
    ['TEMPORAL_TLS', 'yes'],
    ['SMTP_URL', 'mail.example:25'],
    ['SMS_GATEWAY_URL', 'not a url'],
    ['PORTAL_URL', 'ftp://portal.example'],
    ['OIDC_JWKS_URL', 'login.example/jwks'],
    ['PUBLIC_BASE_URL', 'cases.example'],
    ['CASE_PAGE_URL', 'https://oa.example/cases'],
    ['CASE_PAGE_URL', 'ftp://oa.example/{caseId}'],
    ['CASE_PAGE_URL', '{caseId}'],
    ['LOG_LEVEL', 'loud'],
    ['NODE_ENV', 'staging'],
  ])('%s="%s" is refused with a sentence that names the variable', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(SetupError);
    expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`^${name} must be .+\\.$`));
  });

  it('makes the address of a case from CASE_PAGE_URL wherever the placeholder stands, and has none without it', () => {
    expect(readConfig({}).casePageOf).toBeUndefined();
    const { casePageOf } = readConfig({
      CASE_PAGE_URL: 'https://oa.example/open?id={caseId}&back=/{caseId}',
    });
    expect(casePageOf?.('hebei/13-5:0001')).toBe(
      'https://oa.example/open?id=hebei%2F13-5%3A0001&back=/hebei%2F13-5%3A0001',
    );
  });

  it('names every wrong variable at once', () => {
    expect(() => readConfig({ PORT: 'x', LOG_LEVEL: 'y' })).toThrow(/LOG_LEVEL[^]*PORT/);
  });

  it('repeats a wrong value, but never that of a secret', () => {
    expect(() => readConfig({ PORT: 'http' })).toThrow('(it is "http")');
    const refusal = () => readConfig({ DATABASE_URL: 'mysql://casework:hunter2@db/casework' });
    expect(refusal).toThrow('DATABASE_URL');
    expect(refusal).not.toThrow('hunter2');
  });

  it.each([
    ['SMS_GATEWAY_TOKEN', 't', 'SMS_GATEWAY_URL'],
    ['PORTAL_TOKEN', 't', 'PORTAL_URL'],
    ['OIDC_ISSUER', 'https://login.example', 'OIDC_JWKS_URL'],
    ['TEMPORAL_TLS_CLIENT_CERT_PATH', '/c.pem', 'TEMPORAL_TLS_CLIENT_KEY_PATH'],
  ])('%s alone is refused: it needs %3$s', (name, value, other) => {
    expect(() => readConfig({ [name]: value })).toThrow(`${name} is set, so ${other} must be set too.`);
  });

  it('production has no embedded servers and no local issuer: each address must be given', () => {
    expect(readConfig(PRODUCTION)).toMatchObject({
      mode: 'production',
      publicBaseUrl: 'https://cases.example',
      oidc: { issuer: 'https://login.example', jwksUrl: 'https://login.example/jwks' },
    });
    for (const name of Object.keys(PRODUCTION).filter((key) => key !== 'NODE_ENV')) {
      expect(() => readConfig({ ...PRODUCTION, [name]: undefined })).toThrow(name);
    }
  });

  it('an API key or a client certificate means TLS, unless TEMPORAL_TLS says no', () => {
    expect(readConfig({}).temporal.tls).toBeUndefined();
    expect(readConfig({ TEMPORAL_API_KEY: 'k' }).temporal.tls).toBeDefined();
    expect(readConfig({ TEMPORAL_TLS: 'true' }).temporal.tls).toBeDefined();
    expect(readConfig({ TEMPORAL_API_KEY: 'k', TEMPORAL_TLS: 'false' }).temporal.tls).toBeUndefined();
  });
});
