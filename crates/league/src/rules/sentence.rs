//! A rule as one plain sentence, from the type alone, so regular that it can be read back.
//!
//! May live here: that sentence. Never: a word of a proposal (a note and a name are quoted).
//! `read(sentence(rule)) == rule` holds for every legal rule. The grammar, where `{…}` is filled in
//! and `[…]` may be missing:
//!
//! ```text
//! rule    = {number} becomes {value}{span}.
//!         | {number} grows by {amount}{span}.      | {number} shrinks by {amount}{span}.
//!         | {number} is multiplied by {decimal}{span}.
//!         | R{n} is repealed.                      | “{noun}” is called “{text}”.
//!         | [“{note}”: ]When {hook phrase}[, if {cond}]: {action}[; {action}]… ({limits}).
//! number  = {name} ({id})                            both as in the table; the id alone decides
//! value   = {n} points | {n} seconds | {n} % | {n} cm | {n} | {name of a choice} | {word for 0}
//! span    = (nothing: until it is repealed) | , for {n} rounds | , for {n} games | , until the season ends
//! limits  = [at most {n} times a game, ]until it is repealed | … for {n} rounds | … and so on
//! cond    = {part} and {part}… | {part} or {part}… | {leaf}
//! part    = {leaf} | ({cond})
//! leaf    = {var} is {less than|at most|exactly|at least|more than} {value or var}
//!         | {named var} is {name} | the side is at home | the side is away
//!         | a target is set | no target is set
//!         | {var} is a multiple of {n} | it is every {n}th time in this {game|period}
//!         | the dice say so {n} times in 1000 | not {part} | always
//! ```
//!
//! One of anything is singular: `1 point`, `for 1 round`. Spans of government's numbers are missing.

use super::action::Action;
use super::cond::{Compare, Cond};
use super::number::Number;
use super::parts::{Count, Counter};
use super::rule::{CAP_MAX, Effect, Op, Rule, Span};
use super::table::Unit;
use super::vars::Var;

/// The rule as one sentence, with its full stop.
pub fn sentence(rule: &Rule) -> String {
    let text = match rule {
        Rule::Param { param, op, value, span } => {
            change(Number::Param(*param), *op, *value) + &after_comma(*span)
        }
        Rule::Meta { id, op, value } => change(Number::Meta(*id), *op, *value),
        Rule::Effect(effect) => of_effect(effect),
        Rule::Repeal { target } => format!("{target} is repealed"),
        Rule::Label(label) => format!("“{}” is called “{}”", label.noun.name(), label.text),
    };
    text + "."
}

fn change(number: Number, op: Op, value: i32) -> String {
    let what = named(number);
    match op {
        Op::Set => format!("{what} becomes {}", number.in_words(value)),
        Op::Add => format!("{what} {}", grows(number.unit(), value)),
        Op::MulPermille => format!("{what} is multiplied by {}", decimal(value, 3)),
    }
}

fn named(number: Number) -> String {
    format!("{} ({})", number.name(), number.id())
}

fn grows(unit: Unit, by: i32) -> String {
    let verb = if by < 0 { "shrinks" } else { "grows" };
    format!("{verb} by {}", unit.value_in_words(by.abs()))
}

