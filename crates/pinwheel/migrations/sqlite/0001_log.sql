-- The log of every league, its head, and what was asked.

-- One row per league. Positions come from here, updated in the commit's own transaction, so that
-- commit order is reading order.
CREATE TABLE league (
    id       INTEGER PRIMARY KEY,
    slug     TEXT    NOT NULL UNIQUE,
    position INTEGER NOT NULL,
    hash     BLOB    NOT NULL,
    at       INTEGER NOT NULL
) STRICT;

-- What happened, for ever. `body` is the event as JSON; `hash` covers the hash before it.
CREATE TABLE log (
    league   INTEGER NOT NULL REFERENCES league (id),
    position INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    kind     TEXT    NOT NULL,
    body     TEXT    NOT NULL,
    hash     BLOB    NOT NULL,
    PRIMARY KEY (league, position)
) STRICT;

-- What was asked: a repeated request is answered with the first answer.
CREATE TABLE request (
    league   INTEGER NOT NULL REFERENCES league (id),
    id       TEXT    NOT NULL,
    position INTEGER NOT NULL,
    answer   TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (league, id)
) STRICT;

-- The fold so far, to start quickly. Disposable.
CREATE TABLE snapshot (
    league   INTEGER PRIMARY KEY REFERENCES league (id),
    version  INTEGER NOT NULL,
    position INTEGER NOT NULL,
    hash     BLOB    NOT NULL,
    body     TEXT    NOT NULL
) STRICT;

-- One row, rewritten to find out whether the database can be written.
CREATE TABLE pulse (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    at INTEGER NOT NULL
) STRICT;
INSERT INTO pulse (id, at) VALUES (1, 0);
