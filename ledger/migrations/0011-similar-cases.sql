-- What cases are compared by, to find those that may be merged [R3.10]. Made of title and text (domain/intake/similar.ts)
-- when similar cases are first asked for, so that intake does not wait for it; what is missing is made again.
CREATE TABLE case_marks (
  case_id text PRIMARY KEY REFERENCES cases,
  title_pairs text[] NOT NULL,
  text_marks bigint[] NOT NULL
);
-- They are read right after they are written: nothing is to wait in a pending list, which every search would read through.
CREATE INDEX case_marks_by_title ON case_marks USING gin (title_pairs) WITH (fastupdate = off);
CREATE INDEX case_marks_by_text ON case_marks USING gin (text_marks) WITH (fastupdate = off);
