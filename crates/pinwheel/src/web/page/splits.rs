//! What a season's games say when they are sorted: splits, averages, head to head.
//!
//! May live here: sums over games that have been shown, and the columns they are printed in. Must
//! never live here: games that are still unfolding (callers give finished ones only), markup.

use crate::words;
use league::ids::{GameId, TeamId};
use league::season::Totals;
use league::sim::Line;

/// One finished game of one hooper.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outing<'a> {
    pub(super) opponent: TeamId,
    pub(super) home: bool,
    pub(super) won: bool,
    pub(super) line: &'a Line,
}

/// A hooper's games of one kind, summed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Split {
    pub(super) of: Kind,
    pub(super) totals: Totals,
}

/// What the games of a split have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Home,
    Away,
    Wins,
    Losses,
    LastFive,
    Against(TeamId),
}

/// Every split that has a game. `outings`: latest first, as `View::game_log` gives them.
pub(super) fn splits(outings: &[Outing<'_>]) -> Vec<Split> {
    let sum = |of: Kind, outings: &mut dyn Iterator<Item = &Outing<'_>>| {
        let mut totals = Totals::default();
        outings.for_each(|it| totals.add(it.line));
        Split { of, totals }
    };
    let played = || outings.iter().filter(|it| it.line.time_tenths > 0);
    let mut all = vec![
        sum(Kind::LastFive, &mut played().take(5)),
        sum(Kind::Home, &mut outings.iter().filter(|it| it.home)),
        sum(Kind::Away, &mut outings.iter().filter(|it| !it.home)),
        sum(Kind::Wins, &mut outings.iter().filter(|it| it.won)),
        sum(Kind::Losses, &mut outings.iter().filter(|it| !it.won)),
    ];
    let mut opponents: Vec<TeamId> = outings.iter().map(|it| it.opponent).collect();
    opponents.sort_unstable();
    opponents.dedup();
    all.extend(opponents.into_iter().map(|team| {
        sum(Kind::Against(team), &mut outings.iter().filter(|it| it.opponent == team))
    }));
    all.retain(|it| it.totals.games > 0);
    all
}

/// The columns of averages: short, and in words for those who cannot see the abbreviation's place.
pub(super) const COLUMNS: [(&str, &str); 15] = [
    ("G", "Games"),
    ("Min", "Minutes a game"),
    ("Pts", "Points a game"),
    ("Reb", "Rebounds a game"),
    ("Ast", "Assists a game"),
    ("Stl", "Steals a game"),
    ("Blk", "Blocks a game"),
    ("TO", "Turnovers a game"),
    ("PF", "Fouls a game"),
    ("FG%", "Share of shots made, per cent"),
    ("Arc%", "Share of shots from beyond the arc made, per cent"),
    ("FT%", "Share of free throws made, per cent"),
    ("P/100", "Points per 100 shots"),
    ("+/−", "Plus-minus a game"),
    ("GS", "Games started"),
];

/// Totals over any number of seasons.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    games: u32,
    starts: u32,
    plus_minus: i64,
    time_tenths: i64,
    points: i64,
    rebounds: i64,
    assists: i64,
    steals: i64,
    blocks: i64,
    turnovers: i64,
    fouls: i64,
    /// Made and tried.
    shots: [u32; 2],
    arc: [u32; 2],
    free: [u32; 2],
}

impl Sums {
    /// Adds one season, or any other part of a career.
    pub(super) fn add(&mut self, totals: &Totals) {
        let it = &totals.sum;
        self.games += u32::from(totals.games);
        self.starts += u32::from(totals.starts);
        self.plus_minus += i64::from(totals.plus_minus);
        self.time_tenths += i64::from(it.time_tenths);
        self.points += i64::from(it.points);
        self.rebounds += i64::from(it.rebounds());
        self.assists += i64::from(it.assists);
        self.steals += i64::from(it.steals);
        self.blocks += i64::from(it.blocks);
        self.turnovers += i64::from(it.turnovers);
        self.fouls += i64::from(it.fouls);
        let pairs = [
            (&mut self.shots, [it.made(), it.tried()]),
            (&mut self.arc, [it.arc_made, it.arc_tried]),
            (&mut self.free, [it.free_made, it.free_tried]),
        ];
        for (sum, [made, tried]) in pairs {
            sum[0] += u32::from(made);
            sum[1] += u32::from(tried);
        }
    }
}

/// The numbers of one row, in the order of [`COLUMNS`].
pub(super) fn averages(totals: &Totals) -> Vec<String> {
    let mut sums = Sums::default();
    sums.add(totals);
    averages_of(&sums)
}

/// As [`averages`], over several seasons.
pub(super) fn averages_of(it: &Sums) -> Vec<String> {
    let each = |sum: i64| words::average(sum, it.games);
    // Free throws count as 0.44 of a shot.
    let hundredths_of_shots = it.shots[1] * 100 + it.free[1] * 44;
    vec![
        it.games.to_string(),
        words::average(it.time_tenths, it.games * 600),
        each(it.points),
        each(it.rebounds),
        each(it.assists),
        each(it.steals),
        each(it.blocks),
        each(it.turnovers),
        each(it.fouls),
        words::percent(it.shots[0], it.shots[1]),
        words::percent(it.arc[0], it.arc[1]),
        words::percent(it.free[0], it.free[1]),
        words::average(it.points * 10_000, hundredths_of_shots),
        signed_average(it.plus_minus, it.games),
        it.starts.to_string(),
    ]
}

