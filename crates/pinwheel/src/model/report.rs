//! What was told of a round, as the API and the terminal give it.
//!
//! May live here: finding filed reports in the log, their titles. Never: writing one (`deliver`).

use crate::director::{Director, Now};
use crate::store::StoreError;
use crate::words;
use league::report::{About, Report};
use league::view::View;
use league::{Event, League};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What was told of one round.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RoundReports {
    /// Season number.
    #[schema(example = 1)]
    pub(crate) season: u16,
    /// Round number.
    #[schema(example = 3)]
    pub(crate) round: u16,
    /// The round first, then its best plays, what the governors did, and each game. A report that has
    /// not been written yet is not here.
    pub(crate) reports: Vec<ReportOut>,
}

/// One report.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ReportOut {
    /// `round`, `highlights`, `governance`, or the id of a game.
    #[schema(example = "highlights")]
    pub(crate) about: String,
    /// As a headline.
    pub(crate) title: String,
    /// Its paragraphs.
    pub(crate) paragraphs: Vec<String>,
    /// Who wrote it: `templates`, or the name of a model.
    #[schema(example = "templates")]
    pub(crate) by: String,
}

impl ReportOut {
    fn of(report: &Report, sides: Option<String>) -> Self {
        Self {
            about: report.about.name(),
            title: sides.unwrap_or_else(|| words::report_title(report.about)),
            paragraphs: report.text.split("\n\n").map(str::to_owned).collect(),
            by: report.by.clone(),
        }
    }
}

/// Where a report stands among those of its round.
fn rank(about: About) -> (u8, About) {
    let first = match about {
        About::Round => 0,
        About::Highlights => 1,
        About::Governance => 2,
        About::Commentary { .. } => 3,
    };
    (first, about)
}

/// What was told of a round; `None` when there was no such round, or it is still being shown.
pub(crate) async fn of_round(
    director: &Director,
    now: &Now,
    view: &View<'_>,
    (season, round): (u16, u16),
) -> Result<Option<RoundReports>, StoreError> {
    let Some(filed) = view.reports(season, round) else { return Ok(None) };
    let wanted: Vec<(About, u64)> = filed.clone();
    let mut reports = read(director, now, &wanted).await?;
    reports.sort_by_key(|it| rank(it.about));
    let title = |about| match about {
        About::Commentary { game } => view.card_of(game).map(|card| {
            let name = |id| view.league.team(id).nickname.as_str();
            format!("{} against {}", name(card.home), name(card.away))
        }),
        About::Highlights | About::Round | About::Governance => None,
    };
    let reports = reports.iter().map(|it| ReportOut::of(it, title(it.about))).collect();
    Ok(Some(RoundReports { season, round, reports }))
}

/// What was told of one game, once it was; nothing before.
pub(crate) async fn of_game(
    director: &Director,
    now: &Now,
    view: &View<'_>,
    game: league::ids::GameId,
) -> Result<Option<Report>, StoreError> {
    let about = About::Commentary { game };
    let filed =
        view.reports(game.season, game.round).and_then(|it| it.iter().find(|it| it.0 == about));
    let Some(filed) = filed else { return Ok(None) };
    Ok(read(director, now, &[*filed]).await?.into_iter().next())
}

/// The latest round that something was told of: its season and number.
pub(crate) fn latest(league: &League) -> Option<(u16, u16)> {
    let told = league.told_rounds().filter(|it| !it.3.is_empty());
    told.map(|it| (it.0, it.1)).last()
}

/// The reports at these positions of the log. What is not there is damage, and passed over.
async fn read(
    director: &Director,
    now: &Now,
    wanted: &[(About, u64)],
) -> Result<Vec<Report>, StoreError> {
    let mut entries: BTreeMap<u64, Vec<Report>> = BTreeMap::new();
    for (_, position) in wanted {
        if entries.contains_key(position) {
            continue;
        }
        let entry = director.store().entry(now.id, *position).await?;
        let held = match entry.and_then(|it| it.event().ok()) {
            Some(Event::RoundCompleted { reports, .. }) => reports,
            Some(Event::ReportWritten { report, .. }) => vec![report],
            _ => Vec::new(),
        };
        entries.insert(*position, held);
    }
    let find = |(about, position): &(About, u64)| {
        entries.get(position)?.iter().find(|it| it.about == *about).cloned()
    };
    Ok(wanted.iter().filter_map(find).collect())
}
