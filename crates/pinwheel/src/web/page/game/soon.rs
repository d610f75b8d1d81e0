//! The page of a game that has not tipped off: who meets, how they stand, how they met before.
//!
//! May live here: what is known of a game to come. Must never live here: a guess at it.

use super::facts::{Rule, rules};
use crate::ticker;
use crate::web::page::lines::{GameLine, Lines};
use crate::web::page::{Chrome, Nav, TimeTag, Visit, about, answer};
use askama::Template;
use axum::response::Response;
use league::ids::TeamId;
use league::view::{Card, View};

/// Most meetings told.
const MEETINGS_MOST: usize = 6;

#[derive(Template)]
#[template(path = "game_soon.html")]
struct Page {
    chrome: Chrome,
    line: GameLine,
    occasion: String,
    venue: String,
    /// When it tips off; `None` when another round comes first.
    tip_off: Option<TimeTag>,
    form: [Form; 2],
    meetings: Vec<GameLine>,
    rules: Vec<Rule>,
    url: String,
}

/// How a team has done.
#[derive(Clone, Debug)]
struct Form {
    place: String,
    record: String,
    /// The last ten, latest last: `W W L`.
    last: String,
    /// Points scored and allowed a game.
    points: String,
}

/// The page.
pub(super) async fn page(visit: &Visit, card: &Card) -> Response {
    let Some(view) = visit.view() else { return about::not_found(visit.clone()).await };
    let lines = Lines::of(visit, &view);
    let line = lines.game(card);
    let next = view.latest_round().map_or(1, |it| it.0 + 1);
    let tip_off = ticker::next_tip_off(view.league, visit.at).filter(|_| card.id.round == next);
    let stage = lines.stage(card.stage);
    let title = format!("{} against {}", line.home.nickname, line.away.nickname);
    let mut chrome = visit.chrome(Nav::Games, &title);
    chrome.topics = format!("game:{},scores", card.id);
    chrome.refresh = "tipoff";
    chrome.reload = true;
    chrome.image = format!("{}{}/games/{}/share.png", visit.origin(), visit.here.base, card.id);
    let page = Page {
        chrome,
        occasion: if stage.is_empty() { format!("Round {}", card.id.round) } else { stage },
        venue: view.league.team(card.home).venue.name.clone(),
        tip_off: tip_off.map(TimeTag::from),
        form: [card.home, card.away].map(|it| form(visit, &lines, it)),
        meetings: meetings(visit, &view, &lines, [card.home, card.away]),
        rules: rules(&view.league.rules),
        url: format!("{}{}/games/{}", visit.origin(), visit.here.base, card.id),
        line,
    };
    answer(&page, &visit.headers)
}

fn form(visit: &Visit, lines: &Lines<'_>, team: TeamId) -> Form {
    let row = lines.table().iter().find(|it| it.team == team);
    let Some(row) = row.filter(|it| it.wins + it.losses > 0 && !visit.hide_scores) else {
        let [place, record, last, points] = ["–", "–", "–", "–"].map(str::to_owned);
        return Form { place, record, last, points };
    };
    let letters: Vec<&str> = row.last_ten.iter().map(|it| if *it { "W" } else { "L" }).collect();
    let games = u32::from(row.wins + row.losses);
    let average = |it: u32| crate::words::average(it.into(), games);
    Form {
        place: format!("{} of {}", lines.place(team), lines.table().len()),
        record: lines.record(team),
        last: letters.join(" "),
        points: format!("{} scored, {} allowed", average(row.scored), average(row.allowed)),
    }
}

/// Earlier games of these two, latest first; past seasons' after this one's.
fn meetings(
    visit: &Visit,
    view: &View<'_>,
    lines: &Lines<'_>,
    [one, other]: [TeamId; 2],
) -> Vec<GameLine> {
    let both = |it: &Card| [it.home, it.away] == [one, other] || [it.home, it.away] == [other, one];
    let rounds = view.rounds().into_iter().rev().flat_map(|it| it.games);
    let begun = rounds.filter(|it| it.status.score().is_some()).filter(both);
    let mut met: Vec<GameLine> = begun.map(|it| lines.game(&it)).collect();
    for season in view.league.past.iter().rev() {
        let stages = season.bracket.iter().map(Vec::len).collect();
        let lines = Lines::of_past(visit, view, stages);
        let games = season.games.iter().rev().map(Card::of_past).filter(both);
        met.extend(games.map(|it| lines.game(&it)));
        if met.len() >= MEETINGS_MOST {
            break;
        }
    }
    met.truncate(MEETINGS_MOST);
    met
}
