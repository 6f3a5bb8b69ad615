-- What was done in management: a row for each transaction that wrote something, written by that transaction. subject: the id that
-- the path names, or nothing. given: what was asked for, without secrets. changes: settings as they were before and after. digest:
-- of the row and the digest before it, so that a row that is changed or dropped later is missed.
CREATE TABLE audit_log (
    number BIGINT NOT NULL PRIMARY KEY,
    done_at BIGINT NOT NULL,
    actor ${id} NOT NULL,
    address VARCHAR(64) NOT NULL,
    request_id VARCHAR(128) NOT NULL,
    action ${name} NOT NULL,
    subject ${name} NOT NULL,
    given ${text} NOT NULL,
    changes ${text} NOT NULL,
    digest ${digest} NOT NULL
) ${table};
CREATE INDEX audit_log_by_actor ON audit_log (actor, number);
CREATE INDEX audit_log_by_subject ON audit_log (subject, number);

-- One row: the end of that chain. Whoever appends has locked it.
CREATE TABLE audit_end (
    id SMALLINT NOT NULL PRIMARY KEY CHECK (id = 1),
    number BIGINT NOT NULL,
    digest ${digest}
) ${table};
INSERT INTO audit_end (id, number, digest) VALUES (1, 0, NULL);

-- Who was there first may do what no administrator may: make others like themselves, and go back to an earlier configuration.
UPDATE gateway_user SET role = 'root' WHERE id = 'admin';
