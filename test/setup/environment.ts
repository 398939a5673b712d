import { setTimeout as delay } from 'node:timers/promises';
import { TestEnvironment } from 'jest-environment-node';

const PATIENCE_MS = 3_000;

/** What keeps a process alive after a test file: sockets, servers, child processes. */
const HANDLES = new Set(['TCPSocketWrap', 'TCPServerWrap', 'PipeWrap', 'ProcessWrap']);

/** Counts the open handles of each kind. */
function openHandles(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (HANDLES.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

/**
 * Node's environment, in which a test file fails that leaves a socket, a server or a child process open, instead of
 * keeping the whole run from ending.
 */
class LeakCheckingEnvironment extends TestEnvironment {
  private before = new Map<string, number>();

  override async setup(): Promise<void> {
    await super.setup();
    // Opened at first use: whoever prints first would seem to leak them.
    void [process.stdout, process.stderr];
    this.before = openHandles();
  }

  override async teardown(): Promise<void> {
    let leaks = this.leaks();
    for (const end = Date.now() + PATIENCE_MS; leaks.length > 0 && Date.now() < end; leaks = this.leaks())
      await delay(50);
    await super.teardown();
    if (leaks.length > 0)
      throw new Error(`This file leaves handles open: ${leaks.join(', ')}. Close what it opens.`);
  }

  private leaks(): string[] {
    return [...openHandles()]
      .map(([kind, count]) => [kind, count - (this.before.get(kind) ?? 0)] as const)
      .filter(([, count]) => count > 0)
      .map(([kind, count]) => `${count} × ${kind}`);
  }
}

export = LeakCheckingEnvironment;
