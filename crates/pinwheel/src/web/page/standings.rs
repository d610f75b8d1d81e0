//! `/standings`: the table, what separates level teams, deciding games, the bracket.
//!
//! May live here: columns and words of the table. Must never live here: the order (`league::season`).

use super::lines::{GameLine, Lines, count, stage_name};
use super::today::series_in_words;
use super::{Chrome, Nav, TeamTag, Visit, about, answer};
use crate::words;
use askama::Template;
use axum::response::Response;
use league::League;
use league::ids::TeamId;
use league::rules::Param;
use league::season::{GameStage, Row, TieBreak};
use league::state::{PastSeason, Stage};
use league::view::{Card, SeriesCard, Status, View};

/// The table.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) rows: Vec<TableRow>,
    /// How many teams reach the playoffs.
    pub(super) line: usize,
    /// What separates teams that are level.
    pub(super) ties: Vec<String>,
    /// Whether anybody has played.
    pub(super) begun: bool,
}

/// One team's row.
#[derive(Clone, Debug)]
pub(super) struct TableRow {
    pub(super) team: TeamTag,
    /// The last row that reaches the playoffs.
    pub(super) cut: bool,
    pub(super) wins: u16,
    pub(super) losses: u16,
    pub(super) share: String,
    pub(super) behind: String,
    /// `W4`, `L1`.
    pub(super) run: String,
    pub(super) last_ten: String,
    pub(super) home: String,
    pub(super) away: String,
    pub(super) scored: String,
    pub(super) allowed: String,
    pub(super) net: String,
}

impl Table {
    /// The table of the season under way.
    pub(super) fn of(visit: &Visit, view: &View<'_>) -> Self {
        let met: Vec<Met> = view.rounds().iter().flat_map(|it| &it.games).filter_map(met).collect();
        Self::from_rows(view.league, &visit.here.base, &view.standings(), &met)
    }

    fn from_rows(league: &League, base: &str, rows: &[Row], met: &[Met]) -> Self {
        let line = usize::try_from(league.rules.get(Param::LeaguePlayoffTeams)).unwrap_or(0);
        let begun = rows.iter().any(|it| it.wins + it.losses > 0);
        let name = |row: &Row| league.team(row.team).nickname.as_str();
        let ties = rows.windows(2).filter_map(|pair| {
            let by = pair[1].separated_by?;
            Some(format!(
                "{} above {}: {}",
                name(&pair[0]),
                name(&pair[1]),
                why(by, &pair[0], &pair[1], &head_to_head(rows, met, [&pair[0], &pair[1]]))
            ))
        });
        Self {
            rows: (1..)
                .zip(rows)
                .map(|(place, row)| TableRow::of(league, base, row, &rows[0], place == line))
                .collect(),
            line,
            ties: if begun { ties.collect() } else { Vec::new() },
            begun,
        }
    }
}

/// Who won a game of the regular season, and who lost it.
type Met = [TeamId; 2];

/// Who won this game and who lost it, if it is a game of the regular season that is over.
fn met(card: &Card) -> Option<Met> {
    let Status::Final { score: [home, away], .. } = card.status else { return None };
    let met = if home > away { [card.home, card.away] } else { [card.away, card.home] };
    (card.stage == GameStage::Regular).then_some(met)
}

/// What two teams have won and lost among all that are level with them: `, 2–1`; of more than two
/// level teams each one's: ` of three, 3–1 to 2–2`.
fn head_to_head(rows: &[Row], met: &[Met], [above, below]: [&Row; 2]) -> String {
    let level: Vec<TeamId> =
        rows.iter().filter(|it| it.points == above.points).map(|it| it.team).collect();
    let record = |team: TeamId| {
        let among = |it: &&Met| it.iter().all(|it| level.contains(it));
        let count = |at: usize| met.iter().filter(among).filter(|it| it[at] == team).count();
        format!("{}–{}", count(0), count(1))
    };
    if level.len() > 2 {
        let (one, other) = (record(above.team), record(below.team));
        return format!(" of {}, {one} to {other}", count(level.len()));
    }
    format!(", {}", record(above.team))
}

/// What separates two level teams, with the numbers where there are any.
fn why(by: TieBreak, above: &Row, below: &Row, met: &str) -> String {
    let words = by.in_words();
    match by {
        TieBreak::PointDifference => format!(
            "{words}, {} to {}",
            words::signed(above.difference()),
            words::signed(below.difference())
        ),
        TieBreak::PointsScored => format!("{words}, {} to {}", above.scored, below.scored),
        TieBreak::HeadToHead => format!("{words}{met}"),
        TieBreak::DecidingGame | TieBreak::Lot => words.to_owned(),
    }
}

