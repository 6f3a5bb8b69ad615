-- What a channel's operator wants different in its requests and refusals, as a JSON object; null for nothing.
ALTER TABLE channel ADD COLUMN shaping ${text};
-- What people find it by: a JSON list of words, and free text; null for none.
ALTER TABLE channel ADD COLUMN tags ${text};
ALTER TABLE channel ADD COLUMN notes ${text};
-- Through which proxy its upstream is reached, as a JSON object, and what that asks of those who use it; null for straight.
ALTER TABLE channel ADD COLUMN proxy ${text};
ALTER TABLE channel ADD COLUMN sealed_proxy ${bytes};
ALTER TABLE revision ADD COLUMN sealed_proxy ${bytes};
