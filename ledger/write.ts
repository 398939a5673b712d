import type { Db } from './pool';
import type { Rows } from './projections';

/** Everything that one act writes, by table: rows with columns as keys. Absent tables are not touched. */
export type Payload = Partial<Record<keyof typeof TABLES, Rows>>;

interface Table {
  columns: readonly string[];
  /** Rows that are there already are changed; without it they stay as they are. */
  key?: readonly string[];
}

/** In the order of their references. Generated columns are left out. */
const TABLES = {
  case_texts: { columns: ['case_id', 'body', 'attachments'] },
  proposers: {
    columns: [
      'case_id',
      'proposer_id',
      'role',
      'type',
      'name',
      'delegation',
      'address',
      'telephone',
      'mail',
      'subject',
    ],
  },
  case_events: {
    columns: ['case_id', 'seq', 'type', 'act_on', 'recorded_at', 'actor', 'command_id', 'data', 'changes'],
  },
  commands: { columns: ['case_id', 'command_id', 'type', 'from_seq', 'to_seq', 'refusal'] },
  tracks: {
    columns: [
      'case_id',
      'track_id',
      'unit',
      'part',
      'status',
      'assigned_on',
      'counts_from',
      'signed_on',
      'replaces',
      'division',
      'officer',
      'case_leader',
      'bureaus',
    ],
    key: ['case_id', 'track_id'],
  },
  responsibilities: {
    columns: ['case_id', 'track_id', 'post', 'person_id'],
    key: ['case_id', 'track_id', 'post'],
  },
  obligations: {
    columns: [
      'case_id',
      'obligation_id',
      'kind',
      'track_id',
      'owed_by_type',
      'owed_by_id',
      'rule',
      'settled',
      'start',
      'limit',
      'raw_due',
      'due',
      'provisional',
      'last_working_day',
      'calendar_version',
      'source',
      'opened_on',
      'entered_on',
      'status',
      'ended_on',
      'superseded_by',
      'missed',
      'about',
      'explanation',
    ],
    key: ['case_id', 'obligation_id'],
  },
  rungs: {
    columns: ['case_id', 'obligation_id', 'rung_key', 'on', 'audience', 'state', 'fired_on', 'every'],
    key: ['case_id', 'obligation_id', 'rung_key'],
  },
  deliveries: {
    columns: [
      'case_id',
      'delivery_id',
      'letter_id',
      'recipient_type',
      'recipient_id',
      'purpose',
      'required',
      'electronic',
      'status',
      'due_on',
      'way',
      'sent_on',
      'received_on',
      'obligation_id',
    ],
    key: ['case_id', 'delivery_id'],
  },
  supervisions: {
    columns: [
      'case_id',
      'supervision_id',
      'track_id',
      'unit',
      'form',
      'ground',
      'opened_on',
      'status',
      'closed_on',
    ],
    key: ['case_id', 'supervision_id'],
  },
} as const satisfies Record<string, Table>;

const quoted = (columns: readonly string[]) => columns.map((column) => `"${column}"`).join(', ');

function insertion(name: string, { columns, key }: Table): string {
  const changed = columns.filter((column) => !key?.includes(column));
  const onConflict = key
    ? ` ON CONFLICT (${quoted(key)}) DO UPDATE SET ${changed.map((column) => `"${column}" = excluded."${column}"`).join(', ')}`
    : '';
  return `INSERT INTO ${name} (${quoted(columns)})
  SELECT ${quoted(columns)} FROM jsonb_populate_recordset(NULL::${name}, (SELECT payload->'${name}' FROM given))${onConflict}`;
}

/** One statement for all tables: a round trip and a plan, whatever an act writes. The payload is read once. */
const WRITE = `WITH given AS MATERIALIZED (SELECT $1::jsonb AS payload),
${Object.entries(TABLES)
  .map(([name, table]) => `wrote_${name} AS (${insertion(name, table)})`)
  .join(',\n')}
SELECT`;

/** Documents that events name by their hash: whoever may read the case may read them. */
const LINK_DOCUMENTS = `INSERT INTO case_documents (case_id, hash)
  SELECT $1, hash FROM unnest($2::text[]) AS hash ON CONFLICT DO NOTHING`;

/** Writes an act's rows to their tables. Runs in the caller's transaction. */
export async function write(db: Db, payload: Payload): Promise<void> {
  await db.query(WRITE, [JSON.stringify(payload)], 'write');
}

/** Keeps which documents a case names, anywhere in what is given. */
export async function linkDocuments(db: Db, caseId: string, content: unknown): Promise<void> {
  const hashes = [...new Set(JSON.stringify(content).match(/(?<=")[0-9a-f]{64}(?=")/g) ?? [])];
  if (hashes.length > 0) await db.query(LINK_DOCUMENTS, [caseId, hashes]);
}
