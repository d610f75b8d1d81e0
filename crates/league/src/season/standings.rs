//! The table, and what separates teams that are level.
//!
//! Order: points in the standings; then among the level teams head to head, point difference,
//! points scored, deciding games; last of all the order of the teams in the league file.

use crate::ids::TeamId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One finished game as the table sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The home side.
    pub home: TeamId,
    /// The visitors.
    pub away: TeamId,
    /// Points, home then away; never level.
    pub score: [u16; 2],
    /// A deciding game: it separates level teams and counts for nothing else.
    pub deciding: bool,
    /// Points in the standings that a rule gave for it, home then away.
    pub by_rule: [i32; 2],
}

impl Outcome {
    /// The side with more points.
    pub fn winner(self) -> TeamId {
        if self.score[0] > self.score[1] { self.home } else { self.away }
    }

    fn by_rule_of(self, team: TeamId) -> i32 {
        let [home, away] = self.by_rule;
        match team {
            it if it == self.home => home,
            it if it == self.away => away,
            _ => 0,
        }
    }

    fn of(self, team: TeamId) -> Option<(u32, u32)> {
        let [home, away] = self.score.map(u32::from);
        if self.home == team {
            Some((home, away))
        } else {
            (self.away == team).then_some((away, home))
        }
    }
}

/// What put a team below or above the one next to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TieBreak {
    /// Games between the level teams.
    HeadToHead,
    /// Points scored less points allowed, all season.
    PointDifference,
    /// Points scored, all season.
    PointsScored,
    /// The deciding games.
    DecidingGame,
    /// The lot.
    Lot,
}

impl TieBreak {
    /// In words, for under the table.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::HeadToHead => "head to head",
            Self::PointDifference => "point difference",
            Self::PointsScored => "points scored",
            Self::DecidingGame => "the deciding game",
            Self::Lot => "the lot",
        }
    }
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Which team.
    pub team: TeamId,
    /// Games won.
    pub wins: u16,
    /// Games lost.
    pub losses: u16,
    /// Points in the standings.
    pub points: i32,
    /// Points scored.
    pub scored: u32,
    /// Points allowed.
    pub allowed: u32,
    /// Games won and lost at home.
    pub home: [u16; 2],
    /// Games won and lost away.
    pub away: [u16; 2],
    /// The last ten, oldest first; true is a win.
    pub last_ten: Vec<bool>,
    /// Games won (positive) or lost (negative) in a row.
    pub streak: i16,
    /// What separates this team from the one above, when they are level on points.
    pub separated_by: Option<TieBreak>,
}

impl Row {
    fn empty(team: TeamId) -> Self {
        Self {
            team,
            wins: 0,
            losses: 0,
            points: 0,
            scored: 0,
            allowed: 0,
            home: [0; 2],
            away: [0; 2],
            last_ten: Vec::new(),
            streak: 0,
            separated_by: None,
        }
    }

    /// Points scored less points allowed.
    pub fn difference(&self) -> i64 {
        i64::from(self.scored) - i64::from(self.allowed)
    }

    /// Half games behind the leader.
    pub fn half_games_behind(&self, leader: &Self) -> i32 {
        (i32::from(leader.wins) - i32::from(self.wins))
            + (i32::from(self.losses) - i32::from(leader.losses))
    }

    fn count(&mut self, own: u32, other: u32, at_home: bool) {
        let won = own > other;
        let venue = if at_home { &mut self.home } else { &mut self.away };
        venue[usize::from(!won)] += 1;
        self.scored += own;
        self.allowed += other;
        if won {
            self.wins += 1;
        } else {
            self.losses += 1;
        }
        self.streak = match (won, self.streak) {
            (true, it) if it > 0 => it + 1,
            (true, _) => 1,
            (false, it) if it < 0 => it - 1,
            (false, _) => -1,
        };
        if self.last_ten.len() == 10 {
            self.last_ten.remove(0);
        }
        self.last_ten.push(won);
    }
}

/// What the table needs to know besides the games.
#[derive(Clone, Copy, Debug)]
pub struct Level<'a> {
    /// Points for a win and for a loss.
    pub values: [i32; 2],
    /// All teams, in the order of the lot.
    pub lot: &'a [TeamId],
    /// Points that rules gave between games.
    pub by_rule: &'a BTreeMap<TeamId, i32>,
}

/// The table after `games` (in order of play), best team first.
pub fn table(games: &[Outcome], rules: Level<'_>) -> Vec<Row> {
    let mut rows: Vec<Row> = rules.lot.iter().map(|it| Row::empty(*it)).collect();
    for game in games.iter().filter(|it| !it.deciding) {
        for row in &mut rows {
            if let Some((own, other)) = game.of(row.team) {
                row.count(own, other, game.home == row.team);
            }
        }
    }
    for row in &mut rows {
        let of_games = games.iter().map(|it| it.by_rule_of(row.team)).sum::<i32>();
        row.points = i32::from(row.wins) * rules.values[0]
            + i32::from(row.losses) * rules.values[1]
            + of_games
            + rules.by_rule.get(&row.team).copied().unwrap_or(0);
    }
    rows.sort_by_key(|it| std::cmp::Reverse(it.points));
    let mut from = 0;
    while from < rows.len() {
        let level = rows[from..].iter().take_while(|it| it.points == rows[from].points).count();
        separate(&mut rows[from..from + level], games, TieBreak::HeadToHead);
        from += level;
    }
    rows
}

