-- What lists and figures read. Written with the events, in one transaction; can be rebuilt from them.

CREATE TABLE tracks (
  case_id text NOT NULL REFERENCES cases,
  track_id text NOT NULL,
  unit text NOT NULL,
  part text NOT NULL,
  status text NOT NULL,
  assigned_on date NOT NULL,
  counts_from date NOT NULL,
  signed_on date,
  replaces text,
  division text,
  officer text,
  case_leader text,
  PRIMARY KEY (case_id, track_id)
);
CREATE INDEX tracks_of_unit ON tracks (unit, case_id);
CREATE INDEX tracks_of_officer ON tracks (officer) WHERE officer IS NOT NULL;

-- "3+1": the person of each post in a track.
CREATE TABLE responsibilities (
  case_id text NOT NULL,
  track_id text NOT NULL,
  post text NOT NULL,
  person_id text NOT NULL,
  PRIMARY KEY (case_id, track_id, post),
  FOREIGN KEY (case_id, track_id) REFERENCES tracks
);
CREATE INDEX responsibilities_of_person ON responsibilities (person_id);

CREATE TABLE obligations (
  case_id text NOT NULL REFERENCES cases,
  obligation_id text NOT NULL,
  kind text NOT NULL,
  track_id text NOT NULL,
  owed_by_type text NOT NULL CHECK (owed_by_type IN ('unit', 'proposer', 'body')),
  owed_by_id text NOT NULL,
  rule text NOT NULL,
  settled boolean NOT NULL,
  start date NOT NULL,
  "limit" jsonb NOT NULL,
  raw_due date NOT NULL,
  due date NOT NULL,
  provisional boolean NOT NULL,
  last_working_day date,
  calendar_version text NOT NULL,
  source text NOT NULL,
  opened_on date NOT NULL,
  entered_on date NOT NULL,
  status text NOT NULL CHECK (status IN ('open', 'met', 'cancelled', 'superseded')),
  ended_on date,
  superseded_by text,
  missed boolean NOT NULL,
  about text,
  explanation text NOT NULL,
  PRIMARY KEY (case_id, obligation_id)
);
CREATE INDEX obligations_open_of ON obligations (owed_by_type, owed_by_id, due) WHERE status = 'open';
CREATE INDEX obligations_open_by_due ON obligations (due) WHERE status = 'open';

-- The reminders of an obligation. `days` orders those of one day: the later rung of the ladder comes last.
CREATE TABLE rungs (
  case_id text NOT NULL,
  obligation_id text NOT NULL,
  rung_key text NOT NULL CHECK (rung_key ~ '^T[-+]\d+$'),
  days integer NOT NULL GENERATED ALWAYS AS (substr(rung_key, 2)::integer) STORED,
  "on" date NOT NULL,
  audience text[] NOT NULL,
  state text NOT NULL CHECK (state IN ('planned', 'skipped', 'fired')),
  fired_on date,
  -- Days to the next one of a series without an end.
  every integer,
  PRIMARY KEY (case_id, obligation_id, rung_key),
  FOREIGN KEY (case_id, obligation_id) REFERENCES obligations,
  CHECK ((state = 'fired') = (fired_on IS NOT NULL))
);
CREATE INDEX rungs_planned ON rungs ("on") WHERE state = 'planned';

CREATE TABLE deliveries (
  case_id text NOT NULL REFERENCES cases,
  delivery_id text NOT NULL,
  letter_id text NOT NULL,
  recipient_type text NOT NULL,
  recipient_id text NOT NULL,
  purpose text NOT NULL,
  required boolean NOT NULL,
  electronic boolean NOT NULL,
  status text NOT NULL,
  due_on date,
  way text,
  sent_on date,
  received_on date,
  obligation_id text,
  PRIMARY KEY (case_id, delivery_id)
);
CREATE INDEX deliveries_to ON deliveries (recipient_type, recipient_id, status);

CREATE TABLE supervisions (
  case_id text NOT NULL REFERENCES cases,
  supervision_id text NOT NULL,
  track_id text NOT NULL,
  unit text NOT NULL,
  form text NOT NULL,
  ground text NOT NULL,
  opened_on date NOT NULL,
  status text NOT NULL,
  PRIMARY KEY (case_id, supervision_id)
);
CREATE INDEX supervisions_open ON supervisions (unit) WHERE status = 'open';
