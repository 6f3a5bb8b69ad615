-- Which of a channel's keys a call is sent with; whether its own secret, the key "main", is in use, and why a rule disabled it: null if
-- it is in use, or if somebody disabled it. test_model: null for the first model.
ALTER TABLE channel ADD COLUMN key_choice VARCHAR(16) DEFAULT 'round_robin' NOT NULL;
ALTER TABLE channel ADD COLUMN main_key_enabled SMALLINT DEFAULT 1 NOT NULL;
ALTER TABLE channel ADD COLUMN main_key_reason ${name};
ALTER TABLE channel ADD COLUMN test_model ${name};

-- Further keys of channels. sealed_secret is bound to key, channel and the host that it is meant for. reason: why a rule disabled it.
CREATE TABLE channel_key (
    seq ${serial},
    id ${id} NOT NULL UNIQUE,
    channel_id ${id} NOT NULL,
    name ${name} NOT NULL,
    enabled SMALLINT NOT NULL,
    reason ${name},
    created_at BIGINT NOT NULL,
    sealed_secret ${bytes} NOT NULL,
    UNIQUE (channel_id, name)
) ${table};