/// An average with its sign: `+3.2`, `−0.5`.
fn signed_average(sum: i64, games: u32) -> String {
    let text = words::average(sum, games);
    if sum > 0 && text != "0.0" { format!("+{text}") } else { text }
}

/// One finished game between two teams.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meeting {
    pub(super) id: GameId,
    pub(super) sides: [TeamId; 2],
    /// Points, home then away.
    pub(super) score: [u16; 2],
}

/// What has happened between a team and one opponent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rivalry {
    pub(super) opponent: TeamId,
    /// Games won and lost, this season and ever.
    pub(super) season: [u16; 2],
    pub(super) ever: [u16; 2],
    /// Points scored less points allowed, ever.
    pub(super) difference: i64,
    pub(super) last: GameId,
}

/// A team's meetings with each opponent, by opponent. `meetings`: of all teams, in order of play.
pub(super) fn head_to_head(team: TeamId, season: u16, meetings: &[Meeting]) -> Vec<Rivalry> {
    let mut all: Vec<Rivalry> = Vec::new();
    for meeting in meetings {
        let Some(own) = meeting.sides.iter().position(|it| *it == team) else { continue };
        let opponent = meeting.sides[1 - own];
        let margin = i64::from(meeting.score[own]) - i64::from(meeting.score[1 - own]);
        let at = all.iter().position(|it| it.opponent == opponent).unwrap_or_else(|| {
            let (season, ever, difference, last) = ([0; 2], [0; 2], 0, meeting.id);
            all.push(Rivalry { opponent, season, ever, difference, last });
            all.len() - 1
        });
        let rivalry = &mut all[at];
        let lost = usize::from(margin < 0);
        rivalry.ever[lost] += 1;
        rivalry.season[lost] += u16::from(meeting.id.season == season);
        rivalry.difference += margin;
        rivalry.last = meeting.id;
    }
    all.sort_by_key(|it| it.opponent);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(points: u16) -> Line {
        Line { points, time_tenths: 6_000, inside_tried: 10, inside_made: 5, ..Line::default() }
    }

    #[test]
    fn splits_sort_the_same_games_in_several_ways() {
        let lines: Vec<Line> = (1..=6).map(|it| line(it * 2)).collect();
        let idle = Line::default();
        let mut outings: Vec<Outing<'_>> = (0_u8..)
            .zip(&lines)
            .map(|(at, line)| Outing { opponent: TeamId(at % 2), home: at < 4, won: at == 0, line })
            .collect();
        outings.insert(0, Outing { opponent: TeamId(7), home: true, won: true, line: &idle });
        let of = |kind| {
            let all = splits(&outings);
            let found = all.iter().find(|it| it.of == kind);
            found.map(|it| (it.totals.games, it.totals.sum.points))
        };
        assert_eq!(of(Kind::Home), Some((4, 20)));
        assert_eq!(of(Kind::Away), Some((2, 22)));
        assert_eq!(of(Kind::Wins), Some((1, 2)));
        assert_eq!(of(Kind::Losses), Some((5, 40)));
        // The game spent on the bench is none of the last five.
        assert_eq!(of(Kind::LastFive), Some((5, 30)));
        assert_eq!(of(Kind::Against(TeamId(1))), Some((3, 24)));
        assert_eq!(of(Kind::Against(TeamId(7))), None);
    }

    #[test]
    fn averages_fill_their_columns() {
        let mut totals = Totals::default();
        totals.add(&Line { free_tried: 5, free_made: 4, plus_minus: 3, ..line(14) });
        totals.add(&Line { plus_minus: -8, ..line(11) });
        let row = averages(&totals);
        assert_eq!(row.len(), COLUMNS.len());
        let at = |name: &str| {
            let place = COLUMNS.iter().position(|it| it.0 == name).expect("a column");
            row[place].as_str()
        };
        assert_eq!([at("G"), at("Min"), at("Pts"), at("FG%")], ["2", "10.0", "12.5", "50.0"]);
        // 25 points from 20 shots and 5 free throws: 25 / 22.2.
        assert_eq!([at("FT%"), at("P/100"), at("+/−"), at("Arc%")], ["80.0", "112.6", "−2.5", "–"]);
    }

    #[test]
    fn head_to_head_counts_both_venues_and_both_spans() {
        let meeting = |season, round, home: u8, away: u8, score| Meeting {
            id: GameId { season, round, matchup: 1 },
            sides: [TeamId(home), TeamId(away)],
            score,
        };
        let meetings = [
            meeting(1, 1, 0, 1, [50, 40]),
            meeting(1, 2, 1, 0, [60, 40]),
            meeting(2, 1, 1, 2, [9, 8]),
            meeting(2, 3, 1, 0, [41, 42]),
        ];
        let rivalries = head_to_head(TeamId(0), 2, &meetings);
        assert_eq!(rivalries.len(), 1);
        let it = rivalries[0];
        assert_eq!((it.opponent, it.season, it.ever), (TeamId(1), [1, 0], [2, 1]));
        assert_eq!((it.difference, it.last.round), (10 - 20 + 1, 3));
        assert_eq!(head_to_head(TeamId(3), 2, &meetings), []);
    }
}
