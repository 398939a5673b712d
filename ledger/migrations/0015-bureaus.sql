-- A city government passes its part on to its bureaus [R2.2]: they see the case.

ALTER TABLE units ADD COLUMN part_of text REFERENCES units;

ALTER TABLE tracks ADD COLUMN bureaus text[] NOT NULL DEFAULT '{}';
CREATE INDEX tracks_of_bureau ON tracks USING gin (bureaus) WHERE bureaus <> '{}';
