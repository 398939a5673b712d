import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOOPBACK, freePort, isFree, readPorts, rememberPorts } from '../../platform/ports';
import { claim, commandLine, endProcess, isAlive, readOwner } from '../../platform/processes';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'casework-processes-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => resolve(server));
  });
}

function startChild(script: string) {
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const ready = new Promise((resolve) => child.stdout.once('data', resolve));
  if (child.pid === undefined) throw new Error('no child');
  return { pid: child.pid, ready, ended };
}

describe('a claim on a folder', () => {
  const refuse = (pid: number) => `in use by ${pid}`;

  it('is refused while its owner lives, and free again after release', () => {
    const file = join(folder, 'x.pid');
    const release = claim(file, refuse);
    expect(readOwner(file)).toBe(process.pid);
    release();
    expect(readOwner(file)).toBeUndefined();
    claim(file, refuse)();
  });

  it('of another live process is refused with its number', async () => {
    const child = startChild('console.log(1); setInterval(() => 0, 1000)');
    await child.ready;
    const file = join(folder, 'x.pid');
    writeFileSync(file, JSON.stringify({ pid: child.pid, command: commandLine(child.pid) }));
    expect(() => claim(file, refuse)).toThrow(`in use by ${child.pid}`);
    process.kill(child.pid, 'SIGKILL');
    await child.ended;
    claim(file, refuse)();
  });

  it('of a dead process whose number another program has by now is taken over', () => {
    const file = join(folder, 'x.pid');
    writeFileSync(file, JSON.stringify({ pid: process.ppid, command: 'a program that ended long ago' }));
    const release = claim(file, refuse);
    expect(readOwner(file)).toBe(process.pid);
    release();
  });

  it('that is unreadable is taken over', () => {
    const file = join(folder, 'x.pid');
    writeFileSync(file, '{"pi');
    claim(file, refuse)();
  });
});

describe('ending a process', () => {
  it('kills one that does not listen to the signal', async () => {
    const child = startChild('process.on("SIGTERM", () => 0); console.log(1); setInterval(() => 0, 1000)');
    await child.ready;
    await endProcess(child.pid, 'SIGTERM', 300);
    expect(isAlive(child.pid)).toBe(false);
    await child.ended;
  });

  it('of a number that nobody has is done at once', async () => {
    const child = startChild('console.log(1)');
    await child.ended;
    await expect(endProcess(child.pid, 'SIGTERM', 10_000)).resolves.toBeUndefined();
  });
});

describe('ports', () => {
  it('a busy port moves on to the next free one', async () => {
    const server = await listen(0);
    const { port } = server.address() as { port: number };
    expect(await isFree(port)).toBe(false);
    const chosen = await freePort(port);
    expect(chosen).toBeGreaterThan(port);
    expect(await freePort(port, [chosen])).toBeGreaterThan(chosen);
    await new Promise((resolve) => server.close(resolve));
    expect(await freePort(port)).toBe(port);
  });

  it('are remembered in ports.json beside those of other servers', () => {
    rememberPorts(folder, { postgres: 5000 });
    rememberPorts(folder, { temporal: 7000 });
    expect(JSON.parse(readFileSync(join(folder, 'ports.json'), 'utf8'))).toEqual({
      postgres: 5000,
      temporal: 7000,
    });
    expect(readPorts(folder)).toEqual({ postgres: 5000, temporal: 7000 });
  });

  it('a broken ports.json counts as empty', () => {
    writeFileSync(join(folder, 'ports.json'), '{"postgres": "five"}');
    expect(readPorts(folder)).toEqual({});
  });
});
