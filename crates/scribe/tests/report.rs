//! Goal: a report says what happened, and nothing that did not.
//! Method: whole seasons told; every number and every name must stand in the facts.

use expect_test::expect;
use league::dice::Seed;
use league::event::GamePlayed;
use league::ids::TeamId;
use league::rules::{Preset, Rules};
use league::sim::{BoxScore, Skills, Strategy};
use league::spec::{HooperSpec, Ink, LeagueSpec, Pace, TeamSpec, VenueSpec};
use league::units::UnixMillis;
use league::{Command, Event, State, decide, next_step};
use scribe::report::{
    GameFacts, Joined, commentary, governance, highlights, private, round_report,
};
use std::collections::BTreeSet;

fn league_of(rules: Rules) -> LeagueSpec {
    let names = ["Ada", "Bo", "Cy", "Di", "Eve", "Flo", "Gus", "Hal"];
    let team = |at: u8| TeamSpec {
        name: format!("{} Town {}s", names[usize::from(at)], names[usize::from(7 - at)]),
        nickname: format!("{}s", names[usize::from(7 - at)]),
        code: format!("T{}", char::from(b'A' + at)),
        slug: format!("t{at}"),
        ink: Ink::ALL[usize::from(at)],
        motto: String::new(),
        venue: VenueSpec {
            name: "the Hall".into(),
            capacity: 2_000,
            altitude_m: 10,
            map_km: [0, 0],
        },
        hoopers: (0..4_usize)
            .map(|slot| HooperSpec {
                name: format!("{} {}", names[slot], names[usize::from(at)]),
                slug: format!("h{at}{slot}"),
                archetype: "plain".into(),
                skills: Skills::from_values([44 + at * 2, 50, 52, 48, 50, 50, 50, 50, 50, 50]),
                line: String::new(),
            })
            .collect(),
        strategy: Strategy::default(),
    };
    LeagueSpec {
        name: "Test League".into(),
        slug: "test".into(),
        seed: Some(Seed::from_text("reports")),
        cron: "* * * * *".into(),
        pace: Pace::Instant,
        rules,
        teams: (0..8).map(team).collect(),
        demo: false,
    }
}

/// Every round of some seasons of a league, as its games.
fn rounds(spec: &LeagueSpec, seasons: u16) -> Vec<Vec<GamePlayed>> {
    let mut state = State::default();
    let mut now = UnixMillis(1_000);
    let mut rounds = Vec::new();
    let mut command = Command::Found(Box::new(spec.clone()));
    loop {
        let events = decide(&state, command, now, Seed([7; 32])).expect("is next");
        let mut games = Vec::new();
        for event in events {
            state.evolve(&event);
            if let Event::GamePlayed(game) = event {
                games.push(*game);
            }
        }
        if !games.is_empty() {
            rounds.push(games);
        }
        let league = state.league().expect("founded");
        if usize::from(seasons) <= league.past.len() {
            return rounds;
        }
        now = now.plus(600_000);
        command = next_step(league).command();
    }
}

