import { refuseAbsence, type Absence } from '../domain/absence';
import { refuseUnfitStandIn, type Placed } from '../domain/posts';
import type { CivilDate } from '../domain/dates';
import { Refusal, refuseUnless } from '../domain/refusal';
import type { AbsenceInput } from '../schemas/absence';
import type { Actor } from '../schemas/common';
import { withoutNulls } from './digests';
import type { Db, Ledger } from './pool';
import { DEFAULT_LIMIT, pageOf, placeOf, type Page, type PageRequest } from './reads/page';

interface Named {
  id: string;
  name: string;
}

/** An absence as it is on record: who, who stands in, who entered it and who ended it, and when (ISO 8601 UTC). */
export interface AbsenceEntry {
  id: string;
  unit: string;
  person: Named;
  standIn: Named;
  from: CivilDate;
  to: CivilDate;
  reason: string;
  enteredBy: Actor;
  enteredAt: string;
  endedOn?: CivilDate;
  endedBy?: Actor;
  endedAt?: string;
}

/** Who does something on the platform's day, at its instant (ISO 8601 UTC). */
export interface Occasion {
  actor: Actor;
  today: CivilDate;
  at: string;
}

const ENTRY = `absence.absence_id AS id, person.unit_id AS unit,
  jsonb_build_object('id', person.person_id, 'name', person.name) AS person,
  jsonb_build_object('id', stand_in.person_id, 'name', stand_in.name) AS "standIn",
  from_day AS "from", to_day AS "to", reason, entered_by AS "enteredBy", entered_at AS "enteredAt",
  ended_on AS "endedOn", ended_by AS "endedBy", ended_at AS "endedAt"`;
const FROM = `absences AS absence JOIN people AS person USING (person_id)
  JOIN people AS stand_in ON stand_in.person_id = absence.stand_in_id`;

/**
 * Enters an absence under an id; the same id again changes nothing. Those of one unit are entered one after the other.
 * @throws Refusal R1.1 for people whom the register does not have or has in different units, for a leader's stand-in
 * who is none, and for what {@link refuseAbsence} refuses
 */
export async function enterAbsence(
  ledger: Ledger,
  id: string,
  { person, standIn, from, to, reason }: AbsenceInput,
  { actor, today, at }: Occasion,
): Promise<void> {
  await ledger.transaction(async (db) => {
    const people = await lockUnitsOf(db, [person, standIn]);
    for (const [pointer, who] of [
      ['/person', person],
      ['/standIn', standIn],
    ] as const)
      refuseUnless(people.has(who), 'R1.1', 'unknown-reference', pointer, `名录中没有编号为“${who}”的人员`);
    const [absent, other] = [people.get(person), people.get(standIn)];
    refuseUnless(absent?.unit === other?.unit, 'R1.1', 'conflict', '/standIn', '代办人应为同一单位的人员');
    const others = await absencesOfUnit(db, absent?.unit ?? '', today);
    if (others.some((each) => each.id === id)) return;
    if (absent && other) refuseUnfitStandIn(absent, other);
    refuseAbsence({ id, person, standIn, from, to }, others, today);
    await db.query(
      `INSERT INTO absences (absence_id, person_id, stand_in_id, from_day, to_day, reason, entered_by, entered_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, person, standIn, from, to, reason, JSON.stringify(actor), at],
    );
  });
}

/**
 * Ends an absence on a day, from which on the person is back. Ended by the same one on that day before, it stays as it is.
 * @throws Refusal R1.1 `wrong-state` for one that has ended or is over
 */
export async function endAbsence(ledger: Ledger, id: string, { actor, today, at }: Occasion): Promise<void> {
  const ended = await ledger.query(
    `UPDATE absences SET ended_on = $2, ended_by = $3, ended_at = $4
     WHERE absence_id = $1 AND ended_on IS NULL AND to_day >= $2::date RETURNING absence_id`,
    [id, today, JSON.stringify(actor), at],
  );
  if (ended.length > 0) return;
  const found = await readAbsence(ledger, id);
  const again = found?.endedOn === today && found.endedBy?.subject === actor.subject;
  if (!again) throw new Refusal('R1.1', 'wrong-state', '', '该项不在岗登记已经结束');
}

/** One absence; undefined when there is none. */
export async function readAbsence(db: Db, id: string): Promise<AbsenceEntry | undefined> {
  const [row] = await db.query(`SELECT ${ENTRY} FROM ${FROM} WHERE absence_id = $1`, [id]);
  return row && (withoutNulls(row) as AbsenceEntry);
}

/** Absences, those that begin last first: of a unit, of a person, or that hold on a day. */
export async function listAbsences(
  db: Db,
  { unit, person, on }: { unit?: string; person?: string; on?: CivilDate },
  { limit = DEFAULT_LIMIT, cursor }: PageRequest,
): Promise<Page<AbsenceEntry>> {
  const [day, id] = cursor === undefined ? [null, null] : placeOf(cursor, 'day', 'text');
  const rows = await db.query(
    `SELECT ${ENTRY} FROM ${FROM}
     WHERE ($1::text IS NULL OR person.unit_id = $1) AND ($2::text IS NULL OR person.person_id = $2)
       AND ($3::date IS NULL OR (from_day <= $3 AND $3 <= to_day AND (ended_on IS NULL OR $3 < ended_on)))
       AND ($4::date IS NULL OR (from_day, absence_id) < ($4::date, $5))
     ORDER BY from_day DESC, absence_id DESC LIMIT $6`,
    [unit ?? null, person ?? null, on ?? null, day, id, limit + 1],
  );
  const items = rows.map((row) => withoutNulls(row) as AbsenceEntry);
  return pageOf(items, limit, (item) => [item.from, item.id]);
}

/** Somebody who is away, with their post and division. */
export type Absent = Placed & { id: string };

/** Those for whom a person stands in on a day: whoever is told of their affairs, and acts for them. */
export async function standsInFor(db: Db, person: string, day: CivilDate): Promise<Absent[]> {
  const rows = await db.query(
    `SELECT person_id AS id, people.post, division_id AS division
     FROM stand_ins_on($2::date) JOIN people USING (person_id)
     WHERE stand_in_id = $1 ORDER BY person_id`,
    [person, day],
  );
  return rows.map((row) => withoutNulls(row) as Absent);
}

/** People of the register with their units, which are locked until the transaction ends. */
async function lockUnitsOf(
  db: Db,
  people: readonly string[],
): Promise<Map<string, Placed & { unit: string }>> {
  const rows = await db.query<Placed & { id: string; unit: string }>(
    `SELECT person_id AS id, units.unit_id AS unit, post FROM people JOIN units USING (unit_id)
     WHERE person_id = ANY($1) AND people.active ORDER BY units.unit_id FOR NO KEY UPDATE OF units`,
    [people],
  );
  return new Map(rows.map(({ id, ...person }) => [id, person]));
}

/** What is not over yet of a unit's absences. */
async function absencesOfUnit(db: Db, unit: string, today: CivilDate): Promise<Absence[]> {
  const rows = await db.query(
    `SELECT absence_id AS id, person_id AS person, stand_in_id AS "standIn", from_day AS "from", to_day AS "to",
       ended_on AS "endedOn"
     FROM absences JOIN people USING (person_id) WHERE unit_id = $1 AND to_day >= $2::date`,
    [unit, today],
  );
  return rows.map((row) => withoutNulls(row) as Absence);
}
