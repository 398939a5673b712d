import { ApplicationFailure } from '@temporalio/common';
import { LedgerError } from '../ledger/errors';
import { codeOf, type Ledger } from '../ledger/pool';
import { loadCase, recordCommand } from '../ledger/record';
import { UNRECORDABLE, type CaseActivities } from '../workflows/contract';

/** The ledger, as a case's run asks for it. */
export function recordActivities(ledger: Ledger): Pick<CaseActivities, 'record' | 'load'> {
  return {
    record: (request) => orUnrecordable(recordCommand(ledger, request)),
    load: (caseId) => orUnrecordable(loadCase(ledger, caseId)),
  };
}

/** Data exceptions and broken constraints (SQLSTATE classes 22 and 23) come again however often it is tried. */
const HOPELESS = /^2[23]/;

/**
 * Tells a defect, which trying again cannot help, from a ledger that is out of reach. Everything that is not known to be
 * a defect counts as out of reach: waiting loses nothing.
 */
async function orUnrecordable<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!isDefect(error)) throw error;
    throw ApplicationFailure.create({
      type: UNRECORDABLE,
      nonRetryable: false,
      message: error instanceof Error ? error.message : String(error),
      cause: error instanceof Error ? error : undefined,
    });
  }
}

function isDefect(error: unknown): boolean {
  return (
    error instanceof LedgerError ||
    error instanceof TypeError ||
    error instanceof RangeError ||
    HOPELESS.test(codeOf(error) ?? '')
  );
}
