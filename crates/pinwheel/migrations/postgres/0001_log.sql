-- The log of every league, its head, and what was asked.

-- One row per league. Positions come from here, updated in the commit's own transaction, so that
-- commit order is reading order.
CREATE TABLE league (
    id       BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug     TEXT    NOT NULL UNIQUE,
    position BIGINT  NOT NULL,
    hash     BYTEA   NOT NULL,
    at       BIGINT  NOT NULL
);

-- What happened, for ever. `body` is the event as JSON; `hash` covers the hash before it.
CREATE TABLE log (
    league   BIGINT  NOT NULL REFERENCES league (id),
    position BIGINT  NOT NULL,
    at       BIGINT  NOT NULL,
    kind     TEXT    NOT NULL,
    body     TEXT    NOT NULL,
    hash     BYTEA   NOT NULL,
    PRIMARY KEY (league, position)
);

-- What was asked: a repeated request is answered with the first answer.
CREATE TABLE request (
    league   BIGINT  NOT NULL REFERENCES league (id),
    id       TEXT    NOT NULL,
    position BIGINT  NOT NULL,
    answer   TEXT    NOT NULL,
    at       BIGINT  NOT NULL,
    PRIMARY KEY (league, id)
);

-- The fold so far, to start quickly. Disposable.
CREATE TABLE snapshot (
    league   BIGINT  PRIMARY KEY REFERENCES league (id),
    version  BIGINT  NOT NULL,
    position BIGINT  NOT NULL,
    hash     BYTEA   NOT NULL,
    body     TEXT    NOT NULL
);

-- One row, rewritten to find out whether the database can be written.
CREATE TABLE pulse (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    at BIGINT  NOT NULL
);
INSERT INTO pulse (id, at) VALUES (1, 0);
