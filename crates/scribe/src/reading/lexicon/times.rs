//! For how long: rounds, games, the season.
//!
//! May live here: phrases and the span of each. Never: anything else.
#![expect(clippy::unnecessary_wraps, reason = "every phrase has the same form")]

use super::Entry;
use crate::reading::amount::Amount;
use crate::reading::mean::Mean;
use league::rules::Span;

fn count(found: &[Amount]) -> Option<u8> {
    found.first().and_then(|it| it.whole()).and_then(|it| u8::try_from(it).ok())
}

fn rounds(found: &[Amount]) -> Option<Span> {
    count(found).map(Span::Rounds)
}

fn games(found: &[Amount]) -> Option<Span> {
    count(found).map(Span::Games)
}

fn one_round(_: &[Amount]) -> Option<Span> {
    Some(Span::Rounds(1))
}

fn one_game(_: &[Amount]) -> Option<Span> {
    Some(Span::Games(1))
}

fn season(_: &[Amount]) -> Option<Span> {
    Some(Span::UntilSeasonEnd)
}

fn permanent(_: &[Amount]) -> Option<Span> {
    Some(Span::Permanent)
}

pub(super) const LIST: &[Entry] = &[
    ("(for|during|in|over) [the] [next|following|coming] {n} rounds [only]", Mean::Span(rounds)),
    ("[but] only for {n} rounds", Mean::Span(rounds)),
    ("for the next {n} rounds only", Mean::Span(rounds)),
    ("{n} rounds only", Mean::Span(rounds)),
    (
        "(for|during|in) (one round only|one round|a round|a single round|the next round|next round|only one round)",
        Mean::Span(one_round),
    ),
    ("(next round only|next round|one round only|this round)", Mean::Span(one_round)),
    ("(for|during|in|over) [the] [next|following|coming] {n} games [only]", Mean::Span(games)),
    ("next {n} games [only]", Mean::Span(games)),
    (
        "(for|during|in) [just|only] (one game|a single game|the next game|next game|one game only|the following game)",
        Mean::Span(one_game),
    ),
    (
        "(next game only|next game|just for one game|for one game|for a single game)",
        Mean::Span(one_game),
    ),
    ("only in the next game", Mean::Span(one_game)),
    (
        "(until|till|to|through) [the] (end of the season|end of season|season ends|season is over|end of this season|seasons end)",
        Mean::Span(season),
    ),
    ("for the (rest|remainder) of (the|this) season", Mean::Span(season)),
    ("for the (rest|remainder) of season", Mean::Span(season)),
    ("(this season|for this season|this season only|for the season)", Mean::Span(season)),
    (
        "(for good|permanently|for all time|until further notice|until repealed)",
        Mean::Span(permanent),
    ),
];
