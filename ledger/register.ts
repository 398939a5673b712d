import type { Body, Person, Post, Register, Unit } from '../schemas/register';
import { LedgerError } from './errors';
import type { Db, Ledger } from './pool';

const LOAD_UNITS = `
INSERT INTO units (unit_id, name, kind, former_names, portal, part_of)
SELECT id, name, kind, "formerNames", portal, "partOf"
FROM jsonb_to_recordset($1::jsonb)
  AS unit (id text, name text, kind text, "formerNames" text[], portal text, "partOf" text)
ON CONFLICT (unit_id) DO UPDATE SET name = excluded.name, kind = excluded.kind, former_names = excluded.former_names,
  portal = excluded.portal, part_of = excluded.part_of, active = true`;
const LOAD_DIVISIONS = `
INSERT INTO divisions (unit_id, division_id, name)
SELECT unit.id, division.id, division.name
FROM jsonb_to_recordset($1::jsonb) AS unit (id text, divisions jsonb),
  jsonb_to_recordset(unit.divisions) AS division (id text, name text)
ON CONFLICT (unit_id, division_id) DO UPDATE SET name = excluded.name, active = true`;
const LOAD_PEOPLE = `
INSERT INTO people (person_id, name, unit_id, division_id, post, mail, telephone, subject)
SELECT id, name, unit, division, post, mail, telephone, subject
FROM jsonb_to_recordset($1::jsonb)
  AS person (id text, name text, unit text, division text, post text, mail text, telephone text, subject text)
ON CONFLICT (person_id) DO UPDATE SET name = excluded.name, unit_id = excluded.unit_id,
  division_id = excluded.division_id, post = excluded.post, mail = excluded.mail, telephone = excluded.telephone,
  subject = excluded.subject, active = true`;
const LOAD_BODIES = `
INSERT INTO bodies (body_id, name, chamber, level, mail)
SELECT id, name, chamber, level, mail
FROM jsonb_to_recordset($1::jsonb) AS body (id text, name text, chamber text, level text, mail text)
ON CONFLICT (body_id) DO UPDATE SET name = excluded.name, chamber = excluded.chamber, level = excluded.level,
  mail = excluded.mail, active = true`;

/**
 * Makes the register say what a parsed file says. Whoever is no longer in it stays known, since old cases name them,
 * but gets no more cases and no more mail. Throws a `LedgerError` (`invalid-input`) for ids that the file has twice
 * and for people of units or divisions that it does not have; then nothing changes.
 */
export async function loadRegister(ledger: Ledger, register: Register): Promise<void> {
  checkRegister(register);
  const { units, people, bodies } = register;
  await ledger.transaction(async (db) => {
    await db.query('LOCK TABLE units, divisions, people, bodies IN SHARE ROW EXCLUSIVE MODE');
    for (const table of ['units', 'divisions', 'people', 'bodies']) {
      await db.query(`UPDATE ${table} SET active = false WHERE active`);
    }
    await db.query(LOAD_UNITS, [JSON.stringify(units)]);
    await db.query(LOAD_DIVISIONS, [JSON.stringify(units)]);
    await db.query(LOAD_PEOPLE, [JSON.stringify(people)]);
    await db.query(LOAD_BODIES, [JSON.stringify(bodies)]);
  });
}

function checkRegister({ units, people, bodies }: Register): void {
  const wrong = (message: string) => new LedgerError('invalid-input', message);
  for (const [what, ids] of Object.entries({ units, people, bodies })) {
    const seen = new Set<string>();
    for (const { id } of ids) {
      if (seen.has(id)) throw wrong(`register: ${what} have the id ${id} twice`);
      seen.add(id);
    }
  }
  const known = new Map(
    units.map(({ id, divisions }) => [id, new Set(divisions.map((division) => division.id))]),
  );
  for (const { id, partOf } of units) {
    if (partOf !== undefined && !known.has(partOf))
      throw wrong(`register: unit ${id} is a part of ${partOf}, which is not in the register`);
  }
  for (const { id, unit, division } of people) {
    const divisions = known.get(unit);
    if (!divisions)
      throw wrong(`register: person ${id} is of the unit ${unit}, which is not in the register`);
    if (division !== undefined && !divisions.has(division)) {
      throw wrong(`register: person ${id} is of the division ${division}, which ${unit} does not have`);
    }
  }
}

const UNIT = `
unit_id AS id, name, kind, former_names AS "formerNames", portal, part_of AS "partOf",
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', division_id, 'name', name) ORDER BY division_id), '[]')
   FROM divisions WHERE divisions.unit_id = units.unit_id AND active) AS divisions`;
const PERSON =
  'person_id AS id, name, unit_id AS unit, division_id AS division, people.post, mail, telephone, subject';
const BODY = 'body_id AS id, name, chamber, level, mail';

