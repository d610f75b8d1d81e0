//! What is counted in one game, in one pass over its plays.
//!
//! May live here: counting. Never: shares and averages (`metrics`).

use crate::rules::{Param, Rules};
use crate::sim::{Ball, BoxScore, Game, Kind, Line, NO_ONE, Play, Side, Style, Zone};

/// Counts of one game; of both sides together unless the name says otherwise. Times in tenths of a
/// second.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Points, home then away.
    pub score: [i64; 2],
    /// How often a side got the ball from the other, or at the start of a period.
    pub possessions: i64,
    /// The game's own time, dead balls and breaks included.
    pub elapsed: i64,
    /// Shots by zone, in the order of `Zone::ALL`: tried, made.
    pub shots: [[i64; 2]; 6],
    /// The home side's shots from beyond the arc, and all its shots.
    pub home_shots: [i64; 2],
    /// Shots off the catch, and all, from beyond the arc.
    pub catches: [i64; 2],
    /// Free throws: tried, made.
    pub free: [i64; 2],
    /// Rebounds: offensive, defensive.
    pub rebounds: [i64; 2],
    /// Assists.
    pub assists: i64,
    /// Balls lost, stolen ones and shot-clock violations included; then home's alone.
    pub turnovers: [i64; 2],
    /// Balls stolen.
    pub steals: i64,
    /// Shots blocked.
    pub blocks: i64,
    /// Fouls.
    pub fouls: i64,
    /// Hoopers who reached the foul limit.
    pub fouled_out: i64,
    /// Fouls to stop the clock.
    pub on_purpose: i64,
    /// Substitutions.
    pub substitutions: i64,
    /// Plays by how they began, in the order of `Start`: how many, and how many ended in a basket or
    /// in free throws.
    pub starts: [[i64; 2]; 4],
    /// Tenths from an offensive rebound to the next play, and how many rebounds.
    pub second_chance: [i64; 2],
    /// Scores by possession: how many had one before them, and how many of those were by the side
    /// that had scored that one.
    pub scored_next: [i64; 2],
    /// Points and possessions of a side 8 to 12 points ahead, then of one as far behind.
    pub by_lead: [[i64; 2]; 2],
    /// Points and possessions in the untimed ending when any basket would win.
    pub next_wins: [i64; 2],
    /// How often the lead went from one side to the other.
    pub lead_changes: i64,
    /// When it was taken last, the first lead included: thousandths of the possessions.
    pub last_change: i64,
    /// The untimed ending: whether there was one, and when it began.
    pub target: [i64; 2],
    /// Whether the last thing that happened was a basket or a free throw.
    pub ends_on_a_score: bool,
    /// The largest deficit of the side that won.
    pub came_back: i64,
    /// Overtime: whether there was one, and how long it took.
    pub overtime: [i64; 2],
    /// Chance of the shots in the last third of the game, basis points summed, and how many.
    pub late: [i64; 2],
    /// The largest share of a side's shots that one hooper took, thousandths, summed over sides.
    pub top_share: i64,
    /// Points from shots and shots of each side's first hooper, and the side's shots.
    pub first: [i64; 3],
    /// The longest time on court, thousandths of a side's, summed over sides.
    pub top_minutes: i64,
    /// Time of those who did not start, thousandths of a side's, summed over sides.
    pub bench: i64,
}

/// What is followed from play to play.
#[derive(Default)]
struct Thread {
    with: Option<Side>,
    score: [i64; 2],
    /// Points of the possession under way.
    scored: i64,
    last_scorer: Option<Side>,
    leader: Option<Side>,
    last_change: i64,
    deficits: [i64; 2],
    target: Option<i64>,
}

impl Facts {
    /// Counts a game of two squads of these `sizes`.
    pub fn of(game: &Game, sizes: [usize; 2], rules: &Rules) -> Self {
        let mut facts = Self { score: game.score.map(i64::from), ..Self::default() };
        let mut thread = Thread::default();
        let mut before: Option<&Play> = None;
        let total = game.plays.last().map_or(0, |it| it.elapsed);
        for play in &game.plays {
            facts.count(play, before);
            facts.count_time(play, before, total);
            if play.gain() != 0 {
                facts.follow_score(&mut thread, play);
            }
            facts.pass_ball(&mut thread, play, rules);
            before = Some(play);
        }
        facts.close_possession(&mut thread, rules);
        facts.finish(game, &thread, rules);
        facts.count_hoopers(game, sizes, rules);
        facts
    }

