//! The teams: in a list, and one in full.
//!
//! May live here: the public form of a team. Never: its hoopers' cards (`hooper`).

use super::game::{GameLine, Venue, Wanted, games};
use super::hooper::SquadLine;
use super::{TeamRef, hooper};
use league::ids::{HooperId, TeamId};
use league::season::Row;
use league::sim::Scheme;
use league::view::View;
use serde::Serialize;
use utoipa::ToSchema;

/// The teams.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Teams {
    /// In the order in which the league was founded with them.
    pub(crate) teams: Vec<TeamLine>,
}

/// A team in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TeamLine {
    /// Which team.
    #[serde(flatten)]
    pub(crate) team: TeamRef,
    /// One line that it lives by.
    pub(crate) motto: String,
    /// Place in the table, from 1.
    pub(crate) place: usize,
    /// Games won this season.
    pub(crate) wins: u16,
    /// Games lost this season.
    pub(crate) losses: u16,
    /// Seasons that it won.
    pub(crate) titles: Vec<u16>,
}

/// How a team likes to play; 0 is neutral.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct StrategyOut {
    /// Shoots earlier (positive) or later, -10 to 10.
    pub(crate) pace: i8,
    /// Leans to the arc (positive) or to the rim, -10 to 10.
    pub(crate) diet: i8,
    /// Defence: `man`, `switch`, `zone` or `press`.
    pub(crate) scheme: &'static str,
    /// Uses the bench more (positive) or less, -10 to 10.
    pub(crate) bench: i8,
}

/// A team in full.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Team {
    /// The team in a list.
    #[serde(flatten)]
    pub(crate) line: TeamLine,
    /// Its home venue.
    pub(crate) venue: Venue,
    /// How it likes to play.
    pub(crate) strategy: StrategyOut,
    /// Its hoopers, starters first.
    pub(crate) hoopers: Vec<SquadLine>,
    /// Its games of the season, those to come included.
    pub(crate) games: Vec<GameLine>,
}

/// Every team.
pub(crate) fn teams(view: &View<'_>) -> Teams {
    let rows = view.standings();
    let count = u8::try_from(view.league.spec.teams.len()).unwrap_or(u8::MAX);
    Teams { teams: (0..count).map(|it| line(view, &rows, TeamId(it))).collect() }
}

/// One team.
pub(crate) fn team(view: &View<'_>, id: TeamId) -> Team {
    let spec = view.league.team(id);
    let totals = view.totals();
    let slots = u8::try_from(spec.hoopers.len()).unwrap_or(u8::MAX);
    let wanted = Wanted { team: Some(id), ..Wanted::default() };
    Team {
        line: line(view, &view.standings(), id),
        venue: Venue {
            name: spec.venue.name.clone(),
            capacity: spec.venue.capacity,
            altitude_m: spec.venue.altitude_m,
        },
        strategy: StrategyOut {
            pace: spec.strategy.pace,
            diet: spec.strategy.diet,
            scheme: match spec.strategy.scheme {
                Scheme::Man => "man",
                Scheme::Switch => "switch",
                Scheme::Zone => "zone",
                Scheme::Press => "press",
            },
            bench: spec.strategy.bench,
        },
        hoopers: (0..slots)
            .map(|slot| hooper::squad_line(view.league, &totals, HooperId::new(id, slot)))
            .collect(),
        games: games(view, wanted).map(|it| it.games).unwrap_or_default(),
    }
}

fn line(view: &View<'_>, rows: &[Row], id: TeamId) -> TeamLine {
    let place = rows.iter().position(|it| it.team == id).unwrap_or(0);
    let (wins, losses) = rows.get(place).map_or((0, 0), |it| (it.wins, it.losses));
    let past = view.league.past.iter().map(|it| (it.number, Some(it.champion)));
    let titles = past.chain([(view.season(), view.champion())]);
    TeamLine {
        team: TeamRef::of(view.league, id),
        motto: view.league.team(id).motto.clone(),
        place: place + 1,
        wins,
        losses,
        titles: titles.filter(|it| it.1 == Some(id)).map(|it| it.0).collect(),
    }
}
