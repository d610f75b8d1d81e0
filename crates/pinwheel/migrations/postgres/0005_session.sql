-- Who is signed in where. Keys are kept as hashes: whoever reads this table can sign in as nobody.
CREATE TABLE session (
    hash     TEXT    NOT NULL PRIMARY KEY,
    league   BIGINT  NOT NULL REFERENCES league (id),
    governor TEXT    NOT NULL,
    admin    BIGINT  NOT NULL,
    at       BIGINT  NOT NULL
);
CREATE INDEX session_admin ON session (league, admin);

-- Links that sign somebody in, once.
CREATE TABLE one_time (
    hash     TEXT    NOT NULL PRIMARY KEY,
    league   BIGINT  NOT NULL REFERENCES league (id),
    governor TEXT    NOT NULL,
    admin    BIGINT  NOT NULL,
    until    BIGINT  NOT NULL,
    used_at  BIGINT  NOT NULL
);
