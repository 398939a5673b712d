/** What keeps the ledger from answering. Refusals by a rule are `Refusal`s; these are faults that a person looks into. */
export type LedgerFault =
  | 'database-ahead'
  | 'migration-changed'
  | 'unknown-case'
  | 'ledger-behind'
  | 'unknown-rules'
  | 'released-rules-changed'
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
