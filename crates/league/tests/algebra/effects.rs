//! One effect at a time, in real games of the house rules.

use league::dice::GameKey;
use league::ids::RuleId;
use league::lab::{ordinary_venue, squad};
use league::rules::action::{Announcement, Count, Counter, Odds, Rate, Token};
use league::rules::{Action, Active, Compare, Cond, Effect, Hook, Param, Rules, Var, Who};
use league::sim::{
    Deed, Form, Game, Gift, Kind, Matchup, Occasion, Phase, Play, Ruling, Side, Zone, play,
    play_ruled,
};

pub(crate) fn matchup() -> Matchup {
    Matchup { home: squad(50), away: squad(50), venue: ordinary_venue(), travel_km: 0 }
}

pub(crate) fn active(effects: &[Effect]) -> Vec<Active> {
    (1_u16..).zip(effects).map(|(id, it)| Active { id: RuleId(id), effect: it.clone() }).collect()
}

pub(crate) fn ruled(effects: &[Effect], occasion: &Occasion, n: u64) -> Game {
    let ruling = Ruling { effects: &active(effects), occasion };
    play_ruled(&matchup(), &Rules::default(), GameKey::trial(77, n), ruling)
}

fn games(effect: &Effect) -> Vec<Game> {
    assert_eq!(effect.check(), Ok(()));
    let occasion = Occasion::default();
    (0..20).map(|n| ruled(std::slice::from_ref(effect), &occasion, n)).collect()
}

fn plain(n: u64) -> Game {
    play(&matchup(), &Rules::default(), GameKey::trial(77, n))
}

fn effect(hook: Hook, when: Cond, action: Action) -> Effect {
    Effect::new(hook, when, vec![action])
}

fn is(var: Var, value: i32) -> Cond {
    Cond::Cmp(var, Compare::Is, value)
}

/// The score is what the plays add up to.
pub(crate) fn adds_up(game: &Game) {
    let mut score = [0; 2];
    game.plays.iter().for_each(|it| it.count(&mut score));
    assert_eq!(score, game.score);
}

fn made_from(game: &Game, zone: Zone) -> impl Iterator<Item = (usize, &Play)> {
    game.plays.iter().enumerate().filter(move |(_, it)| it.kind == Kind::Made && it.zone == zone)
}

#[test]
fn a_basket_counts_what_the_rule_says_and_names_it() {
    let rule = effect(Hook::ShotMade, is(Var::Zone, 4), Action::MultPoints { percent: 150 });
    for game in games(&rule) {
        adds_up(&game);
        for (at, play) in made_from(&game, Zone::Arc) {
            assert_eq!(play.points, 5, "3 × 150 % = 4.5, rounded 5");
            let marks: Vec<_> = game.trace.of_play(at).collect();
            assert_eq!(
                (marks[0].rule, marks[0].deed, marks[0].n),
                (RuleId(1), Deed::Multiplied, 150)
            );
        }
        assert!(
            made_from(&game, Zone::Rim)
                .all(|(at, it)| it.points == 2 && game.trace.of_play(at).count() == 0)
        );
    }
}

#[test]
fn a_buzzer_beater_counts_five_and_no_other_basket_does() {
    let late = Cond::Cmp(Var::PeriodClockSecs, Compare::AtMost, 1);
    let rule = effect(Hook::ShotMade, late, Action::SetValue { n: 5 });
    let mut fives = 0;
    for game in games(&rule) {
        for play in game.plays.iter().filter(|it| it.kind == Kind::Made) {
            let late = play.clock <= 10 && play.period <= 3;
            assert_eq!(play.points == 5, late, "{play:?}");
            fives += u32::from(late);
        }
    }
    assert!(fives > 0, "no shot beat the buzzer in twenty games");
}

#[test]
fn every_third_of_a_kind_is_counted_by_side() {
    let third = Cond::And(vec![is(Var::Zone, 4), Cond::Every(Var::TimesGame, 3)]);
    let rule = effect(Hook::ShotMade, third, Action::SetValue { n: 9 });
    for game in games(&rule) {
        for side in [Side::Home, Side::Away] {
            let points: Vec<u8> = made_from(&game, Zone::Arc)
                .filter(|it| it.1.side == side)
                .map(|it| it.1.points)
                .collect();
            let expected: Vec<u8> =
                (1..=points.len()).map(|it| if it % 3 == 0 { 9 } else { 3 }).collect();
            assert_eq!(points, expected);
        }
    }
}

