-- Words belong to the command that brought them: they stay with its events, and go when it comes to nothing.

ALTER TABLE texts ADD COLUMN command_id text, ADD COLUMN stored_at timestamptz NOT NULL DEFAULT now();
UPDATE texts SET command_id = event.command_id FROM case_events AS event
WHERE event.case_id = texts.case_id AND position('"' || texts.text_id || '"' IN event.data::text) > 0;

DROP INDEX texts_of_case;
CREATE INDEX texts_of_command ON texts (case_id, command_id);
CREATE INDEX texts_by_age ON texts (stored_at);
