-- Answers that callers of the Responses API want to go on from. Empty unless the operator switched that on: they hold what
-- was said. Sealed under the master key; bounded by time and by number for each user.
CREATE TABLE kept_answer (
    user_id ${id} NOT NULL,
    id ${name} NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    conversation ${document} NOT NULL,
    PRIMARY KEY (user_id, id),
    FOREIGN KEY (user_id) REFERENCES gateway_user (id)
) ${table};
CREATE INDEX kept_answer_by_expiry ON kept_answer (expires_at);
CREATE INDEX kept_answer_by_age ON kept_answer (user_id, made_at);