impl TableRow {
    fn of(league: &League, base: &str, row: &Row, leader: &Row, cut: bool) -> Self {
        let games = u32::from(row.wins) + u32::from(row.losses);
        let pair = |it: [u16; 2]| format!("{}–{}", it[0], it[1]);
        let won = row.last_ten.iter().filter(|it| **it).count();
        let net = words::average(row.difference(), games);
        Self {
            team: TeamTag::of(league, base, row.team),
            cut,
            wins: row.wins,
            losses: row.losses,
            share: words::win_share(row.wins, row.losses),
            behind: words::games_behind(row.half_games_behind(leader)),
            run: match row.streak {
                0 => "–".to_owned(),
                it if it > 0 => format!("W{it}"),
                it => format!("L{}", it.unsigned_abs()),
            },
            last_ten: format!("{won}–{}", row.last_ten.len() - won),
            home: pair(row.home),
            away: pair(row.away),
            scored: words::average(row.scored.into(), games),
            allowed: words::average(row.allowed.into(), games),
            net: if row.difference() > 0 { format!("+{net}") } else { net },
        }
    }
}

/// One playoff stage.
#[derive(Clone, Debug)]
struct BracketStage {
    id: usize,
    name: String,
    ties: Vec<Tie>,
}

/// One series.
#[derive(Clone, Debug)]
struct Tie {
    slots: [Slot; 2],
    note: String,
}

/// One side of a series.
#[derive(Clone, Debug)]
struct Slot {
    team: TeamTag,
    seed: u8,
    wins: u8,
    won: bool,
}

#[derive(Template)]
#[template(path = "standings.html")]
struct Page {
    chrome: Chrome,
    season: u16,
    /// Seasons that there are pages of, latest first.
    seasons: Vec<u16>,
    state: String,
    champion: Option<TeamTag>,
    table: Table,
    play_on: String,
    values: String,
    deciding: Vec<GameLine>,
    bracket: Vec<BracketStage>,
}

/// `GET /standings`, and with `?season=N` the final table of a past season.
pub(super) async fn page(visit: Visit) -> Response {
    let Some(view) = visit.view() else { return about::not_found(visit).await };
    let asked = visit.query("season").and_then(|it| it.parse::<u16>().ok());
    let past = match asked.filter(|it| *it != view.season()) {
        None => None,
        Some(number) => match view.league.past.iter().find(|it| it.number == number) {
            Some(past) => Some(past),
            None => return about::not_found(visit).await,
        },
    };
    let title =
        past.map_or("Standings".to_owned(), |it| format!("Standings of season {}", it.number));
    let mut chrome = visit.chrome(Nav::Standings, &title);
    chrome.refresh = if past.is_some() { "" } else { "final round champion" };
    chrome.description =
        format!("{title}: the table, what separates level teams, and the bracket.");
    let mut seasons: Vec<u16> = view.league.past.iter().map(|it| it.number).collect();
    seasons.push(view.season());
    seasons.reverse();
    let rules = &view.league.rules;
    let line = usize::try_from(rules.get(Param::LeaguePlayoffTeams)).unwrap_or(0);
    let champion = past.map_or_else(|| view.champion(), |it| Some(it.champion));
    let (table, deciding, bracket) = match past {
        Some(past) => of_past(&visit, &view, past),
        None => of_now(&visit, &view),
    };
    let page = Page {
        season: past.map_or(view.season(), |it| it.number),
        seasons,
        state: past.map_or_else(|| state(&view), |_| "the final table".to_owned()),
        champion: champion.map(|it| TeamTag::of(view.league, &visit.here.base, it)),
        table,
        play_on: count(line),
        values: format!(
            "{} for a win, {} for a loss",
            rules.get(Param::StandingsWin),
            rules.get(Param::StandingsLoss)
        ),
        deciding,
        bracket,
        chrome,
    };
    answer(&page, &visit.headers)
}

fn state(view: &View<'_>) -> String {
    match view.latest_round() {
        _ if matches!(view.stage(), Stage::Playoffs | Stage::Offseason) => {
            "after the regular season".to_owned()
        }
        None => "before the first round".to_owned(),
        Some((round, _)) if view.is_live() => format!("round {round} is being played"),
        Some((round, _)) if usize::from(round) < view.regular_rounds() => {
            format!("after round {round} of {}", view.regular_rounds())
        }
        Some(_) => "after the regular season".to_owned(),
    }
}

