-- By what users show that it is they, beside their passwords.

-- What their codes of the time are made of (RFC 6238), sealed. confirmed_at: when a first code was shown; null until then, and it does
-- not count. used_step: the time step of the newest code that was accepted, so that none is good twice. wrong, wrong_since: codes that
-- were not right, and since when they are counted.
CREATE TABLE totp (
    user_id ${id} NOT NULL PRIMARY KEY,
    sealed_secret ${bytes} NOT NULL,
    confirmed_at BIGINT,
    used_step BIGINT NOT NULL,
    wrong BIGINT NOT NULL,
    wrong_since BIGINT NOT NULL,
    FOREIGN KEY (user_id) REFERENCES gateway_user (id)
) ${table};

-- Codes for who has lost the device, each good once.
CREATE TABLE recovery_code (
    user_id ${id} NOT NULL,
    digest ${digest} NOT NULL,
    PRIMARY KEY (user_id, digest),
    FOREIGN KEY (user_id) REFERENCES gateway_user (id)
) ${table};

-- Passkeys. credential: SHA-256 of the id that the authenticator gave it. attested: that id and the public key, as the authenticator
-- sent them. signatures: how many it says that it has made; 0 where it does not count.
CREATE TABLE passkey (
    id ${id} NOT NULL PRIMARY KEY,
    user_id ${id} NOT NULL,
    name ${name} NOT NULL,
    credential ${digest} NOT NULL UNIQUE,
    attested ${bytes} NOT NULL,
    signatures BIGINT NOT NULL,
    backup_eligible SMALLINT NOT NULL,
    backed_up SMALLINT NOT NULL,
    made_at BIGINT NOT NULL,
    used_at BIGINT,
    FOREIGN KEY (user_id) REFERENCES gateway_user (id)
) ${table};
CREATE INDEX passkey_by_user ON passkey (user_id, made_at);

-- What passkeys were asked to sign and have, until it would be too old in any case.
CREATE TABLE answered_challenge (
    digest ${digest} NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
) ${table};
CREATE INDEX answered_challenge_by_expiry ON answered_challenge (expires_at);
