//! Goal: a report is kept once, never before its round has been shown, and never holds up the season.
//! Method: reports handed to the league at every moment of a round.

mod common;

use common::{Played, spec};
use league::chain::{GENESIS, entry_hash};
use league::dice::Seed;
use league::governance::Closing;
use league::report::{About, Report, TEXT_MAX};
use league::units::UnixMillis;
use league::verify::{Stored, Verifier};
use league::view::Plays;
use league::{Command, Event, Intent, Rejection, Step, View, decide, next_step, react};

const NO_PLAYS: &Plays = &Plays::new();

fn report(about: About, text: &str) -> Report {
    Report { about, text: text.into(), by: "templates".into() }
}

fn on_game(matchup: u8) -> About {
    About::by_name(&format!("s1r1g{matchup}")).expect("a game")
}

fn file(played: &Played, round: u16, report: Report) -> Result<Vec<Event>, Rejection> {
    let command = Command::FileReport { season: 1, round, report };
    decide(&played.state, command, played.now, Seed([7; 32]))
}

fn complete(played: &mut Played, reports: Vec<Report>) {
    played.now = played.now.plus(600_000);
    let Some(Step::Complete { season, round }) = played.state.league().map(next_step) else {
        panic!("a round is being shown")
    };
    let closing = Closing::default();
    played.ask(Command::CompleteRound { season, round, reports, closing });
}

#[test]
fn a_tip_off_asks_for_every_report_of_its_round() {
    let mut played = Played::founded(spec());
    played.step();
    let tipped = played.events.iter().find(|it| it.kind() == "round_tipped_off").expect("played");
    let intents = react(tipped);
    assert_eq!(intents.len(), 4 + 3 + 1, "{intents:?}");
    assert!(intents.contains(&Intent::Write { season: 1, round: 1, about: on_game(4) }));
    let others = played.events.iter().filter(|it| it.kind() != "round_tipped_off");
    assert!(others.flat_map(react).next().is_none());
}

#[test]
fn what_is_ready_comes_with_the_end_of_the_round_and_the_rest_after_it_once() {
    let mut played = Played::founded(spec());
    played.step();
    assert_eq!(file(&played, 1, report(About::Round, "Early.")), Err(Rejection::NothingToReport));
    let ready = vec![report(About::Round, "Told."), report(on_game(2), "A game.")];
    complete(&mut played, ready.clone());
    let Some(Event::RoundCompleted { reports, .. }) = played.events.last() else { panic!() };
    assert_eq!(reports.len(), 2);
    assert_eq!(file(&played, 1, ready[0].clone()), Err(Rejection::AlreadyReported));
    let late = report(About::Highlights, "Late.");
    played.ask(Command::FileReport { season: 1, round: 1, report: late.clone() });
    assert_eq!(file(&played, 1, late), Err(Rejection::AlreadyReported));
    assert_eq!(file(&played, 2, report(About::Round, "x")), Err(Rejection::NothingToReport));
    let view = View::at(&played.state, NO_PLAYS, played.now).expect("founded");
    let filed = view.reports(1, 1).expect("shown");
    let end = played.state.position();
    assert_eq!(
        filed.iter().map(|it| it.1).collect::<Vec<_>>(),
        [end - 1, end - 1, end],
        "{filed:?}"
    );
}

#[test]
fn what_cannot_be_kept_is_left_out_and_the_round_ends_all_the_same() {
    let mut played = Played::founded(spec());
    played.step();
    let too_long = "x".repeat(TEXT_MAX + 1);
    let reports = vec![
        report(About::Round, &too_long),
        report(About::Highlights, "One."),
        report(About::Highlights, "Another."),
        report(About::by_name("s1r2g1").expect("an id"), "Of another round."),
        report(on_game(5), "Of a game that was not played."),
    ];
    complete(&mut played, reports);
    let Some(Event::RoundCompleted { reports, .. }) = played.events.last() else { panic!() };
    assert_eq!(*reports, [report(About::Highlights, "One.")]);
}

#[test]
fn a_report_may_come_after_its_season() {
    let mut played = Played::founded(spec());
    played.season();
    let late = |round| Command::FileReport {
        season: 1,
        round,
        report: report(About::Round, "After all."),
    };
    played.step();
    played.ask(late(21));
    let again = decide(&played.state, late(21), played.now, Seed([7; 32]));
    assert_eq!(again, Err(Rejection::AlreadyReported));
    let never = decide(&played.state, late(99), played.now, Seed([7; 32]));
    assert_eq!(never, Err(Rejection::NothingToReport));
    let view = View::at(&played.state, NO_PLAYS, played.now).expect("founded");
    assert_eq!(view.reports(1, 21).map(Vec::len), Some(1));
}

#[test]
fn a_log_with_reports_verifies_and_a_report_out_of_place_does_not() {
    let mut played = Played::founded(spec());
    played.step();
    complete(&mut played, vec![report(About::Round, "Told.")]);
    played.ask(Command::FileReport {
        season: 1,
        round: 1,
        report: report(About::Governance, "Later."),
    });
    assert!(verified(&played.events).is_ok());
    let last = played.events.last().cloned().expect("events");
    played.events.push(last);
    assert!(verified(&played.events).is_err(), "the same report twice");
}

/// Feeds the events as a log whose entries were stored when they happened.
fn verified(events: &[Event]) -> Result<(), String> {
    let mut verifier = Verifier::new();
    let (mut hash, mut at) = (GENESIS, UnixMillis(0));
    for (position, event) in (1..).zip(events) {
        at = UnixMillis(at.0.max(when(event).unwrap_or(at).0));
        let body = serde_json::to_string(event).expect("serialises");
        hash = entry_hash(&hash, position, at, &body);
        let entry = Stored { position, at, kind: event.kind(), body: &body, hash: &hash };
        verifier.feed(entry, event).map_err(|it| it.to_string())?;
    }
    verifier.finish().map(|_| ()).map_err(|it| it.to_string())
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the others come in the commit of one of these")]
fn when(event: &Event) -> Option<UnixMillis> {
    match event {
        Event::LeagueFounded { at, .. }
        | Event::RoundCompleted { at, .. }
        | Event::ReportWritten { at, .. } => Some(*at),
        Event::RoundTippedOff { tip_off, .. } => Some(*tip_off),
        _ => None,
    }
}
