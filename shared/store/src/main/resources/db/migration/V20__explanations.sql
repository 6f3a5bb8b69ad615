-- How calls went that failed, were tried again, were slow, or are a sample: channels considered, attempts, times. document: JSON.
-- The newest by seq; the oldest go by number and with the rows of requests. Whose call it was is in the document.
CREATE TABLE request_explanation (
    seq ${serial},
    call_id ${id} NOT NULL UNIQUE,
    arrived_at BIGINT NOT NULL,
    document ${text} NOT NULL
) ${table};

-- Whether answers may tell a key's holder which channel they are from.
ALTER TABLE api_key ADD COLUMN may_explain SMALLINT DEFAULT 0 NOT NULL;

-- Second attempts at slow calls: so many of a hundred at most, 0 for none. hedge_after: milliseconds that the first is waited for,
-- null for what 95 of a hundred calls of the model take to begin.
ALTER TABLE routing_rule ADD COLUMN hedge_after BIGINT;
ALTER TABLE routing_rule ADD COLUMN hedge_percent BIGINT DEFAULT 0 NOT NULL;
