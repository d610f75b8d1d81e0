//! Sentences that the league wrote itself (`league::rules::sentence`) read back exactly.
//!
//! A guess is made from the words and then said again: only if the league's sentence for it is the
//! text, letter by letter, was it right. May live here: those guesses. Never: a lenient reading; what
//! is not such a sentence is left to the grammar.

use league::ids::RuleId;
use league::rules::action::{Announcement, Count, Counter, Odds, Rate, SIDE_PARAMS, Token};
use league::rules::sentence::{action, condition};
use league::rules::{
    Action, Compare, Cond, Effect, Hook, Label, Noun, Number, Op, Rule, Span, Unit, Var, Who,
    sentence,
};

/// Longest sentence that is tried: four actions, sixteen parts, a note.
const LONGEST: usize = 1_600;
/// Deepest brackets that are followed; a legal condition has fewer.
const DEEPEST: usize = 6;

/// The rule whose sentence this is.
pub(super) fn read(text: &str) -> Option<Rule> {
    let text = text.trim();
    let body = text.strip_suffix('.').filter(|it| it.len() < LONGEST)?;
    let guess =
        repeal(body).or_else(|| label(body)).or_else(|| effect(body)).or_else(|| change(body))?;
    (sentence(&guess) == text).then_some(guess)
}

fn repeal(body: &str) -> Option<Rule> {
    let number = body.strip_prefix('R')?.strip_suffix(" is repealed")?;
    Some(Rule::Repeal { target: RuleId(number.parse().ok()?) })
}

fn label(body: &str) -> Option<Rule> {
    let (noun, text) = body.strip_prefix('“')?.strip_suffix('”')?.split_once("” is called “")?;
    let noun = *Noun::ALL.iter().find(|it| it.name() == noun)?;
    Some(Rule::Label(Label { noun, text: text.to_owned() }))
}

/// `{name} ({id}) becomes …`.
fn change(body: &str) -> Option<Rule> {
    let (_, after) = body.split_once(" (")?;
    let (id, said) = after.split_once(") ")?;
    let number = Number::by_id(id)?;
    let (said, span) = spanned(said);
    let (op, value) = if let Some(value) = said.strip_prefix("becomes ") {
        (Op::Set, value_of(number, value)?)
    } else if let Some(by) = said.strip_prefix("grows by ") {
        (Op::Add, first_number(by)?)
    } else if let Some(by) = said.strip_prefix("shrinks by ") {
        (Op::Add, -first_number(by)?)
    } else {
        (Op::MulPermille, parts_of(said.strip_prefix("is multiplied by ")?, 1_000)?)
    };
    Some(match number {
        Number::Param(param) => Rule::Param { param, op, value, span },
        Number::Meta(id) => Rule::Meta { id, op, value },
    })
}

/// What is said of a number, and its span after a comma.
fn spanned(said: &str) -> (&str, Span) {
    let cut = said.rsplit_once(", ").and_then(|(before, after)| Some((before, span(after)?)));
    cut.unwrap_or((said, Span::Permanent))
}

fn span(text: &str) -> Option<Span> {
    if let Some(many) = text.strip_prefix("for ") {
        let (n, what) = many.split_once(' ')?;
        let n = n.parse().ok()?;
        return match what {
            "round" | "rounds" => Some(Span::Rounds(n)),
            "game" | "games" => Some(Span::Games(n)),
            _ => None,
        };
    }
    match text {
        "until it is repealed" => Some(Span::Permanent),
        "until the season ends" => Some(Span::UntilSeasonEnd),
        _ => None,
    }
}

fn value_of(number: Number, words: &str) -> Option<i32> {
    let (min, max) = number.bounds();
    if let Unit::Choice(_) = number.unit() {
        return (min..=max).find(|it| number.in_words(*it) == words);
    }
    first_number(words).or_else(|| (number.in_words(0) == words).then_some(0))
}

fn first_number(words: &str) -> Option<i32> {
    words.split(' ').next()?.parse().ok()
}

/// A decimal in parts of `one`: 1.5 is 1 500 thousandths.
fn parts_of(decimal: &str, one: i32) -> Option<i32> {
    let (whole, rest) = decimal.split_once('.').unwrap_or((decimal, ""));
    let (mut value, mut place) = (whole.parse::<i32>().ok()?.checked_mul(one)?, one);
    for digit in rest.chars() {
        place /= 10;
        value = value.checked_add(i32::try_from(digit.to_digit(10)?).ok()?.checked_mul(place)?)?;
    }
    Some(value)
}

/// `[“{note}”: ]When {hook}[, if {cond}]: {action}[; {action}]… ({limits})`.
fn effect(body: &str) -> Option<Rule> {
    let (note, rest) = match body.strip_prefix('“') {
        Some(noted) => noted.split_once("”: ")?,
        None => ("", body),
    };
    let rest = rest.strip_prefix("When ")?.strip_suffix(')')?;
    let (rest, limits) = rest.rsplit_once(" (")?;
    let (moment, actions) = rest.split_once(": ")?;
    let (hook, when) = match moment.split_once(", if ") {
        Some((hook, cond)) => (hook, parse_cond(cond, 0)?),
        None => (moment, Cond::True),
    };
    let hook = Hook::ALL.into_iter().find(|it| it.phrase() == hook)?;
    let actions = actions.split("; ").map(parse_action).collect::<Option<Vec<_>>>()?;
    let (cap, lasting) = match limits.strip_prefix("at most ") {
        Some(capped) => {
            let (cap, lasting) = capped.split_once(" a game, ")?;
            (Some(u8::try_from(first_number(cap)?).ok()?), lasting)
        }
        None => (None, limits),
    };
    let effect = Effect::new(hook, when, actions);
    let cap_per_game = cap.unwrap_or(effect.cap_per_game);
    Some(Rule::Effect(Effect {
        span: span(lasting)?,
        note: note.to_owned(),
        cap_per_game,
        ..effect
    }))
}

