-- Whoever looks for a rare model or status looks through very many rows: with these columns in it the index alone is read, and
-- rows only of what was found.
CREATE INDEX request_by_arrival ON request (arrived_at, node, seq, model, status);
DROP INDEX request_by_time ${on_request};
