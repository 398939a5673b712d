import {
  assignmentOf,
  decideIntake,
  initialState,
  intakeProblems,
  type AssignedCase,
  type CaseEvent,
  type Intake,
  type NumberedIntake,
} from '../domain/case';
import { civilDateOf } from '../domain/dates';
import { caseIdOf } from '../domain/identity';
import { Refusal } from '../domain/refusal';
import type { IntakeCase } from '../schemas/intake';
import { hashOf } from './canonical';
import { instantOf, LedgerError } from './errors';
import { eventRows, stepsFrom, type Origin, type Step } from './events';
import { writeNews } from './notices';
import type { Db, Ledger } from './pool';
import { headOf, projectionsOf, type Rows } from './projections';
import { rulesOf, type CaseRules, type RuleVersions } from './rules';
import { linkDocuments, write, type Payload } from './write';

export interface IntakeRequest extends Origin {
  intake: Intake;
}

/**
 * `recorded`: it is a case now, and its workflow is to be started. `already`: the same content lies there; `started`
 * says whether its workflow was. `conflict`: the identity is that of case `caseId` with other content. `refused`:
 * what rules and register have against it, all at once, with pointers into the intake.
 */
export type IntakeOutcome =
  | { outcome: 'recorded'; caseId: string; state: AssignedCase; events: CaseEvent[]; rules: CaseRules }
  | { outcome: 'already'; caseId: string; started: boolean }
  | { outcome: 'conflict'; caseId: string }
  | { outcome: 'refused'; problems: Refusal[] };

/**
 * Takes a case in: its first events, texts, proposers, projections and news in one transaction, under the policy and
 * calendar that are in force when it is written. All outcomes but `recorded` write nothing. A case without a number gets a substitute, marked
 * as ours, that follows from its content, so that the same intake again finds it.
 */
export async function recordIntake(ledger: Ledger, request: IntakeRequest): Promise<IntakeOutcome> {
  const { intake } = request;
  const identified = identify(intake);
  const { caseId } = identified;
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const found = await lookUp(ledger, caseId, intake);
    if (found.existing) return outcomeOf(identified, found.existing);
    const problems = problemsOf(intake, request, found);
    if (problems.length > 0) return { outcome: 'refused', problems };
    const decided = await decideCase(ledger, request, identified, found.inForce);
    if (await writeCase(ledger, decided)) {
      const { state, steps, rules } = decided;
      return { outcome: 'recorded', caseId, state, events: steps.map(({ event }) => event), rules };
    }
    // In between, another request took the identity, or other rules came into force: look again.
  }
  throw new LedgerError('unknown-case', `${caseId} was neither written nor there`);
}

/** More often than this, rules do not change while one case is taken in. */
const TRIES = 5;

async function writeCase(ledger: Ledger, decided: DecidedCase): Promise<boolean> {
  const { state, steps, caseId, numbered } = decided;
  return ledger.transaction(async (db) => {
    if ((await insertCases(db, [decided])).length === 0) return false;
    await write(db, payloadOf(decided));
    await writeNews(db, steps, state.facts.enteredOn);
    await linkDocuments(db, caseId, numbered.attachments);
    return true;
  });
}

/** An intake with the identity that it gets. */
export interface Identified {
  caseId: string;
  numbered: NumberedIntake;
  /** The number is ours. */
  substitute: boolean;
  contentHash: string;
}

/** A case without a number gets one of ours, that follows from its content. */
export function identify(intake: Intake): Identified {
  // To say that it is no secret says nothing else about it.
  const { secret, ...content } = intake;
  const contentHash = hashOf(secret ? intake : content);
  const number = intake.identity.number ?? `代拟-${contentHash.slice(0, 12)}`;
  const numbered = { ...intake, identity: { ...intake.identity, number } };
  const substitute = intake.identity.number === undefined;
  return { caseId: caseIdOf(numbered.identity), numbered, substitute, contentHash };
}

/** What an intake is to a case that has its identity. */
export function outcomeOf(
  { caseId, contentHash }: Identified,
  { content_hash, started }: Existing,
): IntakeOutcome {
  return content_hash === contentHash
    ? { outcome: 'already', caseId, started }
    : { outcome: 'conflict', caseId };
}

/** What rules and register have against an intake. */
export function problemsOf(intake: Intake, { recordedAt }: Origin, known: Known): Refusal[] {
  const today = civilDateOf(Date.parse(instantOf(recordedAt)));
  return [...intakeProblems(intake, today), ...unknownReferences(intake, known)];
}

