import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { platformClock } from '../../ledger/clock';
import { openLedger } from '../../ledger/pool';
import { testDatabase, type TestDatabase } from '../setup/database';
import { ROOT } from '../setup/platform';
import { testTemporal, type TestTemporal } from '../setup/temporal';

jest.setTimeout(60_000);

describe('a process of production', () => {
  let database: TestDatabase;
  let temporal: TestTemporal;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    [database, temporal] = await Promise.all([testDatabase(), testTemporal()]);
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await temporal.close();
    await database.close();
  });

  async function moveTime(milliseconds: number): Promise<void> {
    const ledger = openLedger(database.url);
    await platformClock(ledger).setOffset(milliseconds);
    await ledger.close();
  }

  /** Runs an entry point until it ends, or until it says the awaited words; then it is asked to end. */
  async function run(
    entry: string,
    until: string,
  ): Promise<{ code: number | null; said: string; told: string }> {
    const child = spawn(process.execPath, ['--import', 'tsx', join(ROOT, entry)], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        TEMPORAL_ADDRESS: temporal.address,
        TEMPORAL_NAMESPACE: temporal.namespace,
        TEMPORAL_TASK_QUEUE: temporal.taskQueue,
        DATABASE_URL: database.url,
        OIDC_ISSUER: 'https://issuer.example',
        OIDC_JWKS_URL: 'https://issuer.example/jwks.json',
        PUBLIC_BASE_URL: 'https://example.org',
        PORT: '56391',
      },
    });
    children.push(child);
    let said = '';
    let told = '';
    child.stdout.on('data', (chunk: Buffer) => {
      const before = said;
      said += chunk.toString();
      if (!before.includes(until) && said.includes(until)) child.kill('SIGTERM');
    });
    child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, said, told };
  }

  it.each(['api/main.ts', 'worker/main.ts'])(
    '%s does not start over a ledger whose time was moved, and says so in a sentence',
    async (entry) => {
      await moveTime(86_400_000);
      const { code, said, told } = await run(entry, 'the API listens');
      expect(code).toBe(1);
      expect(told).toContain('no ledger for production: its time was moved by 86400000 ms');
      expect(told).not.toContain('    at ');
      expect(said).not.toMatch(/listens|the worker runs/);
    },
  );

  it('starts over one whose time was not', async () => {
    await moveTime(0);
    const { code, said, told } = await run('api/main.ts', 'the API listens');
    expect([code, told]).toEqual([0, '']);
    expect(said).toContain('the API listens');
  });
});
