-- What the operator allows a channel over all nodes; null for no limit.
ALTER TABLE channel ADD COLUMN requests_per_minute BIGINT;
ALTER TABLE channel ADD COLUMN tokens_per_minute BIGINT;
ALTER TABLE channel ADD COLUMN concurrency BIGINT;
