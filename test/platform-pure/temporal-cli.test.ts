import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTemporalCli, type CliSource, type FindCliOptions } from '../../platform/temporal-cli';

/** A program that says it is the Temporal CLI of some version. */
const program = (version: string) =>
  `#!/bin/sh\necho "temporal version ${version} (Server 1.32.0, UI 2.54.1)"\n`;
const GOOD = program('1.9.1');
const sha256 = { 'test-machine': createHash('sha256').update(GOOD).digest('hex') };

describe('finding the Temporal CLI', () => {
  let folder: string;
  let options: FindCliOptions;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'casework-cli-'));
    options = {
      cacheFolders: [join(folder, 'cache')],
      searchPath: '',
      sources: [],
      platform: 'test-machine',
      sha256,
    };
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function install(place: string, text: string): string {
    mkdirSync(join(folder, place), { recursive: true });
    const file = join(folder, place, 'temporal');
    writeFileSync(file, text);
    chmodSync(file, 0o755);
    return file;
  }

  function source(name: string, text: string): CliSource & { calls: number } {
    return {
      name,
      calls: 0,
      fetch(into) {
        this.calls += 1;
        writeFileSync(join(into, 'temporal'), text);
        return Promise.resolve(join(into, 'temporal'));
      },
    };
  }

  const failing: CliSource = { name: 'far away', fetch: () => Promise.reject(new Error('no network')) };

  it('TEMPORAL_CLI_PATH comes first', async () => {
    const given = install('given', program('1.12.0'));
    install('cache', GOOD);
    await expect(findTemporalCli({ ...options, cliPath: given })).resolves.toBe(given);
  });

  it.each([
    ['is too old', program('1.8.4'), /TEMPORAL_CLI_PATH.*version 1\.8\.4.*1\.9 or newer/],
    ['does not run', 'garbage', /TEMPORAL_CLI_PATH.*does not run/],
  ])('a TEMPORAL_CLI_PATH that %s is refused, and nothing else is tried', async (_, text, message) => {
    const given = install('given', text);
    install('cache', GOOD);
    await expect(findTemporalCli({ ...options, cliPath: given })).rejects.toThrow(message);
  });

  it('a recent program in PATH is taken, an old one is passed over', async () => {
    install('old', program('1.1.0'));
    const recent = install('recent', program('2.0.0'));
    const searchPath = `${join(folder, 'old')}:${join(folder, 'recent')}`;
    await expect(findTemporalCli({ ...options, searchPath })).resolves.toBe(recent);
  });

  it('a cached program with the right checksum is taken without fetching', async () => {
    const cached = install('cache', GOOD);
    const unused = source('unused', GOOD);
    await expect(findTemporalCli({ ...options, sources: [unused] })).resolves.toBe(cached);
    expect(unused.calls).toBe(0);
  });

  it('a cached program with a wrong checksum is replaced', async () => {
    const cached = install('cache', program('1.9.1') + '# tampered');
    await expect(findTemporalCli({ ...options, sources: [source('again', GOOD)] })).resolves.toBe(cached);
    expect(readFileSync(cached, 'utf8')).toBe(GOOD);
  });

  it('a source that fails or brings another file is passed over for the next one', async () => {
    const wrong = source('wrong', 'something else');
    const found = await findTemporalCli({ ...options, sources: [failing, wrong, source('right', GOOD)] });
    expect(readFileSync(found, 'utf8')).toBe(GOOD);
    expect(wrong.calls).toBe(1);
    expect(readdirSync(join(folder, 'cache'))).toEqual(['temporal']);
  });

  it('a fetched file whose checksum is wrong is never left where it could be run', async () => {
    const sources = [failing, source('wrong', 'something else')];
    const search = findTemporalCli({ ...options, sources });
    await expect(search).rejects.toThrow(
      /far away: no network[^]*wrong: refused, its SHA-256[^]*TEMPORAL_CLI_PATH/,
    );
    expect(existsSync(join(folder, 'cache', 'temporal'))).toBe(false);
    expect(readdirSync(join(folder, 'cache'))).toEqual([]);
  });

  it('a machine without a pinned checksum is told to set TEMPORAL_CLI_PATH, and nothing is fetched', async () => {
    const unused = source('unused', GOOD);
    const search = findTemporalCli({ ...options, platform: 'plan9-mips', sources: [unused] });
    await expect(search).rejects.toThrow(/plan9-mips[^]*TEMPORAL_CLI_PATH/);
    expect(unused.calls).toBe(0);
  });

  it('a cache that cannot be written to is passed over for the next one', async () => {
    writeFileSync(join(folder, 'a-file'), '');
    const cacheFolders = [join(folder, 'a-file', 'cache'), join(folder, 'second')];
    await expect(
      findTemporalCli({ ...options, cacheFolders, sources: [source('right', GOOD)] }),
    ).resolves.toBe(join(folder, 'second', 'temporal'));
  });
});
