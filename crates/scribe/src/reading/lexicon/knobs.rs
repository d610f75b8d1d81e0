//! Names of the numbers of games and seasons.
//!
//! May live here: phrases. Never: code. A phrase with an amount in it says what the number becomes.

use super::Entry;
use crate::reading::mean::{Knob, Mean, Topic};
use league::rules::Param::{
    self, ClockDeadBallSecs, ClockOrbResetSecs, ClockPeriodSecs, ClockPeriods, ClockShotSecs,
    EndElamAfterPeriod, EndElamMargin, EndMode, EndTargetScore, EndWinBy, EnergyRecoverBreak,
    EnergyRecoverHalf, FoulCallRate, FoulPersonalLimit, FoulPossessionAfter, FoulTeamBonus,
    HomeAdvantage, LeaguePlayoffTeams, LeagueRoundRobins, OvertimeTarget, RateBlock,
    RateEnergyDrain, RateOrb, RateSteal, RateTurnover, RosterOnCourt, RosterSize, StandingsLoss,
    StandingsWin, SubEnergy, SubMaxMinutes, UsageMaxShare, UsageMinPasses,
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
const fn topic(it: Topic) -> Mean {
    Mean::Topic(it)
}

pub(super) const LIST: &[Entry] = &[
    // Clocks.
    (
        "(shot clock|shotclock|possession clock|shot timer|shooting clock|24 second clock clock)",
        knob(ClockShotSecs),
    ),
    ("(time|seconds) to shoot", knob(ClockShotSecs)),
    ("possession should have a {dur} shot clock", becomes(ClockShotSecs)),
    ("how long [the] shot clock is", knob(ClockShotSecs)),
    (
        "(shot clock|clock) (after|on|following) [an] (offensive|own) (rebound|board)",
        knob(ClockOrbResetSecs),
    ),
    (
        "(after|on|following) [an] (offensive|own) (rebound|board) [the] shot clock",
        knob(ClockOrbResetSecs),
    ),
    (
        "(after|on|following) [an] (offensive|own) (rebound|board) {dur} on [the] shot clock",
        becomes(ClockOrbResetSecs),
    ),
    ("(offensive|own) (rebound|board) (reset|resets) [the] [shot] clock", knob(ClockOrbResetSecs)),
    (
        "reset [the] [shot] clock to {dur} (after|on) [an] offensive (rebound|board)",
        becomes(ClockOrbResetSecs),
    ),
    ("{dur} shot clock after [an] offensive (rebound|board)", becomes(ClockOrbResetSecs)),
    ("shot clock reset", knob(ClockOrbResetSecs)),
    ("(dead ball|dead ball time|dead balls|ball is dead|ball dead)", knob(ClockDeadBallSecs)),
    ("(period|quarter)", topic(Topic::Period)),
    ("(number of|how many) (period|quarter)", knob(ClockPeriods)),
    ("(length|duration) of [a|the|each|every] (period|quarter)", knob(ClockPeriodSecs)),
    ("(period|quarter) (length|duration|time)", knob(ClockPeriodSecs)),
    ("how long [a] (period|quarter) (is|lasts)", knob(ClockPeriodSecs)),
    ("{n} (=quarters|=periods)", becomes(ClockPeriods)),
    ("(one|a) (period|quarter) (fewer|less)", Mean::Fix(Knob::Param(ClockPeriods), i32::MIN)),
    ("(drop|remove|cut) (one|a) (period|quarter)", Mean::Fix(Knob::Param(ClockPeriods), i32::MIN)),
    (
        "(add|play) (one|a|an) (extra|more|additional) (period|quarter)",
        Mean::Fix(Knob::Param(ClockPeriods), i32::MAX),
    ),
    ("add (one|a) (period|quarter)", Mean::Fix(Knob::Param(ClockPeriods), i32::MAX)),
    // The end.
    ("elam [ending|way|style|rule|finish]", topic(Topic::Elam)),
    (
        "(by the clock|timed|timed ending|timed game|until the buzzer|when time runs out|when the clock runs out|when time expires|play out the clock)",
        fix(EndMode, 0),
    ),
    ("end when time runs out", fix(EndMode, 0)),
    ("no target score", Mean::Light),
    ("(elam margin|margin of elam)", knob(EndElamMargin)),
    ("(leader|leader score|leading score) plus {any}", becomes(EndElamMargin)),
    ("elam target", topic(Topic::Elam)),
    (
        "elam [ending] (begins|starts|kicks in|kick in|start|begin|applies) after [the] (period|quarter) {n}",
        becomes(EndElamAfterPeriod),
    ),
    (
        "elam [ending] (begins|starts|kicks in|kick in|start|begin|applies) after [the] {ord} (period|quarter)",
        becomes(EndElamAfterPeriod),
    ),
    (
        "elam [ending] (begins|starts|kicks in|kick in|start|begin|applies|) after {n} (period|quarter)",
        becomes(EndElamAfterPeriod),
    ),
    ("start [the] elam [ending] after [the] {ord} (period|quarter)", becomes(EndElamAfterPeriod)),
    ("elam after (period|quarter) {n}", becomes(EndElamAfterPeriod)),
    ("turn the clock off after [the] {ord} (period|quarter)", becomes(EndElamAfterPeriod)),
    ("and go to elam", Mean::Light),
    ("target [score]", knob(EndTargetScore)),
    ("(play|race|game) [go|goes] to {n}", becomes(EndTargetScore)),
    ("(play|race|game) [go|goes] to {pts}", becomes(EndTargetScore)),
    ("first [team|side] to [score|reach|get to] {n} [points] [wins]", becomes(EndTargetScore)),
    ("first [team|side] to [score|reach|get] {pts} [wins]", becomes(EndTargetScore)),
    ("(win|wins|winning) by [at least] {n}", becomes(EndWinBy)),
    ("(win|wins|winning) by [at least] {pts}", becomes(EndWinBy)),
    ("win by", knob(EndWinBy)),
    ("(needs|need) [a] {n} point lead to win", becomes(EndWinBy)),
    ("(needs|need) [a] {pts} lead to win", becomes(EndWinBy)),
    ("(overtime|ot|extra time)", topic(Topic::Overtime)),
    ("overtime period", topic(Topic::Overtime)),
    ("overtime target", knob(OvertimeTarget)),
    ("in overtime play to {n}", becomes(OvertimeTarget)),
    ("(overtime|ot) first [team] to [score] {any} [wins]", becomes(OvertimeTarget)),
    ("first to {any} in overtime [wins]", becomes(OvertimeTarget)),
    // Fouls.
    (
        "(foul limit|personal foul limit|foul out limit|limit on fouls|personal fouls|limit of fouls|fouls allowed)",
        knob(FoulPersonalLimit),
    ),
    ("(fouling out|foul outs|fouls out|foul out)", knob(FoulPersonalLimit)),
    (
        "(nobody|no one|players cant|players dont|hoopers cant|no hooper|cant) (foul|fouls) out",
        fix(FoulPersonalLimit, 0),
    ),
    (
        "{n} (fouls|personal fouls) [and] (you are out|youre out|out|gone|done|before theyre gone|before they are gone)",
        becomes(FoulPersonalLimit),
    ),
    ("foul out (after|with|on|at) {n} (fouls|personal fouls)", becomes(FoulPersonalLimit)),
    ("foul out (after|with|on|at) {n}", becomes(FoulPersonalLimit)),
    ("[have] {n} personal fouls before (they are|theyre) gone", becomes(FoulPersonalLimit)),
    ("(bonus|team foul bonus|team bonus|penalty|in the bonus)", knob(FoulTeamBonus)),
    (
        "(bonus|penalty|team bonus) (starts|from|after|at|on|comes|begins) [with|at|from] [the] {ord} team foul",
        becomes(FoulTeamBonus),
    ),
    (
        "(bonus|penalty|team bonus) (starts|from|after|at|on|comes|begins) [with|at|from] [the] {n} [team] fouls",
        becomes(FoulTeamBonus),
    ),
    ("team fouls (to|until) [the] bonus", knob(FoulTeamBonus)),
    ("team fouls (to|until) bonus and (possession|ball)", knob(FoulPossessionAfter)),
    (
        "(bonus and ball|bonus and possession|bonus plus ball|bonus plus possession)",
        knob(FoulPossessionAfter),
    ),
    (
        "(bonus and ball|bonus and possession) [only] (from|after|at) [the] {ord} team foul",
        becomes(FoulPossessionAfter),
    ),
    (
        "(bonus and ball|bonus and possession) (to|at|after|from) {n} team fouls",
        becomes(FoulPossessionAfter),
    ),
    (
        "(free throws plus possession|keep the ball after free throws|free throws and the ball|keep the ball) (after|from) [the] {n} team fouls [on]",
        becomes(FoulPossessionAfter),
    ),
    (
        "(keeps the ball|keep the ball|fouled side keeps the ball|free throws plus possession) (after|from) [the] {ord} team foul [on]",
        becomes(FoulPossessionAfter),
    ),
    ("(foul calls|fouls called|call rate|whistles|calls)", knob(FoulCallRate)),
    ("(refs|referees|officials|whistle|called)", Mean::Light),
    // Shares and passes.
    (
        "(share of shots|share of the shots|share of teams shots|shot share|of teams shots|of the shots|of all shots|of their teams shots|shots of a team|usage)",
        knob(UsageMaxShare),
    ),
    ("(largest share of shots|max shot share|largest share of the shots)", knob(UsageMaxShare)),
    (
        "(no one|nobody|no hooper|no player) (may|should|can|takes|take) [take] more than {pct} of [a|the] [team] shots",
        becomes(UsageMaxShare),
    ),
    ("(ball hogs|ball hog)", Mean::Light),
    (
        "(passes before [a] shot|passes before shooting|passes before they shoot|passes per possession|passes before shot)",
        knob(UsageMinPasses),
    ),
    (
        "[at least|minimum|require] {n} passes (before|per) (a shot|shooting|they shoot|shot|possession|they may shoot)",
        becomes(UsageMinPasses),
    ),
    (
        "(make|needs|need) {n} passes before (a shot|shooting|they shoot|shot)",
        becomes(UsageMinPasses),
    ),
    ("(no shot|no shots) without {n} passes [first]", becomes(UsageMinPasses)),
    // Squads.
    ("{n} on {n}", becomes(RosterOnCourt)),
    ("{n} (v|vs|against) {n}", becomes(RosterOnCourt)),
    ("{n} (hooper|player) [per side] (on court|on the floor|on the court)", becomes(RosterOnCourt)),
    ("{n} (hooper|player) per side [on court]", becomes(RosterOnCourt)),
    ("[number of] (hooper|player) (on court|on the court|on the floor)", knob(RosterOnCourt)),
    ("per side on court", Mean::Light),
    ("(squad|roster|bench|squad size|roster size)", knob(RosterSize)),
    ("(carry|have) {n} (hooper|player)", becomes(RosterSize)),
    ("squads of {n}", becomes(RosterSize)),
    // Tiring.
    (
        "(rest|substitute|sub|sub out|replace|pull) [anybody|anyone|hooper|player|tired] [whose|when] [their] [energy] (falls|drops|drop|fall|is|out|already|) (below|under|at) {pct} [energy]",
        becomes(SubEnergy),
    ),
    ("(rested|substituted|subbed|replaced) (below|under|at) {pct} [energy]", becomes(SubEnergy)),
    (
        "(substitution energy threshold|substitution threshold|rest threshold|substitution energy)",
        knob(SubEnergy),
    ),
    (
        "(max minutes|maximum minutes|playing time|of the minutes|minutes|most minutes)",
        knob(SubMaxMinutes),
    ),
    (
        "(no|nobody|no one) [may] (plays|play|court for|on court for) more than {any} (of|of the) (game|minutes)",
        becomes(SubMaxMinutes),
    ),
    (
        "(plays more than|play more than|on court for more than|play at most) {pct} of [a|the] (game|minutes)",
        becomes(SubMaxMinutes),
    ),
    (
        "(plays more than|play more than|on court for more than|play at most) {factor} of [a|the] (game|minutes)",
        becomes(SubMaxMinutes),
    ),
    ("(limit|cap) minutes (to|at) {pct} [of a game]", becomes(SubMaxMinutes)),
    ("(tire|tiring|tired|fatigue|energy drain|energy drains|exhaustion)", knob(RateEnergyDrain)),
    (
        "(rest at a break|recovery at a break|break recovery|rest at breaks)",
        knob(EnergyRecoverBreak),
    ),
    ("(break|between periods|at each break|at a break|at the break)", topic(Topic::Break)),
    ("(half time|halftime|at the half|half time rest|half time recovery)", topic(Topic::Halftime)),
    (
        "(halftime recovery|half time recovery|rest at half time|half time rest|halftime rest)",
        knob(EnergyRecoverHalf),
    ),
    ("(energy|recover|recovers|regain|regains|gets back|get back|recovery)", topic(Topic::Energy)),
    ("energy back", topic(Topic::Energy)),
    // How often things happen.
    ("(turnover rate|rate of turnovers)", knob(RateTurnover)),
    ("(steal rate|rate of steals)", knob(RateSteal)),
    ("(block rate|rate of blocks|rate of blocked shots)", knob(RateBlock)),
    ("(offensive rebound rate|rate of offensive rebounds|offensive rebounding)", knob(RateOrb)),
    ("(of normal|of the ordinary rate|of the ordinary|of ordinary|of the usual)", Mean::Light),
    // Court and home.
    ("(arc|three point line|3 point line|three point arc|the line)", topic(Topic::Arc)),
    ("arc distance", topic(Topic::Arc)),
    (
        "(home court advantage|home advantage|home edge|home court|homecourt advantage|homecourt)",
        knob(HomeAdvantage),
    ),
    ("home (team|side) should have no advantage", fix(HomeAdvantage, 0)),
    ("(matter|entirely|completely|altogether)", Mean::Light),
    // Season.
    ("round robin", knob(LeagueRoundRobins)),
    ("(meets|meet|play|plays) every other [team] {factor}", becomes(LeagueRoundRobins)),
    ("(meets|meet|play|plays) everyone else {factor}", becomes(LeagueRoundRobins)),
    ("(regular season|are enough|is enough)", Mean::Light),
    ("{n} [team] (make|into|in|reach) [the] (playoffs|play offs)", becomes(LeaguePlayoffTeams)),
    ("{n} playoff teams", becomes(LeaguePlayoffTeams)),
    ("(playoffs|play offs) (with|to) {n} teams", becomes(LeaguePlayoffTeams)),
    ("{n} teams into the playoffs", becomes(LeaguePlayoffTeams)),
    ("playoff teams", knob(LeaguePlayoffTeams)),
    ("best of {n}", topic(Topic::BestOf)),
    ("bo {n}", topic(Topic::BestOf)),
    (
        "(semi final|semis|semifinal|semi|early series|earlier series|semifinal series)",
        topic(Topic::Semis),
    ),
    ("(final|finals|championship series|championship|the final)", topic(Topic::Final)),
    ("series", Mean::Light),
    ("{pts} (for|per) [a|each|every] (win|victory)", becomes(StandingsWin)),
    ("[standings] (points|point) for [a] (win|victory)", knob(StandingsWin)),
    ("(for|per) [a|each] (win|victory)", knob(StandingsWin)),
    (
        "(a|each|every) (win|victory) [is|are] (worth|counts|=|earns) {pts} [in the standings|in the table]",
        becomes(StandingsWin),
    ),
    ("wins [count|are worth] {n} in the standings", becomes(StandingsWin)),
    ("=win = {pts}", becomes(StandingsWin)),
    ("=loss = {pts}", becomes(StandingsLoss)),
    ("{pts} (for|per) [a|each] (loss|defeat)", becomes(StandingsLoss)),
    (
        "[a|each|every] (loss|defeat) [is] (worth|counts|=|earns|gives) {pts} [in the standings|in the table]",
        becomes(StandingsLoss),
    ),
    (
        "(losers|losing teams|losing team) [should] [still] (get|gets) {pts} [in the standings|in the table]",
        becomes(StandingsLoss),
    ),
    ("(losers|losing teams) [should] [still] get {n} standings point", becomes(StandingsLoss)),
    ("a standings point for [a] (loss|defeat)", fix(StandingsLoss, 1)),
    ("{n} standings points for [a] victory", becomes(StandingsWin)),
    ("[award] {n} points per win", becomes(StandingsWin)),
];
