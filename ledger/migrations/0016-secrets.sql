-- Party and state secrets [R3.12]: a case of which only a stub is here, from its intake or since it was classified.
ALTER TABLE cases
  ADD COLUMN secret boolean NOT NULL GENERATED ALWAYS AS (coalesce((state -> 'facts' ->> 'secret')::boolean, false)) STORED;

-- A case that was classified while it was handled: what was removed, and what cannot be called back.
CREATE TABLE classifications (
  case_id text PRIMARY KEY REFERENCES cases,
  command_id text NOT NULL,
  classified_on date NOT NULL,
  recorded_at timestamptz NOT NULL,
  actor jsonb NOT NULL,
  evidence jsonb NOT NULL,
  -- Ends of public addresses that the units' portal is told to take down.
  take_down text[] NOT NULL,
  -- Runs of the engine that were deleted, with the record of what they did.
  runs jsonb NOT NULL DEFAULT '[]',
  -- Null: there may still be something of it in the engine, or on the portal.
  purged_at timestamptz
);
CREATE INDEX classifications_unfinished ON classifications (recorded_at) WHERE purged_at IS NULL;

-- A redaction takes away what was said, and who a proposer was; the event's number, time and kind stay.
CREATE OR REPLACE FUNCTION keep_case_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('ledger.redaction', true) = 'R3.12' THEN
    IF (OLD.case_id, OLD.seq, OLD.type, OLD.act_on, OLD.recorded_at, OLD.command_id)
       IS NOT DISTINCT FROM
       (NEW.case_id, NEW.seq, NEW.type, NEW.act_on, NEW.recorded_at, NEW.command_id)
       AND (NEW.actor IS NOT DISTINCT FROM OLD.actor OR OLD.actor ->> 'role' = 'proposer') THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'case_events is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- Orders carried the words of the act that they came from: no command needs them, and no run is to have them.
UPDATE orders SET command = command - 'why' - 'actId' WHERE command ? 'why' OR command ? 'actId';
