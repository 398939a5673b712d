import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { nextDue } from '../domain/case';
import { addDays, civilDateOf } from '../domain/dates';
import { claimDigests, claimRungs } from '../ledger/dispatch';
import type { IntakeOutcome } from '../ledger/intake';
import { migrate } from '../ledger/migrate';
import { openLedger, type Ledger } from '../ledger/pool';
import { recordIntakes } from '../ledger/record-many';
import { loadCase } from '../ledger/record';
import { loadRegister } from '../ledger/register';
import { eventsAfter } from '../ledger/events';
import { intakeCase } from '../schemas/intake';
import { readRegister } from '../scripts/load-register';
import { DEFAULT_TASK_QUEUE } from '../workflows/contract';
import { startCase } from '../workflows/starting';
import { wakeInstant } from '../workflows/wake-time';
import { smallSuggestion } from './cases';
import { atMost, exactly, told, type Figure } from './figures';
import { WAITING_QUEUE, type Stage } from './stage';

/** Obligations of one small case that remind: to sign, the form, the reply. */
const DUTIES = 3;
const SLICE = 400;
const AT_ONCE = 20;
/** Seconds that starting so many may take; the instant comes after it. */
const START_LIMIT_S = 90;
const PATIENCE_MS = 300_000;

/** A day on which many rungs fall at once, and an instant at which many deadlines pass. */
export async function measureBursts(
  stage: Stage,
  rungs: number,
  wakes: number,
): Promise<Map<string, Figure[]>> {
  return new Map([
    [`A dispatch of ${rungs} rungs`, await measureRungs(stage, rungs)],
    [`${wakes} deadlines that pass on one instant`, await measureWakes(stage, wakes)],
  ]);
}

/** In a database of its own: nobody starts its cases, and no schedule finds them. */
async function measureRungs({ ledger, databaseUrl }: Stage, rungs: number): Promise<Figure[]> {
  const name = `rungs_${randomBytes(4).toString('hex')}`;
  await ledger.query(`CREATE DATABASE ${name}`);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  await migrate(url.href);
  const own = openLedger(url.href, { statementTimeoutMs: 120_000 });
  try {
    await loadRegister(own, await readRegister());
    await takeIn(own, 'rung', Math.ceil(rungs / DUTIES));
    // A year on, all that is open is late: of each obligation one rung fires.
    const day = addDays(civilDateOf(Date.now()), 365);
    const began = performance.now();
    const first = await claimRungs(own, day);
    const claimed = performance.now();
    await claimDigests(own, { kind: 'rung', day });
    const queued = performance.now();
    const second = await claimRungs(own, day);
    const [mails] = await own.query<{ n: number }>('SELECT count(*) AS n FROM digests');
    return [
      exactly('rungs claimed', first.fired, rungs),
      atMost('seconds for the claim', (claimed - began) / 1000, 15),
      told('seconds until the mails are queued', (queued - claimed) / 1000),
      told('notices · mails', `${first.notices} · ${mails?.n ?? 0}`),
      exactly('claimed by a second dispatch of the day', second.fired, 0),
    ];
  } finally {
    await own.close();
    await ledger.query(`DROP DATABASE ${name} WITH (FORCE)`);
  }
}

/** The same instant for all of them: each run's clock is set so that its own wake falls on it. */
async function measureWakes(stage: Stage, cases: number): Promise<Figure[]> {
  const raw = await rawWakes(stage, cases);
  const own = await caseWakes(stage, cases);
  return [
    told('raw timers, seconds until half have fired', raw.p50),
    told('raw timers, until 99 of 100', raw.p99),
    told('cases, seconds until half of the misses are in the ledger', own.p50),
    told('cases, until 99 of 100', own.p99),
    atMost('cases ÷ raw, half', own.p50 / raw.p50, 2),
    atMost('cases ÷ raw, 99 of 100', own.p99 / raw.p99, 2),
    exactly('recorded twice', own.twice, 0),
    exactly('never recorded', own.never, 0),
  ];
}

interface Wakes {
  p50: number;
  p99: number;
}

