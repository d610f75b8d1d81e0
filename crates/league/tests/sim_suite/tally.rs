//! What many games add up to. Integers: shares in thousandths, averages in hundredths.

use league::dice::GameKey;
use league::rules::{Param, Rules};
use league::sim::{
    Ball, BoxScore, Game, Kind, Line, Lineup, Matchup, Play, Skills, Strategy, Style, Venue, Zone,
    play,
};

/// Four hoopers with every skill at `skill`.
pub(crate) fn even(skill: u8) -> Lineup {
    Lineup { skills: vec![Skills::from_values([skill; 10]); 4], strategy: Strategy::default() }
}

/// Two lineups in an ordinary place.
pub(crate) fn meet(home: Lineup, away: Lineup) -> Matchup {
    let venue = Venue { capacity: 5_000, altitude_m: 100 };
    Matchup { home, away, venue, travel_km: 300 }
}

/// `rules` with some values changed.
pub(crate) fn with(rules: &Rules, changes: &[(Param, i32)]) -> Rules {
    changes.iter().fold(rules.clone(), |rules, (param, value)| {
        rules.with(*param, *value).unwrap_or_else(|fault| panic!("{fault}"))
    })
}

/// Sums over games.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) games: i64,
    pub(crate) home_wins: i64,
    pub(crate) margin: i64,
    pub(crate) by_one: i64,
    pub(crate) by_two: i64,
    pub(crate) to_21: i64,
    pub(crate) targets: i64,
    pub(crate) target_at: i64,
    pub(crate) possessions: i64,
    pub(crate) points: i64,
    pub(crate) elapsed: i64,
    pub(crate) inside: [i64; 2],
    pub(crate) arc: [i64; 2],
    pub(crate) free: [i64; 2],
    pub(crate) deep: i64,
    pub(crate) arc_catches: i64,
    pub(crate) assists: i64,
    pub(crate) turnovers: i64,
    pub(crate) steals: i64,
    pub(crate) blocks: i64,
    pub(crate) fouls: i64,
    pub(crate) fouled_out: i64,
    pub(crate) rebounds: [i64; 2],
    pub(crate) substitutions: i64,
    /// Thousandths, summed over sides.
    pub(crate) top_share: i64,
    pub(crate) bench_share: i64,
    pub(crate) top_minutes: i64,
    /// Tenths from an offensive rebound to the next play, and how many.
    pub(crate) second: [i64; 2],
    /// Tenths of overtimes, and games with one.
    pub(crate) overtime: [i64; 2],
    /// Home side alone: shots and baskets from beyond the arc and from inside, points.
    pub(crate) home_arc: [i64; 2],
    pub(crate) home_inside: [i64; 2],
    pub(crate) home_points: i64,
}

impl Tally {
    /// Plays `games` games.
    pub(crate) fn of(matchup: &Matchup, rules: &Rules, games: u64) -> Self {
        let mut tally = Self::default();
        let sizes = [matchup.home.skills.len(), matchup.away.skills.len()];
        let court = usize::try_from(rules.get(Param::RosterOnCourt)).expect("positive");
        for n in 0..games {
            let game = play(matchup, rules, GameKey::trial(2_026, n));
            tally.add_game(&game, rules);
            tally.add_box(&BoxScore::from_plays(sizes, court, &game.plays));
        }
        tally
    }

    fn add_game(&mut self, game: &Game, rules: &Rules) {
        let [home, away] = game.score.map(i64::from);
        self.games += 1;
        self.home_wins += i64::from(home > away);
        self.margin += (home - away).abs();
        self.by_one += i64::from((home - away).abs() == 1);
        self.by_two += i64::from((home - away).abs() <= 2);
        self.to_21 += i64::from(home.max(away) >= 21);
        self.points += home + away;
        self.home_points += home;
        self.possessions += possessions(&game.plays);
        let end = game.plays.last().map_or(0, |it| i64::from(it.elapsed));
        self.elapsed += end;
        if let Some(set) = game.plays.iter().find(|it| it.kind == Kind::TargetSet) {
            self.targets += 1;
            self.target_at += i64::from(set.elapsed);
        }
        let timed = i64::from(rules.get(Param::ClockPeriods));
        let over = |it: &&Play| it.kind == Kind::PeriodStart && i64::from(it.period) > timed;
        if let Some(start) = game.plays.iter().find(over) {
            self.overtime[0] += end - i64::from(start.elapsed);
            self.overtime[1] += 1;
        }
        for pair in game.plays.windows(2) {
            self.add_play(&pair[0], &pair[1]);
        }
    }

