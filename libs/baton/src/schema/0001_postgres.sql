-- Baton's tables in PostgreSQL, version 1. The same as for SQLite.
--
-- All times are microseconds since 1970 on the server's own clock, as numbers: no session's time
-- zone can change them.

-- Reads the clock each time, also within one transaction.
CREATE OR REPLACE FUNCTION baton_now() RETURNS BIGINT LANGUAGE sql VOLATILE AS
    'SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::BIGINT';

-- Who may act. One row per key, never deleted: its token only grows.
CREATE TABLE IF NOT EXISTS baton_lease (
    key         TEXT   NOT NULL PRIMARY KEY,
    holder      TEXT,                          -- random per process start; NULL: nobody
    token       BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    boot        TEXT   NOT NULL,               -- SQLite: the boot of the holder's machine
    name        TEXT   NOT NULL,               -- shown to people, never compared
    hinted      BIGINT NOT NULL,               -- 1: the holder also holds what the kernel releases
    granted_at  BIGINT NOT NULL,
    renewed_at  BIGINT NOT NULL,
    yield_token BIGINT NOT NULL                -- the token that is asked to hand over
);

-- Who waits for it, as far as they said. Only ever shown.
CREATE TABLE IF NOT EXISTS baton_waiter (
    key     TEXT   NOT NULL,
    holder  TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (key, holder)
);

-- What was asked, once per key, with the answer. A job is such a row with a phase.
CREATE TABLE IF NOT EXISTS baton_ledger (
    scope       TEXT   NOT NULL,
    key         TEXT   NOT NULL,
    fingerprint TEXT   NOT NULL,
    state       TEXT   NOT NULL,               -- queued, in_flight, failed, done, dead
    body        BYTEA,
    phase       TEXT   NOT NULL,
    claim_token BIGINT NOT NULL,
    claimed_by  TEXT   NOT NULL,
    claim_until BIGINT NOT NULL,               -- short: when another may try
    attempts    BIGINT NOT NULL,
    not_before  BIGINT NOT NULL,
    result      BYTEA,
    error       TEXT,
    created_at  BIGINT NOT NULL,
    keep_until  BIGINT NOT NULL,               -- long: when the answer may be forgotten
    PRIMARY KEY (scope, key)
);
CREATE INDEX IF NOT EXISTS baton_ledger_due ON baton_ledger (scope, state, not_before);
CREATE INDEX IF NOT EXISTS baton_ledger_old ON baton_ledger (keep_until);

-- What a phase of a job produced. The first writer wins.
CREATE TABLE IF NOT EXISTS baton_phase (
    scope       TEXT   NOT NULL,
    key         TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    output      BYTEA  NOT NULL,
    claim_token BIGINT NOT NULL,
    stored_at   BIGINT NOT NULL,
    PRIMARY KEY (scope, key, name)
);

-- Where messages go. The row's lock orders them: commit order is reading order.
CREATE TABLE IF NOT EXISTS baton_destination (
    name     TEXT   NOT NULL PRIMARY KEY,
    last_seq BIGINT NOT NULL
);

-- What is to be said, in order.
CREATE TABLE IF NOT EXISTS baton_outbox (
    destination TEXT   NOT NULL,
    seq         BIGINT NOT NULL,
    dedupe_key  TEXT   NOT NULL UNIQUE,
    endpoint    TEXT   NOT NULL,
    body        BYTEA  NOT NULL,
    state       TEXT   NOT NULL,               -- queued, sending, unknown, sent, parked
    attempts    BIGINT NOT NULL,
    not_before  BIGINT NOT NULL,
    token       BIGINT NOT NULL,               -- of the relay that wrote the row last
    sending_at  BIGINT NOT NULL,               -- when the first attempt began; 0: none
    reference   TEXT,                          -- what the receiver calls it
    error       TEXT,
    created_at  BIGINT NOT NULL,
    changed_at  BIGINT NOT NULL,               -- when an attempt last began or ended
    PRIMARY KEY (destination, seq)
);
CREATE INDEX IF NOT EXISTS baton_outbox_open ON baton_outbox (destination, seq)
    WHERE state IN ('queued', 'sending', 'unknown');

-- How often something may happen.
CREATE TABLE IF NOT EXISTS baton_throttle (
    key TEXT   NOT NULL PRIMARY KEY,
    tat BIGINT NOT NULL                        -- theoretical arrival time of the next one
);

-- What was decided where nobody could know.
CREATE TABLE IF NOT EXISTS baton_audit (
    id      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      BIGINT NOT NULL,
    kind    TEXT   NOT NULL,
    subject TEXT   NOT NULL,
    detail  TEXT   NOT NULL
);
