-- Every request and every entry gets its place in the journal of the node that wrote it: (node, seq). A node's newest place in
-- the books and the life that may write there are in one row, which is the fence.

-- epoch: which life of the node may change money. applied: the highest sequence of its journal that the books have taken in.
-- last_row: the highest sequence that has a request. rows_from: requests below were deleted by policy, their entries were not.
CREATE TABLE node (
    number INTEGER NOT NULL PRIMARY KEY,
    name ${id} NOT NULL UNIQUE,
    epoch BIGINT NOT NULL,
    applied BIGINT NOT NULL CHECK (applied >= 0),
    last_row BIGINT NOT NULL,
    rows_from BIGINT NOT NULL,
    journal ${id},
    lease_until BIGINT NOT NULL
) ${table};
-- The desk is where people and other systems book. It has no journal: its sequence counts what was booked.
INSERT INTO node (number, name, epoch, applied, last_row, rows_from, journal, lease_until)
    VALUES (0, '#desk', 0, 0, 0, 1, NULL, 0);
-- Calls that were booked before nodes had journals.
INSERT INTO node (number, name, epoch, applied, last_row, rows_from, journal, lease_until)
    SELECT 1, '#earlier', 0, COUNT(*), COUNT(*), 1, NULL, 0 FROM request HAVING COUNT(*) > 0;
INSERT INTO node (number, name, epoch, applied, last_row, rows_from, journal, lease_until)
    SELECT 1 + ROW_NUMBER() OVER (ORDER BY s.node), s.node, 0, 0, 0, 1, NULL, ${now}
    FROM (SELECT DISTINCT node FROM slice) s;

ALTER TABLE slice RENAME TO slice_by_name;
CREATE TABLE slice (
    node INTEGER NOT NULL,
    account ${account} NOT NULL,
    granted BIGINT NOT NULL CHECK (granted >= 0),
    spent BIGINT NOT NULL CHECK (spent >= 0),
    returned BIGINT NOT NULL CHECK (returned >= 0),
    PRIMARY KEY (node, account),
    CHECK (spent + returned <= granted)
) ${clustered};
INSERT INTO slice (node, account, granted, spent, returned)
    SELECT n.number, s.account, s.granted, s.spent, s.returned FROM slice_by_name s JOIN node n ON n.name = s.node;
DROP TABLE slice_by_name;

ALTER TABLE request RENAME TO request_by_call;
-- seq: of the record that ended the call in the journal of its node.
-- request_id: null where it is the call's id, as for callers who name none.
-- held: what was set aside at admission, null for a request that was not admitted. Numbers that may be null are zero then.
CREATE TABLE request (
    node INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    call_id ${id} NOT NULL UNIQUE,
    request_id VARCHAR(128),
    arrived_at BIGINT NOT NULL,
    key_id ${id} NOT NULL,
    user_id ${id} NOT NULL,
    caller_group ${name} NOT NULL,
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
    cache_write_hour_tokens BIGINT,
    audio_input_tokens BIGINT,
    image_input_tokens BIGINT,
    audio_output_tokens BIGINT,
    image_output_tokens BIGINT,
    units ${text},
    service_tier VARCHAR(32),
    usage_source VARCHAR(16) NOT NULL,
    held BIGINT,
    price_version INTEGER NOT NULL,
    price_rule BIGINT NOT NULL,
    cost BIGINT NOT NULL CHECK (cost >= 0),
    purchase_rule BIGINT,
    purchase BIGINT CHECK (purchase >= 0),
    first_content_ms BIGINT NOT NULL,
    total_ms BIGINT NOT NULL,
    PRIMARY KEY (node, seq)
) ${clustered};
INSERT INTO request (node, seq, call_id, request_id, arrived_at, key_id, user_id, caller_group, dialect, operation, model,
        streamed, channel_id, provider, upstream_model, attempts, status, error_code, call_end, input_tokens, cache_read_tokens,
        cache_write_tokens, output_tokens, reasoning_tokens, usage_source, held, price_version, price_rule, cost,
        first_content_ms, total_ms)
    SELECT 1, ROW_NUMBER() OVER (ORDER BY r.arrived_at, r.call_id), r.call_id, r.request_id, r.arrived_at, r.key_id, r.user_id,
        COALESCE((SELECT k.routing_group FROM api_key k WHERE k.id = r.key_id), 'default'), r.dialect, r.operation, r.model,
        r.streamed, r.channel_id, r.provider, r.upstream_model, r.attempts, r.status, r.error_code, r.call_end, r.input_tokens,
        r.cache_read_tokens, r.cache_write_tokens, r.output_tokens, r.reasoning_tokens, r.usage_source,
        CASE WHEN r.call_end = 'REFUSED' THEN NULL ELSE r.cost END, r.price_version, 0, r.cost,
        r.first_content_ms, r.total_ms
    FROM request_by_call r;
