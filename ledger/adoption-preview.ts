import { setImmediate as nextTurn } from 'node:timers/promises';
import { decide, type AssignedCase, type NewEvent } from '../domain/case';
import type { Obligation } from '../domain/obligation';
import type { Actor } from '../schemas/common';
import type { CaseSelection, PreviewCounts, PreviewedMove } from '../schemas/rules';
import { olderVersions, selects, selectsEnded, type Wanted } from './adoption-selection';
import { adoptionCommand } from './adoptions';
import type { Db } from './pool';
import { explanationOf } from '../domain/case/explanation';
import { cursorOf, DEFAULT_LIMIT, placeOf, type Page, type PageRequest } from './reads/page';
import { adopting, dayOf, keyOf } from './record';
import { type CaseRules, rulesOf } from './rules';
import { refuseUnknown } from './rules-in-force';

/** States to a statement: some megabytes of JSON. */
const SLICE = 200;
/** Cases to a turn: other requests go on between two. */
const TURN = 20;

export interface PreviewRequest extends Wanted {
  cases: CaseSelection;
  actor: Actor;
  /** The platform's instant, ISO 8601 UTC. */
  at: string;
}

export interface Preview extends Page<PreviewedMove> {
  /** Over the whole selection; with the first page only. */
  counts?: PreviewCounts;
}

/**
 * What an adoption would move, end or begin, by case and deadline: decided as the adoption itself is, and nothing is written. The
 * first page reads the whole selection for its counts, a later one only as far as it reaches.
 * @throws Refusal `unknown-reference` for versions that were never published, LedgerError `invalid-input` for a cursor
 * of another list
 */
export async function previewAdoption(
  db: Db,
  request: PreviewRequest,
  { limit = DEFAULT_LIMIT, cursor }: PageRequest,
): Promise<Preview> {
  await refuseUnknown(db, request);
  const [caseId, obligationId] = cursor === undefined ? ['', ''] : placeOf(cursor, 'text', 'text');
  const ended = cursor === undefined ? await endedOf(db, request.cases) : 0;
  const counts = {
    cases: 0,
    moving: 0,
    deadlines: 0,
    earlier: 0,
    later: 0,
    ending: 0,
    beginning: 0,
    overdue: 0,
    ended,
  };
  const items: PreviewedMove[] = [];
  const full = () => items.length > limit;
  for await (const { state, wanted } of statesOf(db, request, String(caseId))) {
    if (cursor !== undefined && full()) break;
    const moves = await movesOf(db, state, wanted, request);
    count(counts, moves);
    const fresh = moves.filter(
      (move) => state.caseId !== caseId || inOrder(move.obligationId, String(obligationId)) > 0,
    );
    if (!full()) items.push(...fresh);
  }
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown,
    ...(cursor === undefined && { counts }),
    ...(full() && last !== undefined && { next: cursorOf([last.caseId, last.obligationId]) }),
  };
}

/** How many of the cases that a selection names have ended. */
async function endedOf(db: Db, cases: CaseSelection): Promise<number> {
  const values: unknown[] = [];
  const [row] = await db.query<{ ended: number }>(
    `SELECT count(*) AS ended FROM cases WHERE ${selectsEnded(cases, values)}`,
    values,
  );
  return row?.ended ?? 0;
}

/** The states of a selection in the order of ids, from a case on, each with what it would adopt. */
async function* statesOf(
  db: Db,
  request: PreviewRequest,
  from: string,
): AsyncGenerator<{ state: AssignedCase; wanted: Wanted }> {
  const older = await olderVersions(db, request);
  for (let [after, including] = [from, true]; ; including = false) {
    const values: unknown[] = [after, SLICE];
    const condition = selects(request.cases, request, older, values);
    const rows = await db.query<{ state: AssignedCase }>(
      `SELECT state FROM cases WHERE case_id ${including ? '>=' : '>'} $1 AND ${condition} ORDER BY case_id LIMIT $2`,
      values,
    );
    for (const [index, { state }] of rows.entries()) {
      if (index % TURN === 0) await nextTurn();
      const wanted = {
        policyVersion: older.policies.includes(state.facts.policyVersion) ? request.policyVersion : undefined,
        calendarVersion: older.calendars.includes(state.facts.calendarVersion)
          ? request.calendarVersion
          : undefined,
      };
      yield { state, wanted };
    }
    if (rows.length < SLICE) return;
    after = rows.at(-1)?.state.caseId ?? after;
  }
}

/** The deadlines of one case that the adoption would change, in the order of their ids. */
async function movesOf(
  db: Db,
  state: AssignedCase,
  wanted: Wanted,
  { actor, at }: PreviewRequest,
): Promise<PreviewedMove[]> {
  const command = adoptionCommand('preview', { caseId: state.caseId, ...wanted }, actor, at);
  const key = keyOf(state);
  const [before, after] = [await rulesOf(db, key), await rulesOf(db, adopting(key, wanted))];
  const today = dayOf(state, command);
  const context = { today, rules: after.policy, calendar: after.calendar };
  const dated = (obligation: Obligation, { calendar }: Pick<CaseRules, 'calendar'>) => ({
    rawDue: obligation.rawDue,
    due: obligation.due,
    provisional: obligation.provisional,
    explanation: explanationOf(obligation, state, calendar),
  });
  return decide(state, command, context)
    .flatMap((event): PreviewedMove[] => {
      const change = changeOf(event, state);
      if (!change) return [];
      const { from, to, why } = change;
      const { id, kind, trackId, owedBy } = change.of;
      return [
        {
          caseId: state.caseId,
          obligationId: id,
          kind,
          trackId,
          owedBy,
          unit: state.tracks[trackId]?.unit,
          ...(from && { from: dated(from, before) }),
          ...(to && { to: dated(to, after) }),
          ...(why && { why }),
          overdue: to !== undefined && to.due < today,
        },
      ];
    })
    .sort((a, b) => inOrder(a.obligationId, b.obligationId));
}

const WHY = {
  ending: '拟采用的办理规则不要求完成，该任务随之终止',
  beginning: '拟采用的办理规则要求完成，自采用之日起算',
};

/** What an event of an adoption does to a deadline: moves, ends or begins it. */
function changeOf(
  { type, data }: NewEvent,
  { obligations }: AssignedCase,
): { of: Obligation; from?: Obligation; to?: Obligation; why?: string } | undefined {
  if (type === 'obligationOpened') return { of: data.obligation, to: data.obligation, why: WHY.beginning };
  if (type !== 'obligationMoved' && type !== 'obligationCancelled') return undefined;
  const from = obligations[data.obligationId];
  if (!from) return undefined;
  return type === 'obligationMoved'
    ? { of: from, from, to: { ...from, ...data.to } }
    : { of: from, from, why: WHY.ending };
}

/** Ids of obligations count up: `o2` comes before `o10`. */
const inOrder = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

function count(counts: PreviewCounts, moves: readonly PreviewedMove[]): void {
  counts.cases += 1;
  counts.moving += Number(moves.length > 0);
  counts.deadlines += moves.length;
  counts.earlier += moves.filter(({ from, to }) => from && to && to.due < from.due).length;
  counts.later += moves.filter(({ from, to }) => from && to && to.due > from.due).length;
  counts.ending += moves.filter(({ to }) => to === undefined).length;
  counts.beginning += moves.filter(({ from }) => from === undefined).length;
  counts.overdue += moves.filter(({ overdue }) => overdue).length;
}
