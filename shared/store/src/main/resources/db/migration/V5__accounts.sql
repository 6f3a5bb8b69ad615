-- Groups that keys belong to: they decide which channels a key may use, and what its calls cost. Names that keys have already
-- are carried over.
CREATE TABLE caller_group (
    seq ${serial},
    name ${name} NOT NULL UNIQUE,
    description ${name} NOT NULL,
    enabled SMALLINT NOT NULL
) ${table};
INSERT INTO caller_group (name, description, enabled) VALUES ('default', '', 1);
INSERT INTO caller_group (name, description, enabled)
    SELECT DISTINCT routing_group, '', 1 FROM api_key WHERE routing_group <> 'default';

-- What was given away: gifts, rewards and codes.
INSERT INTO account (id, kind, posted, held, lowest) VALUES ('promo', 'house', 0, 0, NULL);

-- What a user's new keys begin with, and who brought the user.
ALTER TABLE gateway_user ADD COLUMN default_group ${name};
ALTER TABLE gateway_user ADD COLUMN invite_code ${id};
ALTER TABLE gateway_user ADD COLUMN invited_by ${id};
CREATE UNIQUE INDEX gateway_user_by_invite_code ON gateway_user (invite_code);
CREATE INDEX gateway_user_by_inviter ON gateway_user (invited_by);

-- One row: what both get when somebody comes by an invitation.
CREATE TABLE invitation_terms (
    id SMALLINT NOT NULL PRIMARY KEY CHECK (id = 1),
    inviter_reward BIGINT NOT NULL CHECK (inviter_reward >= 0),
    invitee_reward BIGINT NOT NULL CHECK (invitee_reward >= 0)
) ${table};
INSERT INTO invitation_terms (id, inviter_reward, invitee_reward) VALUES (1, 0, 0);

-- subject: a key, a user, a group or a model, as scope says. most: in requests, tokens or nano-dollars, as unit says.
CREATE TABLE budget (
    seq ${serial},
    id ${id} NOT NULL UNIQUE,
    name ${name} NOT NULL,
    scope VARCHAR(8) NOT NULL CHECK (scope IN ('KEY', 'USER', 'GROUP', 'MODEL')),
    subject ${name} NOT NULL,
    model ${name},
    period VARCHAR(8) NOT NULL CHECK (period IN ('MINUTE', 'HOUR', 'DAY', 'MONTH', 'TOTAL')),
    unit VARCHAR(8) NOT NULL CHECK (unit IN ('REQUESTS', 'TOKENS', 'COST')),
    most BIGINT NOT NULL CHECK (most >= 0),
    soft_percent INTEGER CHECK (soft_percent BETWEEN 1 AND 100),
    enabled SMALLINT NOT NULL
) ${table};

-- One period of a budget; how much is left of it is in its account. Whoever writes here has locked the budget or the account.
-- warn_at: how little is left when the operator is told; null when that was done, or is not wanted.
CREATE TABLE budget_period (
    account ${account} NOT NULL PRIMARY KEY,
    budget ${id} NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT,
    granted BIGINT NOT NULL,
    warn_at BIGINT
) ${table};
CREATE INDEX budget_period_by_budget ON budget_period (budget, ends_at);
CREATE INDEX budget_period_by_end ON budget_period (ends_at);

-- What somebody is to be told; written together with its cause.
CREATE TABLE notice (
    seq ${serial},
    kind VARCHAR(32) NOT NULL,
    subject ${id} NOT NULL,
    account ${account} NOT NULL,
    spent BIGINT NOT NULL,
    most BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    told_at BIGINT
) ${table};
CREATE INDEX notice_by_account ON notice (account, kind);
CREATE INDEX notice_by_telling ON notice (told_at, seq);

-- Codes that are worth an amount, once. A code itself is shown when it is made and never kept.
CREATE TABLE redemption_batch (
    seq ${serial},
    id ${id} NOT NULL UNIQUE,
    name ${name} NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    codes INTEGER NOT NULL CHECK (codes > 0),
    enabled SMALLINT NOT NULL,
    expires_at BIGINT,
    created_by ${id} NOT NULL,
    created_at BIGINT NOT NULL
) ${table};
CREATE TABLE redemption_code (
    digest ${digest} NOT NULL PRIMARY KEY,
    handle BIGINT NOT NULL,
    batch ${id} NOT NULL,
    number INTEGER NOT NULL,
    redeemed_by ${id},
    redeemed_at BIGINT,
    UNIQUE (batch, number),
    FOREIGN KEY (batch) REFERENCES redemption_batch (id)
) ${table};
CREATE INDEX redemption_code_by_handle ON redemption_code (handle);

-- What a user means to pay. What is credited comes from here and never from whoever reports the payment.
-- price: in the currency's smallest unit. external_id: the provider's name of the payment, once it has one.
CREATE TABLE topup_order (
    seq ${serial},
    id ${id} NOT NULL UNIQUE,
    user_id ${id} NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    price BIGINT NOT NULL CHECK (price >= 0),
    currency VARCHAR(8) NOT NULL,
    provider VARCHAR(32) NOT NULL,
    status VARCHAR(16) NOT NULL CHECK (status IN ('OPEN', 'PAID', 'CANCELLED')),
    external_id ${name},
    created_at BIGINT NOT NULL,
    closed_at BIGINT,
    UNIQUE (provider, external_id),
    FOREIGN KEY (user_id) REFERENCES gateway_user (id)
) ${table};
CREATE INDEX topup_order_by_user ON topup_order (user_id, seq);

-- What providers reported, each event once, and each order paid by one event only.
CREATE TABLE topup_event (
    provider VARCHAR(32) NOT NULL,
    event_id ${name} NOT NULL,
    order_id ${id} NOT NULL UNIQUE,
    reason ${name} NOT NULL,
    heard_at BIGINT NOT NULL,
    PRIMARY KEY (provider, event_id)
) ${table};

-- For statements: what was taken of an account in a time.
CREATE INDEX entry_by_debit ON entry (debit, booked_at);