    fn follow_score(&mut self, thread: &mut Thread, play: &Play) {
        let points = i64::from(play.gain());
        thread.score[play.side as usize] += points;
        thread.scored += points;
        let lead = thread.score[0] - thread.score[1];
        thread.deficits[0] = thread.deficits[0].max(-lead);
        thread.deficits[1] = thread.deficits[1].max(lead);
        let leader = match lead {
            0 => return,
            it if it > 0 => Side::Home,
            _ => Side::Away,
        };
        if thread.leader != Some(leader) {
            // The first lead is no change of it, but it is the last time that the lead was taken.
            self.lead_changes += i64::from(thread.leader.is_some());
            thread.last_change = self.possessions;
        }
        thread.leader = Some(leader);
    }

    fn pass_ball(&mut self, thread: &mut Thread, play: &Play, rules: &Rules) {
        if play.kind == Kind::TargetSet {
            thread.target = Some(i64::from(play.value));
            self.target = [1, i64::from(play.elapsed)];
        }
        let with = match play.ball {
            Ball::Home => Some(Side::Home),
            Ball::Away => Some(Side::Away),
            Ball::Nobody => return,
        };
        if play.kind == Kind::PeriodStart || with != thread.with {
            self.close_possession(thread, rules);
            thread.with = with;
            self.possessions += 1;
        }
    }

    /// Books what the possession that ends brought, by how the score stood before it.
    fn close_possession(&mut self, thread: &mut Thread, rules: &Rules) {
        let points = std::mem::take(&mut thread.scored);
        let Some(side) = thread.with else { return };
        let own = thread.score[side as usize] - points;
        let theirs = thread.score[side.other() as usize];
        for (at, lead) in [own - theirs, theirs - own].into_iter().enumerate() {
            if (8..=12).contains(&lead) {
                self.by_lead[at][0] += points;
                self.by_lead[at][1] += 1;
            }
        }
        let basket = i64::from(rules.get(Param::ScoreInside));
        if thread.target.is_some_and(|it| it - own <= basket) {
            self.next_wins[0] += points;
            self.next_wins[1] += 1;
        }
        if points > 0 {
            if let Some(before) = thread.last_scorer {
                self.scored_next[0] += 1;
                self.scored_next[1] += i64::from(before == side);
            }
            thread.last_scorer = Some(side);
        }
    }

    fn count(&mut self, play: &Play, before: Option<&Play>) {
        let home = i64::from(play.side == Side::Home);
        match play.kind {
            Kind::Made | Kind::Missed | Kind::Blocked => {
                self.count_shot(play);
                self.end_play(play, play.kind == Kind::Made);
            }
            Kind::FreeThrowMade | Kind::FreeThrowMissed => {
                self.free[0] += 1;
                self.free[1] += i64::from(play.kind == Kind::FreeThrowMade);
            }
            Kind::OffensiveRebound => self.rebounds[0] += 1,
            Kind::DefensiveRebound => self.rebounds[1] += 1,
            Kind::Turnover | Kind::ShotClock => {
                self.turnovers = [self.turnovers[0] + 1, self.turnovers[1] + home];
                self.end_play(play, false);
            }
            Kind::Steal => {
                self.turnovers = [self.turnovers[0] + 1, self.turnovers[1] + 1 - home];
                self.steals += 1;
                self.end_play(play, false);
            }
            Kind::ShootingFoul | Kind::Foul => {
                self.fouls += 1;
                self.on_purpose += i64::from(play.is_on_purpose());
                // A foul on a shot that went in belongs to the basket.
                let and_one = before
                    .is_some_and(|it| it.kind == Kind::Made && it.ball == Ball::from(it.side));
                if !(and_one && play.kind == Kind::ShootingFoul) {
                    self.end_play(play, play.value > 0);
                }
            }
            Kind::OutOfPlay => {
                // A miss that goes out of play has ended its play already.
                let missed = [Kind::Missed, Kind::Blocked, Kind::FreeThrowMissed];
                if !before.is_some_and(|it| missed.contains(&it.kind)) {
                    self.end_play(play, false);
                }
            }
            Kind::Substitution => self.substitutions += 1,
            Kind::FouledOut => self.fouled_out += 1,
            Kind::PeriodStart
            | Kind::PeriodEnd
            | Kind::TargetSet
            | Kind::GameEnd
            | Kind::Capped
            | Kind::RulePoints
            | Kind::RulePointsTaken
            | Kind::ExtraPossession
            | Kind::Announcement => {}
        }
    }

