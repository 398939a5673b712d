import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocalIssuer } from '../../api/local-issuer';
import { readConfig } from '../../platform/config';
import {
  ROOT,
  compose,
  composeText,
  emptyVariables,
  environmentOf,
  lint,
  read,
  requiredVariables,
} from './files';

const folder = mkdtempSync(join(tmpdir(), 'compose-'));
afterAll(() => rmSync(folder, { recursive: true }));

const services = Object.entries(compose.services);
const given = {
  POSTGRES_PASSWORD: 'p',
  LEDGER_DB_PASSWORD: 'ledger-secret',
  TEMPORAL_DB_PASSWORD: 't',
  PUBLIC_BASE_URL: 'https://casework.example',
  OIDC_ISSUER: 'https://login.example',
  OIDC_JWKS_URL: 'https://login.example/jwks.json',
  SMTP_URL: 'smtps://user:secret@mail.example:465',
  MAIL_FROM: '办公厅 <office@casework.example>',
};

describe('docker-compose.yml', () => {
  it('is valid by the schema of the Compose Specification', () => {
    expect(lint('docker-compose.yml')).toBe('');
  });

  it.each([
    [
      'a key that the specification does not know',
      'read_only: true',
      'readonly_rootfs: true',
      'must NOT have additional properties',
    ],
    [
      'a port without an interface',
      "'127.0.0.1:${API_PORT:-3000}:3000'",
      "'3000:3000'",
      'no-unbound-port-interfaces',
    ],
    ['an image without a tag', 'image: temporalio/ui:2.54.1', 'image: temporalio/ui', 'require-explicit-tag'],
  ])('would be refused with %s', (_what, from, to, complaint) => {
    const broken = join(folder, 'docker-compose.yml');
    expect(composeText).toContain(from);
    writeFileSync(broken, composeText.replace(from, to));
    expect(lint(broken)).toContain(complaint);
  });

  it('runs what the product needs', () => {
    expect(services.map(([name]) => name)).toEqual([
      'postgres',
      'temporal-schema',
      'temporal',
      'temporal-ui',
      'prepare',
      'api',
      'worker',
    ]);
  });

  it.each(services)('pins %s to a version', (_name, { image }) => {
    expect(image).toMatch(/^[a-z/-]+:(\$\{\w+:-)?\d+\.\d+/);
  });

  it.each(services)(
    'gives %s a root file system that cannot be written, and no capabilities',
    (_name, service) => {
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
    },
  );

  it.each(services)('lets nobody beyond this machine reach %s', (_name, { ports = [] }) => {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('keeps PostgreSQL and Temporal off every network that leads out', () => {
    expect(compose.networks['servers']).toEqual({ internal: true });
    for (const name of ['postgres', 'temporal', 'temporal-schema'])
      expect(compose.services[name]?.networks).toEqual(['servers']);
  });

  it('waits for a service by its health, and for a job by its end', () => {
    for (const [, { depends_on = {} }] of services) {
      for (const [name, { condition }] of Object.entries(depends_on)) {
        const runsOnce = ['temporal-schema', 'prepare'].includes(name);
        expect(condition).toBe(runsOnce ? 'service_completed_successfully' : 'service_healthy');
        expect(runsOnce || compose.services[name]?.healthcheck !== undefined).toBe(true);
      }
    }
    const waitedForBy = (name: string) => Object.keys(compose.services[name]?.depends_on ?? {});
    expect(waitedForBy('temporal')).toContain('temporal-schema');
    for (const name of ['api', 'worker']) expect(waitedForBy(name)).toContain('prepare');
  });

  it('requires exactly the variables that .env.example leaves empty', () => {
    expect(emptyVariables(read('.env.example'))).toEqual(requiredVariables(composeText));
    expect(Object.keys(given).sort()).toEqual(requiredVariables(composeText));
  });

  it('names every variable that it takes in .env.example', () => {
    const taken = new Set([...composeText.matchAll(/\$\{(\w+)/g)].map(([, name]) => name as string));
    const named = new Set(
      [...read('.env.example').matchAll(/^#?(\w+)=/gm)].map(([, name]) => name as string),
    );
    expect([...taken].sort()).toEqual([...named].sort());
  });

  it.each(['prepare', 'api', 'worker'])('configures %s for production', (name) => {
    const config = readConfig(environmentOf(name, given));
    expect(config).toMatchObject({
      mode: 'production',
      databaseUrl: 'postgres://casework:ledger-secret@postgres:5432/casework',
      temporal: { address: 'temporal:7233' },
      oidc: { issuer: given.OIDC_ISSUER, jwksUrl: given.OIDC_JWKS_URL },
    });
    expect(config.sms).toBeUndefined();
    expect(config.portal).toBeUndefined();
  });

  it('does not come up without an issuer of tokens, and the local one refuses to stand in', async () => {
    expect(() => environmentOf('api', { ...given, OIDC_ISSUER: '' })).toThrow('OIDC_ISSUER');
    const { OIDC_ISSUER, OIDC_JWKS_URL, ...rest } = environmentOf('api', given);
    expect(OIDC_ISSUER).toBe(given.OIDC_ISSUER);
    expect(OIDC_JWKS_URL).toBe(given.OIDC_JWKS_URL);
    expect(() => readConfig(rest)).toThrow('OIDC_ISSUER must be set when NODE_ENV is production');
    const { mode } = readConfig(environmentOf('api', given));
    await expect(
      openLocalIssuer({ mode, dataDir: folder, issuer: 'x', audience: 'x', identities: {} }),
    ).rejects.toThrow('does not run in production');
  });

  it('speaks to the server with the versions that the product is built for', () => {
    const { services } = compose;
    expect(services['temporal']?.image).toBe('temporalio/server:1.32.0');
    expect(services['temporal-schema']?.image).toBe('temporalio/admin-tools:1.32.0');
  });

  // Only where Compose is installed: a machine without an engine usually lacks it.
  const composeCommand = [['docker', 'compose'], ['docker-compose']].find(
    ([command, ...args]) => spawnSync(command as string, [...args, 'version']).status === 0,
  );
  if (composeCommand !== undefined) {
    it('is read by the installed Compose as it is meant', () => {
      const env = join(folder, 'env');
      writeFileSync(
        env,
        Object.entries(given)
          .map(([name, value]) => `${name}=${value}\n`)
          .join(''),
      );
      const [command, ...args] = composeCommand as [string, ...string[]];
      const options = [...args, '--env-file', env, 'config', '--format', 'json'];
      const { status, stdout } = spawnSync(command, options, { cwd: ROOT, encoding: 'utf8' });
      expect(status).toBe(0);
      expect(JSON.parse(stdout).services.api.environment.NODE_ENV).toBe('production');
    });
  }
});
