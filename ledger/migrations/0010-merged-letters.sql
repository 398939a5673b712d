-- A merged letter answers more cases than the one it was written in [R3.10]: their numbers and titles, as the public reads them.
ALTER TABLE publications ADD COLUMN merged jsonb NOT NULL DEFAULT '[]';