/// A number of thousandths or hundredths without trailing noughts: `0.75`, `2`.
fn decimal(value: i32, places: usize) -> String {
    let one = 10_i32.pow(u32::try_from(places).unwrap_or(0));
    let text = format!("{}.{:0places$}", value / one, value % one);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn span(span: Span) -> String {
    let many = |n: u8, what: &str| format!("for {n} {what}{}", if n == 1 { "" } else { "s" });
    match span {
        Span::Permanent => "until it is repealed".to_owned(),
        Span::Rounds(n) => many(n, "round"),
        Span::Games(n) => many(n, "game"),
        Span::UntilSeasonEnd => "until the season ends".to_owned(),
    }
}

fn after_comma(it: Span) -> String {
    if it == Span::Permanent { String::new() } else { format!(", {}", span(it)) }
}

fn of_effect(effect: &Effect) -> String {
    let note =
        if effect.note.is_empty() { String::new() } else { format!("“{}”: ", effect.note) };
    let when = if effect.when == Cond::True {
        String::new()
    } else {
        format!(", if {}", condition(&effect.when))
    };
    let actions: Vec<_> = effect.actions.iter().map(action).collect();
    let cap = match effect.cap_per_game {
        CAP_MAX => String::new(),
        1 => "at most 1 time a game, ".to_owned(),
        n => format!("at most {n} times a game, "),
    };
    let hook = effect.hook.phrase();
    format!("{note}When {hook}{when}: {} ({cap}{})", actions.join("; "), span(effect.span))
}

/// A condition in words.
pub fn condition(cond: &Cond) -> String {
    match cond {
        Cond::True => "always".to_owned(),
        Cond::Cmp(var, how, value) => comparison(*var, *how, *value),
        Cond::CmpVar(left, how, right) => {
            format!("{} is {} {}", left.phrase(), how.words(), right.phrase())
        }
        Cond::Every(Var::TimesGame, n) => format!("it is every {} time in this game", nth(*n)),
        Cond::Every(Var::TimesPeriod, n) => format!("it is every {} time in this period", nth(*n)),
        Cond::Every(var, n) => format!("{} is a multiple of {n}", var.phrase()),
        Cond::Chance(permille) => format!("the dice say so {permille} times in 1000"),
        Cond::Not(inner) => format!("not {}", part(inner)),
        Cond::And(parts) => parts.iter().map(part).collect::<Vec<_>>().join(" and "),
        Cond::Or(parts) => parts.iter().map(part).collect::<Vec<_>>().join(" or "),
    }
}

fn part(cond: &Cond) -> String {
    match cond {
        Cond::And(_) | Cond::Or(_) => format!("({})", condition(cond)),
        Cond::True
        | Cond::Cmp(..)
        | Cond::CmpVar(..)
        | Cond::Every(..)
        | Cond::Chance(_)
        | Cond::Not(_) => condition(cond),
    }
}

fn comparison(var: Var, how: Compare, value: i32) -> String {
    match (var, value) {
        (Var::IsHome, 0) => "the side is away".to_owned(),
        (Var::IsHome, _) => "the side is at home".to_owned(),
        (Var::InTargetPhase, 0) => "no target is set".to_owned(),
        (Var::InTargetPhase, _) => "a target is set".to_owned(),
        _ if var.is_named() => format!("{} is {}", var.phrase(), var.unit().value_in_words(value)),
        _ => {
            let value = var.unit().value_in_words(value);
            format!("{} is {} {value}", var.phrase(), how.words())
        }
    }
}

/// `3rd`, `11th`, `22nd`.
fn nth(n: u8) -> String {
    let ending = match (n % 10, n / 10) {
        (_, 1) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

/// An action in words.
pub fn action(action: &Action) -> String {
    let more = |n: i32, up: &'static str, down: &'static str| if n < 0 { down } else { up };
    let points = |n: i32| Unit::Points.value_in_words(n.abs());
    let seconds = |n: i32| Unit::Seconds.value_in_words(n.abs());
    let counted = |n: i32, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    match *action {
        Action::AddPoints { who, n } => {
            format!("{} {} {}", who.phrase(), more(n, "gets", "loses"), points(n))
        }
        Action::SetValue { n } => format!("it counts {}", points(n)),
        Action::MultPoints { percent } => format!("it counts {percent} % of its points"),
        Action::ModifyProb { target, pp } => {
            let moves = more(pp, "rises", "falls");
            let pp = counted(pp.abs(), "percentage point");
            format!("the chance of {} {moves} by {pp}", target.phrase())
        }
        Action::ScaleRate { target, percent } => {
            format!("the rate of {} is {percent} % of ordinary", target.phrase())
        }
        Action::Energy { who, n } => {
            let n_abs = decimal(n.abs(), 2);
            format!("{} {} {n_abs} % of energy", who.phrase(), more(n, "gains", "loses"))
        }
        Action::Bench { who, possessions } => {
            format!("{} sits out {}", who.phrase(), counted(possessions, "possession"))
        }
        Action::GivePossession { who } => format!("{} gets an extra possession", who.phrase()),
        Action::EndPossession => "the possession ends".to_owned(),
        Action::Clock { secs } => {
            format!("the period clock {} {}", more(secs, "gains", "loses"), seconds(secs))
        }
        Action::ShotClock { secs } => {
            format!("the shot clock {} {}", more(secs, "gains", "loses"), seconds(secs))
        }
        Action::Foul { who, n } => {
            format!("{} gets one foul {}", who.phrase(), more(n, "more", "less"))
        }
        Action::TeamParamDelta { .. }
        | Action::NextGameTeamParam { .. }
        | Action::NextGamePoints { .. }
        | Action::StandingsPoints { .. }
        | Action::GrantTokens { .. }
        | Action::SetHome
        | Action::Counter { .. }
        | Action::Announce { .. } => around_the_game(action),
    }
}

/// An action that is not about the ball.
fn around_the_game(action: &Action) -> String {
    let delta = |param: super::Param, n: i32| {
        format!("{} {} for the side", named(Number::Param(param)), grows(param.unit(), n))
    };
    match *action {
        Action::TeamParamDelta { param, n, min, max } => {
            let delta = delta(param, n);
            format!("{delta} in this game, within {min} and {max}")
        }
        Action::NextGameTeamParam { param, n } => format!("{} in its next game", delta(param, n)),
        Action::NextGamePoints { n } => {
            format!("the side begins its next game with {}", Unit::Points.value_in_words(n))
        }
        Action::StandingsPoints { n } => {
            let verb = if n < 0 { "loses" } else { "gets" };
            format!("the side {verb} {} in the standings", Unit::Points.value_in_words(n.abs()))
        }
        Action::GrantTokens { token, n } => {
            let tokens = if n == 1 { "token" } else { "tokens" };
            format!("the side's governors get {n} {} {tokens}", token.phrase())
        }
        Action::SetHome => "the side plays at home".to_owned(),
        Action::Counter { counter, op, n } => {
            let how = match op {
                Count::Set => "is set to",
                Count::Add => "grows by",
            };
            format!("{} {how} {n}", counter.phrase())
        }
        Action::Announce { template } => format!("“{}” is called out", template.phrase()),
        Action::AddPoints { .. }
        | Action::SetValue { .. }
        | Action::MultPoints { .. }
        | Action::ModifyProb { .. }
        | Action::ScaleRate { .. }
        | Action::Energy { .. }
        | Action::Bench { .. }
        | Action::GivePossession { .. }
        | Action::EndPossession
        | Action::Clock { .. }
        | Action::ShotClock { .. }
        | Action::Foul { .. } => super::sentence::action(action),
    }
}

/// The variable that a counter is asked by.
pub fn variable_of(counter: Counter) -> Var {
    match counter {
        Counter::A => Var::CounterA,
        Counter::B => Var::CounterB,
        Counter::C => Var::CounterC,
        Counter::D => Var::CounterD,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::RuleId;
    use crate::rules::{Hook, Label, Meta, Noun, Param, Who};

    #[test]
    fn rules_are_plain_sentences() {
        let param = |op, value, span| Rule::Param { param: Param::ScoreArc, op, value, span };
        let cases = [
            (
                param(Op::Set, 4, Span::Permanent),
                "Basket beyond the arc (score.arc) becomes 4 points.",
            ),
            (
                param(Op::Add, -1, Span::Rounds(1)),
                "Basket beyond the arc (score.arc) shrinks by 1 point, for 1 round.",
            ),
            (
                param(Op::MulPermille, 1_500, Span::UntilSeasonEnd),
                "Basket beyond the arc (score.arc) is multiplied by 1.5, until the season ends.",
            ),
            (
                Rule::Meta { id: Meta::BoostMode, op: Op::Set, value: 1 },
                "What a boost does (gov.boost_mode) becomes double_vote.",
            ),
            (Rule::Repeal { target: RuleId(12) }, "R12 is repealed."),
            (
                Rule::Label(Label { noun: Noun::Steal, text: "heist".into() }),
                "“steal” is called “heist”.",
            ),
        ];
        for (rule, text) in cases {
            assert_eq!(sentence(&rule), text);
        }
    }

    #[test]
    fn effects_are_plain_sentences() {
        let third = Cond::And(vec![
            Cond::Cmp(Var::Zone, Compare::Is, 4),
            Cond::Or(vec![
                Cond::Every(Var::TimesGame, 3),
                Cond::Cmp(Var::IsHome, Compare::Is, 0).negated(),
            ]),
        ]);
        let effect = Effect {
            cap_per_game: 5,
            note: "Third time lucky".into(),
            ..Effect::new(
                Hook::ShotMade,
                third,
                vec![
                    Action::MultPoints { percent: 150 },
                    Action::Energy { who: Who::Them, n: -250 },
                ],
            )
        };
        assert_eq!(
            sentence(&Rule::Effect(effect)),
            "“Third time lucky”: When a basket is made, if the zone is arc and (it is every 3rd time in this game or not the side is away): it counts 150 % of its points; the other side loses 2.5 % of energy (at most 5 times a game, until it is repealed)."
        );
        let behind = Effect::new(
            Hook::ShotAttempt,
            Cond::Cmp(Var::ScoreDiff, Compare::AtMost, -20),
            vec![Action::ModifyProb { target: crate::rules::action::Odds::Make, pp: 4 }],
        );
        assert_eq!(
            sentence(&Rule::Effect(behind)),
            "When a shot is taken, if the lead is at most -20 points: the chance of a shot going in rises by 4 percentage points (until it is repealed)."
        );
    }
}
