//! The order of a tally: which proposals belong together, and which of them goes first.
//!
//! May live here: the agenda, groups on one number, families of amendments, ranked pairs. Never:
//! whether one passes (`count`).

use super::ballot::{Choice, Method};
use super::count::{Counted, Opened};
use super::people::GovernorId;
use super::proposal::{Proposal, ProposalId};
use super::weigh::{Mode, Voice, Weights};
use crate::ids::TeamId;
use crate::rules::Government;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// A proposal of the window with its opened ballots.
pub(super) struct Item<'a> {
    pub proposal: &'a Proposal,
    /// By voter where that is known, else in the order of the openings.
    pub ballots: Vec<(Option<GovernorId>, Opened)>,
}

/// The agenda of a window: most boosts first, then the oldest; whatever changes one number, and an
/// amendment with what it amends, together, at the place of the first.
pub(super) fn agenda<'a, 'b>(items: &'b [Item<'a>]) -> Vec<Vec<&'b Item<'a>>> {
    let mut order: Vec<&Item<'_>> = items.iter().collect();
    order.sort_by_key(|it| (Reverse(it.proposal.boosts.len()), it.proposal.id));
    let mut groups: Vec<Vec<&Item<'_>>> = Vec::new();
    for item in order {
        let (near, far): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|it| it.iter().any(|it| belong(it.proposal, item.proposal)));
        groups = far;
        let mut joined: Vec<&Item<'_>> = near.into_iter().flatten().collect();
        joined.push(item);
        groups.push(joined);
    }
    let place = |it: &Item<'_>| (Reverse(it.proposal.boosts.len()), it.proposal.id);
    groups.sort_by_key(|it| it.iter().map(|it| place(it)).min());
    groups
}

fn belong(a: &Proposal, b: &Proposal) -> bool {
    let family = |it: &Proposal| it.parent.unwrap_or(it.id);
    let numbers: BTreeSet<_> = a.numbers().collect();
    family(a) == family(b)
        || a.parent == Some(b.id)
        || b.parent == Some(a.id)
        || b.numbers().any(|it| numbers.contains(&it))
}

/// Voters of a group that said nothing of this one of its proposals.
pub(super) fn silent(group: &[&Item<'_>], item: &Item<'_>) -> Vec<TeamId> {
    let own: BTreeSet<_> = item.ballots.iter().filter_map(|it| it.0.as_ref()).collect();
    let all = group.iter().flat_map(|it| &it.ballots);
    let others: BTreeMap<_, _> =
        all.filter_map(|(who, it)| who.as_ref().map(|who| (who, it.team))).collect();
    others.into_iter().filter(|it| !own.contains(it.0)).map(|it| it.1).collect()
}

/// The members of a group that pass, in the order in which they are enacted: most support first.
pub(super) fn order(
    group: &[&Item<'_>],
    counted: &BTreeMap<ProposalId, Counted>,
    government: &Government,
) -> Vec<ProposalId> {
    let passes = |it: &&&Item<'_>| counted[&it.proposal.id].count.passes();
    let mut ids: Vec<ProposalId> = group.iter().filter(passes).map(|it| it.proposal.id).collect();
    ids.sort_by(|a, b| counted[b].weights.compare(&counted[a].weights).then(a.cmp(b)));
    if Method::of(government) == Method::Ranked && ids.len() > 1 {
        return ranked_pairs(group, &ids, Mode::of(government));
    }
    ids
}

/// Ranked pairs: the clearest preferences between two are kept first, unless they contradict what
/// has been kept. `ids`: who passes, in the order that decides where preferences do not.
fn ranked_pairs(group: &[&Item<'_>], ids: &[ProposalId], mode: Mode) -> Vec<ProposalId> {
    let ballots_of = |id: ProposalId| {
        let item = group.iter().find(|it| it.proposal.id == id);
        let known = item.into_iter().flat_map(|it| &it.ballots);
        known.filter_map(|(who, it)| Some((who.as_ref()?, *it))).collect::<BTreeMap<_, _>>()
    };
    let ballots: Vec<_> = ids.iter().map(|it| ballots_of(*it)).collect();
    let mut pairs = Vec::new();
    for (a, left) in ballots.iter().enumerate() {
        for (b, right) in ballots.iter().enumerate().filter(|it| it.0 != a) {
            let weights = Weights::of(mode, &preferences(left, right));
            if weights.exceeds(50) {
                pairs.push((Reverse(weights.support_bp()), a, b));
            }
        }
    }
    pairs.sort_unstable();
    let mut beats: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (_, a, b) in pairs {
        if !reaches(&beats, b, a) {
            beats.insert((a, b));
        }
    }
    let mut left: Vec<usize> = (0..ids.len()).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let is_first = |at: &usize| left.iter().all(|it| !beats.contains(&(*it, *at)));
        let at = left.iter().position(is_first).unwrap_or(0);
        order.push(ids[left.remove(at)]);
    }
    order
}

/// Who prefers the first to the second, among those who say something of either.
fn preferences(
    left: &BTreeMap<&GovernorId, Opened>,
    right: &BTreeMap<&GovernorId, Opened>,
) -> Vec<Voice> {
    let rank = |it: Option<&Opened>| match it.map(|it| it.choice) {
        Some(Choice::Rank(n)) => u16::from(n),
        _ => u16::MAX,
    };
    let voters: BTreeSet<_> = left.keys().chain(right.keys()).collect();
    let voice = |who: &&&GovernorId| {
        let (a, b) = (left.get(**who), right.get(**who));
        let of_either = a.or(b)?;
        let (first, second) = (rank(a), rank(b));
        let shares = 1 + u8::from(of_either.is_doubled);
        (first != second).then(|| Voice {
            team: of_either.team,
            shares,
            in_favour: u8::from(first < second),
            of: 1,
        })
    };
    voters.iter().filter_map(voice).collect()
}

/// Whether what has been kept leads from one to the other.
fn reaches(beats: &BTreeSet<(usize, usize)>, from: usize, to: usize) -> bool {
    let mut reached = vec![from];
    let mut at = 0;
    while let Some(here) = reached.get(at).copied() {
        if here == to {
            return true;
        }
        let next = beats.iter().filter(|it| it.0 == here).map(|it| it.1);
        let new: Vec<_> = next.filter(|it| !reached.contains(it)).collect();
        reached.extend(new);
        at += 1;
    }
    false
}
