//! Rows of the exported tables: comma-separated values, one function per table.
//!
//! May live here: which columns there are and how a value is written. Never: reading the log.

use crate::words;
use league::League;
use league::event::GamePlayed;
use league::ids::TeamId;
use league::season::{GameStage, Row};
use league::sim::{BoxScore, Line, NO_ONE, Play, Side};

/// Columns of `games.csv`.
pub(crate) const GAMES: &[&str] = &[
    "game",
    "season",
    "round",
    "matchup",
    "stage",
    "home",
    "away",
    "home_score",
    "away_score",
    "plays",
    "duration_tenths",
    "engine",
    "rules",
    "position",
];
/// Columns of `plays.csv`.
pub(crate) const PLAYS: &[&str] = &[
    "game",
    "n",
    "elapsed_tenths",
    "period",
    "clock_tenths",
    "shot_clock_tenths",
    "kind",
    "team",
    "actor",
    "other",
    "helper",
    "zone",
    "style",
    "start",
    "ball",
    "chance_bp",
    "roll",
    "points",
    "value",
];
/// Columns of `box.csv`.
pub(crate) const BOXES: &[&str] = &[
    "game",
    "team",
    "hooper",
    "started",
    "time_tenths",
    "points",
    "inside_made",
    "inside_tried",
    "arc_made",
    "arc_tried",
    "free_made",
    "free_tried",
    "rebounds_offensive",
    "rebounds_defensive",
    "assists",
    "steals",
    "blocks",
    "turnovers",
    "fouls",
    "fouled_out",
    "plus_minus",
];
/// Columns of `standings.csv`.
pub(crate) const STANDINGS: &[&str] = &[
    "season",
    "place",
    "team",
    "wins",
    "losses",
    "points",
    "scored",
    "allowed",
    "home_wins",
    "home_losses",
    "away_wins",
    "away_losses",
    "streak",
    "separated_by",
];

/// One row, quoted where it has to be.
fn row(values: impl IntoIterator<Item = String>) -> String {
    let quoted = values.into_iter().map(|it| {
        if it.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", it.replace('"', "\"\""))
        } else {
            it
        }
    });
    quoted.collect::<Vec<_>>().join(",")
}

fn slug(league: &League, team: TeamId) -> String {
    league.team(team).slug.clone()
}

/// A row of `games.csv`.
pub(crate) fn game(league: &League, game: &GamePlayed, position: u64) -> String {
    let stage = match game.stage {
        GameStage::Regular => "regular".to_owned(),
        GameStage::Tiebreak => "tiebreak".to_owned(),
        GameStage::Playoff { stage, series, game } => {
            format!("playoff stage {} series {} game {game}", stage + 1, series + 1)
        }
    };
    row([
        game.id.to_string(),
        game.id.season.to_string(),
        game.id.round.to_string(),
        game.id.matchup.to_string(),
        stage,
        slug(league, game.home),
        slug(league, game.away),
        game.score[0].to_string(),
        game.score[1].to_string(),
        game.plays.len().to_string(),
        game.plays.last().map_or(0, |it| it.elapsed).to_string(),
        game.engine.to_string(),
        game.rules.clone(),
        position.to_string(),
    ])
}

/// Rows of `plays.csv`, in order of play.
pub(crate) fn plays<'a>(
    league: &'a League,
    game: &'a GamePlayed,
) -> impl Iterator<Item = String> + 'a {
    (0_usize..).zip(&game.plays).map(|(n, it)| play(league, game, n, it))
}

fn play(league: &League, game: &GamePlayed, n: usize, it: &Play) -> String {
    let team = |side| if side == Side::Home { game.home } else { game.away };
    let hooper = |team: TeamId, place: u8| {
        let known = (place != NO_ONE).then(|| league.team(team).hoopers.get(usize::from(place)));
        known.flatten().map_or_else(String::new, |it| it.slug.clone())
    };
    let (own, opponent) = (team(it.side), team(it.side.other()));
    let others = if it.kind == league::sim::Kind::Substitution { own } else { opponent };
    let lower = |name: String| name.to_lowercase();
    row([
        game.id.to_string(),
        n.to_string(),
        it.elapsed.to_string(),
        it.period.to_string(),
        it.clock.to_string(),
        it.shot_clock.to_string(),
        words::kind(it.kind).to_owned(),
        slug(league, own),
        hooper(own, it.actor),
        hooper(others, it.other),
        hooper(own, it.helper),
        lower(format!("{:?}", it.zone)),
        lower(format!("{:?}", it.style)),
        lower(format!("{:?}", it.start)),
        lower(format!("{:?}", it.ball)),
        it.chance.to_string(),
        it.roll.to_string(),
        it.points.to_string(),
        it.value.to_string(),
    ])
}

/// Rows of `box.csv`: every hooper of both sides, and what no hooper did.
pub(crate) fn boxes<'a>(
    league: &'a League,
    game: &'a GamePlayed,
) -> impl Iterator<Item = String> + 'a {
    let sizes = game.squads.map(usize::from);
    let score = BoxScore::from_plays(sizes, usize::from(game.on_court), &game.plays);
    let sides = [game.home, game.away].into_iter().zip(score.sides);
    sides.flat_map(move |(team, side)| {
        let hoopers = league.team(team).hoopers.iter().zip(side.hoopers);
        let mut rows: Vec<String> =
            hoopers.map(|(it, line)| line_of(league, game, team, &it.slug, &line)).collect();
        rows.push(line_of(league, game, team, "", &side.team));
        rows
    })
}

fn line_of(league: &League, game: &GamePlayed, team: TeamId, hooper: &str, it: &Line) -> String {
    let counts = [
        it.points,
        it.inside_made,
        it.inside_tried,
        it.arc_made,
        it.arc_tried,
        it.free_made,
        it.free_tried,
        it.rebounds_offensive,
        it.rebounds_defensive,
        it.assists,
        it.steals,
        it.blocks,
        it.turnovers,
        it.fouls,
    ];
    let who = [game.id.to_string(), slug(league, team), hooper.to_owned(), it.started.to_string()];
    let head = who.into_iter().chain([it.time_tenths.to_string()]);
    let tail = [it.fouled_out.to_string(), it.plus_minus.to_string()];
    row(head.chain(counts.map(|it| it.to_string())).chain(tail))
}

/// A row of `standings.csv`.
pub(crate) fn standing(league: &League, season: u16, place: usize, it: &Row) -> String {
    row([
        season.to_string(),
        place.to_string(),
        slug(league, it.team),
        it.wins.to_string(),
        it.losses.to_string(),
        it.points.to_string(),
        it.scored.to_string(),
        it.allowed.to_string(),
        it.home[0].to_string(),
        it.home[1].to_string(),
        it.away[0].to_string(),
        it.away[1].to_string(),
        it.streak.to_string(),
        it.separated_by.map_or("", league::season::TieBreak::in_words).to_owned(),
    ])
}

#[cfg(test)]
mod tests {
    use super::row;

    #[test]
    fn values_are_quoted_where_they_have_to_be() {
        let values = ["plain", "a,b", "say \"hi\"", "two\nlines"].map(str::to_owned);
        assert_eq!(row(values), "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"");
    }
}
