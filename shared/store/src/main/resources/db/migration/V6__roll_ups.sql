-- What calls came to, added up, apart from their rows: lasting when rows are deleted, and quick to read. Filled from rows in the
-- order of each node's sequence by one node at a time, a few rows in each transaction.

-- Work that one node of a cluster does at a time. lease_until is by the database's clock. done_to: how far the work has come.
CREATE TABLE job_lease (
    name ${id} NOT NULL PRIMARY KEY,
    holder ${id} NOT NULL,
    lease_until BIGINT NOT NULL,
    done_to BIGINT NOT NULL
) ${table};
-- done_to of the upkeep: lines of hours before this moment were deleted by policy.
INSERT INTO job_lease (name, holder, lease_until, done_to) VALUES ('upkeep', '', 0, 0);

-- rolled_to: the highest sequence of a node whose rows are in the roll-ups. dropped: what rows deleted by policy came to, so that
-- rows and roll-ups can still be compared. Apart from the table of nodes, whose rows every batch of bills locks.
CREATE TABLE roll_up (
    node INTEGER NOT NULL PRIMARY KEY,
    rolled_to BIGINT NOT NULL,
    dropped_requests BIGINT NOT NULL,
    dropped_tokens BIGINT NOT NULL,
    dropped_cost BIGINT NOT NULL,
    dropped_purchase BIGINT NOT NULL
) ${table};

-- starts_at: the hour or the UTC day in which calls arrived. channel_id: empty for calls that no channel was tried for.
-- first_N and total_N count calls by milliseconds to the first content and, of completed ones, to the end: below 100, 200, 400 …
CREATE TABLE usage_hour (
    starts_at BIGINT NOT NULL,
    user_id ${id} NOT NULL,
    key_id ${id} NOT NULL,
    model ${name} NOT NULL,
    channel_id ${id} NOT NULL,
    requests BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    abandoned BIGINT NOT NULL,
    counted_here BIGINT NOT NULL,
    input_tokens BIGINT NOT NULL,
    cache_read_tokens BIGINT NOT NULL,
    cache_write_tokens BIGINT NOT NULL,
    cache_write_hour_tokens BIGINT NOT NULL,
    output_tokens BIGINT NOT NULL,
    reasoning_tokens BIGINT NOT NULL,
    audio_input_tokens BIGINT NOT NULL,
    image_input_tokens BIGINT NOT NULL,
    audio_output_tokens BIGINT NOT NULL,
    image_output_tokens BIGINT NOT NULL,
    cost BIGINT NOT NULL,
    purchase BIGINT NOT NULL,
    first_ms BIGINT NOT NULL,
    first_0 BIGINT NOT NULL, first_1 BIGINT NOT NULL, first_2 BIGINT NOT NULL, first_3 BIGINT NOT NULL,
    first_4 BIGINT NOT NULL, first_5 BIGINT NOT NULL, first_6 BIGINT NOT NULL, first_7 BIGINT NOT NULL,
    first_8 BIGINT NOT NULL, first_9 BIGINT NOT NULL, first_10 BIGINT NOT NULL, first_11 BIGINT NOT NULL,
    total_ms BIGINT NOT NULL,
    total_0 BIGINT NOT NULL, total_1 BIGINT NOT NULL, total_2 BIGINT NOT NULL, total_3 BIGINT NOT NULL,
    total_4 BIGINT NOT NULL, total_5 BIGINT NOT NULL, total_6 BIGINT NOT NULL, total_7 BIGINT NOT NULL,
    total_8 BIGINT NOT NULL, total_9 BIGINT NOT NULL, total_10 BIGINT NOT NULL, total_11 BIGINT NOT NULL,
    PRIMARY KEY (starts_at, user_id, key_id, model, channel_id)
) ${clustered};
CREATE INDEX usage_hour_by_user ON usage_hour (user_id, starts_at);
CREATE INDEX usage_hour_by_key ON usage_hour (key_id, starts_at);

CREATE TABLE usage_day (
    starts_at BIGINT NOT NULL,
    user_id ${id} NOT NULL,
    key_id ${id} NOT NULL,
    model ${name} NOT NULL,
    channel_id ${id} NOT NULL,
    requests BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    abandoned BIGINT NOT NULL,
    counted_here BIGINT NOT NULL,
    input_tokens BIGINT NOT NULL,
    cache_read_tokens BIGINT NOT NULL,
    cache_write_tokens BIGINT NOT NULL,
    cache_write_hour_tokens BIGINT NOT NULL,
    output_tokens BIGINT NOT NULL,
    reasoning_tokens BIGINT NOT NULL,
    audio_input_tokens BIGINT NOT NULL,
    image_input_tokens BIGINT NOT NULL,
    audio_output_tokens BIGINT NOT NULL,
    image_output_tokens BIGINT NOT NULL,
    cost BIGINT NOT NULL,
    purchase BIGINT NOT NULL,
    first_ms BIGINT NOT NULL,
    first_0 BIGINT NOT NULL, first_1 BIGINT NOT NULL, first_2 BIGINT NOT NULL, first_3 BIGINT NOT NULL,
    first_4 BIGINT NOT NULL, first_5 BIGINT NOT NULL, first_6 BIGINT NOT NULL, first_7 BIGINT NOT NULL,
    first_8 BIGINT NOT NULL, first_9 BIGINT NOT NULL, first_10 BIGINT NOT NULL, first_11 BIGINT NOT NULL,
    total_ms BIGINT NOT NULL,
    total_0 BIGINT NOT NULL, total_1 BIGINT NOT NULL, total_2 BIGINT NOT NULL, total_3 BIGINT NOT NULL,
    total_4 BIGINT NOT NULL, total_5 BIGINT NOT NULL, total_6 BIGINT NOT NULL, total_7 BIGINT NOT NULL,
    total_8 BIGINT NOT NULL, total_9 BIGINT NOT NULL, total_10 BIGINT NOT NULL, total_11 BIGINT NOT NULL,
    PRIMARY KEY (starts_at, user_id, key_id, model, channel_id)
) ${clustered};
CREATE INDEX usage_day_by_user ON usage_day (user_id, starts_at);
CREATE INDEX usage_day_by_key ON usage_day (key_id, starts_at);

-- What is counted otherwise than in tokens, which few calls use.
CREATE TABLE usage_hour_unit (
    starts_at BIGINT NOT NULL,
    user_id ${id} NOT NULL,
    key_id ${id} NOT NULL,
    model ${name} NOT NULL,
    channel_id ${id} NOT NULL,
    unit ${id} NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (starts_at, user_id, key_id, model, channel_id, unit)
) ${clustered};

CREATE TABLE usage_day_unit (
    starts_at BIGINT NOT NULL,
    user_id ${id} NOT NULL,
    key_id ${id} NOT NULL,
    model ${name} NOT NULL,
    channel_id ${id} NOT NULL,
    unit ${id} NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (starts_at, user_id, key_id, model, channel_id, unit)
) ${clustered};

-- Users look at their own requests.
CREATE INDEX request_by_user ON request (user_id, arrived_at, node, seq);