/// Orders teams that are level so far by `by`, and those still level by what comes next.
fn separate(rows: &mut [Row], games: &[Outcome], by: TieBreak) {
    if rows.len() < 2 {
        return;
    }
    let teams: Vec<TeamId> = rows.iter().map(|it| it.team).collect();
    let key = |row: &Row| measure(row, &teams, games, by);
    rows.sort_by_key(|it| std::cmp::Reverse(key(it)));
    let next = match by {
        TieBreak::HeadToHead => TieBreak::PointDifference,
        TieBreak::PointDifference => TieBreak::PointsScored,
        TieBreak::PointsScored => TieBreak::DecidingGame,
        TieBreak::DecidingGame | TieBreak::Lot => TieBreak::Lot,
    };
    let mut from = 0;
    while from < rows.len() {
        let best = key(&rows[from]);
        let level = rows[from..].iter().take_while(|it| key(it) == best).count();
        if from > 0 {
            rows[from].separated_by = Some(by);
        }
        if by == TieBreak::Lot {
            // A stable sort keeps the order of the lot that the rows began with.
            rows[from + 1..from + level].iter_mut().for_each(|it| it.separated_by = Some(by));
        } else {
            separate(&mut rows[from..from + level], games, next);
        }
        from += level;
    }
}

fn measure(row: &Row, teams: &[TeamId], games: &[Outcome], by: TieBreak) -> i64 {
    let between = |deciding: bool| {
        games.iter().filter(move |it| {
            it.deciding == deciding && teams.contains(&it.home) && teams.contains(&it.away)
        })
    };
    let wins = |deciding: bool| {
        i64::try_from(between(deciding).filter(|it| it.winner() == row.team).count()).unwrap_or(0)
    };
    match by {
        TieBreak::HeadToHead => wins(false),
        TieBreak::PointDifference => row.difference(),
        TieBreak::PointsScored => row.scored.into(),
        // Deciding games by wins, then by their own point difference.
        TieBreak::DecidingGame => {
            let difference: i64 = between(true)
                .filter_map(|it| it.of(row.team))
                .map(|(own, other)| i64::from(own) - i64::from(other))
                .sum();
            wins(true) * 100_000 + difference
        }
        TieBreak::Lot => 0,
    }
}

/// The teams that are level on everything but the lot across the line after place `line`.
///
/// Empty when the line falls between teams that are separated.
pub fn level_at_line(rows: &[Row], line: usize) -> Vec<TeamId> {
    let by_lot = |at: usize| rows.get(at).is_some_and(|it| it.separated_by == Some(TieBreak::Lot));
    if !by_lot(line) {
        return Vec::new();
    }
    let mut first = line;
    while first > 0 && by_lot(first) {
        first -= 1;
    }
    let mut last = line;
    while by_lot(last + 1) {
        last += 1;
    }
    rows[first..=last].iter().map(|it| it.team).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn game(home: u8, away: u8, score: [u16; 2]) -> Outcome {
        Outcome { home: TeamId(home), away: TeamId(away), score, deciding: false, by_rule: [0; 2] }
    }

    fn order(games: &[Outcome], teams: u8) -> Vec<(u8, Option<TieBreak>)> {
        let lot: Vec<TeamId> = (0..teams).map(TeamId).collect();
        let rows = table(games, Level { values: [2, 0], lot: &lot, by_rule: &BTreeMap::new() });
        rows.iter().map(|it| (it.team.0, it.separated_by)).collect()
    }

    #[test]
    fn head_to_head_comes_before_point_difference() {
        let games = [game(0, 1, [10, 9]), game(1, 2, [30, 9]), game(2, 0, [20, 19])];
        // All have one win of two; among the three the head to head is level, then the difference.
        assert_eq!(
            order(&games, 3),
            [(1, None), (0, Some(TieBreak::PointDifference)), (2, Some(TieBreak::PointDifference))]
        );
        let games =
            [game(0, 1, [10, 9]), game(1, 2, [30, 9]), game(3, 0, [20, 9]), game(3, 1, [11, 10])];
        let rows = order(&games, 4);
        assert_eq!(rows[..3], [(3, None), (0, None), (1, Some(TieBreak::HeadToHead))]);
    }

    #[test]
    fn points_scored_then_a_deciding_game_then_the_lot() {
        let level = [game(0, 2, [20, 10]), game(1, 2, [20, 10])];
        assert_eq!(order(&level, 3)[1], (1, Some(TieBreak::Lot)));
        let scored = [game(0, 2, [20, 10]), game(1, 2, [21, 11])];
        assert_eq!(order(&scored, 3)[1], (0, Some(TieBreak::PointsScored)));
        let mut decided = level.to_vec();
        decided.push(Outcome { deciding: true, ..game(0, 1, [7, 8]) });
        assert_eq!(order(&decided, 3)[..2], [(1, None), (0, Some(TieBreak::DecidingGame))]);
    }

    #[test]
    fn a_deciding_game_counts_for_nothing_else() {
        let games = [game(0, 1, [10, 9]), Outcome { deciding: true, ..game(1, 0, [50, 1]) }];
        let lot = [TeamId(0), TeamId(1)];
        let rows = table(&games, Level { values: [2, 0], lot: &lot, by_rule: &BTreeMap::new() });
        assert_eq!((rows[0].team, rows[0].wins, rows[0].scored), (TeamId(0), 1, 10));
    }

    #[test]
    fn only_level_teams_across_the_line_play_a_deciding_game() {
        let lot: Vec<TeamId> = (0..4).map(TeamId).collect();
        let games = [game(0, 3, [20, 10]), game(1, 3, [20, 10]), game(2, 3, [20, 10])];
        let rows = table(&games, Level { values: [2, 0], lot: &lot, by_rule: &BTreeMap::new() });
        assert_eq!(level_at_line(&rows, 2), [TeamId(0), TeamId(1), TeamId(2)]);
        assert_eq!(level_at_line(&rows, 3), []);
    }
}
