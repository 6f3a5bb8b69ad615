-- How often a channel is tried while it rests, and while it works, in milliseconds; 0 for never, null for as often as others.
ALTER TABLE channel ADD COLUMN probe_every BIGINT;
ALTER TABLE channel ADD COLUMN probe_every_well BIGINT;
-- In what it is special about which refusals disable it, as a JSON object; null for nothing. switched_reason: why a rule disabled it, or
-- enabled it again; null if somebody has switched it since. The reasons of keys are used likewise from now on.
ALTER TABLE channel ADD COLUMN auto_disable ${text};
ALTER TABLE channel ADD COLUMN switched_reason ${name};
-- Names that several upstream models serve, as a JSON object of lists of models and weights; null for none.
ALTER TABLE channel ADD COLUMN model_pools ${text};

-- More work that one node of a cluster does at a time.
INSERT INTO job_lease (name, holder, lease_until, done_to) VALUES ('probes', '', 0, 0);
