import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Refusal } from '../domain/refusal';
import {
  caseRow,
  decideCase,
  identify,
  INSERT_CASE,
  outcomeOf,
  payloadOf,
  problemsOf,
  type DecidedCase,
  type Existing,
  type Identified,
  type IntakeRequest,
} from './intake';
import { writeNews } from './notices';
import type { Db } from './pool';
import { readBodies, readUnits } from './register';
import { linkDocuments, write, type Payload } from './write';

/** Cases to a statement: its text stays some megabytes small, and others get their turn between two. */
const AT_ONCE = 200;

/**
 * What becomes of one intake of many. `recorded` and `already` name the case; `conflict` the one that has the
 * identity with other content, and `row` where that stands earlier in the same list.
 */
export type ListOutcome =
  | { outcome: 'recorded'; caseId: string }
  | { outcome: 'already'; caseId: string }
  | { outcome: 'conflict'; caseId: string; row?: number }
  | { outcome: 'refused'; problems: Refusal[] };

/** Intakes that were looked at together, before anything is written. */
export interface PreparedList {
  /** By the place in the list; `recorded` means: will be, unless somebody takes the identity first. */
  outcomes: ListOutcome[];
  cases: DecidedCase[];
  identified: Identified[];
}

/** Decides many intakes against register, ledger and each other. Writes nothing: this is all that a dry run does. */
export async function prepareIntakes(db: Db, requests: readonly IntakeRequest[]): Promise<PreparedList> {
  const identified = requests.map(({ intake }) => identify(intake));
  const existing = await existingCases(db, identified);
  const known = await knownOf(db, requests);
  const list: PreparedList = { outcomes: [], cases: [], identified };
  const first = new Map<string, number>();
  for (const [index, request] of requests.entries()) {
    const own = identified[index] as Identified;
    const there = existing.get(own.caseId);
    const earlier = first.get(own.caseId);
    if (there) list.outcomes.push(listOutcome(own, there));
    else if (earlier !== undefined)
      list.outcomes.push(repeatedOutcome(own, identified[earlier] as Identified, earlier));
    else {
      const problems = problemsOf(request.intake, request, {
        ...known,
        body: known.bodies.get(request.intake.identity.body) ?? null,
      });
      if (problems.length > 0) list.outcomes.push({ outcome: 'refused', problems });
      else {
        first.set(own.caseId, index);
        list.cases.push(await decideCase(db, request, own));
        list.outcomes.push({ outcome: 'recorded', caseId: own.caseId });
      }
    }
    if (index % AT_ONCE === AT_ONCE - 1) await nextTurn();
  }
  return list;
}

/**
 * Writes the cases of a prepared list in the caller's transaction, all tables set by set. An identity that somebody
 * took since is no longer recorded but `already` or `conflict`. Two that write the same cases wait for each other in
 * the order of ids, so that neither can block the other.
 */
export async function writeIntakes(db: Db, list: PreparedList): Promise<ListOutcome[]> {
  const written = new Set<string>();
  const ordered = list.cases.toSorted((a, b) => (a.caseId < b.caseId ? -1 : 1));
  for (let from = 0; from < ordered.length; from += AT_ONCE) {
    const slice = ordered.slice(from, from + AT_ONCE);
    const rows = await db.query<{ case_id: string }>(
      INSERT_CASE,
      [JSON.stringify(slice.map(caseRow))],
      'insert-case',
    );
    rows.forEach(({ case_id }) => written.add(case_id));
    await writeAll(
      db,
      slice.filter(({ caseId }) => written.has(caseId)),
    );
  }
  const others = list.identified.filter(({ caseId }) => !written.has(caseId));
  const existing = await existingCases(db, others);
  return list.outcomes.map((outcome, index) => {
    const own = list.identified[index] as Identified;
    const there = outcome.outcome === 'refused' ? undefined : existing.get(own.caseId);
    return there ? listOutcome(own, there) : outcome;
  });
}

async function writeAll(db: Db, cases: readonly DecidedCase[]): Promise<void> {
  const [first] = cases;
  if (!first) return;
  const payloads = cases.map(payloadOf);
  const tables = Object.keys(payloadOf(first)) as (keyof Payload)[];
  await write(
    db,
    Object.fromEntries(tables.map((table) => [table, payloads.flatMap((payload) => payload[table] ?? [])])),
  );
  await writeNews(
    db,
    cases.flatMap(({ steps }) => steps),
    first.state.facts.enteredOn,
  );
  for (const { caseId, numbered } of cases) {
    if (numbered.attachments.length > 0) await linkDocuments(db, caseId, numbered.attachments);
  }
}

function listOutcome(own: Identified, existing: Existing): ListOutcome {
  const { outcome } = outcomeOf(own, existing);
  return { outcome: outcome === 'already' ? 'already' : 'conflict', caseId: own.caseId };
}

function repeatedOutcome(own: Identified, earlier: Identified, row: number): ListOutcome {
  if (own.contentHash === earlier.contentHash) return { outcome: 'already', caseId: own.caseId };
  return { outcome: 'conflict', caseId: own.caseId, row };
}

async function existingCases(db: Db, identified: readonly Identified[]): Promise<Map<string, Existing>> {
  if (identified.length === 0) return new Map();
  const rows = await db.query<Existing & { case_id: string }>(
    'SELECT case_id, content_hash, started_at IS NOT NULL AS started FROM cases WHERE case_id = ANY($1)',
    [[...new Set(identified.map(({ caseId }) => caseId))]],
  );
  return new Map(rows.map((row) => [row.case_id, row]));
}

async function knownOf(db: Db, requests: readonly IntakeRequest[]) {
  const named = requests.flatMap(({ intake }) => intake.attachments.map(({ document }) => document));
  const documents = await db.query<{ hash: string }>('SELECT hash FROM documents WHERE hash = ANY($1)', [
    [...new Set(named)],
  ]);
  return {
    units: (await readUnits(db)).map(({ id }) => id),
    bodies: new Map((await readBodies(db)).map((body) => [body.id, body])),
    documents: documents.map(({ hash }) => hash),
  };
}
