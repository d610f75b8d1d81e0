//! More names for what concerns hoopers: fouls, shares, passes, squads, minutes, tiring.
//!
//! May live here: phrases. Never: code.

use super::Entry;
use crate::reading::mean::{Knob, Mean};
use league::rules::Param::{
    self, FoulPersonalLimit, FoulTeamBonus, RateEnergyDrain, RosterOnCourt, RosterSize, SubEnergy,
    SubMaxMinutes, UsageMaxShare, UsageMinPasses,
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

pub(super) const LIST: &[Entry] = &[
    // Fouls.
    (
        "(disqualified|ejected|tossed|kicked out|thrown out|sent off|out of the game|fouled out|gone|sits|done for the night|removed from the game) (after|with|at|on) {n} [personal] fouls",
        becomes(FoulPersonalLimit),
    ),
    (
        "(disqualified|ejected|tossed|kicked out|thrown out|sent off|out of the game|fouled out|foul out|fouls out) (after|with|at|on) [the|their|his|her|your] {ord} [personal] [foul]",
        becomes(FoulPersonalLimit),
    ),
    (
        "(disqualify|eject|toss|remove) (hooper|player|anyone|anybody) (after|with|at|on) {n} [personal] fouls",
        becomes(FoulPersonalLimit),
    ),
    (
        "{n} fouls (before fouling out|to foul out|before you foul out|disqualify|disqualifies|before disqualification|per player|per hooper|each)",
        becomes(FoulPersonalLimit),
    ),
    ("{n} foul limit", becomes(FoulPersonalLimit)),
    (
        "(add|one|allow) [one] (more|extra|another) [personal] foul before [a] (fouls out|fouling out|foul out|disqualification)",
        fix(FoulPersonalLimit, i32::MAX),
    ),
    ("(one|1) (fewer|less) foul before fouling out", fix(FoulPersonalLimit, i32::MIN)),
    (
        "(unlimited fouls|as many fouls as they like|foul out rule|disqualification)",
        fix(FoulPersonalLimit, 0),
    ),
    (
        "(personal foul maximum|max fouls|maximum fouls|maximum personal fouls|foul maximum|foul cap|fouls per player|foul limit per player)",
        knob(FoulPersonalLimit),
    ),
    (
        "(enter|reach|get|be in|are in|in|into) [the] (bonus|penalty) (on|after|at|from|with|starting with) [the] {ord} [team] foul",
        becomes(FoulTeamBonus),
    ),
    (
        "(enter|reach|get|be in|are in|in|into) [the] (bonus|penalty) (on|after|at|from|with) {n} [team] fouls",
        becomes(FoulTeamBonus),
    ),
    (
        "(bonus|penalty) (kicks in|kick in|begins|applies|comes) (on|after|at|from|with) {n} [team] fouls",
        becomes(FoulTeamBonus),
    ),
    (
        "(bonus|penalty) (kicks in|kick in|begins|applies|comes) (on|after|at|from|with) [the] {ord} [team] foul",
        becomes(FoulTeamBonus),
    ),
    ("(bonus free throws|bonus shots) (after|from|at) {n} [team] fouls", becomes(FoulTeamBonus)),
    ("{n} team fouls (for|until|to|before) [the] (bonus|penalty)", becomes(FoulTeamBonus)),
    // Shares and passes.
    (
        "(no single player|no one|nobody|no player|no hooper|nobody) (may|can|should|takes|take|shoots|shoot|gets|get) [take|shoot|have] (more than|over) {pct} (of the shots|of shots|of its shots|of their shots|of a teams shots|of their teams shots|of the teams shots|of all shots)",
        becomes(UsageMaxShare),
    ),
    (
        "(limit|cap|restrict|hold) [each|every|any] (player|hooper|star|anyone) to {pct} of [the] (shots|team shots|teams shots)",
        becomes(UsageMaxShare),
    ),
    (
        "(take|takes|shoot) (at most|no more than|up to) {pct} of [the] [team] shots",
        becomes(UsageMaxShare),
    ),
    ("(usage|usage share|usage rate|shot usage) (cap|limit|maximum)", knob(UsageMaxShare)),
    (
        "(pass|passes) [the ball] [at least] {factor} before (shooting|a shot|they shoot|it shoots)",
        becomes(UsageMinPasses),
    ),
    (
        "(pass|passes) [the ball] [at least] {n} times before (shooting|a shot|they shoot|it shoots|taking a shot)",
        becomes(UsageMinPasses),
    ),
    (
        "[make|complete|throw] [at least|a minimum of] {n} passes (before (shooting|a shot|they shoot|taking a shot|each shot|every shot|any shot)|each possession|every possession|a possession|per possession)",
        becomes(UsageMinPasses),
    ),
    ("{n} pass minimum", becomes(UsageMinPasses)),
    (
        "(pass|passes) [the ball] [at least] once before (shooting|a shot|they shoot|it shoots)",
        fix(UsageMinPasses, 1),
    ),
    ("{n} (mandatory|required|compulsory) passes", becomes(UsageMinPasses)),
    (
        "(minimum passes|minimum number of passes|required passes|mandatory passes|pass minimum)",
        knob(UsageMinPasses),
    ),
    // Squads.
    ("{n} (aside|per side|on each side)", becomes(RosterOnCourt)),
    (
        "{n} (player|hooper) (on the floor|on the court|on court|on the hardwood|a side|per side|at a time|at once)",
        becomes(RosterOnCourt),
    ),
    ("(put|play) {n} (player|hooper) on (the floor|the court|court)", becomes(RosterOnCourt)),
    ("{n} (player|hooper|man|person) (roster|squad|team)", becomes(RosterSize)),
    ("(roster|squad|team) of {n} [hooper|player]", becomes(RosterSize)),
    (
        "{n} (hooper|player) (per team|per squad|per roster|on the roster|on a roster|in a squad|on each roster|on every roster|in each squad)",
        becomes(RosterSize),
    ),
    (
        "(roster limit|roster spots|squad limit|size of a squad|size of the roster|size of the squad|size of rosters)",
        knob(RosterSize),
    ),
    (
        "(no|nobody|no one) [may|can] (attempt|take|shoot|launch|hoist) (more than|over) {any} (of shots|of its shots|of the shots|of all shots|of team shots)",
        becomes(UsageMaxShare),
    ),
    (
        "{n} fouls and (youre gone|you are gone|gone|bye|see ya|thats it|that is it)",
        becomes(FoulPersonalLimit),
    ),
    // Minutes and tiring.
    (
        "(take|pull|sub|bench|rest) (player|hooper|anyone|anybody) [out] when [their] energy (drops|falls|is|drop|fall|dips) (below|under) {pct}",
        becomes(SubEnergy),
    ),
    (
        "(no|nobody|no one) [may|can|be] [play|plays|stay|stays] (on the floor|on court|on the court|in the game) [for] (more than|over|longer than) {any} [of the|of a] [game]",
        becomes(SubMaxMinutes),
    ),
    (
        "(no|nobody|no one) (plays|play|may play|can play) (more than|over|longer than) {any} (of the|of a|of) (game|minutes|time)",
        becomes(SubMaxMinutes),
    ),
    (
        "(sit|rest|bench) (each|every|everyone|all) (player|hooper|starter) (for at least|at least) {pct}",
        Mean::Light,
    ),
    ("(playing time|minutes) (capped|limited|cap|limit) (at|to)", knob(SubMaxMinutes)),
    (
        "(minutes cap|minutes limit|cap on minutes|limit on minutes|maximum playing time)",
        knob(SubMaxMinutes),
    ),
    (
        "(sub|substitute|take out|pull|rest|bench) (players|hoopers|anyone|anybody) [out] (when|once|if) [their|they] [energy|energy is|are|is|drop|fall] (below|under) {pct} [energy]",
        becomes(SubEnergy),
    ),
    ("(get|gets|grow) tired", knob(RateEnergyDrain)),
    (
        "(stamina drain|fatigue rate|tiredness|exhaustion rate|rate of fatigue|energy loss|energy cost|fatigue build up|fatigue should build up|energy use|stamina loss)",
        knob(RateEnergyDrain),
    ),
    ("(build up|builds up|set in|sets in)", Mean::Light),
];
