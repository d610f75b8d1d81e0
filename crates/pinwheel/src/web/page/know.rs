//! Pages that tell what is known: teams, hoopers, leaders, awards, history, words, the machine.
//!
//! May live here: their addresses, and the small things that several of them print. Must never live
//! here: what one page alone shows, what may be known (`league::view`).

use super::{
    TeamTag, TimeTag, Visit, awards, history, hooper, leaders, records, search, start, status,
    team, teams,
};
use crate::schedule::Schedule;
use crate::web::Web;
use crate::{ticker, words};
use axum::Router;
use axum::routing::get;
use league::League;
use league::ids::{GameId, HooperId, TeamId};
use league::season::{AwardKind, GameStage};
use league::units::UnixMillis;

/// The addresses of these pages.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/teams", get(teams::teams))
        .route("/teams/{team}", get(team::team))
        .route("/players/{hooper}", get(hooper::hooper))
        .route("/leaders", get(leaders::leaders))
        .route("/records", get(records::records))
        .route("/awards", get(awards::awards))
        .route("/history", get(history::history))
        .route("/history/{season}", get(history::season))
        .route("/start", get(start::start))
        .route("/help", get(start::help))
        .route("/search", get(search::search))
        .route("/glossary", get(start::glossary))
        .route("/status", get(status::status))
}

/// Whether this page may tell results: the reader does not hide them, or asked for them here.
pub(super) fn told(visit: &Visit) -> bool {
    !visit.hide_scores || visit.query("reveal") == Some("1")
}

/// A hooper wherever one is named.
#[derive(Clone, Debug)]
pub(super) struct HooperTag {
    pub(super) name: String,
    pub(super) href: String,
    pub(super) team: TeamTag,
}

impl HooperTag {
    /// The hooper's tag in the league at `base`; `None` when the league has no such hooper.
    pub(super) fn of(league: &League, base: &str, id: HooperId) -> Option<Self> {
        let hooper = words::hooper(league, id)?;
        Some(Self {
            name: hooper.name.clone(),
            href: format!("{base}/players/{}", hooper.slug),
            team: TeamTag::of(league, base, id.team()),
        })
    }
}

/// One game in a list, seen from nobody's side.
#[derive(Clone, Debug)]
pub(super) struct GameLine {
    pub(super) href: String,
    pub(super) home: TeamTag,
    pub(super) away: TeamTag,
    /// `81–66`, home first; empty while there is none.
    pub(super) score: String,
    pub(super) home_won: bool,
}

impl GameLine {
    /// A line about game `id` in the league at `base`.
    pub(super) fn of(
        league: &League,
        base: &str,
        (id, sides): (GameId, [TeamId; 2]),
        score: Option<[u16; 2]>,
    ) -> Self {
        Self {
            href: format!("{base}/games/{id}"),
            home: TeamTag::of(league, base, sides[0]),
            away: TeamTag::of(league, base, sides[1]),
            score: score.map_or_else(String::new, |[h, a]| format!("{h}–{a}")),
            home_won: score.is_some_and(|[h, a]| h > a),
        }
    }
}

/// A playoff stage's name by how many series it has.
pub(super) fn stage_name(series: usize) -> &'static str {
    match series {
        1 => "Final",
        2 => "Semi-finals",
        4 => "Quarter-finals",
        _ => "Playoffs",
    }
}

/// What a game counts for, in a list: `Round 5`, `Deciding game`, `Final, game 3`.
///
/// `sizes`: how many series each stage of the season's playoffs has.
pub(super) fn game_label(id: GameId, stage: GameStage, sizes: &[usize]) -> String {
    match stage {
        GameStage::Regular => format!("Round {}", id.round),
        GameStage::Tiebreak => "Deciding game".to_owned(),
        GameStage::Playoff { stage, game, .. } => {
            let name = match sizes.get(usize::from(stage)) {
                Some(1) => "Final",
                Some(2) => "Semi-final",
                Some(4) => "Quarter-final",
                _ => "Playoffs",
            };
            format!("{name}, game {game}")
        }
    }
}

