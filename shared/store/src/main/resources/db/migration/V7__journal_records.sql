-- The journals of nodes whose disks are thrown away with them (journal.mode: database); empty otherwise. Only the newest life of
-- a node writes here. No prompts and no keys.
CREATE TABLE journal_record (
    node INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    payload ${document} NOT NULL,
    PRIMARY KEY (node, seq)
) ${clustered};
