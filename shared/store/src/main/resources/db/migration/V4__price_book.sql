-- Prices by rule: one row for as long as it says the same, from the version that brought it up to the one that took it away.
-- sheet: rates, tiers, factors, hours and minimum as JSON, dollars written as in conf/prices.
CREATE TABLE price_version (
    version INTEGER NOT NULL PRIMARY KEY,
    valid_from BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    source ${name} NOT NULL,
    note ${text}
) ${table};

CREATE TABLE price_rule (
    id ${serial},
    kind VARCHAR(16) NOT NULL CHECK (kind IN ('SALE', 'PURCHASE', 'LIST')),
    origin VARCHAR(16) NOT NULL CHECK (origin IN ('FILE', 'OPERATOR')),
    model ${name} NOT NULL,
    provider ${name},
    channel_id ${id},
    caller_group ${name},
    valid_from BIGINT,
    valid_until BIGINT,
    sheet ${text} NOT NULL,
    from_version INTEGER NOT NULL,
    until_version INTEGER
) ${table};
CREATE INDEX price_rule_by_version ON price_rule (until_version, from_version);

-- Multipliers of all that callers of a group pay, in parts per million.
CREATE TABLE price_group (
    id ${serial},
    name ${name} NOT NULL,
    origin VARCHAR(16) NOT NULL CHECK (origin IN ('FILE', 'OPERATOR')),
    factor BIGINT NOT NULL CHECK (factor >= 0),
    from_version INTEGER NOT NULL,
    until_version INTEGER
) ${table};

-- Books kept so far were whole copies; each keeps its version, so that the bills made by it can still be computed.
INSERT INTO price_version (version, valid_from, created_at, source)
    SELECT version, 0, 0, 'carried over' FROM price_book GROUP BY version;
INSERT INTO price_rule (kind, origin, model, sheet, from_version, until_version)
    SELECT 'SALE', 'FILE', b.model,
        CONCAT('{"input":', b.input_per_million, 'e-9,"cache-read":', b.cache_read_per_million,
            'e-9,"cache-write":', b.cache_write_per_million, 'e-9,"output":', b.output_per_million,
            'e-9,"reasoning":', b.reasoning_per_million, 'e-9,"per-request":', b.per_request, 'e-9}'),
        b.version, (SELECT MIN(later.version) FROM price_book later WHERE later.version > b.version)
    FROM price_book b;
DROP TABLE price_book;