    fn count_shot(&mut self, play: &Play) {
        let made = i64::from(play.kind == Kind::Made);
        let zone = &mut self.shots[play.zone as usize];
        *zone = [zone[0] + 1, zone[1] + made];
        self.assists += i64::from(play.helper != NO_ONE);
        self.blocks += i64::from(play.kind == Kind::Blocked);
        let far = i64::from(matches!(play.zone, Zone::Arc | Zone::Deep));
        self.catches[0] += far * i64::from(play.style == Style::Catch);
        self.catches[1] += far;
        if play.side == Side::Home {
            self.home_shots = [self.home_shots[0] + far, self.home_shots[1] + 1];
        }
    }

    /// Books a play's shot by the clocks.
    fn count_time(&mut self, play: &Play, before: Option<&Play>, total: u32) {
        if let Some(rebound) = before.filter(|it| it.kind == Kind::OffensiveRebound) {
            self.second_chance[0] += i64::from(play.elapsed - rebound.elapsed);
            self.second_chance[1] += 1;
        }
        if !matches!(play.kind, Kind::Made | Kind::Missed) {
            return;
        }
        let chance = i64::from(play.chance);
        if play.elapsed >= total / 3 * 2 {
            self.late = [self.late[0] + chance, self.late[1] + 1];
        }
    }

    fn end_play(&mut self, play: &Play, good: bool) {
        let start = &mut self.starts[play.start as usize];
        *start = [start[0] + 1, start[1] + i64::from(good)];
    }

    fn finish(&mut self, game: &Game, thread: &Thread, rules: &Rules) {
        self.elapsed = game.plays.last().map_or(0, |it| i64::from(it.elapsed));
        self.last_change = thread.last_change * 1_000 / self.possessions.max(1);
        let winner = usize::from(self.score[0] < self.score[1]);
        self.came_back = thread.deficits[winner];
        let phases = rules.regular_phases();
        let over = |it: &&Play| it.kind == Kind::PeriodStart && i32::from(it.period) > phases;
        if let Some(start) = game.plays.iter().find(over) {
            self.overtime = [1, self.elapsed - i64::from(start.elapsed)];
        }
        let last = game.plays.iter().rev().nth(1).map(|it| it.kind);
        self.ends_on_a_score = matches!(last, Some(Kind::Made | Kind::FreeThrowMade));
    }

    fn count_hoopers(&mut self, game: &Game, sizes: [usize; 2], rules: &Rules) {
        let court = usize::try_from(rules.get(Param::RosterOnCourt)).unwrap_or(0);
        let boxes = BoxScore::from_plays(sizes, court, &game.plays);
        for side in &boxes.sides {
            let most = |of: fn(&Line) -> i64| {
                let most = side.hoopers.iter().map(of).max().unwrap_or(0);
                most * 1_000 / side.hoopers.iter().map(of).sum::<i64>().max(1)
            };
            self.top_share += most(|it| i64::from(it.tried()));
            self.top_minutes += most(|it| i64::from(it.time_tenths));
            let time = |it: &Line| i64::from(it.time_tenths);
            let bench: i64 = side.hoopers.iter().filter(|it| !it.started).map(time).sum();
            let all: i64 = side.hoopers.iter().map(time).sum();
            self.bench += bench * 1_000 / all.max(1);
            if let Some(first) = side.hoopers.first() {
                let points = first.points - first.free_made * free_throw(rules);
                self.first[0] += i64::from(points);
                self.first[1] += i64::from(first.tried());
            }
            self.first[2] += side.hoopers.iter().map(|it| i64::from(it.tried())).sum::<i64>();
        }
    }

    /// Shots of all zones: tried, made.
    pub fn all_shots(&self) -> [i64; 2] {
        self.shots.iter().fold([0, 0], |sum, it| [sum[0] + it[0], sum[1] + it[1]])
    }

    /// Shots from beyond the arc: tried, made.
    pub fn far_shots(&self) -> [i64; 2] {
        let [arc, deep] = [Zone::Arc, Zone::Deep].map(|it| self.shots[it as usize]);
        [arc[0] + deep[0], arc[1] + deep[1]]
    }

    /// Points of both sides.
    pub fn points(&self) -> i64 {
        self.score[0] + self.score[1]
    }

    /// By how many points it was won.
    pub fn margin(&self) -> i64 {
        (self.score[0] - self.score[1]).abs()
    }
}

fn free_throw(rules: &Rules) -> u16 {
    u16::try_from(rules.get(Param::ScoreFt)).unwrap_or(0)
}
