-- What a round was for one governor, for that one alone: the log is everybody's.
CREATE TABLE private_report (
    league   BIGINT  NOT NULL REFERENCES league (id),
    governor TEXT    NOT NULL,
    season   BIGINT  NOT NULL,
    round    BIGINT  NOT NULL,
    text     TEXT    NOT NULL,
    PRIMARY KEY (league, governor, season, round)
);
