-- Baton's tables in SQLite, version 1. The same as for PostgreSQL, and a clock.
--
-- All times are microseconds since 1970 on the store's own clock.

-- The store's clock is the boot clock plus this. Set when a boot is first seen, never within one.
CREATE TABLE IF NOT EXISTS baton_clock (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    boot      TEXT    NOT NULL,
    offset_us INTEGER NOT NULL,
    seen_us   INTEGER NOT NULL                 -- the clock never starts before this
) STRICT;

-- Who may act. One row per key, never deleted: its token only grows.
CREATE TABLE IF NOT EXISTS baton_lease (
    key         TEXT   NOT NULL PRIMARY KEY,
    holder      TEXT,                          -- random per process start; NULL: nobody
    token       INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    boot        TEXT   NOT NULL,               -- SQLite: the boot of the holder's machine
    name        TEXT   NOT NULL,               -- shown to people, never compared
    hinted      INTEGER NOT NULL,               -- 1: the holder also holds what the kernel releases
    granted_at  INTEGER NOT NULL,
    renewed_at  INTEGER NOT NULL,
    yield_token INTEGER NOT NULL                -- the token that is asked to hand over
) STRICT;

-- Who waits for it, as far as they said. Only ever shown.
CREATE TABLE IF NOT EXISTS baton_waiter (
    key     TEXT   NOT NULL,
    holder  TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (key, holder)
) STRICT;

-- What was asked, once per key, with the answer. A job is such a row with a phase.
CREATE TABLE IF NOT EXISTS baton_ledger (
    scope       TEXT   NOT NULL,
    key         TEXT   NOT NULL,
    fingerprint TEXT   NOT NULL,
    state       TEXT   NOT NULL,               -- queued, in_flight, failed, done, dead
    body        BLOB,
    phase       TEXT   NOT NULL,
    claim_token INTEGER NOT NULL,
    claimed_by  TEXT   NOT NULL,
    claim_until INTEGER NOT NULL,               -- short: when another may try
    attempts    INTEGER NOT NULL,
    not_before  INTEGER NOT NULL,
    result      BLOB,
    error       TEXT,
    created_at  INTEGER NOT NULL,
    keep_until  INTEGER NOT NULL,               -- long: when the answer may be forgotten
    PRIMARY KEY (scope, key)
) STRICT;
CREATE INDEX IF NOT EXISTS baton_ledger_due ON baton_ledger (scope, state, not_before);
CREATE INDEX IF NOT EXISTS baton_ledger_old ON baton_ledger (keep_until);

-- What a phase of a job produced. The first writer wins.
CREATE TABLE IF NOT EXISTS baton_phase (
    scope       TEXT   NOT NULL,
    key         TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    output      BLOB  NOT NULL,
    claim_token INTEGER NOT NULL,
    stored_at   INTEGER NOT NULL,
    PRIMARY KEY (scope, key, name)
) STRICT;

-- Where messages go. The row's lock orders them: commit order is reading order.
CREATE TABLE IF NOT EXISTS baton_destination (
    name     TEXT   NOT NULL PRIMARY KEY,
    last_seq INTEGER NOT NULL
) STRICT;

-- What is to be said, in order.
CREATE TABLE IF NOT EXISTS baton_outbox (
    destination TEXT   NOT NULL,
    seq         INTEGER NOT NULL,
    dedupe_key  TEXT   NOT NULL UNIQUE,
    endpoint    TEXT   NOT NULL,
    body        BLOB  NOT NULL,
    state       TEXT   NOT NULL,               -- queued, sending, unknown, sent, parked
    attempts    INTEGER NOT NULL,
    not_before  INTEGER NOT NULL,
    token       INTEGER NOT NULL,               -- of the relay that wrote the row last
    sending_at  INTEGER NOT NULL,               -- when the first attempt began; 0: none
    reference   TEXT,                          -- what the receiver calls it
    error       TEXT,
    created_at  INTEGER NOT NULL,
    changed_at  INTEGER NOT NULL,               -- when an attempt last began or ended
    PRIMARY KEY (destination, seq)
) STRICT;
CREATE INDEX IF NOT EXISTS baton_outbox_open ON baton_outbox (destination, seq)
    WHERE state IN ('queued', 'sending', 'unknown');

-- How often something may happen.
CREATE TABLE IF NOT EXISTS baton_throttle (
    key TEXT   NOT NULL PRIMARY KEY,
    tat INTEGER NOT NULL                        -- theoretical arrival time of the next one
) STRICT;

-- What was decided where nobody could know.
CREATE TABLE IF NOT EXISTS baton_audit (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    kind    TEXT   NOT NULL,
    subject TEXT   NOT NULL,
    detail  TEXT   NOT NULL
) STRICT;
