-- Versions of policies and calendars that were published here, not with a release: by whom, when and why. Versions
-- stay immutable; `succeeds` is the one that the new one was checked against.
ALTER TABLE policies
  ADD COLUMN succeeds text REFERENCES policies,
  ADD COLUMN published_at timestamptz,
  ADD COLUMN published_by jsonb,
  ADD COLUMN reason text;
ALTER TABLE calendars
  ADD COLUMN succeeds text REFERENCES calendars,
  ADD COLUMN published_at timestamptz,
  ADD COLUMN published_by jsonb,
  ADD COLUMN reason text;

-- Under which rules new cases are taken in: the latest row holds, the others are its history.
CREATE TABLE rule_activations (
  activation_id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  policy_version text NOT NULL REFERENCES policies,
  calendar_version text NOT NULL REFERENCES calendars,
  activated_at timestamptz NOT NULL,
  actor jsonb NOT NULL,
  reason text NOT NULL
);

-- The rules in force, and the promise that they stay so until the caller's transaction ends: whoever activates others
-- waits for it. Volatile, so that the row is read after the lock was got and not before.
CREATE FUNCTION rules_in_force() RETURNS rule_activations LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  found rule_activations;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7202201, 12);
  SELECT * INTO found FROM rule_activations ORDER BY activation_id DESC LIMIT 1;
  RETURN found;
END $$;

-- The rules of a case as columns: who looks for cases under older rules need not read their states. Their names are no
-- other table's: the release before joins without saying whose column it means.
ALTER TABLE cases
  ADD COLUMN under_policy text GENERATED ALWAYS AS (state -> 'facts' ->> 'policyVersion') STORED,
  ADD COLUMN under_calendar text GENERATED ALWAYS AS (state -> 'facts' ->> 'calendarVersion') STORED;

-- Running cases that are to adopt other rules. A version that is null stays as each case has it.
CREATE TABLE adoptions (
  adoption_id text PRIMARY KEY,
  policy_version text REFERENCES policies,
  calendar_version text REFERENCES calendars,
  CHECK (policy_version IS NOT NULL OR calendar_version IS NOT NULL),
  -- Which cases; {} is all.
  selection jsonb NOT NULL,
  -- The versions that cases are taken out of: what is activated later is none of this adoption's.
  older_policies text[] NOT NULL,
  older_calendars text[] NOT NULL,
  -- The activation that went with it.
  activation_id integer REFERENCES rule_activations,
  actor jsonb NOT NULL,
  reason text NOT NULL,
  created_at timestamptz NOT NULL,
  finished_at timestamptz
);
CREATE INDEX adoptions_by_time ON adoptions (created_at DESC, adoption_id DESC);

-- The cases of an adoption. What became of one is read from the case's own record; null: not known yet. `why`: the
-- last attempt that failed.
CREATE TABLE adoption_cases (
  adoption_id text NOT NULL REFERENCES adoptions,
  case_id text NOT NULL REFERENCES cases,
  outcome text CHECK (outcome IN ('moved', 'unmoved', 'already', 'ended')),
  moved integer NOT NULL DEFAULT 0,
  failures integer NOT NULL DEFAULT 0,
  why text,
  PRIMARY KEY (adoption_id, case_id)
);
CREATE INDEX adoption_cases_open ON adoption_cases (adoption_id, case_id) WHERE outcome IS NULL;
