-- Supervisions are read item by item over all cases [R7.2]: the longest open first, and for how long they were.

ALTER TABLE supervisions ADD COLUMN closed_on date;
UPDATE supervisions SET closed_on = closing.act_on
FROM case_events AS closing
WHERE supervisions.status = 'closed' AND closing.case_id = supervisions.case_id AND closing.type = 'supervisionClosed'
  AND closing.data->>'supervisionId' = supervisions.supervision_id;
CREATE INDEX supervisions_by_day ON supervisions (opened_on, case_id, supervision_id);
