//! Goal: nothing in a log can be changed without being named.
//! Method: a season is played, tampered with in one place, and checked; where the tamperer could
//! have made the chain fit again, it is, so that only the content can give the change away.
#![expect(clippy::wildcard_enum_match_arm, clippy::type_complexity, reason = "a test touches the events it is about")]

mod common;

use common::{Played, spec};
use league::chain::{GENESIS, Hash, entry_hash};
use league::season::Pairing;
use league::units::UnixMillis;
use league::verify::{Counts, Difference, Stored, Verifier};
use league::{Command, Event, State};

#[derive(Clone)]
struct Entry {
    position: u64,
    at: UnixMillis,
    kind: String,
    body: String,
    hash: Hash,
}

/// A log as the shell stores it: one time per commit.
fn log_of(played: &Played) -> Vec<Entry> {
    let mut log: Vec<Entry> = Vec::new();
    let mut at = UnixMillis(0);
    for event in &played.events {
        at = match event {
            Event::LeagueFounded { at, .. }
            | Event::SeasonStarted { at, .. }
            | Event::RoundCompleted { at, .. }
            | Event::RoundTippedOff { tip_off: at, .. } => *at,
            _ => at,
        };
        let (position, body) =
            (log.len() as u64 + 1, serde_json::to_string(event).expect("writes"));
        log.push(Entry { position, at, kind: event.kind().to_owned(), body, hash: GENESIS });
    }
    rechain(&mut log);
    log
}

fn rechain(log: &mut [Entry]) {
    let mut hash = GENESIS;
    for (position, it) in (1..).zip(log) {
        it.position = position;
        it.hash = entry_hash(&hash, position, it.at, &it.body);
        hash = it.hash;
    }
}

fn check(log: &[Entry]) -> Result<(Counts, State), Difference> {
    let mut verifier = Verifier::new();
    for it in log {
        let event = serde_json::from_str(&it.body).expect("reads");
        let Entry { position, at, ref kind, ref body, ref hash } = *it;
        verifier.feed(Stored { position, at, kind, body, hash }, &event)?;
    }
    verifier.finish().map(|counts| (counts, verifier.state().clone()))
}

fn season() -> Played {
    let mut played = Played::founded(spec());
    played.ask(Command::SetCron("*/5 * * * *".to_owned()));
    played.season();
    played.step();
    played.step();
    played
}

/// Changes the first event of this kind after entry `after`, and makes the chain fit again.
fn tampered(log: &[Entry], kind: &str, after: usize, change: impl Fn(&mut Event)) -> (u64, String) {
    let mut log = log.to_vec();
    let at = after + log[after..].iter().position(|it| it.kind == kind).expect("there is one");
    let mut event: Event = serde_json::from_str(&log[at].body).expect("reads");
    change(&mut event);
    log[at].body = serde_json::to_string(&event).expect("writes");
    rechain(&mut log);
    let difference = check(&log).expect_err("a change");
    (difference.position - (at as u64 + 1), difference.to_string())
}

#[test]
fn a_log_that_was_played_is_what_it_must_be() {
    let played = season();
    let (counts, state) = check(&log_of(&played)).expect("clean");
    assert_eq!(state, played.state);
    let games = played.events.iter().filter(|it| it.kind() == "game_played").count();
    assert_eq!((counts.entries, counts.games), (played.events.len() as u64, games as u64));
    assert_eq!((counts.seasons, counts.games_of_other_engines), (2, 0));
    assert!(counts.plays > 100 * counts.games && counts.rounds >= 24, "{counts:?}");
}

#[test]
fn what_was_edited_without_care_breaks_the_chain_and_is_named() {
    let log = log_of(&season());
    let at = log.iter().position(|it| it.kind == "game_played").expect("a game");
    let mut edited = log.clone();
    edited[at].body = edited[at].body.replacen("\"score\":[", "\"score\":[1", 1);
    let difference = check(&edited).expect_err("an edited score");
    assert_eq!(difference.position, at as u64 + 1);
    let said = difference.to_string();
    assert!(said.contains("its hash") && said.contains("the score of s1r1g"), "{said}");

    let mut later = log.clone();
    later[at].at = later[at].at.plus(1);
    assert!(check(&later).expect_err("an edited time").to_string().contains("its hash"));

    let mut dropped = log.clone();
    dropped.remove(at);
    assert_eq!(
        check(&dropped).expect_err("a dropped entry").findings[0].what,
        "the entry's position"
    );

    let mut swapped = log.clone();
    swapped.swap(at, at + 1);
    assert_eq!(check(&swapped).expect_err("swapped entries").position, at as u64 + 1);

    let mut renamed = log.clone();
    renamed[at].kind = "pace_set".to_owned();
    assert!(check(&renamed).expect_err("another kind").to_string().contains("its kind"));

    let mut broken = log;
    broken[at].hash[5] ^= 1;
    assert!(check(&broken).expect_err("a wrong chain").to_string().contains("its hash"));
}