    fn add_play(&mut self, it: &Play, next: &Play) {
        let shot = matches!(it.kind, Kind::Made | Kind::Missed | Kind::Blocked);
        let far = matches!(it.zone, Zone::Arc | Zone::Deep);
        self.deep += i64::from(shot && it.zone == Zone::Deep);
        self.arc_catches += i64::from(shot && far && it.style == Style::Catch);
        self.fouled_out += i64::from(it.kind == Kind::FouledOut);
        self.substitutions += i64::from(it.kind == Kind::Substitution);
        if it.kind == Kind::OffensiveRebound {
            self.second[0] += i64::from(next.elapsed - it.elapsed);
            self.second[1] += 1;
        }
    }

    fn add_box(&mut self, score: &BoxScore) {
        for (index, side) in score.sides.iter().enumerate() {
            let total = side.total();
            for (sums, tried, made) in [
                (&mut self.inside, total.inside_tried, total.inside_made),
                (&mut self.arc, total.arc_tried, total.arc_made),
                (&mut self.free, total.free_tried, total.free_made),
                (&mut self.rebounds, total.rebounds(), total.rebounds_offensive),
            ] {
                *sums = [sums[0] + i64::from(tried), sums[1] + i64::from(made)];
            }
            if index == 0 {
                self.home_arc[0] += i64::from(total.arc_tried);
                self.home_arc[1] += i64::from(total.arc_made);
                self.home_inside[0] += i64::from(total.inside_tried);
                self.home_inside[1] += i64::from(total.inside_made);
            }
            self.assists += i64::from(total.assists);
            self.turnovers += i64::from(total.turnovers);
            self.steals += i64::from(total.steals);
            self.blocks += i64::from(total.blocks);
            self.fouls += i64::from(total.fouls);
            let share = |of: fn(&Line) -> i64| {
                let most = side.hoopers.iter().map(of).max().unwrap_or(0);
                most * 1_000 / side.hoopers.iter().map(of).sum::<i64>().max(1)
            };
            self.top_share += share(|it| i64::from(it.tried()));
            self.top_minutes += share(|it| i64::from(it.time_tenths));
            self.bench_share += share(|it| i64::from(it.time_tenths) * i64::from(!it.started))
                .min(1_000 * bench_time(&side.hoopers) / i64::from(total.time_tenths).max(1));
        }
    }

    /// Thousandths: `part` of `whole`.
    pub(crate) fn share(part: i64, whole: i64) -> i64 {
        part * 1_000 / whole.max(1)
    }

    /// Hundredths per game.
    pub(crate) fn per_game(&self, sum: i64) -> i64 {
        sum * 100 / self.games.max(1)
    }

    pub(crate) fn arc_share(&self) -> i64 {
        Self::share(self.arc[0], self.arc[0] + self.inside[0])
    }

    pub(crate) fn home_win_share(&self) -> i64 {
        Self::share(self.home_wins, self.games)
    }

    /// Baskets of a thousand shots.
    pub(crate) fn make_share(&self) -> i64 {
        Self::share(self.arc[1] + self.inside[1], self.arc[0] + self.inside[0])
    }

    /// Thousandths of a point per possession.
    pub(crate) fn per_possession(&self) -> i64 {
        Self::share(self.points, self.possessions)
    }
}

fn bench_time(hoopers: &[Line]) -> i64 {
    hoopers.iter().filter(|it| !it.started).map(|it| i64::from(it.time_tenths)).sum()
}

/// How often a side gets the ball from the other, or at the start of a period.
pub(crate) fn possessions(plays: &[Play]) -> i64 {
    let (mut count, mut with) = (0, Ball::Nobody);
    for play in plays {
        if play.kind == Kind::PeriodStart {
            with = Ball::Nobody;
        }
        if play.ball != Ball::Nobody && play.ball != with {
            (count, with) = (count + 1, play.ball);
        }
    }
    count
}
