-- What crosses the platform's edge: requests, documents, publications, batches.

-- A repeated request gets its first answer. `status` is null from the moment that a request is taken up until it is
-- answered: whoever repeats it then carries it out again, under the same command id.
CREATE TABLE idempotency (
  actor text NOT NULL,
  key text NOT NULL,
  body_hash text NOT NULL,
  taken_at timestamptz NOT NULL,
  status integer,
  response jsonb,
  PRIMARY KEY (actor, key)
);
CREATE INDEX idempotency_by_age ON idempotency (taken_at);

CREATE TABLE documents (
  hash text PRIMARY KEY CHECK (hash ~ '^[0-9a-f]{64}$'),
  name text NOT NULL,
  media_type text NOT NULL,
  size integer NOT NULL,
  bytes bytea NOT NULL,
  uploaded_by text NOT NULL,
  uploaded_at timestamptz NOT NULL
);
-- Files do not compress a second time.
ALTER TABLE documents ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Who may read a case may read its documents.
CREATE TABLE case_documents (
  case_id text NOT NULL REFERENCES cases,
  hash text NOT NULL,
  PRIMARY KEY (case_id, hash)
);
CREATE INDEX cases_of_document ON case_documents (hash);

CREATE TABLE publications (
  case_id text NOT NULL REFERENCES cases,
  letter_id text NOT NULL,
  slug text NOT NULL UNIQUE,
  title text NOT NULL,
  html text NOT NULL,
  redactions jsonb NOT NULL,
  published_on date NOT NULL,
  taken_down_on date,
  PRIMARY KEY (case_id, letter_id)
);
CREATE INDEX publications_by_day ON publications (published_on DESC, slug) WHERE taken_down_on IS NULL;

CREATE TABLE batches (
  batch_id text PRIMARY KEY,
  name text NOT NULL,
  actor jsonb NOT NULL,
  received_at timestamptz NOT NULL,
  status text NOT NULL CHECK (status IN ('received', 'running', 'done')),
  total integer NOT NULL
);

CREATE TABLE batch_rows (
  batch_id text NOT NULL REFERENCES batches,
  row_number integer NOT NULL,
  -- What the row says; dropped once the row is a case, so that nothing private lies here twice.
  data jsonb,
  status text NOT NULL CHECK (status IN ('pending', 'recorded', 'already', 'error')),
  case_id text,
  errors jsonb NOT NULL DEFAULT '[]',
  PRIMARY KEY (batch_id, row_number)
);
CREATE INDEX batch_rows_pending ON batch_rows (batch_id, row_number) WHERE status = 'pending';
