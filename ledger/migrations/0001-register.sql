-- What the platform knows before any case: rules, calendars, units, people, bodies, and its own settings.

CREATE TABLE platform (
  key text PRIMARY KEY,
  value jsonb NOT NULL
);

-- Released versions are immutable: a change is another version.
CREATE TABLE policies (
  version text PRIMARY KEY,
  data jsonb NOT NULL
);

CREATE TABLE calendars (
  version text PRIMARY KEY,
  data jsonb NOT NULL
);

-- Who leaves the register stays as a row that is not active: old cases name them.
CREATE TABLE units (
  unit_id text PRIMARY KEY,
  name text NOT NULL,
  kind text NOT NULL,
  former_names text[] NOT NULL,
  portal text,
  active boolean NOT NULL DEFAULT true
);

CREATE TABLE divisions (
  unit_id text NOT NULL REFERENCES units,
  division_id text NOT NULL,
  name text NOT NULL,
  active boolean NOT NULL DEFAULT true,
  PRIMARY KEY (unit_id, division_id)
);

CREATE TABLE people (
  person_id text PRIMARY KEY,
  name text NOT NULL,
  unit_id text NOT NULL REFERENCES units,
  division_id text,
  post text NOT NULL CHECK (post IN ('principal', 'leaderInCharge', 'office', 'division', 'officer')),
  mail text,
  telephone text,
  subject text,
  active boolean NOT NULL DEFAULT true
);
CREATE INDEX people_of_unit ON people (unit_id, post) WHERE active;
CREATE INDEX people_by_subject ON people (subject) WHERE active;

CREATE TABLE bodies (
  body_id text PRIMARY KEY,
  name text NOT NULL,
  chamber text CHECK (chamber IN ('congress', 'cppcc')),
  level text CHECK (level IN ('national', 'provincial')),
  mail text,
  active boolean NOT NULL DEFAULT true
);
