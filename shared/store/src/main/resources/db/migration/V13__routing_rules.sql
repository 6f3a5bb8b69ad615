-- How channels are chosen for the calls of a model or of a group of callers. subject: a model or a group's name, as scope says.
-- strategy: null for what is usual. fallbacks: a JSON list of models. canary_channel: a channel's id, null for none.
CREATE TABLE routing_rule (
    seq ${serial},
    id ${id} NOT NULL UNIQUE,
    scope VARCHAR(8) NOT NULL CHECK (scope IN ('MODEL', 'GROUP')),
    subject ${name} NOT NULL,
    strategy VARCHAR(32),
    fallbacks ${text} NOT NULL,
    policy_fallback SMALLINT NOT NULL,
    canary_channel ${id},
    canary_percent BIGINT NOT NULL,
    UNIQUE (scope, subject)
) ${table};