#[test]
fn what_was_edited_with_care_does_not_follow_from_the_state() {
    let log = log_of(&season());
    let game = |change: fn(&mut league::event::GamePlayed)| {
        move |event: &mut Event| {
            if let Event::GamePlayed(game) = event {
                change(game);
            }
        }
    };
    let cases: [(&str, fn(&mut league::event::GamePlayed)); 6] = [
        ("the score of", |it| it.score[0] += 1),
        ("the seed of", |it| it.seed.0[3] ^= 1),
        ("the rules' hash of", |it| it.rules.replace_range(0..1, "x")),
        ("play 7 of", |it| it.plays[7].roll ^= 1),
        ("the sides of", |it| std::mem::swap(&mut it.home, &mut it.away)),
        ("play ", |it| it.plays.truncate(20)),
    ];
    for (what, change) in cases {
        let (off, said) = tampered(&log, "game_played", 60, game(change));
        assert!(off == 0 && said.contains(what), "{what}: {said}");
    }
    let swap = |it: &mut Pairing| std::mem::swap(&mut it.home, &mut it.away);
    let (off, said) = tampered(&log, "round_tipped_off", 9, |it| {
        if let Event::RoundTippedOff { pairings, .. } = it {
            pairings.iter_mut().for_each(swap);
        }
    });
    assert!(off == 0 && said.contains("what round_tipped_off says"), "{said}");
    let (_, said) = tampered(&log, "champion_crowned", 0, |it| {
        if let Event::ChampionCrowned { team, .. } = it {
            team.0 ^= 1;
        }
    });
    assert!(said.contains("what champion_crowned says"), "{said}");
    let (_, said) = tampered(&log, "round_completed", 0, |it| {
        if let Event::RoundCompleted { at, .. } = it {
            *at = at.plus(1_000);
        }
    });
    assert!(said.contains("its time"), "{said}");
}

#[test]
fn entries_cannot_be_dropped_or_swapped_even_with_a_new_chain() {
    let log = log_of(&season());
    for kind in ["season_started", "game_played", "round_completed", "awards_given", "cron_set"] {
        let at = log.iter().position(|it| it.kind == kind).expect("there is one");
        let mut dropped = log.clone();
        dropped.remove(at);
        rechain(&mut dropped);
        // Settings change nothing that is decided: only the chain, which the head row ends, keeps them.
        assert_eq!(check(&dropped).is_err(), kind != "cron_set", "{kind}");
        let mut swapped = log.clone();
        swapped.swap(at, at + 1);
        rechain(&mut swapped);
        assert!(check(&swapped).is_err(), "{kind}");
    }
    let cut = log.iter().rposition(|it| it.kind == "game_played").expect("a game");
    let difference = check(&log[..cut]).expect_err("half a commit");
    assert_eq!(difference.findings[0].what, "the rest of the commit");
}

#[test]
fn games_of_another_engine_are_counted_but_must_add_up() {
    let mut log = log_of(&season());
    let mut seed = None;
    for it in &mut log {
        let mut event: Event = serde_json::from_str(&it.body).expect("reads");
        match &mut event {
            Event::LeagueFounded { seed: it, .. } => seed = Some(*it),
            Event::GamePlayed(game) if game.id.round == 1 => {
                game.engine = 9;
                game.seed = seed.expect("founded").derive(&format!("game:{}:engine:9", game.id));
            }
            _ => {}
        }
        it.body = serde_json::to_string(&event).expect("writes");
    }
    rechain(&mut log);
    let (counts, _) = check(&log).expect("adds up");
    assert_eq!(counts.games_of_other_engines, 8, "round 1 of two seasons");
    let (off, said) = tampered(&log, "game_played", 0, |it| {
        if let Event::GamePlayed(game) = it {
            game.score[1] += 2;
        }
    });
    assert!(off == 0 && said.contains("the score of"), "{said}");
}
