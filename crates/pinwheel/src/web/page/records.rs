//! `/records`: the most and the widest, of the season under way and of all seasons.
//!
//! May live here: which marks are kept and who holds them. Must never live here: games that have not
//! been shown to their end (`chronicle` has none).

use super::chronicle::{Chronicle, Game};
use super::know::{HooperTag, award_unit, told};
use super::{Chrome, Nav, TeamTag, Visit, answer, missing};
use crate::words;
use askama::Template;
use axum::response::Response;
use league::League;
use league::ids::TeamId;
use league::season::{self, AwardKind};
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "know/records.html")]
struct Page {
    chrome: Chrome,
    told: bool,
    parts: Vec<Part>,
}

/// The records of one season, or of all.
struct Part {
    id: &'static str,
    name: String,
    records: Vec<Record>,
}

/// One mark and whose it is. Of equal marks the first stands.
struct Record {
    name: String,
    number: String,
    team: TeamTag,
    /// The hooper's name and page, where it is a hooper's mark.
    hooper: Option<HooperTag>,
    /// `Season 1, round 4, against Herons`, and its page.
    place: String,
    href: String,
}

/// `GET /records`
pub(super) async fn records(visit: Visit) -> Response {
    let Some(view) = visit.view() else { return missing::page(&visit) };
    let told = told(&visit);
    let mut chrome = visit.chrome(Nav::Records, "Records");
    chrome.refresh = "round final";
    chrome.description = format!("The records of {}.", view.league.spec.name);
    let mut parts = Vec::new();
    if told {
        let this = Chronicle::of_view(&view);
        let past = view.league.past.iter().map(|it| Chronicle::of_past(it));
        let all: Vec<Chronicle> = past.chain([this]).collect();
        let book = Book { league: view.league, base: &visit.here.base };
        let part = |id, name, of: &[Chronicle]| Part { id, name, records: book.all(of) };
        parts.push(part("all-time", "All time".to_owned(), &all));
        parts.push(part("season", format!("Season {}", view.season()), &all[all.len() - 1..]));
        parts.retain(|it| !it.records.is_empty());
    }
    answer(&Page { chrome, told, parts }, &visit.headers)
}

/// What is needed to name who holds a record.
struct Book<'a> {
    league: &'a League,
    base: &'a str,
}

impl Book<'_> {
    /// Every record over these seasons, oldest first.
    fn all(&self, seasons: &[Chronicle]) -> Vec<Record> {
        let games: Vec<&Game> = seasons.iter().flat_map(|it| &it.games).collect();
        let side = |it: &Game, at: usize| (it.score.map(|it| u32::from(it[at])), it.sides[at]);
        let single = games.iter().flat_map(|it| [(*it, side(it, 0)), (*it, side(it, 1))]);
        let points = single.filter_map(|(it, (points, team))| Some((points?, it, team)));
        let widest = games.iter().filter_map(|it| {
            let [home, away] = it.score?;
            Some((u32::from(home.abs_diff(away)), *it, it.sides[usize::from(home < away)]))
        });
        let both = games.iter().filter_map(|it| {
            let [home, away] = it.score?;
            Some((u32::from(home) + u32::from(away), *it, it.sides[0]))
        });
        let of_games = [
            self.game("Most points in a game", first_most(points)),
            self.game("Widest win", first_most(widest)),
            self.game("Most points by both sides", first_most(both)),
        ];
        let of_games = of_games.into_iter().flatten();
        let of_seasons = [self.run(seasons), self.wins(seasons)].into_iter().flatten();
        of_games.chain(of_seasons).chain(self.averages(seasons)).collect()
    }

    fn game(&self, name: &str, most: Option<(u32, &Game, TeamId)>) -> Option<Record> {
        let (number, game, team) = most?;
        let other = game.sides[usize::from(game.sides[0] == team)];
        let against = self.team(other).nickname;
        Some(Record {
            name: name.to_owned(),
            number: number.to_string(),
            team: self.team(team),
            hooper: None,
            place: format!("season {}, round {}, against {against}", game.id.season, game.id.round),
            href: format!("{}/games/{}", self.base, game.id),
        })
    }

    /// The longest run of wins within a season.
    fn run(&self, seasons: &[Chronicle]) -> Option<Record> {
        let mut longest: Option<(u32, &Chronicle, TeamId)> = None;
        for season in seasons {
            let mut runs: BTreeMap<TeamId, u32> = BTreeMap::new();
            for game in &season.games {
                let Some([home, away]) = game.score else { continue };
                let [won, lost] = if home > away { [0, 1] } else { [1, 0] };
                runs.insert(game.sides[lost], 0);
                let run = runs.entry(game.sides[won]).or_default();
                *run += 1;
                if longest.is_none_or(|it| it.0 < *run) {
                    longest = Some((*run, season, game.sides[won]));
                }
            }
        }
        let (number, season, team) = longest.filter(|it| it.0 > 1)?;
        Some(self.season("Longest run of wins", number.to_string(), season, self.team(team)))
    }

    /// Most wins in a regular season.
    fn wins(&self, seasons: &[Chronicle]) -> Option<Record> {
        let rows = seasons.iter().flat_map(|it| it.table.iter().map(move |row| (it, row)));
        let most = first_most(rows.map(|(it, row)| (row.wins, it, row)))?;
        let (_, season, row) = Some(most).filter(|it| it.0 > 0)?;
        let number = format!("{}–{}", row.wins, row.losses);
        Some(self.season("Most wins in a season", number, season, self.team(row.team)))
    }

    /// The best averages of a season. One that is under way counts only where it stands alone: after
    /// a few games an average says little.
    fn averages(&self, seasons: &[Chronicle]) -> Vec<Record> {
        let counts = |it: &&Chronicle| seasons.len() == 1 || it.champion.is_some();
        let best = |kind: AwardKind| {
            let leaders = seasons.iter().filter(counts).filter_map(|it| {
                let (hooper, value) = season::leaders(&it.totals, kind).first().copied()?;
                Some((value, it, hooper))
            });
            let (value, season, hooper) = first_most(leaders)?;
            let hooper = HooperTag::of(self.league, self.base, hooper)?;
            let name = format!("{}, {}", words::award(kind), award_unit(kind));
            let mut record =
                self.season(&name, words::tenths_of(value), season, hooper.team.clone());
            record.hooper = Some(hooper);
            Some(record)
        };
        AwardKind::ALL.into_iter().filter_map(best).collect()
    }

    fn season(&self, name: &str, number: String, season: &Chronicle, team: TeamTag) -> Record {
        Record {
            name: name.to_owned(),
            number,
            team,
            hooper: None,
            place: format!("season {}", season.number),
            href: format!("{}/history/{}", self.base, season.number),
        }
    }

    fn team(&self, id: TeamId) -> TeamTag {
        TeamTag::of(self.league, self.base, id)
    }
}

/// The entry with the highest number; of equal ones the first.
fn first_most<N: Ord, A, B>(all: impl Iterator<Item = (N, A, B)>) -> Option<(N, A, B)> {
    all.reduce(|best, it| if best.0 < it.0 { it } else { best })
}

#[cfg(test)]
mod tests {
    use super::first_most;

    #[test]
    fn of_equal_marks_the_first_stands() {
        let all = [(3, 'a', ()), (5, 'b', ()), (5, 'c', ()), (4, 'd', ())];
        assert_eq!(first_most(all.into_iter()), Some((5, 'b', ())));
    }
}
