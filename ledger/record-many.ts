import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Refusal } from '../domain/refusal';
import {
  decideCase,
  identify,
  insertCases,
  outcomeOf,
  payloadOf,
  problemsOf,
  type DecidedCase,
  type Existing,
  type Identified,
  type IntakeRequest,
  type Known,
} from './intake';
import { writeNews } from './notices';
import type { Db } from './pool';
import type { Rows } from './projections';
import { readBodies, readUnits } from './register';
import type { RuleVersions } from './rules';
import { rulesInForce } from './rules-in-force';
import { linkDocuments, write, type Payload } from './write';

type Row = Rows[number];

/** Cases to a statement: its text stays some megabytes small. */
const SLICE = 200;
/** Cases to a turn: what is under way with Postgres goes on between two, and so do other requests. */
const TURN = 10;

/**
 * What becomes of one intake of many. `recorded` and `already` name the case; `conflict` the one that has the
 * identity with other content, and in `index` where that stands earlier in the same list.
 */
export type ListOutcome =
  | { outcome: 'recorded'; caseId: string }
  | { outcome: 'already'; caseId: string }
  | { outcome: 'conflict'; caseId: string; index?: number }
  | { outcome: 'refused'; problems: Refusal[] };

/** Says what would become of many intakes. Writes nothing. */
export async function previewIntakes(db: Db, requests: readonly IntakeRequest[]): Promise<ListOutcome[]> {
  const list = await IntakeList.look(db, requests);
  for (const slice of list.slices()) await list.decide(db, slice);
  return list.outcomes;
}

/**
 * Takes many intakes in, in the caller's transaction, all tables set by set; what cannot be taken in writes nothing.
 * One slice is decided while another is written. Two callers that bring the same cases wait for each other in the
 * order of ids, so that neither can block the other; the later one finds them `already` there.
 */
export async function recordIntakes(db: Db, requests: readonly IntakeRequest[]): Promise<ListOutcome[]> {
  const list = await IntakeList.look(db, requests);
  const written = new Set<string>();
  let writing: Promise<void> = Promise.resolve();
  for (const slice of list.slices()) {
    const [decided] = await Promise.all([list.decide(db, slice), writing]);
    writing = writeSlice(db, decided, written);
    // It is awaited a slice later: until then nobody is surprised by its failure.
    writing.catch(() => undefined);
  }
  await writing;
  await list.giveWay(db, written);
  return list.outcomes;
}

/** Intakes that are decided together: against the register, the ledger and each other. */
class IntakeList {
  /** By the place in the list. */
  readonly outcomes: ListOutcome[] = [];
  private readonly first = new Map<string, number>();

  private constructor(
    private readonly requests: readonly IntakeRequest[],
    private readonly identified: readonly Identified[],
    private readonly existing: ReadonlyMap<string, Existing>,
    private readonly known: Omit<Known, 'body'> & { bodies: ReadonlyMap<string, Known['body']> },
    private readonly inForce: RuleVersions,
  ) {}

  static async look(db: Db, requests: readonly IntakeRequest[]): Promise<IntakeList> {
    const identified = requests.map(({ intake }) => identify(intake));
    return new IntakeList(
      requests,
      identified,
      await existingCases(db, identified),
      await knownTo(db, requests),
      // Held until the caller's transaction ends, so that all its cases live under the same rules.
      await rulesInForce(db),
    );
  }

  /** Places in the list, in the order of case ids; of one case, the earlier place first. */
  slices(): number[][] {
    const order = this.identified.map(({ caseId }, index) => ({ caseId, index }));
    order.sort((a, b) => (a.caseId < b.caseId ? -1 : a.caseId > b.caseId ? 1 : a.index - b.index));
    return Array.from({ length: Math.ceil(order.length / SLICE) }, (_, slice) =>
      order.slice(slice * SLICE, (slice + 1) * SLICE).map(({ index }) => index),
    );
  }

  /** Decides the intakes at some places; returns the cases that are to be written. */
  async decide(db: Db, places: readonly number[]): Promise<DecidedCase[]> {
    const cases: DecidedCase[] = [];
    for (const [count, index] of places.entries()) {
      const own = this.at(index);
      const outcome = this.outcomeAt(index);
      this.outcomes[index] = outcome;
      if (outcome.outcome === 'recorded') {
        this.first.set(own.caseId, index);
        cases.push(await decideCase(db, this.requests[index] as IntakeRequest, own, this.inForce));
      }
      if (count % TURN === 0) await nextTurn();
    }
    return cases;
  }

  /** What was not written after all, since somebody else has taken the identity, is what it is to that case. */
  async giveWay(db: Db, written: ReadonlySet<string>): Promise<void> {
    const others = this.identified.filter(({ caseId }) => !written.has(caseId));
    const existing = await existingCases(db, others);
    this.outcomes.forEach((outcome, index) => {
      const there = outcome.outcome === 'refused' ? undefined : existing.get(outcome.caseId);
      if (there) this.outcomes[index] = listOutcome(this.at(index), there);
    });
  }