#[test]
fn points_are_given_and_taken_but_no_score_falls_below_nothing() {
    let pay = effect(Hook::Steal, Cond::True, Action::AddPoints { who: Who::Us, n: 1 });
    let cost = effect(Hook::Turnover, Cond::True, Action::AddPoints { who: Who::Us, n: -10 });
    let (mut given, mut taken) = (0, 0);
    for n in 0..20 {
        let game = ruled(&[pay.clone(), cost.clone()], &Occasion::default(), n);
        adds_up(&game);
        let mut score = [0; 2];
        for (at, play) in game.plays.iter().enumerate() {
            let own = score[play.side as usize];
            play.count(&mut score);
            let by_rule = matches!(play.kind, Kind::RulePoints | Kind::RulePointsTaken);
            assert_eq!(by_rule, game.trace.of_play(at).any(|it| it.deed == Deed::Gave));
            given += u32::from(play.kind == Kind::RulePoints && play.points == 1);
            taken += u32::from(play.kind == Kind::RulePointsTaken);
            assert!(play.kind != Kind::RulePointsTaken || own >= play.value && play.points == 0);
        }
    }
    assert!(given > 20 && taken > 20, "{given} {taken}");
}

/// Which share of the plays of these kinds are of the first, in plain games and under the rule.
fn share(rule: &Effect, yes: &[Kind], no: &[Kind]) -> [f64; 2] {
    let count = |games: &[Game], kinds: &[Kind]| {
        let plays = games.iter().flat_map(|it| &it.plays);
        u32::try_from(plays.filter(|it| kinds.contains(&it.kind)).count()).expect("few")
    };
    let of = |games: Vec<Game>| {
        let (yes, no) = (count(&games, yes), count(&games, no));
        f64::from(yes) / f64::from(yes + no)
    };
    [of((0..20).map(plain).collect()), of(games(rule))]
}

#[test]
fn chances_move_by_as_many_points_as_the_rule_says() {
    let better =
        effect(Hook::ShotAttempt, Cond::True, Action::ModifyProb { target: Odds::Make, pp: 20 });
    let [before, after] = share(&better, &[Kind::Made], &[Kind::Missed]);
    assert!((0.15..0.25).contains(&(after - before)), "{before} {after}");
    for game in games(&better) {
        let decided: Vec<_> =
            game.trace.marks.iter().filter(|it| it.deed == Deed::Decided).collect();
        assert!(!decided.is_empty());
        for mark in decided {
            let play = &game.plays[usize::from(mark.play)];
            assert!(play.kind == Kind::Made && play.roll >= play.chance - 2_000, "{play:?}");
        }
    }
    let never = effect(
        Hook::PossessionStart,
        Cond::True,
        Action::ScaleRate { target: Rate::Turnover, percent: 0 },
    );
    let [_, after] = share(&never, &[Kind::Steal, Kind::Turnover], &[Kind::Made]);
    assert!(after < 0.001, "{after}");
    let boards =
        effect(Hook::ShotMissed, Cond::True, Action::ModifyProb { target: Odds::Orb, pp: 25 });
    let [before, after] = share(&boards, &[Kind::OffensiveRebound], &[Kind::DefensiveRebound]);
    assert!(after - before > 0.15, "{before} {after}");
    let blocks =
        effect(Hook::ShotAttempt, Cond::True, Action::ModifyProb { target: Odds::Block, pp: 25 });
    let [before, after] = share(&blocks, &[Kind::Blocked], &[Kind::Made, Kind::Missed]);
    assert!(after - before > 0.15, "{before} {after}");
}

#[test]
fn extra_possessions_are_given_eight_times_at_most() {
    let rule = effect(Hook::Block, Cond::True, Action::GivePossession { who: Who::Us });
    let counts: Vec<usize> = games(&rule)
        .iter()
        .map(|game| game.plays.iter().filter(|it| it.kind == Kind::ExtraPossession).count())
        .collect();
    assert!(counts.iter().all(|it| *it <= 8) && counts.iter().any(|it| *it > 2), "{counts:?}");
    let always = effect(Hook::ShotMade, Cond::True, Action::GivePossession { who: Who::Us });
    for game in games(&always) {
        assert_eq!(game.plays.iter().filter(|it| it.kind == Kind::ExtraPossession).count(), 8);
        for pair in game.plays.windows(2).filter(|it| it[1].kind == Kind::ExtraPossession) {
            assert_ne!(pair[0].ball, pair[1].ball, "the ball comes back");
        }
    }
}

