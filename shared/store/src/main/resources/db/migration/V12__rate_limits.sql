-- How often users, groups and models may be called for; the limits of keys are columns of api_key. subject: a user's id, a group's
-- name or a model, as scope says. null: no limit of that kind.
CREATE TABLE rate_limit (
    seq ${serial},
    id ${id} NOT NULL UNIQUE,
    scope VARCHAR(8) NOT NULL CHECK (scope IN ('USER', 'GROUP', 'MODEL')),
    subject ${name} NOT NULL,
    requests_per_minute BIGINT,
    tokens_per_minute BIGINT,
    concurrency BIGINT,
    UNIQUE (scope, subject)
) ${table};
