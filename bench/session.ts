import { setTimeout as delay } from 'node:timers/promises';
import { addDays, type CivilDate } from '../domain/dates';
import { claimRungs } from '../ledger/dispatch';
import type { IntakeCaseInput } from '../schemas/intake';
import type { Cast } from './cast';
import { smallSuggestion } from './cases';
import type { Api } from './client';
import { atMost, exactly, told, type Figure } from './figures';
import type { Stage } from './stage';

const PATIENCE_MS = 300_000;

interface Progress {
  readonly id: string;
  readonly good: number;
  readonly started: number;
  readonly finished: boolean;
}

/** A session's list in one request, and the first reminders of its cases. To be measured before other cases are there. */
export async function measureSession(stage: Stage, cast: Cast, rows: number): Promise<Map<string, Figure[]>> {
  const batch = await measureBatch(stage, cast, rows);
  const dispatch = await measureDispatch(stage, rows);
  return new Map([
    [`A session's list of ${rows} cases`, batch],
    [`Reminders of ${rows} cases on one day`, dispatch],
  ]);
}

async function measureBatch({ api }: Stage, { intake }: Cast, rows: number): Promise<Figure[]> {
  const list = Array.from({ length: rows }, (_, index) => smallSuggestion(`session-${index}`));
  const { inLedgerS, startedS, started } = await takeInList(api, intake, list);
  return [
    atMost('seconds until all are in the ledger', inLedgerS, 2),
    atMost('seconds until all have started', startedS, 60),
    exactly('cases started', started, rows),
  ];
}

/** Takes a list in by one request and waits until all its cases have runs; seconds from the request on. */
export async function takeInList(
  api: Api,
  token: string,
  list: readonly IntakeCaseInput[],
): Promise<{ inLedgerS: number; startedS: number; started: number }> {
  const began = performance.now();
  const since = () => (performance.now() - began) / 1000;
  const bytes = Buffer.from(JSON.stringify(list));
  const answer = await api.upload<Progress>(token, '/batches', bytes, 'application/json');
  const inLedgerS = since();
  if (answer.status !== 202 || answer.body.good !== list.length)
    throw new Error(`batch: ${answer.status} ${JSON.stringify(answer.body)}`);
  let progress = answer.body;
  for (; !progress.finished; await delay(200)) {
    if (since() * 1000 > PATIENCE_MS)
      throw new Error(`only ${progress.started} cases of the batch have started`);
    progress = (await api.ask<Progress>(token, `/batches/${progress.id}`)).body;
  }
  return { inLedgerS, startedS: since(), started: progress.started };
}

/** On the first day on which each case has one reminder; what falls before it is claimed first. */
async function measureDispatch({ ledger }: Stage, cases: number): Promise<Figure[]> {
  const [next] = await ledger.query<{ day: CivilDate }>(
    `SELECT "on" AS day FROM rungs WHERE state = 'planned'
     GROUP BY "on" HAVING count(*) = $1 ORDER BY "on" LIMIT 1`,
    [cases],
  );
  if (next === undefined) throw new Error(`on no day ${cases} reminders are planned`);
  await claimRungs(ledger, addDays(next.day, -1));
  const began = performance.now();
  const first = await claimRungs(ledger, next.day);
  const claimed = performance.now();
  const second = await claimRungs(ledger, next.day);
  return [
    exactly('reminders claimed', first.fired, cases),
    atMost('seconds for the claim', (claimed - began) / 1000, 2),
    exactly('claimed by a second dispatch of the day', second.fired, 0),
    told('notices written', first.notices),
  ];
}
