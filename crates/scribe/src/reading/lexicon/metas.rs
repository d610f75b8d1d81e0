//! Names of government's numbers, of repeals and of new names.
//!
//! May live here: phrases. Never: code.

use super::Entry;
use crate::reading::mean::{Knob, Mean, Topic};
use league::rules::Meta::{
    self, Ballot, BoostMode, Delegation, MaxActiveEffects, PassPct, ProposalsPerWindow, QuorumPct,
    SunsetDefaultRounds, SupermajorityMetaPct, SupermajorityWildPct, TokenCap, TokenTrade,
    TokensPerWindow, VoteMethod, WeightMode, WindowRounds,
};

const fn knob(it: Meta) -> Mean {
    Mean::Knob(Knob::Meta(it))
}
const fn becomes(it: Meta) -> Mean {
    Mean::Let(Knob::Meta(it))
}
const fn fix(it: Meta, value: i32) -> Mean {
    Mean::Fix(Knob::Meta(it), value)
}

pub(super) const LIST: &[Entry] = &[
    (
        "(pass mark|passing threshold|pass threshold|passing mark|threshold to pass|majority to pass|yes to pass|needed to pass)",
        knob(PassPct),
    ),
    (
        "[ordinary] proposals (need|needs|pass with|passes with|require|should need) [more than] {pct} [of] [the] [votes|vote] [yes] [to pass]",
        becomes(PassPct),
    ),
    (
        "[a] proposal [should] (need|needs|pass with|passes with) [more than] {pct} [of] [the] [votes|yes] [to pass]",
        becomes(PassPct),
    ),
    ("(quorum|turnout|turn out)", knob(QuorumPct)),
    (
        "(at least) {any} of [the] governors (must|have to|need to) vote [for it to count]",
        becomes(QuorumPct),
    ),
    (
        "at least {any} of [the] governors (must|have to|need to) vote for a ballot to count",
        becomes(QuorumPct),
    ),
    ("[a] ballot needs {pct} turnout [to count]", becomes(QuorumPct)),
    ("(voting window|vote window|window)", knob(WindowRounds)),
    (
        "(voting|votes|vote|ballots|ballot|ballots open|voting open|polls) [open] (for|lasts|last|run for|stays open|stay open|open|) {n} rounds",
        becomes(WindowRounds),
    ),
    (
        "(voting|votes|vote|ballots|ballot|polls) [stay|stays] [open] [for] {n} rounds",
        becomes(WindowRounds),
    ),
    (
        "(keep|leave|hold) (ballots|voting|votes|the vote|polls) open [for] {n} rounds",
        becomes(WindowRounds),
    ),
    ("(a vote|voting|votes|ballots) (lasts|last|run|runs) [for] {n} rounds", becomes(WindowRounds)),
    (
        "(one more|an extra|1 more|one extra) round (to vote|for voting|of voting)",
        Mean::Fix(Knob::Meta(WindowRounds), i32::MAX),
    ),
    (
        "(voting|keep voting open) [for] (one round longer|a round longer|by one round|by a round)",
        Mean::Fix(Knob::Meta(WindowRounds), i32::MAX),
    ),
    (
        "(extend|lengthen) (voting|the voting window|voting window) by (one|a) round",
        Mean::Fix(Knob::Meta(WindowRounds), i32::MAX),
    ),
    ("voting window + 1 round", Mean::Fix(Knob::Meta(WindowRounds), i32::MAX)),
    (
        "(proposals per window|proposals in a window|proposals each window|proposals a window|proposals per governor per window)",
        knob(ProposalsPerWindow),
    ),
    ("{n} proposals [per governor] (per|in a|each|a|every) window", becomes(ProposalsPerWindow)),
    ("(make|open) {n} proposals (per|in a|each|a) window", becomes(ProposalsPerWindow)),
    ("each governor may open {n} proposals per window", becomes(ProposalsPerWindow)),
    ("(vote method|voting method|method of voting|how votes are counted)", knob(VoteMethod)),
    (
        "(approval voting|vote by approval|voting by approval|approval votes|method to approval|by approval)",
        fix(VoteMethod, 1),
    ),
    ("(score voting|range voting)", fix(VoteMethod, 2)),
    (
        "(ranked pairs|ranked choice|ranked voting|ranked choice voting|condorcet)",
        fix(VoteMethod, 3),
    ),
    (
        "(quadratic|quadratically|quadratic voting|quadratic votes|quadratic credits)",
        fix(VoteMethod, 4),
    ),
    ("(yes or no voting|yes no voting|simple yes or no|yes or no votes)", fix(VoteMethod, 0)),
    ("(voting|vote|votes|ballot|ballots)", Mean::Topic(Topic::Votes)),
    (
        "(one governor , one vote|one governor one vote|governor vote counts the same|governors vote counts the same|votes per governor|vote per governor|count per governor|votes by governor|governor [should] have one equal vote|per governor not per team|by governor)",
        fix(WeightMode, 1),
    ),
    ("weight votes per governor", fix(WeightMode, 1)),
    ("(instead of by team|not per team|instead of per team)", Mean::Light),
    (
        "(votes per team|one team one vote|teams vote counts the same|every team counts the same)",
        fix(WeightMode, 0),
    ),
    (
        "(open ballots|open ballot|open voting|ballots open|votes should be public|votes public|public votes|public ballots|public voting|show everybody how everyone votes|see the votes as they come in)",
        fix(Ballot, 0),
    ),
    ("(everyone sees who voted how|no secret ballot|let all see)", fix(Ballot, 0)),
    (
        "(secret ballot always|votes stay secret for ever|votes stay secret forever|never reveal who voted how|fully secret ballots|ballots secret even after close|ballot should be secret|ballot secret|always secret|stay secret|secret ballot|secret ballots|ballots secret)",
        fix(Ballot, 2),
    ),
    ("(even after close|even after the close)", Mean::Light),
    ("(secret until close|secret until the close|secret until the vote closes)", fix(Ballot, 1)),
    (
        "(tokens per window|tokens a window|tokens each window|tokens in a window|tokens of every kind each window|tokens of each kind per window)",
        knob(TokensPerWindow),
    ),
    (
        "{n} tokens [of every kind|of each kind] (per|each|in a|a|every) window",
        becomes(TokensPerWindow),
    ),
    (
        "(token cap|most tokens anyone can hold|max tokens|maximum tokens|cap on tokens|token limit)",
        knob(TokenCap),
    ),
    ("hold [up to] {n} tokens", becomes(TokenCap)),
    (
        "(token trading|trading of tokens|trading tokens|token trades|trade of tokens|token trade)",
        knob(TokenTrade),
    ),
    (
        "(tokens cant be traded|no trading of tokens|ban token trading|stop governors from trading tokens|tokens cannot be traded|tokens may not be traded|abolish trading tokens)",
        fix(TokenTrade, 0),
    ),
    (
        "(no more|stop|forbid|end) (trading of tokens|trading tokens|token trading)",
        fix(TokenTrade, 0),
    ),
    ("(turn off|switch off|disable) (token trades|token trading)", fix(TokenTrade, 0)),
    (
        "(allow|turn on|switch on|enable) (token trades|token trading|trading tokens)",
        fix(TokenTrade, 2),
    ),
    (
        "(governors may trade tokens|tokens can be traded|let governors trade tokens)",
        fix(TokenTrade, 2),
    ),
    ("tokens", Mean::Topic(Topic::Tokens)),
    (
        "(delegation|delegate|delegated|delegation depth|delegate votes|votes to be delegated)",
        knob(Delegation),
    ),
    ("delegated (vote|votes) (may|can|could) travel {n} steps", becomes(Delegation)),
    ("delegate[d] {n} steps [only]", becomes(Delegation)),
    ("(delegation|delegated|delegate) [depth|with depth] [of] {n} [step]", becomes(Delegation)),
    ("depth {n}", Mean::Amount),
    ("(steps|step|depth|of depth)", Mean::Light),
    ("(sunset|default sunset|sunset clause)", knob(SunsetDefaultRounds)),
    (
        "rules (end by themselves|expire|lapse|end|run out|expires|should lapse) [by default] after {n} rounds",
        becomes(SunsetDefaultRounds),
    ),
    (
        "(sunset [of]|sunset all rules after|sunset rules after|default sunset) {n} rounds",
        becomes(SunsetDefaultRounds),
    ),
    (
        "(unless it says otherwise|by default|unless they say otherwise|if they say nothing)",
        Mean::Light,
    ),
    (
        "(active effects|effects at once|effects in force|number of effects|effects active|effects)",
        knob(MaxActiveEffects),
    ),
    (
        "{n} (active effects|effects at once|effects in force|effects active|effects may be in force|effects)",
        becomes(MaxActiveEffects),
    ),
    (
        "(boost|boosts|boosting a proposal|boosting) [should] (doubles|double|double the|count as double|count as a double) [your|the|the boosters] (vote|votes)",
        fix(BoostMode, 1),
    ),
    ("boost = double vote", fix(BoostMode, 1)),
    (
        "(boost|boosts) (lift|lifts|only lift|move|moves) [a] proposal [up] [the] [agenda]",
        fix(BoostMode, 0),
    ),
    (
        "(change how we vote|changing the voting rules|meta rules|meta rule|rule changes about governance|change how we are governed|changing how we vote|changes to voting|changing the rules of voting|governance rules|structural rules|constitutional changes)",
        Mean::Topic(Topic::Metas),
    ),
    (
        "(meta supermajority|supermajority for meta rules|super majority for meta rules)",
        knob(SupermajorityMetaPct),
    ),
    ("(supermajority|super majority|majority|bar)", Mean::Light),
    (
        "(wild proposals|wild proposal|wild ideas|wild rules|wild idea|wild rule)",
        Mean::Topic(Topic::Wild),
    ),
    ("pass mark for wild proposals", knob(SupermajorityWildPct)),
    (
        "(governors|governor|per governor|of votes|of the votes|in force|to pass|vote to count)",
        Mean::Light,
    ),
    ("(pass|passes) with", Mean::Light),
    ("(credits to vote|hold|need|says otherwise|switch to|switch|adopt|use)", Mean::Light),
];