type Parts = (Table, Vec<GameLine>, Vec<BracketStage>);

fn of_now(visit: &Visit, view: &View<'_>) -> Parts {
    let lines = Lines::of(visit, view);
    let rounds = view.rounds();
    let games = rounds.iter().flat_map(|it| &it.games);
    let deciding = games.filter(|it| it.stage == GameStage::Tiebreak).map(|it| lines.game(it));
    (Table::of(visit, view), deciding.collect(), bracket(visit, view, &view.bracket()))
}

fn of_past(visit: &Visit, view: &View<'_>, past: &PastSeason) -> Parts {
    let stages = past.bracket.iter().map(Vec::len).collect();
    let lines = Lines::of_past(visit, view, stages);
    let cards: Vec<Card> = past.games.iter().map(Card::of_past).collect();
    let deciding = cards.iter().filter(|it| it.stage == GameStage::Tiebreak);
    let played = played(past);
    let met: Vec<Met> = cards.iter().filter_map(met).collect();
    (
        Table::from_rows(view.league, &visit.here.base, &past.table, &met),
        deciding.map(|it| lines.game(it)).collect(),
        bracket(visit, view, &played),
    )
}

/// The series of a past season with the games that each side won.
fn played(past: &PastSeason) -> Vec<Vec<SeriesCard>> {
    let wins = |stage_at: usize, at: usize, high| {
        let mut wins = [0, 0];
        for game in &past.games {
            let GameStage::Playoff { stage, series, .. } = game.stage else { continue };
            if (usize::from(stage), usize::from(series)) == (stage_at, at) {
                let winner = if game.score[0] > game.score[1] { game.home } else { game.away };
                wins[usize::from(winner != high)] += 1;
            }
        }
        wins
    };
    let stage = |(stage_at, series): (usize, &Vec<league::season::Series>)| {
        let card = |(at, it): (usize, &league::season::Series)| {
            let wins: [u8; 2] = wins(stage_at, at, it.high);
            let winner = Some(if wins[0] > wins[1] { it.high } else { it.low });
            SeriesCard { series: *it, wins, winner }
        };
        series.iter().enumerate().map(card).collect()
    };
    past.bracket.iter().enumerate().map(stage).collect()
}

fn bracket(visit: &Visit, view: &View<'_>, stages: &[Vec<SeriesCard>]) -> Vec<BracketStage> {
    let slot = |card: &SeriesCard, at: usize| {
        let it = &card.series;
        let (team, seed) = [(it.high, it.high_seed), (it.low, it.low_seed)][at];
        Slot {
            team: TeamTag::of(view.league, &visit.here.base, team),
            seed,
            wins: card.wins[at],
            won: card.winner == Some(team),
        }
    };
    let tie = |card: &SeriesCard| Tie {
        slots: [slot(card, 0), slot(card, 1)],
        note: series_in_words(view, card),
    };
    let stage = |(id, cards): (usize, &Vec<SeriesCard>)| {
        let best_of = cards.first().map_or(1, |it| usize::from(it.series.best_of));
        let name = stage_name(cards.len()).1;
        let name = if best_of == 1 {
            format!("{name}, one game")
        } else {
            format!("{name}, best of {}", count(best_of))
        };
        BracketStage { id, name, ties: cards.iter().map(tie).collect() }
    };
    stages.iter().enumerate().map(stage).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn head_to_head_is_told_with_its_record() {
        use league::season::{Level, Outcome, table};
        let game = |home: u8, away: u8| Outcome {
            home: TeamId(home),
            away: TeamId(away),
            score: [50, 40],
            deciding: false,
            by_rule: [0; 2],
        };
        // 0 beats 1 twice and loses once to it; both win as often.
        let games = [game(0, 1), game(1, 0), game(0, 1), game(1, 2), game(3, 2), game(3, 2)];
        let lot: Vec<TeamId> = (0..4).map(TeamId).collect();
        let rows = table(
            &games,
            Level { values: [1, 0], lot: &lot, by_rule: &std::collections::BTreeMap::new() },
        );
        let met: Vec<Met> = games.iter().map(|it| [it.home, it.away]).collect();
        let row = |team: u8| rows.iter().find(|it| it.team == TeamId(team)).expect("in the table");
        let mut two = rows.clone();
        two.retain(|it| it.team.0 < 2);
        assert_eq!(head_to_head(&two, &met, [row(0), row(1)]), ", 2–1");
        assert_eq!(head_to_head(&rows, &met, [row(0), row(1)]), " of three, 2–1 to 1–2");
    }
}
