-- Who is signed in where. Keys are kept as hashes: whoever reads this table can sign in as nobody.
CREATE TABLE session (
    hash     TEXT    NOT NULL PRIMARY KEY,
    league   INTEGER NOT NULL REFERENCES league (id),
    governor TEXT    NOT NULL,
    admin    INTEGER NOT NULL,
    at       INTEGER NOT NULL
) STRICT;
CREATE INDEX session_admin ON session (league, admin);

-- Links that sign somebody in, once.
CREATE TABLE one_time (
    hash     TEXT    NOT NULL PRIMARY KEY,
    league   INTEGER NOT NULL REFERENCES league (id),
    governor TEXT    NOT NULL,
    admin    INTEGER NOT NULL,
    until    INTEGER NOT NULL,
    used_at  INTEGER NOT NULL
) STRICT;
