-- When strangers tried passwords for an account: the newest moments, for a window over all nodes. Of users only.
CREATE TABLE password_attempt (
    user_id ${id} NOT NULL PRIMARY KEY,
    moments VARCHAR(255) NOT NULL,
    FOREIGN KEY (user_id) REFERENCES gateway_user (id)
) ${table};

-- To look for what was done, and for where somebody did it.
CREATE INDEX audit_log_by_action ON audit_log (action, number);
CREATE INDEX audit_log_by_deed ON audit_log (actor, action, number);