/** Runs that sleep until the instant and end: the least that a durable timer can do. */
async function rawWakes({ client }: Stage, count: number): Promise<Wakes> {
  const prefix = `bench-sleep-${randomBytes(3).toString('hex')}`;
  const instant = Date.now() + START_LIMIT_S * 1000;
  await sideBySide(count, async (index) => {
    await client.workflow.start('sleepUntil', {
      workflowId: `${prefix}-${index}`,
      taskQueue: WAITING_QUEUE,
      args: [instant],
    });
  });
  mustBeBefore(instant);
  await delay(instant - Date.now());
  const query = `WorkflowType = 'sleepUntil' AND ExecutionStatus = 'Completed' AND WorkflowId STARTS_WITH '${prefix}'`;
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await delay(1_000)) {
    const { count: done } = await client.workflow.count(query);
    if (done < count) continue;
    const ended: number[] = [];
    for await (const { closeTime } of client.workflow.list({ query, pageSize: 1000 }))
      ended.push(((closeTime?.getTime() ?? instant) - instant) / 1000);
    ended.sort((a, b) => a - b);
    return { p50: ended[Math.floor(count * 0.5)] ?? NaN, p99: ended[Math.floor(count * 0.99)] ?? NaN };
  }
  throw new Error('raw timers have not all fired');
}

async function caseWakes(
  { client, ledger }: Stage,
  count: number,
): Promise<Wakes & { twice: number; never: number }> {
  const caseIds = await takeIn(ledger, `burst-${randomBytes(3).toString('hex')}`, count);
  const instant = Date.now() + START_LIMIT_S * 1000;
  await sideBySide(count, async (index) => {
    const caseId = caseIds[index] as string;
    const { state, rules } = await loadCase(ledger, caseId);
    const day = nextDue(state, rules.policy);
    if (day === undefined) throw new Error(`${caseId} has no deadline`);
    const clockOffsetMs = wakeInstant(caseId, day) - instant;
    const seed = await eventsAfter(ledger, caseId, 0);
    await startCase(client, seed, { taskQueue: DEFAULT_TASK_QUEUE, clockOffsetMs, rules });
  });
  mustBeBefore(instant);
  await ledger.query('UPDATE cases SET started_at = now() WHERE case_id = ANY($1)', [caseIds]);
  await delay(instant - Date.now());
  const missed = async () => {
    const [row] = await ledger.query<{ all: number; cases: number }>(
      `SELECT count(*) AS all, count(DISTINCT case_id) AS cases FROM case_events
       WHERE type = 'deadlineMissed' AND case_id = ANY($1)`,
      [caseIds],
      'missed',
    );
    return row ?? { all: 0, cases: 0 };
  };
  const reached: Partial<Wakes> = {};
  let seen = await missed();
  for (const end = Date.now() + PATIENCE_MS; seen.cases < count && Date.now() < end; await delay(100)) {
    seen = await missed();
    const since = (Date.now() - instant) / 1000;
    if (seen.cases >= count * 0.5) reached.p50 ??= since;
    if (seen.cases >= count * 0.99) reached.p99 ??= since;
  }
  return {
    p50: reached.p50 ?? Infinity,
    p99: reached.p99 ?? Infinity,
    twice: seen.all - seen.cases,
    never: count - seen.cases,
  };
}

/** Cases that were taken in today, in the ledger alone; answers their ids. */
async function takeIn(ledger: Ledger, prefix: string, count: number): Promise<string[]> {
  const recordedAt = new Date().toISOString();
  const caseIds: string[] = [];
  for (let first = 0; first < count; first += SLICE) {
    const requests = Array.from({ length: Math.min(SLICE, count - first) }, (_, index) => ({
      intake: intakeCase.parse(smallSuggestion(`${prefix}-${first + index}`)),
      commandId: `${prefix}-${first + index}`,
      actor: { subject: 'bench', role: 'intake' as const },
      recordedAt,
    }));
    const outcomes = await ledger.transaction((db) => recordIntakes(db, requests));
    caseIds.push(...outcomes.map(recordedId));
  }
  return caseIds;
}

function recordedId(outcome: Pick<IntakeOutcome, 'outcome'> & { caseId?: string }): string {
  if (outcome.outcome !== 'recorded' || outcome.caseId === undefined) throw new Error(outcome.outcome);
  return outcome.caseId;
}

async function sideBySide(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const inTurn = async () => {
    for (let index = next++; index < count; index = next++) await work(index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, inTurn));
}

function mustBeBefore(instant: number): void {
  if (Date.now() > instant - 1_000)
    throw new Error(`starting took longer than ${START_LIMIT_S} s: the instant has passed`);
}
