//! Opening what was sealed: every opening is held against its commitment.
//!
//! May live here: checking openings, and bringing them together with the ballots. Never: counting
//! (`count`).

use super::ballot::{Ballot, CREDITS, Choice, Closing, Commitment, Method, Opening, seal};
use super::count::Opened;
use super::desk::method_for;
use super::floor::Floor;
use super::group::Item;
use super::no::No;
use super::people::GovernorId;
use super::proposal::{Proposal, ProposalId};
use crate::ids::TeamId;
use crate::rules::Meta;
use crate::state::League;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The openings in the order in which they are stored, each held against its ballot.
///
/// A ballot without an opening stays sealed and is not counted; nor is one that says what no ballot
/// of this window can say, and what is about no proposal of this window is left aside: nothing that
/// a voter or an admin does can keep a window from closing. What the shell has not looked for is
/// another matter: then it is told to look again.
///
/// # Errors
/// The shell has looked too early, or has kept something that was not cast.
pub(super) fn checked(league: &League, closing: &Closing) -> Result<Closing, No> {
    let floor = &league.floor;
    if closing.through < floor.last_ballot {
        return Err(No::StaleOpenings(floor.last_ballot));
    }
    let mut openings = Vec::new();
    let mut seen = BTreeSet::new();
    let mut unlinked: BTreeMap<(ProposalId, TeamId), usize> = BTreeMap::new();
    for opening in &closing.openings {
        let id = opening.proposal();
        let Some(item) = on_ballot(floor, id) else { continue };
        let choice = match opening {
            Opening::Linked { governor, choice, salt, .. } => {
                let fits = sealed(item, governor) == Some(seal(id, governor, *choice, salt.0));
                if !fits || !seen.insert((id, governor)) {
                    return Err(No::BadOpening(format!("{id}, {}", governor.0)));
                }
                *choice
            }
            Opening::Unlinked { team, choice, .. } => {
                let used = unlinked.entry((id, *team)).or_insert(0);
                *used += 1;
                if !is_secret(floor) || sealed_of(league, item, *team) < *used {
                    return Err(No::BadOpening(format!("{id}, team {}", team.0)));
                }
                *choice
            }
        };
        if method_for(floor, item).takes(choice) {
            openings.push(opening.clone());
        }
    }
    openings.sort();
    within_credits(floor, &mut openings);
    if is_secret(floor) {
        openings = openings.into_iter().filter_map(|it| unlink(league, it)).collect();
        openings.sort();
    }
    Ok(Closing { through: closing.through, openings, probed: closing.probed.clone() })
}

/// The proposal, if this window votes on it.
fn on_ballot(floor: &Floor, id: ProposalId) -> Option<&Arc<Proposal>> {
    floor.standing(id).ok().filter(|it| it.window == floor.window.number)
}

fn is_secret(floor: &Floor) -> bool {
    floor.number(Meta::Ballot) == 2
}

/// The sealed ballot of a governor on a proposal.
fn sealed(proposal: &Proposal, governor: &GovernorId) -> Option<Commitment> {
    match proposal.ballots.get(governor)?.ballot {
        Ballot::Sealed(commitment) => Some(commitment),
        Ballot::Open(_) => None,
    }
}

/// How many sealed ballots a team's governors have cast on a proposal.
fn sealed_of(league: &League, proposal: &Proposal, team: TeamId) -> usize {
    let sealed = proposal.ballots.iter().filter(|it| matches!(it.1.ballot, Ballot::Sealed(_)));
    sealed.filter(|it| team_of(league, it.0) == Some(team)).count()
}

fn team_of(league: &League, governor: &GovernorId) -> Option<TeamId> {
    league.governors.get(governor).map(|it| it.team)
}

/// Drops ballots beyond a governor's credits, in the order of the proposals.
fn within_credits(floor: &Floor, openings: &mut Vec<Opening>) {
    if Method::of(&floor.window.government) != Method::Quadratic {
        return;
    }
    let mut spent: BTreeMap<GovernorId, u32> = BTreeMap::new();
    openings.retain(|it| match it {
        Opening::Linked { governor, choice: Choice::Votes(n), .. } => {
            let cost = u32::from(n.unsigned_abs()).pow(2);
            let spent = spent.entry(governor.clone()).or_default();
            let fits = *spent + cost <= CREDITS;
            *spent += if fits { cost } else { 0 };
            fits
        }
        Opening::Linked { .. } | Opening::Unlinked { .. } => true,
    });
}

/// Takes out whose ballot it was.
fn unlink(league: &League, opening: Opening) -> Option<Opening> {
    Some(match opening {
        Opening::Linked { proposal, governor, choice, .. } => {
            Opening::Unlinked { proposal, team: team_of(league, &governor)?, choice }
        }
        Opening::Unlinked { .. } => opening,
    })
}

/// Everything on the ballot of this window, with its ballots opened.
pub(super) fn items<'a>(league: &'a League, closing: &Closing) -> Vec<Item<'a>> {
    let floor = &league.floor;
    let of_window = |it: &&Arc<Proposal>| it.window == floor.window.number;
    let mut openings: BTreeMap<ProposalId, Vec<&Opening>> = BTreeMap::new();
    for opening in &closing.openings {
        openings.entry(opening.proposal()).or_default().push(opening);
    }
    let item = |proposal: &'a Arc<Proposal>| {
        let sealed = openings.get(&proposal.id).into_iter().flatten();
        let mut ballots: Vec<_> =
            sealed.filter_map(|it| of_opening(league, proposal, it)).collect();
        ballots.extend(cast_openly(league, proposal));
        Item { proposal, ballots }
    };
    floor.open().filter(of_window).map(item).collect()
}

fn of_opening(
    league: &League,
    proposal: &Proposal,
    opening: &Opening,
) -> Option<(Option<GovernorId>, Opened)> {
    Some(match opening {
        Opening::Linked { governor, choice, .. } => {
            (Some(governor.clone()), opened(league, proposal, governor, *choice)?)
        }
        Opening::Unlinked { team, choice, .. } => {
            (None, Opened { team: *team, choice: *choice, is_doubled: false })
        }
    })
}

fn cast_openly<'a>(
    league: &'a League,
    proposal: &'a Proposal,
) -> impl Iterator<Item = (Option<GovernorId>, Opened)> + 'a {
    proposal.ballots.iter().filter_map(|(governor, cast)| match cast.ballot {
        Ballot::Open(choice) => {
            Some((Some(governor.clone()), opened(league, proposal, governor, choice)?))
        }
        Ballot::Sealed(_) => None,
    })
}

fn opened(
    league: &League,
    proposal: &Proposal,
    governor: &GovernorId,
    choice: Choice,
) -> Option<Opened> {
    let team = team_of(league, governor)?;
    let doubles = league.floor.number(Meta::BoostMode) == 1;
    let is_doubled = doubles && proposal.boosts.contains(governor);
    Some(Opened { team, choice, is_doubled })
}