/** The active units with their divisions, by id. */
export const readUnits = async (db: Db): Promise<Unit[]> =>
  present(await db.query<Unit>(`SELECT ${UNIT} FROM units WHERE active ORDER BY unit_id`));

/** The active people, of one unit or of all, by id. */
export const readPeople = async (db: Db, unit?: string): Promise<Person[]> =>
  present(
    await db.query<Person>(
      `SELECT ${PERSON} FROM people WHERE active AND ($1::text IS NULL OR unit_id = $1) ORDER BY person_id`,
      [unit ?? null],
    ),
  );

/** The active bodies of congress and CPPCC, by id. */
export const readBodies = async (db: Db): Promise<Body[]> =>
  present(await db.query<Body>(`SELECT ${BODY} FROM bodies WHERE active ORDER BY body_id`));

/** The active person who signs in as this token subject. */
export async function personOfSubject(db: Db, subject: string): Promise<Person | undefined> {
  const rows = await db.query<Person>(
    `SELECT ${PERSON} FROM people WHERE subject = $1 AND active ORDER BY person_id LIMIT 1`,
    [subject],
  );
  return present(rows)[0];
}

/** An active unit; undefined when there is none. */
export async function readUnit(db: Db, id: string): Promise<Unit | undefined> {
  return present(await db.query<Unit>(`SELECT ${UNIT} FROM units WHERE active AND unit_id = $1`, [id]))[0];
}

/** What the units of a case's parts are called, by their ids. */
export async function unitNamesOf(db: Db, caseId: string): Promise<Record<string, string>> {
  const rows = await db.query<{ id: string; name: string }>(
    `SELECT unit_id AS id, name FROM units WHERE unit_id IN (SELECT unit FROM tracks WHERE case_id = $1) ORDER BY id`,
    [caseId],
  );
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}

/** What units are called, by their ids; those that are wound up as well. */
export async function nameUnits(db: Db, ids: readonly string[]): Promise<Record<string, string>> {
  const rows = await db.query<{ id: string; name: string }>(
    'SELECT unit_id AS id, name FROM units WHERE unit_id = ANY($1)',
    [ids],
  );
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}

/** Those of some units that are no active part of another one: a city government's bureaus are [R2.2]. */
export async function notPartOf(db: Db, unit: string, parts: readonly string[]): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `SELECT id FROM unnest($2::text[]) AS id
     EXCEPT SELECT unit_id FROM units WHERE active AND part_of = $1 ORDER BY id`,
    [unit, parts],
  );
  return rows.map(({ id }) => id);
}

/** What a command names, to be looked for in the register and among the documents. */
export interface References {
  units?: readonly string[];
  people?: readonly string[];
  bodies?: readonly string[];
  documents?: readonly string[];
  divisions?: readonly { unit: string; division: string }[];
}

/** Those of the references that nobody knows; divisions as `unit/division`. People count while they are active. */
export async function unknownReferences(
  db: Db,
  references: References,
): Promise<Record<keyof References, string[]>> {
  const { units = [], people = [], bodies = [], documents = [], divisions = [] } = references;
  const [row] = await db.query<Record<keyof References, string[]>>(
    `SELECT
       ARRAY(SELECT id FROM unnest($1::text[]) AS id EXCEPT SELECT unit_id FROM units WHERE active) AS units,
       ARRAY(SELECT id FROM unnest($2::text[]) AS id EXCEPT SELECT person_id FROM people WHERE active) AS people,
       ARRAY(SELECT id FROM unnest($3::text[]) AS id EXCEPT SELECT body_id FROM bodies WHERE active) AS bodies,
       ARRAY(SELECT id FROM unnest($4::text[]) AS id EXCEPT SELECT hash FROM documents) AS documents,
       ARRAY(SELECT unit || '/' || division FROM unnest($5::text[], $6::text[]) AS named (unit, division)
             EXCEPT SELECT unit_id || '/' || division_id FROM divisions WHERE active) AS divisions`,
    [
      units,
      people,
      bodies,
      documents,
      divisions.map(({ unit }) => unit),
      divisions.map(({ division }) => division),
    ],
  );
  return row as Record<keyof References, string[]>;
}

/**
 * Who is spoken to when a post of a track is [R1.1]: the person of 3+1, else whom the unit handed the case to, else
 * who holds the post in the register, else the unit's office. Empty when the unit has nobody.
 */
export async function addresseesOf(db: Db, caseId: string, trackId: string, post: Post): Promise<Person[]> {
  return present(
    await db.query<Person>(
      `SELECT ${PERSON} FROM addressees JOIN people USING (person_id)
       WHERE case_id = $1 AND track_id = $2 AND addressees.post = $3 ORDER BY person_id`,
      [caseId, trackId, post],
    ),
  );
}

/** Absent fields are left out, as the schemas have them. */
function present<Row extends object>(rows: readonly Row[]): Row[] {
  return rows.map(
    (row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Row,
  );
}