/// What a round counts for: `Round 5`, `Round 23, semi-finals`.
pub(super) fn round_label(id: GameId, stage: GameStage, sizes: &[usize]) -> String {
    let what = match stage {
        GameStage::Regular => return format!("Round {}", id.round),
        GameStage::Tiebreak => "deciding games",
        GameStage::Playoff { stage, .. } => {
            stage_name(sizes.get(usize::from(stage)).copied().unwrap_or(0))
        }
    };
    format!("Round {}, {}", id.round, what.to_lowercase())
}

/// What the number that decides an award counts.
pub(super) fn award_unit(kind: AwardKind) -> &'static str {
    match kind {
        AwardKind::MostValuable => "game score",
        AwardKind::BestDefender => "defence score",
        AwardKind::MostEfficient => "points per 100 shots",
        AwardKind::Points => "points a game",
        AwardKind::Rebounds => "rebounds a game",
        AwardKind::Assists => "assists a game",
        AwardKind::Steals => "steals a game",
        AwardKind::Blocks => "blocks a game",
    }
}

/// One award or one place in its race.
#[derive(Clone, Debug)]
pub(super) struct Honour {
    pub(super) award: &'static str,
    pub(super) unit: &'static str,
    pub(super) number: String,
    pub(super) hooper: HooperTag,
}

impl Honour {
    /// An award as it is printed; `None` when the league has no such hooper.
    pub(super) fn of(
        league: &League,
        base: &str,
        kind: AwardKind,
        (hooper, value): (HooperId, i32),
    ) -> Option<Self> {
        Some(Self {
            award: words::award(kind),
            unit: award_unit(kind),
            number: words::tenths_of(value),
            hooper: HooperTag::of(league, base, hooper)?,
        })
    }
}

/// When the next `count` rounds tip off, as far as the clock knows: one cron slot each. Slots that
/// fall while a round of ordinary length is being shown are passed over, as the clock does.
pub(super) fn slots(league: &League, now: UnixMillis, count: usize) -> Vec<TimeTag> {
    let Ok(schedule) = Schedule::parse(&league.cron) else { return Vec::new() };
    let first = ticker::next_tip_off(league, now);
    let next = |at: &UnixMillis| schedule.next_after(at.plus(ticker::usual_length(league.pace)));
    std::iter::successors(first, next).take(count).map(TimeTag::from).collect()
}

/// A number of things in words: `1 game`, `3 games`.
pub(super) fn count(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

/// A place: `1st`, `2nd`, `11th`.
pub(super) fn ordinal(place: usize) -> String {
    let ending = match (place % 10, place % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{place}{ending}")
}

/// A number with its thousands apart: `12,400`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_numbers_read_as_people_write_them() {
        assert_eq!(
            [1, 2, 3, 4, 11, 12, 21].map(ordinal).join(" "),
            "1st 2nd 3rd 4th 11th 12th 21st"
        );
        assert_eq!(
            [0, 999, 1_000, 12_400, 1_234_567].map(grouped).join(" "),
            "0 999 1,000 12,400 1,234,567"
        );
    }

    #[test]
    fn a_game_of_the_playoffs_is_named_by_how_many_series_its_stage_has() {
        let id = GameId { season: 1, round: 24, matchup: 1 };
        let playoff = |stage| GameStage::Playoff { stage, series: 0, game: 2 };
        let label = |stage| game_label(id, stage, &[4, 2, 1]);
        assert_eq!(label(playoff(0)), "Quarter-final, game 2");
        assert_eq!(label(playoff(1)), "Semi-final, game 2");
        assert_eq!(label(playoff(2)), "Final, game 2");
        assert_eq!(label(GameStage::Regular), "Round 24");
    }
}