fn parse_cond(text: &str, depth: usize) -> Option<Cond> {
    if depth > DEEPEST {
        return None;
    }
    for (joint, is_and) in [(" and ", true), (" or ", false)] {
        let parts = split_outside(text, joint);
        if parts.len() > 1 {
            let parts =
                parts.into_iter().map(|it| parse_part(it, depth)).collect::<Option<Vec<_>>>()?;
            return Some(if is_and { Cond::And(parts) } else { Cond::Or(parts) });
        }
    }
    leaf(text, depth)
}

fn parse_part(text: &str, depth: usize) -> Option<Cond> {
    match text.strip_prefix('(').and_then(|it| it.strip_suffix(')')) {
        Some(inner) => parse_cond(inner, depth + 1),
        None => leaf(text, depth),
    }
}

/// The pieces between the joints that stand outside all brackets.
fn split_outside<'a>(text: &'a str, joint: &str) -> Vec<&'a str> {
    let (mut pieces, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, it) in text.char_indices() {
        match it {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ' ' if depth == 0 && start <= at && text[at..].starts_with(joint) => {
                pieces.push(&text[start..at]);
                start = at + joint.len();
            }
            _ => {}
        }
    }
    pieces.push(text.get(start..).unwrap_or_default());
    pieces
}

fn leaf(text: &str, depth: usize) -> Option<Cond> {
    if let Some(inner) = text.strip_prefix("not ") {
        return parse_part(inner, depth + 1).filter(|_| depth < DEEPEST).map(Cond::negated);
    }
    let numbers: Vec<i32> = text
        .split(' ')
        .filter_map(|it| it.trim_end_matches(char::is_alphabetic).parse().ok())
        .collect();
    let n = numbers.first().copied().unwrap_or(0);
    let mut guesses = vec![
        Cond::True,
        Cond::Cmp(Var::IsHome, Compare::Is, 0),
        Cond::Cmp(Var::IsHome, Compare::Is, 1),
        Cond::Cmp(Var::InTargetPhase, Compare::Is, 0),
        Cond::Cmp(Var::InTargetPhase, Compare::Is, 1),
        Cond::Chance(u16::try_from(n).unwrap_or(0)),
    ];
    let every = u8::try_from(n).unwrap_or(0);
    guesses.extend([Var::TimesGame, Var::TimesPeriod].map(|it| Cond::Every(it, every)));
    for var in Var::ALL
        .into_iter()
        .filter(|it| text.strip_prefix(it.phrase()).is_some_and(|it| it.starts_with(" is ")))
    {
        guesses.push(Cond::Every(var, every));
        if let Unit::Choice(names) = var.unit() {
            guesses.extend(
                (0..names.len())
                    .filter_map(|it| Some(Cond::Cmp(var, Compare::Is, i32::try_from(it).ok()?))),
            );
        }
        for how in Compare::ALL {
            guesses.push(Cond::Cmp(var, how, n));
            let other = Var::ALL.into_iter().filter(|it| text.ends_with(it.phrase()));
            guesses.extend(other.map(|it| Cond::CmpVar(var, how, it)));
        }
    }
    guesses.into_iter().find(|it| condition(it) == text)
}

fn parse_action(text: &str) -> Option<Action> {
    let clean = |it: &str| it.trim_matches(|it: char| !it.is_ascii_digit() && it != '-').to_owned();
    let numbers: Vec<i32> = text.split(' ').filter_map(|it| clean(it).parse().ok()).collect();
    let n = numbers.first().copied().unwrap_or(0);
    let hundredths = text.split(' ').find_map(|it| parts_of(it, 100)).unwrap_or(0);
    let mut guesses = vec![
        Action::SetValue { n },
        Action::MultPoints { percent: n },
        Action::EndPossession,
        Action::NextGamePoints { n },
        Action::SetHome,
    ];
    for who in Who::ALL.iter().copied() {
        guesses.extend([Action::GivePossession { who }, Action::Bench { who, possessions: n }]);
        for sign in [1, -1] {
            guesses.push(Action::AddPoints { who, n: n.saturating_mul(sign) });
            guesses.push(Action::Energy { who, n: hundredths.saturating_mul(sign) });
            guesses.push(Action::Foul { who, n: sign });
        }
    }
    for sign in [1, -1] {
        let n = n.saturating_mul(sign);
        guesses.extend([
            Action::Clock { secs: n },
            Action::ShotClock { secs: n },
            Action::StandingsPoints { n },
        ]);
        guesses.extend(Odds::ALL.iter().map(|it| Action::ModifyProb { target: *it, pp: n }));
        for param in SIDE_PARAMS.into_iter().filter(|it| text.contains(it.id())) {
            let [by, min, max] = [0, 1, 2].map(|it| numbers.get(it).copied().unwrap_or(0));
            guesses.push(Action::NextGameTeamParam { param, n: by.saturating_mul(sign) });
            guesses.push(Action::TeamParamDelta { param, n: by.saturating_mul(sign), min, max });
        }
    }
    guesses.extend(Rate::ALL.iter().map(|it| Action::ScaleRate { target: *it, percent: n }));
    guesses.extend(Token::ALL.iter().map(|it| Action::GrantTokens { token: *it, n }));
    guesses.extend(Announcement::ALL.iter().map(|it| Action::Announce { template: *it }));
    for op in Count::ALL.iter().copied() {
        guesses.extend(Counter::ALL.iter().map(|it| Action::Counter { counter: *it, op, n }));
    }
    guesses.into_iter().find(|it| action(it) == text)
}