/** A case as it is to be written. */
export interface DecidedCase extends Identified {
  state: AssignedCase;
  steps: readonly Step[];
  rules: CaseRules;
}

/** What an intake without problems becomes, under the rules in force. Nothing is written. */
export async function decideCase(
  db: Db,
  { intake, commandId, actor, recordedAt }: IntakeRequest,
  identified: Identified,
  inForce: RuleVersions,
): Promise<DecidedCase> {
  const origin: Origin = { commandId, actor, recordedAt: instantOf(recordedAt) };
  const today = civilDateOf(Date.parse(origin.recordedAt));
  const rules = await rulesOf(db, { ...inForce, assignedOn: intake.assignedOn });
  const context = { today, rules: rules.policy, calendar: rules.calendar };
  const officeUnit = intake.level === 'national' ? await officeUnitOf(db) : undefined;
  const assignment = assignmentOf(identified.numbered, { on: today, ...inForce, officeUnit });
  const decided = decideIntake(assignment, { id: commandId, actor, recordedAt: origin.recordedAt }, context);
  const steps = stepsFrom(initialState, decided, origin);
  return { ...identified, state: steps.at(-1)?.state as AssignedCase, steps, rules };
}

/** The unit whose people are the provincial office: national cases have a part of its own [R3.1]. */
async function officeUnitOf(db: Db): Promise<string | undefined> {
  const [row] = await db.query<{ unit_id: string }>(
    `SELECT unit_id FROM units WHERE kind = 'provincial-office' AND active ORDER BY unit_id LIMIT 1`,
    [],
    'office-unit',
  );
  return row?.unit_id;
}

/** Everything that a new case writes beside its own row. */
export function payloadOf({ caseId, numbered, state, steps, rules }: DecidedCase): Payload {
  return {
    // Of a secret there are no words to keep [R3.12].
    case_texts: numbered.secret
      ? []
      : [{ case_id: caseId, body: numbered.text, attachments: numbered.attachments }],
    proposers: proposerRows(caseId, numbered),
    case_events: eventRows(caseId, steps),
    commands: [
      {
        case_id: caseId,
        command_id: steps[0]?.event.commandId,
        type: 'assignCase',
        from_seq: 0,
        to_seq: state.seq,
      },
    ],
    ...projectionsOf(undefined, state, rules, state.facts.enteredOn),
  };
}

/**
 * Inserts the rows of cases and returns the ids of those that were written. Passed over are those whose identity is
 * taken, after waiting for whoever takes it, and those that were decided under rules that are not in force any more.
 * What is in force stays so until the transaction ends: whoever activates other rules finds these cases.
 */
export async function insertCases(db: Db, cases: readonly DecidedCase[]): Promise<string[]> {
  const rows = await db.query<{ case_id: string }>(
    INSERT_CASES,
    [JSON.stringify(cases.map(caseRow))],
    'insert-case',
  );
  return rows.map(({ case_id }) => case_id);
}

const INSERT_CASES = `
WITH in_force AS MATERIALIZED (SELECT policy_version, calendar_version FROM rules_in_force())
INSERT INTO cases (case_id, body, term, session, series, number, sort_key, substitute_number, kind, level, title,
  subject, out_of_session, assigned_on, assigned_by, entered_on, content_hash, status, seq, state, due, next_due)
SELECT case_id, body, term, session, series, number, sort_key, substitute_number, kind, level, title,
  subject, out_of_session, assigned_on, assigned_by, entered_on, content_hash, status, seq, state, due, next_due
FROM json_populate_recordset(NULL::cases, $1::json) AS new CROSS JOIN in_force
WHERE new.state -> 'facts' ->> 'policyVersion' = in_force.policy_version
  AND new.state -> 'facts' ->> 'calendarVersion' = in_force.calendar_version
ORDER BY case_id
ON CONFLICT DO NOTHING RETURNING case_id`;

/** The row of a case itself. */
function caseRow({ substitute, contentHash, state, rules }: DecidedCase): Record<string, unknown> {
  const { identity, kind, level, title, subject, outOfSession, assignedOn, assignedBy, enteredOn } =
    state.facts;
  return {
    ...identity,
    ...headOf(state, rules),
    case_id: state.caseId,
    sort_key: sortKeyOf(identity.number),
    substitute_number: substitute,
    kind,
    level,
    title,
    subject,
    out_of_session: outOfSession,
    assigned_on: assignedOn,
    assigned_by: assignedBy,
    entered_on: enteredOn,
    content_hash: contentHash,
  };
}

