-- Microseconds that the gateway itself took for a call: admission, routing, and the steps from one channel to the next.
-- Null where it is not known.
ALTER TABLE request ADD COLUMN gateway_us BIGINT;
-- The same, added up over calls that were not refused.
ALTER TABLE usage_hour ADD COLUMN gateway_us BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE usage_day ADD COLUMN gateway_us BIGINT DEFAULT 0 NOT NULL;
