import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeterminismViolationError } from '@temporalio/workflow';
import { temporal } from '@temporalio/proto';
import { Worker, bundleWorkflowCode } from '@temporalio/worker';
import { historyFromText } from '../golden/history';
import { GOLDEN as RECORDED, goldenHistory } from '../golden/story';
import { ROOT } from '../setup/platform';

const FOLDER = join(ROOT, 'test', 'golden');
const GOLDEN = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const { EVENT_TYPE_WORKFLOW_TASK_SCHEDULED: SCHEDULED, EVENT_TYPE_WORKFLOW_TASK_STARTED: STARTED } =
  temporal.api.enums.v1.EventType;

interface Edit {
  file: string;
  from: string;
  to: string;
}

/** The workflow bundle, or that of a release in which something was changed. */
async function bundle(...edits: Edit[]): Promise<{ code: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'release-'));
  try {
    for (const room of ['workflows', 'domain', 'schemas', 'policies'])
      cpSync(join(ROOT, room), join(folder, room), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const { file, from, to } of edits) {
      const path = join(folder, file);
      const source = readFileSync(path, 'utf8');
      if (!source.includes(from)) throw new Error(`${file} does not say ${from}`);
      writeFileSync(path, source.replace(from, to));
    }
    return await bundleWorkflowCode({ workflowsPath: join(folder, 'workflows', 'index.ts') });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function replay(workflowBundle: { code: string }, name: string): Promise<void> {
  const history = historyFromText(readFileSync(join(FOLDER, name), 'utf8'));
  await Worker.runReplayHistory({ workflowBundle }, history, 'case:hebei-congress:14-4:main:golden');
}

/**
 * A golden history as far as it had come when a worker was replaced: up to where the next one is handed a task
 * (`started`), or as it lies at rest between two tasks.
 */
function beginnings(): { name: string; events: temporal.api.history.v1.IHistoryEvent[] }[] {
  return RECORDED.flatMap((name) => {
    const events = goldenHistory(name).events ?? [];
    return events.flatMap(({ eventType }, index) => {
      if (eventType === STARTED) return [{ name, events: events.slice(0, index + 1) }];
      return eventType === SCHEDULED && index > 1 ? [{ name, events: events.slice(0, index) }] : [];
    });
  });
}

/** How many of the beginnings a release cannot go on from, by the name of their history; the rest replayed. */
async function stuck(workflowBundle: { code: string }, all = beginnings()): Promise<Record<string, number>> {
  const histories = all.map(({ events }) => ({ workflowId: 'case:golden', history: { events } }));
  const failed: Record<string, number> = {};
  let index = 0;
  for await (const { error } of Worker.runReplayHistories({ workflowBundle }, histories)) {
    const name = all[index++]?.name ?? '';
    if (error) failed[name] = (failed[name] ?? 0) + 1;
  }
  expect(index).toBe(all.length);
  return failed;
}

describe('golden histories', () => {
  let release: { code: string };
  let timeless: { code: string };
  beforeAll(async () => {
    release = await bundle();
    timeless = await bundle({ file: 'workflows/case.ts', from: 'run.setAlarm();', to: '' });
  }, 60_000);

  it('are there', () => {
    expect(GOLDEN).toEqual(['satisfied.json', 'troubled.json', 'untouched.json']);
  });

  it('replay with this release', async () => {
    for (const name of GOLDEN) await replay(release, name);
  }, 60_000);

  it('replay from wherever a run of the first release was when this one took it over', async () => {
    const counts = RECORDED.map((name) => beginnings().filter((one) => one.name === name).length);
    expect(counts).toEqual([49, 13, 8]);
    expect(await stuck(release)).toEqual({});
  }, 60_000);

  it('twin: a workflow that sets no timer could not go on from most of these places', async () => {
    const untouched = beginnings().filter(({ name }) => name === 'untouched');
    expect(await stuck(timeless, untouched)).toEqual({ untouched: 6 });
  }, 60_000);

  it('replay after a rule was corrected: what was decided is in them', async () => {
    const corrected = await bundle({
      file: 'domain/case/decide.ts',
      from: 'export function decide(state: CaseState, command: Command, context: Context): NewEvent[] {',
      to: `export function decide(state: CaseState, command: Command, context: Context): NewEvent[] {
        refuseUnless(command.type === 'wake', 'R0', 'wrong-state', '', 'nothing is allowed any more');`,
    });
    for (const name of GOLDEN) await replay(corrected, name);
  }, 60_000);

  it('do not replay with a workflow that does something else without a patch', async () => {
    for (const name of GOLDEN)
      await expect(replay(timeless, name)).rejects.toThrow(DeterminismViolationError);
  }, 60_000);

  it('do not replay when effects, which are workflow code, change without a patch', async () => {
    const changed = await bundle({
      file: 'domain/case/effects.ts',
      from: "if (state.status === 'unassigned') return [];",
      to: 'if (state.seq > 0) return [];',
    });
    await expect(replay(changed, 'satisfied.json')).rejects.toThrow(DeterminismViolationError);
  }, 60_000);

  it('tell nothing of the machine that recorded them', () => {
    for (const name of GOLDEN) {
      const text = readFileSync(join(FOLDER, name), 'utf8');
      expect(text.match(/"identity": "(?!recorder")|\d@|\.ts:\d+/g)).toBeNull();
    }
  });
});
