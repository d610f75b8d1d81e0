//! More names for the frame: clocks, endings, court, season, votes.
//!
//! May live here: phrases. Never: code.

use super::Entry;
use crate::reading::mean::{Knob, Mean, Topic};
use league::rules::Meta::{
    self, Ballot, MaxActiveEffects, PassPct, ProposalsPerWindow, QuorumPct, TokensPerWindow,
    WindowRounds,
};
use league::rules::Param::{
    self, ClockDeadBallSecs, ClockOrbResetSecs, ClockPeriodSecs, ClockPeriods, ClockShotSecs,
    EndMode, EndTargetScore, EndWinBy, EnergyRecoverBreak, EnergyRecoverHalf, FoulCallRate,
    HomeAdvantage, LeagueFinalBestOf, LeaguePlayoffTeams, LeagueRoundRobins, LeagueSemisBestOf,
    OvertimeSecs, OvertimeTarget, StandingsLoss, StandingsWin,
};

const fn knob(it: Param) -> Mean {
    Mean::Knob(Knob::Param(it))
}
const fn becomes(it: Param) -> Mean {
    Mean::Let(Knob::Param(it))
}
const fn fix(it: Param, value: i32) -> Mean {
    Mean::Fix(Knob::Param(it), value)
}
const fn meta(it: Meta) -> Mean {
    Mean::Let(Knob::Meta(it))
}

