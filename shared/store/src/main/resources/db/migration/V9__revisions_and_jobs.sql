-- What was changed in the configuration: a line for each row that a change touched. number: the generation that the change made.
-- author: who made it, a user or the gateway itself. kind, subject: the row. before_row, after_row: its settings as JSON, null where
-- there was none; a secret is there as a digest of its sealed bytes. sealed_secret: those bytes, as they were before.
CREATE TABLE revision (
    number BIGINT NOT NULL,
    line INTEGER NOT NULL,
    changed_at BIGINT NOT NULL,
    author ${id} NOT NULL,
    note ${name},
    kind VARCHAR(32) NOT NULL,
    subject ${name} NOT NULL,
    before_row ${text},
    after_row ${text},
    sealed_secret ${bytes},
    PRIMARY KEY (number, line)
) ${clustered};
CREATE INDEX revision_by_time ON revision (changed_at, number);

-- More work that one node of a cluster does at a time.
INSERT INTO job_lease (name, holder, lease_until, done_to) VALUES
    ('slices', '', 0, 0), ('budgets', '', 0, 0), ('answers', '', 0, 0), ('seals', '', 0, 0);

-- left_at: when the node last stopped of its own accord; null while it runs, and for one that was lost.
ALTER TABLE node ADD COLUMN left_at BIGINT;
