-- Whether people may sign up by themselves, with somebody's invitation code.
ALTER TABLE invitation_terms ADD COLUMN open_sign_up SMALLINT DEFAULT 0 NOT NULL;

-- Somebody who is signed in, in one browser. refresh_digest: of the token that is good now; former_digest: of the one before, which
-- is shown again only by a copy.
CREATE TABLE user_session (
    id ${id} NOT NULL PRIMARY KEY,
    user_id ${id} NOT NULL,
    refresh_digest ${digest} NOT NULL,
    former_digest ${digest},
    begun_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    address VARCHAR(64) NOT NULL,
    agent ${name} NOT NULL,
    FOREIGN KEY (user_id) REFERENCES gateway_user (id)
) ${table};
CREATE INDEX user_session_by_user ON user_session (user_id, begun_at);
CREATE INDEX user_session_by_expiry ON user_session (expires_at);

-- Of management tokens that users make: what they are called, and a JSON list of what they may be used for; null for everything.
ALTER TABLE token ADD COLUMN id ${id};
ALTER TABLE token ADD COLUMN name ${name};
ALTER TABLE token ADD COLUMN scopes ${text};
ALTER TABLE token ADD COLUMN made_at BIGINT;
CREATE INDEX token_by_user ON token (user_id, purpose);

-- Until now these were sessions of twelve hours; they would go on in no list. Their holders sign in again.
DELETE FROM token WHERE purpose = 'MANAGEMENT' AND expires_at IS NOT NULL;
