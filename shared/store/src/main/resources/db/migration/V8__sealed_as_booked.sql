-- Seals are made as entries are booked, by a chain with a link for each entry; the earlier ones digested a stretch as a whole.
-- The next minutes' rounds seal again what is there.
DELETE FROM entry_seal;

-- What was booked for a channel and a day is read from the roll-ups, which outlive the requests: no copy of it is kept.
ALTER TABLE provider_report DROP COLUMN booked;
