//! Tables as comma-separated values (RFC 4180).
//!
//! May live here: which columns a table has. Never: what is in them (`model`).

use crate::model::game::{GameBox, Games, HooperLine, SideBox};
use crate::model::hooper::Leaders;
use crate::model::play::PlayByPlay;
use crate::model::stats::Stats;
use crate::model::table::Standings;
use std::fmt::Display;

/// A table in the making.
struct Sheet(String);

impl Sheet {
    fn new(columns: &str) -> Self {
        Self(format!("{columns}\r\n"))
    }

    fn row(&mut self, cells: &[&dyn Display]) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            let text = cell.to_string();
            if text.contains([',', '"', '\n', '\r']) {
                self.0.push('"');
                self.0.push_str(&text.replace('"', "\"\""));
                self.0.push('"');
            } else {
                self.0.push_str(&text);
            }
        }
        self.0.push_str("\r\n");
    }
}

/// A value that may be missing.
struct Maybe<T>(Option<T>);

impl<T: Display> Display for Maybe<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.as_ref().map_or(Ok(()), |it| it.fmt(f))
    }
}

/// The name of a value as JSON would write it.
fn name(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// The table of the teams.
pub(super) fn standings(it: &Standings) -> String {
    let mut sheet = Sheet::new(
        "place,team,name,wins,losses,points,games_behind,scored,allowed,difference,home_wins,home_losses,away_wins,away_losses,last_ten,streak,separated_by",
    );
    for row in &it.rows {
        sheet.row(&[
            &row.place,
            &row.team.slug,
            &row.team.name,
            &row.wins,
            &row.losses,
            &row.points,
            &row.games_behind,
            &row.scored,
            &row.allowed,
            &row.difference,
            &row.home_wins,
            &row.home_losses,
            &row.away_wins,
            &row.away_losses,
            &row.last_ten,
            &row.streak,
            &Maybe(row.separated_by),
        ]);
    }
    sheet.0
}

/// Games as lines.
pub(super) fn games(it: &Games) -> String {
    let mut sheet = Sheet::new(
        "id,season,round,matchup,counts_for,home,away,tip_off,status,home_score,away_score,winner",
    );
    for game in &it.games {
        sheet.row(&[
            &game.id,
            &game.season,
            &game.round,
            &game.matchup,
            &name(&game.counts_for),
            &game.home.slug,
            &game.away.slug,
            &Maybe(game.tip_off.as_ref()),
            &name(&game.status),
            &Maybe(game.score.map(|it| it.home)),
            &Maybe(game.score.map(|it| it.away)),
            &Maybe(game.winner.as_ref()),
        ]);
    }
    sheet.0
}

/// The plays of a game.
pub(super) fn plays(it: &PlayByPlay) -> String {
    let mut sheet = Sheet::new(
        "n,elapsed_tenths,period,phase,clock,kind,side,hooper,other,assist,text,points,home_score,away_score,ball,chance,roll,zone,x_cm,y_cm",
    );
    for play in &it.plays {
        let shot = play.shot.as_ref();
        sheet.row(&[
            &play.n,
            &play.elapsed_tenths,
            &play.period,
            &play.phase,
            &play.clock,
            &play.kind,
            &play.side,
            &Maybe(play.hooper.as_ref().map(|it| &it.slug)),
            &Maybe(play.other.as_ref().map(|it| &it.slug)),
            &Maybe(play.assist.as_ref().map(|it| &it.slug)),
            &play.text,
            &play.points,
            &play.score.home,
            &play.score.away,
            &Maybe(play.ball),
            &Maybe(play.chance),
            &Maybe(play.roll),
            &Maybe(shot.map(|it| it.zone)),
            &Maybe(shot.map(|it| it.x_cm)),
            &Maybe(shot.map(|it| it.y_cm)),
        ]);
    }
    sheet.0
}

/// The box score of a game: a line per hooper, and per side a line `team` and a line `total`.
pub(super) fn game_box(it: &GameBox) -> String {
    let mut sheet = Sheet::new(
        "team,hooper,name,started,fouled_out,plus_minus,time_tenths,points,shots_made,shots_tried,inside_made,inside_tried,arc_made,arc_tried,free_made,free_tried,rebounds,rebounds_offensive,rebounds_defensive,assists,steals,blocks,turnovers,fouls",
    );
    for side in [&it.home, &it.away] {
        for line in &side.hoopers {
            hooper(&mut sheet, side, line);
        }
        for (what, stats) in [("team", &side.team_only), ("total", &side.total)] {
            let head: [&dyn Display; 6] = [&side.team.slug, &"", &what, &"", &"", &""];
            sheet.row(&head.into_iter().chain(numbers(stats)).collect::<Vec<_>>());
        }
    }
    sheet.0
}

fn hooper(sheet: &mut Sheet, side: &SideBox, line: &HooperLine) {
    let head: [&dyn Display; 6] = [
        &side.team.slug,
        &line.hooper.slug,
        &line.hooper.name,
        &line.started,
        &line.fouled_out,
        &line.plus_minus,
    ];
    sheet.row(&head.into_iter().chain(numbers(&line.stats)).collect::<Vec<_>>());
}

fn numbers(it: &Stats) -> [&dyn Display; 18] {
    [
        &it.time_tenths,
        &it.points,
        &it.shots_made,
        &it.shots_tried,
        &it.inside_made,
        &it.inside_tried,
        &it.arc_made,
        &it.arc_tried,
        &it.free_made,
        &it.free_tried,
        &it.rebounds,
        &it.rebounds_offensive,
        &it.rebounds_defensive,
        &it.assists,
        &it.steals,
        &it.blocks,
        &it.turnovers,
        &it.fouls,
    ]
}

/// The boards of the leaders, one under the other.
pub(super) fn leaders(it: &Leaders) -> String {
    let mut sheet = Sheet::new("kind,place,hooper,name,team,value");
    for board in &it.boards {
        for line in &board.leaders {
            let who = &line.hooper;
            sheet.row(&[
                &name(&board.kind),
                &line.place,
                &who.slug,
                &who.name,
                &who.team,
                &line.value,
            ]);
        }
    }
    sheet.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let mut sheet = Sheet::new("a,b,c,d");
        sheet.row(&[&"x,y", &"say \"hi\"", &Maybe::<u8>(None), &1.5]);
        assert_eq!(sheet.0, "a,b,c,d\r\n\"x,y\",\"say \"\"hi\"\"\",,1.5\r\n");
    }
}
