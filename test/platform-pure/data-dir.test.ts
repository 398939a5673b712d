import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openDataDir } from '../../platform/data-dir';
import { SetupError } from '../../platform/errors';

const ROOT = resolve(__dirname, '..', '..');
const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'casework-data-'));
  writeFileSync(join(folder, 'file'), '');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the folder that DATA_DIR names', () => {
  it('is made where there is none, and taken as it is where there is one', () => {
    const dataDir = join(folder, 'some', 'where');
    openDataDir(dataDir);
    openDataDir(dataDir);
    expect(statSync(dataDir).isDirectory()).toBe(true);
  });

  it.each([
    ['a file', 'file', 'there is a file in its place'],
    ['below a file', 'file/x', 'a part of that path is a file'],
  ])(
    'is refused where it is %s, with a sentence that names it and says what to do',
    (_what, name, reason) => {
      const dataDir = join(folder, name);
      expect(() => openDataDir(dataDir)).toThrow(SetupError);
      expect(() => openDataDir(dataDir)).toThrow(
        `The data cannot be kept in ${dataDir}: ${reason}. Set DATA_DIR to a folder that this user may write to.`,
      );
    },
  );

  it('is refused where this user may not write', () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed, { mode: 0o555 });
    // Root may write anywhere: it acts as somebody else, who may enter the folder. What is there already the system
    // judges by who root really is.
    const dataDirs = isRoot ? [join(closed, 'x')] : [closed, join(closed, 'x')];
    chmodSync(folder, 0o755);
    if (isRoot) process.seteuid?.(NOBODY);
    try {
      for (const dataDir of dataDirs)
        expect(() => openDataDir(dataDir)).toThrow('this user may not write there');
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(closed, 0o755);
    }
  });

  it.each(['scripts/up.ts', 'scripts/clean.ts', 'demo/main.ts'])(
    'ends %s with that one line and exit code 1 where it cannot be used',
    (script) => {
      const dataDir = join(folder, 'file', 'x');
      const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script], {
        cwd: ROOT,
        env: { ...process.env, NODE_ENV: 'development', DATA_DIR: dataDir },
        encoding: 'utf8',
        timeout: 60_000,
      });
      expect([status, stderr.trim().split('\n')]).toEqual([
        1,
        [expect.stringMatching(/^The data cannot be kept in .*DATA_DIR/)],
      ]);
      expect(existsSync(dataDir)).toBe(false);
    },
    60_000,
  );
});
