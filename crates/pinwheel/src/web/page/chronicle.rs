//! One season in one form, whether it is over or under way.
//!
//! May live here: what of a season is told, taken from where it may be taken: `League::past` and
//! `View`. Must never live here: how it is drawn.

use league::View;
use league::event::Award;
use league::ids::{GameId, HooperId, TeamId};
use league::season::{GameStage, Row, Totals, wins_needed};
use league::state::PastSeason;
use league::units::UnixMillis;
use league::view::{SeriesCard, Status};
use std::collections::BTreeMap;

/// A season as far as it has been shown.
#[derive(Clone, Debug)]
pub(super) struct Chronicle {
    pub(super) number: u16,
    /// When it began, and when its last game tipped off, once it is over.
    pub(super) span: (UnixMillis, Option<UnixMillis>),
    pub(super) champion: Option<TeamId>,
    pub(super) table: Vec<Row>,
    /// One entry per playoff stage reached.
    pub(super) bracket: Vec<Vec<SeriesCard>>,
    pub(super) awards: Vec<Award>,
    /// Games that have tipped off, in order of play.
    pub(super) games: Vec<Game>,
    pub(super) totals: BTreeMap<HooperId, Totals>,
}

/// One game of a season.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Game {
    pub(super) id: GameId,
    /// Home, then away.
    pub(super) sides: [TeamId; 2],
    pub(super) stage: GameStage,
    pub(super) tip_off: Option<UnixMillis>,
    /// Points once it is over, home then away.
    pub(super) score: Option<[u16; 2]>,
}

impl Chronicle {
    /// A season that is over.
    pub(super) fn of_past(past: &PastSeason) -> Self {
        let games: Vec<Game> = past
            .games
            .iter()
            .map(|it| Game {
                id: it.id,
                sides: [it.home, it.away],
                stage: it.stage,
                tip_off: Some(it.tip_off),
                score: Some(it.score),
            })
            .collect();
        let bracket = past.bracket.iter().enumerate().map(|(stage, all)| {
            let card = |(place, series): (usize, &league::season::Series)| {
                let wins = wins(&games, (stage, place), series.high);
                let needed = wins_needed(series.best_of);
                let winner = match wins {
                    [high, _] if high >= needed => Some(series.high),
                    [_, low] if low >= needed => Some(series.low),
                    _ => None,
                };
                SeriesCard { series: *series, wins, winner }
            };
            all.iter().enumerate().map(card).collect()
        });
        Self {
            number: past.number,
            span: (past.span[0], Some(past.games.last().map_or(past.span[1], |it| it.tip_off))),
            champion: Some(past.champion),
            table: past.table.clone(),
            bracket: bracket.collect(),
            awards: past.awards.clone(),
            totals: past.totals.clone(),
            games,
        }
    }

    /// The season under way, as far as it has been shown.
    pub(super) fn of_view(view: &View<'_>) -> Self {
        let rounds = view.rounds().into_iter().filter(|it| it.tip_off.is_some());
        let games: Vec<Game> = rounds
            .flat_map(|it| it.games)
            .map(|it| Game {
                id: it.id,
                sides: [it.home, it.away],
                stage: it.stage,
                tip_off: it.tip_off,
                score: match it.status {
                    Status::Final { score, .. } => Some(score),
                    Status::Scheduled | Status::Live(_) => None,
                },
            })
            .collect();
        let last = games.last().and_then(|it| it.tip_off);
        Self {
            number: view.season(),
            span: (view.season_started_at(), last.filter(|_| view.champion().is_some())),
            champion: view.champion(),
            table: view.standings(),
            bracket: view.bracket(),
            awards: view.awards().to_vec(),
            totals: view.totals(),
            games,
        }
    }

    /// The games of one series with their number in it, in order of play.
    pub(super) fn games_of_series(
        &self,
        stage: usize,
        place: usize,
    ) -> impl Iterator<Item = (u8, &Game)> {
        self.games.iter().filter_map(move |it| Some((in_series(it, (stage, place))?, it)))
    }
}

/// The game's number in this series; `None` when it belongs to another or none.
fn in_series(game: &Game, at: (usize, usize)) -> Option<u8> {
    match game.stage {
        GameStage::Playoff { stage, series, game }
            if (usize::from(stage), usize::from(series)) == at =>
        {
            Some(game)
        }
        GameStage::Regular | GameStage::Tiebreak | GameStage::Playoff { .. } => None,
    }
}

/// Games of a series won by the better seed, and by the other.
fn wins(games: &[Game], at: (usize, usize), high: TeamId) -> [u8; 2] {
    let mut wins = [0, 0];
    for game in games.iter().filter(|it| in_series(it, at).is_some()) {
        if let Some([home, away]) = game.score {
            let winner = game.sides[usize::from(home < away)];
            wins[usize::from(winner != high)] += 1;
        }
    }
    wins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_counts_its_own_games_whoever_is_at_home() {
        let game = |series, game, sides: [u8; 2], score| Game {
            id: GameId { season: 1, round: 20 + u16::from(game), matchup: 1 },
            sides: sides.map(TeamId),
            stage: GameStage::Playoff { stage: 0, series, game },
            tip_off: None,
            score: Some(score),
        };
        let games = [
            game(0, 1, [3, 5], [50, 40]),
            game(1, 1, [2, 4], [50, 40]),
            game(0, 2, [5, 3], [50, 40]),
            game(0, 3, [3, 5], [41, 40]),
        ];
        assert_eq!(wins(&games, (0, 0), TeamId(3)), [2, 1]);
        assert_eq!(wins(&games, (0, 1), TeamId(4)), [0, 1]);
        assert_eq!(wins(&games, (1, 0), TeamId(3)), [0, 0]);
    }
}
