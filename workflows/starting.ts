import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowStartOptions,
} from '@temporalio/client';
import { effectsOf, evolve, nextDue } from '../domain/case';
import type { CaseEvent } from '../domain/case/events';
import { initialState, type AssignedCase } from '../domain/case/state';
import { workflowIdOf } from '../domain/identity';
import { searchAttributesOf } from './attributes';
import type { handleCase } from './case';
import { WORKFLOWS, type CaseInput, type CaseRules, type UnitNames } from './contract';
import { staticDetailsOf, summaryOf } from './details';
import { wakeInstant } from './wake-time';

/** What every start of a case needs to know beside the case: for API, worker and tests; no workflow code. */
export interface Starting {
  taskQueue: string;
  /** Milliseconds that the platform's clock is ahead of the wall clock; 0 in production. */
  clockOffsetMs: number;
  rules: CaseRules;
  names?: UnitNames;
  /** See `CaseInput`: tests only. */
  continueAfterEvents?: number;
}

/**
 * Starts the run of a case that was just taken in, asleep until its first date. Starting it again changes nothing, neither
 * while it runs nor after it has ended. `seed` are the events of its intake, the first is `caseAssigned`.
 */
export async function startCase(
  client: Client,
  seed: readonly CaseEvent[],
  starting: Starting,
): Promise<void> {
  const state = stateOf(seed);
  const input: CaseInput = { ...inputOf(state, starting), seed: [...seed] };
  await start(client, state, input, starting, 'REJECT_DUPLICATE');
}

/**
 * Starts a run that takes its case from the ledger: a closed case is reopened, a run was lost, a secret was purged. A run
 * that is alive is left alone. Asleep like a new one, unless something is to be done at once (`awake`, or effects).
 */
export async function resumeCase(
  client: Client,
  state: AssignedCase,
  starting: Starting & { awake?: boolean },
): Promise<void> {
  const { awake, ...rest } = starting;
  const input: CaseInput = { ...inputOf(state, rest), resume: true };
  await start(client, state, input, starting, 'ALLOW_DUPLICATE', awake);
}

/** Milliseconds from the platform's instant `now` until a case must be awake: 0 when it has something to do. */
export function sleepOf(state: AssignedCase, rules: CaseRules, now: number): number {
  const day = nextDue(state, rules.policy);
  if (day === undefined || effectsOf(state).length > 0) return 0;
  return Math.max(0, wakeInstant(state.caseId, day) - now);
}

function stateOf(seed: readonly CaseEvent[]): AssignedCase {
  const [first, ...rest] = seed;
  const state = first === undefined ? initialState : evolve(initialState, first);
  if (state.status === 'unassigned') throw new TypeError('the first event of a seed must be caseAssigned');
  return rest.reduce<AssignedCase>(evolve, state);
}

function inputOf(state: AssignedCase, starting: Starting): CaseInput {
  const { clockOffsetMs, names, continueAfterEvents } = starting;
  const rules = travelling(starting.rules);
  return {
    caseId: state.caseId,
    clockOffsetMs,
    rules,
    ...(names === undefined ? {} : { names }),
    ...(continueAfterEvents === undefined ? {} : { continueAfterEvents }),
  };
}

async function start(
  client: Client,
  state: AssignedCase,
  input: CaseInput,
  { taskQueue, clockOffsetMs, rules }: Starting,
  workflowIdReusePolicy: WorkflowStartOptions['workflowIdReusePolicy'],
  awake = false,
): Promise<void> {
  const startDelay = awake ? 0 : sleepOf(state, rules, Date.now() + clockOffsetMs);
  try {
    await client.workflow.start<typeof handleCase>(WORKFLOWS.case, {
      workflowId: workflowIdOf(state.caseId),
      taskQueue,
      args: [input],
      workflowIdReusePolicy,
      workflowIdConflictPolicy: 'USE_EXISTING',
      ...(startDelay > 0 ? { startDelay } : {}),
      staticSummary: summaryOf(state),
      staticDetails: staticDetailsOf(state),
      typedSearchAttributes: searchAttributesOf(state),
      memo: { number: state.facts.identity.number, assignedOn: state.facts.assignedOn },
    });
  } catch (error) {
    // It ran, and has ended.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** The rules without the ladders of reminders: no run has a use for them, and all of it lies in every history. */
function travelling({ policy, calendar }: CaseRules): CaseRules {
  const { ladders: _, ...rest } = policy as CaseRules['policy'] & { ladders?: unknown };
  return { policy: rest, calendar };
}
