/** What keeps the ledger from answering. Refusals by a rule are `Refusal`s; these are faults that a person looks into. */
export type LedgerFault =
  | 'database-ahead'
  | 'migration-changed'
  | 'unknown-case'
  | 'ledger-behind'
  | 'unknown-rules'
  | 'unknown-adoption'
  | 'released-rules-changed'
  | 'moved-clock'
  | 'invalid-input';

/** A fault of the ledger; the message says what was found and what was expected. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
  constructor(
    readonly fault: LedgerFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** An instant in its one form, ISO 8601 UTC with milliseconds. Throws a `LedgerError` (`invalid-input`) for a text that is none. */
export function instantOf(text: string): string {
  const instant = new Date(text);
  if (Number.isNaN(instant.getTime())) throw new LedgerError('invalid-input', `no instant: ${text}`);
  return instant.toISOString();
}
