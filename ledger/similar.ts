import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CaseStatus } from '../domain/case';
import {
  areAlike,
  bareNumber,
  likenessOf,
  quotedNumbers,
  textMarks,
  titlePairs,
  type Comparable,
  type Likeness,
} from '../domain/intake';
import type { Kind, Level } from '../schemas/common';
import type { Db } from './pool';
import { seesCase, type Scope } from './scope';

/** A case as it stands beside a similar one. */
export interface SimilarCase {
  caseId: string;
  kind: Kind;
  level: Level;
  body: string;
  term: number;
  session: number;
  series: string;
  number: string;
  title: string;
  subject?: string;
  status: CaseStatus;
}

/** A case that is offered for merging with another. */
export type Candidate = SimilarCase & Likeness;

/** Two cases that are offered for merging. */
export interface SimilarPair extends Likeness {
  cases: [SimilarCase, SimilarCase];
}

/** Which cases' likenesses are listed; those of a batch or session are compared with all that are open. */
export interface PairFilter {
  kind?: Kind;
  level?: Level;
  body?: string;
  term?: number;
  session?: number;
  /** Cases that this batch brought. */
  batch?: string;
}

/** Candidates of each ground that are compared in full; what is less alike than so many others is not offered. */
const NEAREST = 40;
const NEAREST_PAIRS = 400;
/** Cases to a slice of work, and comparisons to a turn: others are served in between. */
const SLICE = 100;
const TURN = 10;

/** Merging ends with the case: what is closed or withdrawn is not offered. */
const OPEN = `cases.status NOT IN ('closed', 'withdrawn')`;
const CASE = `cases.case_id AS "caseId", kind, level, cases.body, term, session, series, number, title, subject, status`;
/** The title's ground of domain/intake/similar.ts, of two cases that share so many pairs. */
const titleShare = (shared: string, a: string, b: string): string =>
  `${shared} / (cardinality(${a}) + cardinality(${b}))::float8 + ${shared} / (2.0 * least(cardinality(${a}), cardinality(${b})))`;

/**
 * Cases that may be merged with a case [R3.10], the most alike first: open ones of its kind and level that the reader
 * sees. Empty for a case that is not there.
 */
export async function similarCases(
  db: Db,
  caseId: string,
  { scope, limit = 20 }: { scope: Scope; limit?: number },
): Promise<Candidate[]> {
  await markAll(db);
  const [own] = await compared(db, [caseId]);
  if (!own) return [];
  const found = await compared(db, await nearest(db, own, scope));
  return inOrder(
    found.map((other) => ({ ...shown(other), ...likenessOf(own, other) })).filter(areAlike),
    limit,
  );
}

/** Pairs of cases that may be merged [R3.10], the most alike first; both are in scope. */
export async function similarPairs(
  db: Db,
  scope: Scope,
  filter: PairFilter,
  limit = 50,
): Promise<SimilarPair[]> {
  await markAll(db);
  const values: unknown[] = [NEAREST_PAIRS];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const asked = conditionsOf(filter, bind);
  const near = await db.query<{ one: string; other: string }>(
    NEAR_PAIRS.replace('/* scope */', seesCase(scope, 'cases', values)).replace('/* asked */', asked),
    values,
  );
  const cases = new Map(
    (await compared(db, [...new Set(near.flatMap(({ one, other }) => [one, other]))])).map((each) => [
      each.caseId,
      each,
    ]),
  );
  const pairs: SimilarPair[] = [];
  for (const [count, { one, other }] of near.entries()) {
    if (count % TURN === 0) await nextTurn();
    const [a, b] = [cases.get(one), cases.get(other)];
    const likeness = a && b && likenessOf(a, b);
    if (likeness && areAlike(likeness)) pairs.push({ ...likeness, cases: [shown(a), shown(b)] });
  }
  return inOrder(pairs, limit);
}