pub(super) const LIST: &[Entry] = &[
    // Clocks.
    (
        "{dur} to (shoot|get a shot off|shoot the ball|attempt a shot|take a shot)",
        becomes(ClockShotSecs),
    ),
    (
        "(must shoot|shoot|get a shot off|take a shot|have to shoot|attempt a shot) (within|in|inside|before) {dur}",
        becomes(ClockShotSecs),
    ),
    (
        "(offense|offence|offenses|attackers|attack|possession) (gets|get|has|have|lasts at most) {dur}",
        becomes(ClockShotSecs),
    ),
    (
        "possessions (last|lasts|are) [at most|limited to|no more than|capped at] {dur}",
        becomes(ClockShotSecs),
    ),
    ("{dur} possessions", becomes(ClockShotSecs)),
    ("(offense|offences|offenses|offence)", Mean::Light),
    (
        "(after|following|on|off) [an] (offensive|own) (rebound|board) (get|gets|have|has|is|are|gives) {dur} [on the shot clock]",
        becomes(ClockOrbResetSecs),
    ),
    (
        "{dur} [on the shot clock] (after|following|on) [an] (offensive|own) (rebound|board)",
        becomes(ClockOrbResetSecs),
    ),
    (
        "(second chance clock|reset after an offensive rebound|rebound reset|orb reset|offensive rebound reset|shot clock reset after an offensive rebound)",
        knob(ClockOrbResetSecs),
    ),
    (
        "(dead ball pause|pause after a basket|stoppage|stoppages|time between plays|dead time|break between plays|stoppage time)",
        knob(ClockDeadBallSecs),
    ),
    (
        "(divide|split|break) [the|each|every] game into {n} (period|quarter|part)",
        becomes(ClockPeriods),
    ),
    ("(play|have) {n} (period|quarter)", becomes(ClockPeriods)),
    ("{n} (=periods|=quarters) (per|a|in a|each|every) game", becomes(ClockPeriods)),
    ("(period count|count of periods|number of quarters)", knob(ClockPeriods)),
    ("(play in halves|two halves|2 halves)", fix(ClockPeriods, 2)),
    ("(instead of|rather than|not) {n} (=periods|=quarters|=halves)", Mean::Light),
    ("{n} (=halves)", becomes(ClockPeriods)),
    ("(=periods|=quarters) of {dur} [each]", becomes(ClockPeriodSecs)),
    (
        "(period clock|quarter clock|minutes per period|time per period|length of periods|length of quarters|length of the periods)",
        knob(ClockPeriodSecs),
    ),
    ("{dur} per (period|quarter)", becomes(ClockPeriodSecs)),
    // Endings.
    ("(use|play by|go by|play with|decide games by) [the|a] (game clock|clock)", fix(EndMode, 0)),
    (
        "(the clock|clock) (decide|decides|ends the game|end the game|settles it|runs out)",
        fix(EndMode, 0),
    ),
    (
        "(end on time|timed finish|clock ending|time limit|regular clock|ends on the buzzer|game clock decides)",
        fix(EndMode, 0),
    ),
    ("(target ending|target finish|target score ending|fixed target)", fix(EndMode, 2)),
    (
        "(whoever|the team that|the side that) (first|gets to|reaches|scores) [reaches|gets to|scores] {n} [points] [first] [wins]",
        becomes(EndTargetScore),
    ),
    ("{n} [points] (wins the game|wins|to win|wins it|is enough to win)", becomes(EndTargetScore)),
    (
        "(winning score|score to win|points to win|points needed to win|target total|finish line)",
        knob(EndTargetScore),
    ),
    (
        "(winning margin|margin to win|margin of victory needed|lead to win|margin needed)",
        knob(EndWinBy),
    ),
    ("(by a margin of|with a margin of|lead of) [at least] {n} [points] to win", becomes(EndWinBy)),
    ("(win|wins) by {n} [points]", becomes(EndWinBy)),
    (
        "(overtime|ot|extra time) (is|goes|played|runs|ends) [to|at|until] [first to] {pts}",
        becomes(OvertimeTarget),
    ),
    ("{dur} (of overtime|overtimes|overtime|overtime periods|of ot|ot)", becomes(OvertimeSecs)),
    ("(overtime|ot|extra time) (period|periods) (of|last|lasts|run) {dur}", becomes(OvertimeSecs)),
    (
        "(sudden death overtime|sudden death|next point wins overtime|golden point overtime)",
        fix(OvertimeTarget, 1),
    ),
    // Whistle, home, court.
    (
        "(foul rate|rate of fouls|how many fouls are called|amount of fouls called|strictness|whistle rate|referee strictness)",
        knob(FoulCallRate),
    ),
    (
        "(home floor advantage|homecourt edge|home teams edge|home boost|benefit of playing at home|home court edge|advantage of playing at home|home field advantage|crowd advantage|home bonus)",
        knob(HomeAdvantage),
    ),
    ("(neutral courts|neutral venues|neutral sites|neutral ground)", fix(HomeAdvantage, 0)),
    ("(from the hoop|from the rim|from the hole)", Mean::Light),
    // Rest.
    (
        "(recover|regain|get back|restore|rest) {pct} [energy] (between|after) (period|quarter)",
        becomes(EnergyRecoverBreak),
    ),
    (
        "(between quarters|between the periods|at breaks|at every break|during breaks|in breaks)",
        Mean::Topic(Topic::Break),
    ),
    (
        "(recover|regain|get back|restore) {pct} [energy] at (half time|halftime|the half)",
        becomes(EnergyRecoverHalf),
    ),
    // Season.
    (
        "[top|best] {n} (team|squad) (make|reach|qualify|qualify for|advance|go|advance to|get into|in|into) [the|to the|for the] [playoffs|postseason|play offs]",
        becomes(LeaguePlayoffTeams),
    ),
    (
        "(only|just) [the] top {n} [team] (make|reach|qualify|in|advance)",
        becomes(LeaguePlayoffTeams),
    ),
    (
        "{n} team (playoffs|playoff|bracket|postseason|playoff field|play offs)",
        becomes(LeaguePlayoffTeams),
    ),
    (
        "(playoff field|playoff bracket|postseason) (of|to|with|has) {n} [team]",
        becomes(LeaguePlayoffTeams),
    ),
    (
        "(playoff spots|playoff places|number of playoff teams|playoff field|teams in the playoffs|playoff berths)",
        knob(LeaguePlayoffTeams),
    ),
    ("{n} (playoff spots|playoff places|playoff berths)", becomes(LeaguePlayoffTeams)),
    (
        "(face|faces|meet|meets|play|plays) (each other|every other team|every opponent|one another|all others|everybody|everyone|each opponent) {factor}",
        becomes(LeagueRoundRobins),
    ),
    (
        "(face|faces|meet|meets|play|plays) (each other|every other team|every opponent|one another|all others|everybody|everyone|each opponent) {n} times",
        becomes(LeagueRoundRobins),
    ),
    ("(double round robin)", fix(LeagueRoundRobins, 2)),
    ("(single round robin)", fix(LeagueRoundRobins, 1)),
    ("(triple round robin)", fix(LeagueRoundRobins, 3)),
    ("(semi final|semis|semifinal) (series) (length|to)", knob(LeagueSemisBestOf)),
    ("(one game|single game|winner take all) (final|championship)", fix(LeagueFinalBestOf, 1)),
    (
        "(one game|single game|winner take all) (semis|semifinals|semi finals)",
        fix(LeagueSemisBestOf, 1),
    ),
    (
        "(a|each|every) (win|victory) (earns|gives|brings|scores|is worth|gets|yields|should be worth|should earn|should count|counts for|counts as|be worth) {any} [in the standings|in the table|in the league table|standings points]",
        becomes(StandingsWin),
    ),
    (
        "(a|each|every) (loss|defeat) (earns|gives|brings|scores|is worth|gets|yields|should be worth|should earn|should count|counts for|be worth) {any} [in the standings|in the table|in the league table|standings points]",
        becomes(StandingsLoss),
    ),
    (
        "(winners|winning teams) get {n} (standings points|points in the standings|points in the table)",
        becomes(StandingsWin),
    ),
    (
        "{n} (standings points|points in the standings|points in the table) (for|per) [a] (win|victory)",
        becomes(StandingsWin),
    ),
    (
        "{n} (standings points|points in the standings|points in the table) (for|per) [a] (loss|defeat)",
        becomes(StandingsLoss),
    ),
    // Votes.
    (
        "(rules|rule|proposals|proposal|bills|it|changes) (need|needs|require|requires|should need|must get|should require|must have) [at least|more than] {pct} [of] [the] [vote|votes|yes|support|approval] [to pass]",
        meta(PassPct),
    ),
    (
        "{pct} (to pass|majority to pass|needed to pass|of votes to pass|yes votes to pass|support to pass|approval to pass|for a proposal to pass|to pass a proposal|to pass anything)",
        meta(PassPct),
    ),
    (
        "(majority needed|required majority|vote threshold|approval threshold|threshold for passing|bar for passing|bar to pass)",
        Mean::Knob(Knob::Meta(PassPct)),
    ),
    (
        "(require|needs|need|with) [a] {pct} (turnout|quorum|participation) [for a vote to count|to count]",
        meta(QuorumPct),
    ),
    ("{any} of governors (must vote|have to vote|need to vote|must take part)", meta(QuorumPct)),
    (
        "(minimum turnout|required turnout|participation threshold|turnout requirement|turnout threshold)",
        Mean::Knob(Knob::Meta(QuorumPct)),
    ),
    ("{n} rounds (to vote|for voting|of voting|to cast votes|to cast a vote)", meta(WindowRounds)),
    (
        "(voting period|voting time|ballot window|time to vote|voting phase|vote length) [of|is|lasts|to] {n} rounds",
        meta(WindowRounds),
    ),
    (
        "(voting period|voting time|ballot window|voting phase)",
        Mean::Knob(Knob::Meta(WindowRounds)),
    ),
    (
        "{n} proposals (each|per person|per governor|per head|apiece|a window|per voting window)",
        meta(ProposalsPerWindow),
    ),
    (
        "(limit|cap|restrict) [every|each] governor to {n} proposals [per window|a window|each window]",
        meta(ProposalsPerWindow),
    ),
    ("(make|keep) (voting|votes|ballots|the vote) (public|open)", Mean::Fix(Knob::Meta(Ballot), 0)),
    (
        "(voting|votes|ballots|vote) [should] [be] (public|visible|transparent)",
        Mean::Fix(Knob::Meta(Ballot), 0),
    ),
    (
        "(keep|make) (voting|votes|ballots|the vote) [fully] (secret|private|anonymous) [forever|for good]",
        Mean::Fix(Knob::Meta(Ballot), 2),
    ),
    (
        "(anonymous voting|anonymous ballots|private ballots|private voting)",
        Mean::Fix(Knob::Meta(Ballot), 2),
    ),
    (
        "{n} tokens (each|per person|per governor|apiece|every voting window|per voting window)",
        meta(TokensPerWindow),
    ),
    ("(limit|cap) (of|on|the number of|to) {n} effects", meta(MaxActiveEffects)),
    ("raise the bar", Mean::Light),
    (
        "in [the] elam [ending] [the] target (is|should be|=|of) {any} (above|over|more than|past|beyond) [the] (leader|leader score|leading score|leading team)",
        becomes(Param::EndElamMargin),
    ),
    (
        "elam target [is|should be] {any} (above|over|more than|past|beyond) [the] (leader|leader score|leading score|leading team)",
        becomes(Param::EndElamMargin),
    ),
    (
        "(win|victory) (worth|count|earn|give|bring|score|yield) {any} [in the standings|in the table|in the league table]",
        becomes(StandingsWin),
    ),
    (
        "(loss|defeat) (worth|count|earn|give|bring|score|yield) {any} [in the standings|in the table|in the league table]",
        becomes(StandingsLoss),
    ),
    ("trade tokens [freely]", Mean::Fix(Knob::Meta(Meta::TokenTrade), 2)),
    ("(take|takes|require|requires|need|needs) {pct} !energy !off !away !from", Mean::Amount),
    (
        "(hold|have|own|keep|save|bank|stockpile) (more than|over) {n} tokens",
        Mean::Let(Knob::Meta(Meta::TokenCap)),
    ),
    (
        "(no|nobody|no one) [may|can] (hold|have|own|keep|save) (more than|over) {n} tokens",
        Mean::Let(Knob::Meta(Meta::TokenCap)),
    ),
    (
        "(changing the voting system|changing how voting works|changes to the voting system|change the voting system|changing government|governance changes|changing the meta rules|constitutional amendments|changing the constitution)",
        Mean::Topic(Topic::Metas),
    ),
    ("score proposals [from] {n} to {n}", Mean::Fix(Knob::Meta(Meta::VoteMethod), 2)),
    (
        "(zero|0) to (five|5) (score|scores|scale|rating|voting)",
        Mean::Fix(Knob::Meta(Meta::VoteMethod), 2),
    ),
    ("(instead of|rather than) yes or no", Mean::Light),
    (
        "(target is|target of|target) {n} [points] (above|over|more than|past|beyond) [the] (leader|leader score|leading score|leading team)",
        becomes(Param::EndElamMargin),
    ),
    (
        "{any} (above|over|more than|past|beyond) [the] (leader|leader score|leading score|leading team)",
        becomes(Param::EndElamMargin),
    ),
    ("(bring|go) (in|to) [the] elam [ending]", fix(EndMode, 1)),
    (
        "first (one|side|team|to) [to] {n} [points] (wins|wins the game|wins it)",
        becomes(EndTargetScore),
    ),
];
