-- Whoever brought a document may use it. The same bytes can be brought by several, each for themselves and their unit:
-- to know a hash is no key to what others brought.
CREATE TABLE document_uploads (
  hash text NOT NULL REFERENCES documents,
  subject text NOT NULL,
  unit text,
  PRIMARY KEY (hash, subject)
);
INSERT INTO document_uploads (hash, subject) SELECT hash, uploaded_by FROM documents;