/** Makes the marks of cases that have none yet. Two at once make the same. */
async function markAll(db: Db): Promise<void> {
  for (;;) {
    const rows = await db.query<{ case_id: string; title: string; text: string }>(
      `SELECT case_id, title, case_texts.body AS text FROM cases JOIN case_texts USING (case_id)
       WHERE NOT EXISTS (SELECT FROM case_marks WHERE case_marks.case_id = cases.case_id)
       ORDER BY case_id LIMIT $1`,
      [SLICE],
    );
    if (rows.length === 0) return;
    const marks = rows.map(({ case_id, title, text }) => ({
      case_id,
      title_pairs: titlePairs(title),
      text_marks: textMarks(text),
    }));
    await db.query(
      `INSERT INTO case_marks SELECT * FROM jsonb_populate_recordset(NULL::case_marks, $1::jsonb)
       ON CONFLICT DO NOTHING`,
      [JSON.stringify(marks)],
    );
  }
}

/** Everything that one case is compared by, and where it lies. What is merged into another case already is not among them. */
type Compared = SimilarCase & Comparable & { sortKey: string };

async function compared(db: Db, caseIds: readonly string[]): Promise<Compared[]> {
  const rows = await db.query<SimilarCase & { text: string; sortKey: string; subject: string | null }>(
    `SELECT ${CASE}, sort_key AS "sortKey", case_texts.body AS text
     FROM cases JOIN case_texts USING (case_id)
     WHERE case_id = ANY($1) AND state->'merge'->>'role' IS DISTINCT FROM 'member' ORDER BY case_id`,
    [caseIds],
  );
  return rows.map((row) => {
    const { body, term, session, series, number } = row;
    return { ...row, subject: row.subject ?? undefined, identity: { body, term, session, series, number } };
  });
}

const shown = ({ text: _, identity: _identity, sortKey: _sortKey, ...rest }: Compared): SimilarCase => rest;

function inOrder<Each extends Likeness>(found: Each[], limit: number): Each[] {
  return found.sort((a, b) => b.score - a.score).slice(0, limit);
}

/** A number as others quote it, nearly: what is found by it is compared in full. */
const BARE = `ltrim(lower(regexp_replace(number, '[^[:alnum:]]', '', 'g')), '0')`;

/** The cases that may be alike, by what the indexes know: pairs of the title, sentences of the text, the number. */
async function nearest(db: Db, own: Compared, scope: Scope): Promise<string[]> {
  const values: unknown[] = [
    own.caseId,
    own.kind,
    own.level,
    titlePairs(own.title),
    textMarks(own.text),
    NEAREST,
  ];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const possible = `cases.case_id <> $1 AND kind = $2 AND level = $3 AND ${OPEN} AND ${seesCase(scope, 'cases', values)}`;
  const { body, term, session, series } = own.identity;
  const number = `(cases.body, term, session, series, sort_key) = (${[body, term, session, series, own.sortKey].map(bind).join(', ')})`;
  const quoted = quotedNumbers(`${own.title}\n${own.text}`);
  const bare = bareNumber(own.number);
  const said = [...new Set([own.number, bare])].map((one) => `%第${one.replace(/[\\%_]/g, '\\$&')}号%`);
  const quotes = `(cases.body, term, session) = (${[body, term, session].map(bind).join(', ')})
    AND (${BARE} = ANY(${bind(quoted)}::text[]) OR title ILIKE ANY(${bind(said)}::text[]) OR case_texts.body ILIKE ANY(${bind(said)}::text[]))`;
  const rows = await db.query<{ case_id: string }>(nearestSql(possible, number, quotes), values);
  return rows.map(({ case_id }) => case_id);
}

/** $4: pairs of the title, $5: marks of the text, $6: how many of each ground. */
export const nearestSql = (possible: string, number: string, quotes: string): string => `
(SELECT case_id FROM case_marks AS marks JOIN cases USING (case_id)
 CROSS JOIN LATERAL (SELECT count(*) AS shared FROM unnest(marks.title_pairs) AS pair WHERE pair = ANY($4::text[])) AS counted
 WHERE marks.title_pairs && $4::text[] AND ${possible}
 ORDER BY ${titleShare('shared', 'marks.title_pairs', '$4::text[]')} DESC, case_id LIMIT $6)
UNION
(SELECT case_id FROM case_marks AS marks JOIN cases USING (case_id)
 CROSS JOIN LATERAL (SELECT count(*) AS shared FROM unnest(marks.text_marks) AS mark WHERE mark = ANY($5::bigint[])) AS counted
 WHERE marks.text_marks && $5::bigint[] AND ${possible}
 ORDER BY shared DESC, case_id LIMIT $6)
UNION
(SELECT case_id FROM cases WHERE ${number} AND ${possible} LIMIT $6)
UNION
(SELECT case_id FROM cases JOIN case_texts USING (case_id) WHERE ${quotes} AND ${possible} LIMIT $6)`;

