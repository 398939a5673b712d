import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import { withIds } from '../domain/marks';
import { Refusal } from '../domain/refusal';
import { INVALID_COMMAND, REFUSAL, UNRECORDABLE, type RefusalDetail } from './contract';

/** A refusal as it reaches the client whole: type, and the detail that names rule, code and field. */
export function refusalFailure(detail: RefusalDetail): ApplicationFailure {
  return ApplicationFailure.create({
    type: REFUSAL,
    nonRetryable: true,
    // Ids that the API puts names for are marked in the details; whoever reads the engine reads them plain.
    message: withIds(detail.message),
    details: [detail],
  });
}

/** What `decide` threw: a refusal, or a command that no caller who goes by the schemas would send. */
export function failureOf(error: unknown): ApplicationFailure {
  if (error instanceof Refusal) {
    const { rule, code, pointer, message } = error;
    return refusalFailure({ rule, code, pointer, message });
  }
  return invalidCommand(error instanceof Error ? error.message : String(error));
}

export function invalidCommand(message: string): ApplicationFailure {
  return ApplicationFailure.create({ type: INVALID_COMMAND, nonRetryable: true, message });
}

/** The ledger took the request and can never carry it out, as an activity's failure says it. */
export function isUnrecordable(error: unknown): boolean {
  return (
    error instanceof ActivityFailure &&
    error.cause instanceof ApplicationFailure &&
    error.cause.type === UNRECORDABLE
  );
}

/** Answers a caller whose command met a defect: nothing was recorded, and the reason is for the operators. */
export function unrecordableFailure(error: unknown): ApplicationFailure {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return ApplicationFailure.create({ type: UNRECORDABLE, nonRetryable: true, message: reason });
}
