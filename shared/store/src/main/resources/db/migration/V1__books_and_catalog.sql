-- Types in dollar braces are filled in by SqlDialect; everything else is one text for all databases.
-- Times are milliseconds since 1970, money is nano-dollars, booleans are 0 or 1.

-- One row: the number of the newest configuration change.
CREATE TABLE generation (
    id SMALLINT NOT NULL PRIMARY KEY CHECK (id = 1),
    number BIGINT NOT NULL
) ${table};
INSERT INTO generation (id, number) VALUES (1, 1);

CREATE TABLE gateway_user (
    seq ${serial},
    id ${id} NOT NULL UNIQUE,
    name ${name} NOT NULL UNIQUE,
    role ${id} NOT NULL,
    enabled SMALLINT NOT NULL,
    unlimited SMALLINT NOT NULL,
    password_hash VARCHAR(512)
) ${table};

-- Where money or an allowance is kept. The balance is here and nowhere else, so that saving a user never touches it.
-- kind: user and house accounts hold money and take part in the double entries; an allowance is a key's budget.
-- posted: what all entries come to. held: what nodes have drawn and neither spent nor given back.
-- lowest: posted - held never falls below this; null for accounts that may go down without end.
CREATE TABLE account (
    id ${account} NOT NULL PRIMARY KEY,
    kind VARCHAR(16) NOT NULL CHECK (kind IN ('user', 'house', 'allowance')),
    posted BIGINT NOT NULL,
    held BIGINT NOT NULL CHECK (held >= 0),
    lowest BIGINT CHECK (lowest <= 0)
) ${table};
INSERT INTO account (id, kind, posted, held, lowest) VALUES
    ('revenue', 'house', 0, 0, NULL),
    ('writeoff', 'house', 0, 0, NULL),
    ('topup_clearing', 'house', 0, 0, NULL);

INSERT INTO gateway_user (id, name, role, enabled, unlimited) VALUES ('admin', 'admin', 'admin', 1, 1);
INSERT INTO account (id, kind, posted, held, lowest) VALUES ('user:admin', 'user', 0, 0, NULL);

-- What a node has drawn of an account: granted - spent - returned is still open. Whoever writes here has locked the account.
CREATE TABLE slice (
    node ${id} NOT NULL,
    account ${account} NOT NULL,
    granted BIGINT NOT NULL CHECK (granted >= 0),
    spent BIGINT NOT NULL CHECK (spent >= 0),
    returned BIGINT NOT NULL CHECK (returned >= 0),
    PRIMARY KEY (node, account),
    CHECK (spent + returned <= granted)
) ${table};

-- Append-only: an amount moved from one account (debit) to another (credit).
-- terminal is 1 for the one entry that ends a call, else null.
CREATE TABLE entry (
    id ${appended},
    kind VARCHAR(16) NOT NULL CHECK (kind IN ('settle', 'void', 'writeoff', 'adjust', 'topup', 'gift')),
    call_id ${id},
    terminal SMALLINT CHECK (terminal = 1),
    debit ${account} NOT NULL,
    credit ${account} NOT NULL,
    amount BIGINT NOT NULL CHECK (amount >= 0),
    reason ${name},
    external_id ${name},
    booked_at BIGINT NOT NULL,
    UNIQUE (call_id, terminal)
) ${table};
CREATE UNIQUE INDEX entry_by_external_id ON entry (external_id) ${given};

