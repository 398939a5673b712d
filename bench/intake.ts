import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { workflowIdOf } from '../domain/identity';
import type { Cast } from './cast';
import { suggestion } from './cases';
import { cpuOf, perItem } from './cpu';
import { atLeast, median, shown, told, type Figure } from './figures';
import { WAITING_QUEUE, type Stage } from './stage';

const ROUNDS = 3;
const IN_FLIGHT = 50;
const WATCHED = 4;
/** Events of a run whose first task is done: started, scheduled, started, completed. */
const FIRST_TASK_DONE = 4;

/** Starts a second: until the last one was acknowledged, and until nothing of them was under way any more. */
interface Rate {
  readonly acknowledged: number;
  readonly settled: number;
  /** Milliseconds of CPU for each start until the last was acknowledged, by process. */
  readonly cpu: ReadonlyMap<string, number>;
}

/**
 * Intake over the API, one case a request, against plain starts of a run that only waits: on the same server, with
 * the workers of both running, in turns, so that what else the machine does falls on both.
 */
export async function measureIntake(stage: Stage, cast: Cast, perRound: number): Promise<Figure[]> {
  await intakeRound(stage, cast, IN_FLIGHT);
  await rawRound(stage, IN_FLIGHT);
  const intakes: Rate[] = [];
  const raws: Rate[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    raws.push(await rawRound(stage, perRound));
    intakes.push(await intakeRound(stage, cast, perRound));
  }
  const rate = (rates: readonly Rate[], which: 'acknowledged' | 'settled') =>
    median(rates.map((each) => each[which]));
  const ratio = (over: (round: number) => number) => median(intakes.map((_, round) => over(round)));
  return [
    told('raw starts acknowledged a second', rate(raws, 'acknowledged')),
    told('raw starts settled a second', rate(raws, 'settled')),
    told('intakes acknowledged a second', rate(intakes, 'acknowledged')),
    told('intakes settled a second', rate(intakes, 'settled')),
    atLeast(
      'intake ÷ raw, acknowledged',
      ratio((round) => (intakes[round]?.acknowledged ?? 0) / (raws[round]?.acknowledged ?? 0)),
      0.8,
    ),
    told(
      'intake ÷ raw, settled',
      ratio((round) => (intakes[round]?.settled ?? 0) / (raws[round]?.settled ?? 0)),
    ),
    atLeast(
      'intake settled ÷ acknowledged',
      ratio((round) => (intakes[round]?.settled ?? 0) / (intakes[round]?.acknowledged ?? 0)),
      0.95,
    ),
    ...cpuFigures(intakes, raws),
  ];
}

/** Who spends what on a start: whatever else takes a core is taken from the server. */
function cpuFigures(intakes: readonly Rate[], raws: readonly Rate[]): Figure[] {
  const spent = (rates: readonly Rate[], of: (cpu: Rate['cpu']) => number) =>
    shown(median(rates.map(({ cpu }) => of(cpu))));
  const figure = (who: string, of: (cpu: Rate['cpu']) => number) =>
    told(
      `milliseconds of CPU, ${who}: an intake · a raw start`,
      `${spent(intakes, of)} · ${spent(raws, of)}`,
    );
  const names = [...(intakes[0]?.cpu.keys() ?? [])];
  if (names.length === 0) return [];
  return [
    ...names.map((name) => figure(name, (cpu) => cpu.get(name) ?? NaN)),
    figure('all', (cpu) => [...cpu.values()].reduce((sum, each) => sum + each, 0)),
  ];
}

async function intakeRound(stage: Stage, { intake }: Cast, count: number): Promise<Rate> {
  const prefix = `bench-${randomBytes(3).toString('hex')}`;
  return measured(stage, count, async (index) => {
    const answer = await stage.api.ask<{ id: string; run: string }>(
      intake,
      '/cases',
      suggestion(`${prefix}-${index}`),
    );
    if (answer.status !== 201 || answer.body.run !== 'started')
      throw new Error(`intake: ${answer.status} ${JSON.stringify(answer.body)}`);
    return workflowIdOf(answer.body.id);
  });
}

async function rawRound(stage: Stage, count: number): Promise<Rate> {
  const prefix = `bench-wait-${randomBytes(3).toString('hex')}`;
  return measured(stage, count, async (index) => {
    const workflowId = `${prefix}-${index}`;
    await stage.client.workflow.start('wait', { workflowId, taskQueue: WAITING_QUEUE, args: [] });
    return workflowId;
  });
}

async function measured(
  { client, pids }: Stage,
  count: number,
  start: (index: number) => Promise<string>,
): Promise<Rate> {
  const before = cpuOf(pids);
  const began = performance.now();
  const ids: string[] = [];
  const numbers = Array.from({ length: count }, (_, index) => index);
  await sideBySide(numbers, IN_FLIGHT, async (index) => {
    ids.push(await start(index));
  });
  const acknowledged = performance.now();
  const cpu = perItem(before, cpuOf(pids), count);
  let settled = acknowledged;
  // Few at a time, the last ones first: who watches should not be what is waited for.
  await sideBySide(ids.reverse(), WATCHED, async (workflowId) => {
    if (await isSettled(client, workflowId)) return;
    do await delay(20);
    while (!(await isSettled(client, workflowId)));
    settled = performance.now();
  });
  const perSecond = (until: number) => (count * 1000) / (until - began);
  return { acknowledged: perSecond(acknowledged), settled: perSecond(settled), cpu };
}

async function isSettled(client: Client, workflowId: string): Promise<boolean> {
  const { historyLength, raw } = await client.workflow.getHandle(workflowId).describe();
  const isAsleep = historyLength === 1 && raw.pendingWorkflowTask == null;
  return isAsleep || historyLength >= FIRST_TASK_DONE;
}

async function sideBySide<Item>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  await Promise.all(
    Array.from({ length: limit }, async () => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
    }),
  );
}
