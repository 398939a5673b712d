import type { AssignedCase, CaseStatus } from '../../domain/case';
import type { CivilDate } from '../../domain/dates';
import type { ProposerType } from '../../schemas/intake';
import { withoutNulls } from '../digests';
import type { Db } from '../pool';
import { seesCase, type Scope } from '../scope';

/** A case as it is on record. Names and contacts of proposers are read apart, by those who deliver. */
export interface CaseView {
  caseId: string;
  status: CaseStatus;
  state: AssignedCase;
  substituteNumber: boolean;
  /** The suggestion or proposal itself; a secret's is not here [R3.12]. */
  text?: string;
  attachments?: { name: string; document: string }[];
  due?: CivilDate;
  nextDue?: CivilDate;
  closedOn?: CivilDate;
  /** When its workflow was started; absent: it is still to be. */
  startedAt?: string;
}

/** A case in scope; undefined when there is none, so that nobody learns of cases that are not theirs. */
export async function readCase(db: Db, caseId: string, scope: Scope): Promise<CaseView | undefined> {
  const values: unknown[] = [caseId];
  const [row] = await db.query<CaseView & Record<string, unknown>>(
    `SELECT cases.case_id AS "caseId", status, state, substitute_number AS "substituteNumber", case_texts.body AS text,
       attachments, due, next_due AS "nextDue", closed_on AS "closedOn", started_at AS "startedAt"
     FROM cases LEFT JOIN case_texts USING (case_id)
     WHERE cases.case_id = $1 AND ${seesCase(scope, 'cases', values)}`,
    values,
  );
  if (!row) return undefined;
  const { state, ...rest } = row;
  return { ...(withoutNulls(rest) as Omit<CaseView, 'state'>), state };
}

/** Whether a case is in scope. */
export async function isInScope(db: Db, caseId: string, scope: Scope): Promise<boolean> {
  const values: unknown[] = [caseId];
  const rows = await db.query(
    `SELECT FROM cases WHERE case_id = $1 AND ${seesCase(scope, 'cases', values)}`,
    values,
  );
  return rows.length > 0;
}

/** One who proposed, with what only those who deliver may read. */
export interface ProposerView {
  id: string;
  role: 'lead' | 'joint';
  type: ProposerType;
  name: string;
  delegation?: string;
  address?: string;
  telephone?: string;
  mail?: string;
  subject?: string;
}

/** The proposers of a case in the order of intake, with names and contacts. Ask only for those who deliver. */
export async function readProposers(db: Db, caseId: string): Promise<ProposerView[]> {
  const rows = await db.query(
    `SELECT proposer_id AS id, role, type, name, delegation, address, telephone, mail, subject
     FROM proposers WHERE case_id = $1 ORDER BY length(proposer_id), proposer_id`,
    [caseId],
  );
  return rows.map((row) => withoutNulls(row) as ProposerView);
}

/** Which proposer of a case signs in as a subject: `p1`... */
export async function proposerOfSubject(
  db: Db,
  caseId: string,
  subject: string,
): Promise<string | undefined> {
  const [row] = await db.query<{ id: string }>(
    'SELECT proposer_id AS id FROM proposers WHERE case_id = $1 AND subject = $2 ORDER BY proposer_id LIMIT 1',
    [caseId, subject],
  );
  return row?.id;
}
