import type { WorkflowHandle } from '@temporalio/client';
import type { AssignedCase } from '../../domain/case';
import { workflowIdOf } from '../../domain/identity';
import { WORKFLOWS, commandUpdate, type CaseInput } from '../../workflows/contract';
import { resumeCase } from '../../workflows/starting';
import { nextMove } from '../domain/case/finisher';
import { commandOf } from '../domain/case/walks';
import { GOLDEN, goldenStory, statesOf, type GoldenStory } from '../golden/story';
import { Harness } from './harness';
import { until } from './until';

/** What the first release began its runs with, in the hands of a worker of this one, on the real server. */
describe('a case of the first release, taken over by this one', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  }, 60_000);
  afterAll(() => harness.close());

  let copies = 0;
  /** The same case under a number of its own: its run must not be another's. */
  function copy<T extends { caseId: string }>(of: T, state: AssignedCase): [T, AssignedCase] {
    const caseId = `${state.caseId}-${(copies += 1)}`;
    return [JSON.parse(JSON.stringify(of).replaceAll(state.caseId, caseId)) as T, { ...state, caseId }];
  }

  /** Starts a run as the first release did; `input` is its own, but for the clock, which was that of its recording. */
  async function started(input: CaseInput, state: AssignedCase): Promise<WorkflowHandle> {
    harness.ledger.restore(state);
    return harness.client.workflow.start(WORKFLOWS.case, {
      workflowId: workflowIdOf(state.caseId),
      taskQueue: harness.temporal.taskQueue,
      args: [{ ...input, clockOffsetMs: harness.clockOffsetMs }],
    });
  }

  /** Does what the case calls for, command by command, and leaves to the run what is the run's to do. */
  async function finish(handle: WorkflowHandle, caseId: string): Promise<string[]> {
    const done: string[] = [];
    const stateNow = () => harness.ledger.stateOf(caseId);
    for (let state = stateNow(); state.status === 'open'; state = stateNow()) {
      const helps = nextMove(state, { rules: harness.ledger.rules.policy });
      if (!helps || helps.type === 'tick') throw new Error(`nothing leads on from ${state.seq}`);
      if (helps.actor.role === 'system') {
        const { seq } = state;
        await until('the run has done its part', () => stateNow().seq > seq);
      } else {
        const command = commandOf(helps, `finish-${state.seq}`, harness.instant());
        await handle.executeUpdate(commandUpdate, { args: [command], updateId: command.id });
      }
      done.push(helps.type);
    }
    await handle.result();
    return done;
  }

  const last = (story: GoldenStory, of: (state: AssignedCase) => boolean): AssignedCase => {
    const state = statesOf(story).findLast(of);
    if (!state) throw new Error('the story has no such state');
    return state;
  };

  it('goes on from the intake that a run slept on, to its close', async () => {
    const { input } = goldenStory('satisfied');
    const asleep = last(goldenStory('satisfied'), ({ seq }) => seq === input.seed?.length);
    const [ours, state] = copy(input, asleep);
    const done = await finish(await started(ours, state), state.caseId);
    expect(done).toEqual(
      expect.arrayContaining(['signFor', 'issueLetter', 'reportDelivery', 'giveFeedback']),
    );
  }, 60_000);

  it('goes on from the state that a run continued with, to its close', async () => {
    const { input, begins } = goldenStory('troubled');
    const [ours, state] = copy(input, begins as AssignedCase);
    expect(ours.snapshot).toMatchObject({ caseId: state.caseId, seq: state.seq });
    const done = await finish(await started(ours, state), state.caseId);
    expect(done).toEqual(expect.arrayContaining(['draftLetter', 'reportDelivery', 'reportPublication']));
  }, 60_000);

  it.each(GOLDEN)(
    '%s: is resumed from its events, and goes on to its close',
    async (name) => {
      const story = goldenStory(name);
      // Wherever its last open state is: in mid-delivery, between letters, or long past its dates.
      const [, state] = copy(
        story.input,
        last(story, ({ status }) => status === 'open'),
      );
      harness.ledger.restore(state);
      const { temporal, clockOffsetMs, ledger } = harness;
      await resumeCase(harness.client, state, {
        taskQueue: temporal.taskQueue,
        clockOffsetMs,
        rules: ledger.rules,
      });
      const handle = harness.client.workflow.getHandle(workflowIdOf(state.caseId));
      await finish(handle, state.caseId);
      expect(harness.ledger.stateOf(state.caseId).status).toBe('closed');
    },
    60_000,
  );
});
