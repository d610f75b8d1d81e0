//! Goal: a season goes its whole way, the same every time, and nothing can be played twice.
//! Method: the clock's own loop over `next_step`, in virtual time.

mod common;

use common::{Played, spec};
use league::chain::{GENESIS, entry_hash, hex};
use league::dice::Seed;
use league::season::AwardKind;
use league::units::UnixMillis;
use league::view::{Plays, Status};
use league::{Command, Event, Rejection, Stage, State, View, decide};

fn kinds(events: &[Event]) -> Vec<&'static str> {
    let mut kinds: Vec<&str> =
        events.iter().map(Event::kind).filter(|it| *it != "game_played").collect();
    kinds.dedup();
    kinds
}

fn chain(events: &[Event]) -> String {
    let body = |it: &Event| serde_json::to_string(it).expect("serialises");
    let hash = (1..)
        .zip(events)
        .fold(GENESIS, |hash, (at, it)| entry_hash(&hash, at, UnixMillis(0), &body(it)));
    hex(&hash)
}

#[test]
fn a_season_goes_from_setup_to_a_champion_and_on() {
    let mut played = Played::founded(spec());
    played.season();
    let view = View::at(&played.state, NO_PLAYS, played.now).expect("founded");
    assert_eq!(view.regular_rounds(), 21);
    assert!(view.champion().is_some());
    assert_eq!(view.awards().len(), AwardKind::ALL.len());
    let bracket = view.bracket();
    assert_eq!(bracket.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
    assert!(bracket.iter().flatten().all(|it| it.winner.is_some()));
    assert_eq!(bracket[1][0].winner, view.champion());
    let wins: u16 = view.standings().iter().map(|it| it.wins).sum();
    assert_eq!(wins, 84);
    let ends = &kinds(&played.events)[..];
    assert_eq!(ends[..2], ["league_founded", "season_started"]);
    assert_eq!(
        ends[ends.len() - 5..],
        ["round_completed", "series_won", "champion_crowned", "awards_given", "offseason_began"]
    );

    played.step();
    assert_eq!(played.view_stage(), Stage::Regular);
    let past = &played.state.league().expect("founded").past;
    assert_eq!((past.len(), past[0].number, past[0].games.len() >= 84 + 7), (1, 1, true));
}

const NO_PLAYS: &Plays = &Plays::new();

#[test]
fn the_same_file_and_seed_give_the_same_season_everywhere() {
    let mut played = Played::founded(spec());
    played.season();
    expect_test::expect!["6ba9ed91fe029a32ff040be86f8dbc85900735aac793eccb88fb57aed49f3d0e"]
        .assert_eq(&chain(&played.events));
}

#[test]
fn replaying_the_log_gives_the_live_state() {
    let mut played = Played::founded(spec());
    played.season();
    played.season();
    let mut replayed = State::default();
    for event in &played.events {
        let stored = serde_json::to_string(event).expect("serialises");
        replayed.evolve(&serde_json::from_str(&stored).expect("reads"));
    }
    assert_eq!(replayed, played.state);
    let snapshot = serde_json::to_string(&played.state).expect("serialises");
    assert_eq!(serde_json::from_str::<State>(&snapshot).expect("reads"), played.state);
}

#[test]
fn a_round_cannot_be_played_twice_or_out_of_turn() {
    let mut played = Played::founded(spec());
    let play = |season, round| Command::PlayRound { season, round, secret: None };
    played.ask(play(1, 1));
    for command in [play(1, 1), play(1, 2), play(2, 1), Command::StartSeason { season: 2 }] {
        let no = decide(&played.state, command, played.now, Seed([1; 32])).expect_err("not next");
        assert!(matches!(no, Rejection::NotNext { .. }), "{no}");
    }
    let no = decide(&played.state, Command::Found(Box::new(spec())), played.now, Seed([1; 32]));
    assert_eq!(no, Err(Rejection::AlreadyFounded));
    let no = decide(&State::default(), play(1, 1), played.now, Seed([1; 32]));
    assert_eq!(no, Err(Rejection::NoLeague));
}

#[test]
fn spectators_know_only_what_has_been_shown() {
    let mut played = Played::founded(spec());
    played.ask(Command::PlayRound { season: 1, round: 1, secret: None });
    let mut plays = Plays::new();
    for event in &played.events {
        if let Event::GamePlayed(game) = event {
            plays.insert(game.id, game.plays.clone().into());
        }
    }
    let tip = played.now;
    let mut scores = [0_u32; 4];
    let mut finals = 0;
    for step in 0..200 {
        let view = View::at(&played.state, &plays, tip.plus(step * 1_000)).expect("founded");
        let decided: u16 = view.standings().iter().map(|it| it.wins).sum();
        let cards = view.latest_games();
        let over = cards.iter().filter(|it| matches!(it.status, Status::Final { .. })).count();
        assert_eq!(usize::from(decided), over, "the table counts what has ended and nothing else");
        assert!(over >= finals, "a final stays final");
        finals = over;
        for (card, before) in cards.iter().zip(&mut scores) {
            let sum = card.status.score().map_or(0, |it| it.iter().map(|it| u32::from(*it)).sum());
            assert!(sum >= *before, "a score never falls");
            *before = sum;
            let game = view.game(card.id, &plays[&card.id]).expect("tipped off");
            assert_eq!(
                Some(game.boxes.score()),
                card.status.score(),
                "the box is what has been shown"
            );
            assert_eq!(game.seed.is_some(), game.over, "the seed is told at the end");
        }
    }
    assert_eq!(finals, 4, "all over after 200 seconds at pace fast");
    let before = View::at(&played.state, &plays, tip.plus(-1)).expect("founded");
    assert!(before.latest_games().iter().all(|it| it.status.score() == Some([0, 0])));
}

#[test]
fn the_next_playoff_round_is_known_only_after_the_one_before() {
    let mut played = Played::founded(spec());
    while played.view_stage() != Stage::Playoffs {
        played.step();
    }
    for _ in 0..6 {
        let view = View::at(&played.state, NO_PLAYS, played.now).expect("founded");
        let known = view.rounds().last().map(|it| it.tip_off.is_none());
        let showing = view.show().is_some_and(|it| !it.3);
        if played.view_stage() == Stage::Playoffs {
            assert_eq!(known, Some(!showing));
        }
        played.step();
    }
}

#[test]
fn a_level_table_is_settled_by_deciding_games() {
    // Found a seed whose season has teams level on every count at the line; with 21 rounds that is
    // rare, so the league here is as small as it can be: one round robin of four teams.
    use league::rules::Param;
    let rules = |it: league::rules::Rules| {
        it.with(Param::LeagueRoundRobins, 1)
            .and_then(|it| it.with(Param::LeaguePlayoffTeams, 2))
            .and_then(|it| it.with(Param::EndMode, 2))
            .and_then(|it| it.with(Param::EndTargetScore, 5))
            .and_then(|it| it.with(Param::ScoreArc, 1))
            .and_then(|it| it.with(Param::ScoreInside, 1))
            .expect("legal")
    };
    for seed in 0..400 {
        let mut small = spec();
        small.teams.truncate(4);
        small.seed = Some(Seed::from_text(&format!("level {seed}")));
        small.rules = rules(small.rules);
        let mut played = Played::founded(small);
        played.season();
        let Some(at) = played.events.iter().position(|it| it.kind() == "tiebreak_called") else {
            continue;
        };
        let after = kinds(&played.events[at..]);
        assert_eq!(after[..2], ["tiebreak_called", "round_tipped_off"]);
        assert!(after.contains(&"playoff_stage_set") && after.contains(&"champion_crowned"));
        let deciding = played.events.iter().filter(|it| {
            matches!(it, Event::GamePlayed(game) if game.stage == league::season::GameStage::Tiebreak)
        });
        let wins: u16 = {
            let view = View::at(&played.state, NO_PLAYS, played.now).expect("founded");
            view.standings().iter().map(|it| it.wins).sum()
        };
        assert!(deciding.count() >= 1 && wins == 6, "deciding games count for nothing else");
        return;
    }
    panic!("no seed of 400 gives a level table");
}
