-- Requests that their senders gave an Idempotency-Key, so that the same one is known when it comes again. digest: of that key. request:
-- of what was asked for. written: whether anything was written for it, in the transaction that wrote it. answer: what was said, sealed; null while that is not known.
CREATE TABLE repeatable_request (
    user_id ${id} NOT NULL,
    digest ${digest} NOT NULL,
    request ${digest} NOT NULL,
    begun_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    written SMALLINT DEFAULT 0 NOT NULL,
    answer ${document},
    PRIMARY KEY (user_id, digest),
    FOREIGN KEY (user_id) REFERENCES gateway_user (id)
) ${table};
CREATE INDEX repeatable_request_by_expiry ON repeatable_request (expires_at);

-- What operators tell all users. starts_at, ends_at: between which it is shown; null for at once, and for until it is deleted.
CREATE TABLE announcement (
    seq ${serial},
    id ${id} NOT NULL UNIQUE,
    title ${name} NOT NULL,
    body ${text} NOT NULL,
    severity VARCHAR(16) NOT NULL,
    starts_at BIGINT,
    ends_at BIGINT,
    made_at BIGINT NOT NULL
) ${table};
