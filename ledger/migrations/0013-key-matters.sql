-- What is decided over several cases at once: key matters, key cases, and orders to the cases that follow from them.

-- A matter of the province [R4.1]: a thing of its own, in words of its own.
CREATE TABLE key_matters (
  matter_id text PRIMARY KEY,
  theme text NOT NULL,
  ground text NOT NULL,
  set_on date NOT NULL,
  status text NOT NULL CHECK (status IN ('set', 'lifted'))
);
-- Where it lay when it was set; who handles it now the cases know.
CREATE TABLE key_matter_parts (
  matter_id text NOT NULL REFERENCES key_matters,
  case_id text NOT NULL REFERENCES cases,
  unit text NOT NULL,
  PRIMARY KEY (matter_id, case_id, unit)
);
CREATE INDEX key_matter_parts_of_case ON key_matter_parts (case_id);

-- What a unit selected among its own cases of a year [R4.2].
CREATE TABLE key_cases (
  key_id text PRIMARY KEY,
  unit text NOT NULL,
  year integer NOT NULL,
  case_id text NOT NULL,
  track_id text NOT NULL,
  status text NOT NULL CHECK (status IN ('selected', 'deselected')),
  FOREIGN KEY (case_id, track_id) REFERENCES tracks
);
CREATE UNIQUE INDEX key_cases_selected ON key_cases (case_id, track_id) WHERE status = 'selected';
CREATE INDEX key_cases_of_unit ON key_cases (unit, year);

-- By whom, when, why: every act on a matter or a key case.
CREATE TABLE key_history (
  key_id text NOT NULL,
  act_id text NOT NULL,
  act text NOT NULL CHECK (act IN ('set', 'extended', 'lifted', 'selected', 'deselected')),
  "on" date NOT NULL,
  recorded_at timestamptz NOT NULL,
  actor jsonb NOT NULL,
  why text NOT NULL,
  PRIMARY KEY (key_id, act_id)
);

-- Commands that the ledger owes to cases, written with what they follow from: what a process that dies has not given
-- yet, reconciliation gives. The id is the command's, so that giving one again changes nothing.
CREATE TABLE orders (
  order_id text PRIMARY KEY,
  number bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  case_id text NOT NULL REFERENCES cases,
  -- The key matter, key case or subject that it comes from.
  about text NOT NULL,
  command jsonb NOT NULL,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'given', 'refused')),
  refusal jsonb
);
CREATE INDEX orders_pending ON orders (number) WHERE status = 'pending';
CREATE INDEX orders_about ON orders (about);

-- Dissatisfied answers, for the count by subject [R7.2].
CREATE INDEX feedback_dissatisfied ON case_events (case_id)
  WHERE type = 'feedbackGiven' AND (data->>'attitude' = 'dissatisfied' OR data->>'result' = 'dissatisfied');
CREATE INDEX cases_by_subject ON cases (body, term, session, subject) WHERE subject IS NOT NULL;