function conditionsOf(
  { kind, level, body, term, session, batch }: PairFilter,
  bind: (value: unknown) => string,
): string {
  const conditions = Object.entries({ kind, level, body, term, session })
    .filter(([, value]) => value !== undefined)
    .map(([column, value]) => `cases.${column} = ${bind(value)}`);
  if (batch !== undefined)
    conditions.push(`cases.case_id IN (SELECT batch_rows.case_id FROM batch_rows
      WHERE batch_id = ${bind(batch)} AND status = 'recorded')`);
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

/**
 * All pairs that may be alike, in one set-based statement, each once. A pair of characters, a sentence or a number
 * that two cases share brings them together; $1: how many of each ground.
 */
const NEAR_PAIRS = `
WITH open AS MATERIALIZED (
  SELECT case_id, kind, level, body, term, session, series, sort_key, number, title, title_pairs, text_marks, (/* asked */) AS asked
  FROM cases JOIN case_marks USING (case_id)
  WHERE ${OPEN} AND /* scope */
), by_title AS (
  SELECT one, other FROM (
    SELECT a.case_id AS one, b.case_id AS other, count(*) AS shared
    FROM (SELECT case_id, kind, level, asked, unnest(title_pairs) AS pair FROM open) AS a
    JOIN (SELECT case_id, kind, level, asked, unnest(title_pairs) AS pair FROM open) AS b USING (pair, kind, level)
    WHERE a.asked AND a.case_id <> b.case_id AND (a.case_id < b.case_id OR NOT b.asked)
    GROUP BY a.case_id, b.case_id
  ) AS sharing
    JOIN case_marks AS of_one ON of_one.case_id = one
    JOIN case_marks AS of_other ON of_other.case_id = other
  ORDER BY ${titleShare('shared', 'of_one.title_pairs', 'of_other.title_pairs')} DESC, one, other LIMIT $1
), by_text AS (
  SELECT a.case_id AS one, b.case_id AS other
  FROM (SELECT case_id, kind, level, asked, unnest(text_marks) AS mark FROM open) AS a
  JOIN (SELECT case_id, kind, level, asked, unnest(text_marks) AS mark FROM open) AS b USING (mark, kind, level)
  WHERE a.asked AND a.case_id <> b.case_id AND (a.case_id < b.case_id OR NOT b.asked)
  GROUP BY a.case_id, b.case_id ORDER BY count(*) DESC, one, other LIMIT $1
), by_number AS (
  SELECT a.case_id AS one, b.case_id AS other
  FROM open AS a JOIN open AS b USING (kind, level, body, term, session, series, sort_key)
  WHERE a.asked AND a.case_id <> b.case_id AND (a.case_id < b.case_id OR NOT b.asked)
  LIMIT $1
), quoting AS (
  SELECT case_id AS quoting_id, kind, level, body, term, session, asked,
    ltrim(lower(regexp_replace(found[1], '[^[:alnum:]]', '', 'g')), '0') AS bare
  FROM (SELECT case_id, kind, level, open.body, term, session, asked, regexp_matches(title || ' ' || case_texts.body,
      '第\\s*([[:alnum:]-]{1,30}?)\\s*号', 'g') AS found
    FROM open JOIN case_texts USING (case_id)) AS words
), by_quote AS (
  SELECT DISTINCT least(quoting_id, quoted.case_id) AS one, greatest(quoting_id, quoted.case_id) AS other
  FROM quoting JOIN (SELECT *, ${BARE} AS bare FROM open) AS quoted USING (kind, level, body, term, session, bare)
  WHERE (quoting.asked OR quoted.asked) AND quoting_id <> quoted.case_id
  LIMIT $1
)
SELECT one, other FROM by_quote UNION SELECT one, other FROM by_title UNION SELECT one, other FROM by_text UNION SELECT one, other FROM by_number`;
