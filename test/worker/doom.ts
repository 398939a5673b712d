import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from '../setup/platform';

/** Where a worker works, and where it is to die. */
export interface Doom {
  where: `record:${string}` | 'sendDigest';
  address: string;
  namespace: string;
  taskQueue: string;
  databaseUrl: string;
  bundlePath: string;
  smtpUrl?: string;
}

export interface DoomedWorker {
  /** Resolves with the signal that ended it. */
  readonly died: Promise<string | null>;
  kill(): void;
}

/** Starts a worker in a process of its own, and resolves once it polls. */
export async function startDoomedWorker(doom: Doom): Promise<DoomedWorker> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(__dirname, 'doomed-worker.ts'), JSON.stringify(doom)],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, NODE_OPTIONS: '' } },
  );
  const died = once(child, 'exit').then(([code, signal]: unknown[]) => String(signal ?? code));
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('ready') && resolve());
  });
  await Promise.race([
    ready,
    died.then((end) => Promise.reject(new Error(`the worker ended before it polled: ${end}`))),
  ]);
  return { died, kill: () => void child.kill('SIGKILL') };
}