#[test]
fn a_possession_can_be_ended() {
    let rule = effect(Hook::Rebound, Cond::True, Action::EndPossession);
    for game in games(&rule) {
        let boards = game.plays.windows(3).filter(|it| it[0].kind == Kind::OffensiveRebound);
        for trio in boards.filter(|it| it[1].kind != Kind::PeriodEnd) {
            let next = trio.iter().skip(1).find(|it| it.kind != Kind::Substitution);
            // A steal is the defence's play.
            let with = |it: &Play| if it.kind == Kind::Steal { it.side.other() } else { it.side };
            let fouls = [Kind::Foul, Kind::ShootingFoul];
            let next = next.filter(|it| !fouls.contains(&it.kind));
            assert!(next.is_none_or(|it| with(it) != trio[0].side), "{trio:?}");
        }
    }
}

#[test]
fn whoever_is_benched_sits_and_comes_back() {
    let rule =
        effect(Hook::Turnover, Cond::True, Action::Bench { who: Who::Actor, possessions: 10 });
    let mut sat = 0;
    for game in games(&rule) {
        for mark in game.trace.marks.iter().filter(|it| it.deed == Deed::Benched) {
            let lost = &game.plays[usize::from(mark.play)];
            let (side, who) = if lost.kind == Kind::Steal {
                (lost.side.other(), lost.other)
            } else {
                (lost.side, lost.actor)
            };
            let off =
                |it: &&Play| it.kind == Kind::Substitution && it.side == side && it.other == who;
            let later = &game.plays[usize::from(mark.play) + 1..];
            if let Some(at) = later.iter().position(|it| off(&it)) {
                sat += 1;
                let away = &later[at..(at + 12).min(later.len())];
                assert!(
                    !away
                        .iter()
                        .any(|it| it.side == side && it.actor == who && it.kind == Kind::Made)
                );
            }
        }
    }
    assert!(sat > 20, "{sat}");
}

#[test]
fn clocks_move_within_their_limits() {
    let longer = effect(Hook::ShotMade, Cond::True, Action::Clock { secs: 20 });
    for game in games(&longer) {
        for period in 1..=3 {
            let marks = game.trace.marks.iter().filter(|it| it.deed == Deed::Clock);
            let added: i32 = marks
                .filter(|it| game.plays[usize::from(it.play)].period == period)
                .map(|it| i32::from(it.n))
                .sum();
            assert_eq!(added, 60);
        }
    }
    let shorter = effect(Hook::PossessionStart, Cond::True, Action::ShotClock { secs: -10 });
    let quick = games(&shorter);
    for game in &quick {
        let shots = game.plays.iter().filter(|it| it.kind == Kind::Made);
        assert!(
            shots
                .filter(|it| it.period == 1 && it.start == league::sim::Start::Transition)
                .all(|it| it.shot_clock <= 20)
        );
    }
    let late = |games: &[Game]| {
        games.iter().flat_map(|it| &it.plays).filter(|it| it.kind == Kind::ShotClock).count()
    };
    let plain: Vec<Game> = (0..20).map(plain).collect();
    assert!(late(&quick) > 5 * late(&plain), "{} {}", late(&quick), late(&plain));
}

#[test]
fn fouls_by_rule_count_and_make_one_leave() {
    let rule = effect(Hook::Turnover, Cond::True, Action::Foul { who: Who::Actor, n: 1 });
    let outs = |games: &[Game]| {
        let plays = games.iter().flat_map(|it| &it.plays);
        plays.filter(|it| it.kind == Kind::FouledOut).count()
    };
    let plain: Vec<Game> = (0..20).map(plain).collect();
    let (before, after) = (outs(&plain), outs(&games(&rule)));
    assert!(after > before + 20, "{before} {after}");
}

#[test]
fn a_side_can_play_by_other_numbers() {
    let when = is(Var::IsHome, 0);
    let delta = Action::TeamParamDelta { param: Param::ScoreArc, n: 3, min: 0, max: 20 };
    for game in games(&effect(Hook::GameStart, when, delta)) {
        adds_up(&game);
        for (_, play) in made_from(&game, Zone::Arc) {
            assert_eq!(play.points, if play.side == Side::Home { 3 } else { 6 });
        }
    }
}

