//! Rules that a league may be played by, all parameters at random, shrunk to the smallest set that
//! breaks a promise of RULEBOOK.md.
//!
//! `games` plays everything the types can express; here contradictions are mended first, and more is
//! promised: everybody who may be on court is, the clocks fit each other. `PINWHEEL_SETS` asks for more
//! sets than the ordinary run.

use crate::chaos::possessions;
use crate::games;
use league::dice::GameKey;
use league::rules::{EndMode, Param, Rules};
use league::sim::{Kind, Lineup, Matchup, Play, Scheme, Skills, Strategy as Dials, Venue, play};
use proptest::prelude::*;

/// Sets of rules in the ordinary run.
const SETS: u32 = 150;
/// Games by each.
const GAMES: u64 = 6;
/// Timed overtimes, the one to a target, and the untimed ending: phases beyond the timed periods.
const MOST_EXTRA_PHASES: i32 = 10;

fn sets() -> u32 {
    let asked = std::env::var("PINWHEEL_SETS").ok();
    asked.map_or(SETS, |it| it.parse().expect("PINWHEEL_SETS is a number"))
}

/// Any value that a parameter allows, its bounds and its default more often than others.
fn value(param: Param) -> impl Strategy<Value = i32> {
    let (min, max) = param.bounds();
    let any = prop_oneof![
        2 => Just(param.default_value()),
        1 => Just(min),
        1 => Just(max),
        4 => min..=max,
    ];
    any.prop_map(move |it| param.nearest(it))
}

/// Legal rules without a contradiction for a squad of eight.
fn rules() -> impl Strategy<Value = Rules> {
    let values: Vec<_> = Param::ALL.into_iter().map(value).collect();
    values.prop_map(|values| {
        let drawn =
            Param::ALL.into_iter().zip(values).fold(Rules::default(), |rules, (it, value)| {
                rules.with(it, value).expect("within bounds")
            });
        mended(&drawn)
    })
}

/// The rules with the smaller promise of every contradiction given up.
fn mended(rules: &Rules) -> Rules {
    let get = |param| rules.get(param);
    let more = |param: Param, least: i32| (param, param.nearest(get(param).max(least)));
    let fewer = |param: Param, most: i32| (param, param.nearest(get(param).min(most)));
    // Short enough for the cap on possessions whatever the number of periods, and long enough for a
    // target that stays in reach.
    let changes = [
        more(Param::RosterSize, get(Param::RosterOnCourt) + 1),
        more(Param::ScoreArc, 1),
        fewer(Param::EndElamAfterPeriod, get(Param::ClockPeriods)),
        more(Param::FoulPossessionAfter, get(Param::FoulTeamBonus)),
        fewer(Param::ClockPeriodSecs, 3_200 / get(Param::ClockPeriods)),
    ];
    let rules = crate::arms::with(rules, &changes);
    if rules.end_mode() == EndMode::Target && !rules.contradictions(8).is_empty() {
        let in_reach = [(Param::EndTargetScore, 5), (Param::ClockPeriodSecs, 300)];
        return crate::arms::with(&rules, &in_reach);
    }
    rules
}

fn lineup() -> impl Strategy<Value = Lineup> {
    let skills = prop::collection::vec(prop::array::uniform10(0_u8..=100), 8);
    let scheme =
        prop::sample::select(vec![Scheme::Man, Scheme::Switch, Scheme::Zone, Scheme::Press]);
    (skills, -10_i8..=10, -10_i8..=10, -10_i8..=10, scheme).prop_map(
        |(skills, pace, diet, bench, scheme)| Lineup {
            skills: skills.into_iter().map(Skills::from_values).collect(),
            strategy: Dials { pace, diet, scheme, bench },
        },
    )
}

