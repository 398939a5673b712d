import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const SCRIPTS = resolve(__dirname, '..', '..', 'scripts');
const ADMITTED = '20.19.0 or newer of 20, or 22.12.0 or newer';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'casework-node-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Puts a `node` into the folder that takes itself for another version. */
function pretend(version: string): string {
  const preload = join(folder, 'version.cjs');
  writeFileSync(
    preload,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`,
  );
  const program = join(folder, 'node');
  writeFileSync(
    program,
    `#!/bin/sh\n[ "$1" = --version ] && { echo v${version}; exit; }\nexec '${process.execPath}' -r '${preload}' "$@"\n`,
  );
  chmodSync(program, 0o755);
  return program;
}

const install = (path: string) =>
  spawnSync('/bin/bash', [join(SCRIPTS, 'install.sh')], { env: { PATH: path }, encoding: 'utf8' });

describe('scripts/install.sh', () => {
  it.each(['18.20.8', '20.18.3', '21.7.3', '22.5.1', '22.11.0'])(
    'refuses Node.js %s, says which versions it takes and what to do',
    (version) => {
      pretend(version);
      const { status, stderr } = install(`${folder}:/usr/bin:/bin`);
      expect([status, stderr]).toEqual([
        1,
        `Node.js v${version} is none of the versions that this runs on: ${ADMITTED}. Install one of them (https://nodejs.org) or switch to it, and run the same command again.\n`,
      ]);
    },
  );

  it.each(['20.19.0', '20.20.1', '22.12.0', '23.0.0', '24.1.0'])('takes Node.js %s', (version) => {
    const program = pretend(version);
    expect(spawnSync(program, [join(SCRIPTS, 'node-is-admitted.cjs')]).status).toBe(0);
  });

  it('says the same where there is no Node.js at all', () => {
    for (const tool of ['sed', 'dirname'])
      symlinkSync(spawnSync('which', [tool], { encoding: 'utf8' }).stdout.trim(), join(folder, tool));
    const { status, stderr } = install(folder);
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining(`Node.js is missing. Install one of these versions: ${ADMITTED}.`),
    ]);
  });
});
