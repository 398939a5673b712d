/**
 * Something about this machine or its settings keeps the platform from running. The message is a plain sentence
 * for whoever sits at the terminal: what is wrong, and what to do. Entry points print it without a stack.
 */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Prints what was thrown (a `SetupError` as its sentence, anything else with its stack) and sets exit code 1. */
export function reportAndFail(error: unknown): void {
  const text =
    error instanceof SetupError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