fn matchup() -> impl Strategy<Value = Matchup> {
    (lineup(), lineup(), 100_u32..=50_000, 0_u16..=4_000, 0_u16..=10_000).prop_map(
        |(home, away, capacity, altitude_m, travel_km)| Matchup {
            home,
            away,
            venue: Venue { capacity, altitude_m },
            travel_km,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: sets(),
        failure_persistence: None,
        rng_algorithm: proptest::test_runner::RngAlgorithm::ChaCha,
        rng_seed: proptest::test_runner::RngSeed::Fixed(2026),
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_legal_rules_keep_every_promise(rules in rules(), matchup in matchup(), series in any::<u64>()) {
        prop_assert_eq!(rules.contradictions(8), []);
        for n in 0..GAMES {
            let game = play(&matchup, &rules, GameKey::trial(series, n));
            games::check(&game, &matchup, &rules, &format!("game {n}"));
            prop_assert!(possessions(&game.plays) <= 400);
            let phases = rules.regular_phases() + MOST_EXTRA_PHASES;
            let mut court = Court::new(&rules);
            for (at, pair) in game.plays.windows(2).enumerate() {
                let told = format!("game {n}, play {}: {:?}", at + 1, pair[1]);
                prop_assert!(i32::from(pair[1].period) <= phases, "{}", told);
                clocks(pair[0], pair[1], &rules, &told)?;
                court.follow(&pair[1], &told)?;
            }
        }
    }
}

/// The period's clock falls by no more than what passes, and neither clock runs backwards.
#[expect(clippy::wildcard_enum_match_arm, reason = "few kinds say anything here")]
fn clocks(before: Play, play: Play, rules: &Rules, told: &str) -> Result<(), TestCaseError> {
    let passed = play.elapsed - before.elapsed;
    let fallen = u32::from(before.clock.saturating_sub(play.clock));
    let same_period = before.period == play.period && play.kind != Kind::PeriodStart;
    if same_period && play.kind != Kind::PeriodEnd {
        prop_assert!(fallen <= passed, "{}: the clock fell by more than passed", told);
    }
    let longest = rules.get(Param::ClockPeriodSecs).max(rules.get(Param::OvertimeSecs)) * 10;
    prop_assert!(i32::from(play.clock) <= longest, "{}: longer than a period", told);
    // The shot clock is set anew only by whoever wins the ball or a foul.
    let most = match before.kind {
        Kind::Missed | Kind::Blocked => before.shot_clock,
        Kind::OffensiveRebound => reset(rules),
        _ => u16::MAX,
    };
    prop_assert!(!same_period || play.shot_clock <= most, "{}: the shot clock ran backwards", told);
    Ok(())
}

/// What the shot clock shows after a side rebounds its own miss, tenths.
fn reset(rules: &Rules) -> u16 {
    let secs = rules.get(Param::ClockOrbResetSecs).min(rules.get(Param::ClockShotSecs));
    u16::try_from(secs * 10).expect("short")
}

/// Who is left of each side.
struct Court {
    /// Hoopers who may play, and of those the ones on court.
    left: [usize; 2],
    on: [usize; 2],
    most: usize,
}

impl Court {
    fn new(rules: &Rules) -> Self {
        let count = |param| usize::try_from(rules.get(param)).expect("positive");
        let (size, most) = (count(Param::RosterSize), count(Param::RosterOnCourt));
        Self { left: [size; 2], on: [most; 2], most }
    }

    /// Whoever fouls out is replaced as long as there is anybody; a change leaves the number as it is.
    #[expect(clippy::wildcard_enum_match_arm, reason = "few kinds say anything here")]
    fn follow(&mut self, play: &Play, told: &str) -> Result<(), TestCaseError> {
        let side = play.side as usize;
        match play.kind {
            Kind::FouledOut => {
                self.left[side] -= 1;
                self.on[side] -= 1;
            }
            Kind::Substitution if self.on[side] < self.most.min(self.left[side]) => {
                self.on[side] += 1;
            }
            Kind::Made | Kind::Missed | Kind::Steal | Kind::Turnover => {
                let whole = self.most.min(self.left[side]);
                prop_assert_eq!(self.on[side], whole, "{}: one is missing", told);
            }
            // Nobody comes or goes.
            _ => {}
        }
        Ok(())
    }
}
