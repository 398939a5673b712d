import { z, type ZodObject } from 'zod';
import { identifier } from '../schemas/common';
import { groupedVisit, type GroupedVisit } from '../schemas/contact';
import { commandSchemas, type PeopleCommandType } from '../schemas/commands';
import { tracksHeldBy } from '../ledger/reads/tracks';
import { bodySchema, catalogue } from './catalogue';
import { give } from './commands';
import type { ApiDeps } from './deps';
import { problemOf } from './failures';
import { once } from './keyed';
import { problemDocument, type Problem } from './problems';
import { problemSchema } from './openapi';
import { errorForLog } from './request-log';
import type { Answer, Call, GuardedRoute } from './route';
import { rolesFor } from '../domain/case';
import { Refusal } from '../domain/refusal';

const IN_FLIGHT = 10;
const MOST = 200;

const rowAnswer = z
  .object({
    index: z.int().meta({ description: '第几行，从 0 起' }),
    caseId: z.string(),
    trackId: z.string(),
    status: z.int().meta({ description: '与单件办理时的状态码相同' }),
    problem: problemSchema.optional(),
  })
  .meta({ id: 'BulkRowAnswer' });
const bulkAnswer = z
  .object({ done: z.int(), refused: z.int(), rows: z.array(rowAnswer) })
  .meta({ id: 'BulkAnswer' });

const acts = [
  { type: 'signFor', path: '/bulk/signatures', summary: '一次签收多件', once: { rule: 'setting' } },
  {
    type: 'nameResponsibility',
    path: '/bulk/responsibilities',
    summary: '一次为多件明确“3+1”责任人',
    once: { rule: 'R1.1' },
  },
  {
    type: 'openSupervision',
    path: '/bulk/supervisions',
    summary: '一次对多件开展督办，如多单位多件的联合督导',
    // A part can be inspected and be under joint supervision at once.
    once: { rule: 'R7.2', by: ['form'] },
  },
  {
    type: 'assignDivision',
    path: '/bulk/divisions',
    summary: '一次将多件交承办处室',
    once: { rule: 'R1.1' },
  },
] as const satisfies readonly { type: PeopleCommandType; path: string; summary: string; once: Once }[];

/** A request does an act once on what these fields name, besides the part: by which rule the second is refused. */
interface Once {
  rule: string;
  by?: readonly string[];
}

interface BulkRow {
  caseId: string;
  trackId: string;
  [field: string]: unknown;
}

/** Acts on many cases at once: each row is a command of its own, and says for itself how it ended. */
export function bulkRoutes(deps: ApiDeps): GuardedRoute[] {
  return [...acts.map((act) => actRoute(deps, act)), visitRoute(deps), handOverRoute(deps)];
}

function actRoute(
  deps: ApiDeps,
  { type, path, summary, once: distinct }: (typeof acts)[number],
): GuardedRoute {
  const schema: ZodObject = commandSchemas[type];
  const row = z.strictObject({ caseId: z.string().min(1).max(400), ...schema.shape, trackId: identifier });
  return {
    method: 'post',
    path,
    id: `bulk-${type}`,
    tag: '批量办理',
    summary,
    description: `每行一件，至多 ${MOST} 行；各行独立办理，错误的一行不影响其他行，重复的一行不予办理。`,
    rules: catalogue.find((each) => each.type === type)?.rules ?? [],
    roles: rolesFor(type),
    keyed: true,
    body: z.strictObject({ rows: z.array(row).min(1).max(MOST) }),
    responses: { 200: { description: '各行结果', schema: bulkAnswer } },
    handle: (call) =>
      once(deps, call, path, () => {
        const { rows } = call.body as { rows: BulkRow[] };
        return allRows(deps, type, call, rows, byPlace(call), distinct);
      }),
  };
}

/** A row of a request is known by its place in it. */
const byPlace =
  (call: Call) =>
  (_row: BulkRow, index: number): string =>
    `${call.key} ${index}`;

/** One visit over several cases of a unit: a contact in each of them, by the same people on the same day [R6.3]. */
function visitRoute(deps: ApiDeps): GuardedRoute {
  const path = '/bulk/visits';
  return {
    method: 'post',
    path,
    id: 'bulk-visits',
    tag: '批量办理',
    summary: '集中走访：一次走访涉及本单位的多件，逐件登记',
    description:
      '联合走访的各单位在各自的承办部分登记，写明对方单位。各件独立登记，错误的一件不影响其他各件，重复的一件不予登记。',
    rules: ['R6.3', 'R6.4'],
    roles: rolesFor('recordContact'),
    keyed: true,
    body: groupedVisit,
    responses: { 200: { description: '各件结果', schema: bulkAnswer } },
    handle: (call) =>
      once(deps, call, path, () => {
        const { cases, ...visit } = call.body as GroupedVisit;
        const rows = cases.map((each): BulkRow => ({ ...visit, ...each, way: 'visit' }));
        return allRows(deps, 'recordContact', call, rows, byPlace(call), { rule: 'R6.3' });
      }),
  };
}

