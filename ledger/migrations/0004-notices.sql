-- What people are told: notices (the inbox), bundled into digests (the mails).

CREATE TABLE digests (
  digest_id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('rung', 'news')),
  recipient_type text NOT NULL CHECK (recipient_type IN ('person', 'body', 'proposer')),
  recipient_id text NOT NULL,
  day date NOT NULL,
  -- Counts the digests of one kind for one recipient on one day.
  part integer NOT NULL,
  mail_status text NOT NULL CHECK (mail_status IN ('pending', 'sent', 'failed', 'no-address')),
  message_id text,
  mail_at timestamptz,
  mail_why text,
  sms_status text NOT NULL CHECK (sms_status IN ('none', 'pending', 'sent', 'failed', 'no-address')),
  sms_at timestamptz,
  sms_why text,
  UNIQUE (kind, recipient_type, recipient_id, day, part)
);
CREATE INDEX digests_pending ON digests (digest_id) WHERE mail_status = 'pending' OR sms_status = 'pending';

CREATE TABLE notices (
  -- One per rung (or news) and recipient, whatever is repeated.
  dedupe text PRIMARY KEY,
  notice_id bigint NOT NULL UNIQUE GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL CHECK (kind IN ('rung', 'news')),
  recipient_type text NOT NULL CHECK (recipient_type IN ('person', 'body', 'proposer')),
  recipient_id text NOT NULL,
  case_id text NOT NULL REFERENCES cases,
  track_id text,
  obligation_id text,
  rung_key text,
  template text NOT NULL,
  data jsonb NOT NULL,
  created_on date NOT NULL,
  digest_id text REFERENCES digests,
  read_at timestamptz
);
CREATE INDEX notices_of_recipient ON notices (recipient_type, recipient_id, notice_id DESC);
CREATE INDEX notices_unclaimed ON notices (kind, recipient_type, recipient_id) WHERE digest_id IS NULL;
CREATE INDEX notices_of_digest ON notices (digest_id);
CREATE INDEX notices_of_case ON notices (case_id);

-- Who is spoken to when a post of a track is: the person of 3+1; else whom the unit handed the case to; else who
-- holds the post in the register; else the unit's office. Posts without anybody are not in it.
CREATE VIEW addressees AS
SELECT track.case_id, track.track_id, posts.post, found.person_id, found.rank
FROM tracks AS track
CROSS JOIN (VALUES ('principal'), ('leaderInCharge'), ('office'), ('division'), ('officer')) AS posts (post)
CROSS JOIN LATERAL (
  SELECT candidate.person_id, candidate.rank
  FROM (
    SELECT person.person_id, 1 AS rank
    FROM responsibilities AS named JOIN people AS person USING (person_id)
    WHERE (named.case_id, named.track_id, named.post) = (track.case_id, track.track_id, posts.post) AND person.active
    UNION ALL
    SELECT person.person_id, 2 FROM people AS person
    WHERE posts.post = 'officer' AND person.person_id = track.officer AND person.active
    UNION ALL
    SELECT person.person_id, 3 FROM people AS person
    WHERE posts.post IN ('officer', 'division') AND person.unit_id = track.unit AND person.post = 'division'
      AND person.division_id = track.division AND person.active
    UNION ALL
    SELECT person.person_id, 4 FROM people AS person
    WHERE posts.post IN ('principal', 'leaderInCharge', 'office') AND person.unit_id = track.unit
      AND person.post = posts.post AND person.active
    UNION ALL
    SELECT person.person_id, 5 FROM people AS person
    WHERE person.unit_id = track.unit AND person.post = 'office' AND person.active
  ) AS candidate
  ORDER BY candidate.rank
  FETCH FIRST 1 ROW WITH TIES
) AS found;
