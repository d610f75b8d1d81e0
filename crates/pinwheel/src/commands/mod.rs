//! What people can ask of a league: declared once, for every surface.
//!
//! A surface reads the words, names the person and the request, and draws the card. May live here:
//! the table, reading parameters, the answers. Must never live here: HTTP, a chat's API, a rule of
//! the game.

mod card;

pub(crate) use card::Card;

use crate::director::{Director, SubmitError};
use crate::model;
use crate::ticker;
use crate::words;
use league::governance::GovernorId;
use league::{Command, League, Rejection};

/// One command, as every surface offers it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Declared {
    /// What is typed.
    pub(crate) name: &'static str,
    /// What it does, in one line.
    pub(crate) about: &'static str,
    /// What goes with it.
    pub(crate) params: &'static [Param],
    /// Whether it changes anything: then it needs a request id.
    pub(crate) changes: bool,
}

/// One parameter of a command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Param {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it means.
    pub(crate) about: &'static str,
    /// Whether it can be left out.
    pub(crate) optional: bool,
}

/// Every command.
pub(crate) const TABLE: [Declared; 2] = [
    Declared {
        name: "join",
        about: "Join a team as one of its governors. Once, for good",
        params: &[
            Param {
                name: "team",
                about: "The team; without one, the team with the fewest governors",
                optional: true,
            },
            Param { name: "name", about: "What the others call you", optional: false },
        ],
        changes: true,
    },
    Declared {
        name: "status",
        about: "How the league stands: the season, the round, who leads, your team",
        params: &[],
        changes: false,
    },
];

/// Who asks, and under which id: the same id again is the same request, and gets the same answer.
#[derive(Clone, Debug)]
pub(crate) struct Asker {
    /// The person, as the surface knows them; never a secret.
    pub(crate) governor: GovernorId,
    /// The request, unique in the league.
    pub(crate) request: String,
}

/// A command that has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// `join`
    Join {
        /// A team's slug.
        team: Option<String>,
        /// What people call them.
        name: String,
    },
    /// `status`
    Status,
}

/// Why there is no card.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    /// The words cannot be read.
    #[error("{0}")]
    Unread(String),
    /// The league said no, or nothing could be stored.
    #[error(transparent)]
    Submit(#[from] SubmitError),
}

impl Asked {
    /// Reads a command and its parameters.
    pub(crate) fn read<'p>(
        name: &str,
        param: impl Fn(&str) -> Option<&'p str>,
    ) -> Result<Self, Refused> {
        let given = |name: &str| param(name).map(str::trim).filter(|it| !it.is_empty());
        match name {
            "join" => Ok(Self::Join {
                team: given("team").map(str::to_owned),
                name: given("name").unwrap_or_default().to_owned(),
            }),
            "status" => Ok(Self::Status),
            other => {
                let known: Vec<&str> = TABLE.iter().map(|it| it.name).collect();
                Err(Refused::Unread(format!(
                    "there is no command {other:?}; there is {}",
                    known.join(", ")
                )))
            }
        }
    }
}

/// Carries out a command and answers with a card.
pub(crate) async fn carry_out(
    director: &Director,
    asker: &Asker,
    asked: Asked,
) -> Result<Card, Refused> {
    match asked {
        Asked::Join { team, name } => join(director, asker, team.as_deref(), name).await,
        Asked::Status => Ok(status(director, &asker.governor)),
    }
}

async fn join(
    director: &Director,
    asker: &Asker,
    team: Option<&str>,
    name: String,
) -> Result<Card, Refused> {
    let now = director.now();
    let league = now.state.league().ok_or(SubmitError::Rejected(Rejection::NoLeague))?;
    let team = match team {
        None => None,
        Some(slug) => Some(model::team_by_slug(league, slug).ok_or_else(|| no_team(league, slug))?),
    };
    let command = Command::Join { governor: asker.governor.clone(), name, team };
    let done = director.submit(&asker.request, command).await?;
    let now = director.now();
    let mut card = Card::new("You are in", &done.answer);
    if let Some(league) = now.state.league()
        && let Some(governor) = league.governors.get(&asker.governor)
    {
        let team = league.team(governor.team);
        card =
            card.fact("Your team", &team.name).link(&team.name, &format!("/teams/{}", team.slug));
    }
    Ok(card)
}

fn no_team(league: &League, slug: &str) -> Refused {
    let slugs: Vec<&str> = league.spec.teams.iter().map(|it| it.slug.as_str()).collect();
    let shown: String = slug.chars().take(40).collect();
    Refused::Unread(format!("there is no team {shown:?} here; there is {}", slugs.join(", ")))
}

fn status(director: &Director, governor: &GovernorId) -> Card {
    let now = director.now();
    let Some(view) = now.view() else {
        return Card::new("Nothing yet", "There is no league here yet.");
    };
    let league = view.league;
    let text = match view.latest_round() {
        Some((round, _)) if view.is_live() => format!("Round {round} is being played."),
        Some((round, _)) => format!("Round {round} is over."),
        None => "The first round has not been played yet.".to_owned(),
    };
    let mut card = Card::new(&league.spec.name, &text)
        .fact("Season", &format!("{}, {}", view.season(), view.stage().in_words()));
    if let Some(first) = view.standings().first() {
        card = card.fact("Leading", &league.team(first.team).name);
    }
    if let Some(at) = ticker::next_tip_off(league, crate::clock::now()) {
        card = card.fact("Next round", &words::iso(at));
    }
    card = match league.governors.get(governor) {
        Some(it) => card.fact("Your team", &league.team(it.team).name),
        None => card.fact("Your team", "none yet; join one"),
    };
    card.fact("Governors", &league.governors.len().to_string()).link("Standings", "/standings")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_declared_command_reads() {
        for it in TABLE {
            let asked = Asked::read(it.name, |_| Some(" x "));
            assert!(asked.is_ok(), "{}", it.name);
        }
        let said = Asked::read("jion", |_| None).expect_err("no such command").to_string();
        assert_eq!(said, "there is no command \"jion\"; there is join, status");
    }
}
