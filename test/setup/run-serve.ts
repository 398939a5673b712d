import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './platform';

/** Runs `serve.ts` in a process of its own for this jest run; rejects with what it printed when it fails. */
export function serve(order: 'start' | 'stop'): Promise<void> {
  const tsx = require.resolve('tsx/cli');
  const child = spawn(process.execPath, [tsx, join(__dirname, 'serve.ts'), order, String(process.pid)], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
    // jest's own NODE_ENV and options are not for the servers.
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let printed = '';
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(
            `The test servers could not be ${order === 'start' ? 'started' : 'stopped'}:\n${printed}`,
          ),
        );
    });
  });
}
