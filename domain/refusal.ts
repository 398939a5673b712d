/** The `rule` of a refusal that comes of no rule: something is not there, or is not theirs. It is told to nobody. */
export const NO_RULE = '—';

/** Stable codes of refusals: the API maps them to RFC 9457 problems, tests and clients match on them. */
export type RefusalCode =
  | 'not-found'
  | 'not-permitted'
  | 'wrong-state'
  | 'invalid'
  | 'invalid-date'
  | 'missing'
  | 'unknown-reference'
  | 'out-of-order'
  | 'too-late'
  | 'duplicate'
  | 'unsettled'
  | 'conflict';

/**
 * A command that a rule refuses. Nothing has changed when it is thrown.
 * @property rule the rule's id in rules.md (`R3.2`, `D8`, or `setting`), or {@link NO_RULE}
 * @property pointer JSON pointer (RFC 6901) to the field in the command's data, `''` for the command as a whole
 * @property message one Chinese sentence for the official who reads it
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly rule: string,
    readonly code: RefusalCode,
    readonly pointer: string,
    message: string,
  ) {
    super(message);
  }
}

/** Throws a {@link Refusal} unless the condition holds. */
export function refuseUnless(
  condition: unknown,
  rule: string,
  code: RefusalCode,
  pointer: string,
  message: string,
): asserts condition {
  if (!condition) throw new Refusal(rule, code, pointer, message);
}