/** Sorts numbers as people do: digits by their value, the text around them as it is. */
export const sortKeyOf = (number: string): string =>
  number.replace(/\d+/g, (digits) => digits.padStart(10, '0'));

function proposerRows(caseId: string, { proposers }: IntakeCase): Rows {
  return proposers.map((proposer, index) => ({
    ...proposer,
    case_id: caseId,
    proposer_id: `p${index + 1}`,
  }));
}

/** A case that has an identity already. */
export interface Existing {
  content_hash: string;
  started: boolean;
}

/** What register and documents know of what an intake names. */
export interface Known {
  body: { chamber?: 'congress' | 'cppcc' | null; level?: string | null } | null;
  /** Of the bodies that the letter of assignment names, those that the register has. */
  letterBodies: readonly string[];
  units: readonly string[];
  documents: readonly string[];
}

type Found = Known & { existing: Existing | null; inForce: RuleVersions };

const LOOK_UP = `
SELECT
  (SELECT to_jsonb(found) FROM (
    SELECT content_hash, started_at IS NOT NULL AS started FROM cases WHERE case_id = $1) AS found) AS existing,
  (SELECT to_jsonb(found) FROM (
    SELECT chamber, level FROM bodies WHERE body_id = $2 AND active) AS found) AS body,
  ARRAY(SELECT unit_id FROM units WHERE unit_id = ANY($3) AND active) AS units,
  ARRAY(SELECT body_id FROM bodies WHERE body_id = ANY($5) AND active) AS "letterBodies",
  ARRAY(SELECT hash FROM documents WHERE hash = ANY($4)) AS documents,
  (SELECT jsonb_build_object('policyVersion', policy_version, 'calendarVersion', calendar_version)
   FROM rule_activations ORDER BY activation_id DESC LIMIT 1) AS "inForce"`;

async function lookUp(db: Db, caseId: string, intake: IntakeCase): Promise<Found> {
  const { identity, parts, attachments, letter } = intake;
  const units = [...parts.map(({ unit }) => unit), ...(letter?.departments ?? [])];
  const bodies = bodiesOfLetter(intake).map(({ id }) => id);
  const documents = attachments.map(({ document }) => document);
  const rows = await db.query<Found & Record<string, unknown>>(
    LOOK_UP,
    [caseId, identity.body, units, documents, bodies],
    'look-up-intake',
  );
  return rows[0] as Found;
}

/** The bodies that a letter of assignment names, each with its place. */
const bodiesOfLetter = ({ letter }: IntakeCase): { id: string; pointer: string }[] => [
  ...(letter?.copies ?? []).map((id, index) => ({ id, pointer: `/letter/copies/${index}` })),
  ...(letter?.coHandles ? [{ id: letter.coHandles.ministry, pointer: '/letter/coHandles/ministry' }] : []),
];

/** What the register and the stored documents do not know, and a body of the congress that numbers no proposals. */
function unknownReferences(intake: IntakeCase, { body, letterBodies, units, documents }: Known): Refusal[] {
  const problems: Refusal[] = [];
  const refuse = (code: Refusal['code'], pointer: string, message: string) =>
    problems.push(new Refusal('setting', code, pointer, message));
  const chamber = intake.kind === 'suggestion' ? 'congress' : 'cppcc';
  if (!body)
    refuse('unknown-reference', '/identity/body', `名录中没有编号为“${intake.identity.body}”的届次机构`);
  else {
    if (body.chamber && body.chamber !== chamber)
      refuse('conflict', '/kind', '建议、提案的类别与届次机构不符');
    if (body.level && body.level !== intake.level)
      refuse('conflict', '/level', '全国、省的层级与届次机构不符');
  }
  intake.parts.forEach(({ unit }, index) => {
    if (!units.includes(unit))
      refuse('unknown-reference', `/parts/${index}/unit`, `名录中没有编号为“${unit}”的承办单位`);
  });
  intake.letter?.departments?.forEach((unit, index) => {
    if (!units.includes(unit))
      refuse('unknown-reference', `/letter/departments/${index}`, `名录中没有编号为“${unit}”的单位`);
  });
  for (const { id, pointer } of bodiesOfLetter(intake))
    if (!letterBodies.includes(id)) refuse('unknown-reference', pointer, `名录中没有编号为“${id}”的机构`);
  intake.attachments.forEach(({ document }, index) => {
    if (!documents.includes(document))
      refuse('unknown-reference', `/attachments/${index}/document`, '附件尚未上传');
  });
  return problems;
}
