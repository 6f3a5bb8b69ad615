-- What was booked for a channel and a day is read from the roll-ups, which outlive the requests: no copy of it is kept.
ALTER TABLE provider_report DROP COLUMN booked;
