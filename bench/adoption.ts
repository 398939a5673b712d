import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isCovered, isWorkingDay, type Calendar } from '../domain/calendar';
import { civilDateOf, type CivilDate } from '../domain/dates';
import { workflowIdOf } from '../domain/identity';
import { claimRungs } from '../ledger/dispatch';
import type { Ledger } from '../ledger/pool';
import { currentCalendar } from '../policies/calendars';
import type { Adoption, PreviewedMove } from '../schemas/rules';
import type { Cast } from './cast';
import { suggestion } from './cases';
import { atLeast, exactly, told, type Figure } from './figures';
import { takeInList } from './session';
import type { Stage } from './stage';

/** A session of its own: so that only its cases adopt, whatever else was measured before. */
const SESSION = 19;
/** Of each so many cases, one's history is read. */
const SAMPLE = 40;
const PATIENCE_MS = 600_000;

/**
 * A notice that takes working days away on which deadlines of all cases lie, and every case under way adopting it:
 * cases that sleep and have had no task yet, which is the dearest.
 */
export async function measureAdoption(stage: Stage, cast: Cast, cases: number): Promise<Figure[]> {
  const { api, ledger } = stage;
  const list = Array.from({ length: cases }, (_, index) => {
    const given = suggestion(`adoption-${index}`);
    return { ...given, identity: { ...given.identity, session: SESSION } };
  });
  await takeInList(api, cast.intake, list);
  const caseIds = await idsOf(ledger);
  const version = `bench-${randomBytes(3).toString('hex')}`;
  await publish(stage, cast, version, await workingDaysOf(ledger, caseIds));
  const previewed = await preview(stage, cast, version);
  // On that day each case's first reminders go out, before its dates move.
  const day = await firstRungsOf(ledger, caseIds);
  await claimRungs(ledger, day);
  const firedBefore = await firedOf(ledger, caseIds);
  const before = await lengthsOf(stage, caseIds);

  const began = performance.now();
  const answer = await api.ask<Adoption>(cast.operations, '/adoptions', {
    calendarVersion: version,
    cases: { session: SESSION },
    reason: '（示例）依新的放假安排',
  });
  if (answer.status !== 202) throw new Error(`adoption: ${answer.status} ${JSON.stringify(answer.body)}`);
  const accepted = (performance.now() - began) / 1000;
  const adopted = await adoptedBy(ledger, caseIds, version, began + PATIENCE_MS);
  const seconds = (performance.now() - began) / 1000;
  const done = await finished(stage, cast, answer.body.id, began + PATIENCE_MS);
  const after = await lengthsOf(stage, caseIds);
  await claimRungs(ledger, day);
  const firedAfter = await firedOf(ledger, caseIds);

  return [
    told('seconds until it is accepted', accepted),
    told('seconds until every case has it in the ledger', seconds),
    atLeast('cases a second', cases / seconds, 20),
    exactly('adopted twice', adopted.events - adopted.cases, 0),
    exactly('never adopted', cases - adopted.cases, 0),
    told('deadlines moved', done.counts.deadlines),
    exactly('of them not moved or explained as previewed', await unlike(ledger, previewed), 0),
    exactly('moved beyond the preview', done.counts.deadlines - previewed.length, 0),
    told('reminders sent before', firedBefore),
    exactly('reminders of that day sent again', firedAfter - firedBefore, 0),
    told('history events for each case that slept', (after - before) / Math.ceil(cases / SAMPLE)),
  ];
}

async function idsOf(ledger: Ledger): Promise<string[]> {
  const rows = await ledger.query<{ id: string }>(
    'SELECT case_id AS id FROM cases WHERE session = $1 ORDER BY case_id',
    [SESSION],
  );
  return rows.map(({ id }) => id);
}

/** Days on which deadlines lie and of which the calendar in force knows that people work. */
async function workingDaysOf(ledger: Ledger, caseIds: string[]): Promise<CivilDate[]> {
  const rows = await ledger.query<{ due: CivilDate }>(
    `SELECT DISTINCT due FROM obligations WHERE status = 'open' AND case_id = ANY($1) ORDER BY due`,
    [caseIds],
  );
  const days = rows
    .map(({ due }) => due)
    .filter((due) => isCovered(due, currentCalendar) && isWorkingDay(due, currentCalendar))
    // A day that makes up for a holiday would have to be taken from that holiday first.
    .filter((due) => currentCalendar.work[due.slice(0, 4)]?.[due.slice(5)] === undefined);
  if (days.length === 0)
    throw new Error(
      `of cases assigned on ${civilDateOf(Date.now())} no deadline lies in the calendar's years`,
    );
  return days;
}

