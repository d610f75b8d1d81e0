//! Goal: every event ever stored still reads, and is written as it was.
//! Method: one line per kind, kept as text. A line may be added; none may change.

use league::Event;
use league::rules::Param;
use std::collections::BTreeSet;

const STORED: &str = include_str!("golden/events.jsonl");

#[test]
fn every_stored_event_still_reads_and_is_written_the_same() {
    let mut kinds = BTreeSet::new();
    for line in STORED.lines() {
        let event: Event = serde_json::from_str(line).expect(line);
        assert_eq!(serde_json::to_string(&event).expect("serialises"), line);
        kinds.insert(event.kind());
    }
    let known = [
        "awards_given",
        "champion_crowned",
        "cron_set",
        "game_played",
        "governor_joined",
        "league_founded",
        "offseason_began",
        "pace_set",
        "playoff_stage_set",
        "report_written",
        "round_completed",
        "round_tipped_off",
        "season_started",
        "series_won",
        "tiebreak_called",
    ];
    assert_eq!(kinds, BTreeSet::from(known), "every kind has a line");
}

#[test]
fn a_log_from_before_a_parameter_existed_reads_with_its_default() {
    let founded = STORED.lines().next().expect("a line");
    let without = founded.replace("\"court.arc_cm\":675,", "");
    assert_ne!(founded, without);
    let Event::LeagueFounded { spec, .. } = serde_json::from_str(&without).expect("reads") else {
        panic!("the first line is a founding")
    };
    assert_eq!(spec.rules.get(Param::CourtArcCm), Param::CourtArcCm.default_value());
}
