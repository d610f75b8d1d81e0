//! The lab: one rule swept over its bounds, for this league's own squads.
//!
//! May live here: which rule was asked for, playing off the server's threads, keeping what was played.
//! Must never live here: what is measured (`league::lab`), how a curve is drawn (`crate::lab`).

use super::{Chrome, Nav, Visit, answer, missing};
use crate::lab::curve::{Curve, OF_THE_SEASON, Sweep};
use crate::lab::{self, numbers, picture};
use askama::Template;
use axum::response::Response;
use league::lab::own_metric;
use league::rules::Param;
use league::{League, chain};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// Games for each value: a curve in a second or less.
const GAMES: u64 = 400;
/// Curves that are kept; when there are more, all are forgotten.
const KEPT: usize = 128;
/// Sweeps that are played at once: the games of the league and its pages come first.
static AT_ONCE: Semaphore = Semaphore::const_new(1);
/// What was played, by squads, rules and parameter.
static PLAYED: Mutex<BTreeMap<(String, &'static str), Arc<Curve>>> = Mutex::new(BTreeMap::new());

#[derive(Template)]
#[template(path = "lab.html")]
struct Page {
    chrome: Chrome,
    /// Every rule of a game: id, name, whether it is shown.
    choices: Vec<(&'static str, &'static str, bool)>,
    id: &'static str,
    name: &'static str,
    about: &'static str,
    metric: &'static str,
    games: u64,
    picture: String,
    rows: Vec<Row>,
    left_out: String,
}

/// One value of the curve in the table under it.
struct Row {
    value: String,
    number: String,
    error: String,
    in_force: bool,
}

/// `GET /lab?param=score.arc`: the curve of a rule.
pub(super) async fn page(visit: Visit) -> Response {
    let Some(league) = visit.now.state.league() else { return missing::page(&visit) };
    let asked = visit.query("param").unwrap_or(Param::ScoreArc.id());
    let Some(param) = Param::by_id(asked).filter(|it| own_metric(*it).is_some()) else {
        return missing::page(&visit);
    };
    let Some(curve) = curve(league, param).await else { return missing::page(&visit) };
    let template = Page {
        chrome: Chrome {
            description: format!("{} for the squads of this league.", param.name()),
            ..visit.chrome(Nav::Lab, "Lab")
        },
        choices: Param::ALL
            .into_iter()
            .filter(|it| own_metric(*it).is_some())
            .map(|it| (it.id(), it.name(), it == param))
            .collect(),
        id: param.id(),
        name: param.name(),
        about: param.about(),
        metric: curve.metric.name,
        games: curve.games,
        picture: picture::svg(&curve, picture::Place::Page),
        rows: rows(&curve),
        left_out: curve
            .left_out
            .iter()
            .map(|it| param.in_words(*it))
            .collect::<Vec<_>>()
            .join(", "),
    };
    answer(&template, &visit.headers)
}

fn rows(curve: &Curve) -> Vec<Row> {
    let row = |it: &crate::lab::curve::Point| Row {
        value: curve.param.in_words(it.value),
        number: it.measured.map_or_else(|| "–".to_owned(), |it| numbers::shown(curve.metric, it)),
        error: numbers::shown(curve.metric, it.error),
        in_force: it.value == curve.current,
    };
    curve.points.iter().map(row).collect()
}

/// The curve, played now unless it was played before. `None` for a rule of the season.
async fn curve(league: &League, param: Param) -> Option<Arc<Curve>> {
    let key = (format!("{} {}", league.spec.slug, chain::hex(&league.rules.hash())), param.id());
    let kept = |key: &(String, &'static str)| {
        PLAYED.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    };
    if let Some(curve) = kept(&key) {
        return Some(curve);
    }
    let _turn = AT_ONCE.acquire().await.ok()?;
    // Somebody else may have asked for the same while this one waited.
    if let Some(curve) = kept(&key) {
        return Some(curve);
    }
    let (rules, teams) = (league.rules.clone(), league.spec.teams.clone());
    let played = tokio::task::spawn_blocking(move || {
        let smallest = teams.iter().map(|it| it.hoopers.len()).min().unwrap_or(0);
        let sweep = Sweep::of(param, &rules, None, smallest)?;
        let play = |arm: &league::lab::Arm| lab::play(arm, GAMES, 1, &|| ());
        Ok::<_, &str>(sweep.play(GAMES, &|rules| lab::pairings(&teams, rules), &play))
    });
    let curve = match played.await {
        Ok(Ok(curve)) => Arc::new(curve),
        Ok(Err(why)) => {
            debug_assert_eq!(why, OF_THE_SEASON);
            return None;
        }
        Err(error) => {
            tracing::error!(%error, "a sweep came to nothing");
            return None;
        }
    };
    let mut all = PLAYED.lock().unwrap_or_else(PoisonError::into_inner);
    if all.len() >= KEPT {
        all.clear();
    }
    all.insert(key, Arc::clone(&curve));
    Some(curve)
}