async function publish(
  { api }: Stage,
  { operations }: Cast,
  version: string,
  days: CivilDate[],
): Promise<void> {
  const calendar: Calendar = { ...structuredClone(currentCalendar), version };
  for (const day of days) (calendar.off[day.slice(0, 4)] ??= {})[day.slice(5)] = '示例假';
  const answer = await api.ask(operations, '/rules/calendars', {
    calendar,
    succeeds: currentCalendar.version,
    differs: days,
    reason: '（示例）放假安排的更正',
  });
  if (answer.status !== 201) throw new Error(`calendar: ${answer.status} ${JSON.stringify(answer.body)}`);
}

/** What would move, all pages of it. */
async function preview({ api }: Stage, { operations }: Cast, version: string): Promise<PreviewedMove[]> {
  const moves: PreviewedMove[] = [];
  const query = new URLSearchParams({ calendarVersion: version, session: String(SESSION), limit: '1000' });
  for (;;) {
    const { status, body } = await api.ask<{ items: PreviewedMove[]; next?: string }>(
      operations,
      `/adoption-preview?${query.toString()}`,
    );
    if (status !== 200) throw new Error(`preview: ${status} ${JSON.stringify(body)}`);
    moves.push(...body.items);
    if (body.next === undefined) return moves;
    query.set('cursor', body.next);
  }
}

async function firstRungsOf(ledger: Ledger, caseIds: string[]): Promise<CivilDate> {
  const [row] = await ledger.query<{ day: CivilDate | null }>(
    `SELECT min("on") AS day FROM rungs WHERE state = 'planned' AND case_id = ANY($1)`,
    [caseIds],
  );
  if (!row?.day) throw new Error('no reminders are planned');
  return row.day;
}

async function firedOf(ledger: Ledger, caseIds: string[]): Promise<number> {
  const [row] = await ledger.query<{ n: number }>(
    `SELECT count(*) AS n FROM rungs WHERE state = 'fired' AND case_id = ANY($1)`,
    [caseIds],
  );
  return row?.n ?? 0;
}

/** Waits until every case has the version in the ledger, or time is up: how many have, and by how many events. */
async function adoptedBy(ledger: Ledger, caseIds: string[], version: string, end: number) {
  for (;;) {
    const [row] = await ledger.query<{ events: number; cases: number }>(
      `SELECT count(*) AS events, count(DISTINCT case_id) AS cases FROM case_events
       WHERE type = 'rulesAdopted' AND case_id = ANY($1) AND data ->> 'calendarVersion' = $2`,
      [caseIds, version],
    );
    const found = row ?? { events: 0, cases: 0 };
    if (found.cases === caseIds.length || performance.now() > end) return found;
    await delay(200);
  }
}

async function finished({ api }: Stage, { operations }: Cast, id: string, end: number): Promise<Adoption> {
  for (; performance.now() < end; await delay(100)) {
    const { body } = await api.ask<Adoption>(operations, `/adoptions/${id}`);
    if (body.state === 'done') return body;
  }
  throw new Error(`the adoption ${id} has not ended`);
}

/** Of previewed moves, how many the ledger has otherwise: the date, or why it is that date. */
async function unlike(ledger: Ledger, moves: readonly PreviewedMove[]): Promise<number> {
  const [row] = await ledger.query<{ n: number }>(
    `SELECT count(*) AS n FROM json_to_recordset($1::json)
       AS wanted (case_id text, obligation_id text, due date, explanation text)
     LEFT JOIN obligations AS found USING (case_id, obligation_id)
     WHERE (found.due, found.explanation) IS DISTINCT FROM (wanted.due, wanted.explanation)`,
    [
      JSON.stringify(
        moves.map(({ caseId, obligationId, to }) => ({
          case_id: caseId,
          obligation_id: obligationId,
          due: to?.due,
          explanation: to?.explanation,
        })),
      ),
    ],
  );
  return row?.n ?? NaN;
}

/** Events of the histories of every fortieth case, together. */
async function lengthsOf({ client }: Stage, caseIds: readonly string[]): Promise<number> {
  let sum = 0;
  for (let index = 0; index < caseIds.length; index += SAMPLE) {
    const handle = client.workflow.getHandle(workflowIdOf(caseIds[index] as string));
    sum += (await handle.describe()).historyLength;
  }
  return sum;
}