DROP TABLE request_by_call;
CREATE INDEX request_by_time ON request (arrived_at, node, seq);
CREATE INDEX request_by_key ON request (key_id, arrived_at, node, seq);

ALTER TABLE entry RENAME TO entry_by_id;
-- Append-only: an amount moved from one account (debit) to another (credit). Line 0 of a node's sequence is the one entry that
-- ends a call, settle or void; what else the call or its batch caused follows. What no call caused is the desk's (node 0).
-- corrects: the place of the entry that this one makes good, as node/seq/line.
CREATE TABLE entry (
    node INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    line INTEGER NOT NULL,
    kind VARCHAR(16) NOT NULL,
    debit ${account} NOT NULL,
    credit ${account} NOT NULL,
    amount BIGINT NOT NULL CHECK (amount >= 0),
    reason ${name},
    external_id ${name},
    corrects ${id},
    booked_at BIGINT NOT NULL,
    PRIMARY KEY (node, seq, line)
) ${clustered};
INSERT INTO entry (node, seq, line, kind, debit, credit, amount, reason, external_id, booked_at)
    SELECT r.node, r.seq,
        ROW_NUMBER() OVER (PARTITION BY e.call_id ORDER BY CASE WHEN e.terminal = 1 THEN 0 ELSE 1 END, e.id) - 1,
        e.kind, e.debit, e.credit, e.amount, e.reason, e.external_id, e.booked_at
    FROM entry_by_id e JOIN request r ON r.call_id = e.call_id;
INSERT INTO entry (node, seq, line, kind, debit, credit, amount, reason, external_id, booked_at)
    SELECT 0, ROW_NUMBER() OVER (ORDER BY e.id), 0, e.kind, e.debit, e.credit, e.amount, e.reason, e.external_id, e.booked_at
    FROM entry_by_id e LEFT JOIN request r ON r.call_id = e.call_id
    WHERE r.call_id IS NULL;
UPDATE node SET applied = (SELECT COUNT(*) FROM entry e WHERE e.node = 0) WHERE number = 0;
DROP TABLE entry_by_id;
CREATE UNIQUE INDEX entry_by_external_id ON entry (external_id) ${given};

-- What calls cost the platform, and what it owes for that to its providers.
INSERT INTO account (id, kind, posted, held, lowest) VALUES
    ('provider_cost', 'house', 0, 0, NULL),
    ('provider_payable', 'house', 0, 0, NULL);

-- What a provider says it charges for a channel on a day (days since 1970, UTC), to compare with what was booked.
-- booked: what the day's requests came to when the report was kept, for when they are deleted.
CREATE TABLE provider_report (
    channel_id ${id} NOT NULL,
    day INTEGER NOT NULL,
    amount BIGINT NOT NULL CHECK (amount >= 0),
    note ${name},
    booked BIGINT NOT NULL,
    PRIMARY KEY (channel_id, day)
) ${table};

-- Digests of what the entries of a node were when they were sealed, each with that of the seal before.
CREATE TABLE entry_seal (
    node INTEGER NOT NULL,
    from_seq BIGINT NOT NULL,
    to_seq BIGINT NOT NULL,
    entries BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    digest ${digest} NOT NULL,
    PRIMARY KEY (node, from_seq)
) ${table};

-- How far the audits have come with each node, and what the entries up to there come to for each account.
CREATE TABLE audit_mark (
    node INTEGER NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL
) ${table};
CREATE TABLE audit_sum (
    account ${account} NOT NULL PRIMARY KEY,
    posted BIGINT NOT NULL
) ${table};
