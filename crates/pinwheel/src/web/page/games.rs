//! `/games`: every round of a season, newest first; by team, only close ones, by season.
//!
//! May live here: filters. Must never live here: rounds whose pairings are not known.

use super::lines::{GameLine, Lines};
use super::today::named;
use super::{Chrome, Nav, TeamTag, TimeTag, Visit, about, answer};
use crate::{ticker, words};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use league::ids::TeamId;
use league::state::PastSeason;
use league::view::{Card, RoundCard, Status, View};
use std::collections::BTreeMap;

/// A game decided by this much at most, or in overtime, is close.
const CLOSE: u16 = 3;

#[derive(Template)]
#[template(path = "games.html")]
struct Page {
    chrome: Chrome,
    title: String,
    season: u16,
    seasons: Vec<Choice>,
    teams: Vec<Choice>,
    /// `None` for a reader who hides scores.
    close: Option<Choice>,
    /// Live, then the next, then those over, newest first.
    rounds: Vec<Round>,
    /// The rounds after the next.
    later: Vec<Round>,
    past: bool,
    /// The day of this look: its games have a page, and lead on to other days.
    today: String,
}

/// A link that chooses.
#[derive(Clone, Debug)]
struct Choice {
    name: String,
    href: String,
    chosen: bool,
}

/// A round in the list.
#[derive(Clone, Debug)]
struct Round {
    number: u16,
    href: String,
    name: String,
    live: bool,
    /// It has not begun, and the time is the schedule's.
    expected: bool,
    at: Option<TimeTag>,
    games: Vec<GameLine>,
}

/// What the reader has chosen to see.
#[derive(Clone, Debug, Default)]
struct Filter {
    season: Option<u16>,
    team: Option<(TeamId, String)>,
    close: bool,
    round: Option<u16>,
}

impl Filter {
    fn of(visit: &Visit, view: &View<'_>) -> Self {
        let asked = visit.query("season").and_then(|it| it.parse().ok());
        let slug = visit.query("team").unwrap_or("");
        let teams = (0_u8..).zip(&view.league.spec.teams);
        let team = teams.map(|(at, it)| (TeamId(at), &it.slug)).find(|it| it.1 == slug);
        Self {
            season: asked.filter(|it| *it != view.season()),
            team: team.map(|(id, slug)| (id, slug.clone())),
            // Which games were close says something of how they ended.
            close: visit.query("close") == Some("1") && !visit.hide_scores,
            round: None,
        }
    }

    /// The address of this choice.
    fn href(&self, base: &str) -> String {
        let mut query = Vec::new();
        query.extend(self.season.map(|it| format!("season={it}")));
        query.extend(self.team.as_ref().map(|it| format!("team={}", it.1)));
        query.extend(self.close.then(|| "close=1".to_owned()));
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{base}/games{mark}{}", query.join("&"))
    }

    fn wants(&self, card: &Card) -> bool {
        let team = self.team.as_ref().is_none_or(|(id, _)| card.home == *id || card.away == *id);
        team && (!self.close || is_close(card))
    }
}

fn is_close(card: &Card) -> bool {
    match &card.status {
        Status::Scheduled => false,
        Status::Live(moment) => moment.score[0].abs_diff(moment.score[1]) <= CLOSE,
        Status::Final { score, overtime } => *overtime || score[0].abs_diff(score[1]) <= CLOSE,
    }
}

/// `GET /games`.
pub(super) async fn page(visit: Visit) -> Response {
    let Some(view) = visit.view() else { return about::not_found(visit).await };
    let filter = Filter::of(&visit, &view);
    list(&visit, &view, &filter).await
}

/// `GET /games/round/{n}`: one round of the season under way, or with `?season=` of a past one.
pub(super) async fn round(visit: Visit, Path(path): Path<BTreeMap<String, String>>) -> Response {
    let number = path.get("n").and_then(|it| it.parse().ok());
    let (Some(view), Some(number)) = (visit.view(), number) else {
        return about::not_found(visit).await;
    };
    let filter = Filter { round: Some(number), ..Filter::of(&visit, &view) };
    list(&visit, &view, &filter).await
}

