//! What an effect does, where the phrase says it by itself.
//!
//! May live here: phrases and the action of each. Never: points of a basket (`build`), conditions.
#![expect(clippy::unnecessary_wraps, reason = "every phrase has the same form")]

use super::Entry;
use crate::reading::amount::Amount;
use crate::reading::mean::Mean::Do;
use league::rules::action::{Announcement, Token};
use league::rules::{Action, Who};

fn whole(found: &[Amount]) -> Option<i32> {
    found.first().and_then(|it| it.whole())
}

fn possession(_: &[Amount]) -> Option<Action> {
    Some(Action::GivePossession { who: Who::Us })
}

fn bench(found: &[Amount]) -> Option<Action> {
    Some(Action::Bench { who: Who::Actor, possessions: whole(found)? })
}

fn end_possession(_: &[Amount]) -> Option<Action> {
    Some(Action::EndPossession)
}

fn start_with(found: &[Amount]) -> Option<Action> {
    Some(Action::AddPoints { who: Who::Us, n: whole(found)? })
}

fn start_behind(found: &[Amount]) -> Option<Action> {
    Some(Action::AddPoints { who: Who::Us, n: -whole(found)? })
}

fn next_game(found: &[Amount]) -> Option<Action> {
    Some(Action::NextGamePoints { n: whole(found)? })
}

fn standings(found: &[Amount]) -> Option<Action> {
    Some(Action::StandingsPoints { n: whole(found).unwrap_or(1) })
}

fn one_standing(_: &[Amount]) -> Option<Action> {
    Some(Action::StandingsPoints { n: 1 })
}

fn home(_: &[Amount]) -> Option<Action> {
    Some(Action::SetHome)
}

fn token(token: Token, found: &[Amount]) -> Option<Action> {
    let n = if found.is_empty() { 1 } else { whole(found)? };
    Some(Action::GrantTokens { token, n })
}

fn propose(found: &[Amount]) -> Option<Action> {
    token(Token::Propose, found)
}

fn amend(found: &[Amount]) -> Option<Action> {
    token(Token::Amend, found)
}

fn boost(found: &[Amount]) -> Option<Action> {
    token(Token::Boost, found)
}

macro_rules! calls {
    ($($name:ident $template:ident;)*) => {
        $(fn $name(_: &[Amount]) -> Option<Action> {
            Some(Action::Announce { template: Announcement::$template })
        })*
    };
}

calls! { horn Horn; drums Drums; cheer Cheer; hush Hush; confetti Confetti; lights Lights; }

pub(super) const LIST: &[Entry] = &[
    (
        "[win|wins|gets|get|gives|give|earn|earns|buys|buy|=|a] (extra|free|another|additional|bonus|an extra|one extra|an additional|a free) possession",
        Do(possession),
    ),
    (
        "(wins|win|gets|get|gives|keeps|keep|gains) [a] possession [of the ball|of ball]",
        Do(possession),
    ),
    ("(gets|get|keeps|keep|wins|win|has|regains) the ball [back]", Do(possession)),
    ("[the] possession (is over|ends)", Do(end_possession)),
    (
        "(sits|sit|sits out|sit out|benched|is benched|bench|on the bench|goes to the bench|sent to the bench|sits down) [for] {n} possessions",
        Do(bench),
    ),
    (
        "(starts|start|begins|begin) [every|each|the|its|their|his] [game|games] [with] {any}",
        Do(start_with),
    ),
    ("(starts|start|begins|begin) [every|each|the] [game|games] {pts} (up|ahead)", Do(start_with)),
    (
        "(starts|start|begins|begin) [every|each|the|its|their] [game] with [a] {pts} (lead|advantage|cushion|bonus|start)",
        Do(start_with),
    ),
    (
        "[a] {pts} (lead|advantage|cushion) (at tip off|to start|from the start|at the start)",
        Do(start_with),
    ),
    ("(bonus|extra) standings point", Do(one_standing)),
    (
        "(starts|start|begins|begin) [every|each|the|its|their] [game|games] [with] {any} (down|behind|in the hole)",
        Do(start_behind),
    ),
    (
        "(starts|start|begins|begin) [every|each|the|its|their] [game|games] (down|behind) [by] {any}",
        Do(start_behind),
    ),
    (
        "(defence|defense|defending team|defending side|blocking team|stealing team|other team) (gets|get|keeps|wins|has|regains|takes) [the] (ball|possession)",
        Do(possession),
    ),
    ("[a] {n} point head start", Do(start_with)),
    ("[a] {pts} head start", Do(start_with)),
    ("(gets|get) {any} at (tip off|tipoff)", Do(start_with)),
    (
        "(starts|start|begins|begin) (its|their|the|your) (next|following) (game|one) [with] {any} [up]",
        Do(next_game),
    ),
    ("[a] {any} head start in [the|its|their] next game", Do(next_game)),
    ("(starts|start|begins|begin) [the] next [game|one] [with] {any}", Do(next_game)),
    ("{any} to (begin|start) [the|its|their] next game", Do(next_game)),
    ("(you) start the next one {any} up", Do(next_game)),
    ("start the next game with {any}", Do(start_with)),
    (
        "[one] [an] (extra standings point|bonus standings point|standings point|extra point in the standings|bonus point in the table|bonus point in the standings|more point in the standings|point in the standings|point in the table|extra point in the table)",
        Do(one_standing),
    ),
    ("[one] [extra|bonus|more|a] {pts} in the (standings|table)", Do(standings)),
    ("{n} [extra|bonus|more] standings points", Do(standings)),
    (
        "(plays|play|has|gets|have|get) [all] [its|their] [games|home games] [at] (home|home court|home games)",
        Do(home),
    ),
    ("(gets|has|have|get) home (court|games)", Do(home)),
    ("(plays|play) at home", Do(home)),
    ("has home court", Do(home)),
    ("[a|an|one|1] [extra|more|additional] (propose token)", Do(propose)),
    ("[a|an|one] [extra|more|additional] (amend token)", Do(amend)),
    ("[a|an|one] [extra|more|additional] (boost token)", Do(boost)),
    ("{n} [extra|more|additional] propose tokens", Do(propose)),
    ("{n} [extra|more|additional] amend tokens", Do(amend)),
    ("{n} [extra|more|additional] boost tokens", Do(boost)),
    ("[play|sound|plays|gets|beat|hit] [the] (horn|air horn|hooter)", Do(horn)),
    ("[play|sound|plays|gets|beat|hit] [the] (drums|drum roll|drumroll) [in the hall]", Do(drums)),
    ("(the crowd cheers|cheering|a cheer|crowd on its feet|crowd goes wild)", Do(cheer)),
    ("(the hall falls silent|silence|a hush|hush)", Do(hush)),
    ("[throw|drop] confetti", Do(confetti)),
    ("(the lights go down|lights out|dim the lights|lights down)", Do(lights)),
];
