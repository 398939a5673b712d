-- A batch's rows are decided before they are stored, all in one transaction with the cases that they became: none
-- is ever pending, and how far a batch is follows from its cases.
DROP INDEX batch_rows_pending;
ALTER TABLE batch_rows
  DROP COLUMN data,
  DROP CONSTRAINT batch_rows_status_check,
  ADD CONSTRAINT batch_rows_status_check CHECK (status IN ('recorded', 'already', 'error')),
  -- What was repaired, as said to whoever sent it.
  ADD COLUMN repairs jsonb NOT NULL DEFAULT '[]';
CREATE INDEX batch_rows_of_case ON batch_rows (case_id) WHERE status = 'recorded';

ALTER TABLE batches
  DROP COLUMN name,
  DROP COLUMN status,
  -- The file as it came, as a SHA-256.
  ADD COLUMN content_hash text NOT NULL,
  ADD COLUMN repairs jsonb NOT NULL,
  ADD COLUMN unused jsonb NOT NULL;
