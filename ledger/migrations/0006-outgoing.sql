-- What leaves the platform: mails of deliveries, and letters on the public page.

-- Written before the mail is sent, and again when it is known how it went: a crash in between sends it a second time,
-- under the same Message-ID. Nothing in it names the recipient, save the mail server's own words in `detail`.
CREATE TABLE delivery_mails (
  case_id text NOT NULL REFERENCES cases,
  delivery_id text NOT NULL,
  message_id text NOT NULL,
  attempts integer NOT NULL DEFAULT 1,
  first_tried_at timestamptz NOT NULL,
  last_tried_at timestamptz NOT NULL,
  outcome text CHECK (outcome IN ('sent', 'unreachable')),
  way text CHECK (way IN ('mail', 'exchange')),
  why text,
  detail text,
  settled_at timestamptz,
  PRIMARY KEY (case_id, delivery_id),
  CHECK ((outcome IS NULL) = (settled_at IS NULL))
);

-- The public page is made of what is redacted already, so that it never reads anything else.
ALTER TABLE publications DROP COLUMN html;
ALTER TABLE publications
  ADD COLUMN kind text NOT NULL CHECK (kind IN ('suggestion', 'proposal')),
  ADD COLUMN number text NOT NULL,
  ADD COLUMN term integer NOT NULL,
  ADD COLUMN session integer NOT NULL,
  ADD COLUMN unit text NOT NULL,
  -- As it signed: units are renamed, their letters are not.
  ADD COLUMN unit_name text NOT NULL,
  ADD COLUMN document_number text NOT NULL,
  ADD COLUMN category text,
  ADD COLUMN replied_on date,
  -- Null: the letter is a file that no text could be read from.
  ADD COLUMN letter_text text,
  -- Null: not agreed to be public [R5.7].
  ADD COLUMN original_text text,
  -- The letter's file, where nothing had to be taken out of it.
  ADD COLUMN attachment text REFERENCES documents,
  ADD COLUMN portal_url text;
CREATE INDEX publications_of_unit ON publications (unit, published_on DESC, slug) WHERE taken_down_on IS NULL;