async fn list(visit: &Visit, view: &View<'_>, filter: &Filter) -> Response {
    let past = match filter.season {
        None => None,
        Some(number) => match view.league.past.iter().find(|it| it.number == number) {
            Some(past) => Some(past),
            None => return about::not_found(visit.clone()).await,
        },
    };
    let (mut rounds, mut later) = match past {
        Some(past) => (of_past(visit, view, past, filter), Vec::new()),
        None => of_now(visit, view, filter),
    };
    if let Some(number) = filter.round {
        rounds.retain(|it| it.number == number);
        later.retain(|it| it.number == number);
        rounds.append(&mut later);
        if rounds.is_empty() {
            return about::not_found(visit.clone()).await;
        }
    }
    let title = filter.round.map_or_else(|| "Games".to_owned(), |it| format!("Round {it}"));
    let mut chrome = visit.chrome(Nav::Games, &title);
    chrome.refresh = if past.is_some() { "" } else { "tipoff final round" };
    chrome.reload = view.is_live() && past.is_none();
    let base = visit.here.base.as_str();
    let page = Page {
        chrome,
        title,
        season: past.map_or(view.season(), |it| it.number),
        seasons: seasons(view, filter, base),
        teams: teams(view, filter, base),
        close: (!visit.hide_scores).then(|| Choice {
            name: "Close games".to_owned(),
            href: Filter { close: !filter.close, round: None, ..filter.clone() }.href(base),
            chosen: filter.close,
        }),
        rounds,
        later,
        past: past.is_some(),
        today: words::iso(visit.at).chars().take(10).collect(),
    };
    answer(&page, &visit.headers)
}

fn seasons(view: &View<'_>, filter: &Filter, base: &str) -> Vec<Choice> {
    let past = view.league.past.iter().map(|it| Some(it.number));
    let all = past.chain([None]).rev();
    let choice = |season: Option<u16>| Choice {
        name: format!("Season {}", season.unwrap_or(view.season())),
        href: Filter { season, round: None, ..filter.clone() }.href(base),
        chosen: season == filter.season,
    };
    all.map(choice).collect()
}

fn teams(view: &View<'_>, filter: &Filter, base: &str) -> Vec<Choice> {
    let choice = |team: Option<(TeamId, String)>, name: String| Choice {
        chosen: team == filter.team,
        href: Filter { team, round: None, ..filter.clone() }.href(base),
        name,
    };
    let all = (0_u8..).zip(&view.league.spec.teams).map(|(at, it)| {
        choice(
            Some((TeamId(at), it.slug.clone())),
            TeamTag::of(view.league, base, TeamId(at)).nickname,
        )
    });
    [choice(None, "All teams".to_owned())].into_iter().chain(all).collect()
}

/// The rounds to show, and those after the next.
fn of_now(visit: &Visit, view: &View<'_>, filter: &Filter) -> (Vec<Round>, Vec<Round>) {
    let lines = Lines::of(visit, view);
    let base = &visit.here.base;
    let next = ticker::next_tip_off(view.league, visit.at);
    let mut first = true;
    let mut begun = Vec::new();
    let mut ahead = Vec::new();
    for card in view.rounds() {
        let estimate = next.filter(|_| card.tip_off.is_none() && std::mem::take(&mut first));
        let games: Vec<GameLine> =
            card.games.iter().filter(|it| filter.wants(it)).map(|it| lines.game(it)).collect();
        if games.is_empty() {
            continue;
        }
        let round = Round {
            number: card.number,
            href: format!("{base}/games/round/{}", card.number),
            name: named(view, &card),
            live: games.iter().any(|it| it.live),
            expected: card.tip_off.is_none(),
            at: card.tip_off.or(estimate).map(TimeTag::from),
            games,
        };
        if card.tip_off.is_some() { &mut begun } else { &mut ahead }.push(round);
    }
    begun.reverse();
    let live = begun.iter().take_while(|it: &&Round| it.live).count();
    let later = ahead.split_off(ahead.len().min(1));
    begun.splice(live..live, ahead);
    (begun, later)
}

fn of_past(visit: &Visit, view: &View<'_>, past: &PastSeason, filter: &Filter) -> Vec<Round> {
    let stages: Vec<usize> = past.bracket.iter().map(Vec::len).collect();
    let lines = Lines::of_past(visit, view, stages);
    let mut rounds: BTreeMap<u16, RoundCard> = BTreeMap::new();
    for game in &past.games {
        let round = rounds.entry(game.id.round).or_insert_with(|| RoundCard {
            number: game.id.round,
            tip_off: Some(game.tip_off),
            games: Vec::new(),
        });
        round.games.push(Card::of_past(game));
    }
    let shown = rounds.into_values().rev().map(|mut card| {
        card.games.sort_by_key(|it| it.id);
        Round {
            number: card.number,
            href: format!("{}/games/round/{}?season={}", visit.here.base, card.number, past.number),
            name: format!("Round {}", card.number),
            live: false,
            expected: false,
            at: card.tip_off.map(TimeTag::from),
            games: card
                .games
                .iter()
                .filter(|it| filter.wants(it))
                .map(|it| lines.game(it))
                .collect(),
        }
    });
    shown.filter(|it| !it.games.is_empty()).collect()
}