-- What is kept of one request; never a prompt, an answer or a key.
CREATE TABLE request (
    call_id ${id} NOT NULL PRIMARY KEY,
    request_id VARCHAR(128) NOT NULL,
    arrived_at BIGINT NOT NULL,
    key_id ${id} NOT NULL,
    user_id ${id} NOT NULL,
    dialect VARCHAR(32) NOT NULL,
    operation VARCHAR(32) NOT NULL,
    model ${name} NOT NULL,
    streamed SMALLINT NOT NULL,
    channel_id ${id},
    provider ${name},
    upstream_model ${name},
    attempts INTEGER NOT NULL,
    status INTEGER NOT NULL,
    error_code VARCHAR(128),
    call_end VARCHAR(32) NOT NULL,
    input_tokens BIGINT NOT NULL,
    cache_read_tokens BIGINT NOT NULL,
    cache_write_tokens BIGINT NOT NULL,
    output_tokens BIGINT NOT NULL,
    reasoning_tokens BIGINT NOT NULL,
    usage_source VARCHAR(16) NOT NULL,
    price_version INTEGER NOT NULL,
    cost BIGINT NOT NULL CHECK (cost >= 0),
    first_content_ms BIGINT NOT NULL,
    total_ms BIGINT NOT NULL
) ${clustered};
CREATE INDEX request_by_time ON request (arrived_at, call_id);
CREATE INDEX request_by_key ON request (key_id, arrived_at, call_id);

-- Prices that bills were computed with, kept for good.
CREATE TABLE price_book (
    version INTEGER NOT NULL,
    model ${name} NOT NULL,
    input_per_million BIGINT NOT NULL CHECK (input_per_million >= 0),
    cache_read_per_million BIGINT NOT NULL CHECK (cache_read_per_million >= 0),
    cache_write_per_million BIGINT NOT NULL CHECK (cache_write_per_million >= 0),
    output_per_million BIGINT NOT NULL CHECK (output_per_million >= 0),
    reasoning_per_million BIGINT NOT NULL CHECK (reasoning_per_million >= 0),
    per_request BIGINT NOT NULL CHECK (per_request >= 0),
    PRIMARY KEY (version, model)
) ${table};

-- handle: the first eight bytes of the digest, to look up by; the whole is compared outside, in constant time.
CREATE TABLE api_key (
    seq ${serial},
    id ${id} NOT NULL UNIQUE,
    handle BIGINT NOT NULL,
    digest ${digest} NOT NULL UNIQUE,
    name ${name} NOT NULL,
    hint VARCHAR(64) NOT NULL,
    user_id ${id} NOT NULL,
    routing_group ${name} NOT NULL,
    enabled SMALLINT NOT NULL,
    expires_at BIGINT,
    models ${text} NOT NULL,
    networks ${text} NOT NULL,
    requests_per_minute BIGINT,
    tokens_per_minute BIGINT,
    concurrency BIGINT,
    budget BIGINT CHECK (budget >= 0),
    created_at BIGINT NOT NULL,
    UNIQUE (user_id, name),
    FOREIGN KEY (user_id) REFERENCES gateway_user (id)
) ${table};
CREATE INDEX api_key_by_handle ON api_key (handle);

-- Lists and maps are JSON. sealed_secret is AES-256-GCM, bound to the channel and the host it is meant for.
CREATE TABLE channel (
    seq ${serial},
    id ${id} NOT NULL UNIQUE,
    name ${name} NOT NULL UNIQUE,
    provider ${name} NOT NULL,
    base_url VARCHAR(2048),
    models ${text} NOT NULL,
    model_patterns ${text} NOT NULL,
    list_upstream SMALLINT NOT NULL,
    model_mapping ${text} NOT NULL,
    caller_groups ${text} NOT NULL,
    priority INTEGER NOT NULL,
    weight INTEGER NOT NULL,
    enabled SMALLINT NOT NULL,
    private_addresses SMALLINT NOT NULL,
    parameters ${text} NOT NULL,
    timeouts ${text} NOT NULL,
    model_timeouts ${text} NOT NULL,
    sealed_secret ${bytes}
) ${table};

CREATE TABLE token (
    digest ${digest} NOT NULL PRIMARY KEY,
    handle BIGINT NOT NULL,
    purpose VARCHAR(16) NOT NULL,
    user_id ${id} NOT NULL,
    expires_at BIGINT,
    FOREIGN KEY (user_id) REFERENCES gateway_user (id)
) ${table};
CREATE INDEX token_by_handle ON token (handle);
