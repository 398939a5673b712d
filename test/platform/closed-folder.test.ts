import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import {
  SYSTEM_FOLDER,
  installedBinaries,
  postgresHome,
  removePostgresData,
} from '../../platform/postgres-home';
import { startPostgres } from '../../platform/postgres';
import { rememberPorts } from '../../platform/ports';

jest.setTimeout(60_000);

const isRoot = process.getuid?.() === 0;

/** As an ordinary user Postgres runs as that user, and reaches what that user does: data and programs stay in place. */
describe('a checkout below a folder that is closed to others', () => {
  let closed: string;
  let dataDir: string;
  beforeEach(() => {
    closed = mkdtempSync(join(tmpdir(), 'casework-closed-'));
    chmodSync(closed, 0o700);
    dataDir = join(closed, 'checkout', '.data');
    rememberPorts(dataDir, { postgres: 57320 });
  });
  afterEach(() => {
    removePostgresData(dataDir);
    rmSync(closed, { recursive: true, force: true });
  });

  it('runs PostgreSQL all the same, and its mode stays as it was', async () => {
    const server = await startPostgres({ dataDir });
    const client = new Client({ connectionString: server.url });
    await client.connect();
    const { rows } = await client.query(`SELECT 'ready' AS state`);
    await client.end();
    await server.stop();

    expect(rows).toEqual([{ state: 'ready' }]);
    expect(statSync(closed).mode & 0o777).toBe(0o700);
    expect(lstatSync(join(dataDir, 'postgres')).isSymbolicLink()).toBe(isRoot);
    expect(realpathSync(join(dataDir, 'postgres')).startsWith(isRoot ? SYSTEM_FOLDER : closed)).toBe(true);
  });

  it('takes the programs from where the user that runs them can reach them', () => {
    const native = join(closed, 'package', 'native');
    cpSync(dirname(installedBinaries()), native, { recursive: true, verbatimSymlinks: true });
    cpSync(
      join(dirname(dirname(installedBinaries())), 'package.json'),
      join(closed, 'package', 'package.json'),
    );

    const { binaries, user } = postgresHome(dataDir, join(native, 'bin'));
    expect(binaries.startsWith(isRoot ? SYSTEM_FOLDER : closed)).toBe(true);
    const asked = spawnSync(join(binaries, 'postgres'), ['--version'], {
      ...user,
      cwd: '/',
      encoding: 'utf8',
    });
    expect(asked.stdout).toContain('PostgreSQL) 18.');
  });

  it('leaves nothing behind when its data are removed', () => {
    const { folder } = postgresHome(dataDir);
    mkdirSync(join(folder, 'cluster'));
    removePostgresData(dataDir);
    expect(existsSync(folder)).toBe(false);
    expect(readdirSync(dataDir)).not.toContain('postgres');
  });
});
