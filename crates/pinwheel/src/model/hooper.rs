//! The hoopers: one in full, the leaders, the awards.
//!
//! May live here: the public form of what hoopers did over several games. Never: how it is counted.

use super::game::{GameLine, line};
use super::stats::{Season, Stats, hundredths};
use super::table::past;
use super::{HooperRef, TeamRef};
use crate::words;
use league::League;
use league::event::Award;
use league::ids::HooperId;
use league::season::{AwardKind, Totals, leaders as leaders_in};
use league::sim::Skills;
use league::view::View;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Hoopers on a board of leaders.
const BOARD: usize = 10;

/// A hooper in a team's list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SquadLine {
    /// Who.
    #[serde(flatten)]
    pub(crate) hooper: HooperRef,
    /// What kind of hooper.
    pub(crate) archetype: String,
    /// A line of character.
    pub(crate) line: String,
    /// This season, finished games only.
    pub(crate) season: Season,
}

/// A hooper in full.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct HooperOut {
    /// The hooper in a list.
    #[serde(flatten)]
    pub(crate) line: SquadLine,
    /// The team in full.
    pub(crate) plays_for: TeamRef,
    /// Ten skills by name, 0 to 100; 50 is a league average.
    pub(crate) skills: BTreeMap<&'static str, u8>,
    /// Finished games of this season, latest first.
    pub(crate) game_log: Vec<LogLineOut>,
    /// Seasons that are over, oldest first.
    pub(crate) career: Vec<CareerLine>,
    /// Awards, oldest first.
    pub(crate) awards: Vec<AwardOut>,
}

/// One finished game of a hooper's.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LogLineOut {
    /// The game.
    pub(crate) game: GameLine,
    /// Whether the hooper's side won.
    pub(crate) won: bool,
    /// Whether it was at home.
    pub(crate) at_home: bool,
    /// On court at tip-off.
    pub(crate) started: bool,
    /// Points of the own side less the opponent's while on court.
    pub(crate) plus_minus: i16,
    /// What the hooper did.
    pub(crate) stats: Stats,
}

/// One season of a hooper's that is over.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CareerLine {
    /// Season number.
    pub(crate) number: u16,
    /// What the hooper did in it.
    #[serde(flatten)]
    pub(crate) season: Season,
}

/// The hooper in a team's list.
pub(super) fn squad_line(
    league: &League,
    totals: &BTreeMap<HooperId, Totals>,
    id: HooperId,
) -> SquadLine {
    let spec = words::hooper(league, id);
    SquadLine {
        hooper: HooperRef::of(league, id),
        archetype: spec.map(|it| it.archetype.clone()).unwrap_or_default(),
        line: spec.map(|it| it.line.clone()).unwrap_or_default(),
        season: Season::from(&totals.get(&id).copied().unwrap_or_default()),
    }
}

/// One hooper.
pub(crate) fn hooper(view: &View<'_>, id: HooperId) -> HooperOut {
    let league = view.league;
    let skills = words::hooper(league, id).map(|it| it.skills.values()).unwrap_or_default();
    let log = view.game_log(id);
    let game_log = log.iter().map(|it| {
        let game = line(league, &it.card);
        LogLineOut {
            won: game.winner.as_ref() == Some(&league.team(id.team()).slug),
            game,
            at_home: it.home,
            started: it.line.started,
            plus_minus: it.line.plus_minus,
            stats: Stats::from(it.line),
        }
    });
    let career = league.past.iter().filter_map(|it| {
        Some(CareerLine { number: it.number, season: Season::from(it.totals.get(&id)?) })
    });
    HooperOut {
        line: squad_line(league, &view.totals(), id),
        plays_for: TeamRef::of(league, id.team()),
        skills: Skills::NAMES.into_iter().zip(skills).collect(),
        game_log: game_log.collect(),
        career: career.collect(),
        awards: awards_of(view, id),
    }
}

fn awards_of(view: &View<'_>, id: HooperId) -> Vec<AwardOut> {
    let past = view.league.past.iter().map(|it| (it.number, &it.awards[..]));
    let all = past.chain([(view.season(), view.awards())]);
    all.flat_map(|(season, awards)| awards.iter().map(move |it| (season, it)))
        .filter(|(_, it)| it.hooper == id)
        .map(|(season, it)| award(view.league, season, it))
        .collect()
}

/// Who leads in what.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Leaders {
    /// Season number.
    pub(crate) season: u16,
    /// One board per thing that is counted.
    pub(crate) boards: Vec<Board>,
}

/// Who leads in one thing.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Board {
    /// `points`, `rebounds`, `most_valuable` and so on.
    pub(crate) kind: AwardName,
    /// In words.
    pub(crate) name: &'static str,
    /// Best first, at most ten.
    pub(crate) leaders: Vec<Leader>,
}

/// One line of a board.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Leader {
    /// Place, from 1.
    pub(crate) place: usize,
    /// Who.
    pub(crate) hooper: HooperRef,
    /// The number that counts.
    pub(crate) value: f64,
}

/// What a board or an award is for; by name.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(value_type = String, example = "most_valuable")]
pub(crate) struct AwardName(AwardKind);

/// The leaders of a season; `None` when there is no such season.
pub(crate) fn leaders(view: &View<'_>, season: Option<u16>) -> Option<Leaders> {
    let season = season.unwrap_or(view.season());
    let totals = if season == view.season() {
        view.totals()
    } else {
        past(view.league, season)?.totals.clone()
    };
    let boards = AwardKind::ALL.into_iter().map(|kind| Board {
        kind: AwardName(kind),
        name: words::award(kind),
        leaders: (1..)
            .zip(leaders_in(&totals, kind).into_iter().take(BOARD))
            .map(|(place, (id, value))| Leader {
                place,
                hooper: HooperRef::of(view.league, id),
                value: hundredths(value.into()),
            })
            .collect(),
    });
    Some(Leaders { season, boards: boards.collect() })
}

/// The awards of a season.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Awards {
    /// Season number.
    pub(crate) season: u16,
    /// Empty until they are given.
    pub(crate) awards: Vec<AwardOut>,
}

/// One award.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AwardOut {
    /// Season number.
    pub(crate) season: u16,
    /// What for.
    pub(crate) kind: AwardName,
    /// In words.
    pub(crate) name: &'static str,
    /// To whom.
    pub(crate) hooper: HooperRef,
    /// The number that won it.
    pub(crate) value: f64,
}

/// The awards of a season; `None` when there is no such season.
pub(crate) fn awards(view: &View<'_>, season: Option<u16>) -> Option<Awards> {
    let season = season.unwrap_or(view.season());
    let given =
        if season == view.season() { view.awards() } else { &past(view.league, season)?.awards };
    Some(Awards { season, awards: given.iter().map(|it| award(view.league, season, it)).collect() })
}

/// One award.
pub(super) fn award(league: &League, season: u16, it: &Award) -> AwardOut {
    AwardOut {
        season,
        kind: AwardName(it.kind),
        name: words::award(it.kind),
        hooper: HooperRef::of(league, it.hooper),
        value: hundredths(it.value.into()),
    }
}
