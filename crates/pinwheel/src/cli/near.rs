//! What somebody meant who typed a name that does not exist.
//!
//! May live here: finding teams, hoopers and games by what people type. Never: what is done with them.

use super::manage;
use crate::config::Place;
use crate::director::{Director, Now};
use crate::games::{self, Loaded};
use crate::{clock, model};
use anyhow::{Context as _, anyhow};
use league::League;
use league::ids::{GameId, HooperId, TeamId};
use league::units::UnixMillis;
use league::view::View;
use std::sync::Arc;

/// Names offered at most.
const OFFERED: usize = 4;

/// The league of a command, at one instant.
#[derive(Debug)]
pub(super) struct Look {
    pub(super) director: Arc<Director>,
    pub(super) now: Arc<Now>,
    pub(super) at: UnixMillis,
}

impl Look {
    /// Opens the league that the flags mean.
    pub(super) async fn open(place: &Place) -> anyhow::Result<Self> {
        let director = manage::open(place).await?;
        Ok(Self { now: director.now(), at: clock::now(), director })
    }

    /// As things are now, with what other processes have added.
    pub(super) async fn renew(&mut self) -> anyhow::Result<()> {
        self.director.catch_up().await.map_err(|it| anyhow!(it.in_full()))?;
        self.now = self.director.now();
        self.at = clock::now();
        Ok(())
    }

    /// What spectators may know.
    pub(super) fn view(&self) -> anyhow::Result<View<'_>> {
        View::at(&self.now.state, &self.now.plays, self.at)
            .context("no league has been founded here yet")
    }

    /// The team that somebody typed: its slug, name, nickname or code.
    pub(super) fn team(&self, text: &str) -> anyhow::Result<TeamId> {
        let league = self.view()?.league;
        if let Some(id) = model::team_by_slug(league, text) {
            return Ok(id);
        }
        let is_meant = |it: &String| it.eq_ignore_ascii_case(text);
        let named = league
            .spec
            .teams
            .iter()
            .find(|it| [&it.name, &it.nickname, &it.code].into_iter().any(is_meant));
        let found = named.and_then(|it| model::team_by_slug(league, &it.slug));
        found.ok_or_else(|| {
            let slugs: Vec<&str> = league.spec.teams.iter().map(|it| it.slug.as_str()).collect();
            anyhow!("there is no team {text:?}; {}", meant(text, &slugs))
        })
    }

    /// The hooper that somebody typed: slug or name.
    pub(super) fn hooper(&self, text: &str) -> anyhow::Result<HooperId> {
        let league = self.view()?.league;
        let slug = league::spec::slug_of(text);
        let found =
            model::hooper_by_slug(league, text).or_else(|| model::hooper_by_slug(league, &slug));
        found.ok_or_else(|| {
            anyhow!("there is no hooper {text:?}; {}", meant(text, &hoopers(league)))
        })
    }

    /// The game that somebody typed, with its plays.
    pub(super) async fn game(&self, text: &str) -> anyhow::Result<Loaded> {
        let view = self.view()?;
        let unknown = |why: &str| {
            let ids: Vec<String> = view.latest_games().iter().map(|it| it.id.to_string()).collect();
            let latest = if ids.is_empty() {
                "none has tipped off yet".to_owned()
            } else {
                format!("the latest are {}", ids.join(", "))
            };
            anyhow!("there is no game {text:?}{why}; {latest}")
        };
        let id: GameId = text.parse().map_err(|_| unknown(" (an id looks like s1r3g2)"))?;
        let loaded = games::load_at(&self.director, self.now.clone(), self.at, id).await;
        loaded.map_err(|it| anyhow!(it.in_full()))?.ok_or_else(|| unknown(""))
    }
}

fn hoopers(league: &League) -> Vec<&str> {
    league.spec.teams.iter().flat_map(|it| &it.hoopers).map(|it| it.slug.as_str()).collect()
}

/// The names that were probably meant, or those there are.
fn meant(text: &str, known: &[&str]) -> String {
    let text = text.to_lowercase();
    let near = |name: &&&str| {
        let enough = text.len() >= 3 && (name.contains(&text) || text.contains(**name));
        enough || distance(&text, name) <= (text.len() / 3).max(1)
    };
    let mut names: Vec<&str> = known.iter().filter(near).copied().collect();
    names.sort_by_key(|it| distance(&text, it));
    names.truncate(OFFERED);
    if !names.is_empty() {
        return format!("did you mean {}?", names.join(" or "));
    }
    let more = known.len().saturating_sub(16);
    let some: Vec<&str> = known.iter().take(16).copied().collect();
    let and = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("there are {}{and}", some.join(", "))
}

/// Letters to add, take out or change to get from one word to the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let changed = corner + usize::from(from != *to);
            corner = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        let teams = ["herons", "furnace", "night-owls"];
        assert_eq!(meant("heron", &teams), "did you mean herons?");
        assert_eq!(meant("Furnce", &teams), "did you mean furnace?");
        assert_eq!(meant("owls", &teams), "did you mean night-owls?");
        assert_eq!(meant("zzz", &teams), "there are herons, furnace, night-owls");
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
