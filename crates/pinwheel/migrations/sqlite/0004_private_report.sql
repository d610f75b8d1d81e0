-- What a round was for one governor, for that one alone: the log is everybody's.
CREATE TABLE private_report (
    league   INTEGER NOT NULL REFERENCES league (id),
    governor TEXT    NOT NULL,
    season   INTEGER NOT NULL,
    round    INTEGER NOT NULL,
    text     TEXT    NOT NULL,
    PRIMARY KEY (league, governor, season, round)
) STRICT;