#[test]
fn the_season_is_asked_and_answered() {
    let lost = Cond::And(vec![
        is(Var::Result, 0),
        Cond::CmpVar(Var::Rank, Compare::Is, Var::Teams),
        is(Var::SeasonPhase, 2),
        Cond::Cmp(Var::LossStreak, Compare::AtLeast, 4),
    ]);
    let actions = vec![
        Action::StandingsPoints { n: 1 },
        Action::NextGamePoints { n: 5 },
        Action::GrantTokens { token: Token::Boost, n: 2 },
        Action::NextGameTeamParam { param: Param::ScoreFt, n: 1 },
    ];
    let rule = Effect::new(Hook::GameEnd, lost, actions);
    assert_eq!(rule.check(), Ok(()));
    let mut occasion = Occasion { phase: Phase::Playoffs, ..Occasion::default() };
    occasion.sides[1] = Form { rank: 8, loss_streak: 5, ..Form::default() };
    for n in 0..10 {
        let game = ruled(std::slice::from_ref(&rule), &occasion, n);
        let lost = game.score[1] < game.score[0];
        let gifts: Vec<_> = game.trace.consequences.iter().map(|it| (it.side, it.gift)).collect();
        let expected = [
            Gift::StandingsPoints { n: 1 },
            Gift::NextGamePoints { n: 5 },
            Gift::Tokens { token: Token::Boost, n: 2 },
            Gift::NextGameParam { param: Param::ScoreFt, n: 1 },
        ];
        let expected: Vec<_> =
            expected.into_iter().map(|it| (Side::Away, it)).filter(|_| lost).collect();
        assert_eq!(gifts, expected);
    }
    occasion.sides[0].head_start = vec![(RuleId(9), 7)];
    occasion.sides[0].changes = vec![(RuleId(8), Param::ScoreFt, 4)];
    let game = ruled(&[], &occasion, 1);
    adds_up(&game);
    assert_eq!((game.plays[1].kind, game.plays[1].points), (Kind::RulePoints, 7));
    let throws = game.plays.iter().filter(|it| it.kind == Kind::FreeThrowMade);
    throws.for_each(|it| assert_eq!(it.points, if it.side == Side::Home { 5 } else { 1 }));
}

#[test]
fn counters_link_rules_and_calls_are_plays() {
    let count = effect(
        Hook::Block,
        Cond::True,
        Action::Counter { counter: Counter::A, op: Count::Add, n: 1 },
    );
    let second = Effect::new(
        Hook::Block,
        is(Var::CounterA, 2),
        vec![
            Action::Announce { template: Announcement::Drums },
            Action::Counter { counter: Counter::A, op: Count::Set, n: 0 },
        ],
    );
    for n in 0..20 {
        let game = ruled(&[count.clone(), second.clone()], &Occasion::default(), n);
        let blocks = |side| {
            let blocks = game.plays.iter().filter(move |it| it.kind == Kind::Blocked);
            blocks.filter(|it| it.side == side).count()
        };
        let calls = game.plays.iter().filter(|it| it.kind == Kind::Announcement).count();
        assert_eq!(calls, blocks(Side::Home) / 2 + blocks(Side::Away) / 2);
    }
}

#[test]
fn energy_is_given_taken_and_spent_faster() {
    let tiring = Action::ScaleRate { target: Rate::EnergyDrain, percent: 400 };
    let subs = |games: Vec<Game>| {
        let plays = games.into_iter().flat_map(|it| it.plays);
        plays.filter(|it| it.kind == Kind::Substitution).count()
    };
    let plain = subs((0..20).map(plain).collect());
    let faster = subs(games(&effect(Hook::PossessionStart, Cond::True, tiring)));
    let taken = Action::Energy { who: Who::Us, n: -3_000 };
    let spent = subs(games(&effect(Hook::ShotMade, Cond::True, taken)));
    assert!(faster > plain * 3 / 2 && spent > plain * 3 / 2, "{plain} {faster} {spent}");
}

#[test]
fn an_effect_acts_as_often_as_its_cap_allows() {
    let rule = Effect {
        cap_per_game: 3,
        ..effect(Hook::ShotMade, Cond::True, Action::AddPoints { who: Who::Them, n: 1 })
    };
    for game in games(&rule) {
        assert_eq!(game.plays.iter().filter(|it| it.kind == Kind::RulePoints).count(), 3);
        assert_eq!(game.trace.fired, [(RuleId(1), 3)]);
    }
}
