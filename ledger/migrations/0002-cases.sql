-- The record of a case: its events, what was asked of it, and its snapshot.

CREATE TABLE cases (
  case_id text PRIMARY KEY,
  body text NOT NULL,
  term integer NOT NULL,
  session integer NOT NULL,
  series text NOT NULL,
  number text NOT NULL,
  -- The number with its digits padded: sorts 9 before 10.
  sort_key text NOT NULL,
  substitute_number boolean NOT NULL,
  kind text NOT NULL CHECK (kind IN ('suggestion', 'proposal')),
  level text NOT NULL CHECK (level IN ('national', 'provincial')),
  title text NOT NULL,
  subject text,
  out_of_session boolean NOT NULL,
  assigned_on date NOT NULL,
  assigned_by text NOT NULL,
  entered_on date NOT NULL,
  -- What was handed in, as a SHA-256: the same again is no error, other content is refused.
  content_hash text NOT NULL,
  status text NOT NULL,
  seq integer NOT NULL,
  -- json, not jsonb: it keeps the order of keys, so that a loaded state iterates like the one that was saved.
  state json NOT NULL,
  -- The earliest due date of what is still open.
  due date,
  -- The first day on which time itself changes this case.
  next_due date,
  -- Null: the workflow has to be started.
  started_at timestamptz,
  closed_on date,
  UNIQUE (body, term, session, series, number)
);
CREATE INDEX cases_by_due ON cases ((coalesce(due, 'infinity'::date)), case_id);
CREATE INDEX cases_of_session ON cases (term, session, kind, level);
CREATE INDEX cases_unstarted ON cases (case_id) WHERE started_at IS NULL;

CREATE TABLE case_texts (
  case_id text PRIMARY KEY REFERENCES cases,
  body text NOT NULL,
  attachments jsonb NOT NULL
);

-- Names and contacts: readable only by those who deliver.
CREATE TABLE proposers (
  case_id text NOT NULL REFERENCES cases,
  proposer_id text NOT NULL,
  role text NOT NULL CHECK (role IN ('lead', 'joint')),
  type text NOT NULL CHECK (type IN ('deputy', 'member', 'organization')),
  name text NOT NULL,
  delegation text,
  address text,
  telephone text,
  mail text,
  subject text,
  -- Whom a mail goes to: one person of several cases where the login is known.
  recipient text NOT NULL GENERATED ALWAYS AS (coalesce('subject:' || subject, 'case:' || case_id || '/' || proposer_id)) STORED,
  PRIMARY KEY (case_id, proposer_id)
);
CREATE INDEX proposers_by_subject ON proposers (subject);
CREATE INDEX proposers_by_recipient ON proposers (recipient);

CREATE TABLE case_events (
  case_id text NOT NULL REFERENCES cases,
  seq integer NOT NULL CHECK (seq > 0),
  type text NOT NULL,
  act_on date NOT NULL,
  recorded_at timestamptz NOT NULL,
  actor jsonb NOT NULL,
  command_id text NOT NULL,
  data jsonb NOT NULL,
  changes jsonb NOT NULL,
  PRIMARY KEY (case_id, seq)
);

-- Append-only, save redaction under R3.12: whoever redacts says so in the transaction, and only content changes.
CREATE FUNCTION keep_case_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('ledger.redaction', true) = 'R3.12' THEN
    IF (OLD.case_id, OLD.seq, OLD.type, OLD.act_on, OLD.recorded_at, OLD.actor, OLD.command_id)
       IS NOT DISTINCT FROM
       (NEW.case_id, NEW.seq, NEW.type, NEW.act_on, NEW.recorded_at, NEW.actor, NEW.command_id) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'case_events is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER case_events_append_only BEFORE UPDATE OR DELETE ON case_events
  FOR EACH ROW EXECUTE FUNCTION keep_case_events();
CREATE TRIGGER case_events_no_truncate BEFORE TRUNCATE ON case_events
  FOR EACH STATEMENT EXECUTE FUNCTION keep_case_events();

-- The answer to every command: a repeated id is answered from here.
CREATE TABLE commands (
  case_id text NOT NULL REFERENCES cases,
  command_id text NOT NULL,
  type text NOT NULL,
  -- Its events are those after from_seq up to to_seq.
  from_seq integer NOT NULL,
  to_seq integer NOT NULL,
  refusal jsonb,
  PRIMARY KEY (case_id, command_id)
);

-- People's own words: reasons, opinions, plans. Events and workflows carry only the id.
CREATE TABLE texts (
  text_id text PRIMARY KEY,
  case_id text NOT NULL,
  body text NOT NULL
);
CREATE INDEX texts_of_case ON texts (case_id);
