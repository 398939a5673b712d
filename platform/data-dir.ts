import { accessSync, constants, mkdirSync } from 'node:fs';
import { SetupError, messageOf } from './errors';

const REASONS: Readonly<Record<string, string>> = {
  ENOTDIR: 'a part of that path is a file',
  EEXIST: 'there is a file in its place',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'that file system is read-only',
  ENOSPC: 'that file system is full',
};

/** Makes the folder of `DATA_DIR` where there is none. Throws a `SetupError` when it cannot be made or written to. */
export function openDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ''] ?? messageOf(error);
    throw new SetupError(
      `The data cannot be kept in ${dataDir}: ${reason}. Set DATA_DIR to a folder that this user may write to.`,
    );
  }
}
