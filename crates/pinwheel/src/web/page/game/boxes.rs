//! The box score: on the game's page, and on a page of its own for paper.
//!
//! May live here: which columns there are. Must never live here: what a play counts as (`league::sim`).

use super::board::{Board, PeriodLine};
use super::{Lines, find, is_past};
use crate::web::page::{Chrome, Nav, TeamTag, Visit, about, answer, missing};
use crate::words;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use league::ids::{HooperId, TeamId};
use league::sim::Line;
use league::view::{GameView, View};
use std::collections::BTreeMap;

/// One side's box score.
#[derive(Clone, Debug)]
pub(super) struct BoxTable {
    /// `home` or `away`.
    pub(super) side: &'static str,
    /// `h` or `a`.
    pub(super) letter: &'static str,
    pub(super) team: TeamTag,
    /// Head and meaning of each column.
    pub(super) columns: [(&'static str, &'static str); 12],
    pub(super) rows: Vec<BoxRow>,
    /// The side in all.
    pub(super) total: Cells,
}

/// One hooper's line, or what no hooper did.
#[derive(Clone, Debug)]
pub(super) struct BoxRow {
    pub(super) name: String,
    /// The hooper's page; empty for the line of nobody.
    pub(super) href: String,
    /// Came on after the tip-off, or fouled out.
    pub(super) note: &'static str,
    pub(super) cells: Cells,
}

/// The numbers of one line, as they are printed: in the order of `COLUMNS`.
pub(super) type Cells = Vec<String>;

/// Head and meaning of each column.
const COLUMNS: [(&str, &str); 12] = [
    ("Min", "minutes"),
    ("Pts", "points"),
    ("Reb", "rebounds"),
    ("Ast", "assists"),
    ("Stl", "steals"),
    ("Blk", "blocks"),
    ("TO", "turnovers"),
    ("FG", "baskets of shots"),
    ("Arc", "of these beyond the arc"),
    ("FT", "free throws"),
    ("PF", "fouls"),
    ("+/−", "lead while on court"),
];

impl BoxTable {
    /// Home's, then the visitors'.
    pub(super) fn both(visit: &Visit, view: &View<'_>, game: &GameView<'_>) -> [Self; 2] {
        let side = |at: usize, team: TeamId| {
            let counted = &game.boxes.sides[at];
            let mut rows: Vec<BoxRow> = (0_u8..)
                .zip(&counted.hoopers)
                .map(|(slot, line)| hooper_row(visit, view, HooperId::new(team, slot), line))
                .collect();
            let nobody = &counted.team;
            if nobody.turnovers > 0 || nobody.points > 0 {
                rows.push(BoxRow {
                    name: "No hooper".to_owned(),
                    href: String::new(),
                    note: "",
                    cells: cells(&Line { plus_minus: 0, ..*nobody }),
                });
            }
            let mut total = counted.total();
            total.plus_minus = counted.team.plus_minus;
            Self {
                side: ["home", "away"][at],
                letter: ["h", "a"][at],
                team: TeamTag::of(view.league, &visit.here.base, team),
                columns: COLUMNS,
                rows,
                total: cells(&total),
            }
        };
        [side(0, game.card.home), side(1, game.card.away)]
    }
}

fn hooper_row(visit: &Visit, view: &View<'_>, id: HooperId, line: &Line) -> BoxRow {
    let spec = words::hooper(view.league, id);
    BoxRow {
        name: spec.map_or_else(String::new, |it| it.name.clone()),
        href: spec
            .map_or_else(String::new, |it| format!("{}/players/{}", visit.here.base, it.slug)),
        note: match (line.fouled_out, line.started) {
            (true, _) => "fouled out",
            (false, false) => "bench",
            (false, true) => "",
        },
        cells: cells(line),
    }
}

fn cells(line: &Line) -> Cells {
    let seconds = line.time_tenths / 10;
    vec![
        format!("{}:{:02}", seconds / 60, seconds % 60),
        line.points.to_string(),
        line.rebounds().to_string(),
        line.assists.to_string(),
        line.steals.to_string(),
        line.blocks.to_string(),
        line.turnovers.to_string(),
        format!("{}–{}", line.made(), line.tried()),
        format!("{}–{}", line.arc_made, line.arc_tried),
        format!("{}–{}", line.free_made, line.free_tried),
        line.fouls.to_string(),
        words::signed(line.plus_minus.into()),
    ]
}

#[derive(Template)]
#[template(path = "box_page.html")]
struct Page {
    chrome: Chrome,
    board: Board,
    period_line: PeriodLine,
    boxes: [BoxTable; 2],
    when: String,
    venue: String,
    rule_set: String,
    url: String,
}

/// `GET /games/{id}/box`: the box score, for paper.
pub(in crate::web::page) async fn page(
    visit: Visit,
    Path(path): Path<BTreeMap<String, String>>,
) -> Response {
    let loaded = match find(&visit, &path).await {
        Ok(Some(loaded)) => loaded,
        Ok(None) => return missing::game(&visit, path.get("id").map_or("", String::as_str)),
        Err(response) => return response,
    };
    let (Some(view), Some(game)) = (visit.view(), loaded.game()) else {
        return about::not_found(visit).await;
    };
    let lines = if is_past(&view, &game) {
        Lines::of_past(&visit, &view, super::facts::past_stages(&view, game.card.id.season))
    } else {
        Lines::of(&visit, &view)
    };
    let board = Board::of(&view, &game, &lines, false);
    let names = format!("Box score: {} against {}", board.home.nickname, board.away.nickname);
    let mut chrome = visit.chrome(Nav::Games, &names);
    chrome.reload = !game.over;
    chrome.game.clone_from(&board.id);
    chrome.refresh = if game.over { "" } else { "final" };
    let page = Page {
        chrome,
        period_line: PeriodLine::of(&view, &game),
        boxes: BoxTable::both(&visit, &view, &game),
        when: game.card.tip_off.map_or_else(String::new, words::date),
        venue: view.league.team(game.card.home).venue.name.clone(),
        rule_set: game.rules.clone(),
        url: format!("{}{}/games/{}/box", visit.origin(), visit.here.base, board.id),
        board,
    };
    answer(&page, &visit.headers)
}
