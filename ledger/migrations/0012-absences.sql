-- Who is away and who stands in [R1.1]. Rows stay: what was told to a stand-in is told by them.
CREATE TABLE absences (
  absence_id text PRIMARY KEY,
  person_id text NOT NULL REFERENCES people,
  stand_in_id text NOT NULL REFERENCES people,
  -- Both included.
  from_day date NOT NULL,
  to_day date NOT NULL,
  reason text NOT NULL,
  entered_by jsonb NOT NULL,
  entered_at timestamptz NOT NULL,
  -- The day from which on the person is back, when that is earlier than to_day says.
  ended_on date,
  ended_by jsonb,
  ended_at timestamptz,
  CHECK (from_day <= to_day),
  CHECK (person_id <> stand_in_id)
);
CREATE INDEX absences_by_day ON absences (from_day DESC, absence_id DESC);
CREATE INDEX absences_of_person ON absences (person_id);

-- Whom else a day's notices go to: for each person who is away, who stands in for them, followed at most three steps
-- (domain/absence.ts). A stand-in who left the register or the unit is passed over.
CREATE FUNCTION stand_ins_on(day date) RETURNS TABLE (person_id text, stand_in_id text) LANGUAGE sql STABLE AS $$
  WITH RECURSIVE away AS (
    SELECT absence.person_id, absence.stand_in_id
    FROM absences AS absence
      JOIN people AS person ON person.person_id = absence.person_id
      JOIN people AS stand_in ON stand_in.person_id = absence.stand_in_id
    WHERE absence.from_day <= day AND day <= absence.to_day AND (absence.ended_on IS NULL OR day < absence.ended_on)
      AND stand_in.active AND stand_in.unit_id = person.unit_id
  ), chain AS (
    SELECT away.person_id, away.stand_in_id, 1 AS length FROM away
    UNION ALL
    SELECT chain.person_id, away.stand_in_id, chain.length + 1
    FROM chain JOIN away ON away.person_id = chain.stand_in_id
    WHERE chain.length < 3 AND away.stand_in_id <> chain.person_id
  )
  SELECT DISTINCT ON (chain.person_id) chain.person_id, chain.stand_in_id
  FROM chain ORDER BY chain.person_id, chain.length DESC
$$;

-- Whom a notice was meant for, where a stand-in got it; null: for whoever got it.
ALTER TABLE notices ADD COLUMN meant_for text[];
