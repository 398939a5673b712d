import type { AssignedCase, CaseStatus } from '../../domain/case';
import type { CivilDate } from '../../domain/dates';
import type { OrderStatus } from '../orders';
import type { Db } from '../pool';

/** A part that is under tracked supervision for its subject; `open` until it was closed with a result. */
export interface TrackedPart {
  caseId: string;
  number: string;
  title: string;
  status: CaseStatus;
  unit: string;
  told: OrderStatus;
  why?: string;
  supervision?: { id: string; openedOn: CivilDate; status: 'open' | 'closed' };
}

/** A subject of one session on which dissatisfaction gathers [R7.2]: done with when each of its parts is. */
export interface TrackedSubject {
  id: string;
  body: string;
  term: number;
  session: number;
  subject: string;
  status: 'open' | 'closed';
  parts: TrackedPart[];
}

interface PartRow extends Pick<TrackedPart, 'caseId' | 'number' | 'title' | 'told'> {
  caseStatus: CaseStatus;
  trackId: string;
  why: string | null;
  state: AssignedCase;
}
type Row = PartRow & Omit<TrackedSubject, 'status' | 'parts'>;

/** The subjects under tracked supervision, each with its parts, the latest first. */
export async function readTrackedSubjects(db: Db): Promise<TrackedSubject[]> {
  const rows = await db.query<Row>(
    `SELECT about AS id, body, term, session, subject, cases.case_id AS "caseId", cases.number, title,
       cases.status AS "caseStatus", state, command->'data'->>'trackId' AS "trackId", orders.status AS told,
       refusal->>'message' AS why
     FROM orders JOIN cases USING (case_id) WHERE about LIKE 'subject:%' ORDER BY orders.number DESC`,
  );
  const subjects = new Map<string, TrackedSubject>();
  for (const { id, body, term, session, subject, ...row } of rows) {
    const entry = subjects.get(id) ?? { id, body, term, session, subject, status: 'closed', parts: [] };
    const part = partOf(id, row);
    if (part.told === 'pending' || part.supervision?.status === 'open') entry.status = 'open';
    entry.parts.push(part);
    subjects.set(id, entry);
  }
  return [...subjects.values()];
}

function partOf(
  subject: string,
  { caseId, number, title, caseStatus, trackId, told, why, state }: PartRow,
): TrackedPart {
  const found = Object.values(state.supervisions).find(
    (each) => each.trackId === trackId && each.subject === subject,
  );
  return {
    caseId,
    number,
    title,
    status: caseStatus,
    unit: state.tracks[trackId]?.unit ?? '',
    told,
    ...(why === null ? {} : { why }),
    ...(found && { supervision: { id: found.id, openedOn: found.openedOn, status: found.status } }),
  };
}