  private outcomeAt(index: number): ListOutcome {
    const own = this.at(index);
    const there = this.existing.get(own.caseId);
    if (there) return listOutcome(own, there);
    const earlier = this.first.get(own.caseId);
    if (earlier !== undefined) {
      const same = own.contentHash === this.at(earlier).contentHash;
      return same
        ? { outcome: 'already', caseId: own.caseId }
        : { outcome: 'conflict', caseId: own.caseId, index: earlier };
    }
    const request = this.requests[index] as IntakeRequest;
    const body = this.known.bodies.get(request.intake.identity.body) ?? null;
    const problems = problemsOf(request.intake, request, { ...this.known, body });
    return problems.length > 0
      ? { outcome: 'refused', problems }
      : { outcome: 'recorded', caseId: own.caseId };
  }

  private at(index: number): Identified {
    return this.identified[index] as Identified;
  }
}

async function writeSlice(db: Db, decided: readonly DecidedCase[], written: Set<string>): Promise<void> {
  for (const caseId of await insertCases(db, decided)) written.add(caseId);
  const cases = decided.filter(({ caseId }) => written.has(caseId));
  const [first] = cases;
  if (!first) return;
  const { rungs = [], ...payload } = together(cases.map(payloadOf));
  await write(db, payload);
  await insertRungs(db, rungs);
  const steps = cases.flatMap((each) => each.steps);
  await writeNews(db, steps, first.state.facts.enteredOn);
  for (const { caseId, numbered } of cases) {
    if (numbered.attachments.length > 0) await linkDocuments(db, caseId, numbered.attachments);
  }
}

function together(payloads: readonly Payload[]): Payload {
  const tables = Object.keys(payloads[0] ?? {}) as (keyof Payload)[];
  return Object.fromEntries(
    tables.map((table) => [table, payloads.flatMap((payload) => payload[table] ?? [])]),
  );
}

const INSERT_RUNGS = `
INSERT INTO rungs (case_id, obligation_id, rung_key, "on", audience, state, every)
SELECT owed.case_id, owed.obligation_id, rung_key, "on", audience, state, every
FROM jsonb_to_recordset($1::jsonb)
  AS rung (plan integer, rung_key text, "on" date, audience text[], state text, every integer)
JOIN unnest($2::text[], $3::text[], $4::integer[]) AS owed (case_id, obligation_id, plan) USING (plan)`;

/** Writes the rungs of new cases. Cases of one day have the same plans over and over: each is sent once. */
async function insertRungs(db: Db, rungs: Rows): Promise<void> {
  const plans = new Map<string, Rows>();
  const owed: { case_id: unknown; obligation_id: unknown; plan: string }[] = [];
  for (const own of grouped(rungs)) {
    const [{ case_id, obligation_id }] = own;
    const plan = JSON.stringify(
      own.map(({ rung_key, on, audience, state, every }) => [rung_key, on, audience, state, every]),
    );
    plans.set(plan, own);
    owed.push({ case_id, obligation_id, plan });
  }
  const places = new Map([...plans.keys()].map((plan, place) => [plan, place]));
  const rows = [...plans].flatMap(([plan, own]) => own.map((rung) => ({ ...rung, plan: places.get(plan) })));
  await db.query(
    INSERT_RUNGS,
    [
      JSON.stringify(rows),
      owed.map(({ case_id }) => case_id),
      owed.map(({ obligation_id }) => obligation_id),
      owed.map(({ plan }) => places.get(plan)),
    ],
    'insert-rungs',
  );
}

/** Rungs of one obligation stand together: runs of them. */
function grouped(rungs: Rows): [Row, ...Row[]][] {
  const groups: [Row, ...Row[]][] = [];
  for (const rung of rungs) {
    const last = groups.at(-1);
    if (last && last[0].case_id === rung.case_id && last[0].obligation_id === rung.obligation_id)
      last.push(rung);
    else groups.push([rung]);
  }
  return groups;
}

function listOutcome(own: Identified, existing: Existing): ListOutcome {
  const { outcome } = outcomeOf(own, existing);
  return { outcome: outcome === 'already' ? 'already' : 'conflict', caseId: own.caseId };
}

async function existingCases(db: Db, identified: readonly Identified[]): Promise<Map<string, Existing>> {
  if (identified.length === 0) return new Map();
  const rows = await db.query<Existing & { case_id: string }>(
    'SELECT case_id, content_hash, started_at IS NOT NULL AS started FROM cases WHERE case_id = ANY($1)',
    [[...new Set(identified.map(({ caseId }) => caseId))]],
  );
  return new Map(rows.map((row) => [row.case_id, row]));
}

async function knownTo(db: Db, requests: readonly IntakeRequest[]) {
  const named = requests.flatMap(({ intake }) => intake.attachments.map(({ document }) => document));
  const documents = await db.query<{ hash: string }>('SELECT hash FROM documents WHERE hash = ANY($1)', [
    [...new Set(named)],
  ]);
  const bodies = await readBodies(db);
  return {
    units: (await readUnits(db)).map(({ id }) => id),
    letterBodies: bodies.map(({ id }) => id),
    bodies: new Map(bodies.map(({ id, chamber, level }) => [id, { chamber, level }])),
    documents: documents.map(({ hash }) => hash),
  };
}
