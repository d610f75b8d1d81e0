//! What happened on the Floor, in one sentence each.
//!
//! May live here: words for facts. Never: a ballot's content, or anything that the log does not say.

use league::League;
use league::governance::{Ballot, Ending, Fact, GovernorId, Matter, Verdict};
use league::rules::{Hook, sentence};
use league::season::Deed;

/// A fact as a sentence for everybody.
#[expect(clippy::too_many_lines, reason = "one line for each fact")]
pub(crate) fn fact(league: &League, fact: &Fact) -> String {
    let name = |it: &GovernorId| name_of(league, it);
    match fact {
        Fact::FloorSet { settings, .. } => match settings.window_secs {
            None => "The Floor is open; its windows close after rounds.".to_owned(),
            Some(secs) => format!("The Floor is open; its windows close after {secs} seconds."),
        },
        Fact::ProposalOpened { proposal, matter: Matter::Reset, .. } => format!(
            "Enough governors have called for it: {proposal} would bring back the Book that the season began with."
        ),
        Fact::ProposalOpened { proposal, author, rules, parent, .. } => {
            let rules: Vec<String> = rules.iter().map(|it| sentence(&it.rule)).collect();
            let what = parent.map_or_else(
                || format!("proposes {proposal}"),
                |it| format!("proposes {proposal}, another version of {it}"),
            );
            format!("{} {what}: {}", name(author), rules.join(" "))
        }
        Fact::ProposalWithdrawn { proposal, governor, .. } => {
            format!("{} withdraws {proposal}.", name(governor))
        }
        Fact::ProposalBoosted { proposal, governor, .. } => {
            format!("{} boosts {proposal}.", name(governor))
        }
        Fact::VoteCast { proposal, governor, ballot, .. } => {
            let how = if matches!(ballot, Ballot::Sealed(_)) { ", sealed" } else { "" };
            format!("{} votes on {proposal}{how}.", name(governor))
        }
        Fact::ProposalVetoed { proposal, reason, .. } => {
            format!("An admin stops {proposal}: “{reason}”")
        }
        Fact::ProposalCleared { proposal, .. } => {
            format!("An admin has looked at {proposal} and lets it stand.")
        }
        Fact::ProposalApproved { proposal, .. } => {
            format!("An admin lets {proposal} be enacted if it passes.")
        }
        Fact::WindowClosed { window, .. } => format!("Window {window} is closed."),
        Fact::ProposalTallied { proposal, count, verdict, .. } => {
            let share = format!("{}.{:02} %", count.support_bp / 100, count.support_bp % 100);
            format!("{proposal}: {share} in favour, {}.", became(verdict))
        }
        Fact::ProposalSettled { proposal, verdict } => format!("{proposal}: {}.", became(verdict)),
        Fact::RuleEnacted { id, rule, .. } => {
            format!("{id} is in the Book: {}", sentence(&rule.rule))
        }
        Fact::RuleExpired { id } => format!("{id} has run its time."),
        Fact::RuleReset { id, .. } => format!("{id} is undone by the reset."),
        Fact::WindowOpened { window, tokens, .. } => {
            format!("Window {window} is open; every governor gets {tokens}.")
        }
        Fact::TradeOffered { offer, from, to, give, want, .. } if want.is_empty() => {
            format!("{} offers {} {give} as a gift ({offer}).", name(from), name(to))
        }
        Fact::TradeOffered { offer, from, to, give, want, .. } => {
            format!("{} offers {} {give} for {want} ({offer}).", name(from), name(to))
        }
        Fact::TradeEnded { offer, by, ending, .. } => {
            let how = match ending {
                Ending::Accepted => "accepts",
                Ending::Declined => "declines",
                Ending::TakenBack => "takes back",
            };
            format!("{} {how} {offer}.", name(by))
        }
        Fact::ResetCalled { governor, .. } => {
            format!("{} calls for a vote on a reset of the Book.", name(governor))
        }
        Fact::StrategyAsked { governor, .. } => {
            format!("{} says how their team should play.", name(governor))
        }
        Fact::StrategySet { team, answers, .. } => format!(
            "{} play otherwise from the next round on, as {answers} of their governors said.",
            league.team(*team).name
        ),
        Fact::SeedCommitted { hash, .. } => {
            format!("The next round's seed is committed to: {hash:?}.")
        }
    }
}

/// What rules did between games, as a sentence.
pub(crate) fn deeds(league: &League, hook: Hook, deeds: &[Deed]) -> String {
    let mut told: Vec<String> = deeds
        .iter()
        .map(|it| format!("{} acts for {}", it.rule, league.team(it.team).name))
        .collect();
    told.dedup();
    format!("When {}: {}.", hook.phrase(), told.join(", "))
}

fn became(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Passed => "it passes".to_owned(),
        Verdict::Held => "it passes and waits for an admin".to_owned(),
        Verdict::Failed { why } => format!("it fails: {why}"),
        Verdict::Superseded { by } => format!("it passes, and {by} takes its place"),
    }
}

fn name_of(league: &League, governor: &GovernorId) -> String {
    league.governors.get(governor).map_or_else(|| "Somebody".to_owned(), |it| it.name.clone())
}