/** Hands over whatever a person has in hand in the unit, case by case: who leaves need not be looked for. */
function handOverRoute(deps: ApiDeps): GuardedRoute {
  const { trackId: _, ...shape } = commandSchemas.handOver.shape;
  const path = '/bulk/handovers';
  return {
    method: 'post',
    path,
    id: 'bulk-handOver',
    tag: '批量办理',
    summary: '将一人在本单位各件中的职责一次移交另一人',
    description: '未办结各件逐件移交，各件独立办理；重复请求只办尚未移交的。',
    rules: ['R1.1'],
    roles: rolesFor('handOver'),
    keyed: true,
    body: z.strictObject(shape),
    responses: { 200: { description: '各件结果', schema: bulkAnswer } },
    handle: (call) =>
      once(deps, call, path, async () => {
        const body = call.body as { from: string };
        const held = await tracksHeldBy(deps.ledger, call.actor.unit ?? '', body.from);
        const rows = held.map((track) => ({ ...track, ...body }));
        return allRows(
          deps,
          'handOver',
          call,
          rows,
          ({ caseId, trackId }) => `${call.key} ${caseId} ${trackId}`,
        );
      }),
  };
}

async function allRows(
  deps: ApiDeps,
  type: PeopleCommandType,
  call: Call,
  rows: readonly BulkRow[],
  keyOf: (row: BulkRow, index: number) => string,
  distinct?: Once,
): Promise<Answer> {
  const firsts = distinct && firstRows(rows, ['caseId', 'trackId', ...(distinct.by ?? [])]);
  const answers = new Array<z.infer<typeof rowAnswer>>(rows.length);
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < rows.length; index = next++) {
      const row = rows[index];
      if (!row) continue;
      const first = firsts?.[index] ?? index;
      const twice =
        distinct &&
        first < index &&
        new Refusal(
          distinct.rule,
          'duplicate',
          '/caseId',
          `与第 ${first + 1} 行重复：同一件的同一承办部分，一次只办一回`,
        );
      answers[index] = await oneRow(deps, type, { ...call, key: keyOf(row, index) }, row, index, twice);
    }
  };
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, rows.length) }, worker));
  const done = answers.filter(({ status }) => status < 300).length;
  const body: z.infer<typeof bulkAnswer> = { done, refused: answers.length - done, rows: answers };
  // A row that ended in the unknown is to be repeated: then the whole request stays open under its key.
  const retry = answers.some(({ status }) => status >= 500);
  return { status: 200, body, retry };
}

/** Of each row the place of the first one that is about the same: a request does one act on a part once. */
function firstRows(rows: readonly BulkRow[], fields: readonly string[]): number[] {
  const places = new Map<string, number>();
  return rows.map((row, index) => {
    const about = JSON.stringify(fields.map((field) => row[field]));
    const first = places.get(about) ?? index;
    places.set(about, first);
    return first;
  });
}

/** One row, under a key of its own: when the request is repeated, rows that were done are answered from the record. */
async function oneRow(
  deps: ApiDeps,
  type: PeopleCommandType,
  call: Call,
  row: BulkRow,
  index: number,
  refusal: Refusal | undefined | false,
): Promise<z.infer<typeof rowAnswer>> {
  const command = catalogue.find((each) => each.type === type);
  if (!command) throw new Error(`no row for ${type}`);
  const { caseId, trackId, ...body } = row;
  const own: Call = { ...call, params: { caseId, trackId }, body };
  try {
    if (refusal) throw refusal;
    const { status } = await once(deps, own, command.path, (request) =>
      give(deps, command, bodySchema(command), own, request),
    );
    return { index, caseId, trackId, status };
  } catch (error) {
    const problem: Problem = problemOf(error);
    if (problem.code === 'internal') deps.logger.error({ err: errorForLog(error) }, 'a bulk row failed');
    return {
      index,
      caseId,
      trackId,
      status: problem.status,
      problem: problemDocument(problem) as z.infer<typeof problemSchema>,
    };
  }
}
