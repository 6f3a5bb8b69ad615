-- Copies of calls: so many of a hundred go to this channel as well. shadow_channel: a channel's id, null for none.
ALTER TABLE routing_rule ADD COLUMN shadow_channel ${id};
ALTER TABLE routing_rule ADD COLUMN shadow_percent BIGINT DEFAULT 0 NOT NULL;

-- What providers are thought to charge for and no caller pays, by the hour in which it was asked for: an estimate, in no account.
-- purpose: of the second of two attempts at a slow call, or a copy. cost: nano-dollars.
CREATE TABLE unbilled_use (
    starts_at BIGINT NOT NULL,
    channel_id ${id} NOT NULL,
    purpose VARCHAR(8) NOT NULL CHECK (purpose IN ('HEDGE', 'SHADOW')),
    requests BIGINT NOT NULL,
    prompt_tokens BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    cost BIGINT NOT NULL,
    PRIMARY KEY (starts_at, channel_id, purpose)
) ${table};