#[test]
fn a_game_is_told_like_this() {
    let spec = league_of(Preset::House.rules());
    let rounds = rounds(&spec, 1);
    let facts: Vec<GameFacts<'_>> =
        rounds[0].iter().map(|it| GameFacts::of(&spec, &spec.rules, it)).collect();
    let text = [
        commentary(&facts[0]),
        round_report(1, 1, &facts),
        highlights(&facts),
        governance(&spec, &[Joined { name: "Kim", team: TeamId(2) }], 5),
        private("Kim", &spec, TeamId(2), &facts),
    ];
    expect![[r#"
        Flo Town Cys overwhelmed Eve Town Dis 74–49 at the Hall.

        The lead changed hands 3 times, and the score was level twice; Cys trailed by as much as 3 points. The stretch to remember was 12 points in a row by Cys.

        Di Flo led Cys with 26 points, 6 rebounds and 3 blocks; Ada Eve had 16 points and 8 rebounds for Dis. The last points of the winners: Di Flo drives and finishes at the rim.
        =====
        Round 1: 4 games and 522 points, one of them decided by three points or fewer; visitors took their share.

        From the closest to the clearest: Bos 67–64 against Flos, Hals 77–70 against Eves, Adas 67–54 against Guss and Cys 74–49 against Dis.

        The most points came from Ada Di of Eves with 28 points.
        =====
        Bos, in the closest game of the round: Ada Gus beats Di Cy to the rim and scores. It ended 67–64.

        Adas were 7 points behind against Guss and won all the same, 67–54.

        12 points in a row by Cys, the longest run of the round.

        Worth 3 points in Cys against Dis: Cy Flo pulls up on Cy Eve from beyond the arc: good.
        =====
        New governors: Kim (Flos). The league has 5 governors.
        =====
        Kim, Flos lost 67–64.

        Gus Town Bos beat Cy Town Flos 67–64 at the Hall.

        The lead changed hands 7 times, and the score was level 8 times; Bos trailed by as much as 2 points. The longest run was 11 points in a row by Flos.

        Cy Gus led Bos with 26 points, 10 rebounds, 3 assists and 2 blocks; Ada Cy had 23 points, 6 rebounds and 2 blocks for Flos. The last points of the winners: Ada Gus beats Di Cy to the rim and scores."#]].assert_eq(&text.join("\n=====\n"));
}

#[test]
fn every_number_and_every_name_stands_in_the_facts() {
    for preset in [Preset::House, Preset::Fiba3x3] {
        let spec = league_of(preset.rules());
        for games in rounds(&spec, 3) {
            let facts: Vec<GameFacts<'_>> =
                games.iter().map(|it| GameFacts::of(&spec, &spec.rules, it)).collect();
            for (game, facts) in games.iter().zip(&facts) {
                check(&spec, &[game], &commentary(facts));
            }
            let all: Vec<&GamePlayed> = games.iter().collect();
            let id = games[0].id;
            check(&spec, &all, &round_report(id.season, id.round, &facts));
            check(&spec, &all, &highlights(&facts));
        }
    }
}

/// Every numeral of the text is a number of one of these games; nobody is named who was not there.
fn check(spec: &LeagueSpec, games: &[&GamePlayed], text: &str) {
    let mut known: BTreeSet<u32> =
        (0..=games.len()).filter_map(|it| u32::try_from(it).ok()).collect();
    let mut absent: BTreeSet<&str> = spec.teams.iter().map(|it| it.name.as_str()).collect();
    known.insert(games.iter().map(|it| u32::from(it.score[0] + it.score[1])).sum());
    for game in games {
        known.extend([u32::from(game.id.round), u32::from(game.id.season)]);
        known.extend(numbers_of(game));
        for team in [game.home, game.away] {
            absent.remove(spec.teams[usize::from(team.0)].name.as_str());
        }
    }
    let numerals = text.split(|it: char| !it.is_ascii_digit()).filter_map(|it| it.parse().ok());
    for numeral in numerals {
        assert!(known.contains(&numeral), "{numeral} is no fact: {text}");
    }
    for name in absent {
        assert!(!text.contains(name), "{name} was not there: {text}");
    }
}

/// Every score, lead, run and figure of a game.
fn numbers_of(game: &GamePlayed) -> Vec<u32> {
    let sizes = game.squads.map(usize::from);
    let boxes = BoxScore::from_plays(sizes, usize::from(game.on_court), &game.plays);
    let course = league::view::Course::of(&game.plays);
    let mut numbers = vec![course.lead_changes, course.ties];
    numbers.extend(game.score);
    numbers.extend(course.largest);
    numbers.extend(course.longest.map(|it| it.points));
    for line in boxes.sides.iter().flat_map(|it| &it.hoopers) {
        numbers.extend([line.points, line.rebounds(), line.assists, line.steals, line.blocks]);
    }
    let worth = game.plays.iter().map(|it| u32::from(it.points));
    numbers.into_iter().map(u32::from).chain(worth).collect()
}
