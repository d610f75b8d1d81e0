//! Rules explained by what they did: the points of a basket, and a worked example from a trial game.
//!
//! From the types and the engine alone, never from the words of a proposal. May live here: those
//! texts. Never: the sentence and the diff (`rules`), pages.

use crate::dice::GameKey;
use crate::ids::RuleId;
use crate::lab::{ordinary_venue, squad};
use crate::rules::{Active, Effect, Hook, Param, Rules};
use crate::sim::{
    Consequence, Deed, Form, Game, Gift, Kind, Mark, Matchup, Occasion, Phase, Play, Ruling, Side,
    Zone, play_ruled,
};
use crate::units::div_round;
use std::fmt::Write as _;

/// Trial games that are looked through for an example.
const TRIALS: u16 = 200;
/// The series of their dice: they are no league's games.
const SERIES: u64 = 0x0065_7861_6d70_6c65;
/// One, as in `sim::layers`.
const ONE: i64 = 1_000_000_000;

/// A rule seen at work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// What happened, in one line.
    pub text: String,
    /// How often the rule acted in that game.
    pub times: u16,
    /// Games looked through before it acted once.
    pub games_before: u16,
}

/// What a basket or free throw is worth by the numbers alone.
pub fn base_of(play: &Play, rules: &Rules) -> i32 {
    let deep = rules.get(Param::ScoreDeep);
    match (play.kind, play.zone) {
        (Kind::FreeThrowMade, _) => rules.get(Param::ScoreFt),
        (_, Zone::Deep) if deep > 0 => deep,
        (_, Zone::Arc | Zone::Deep) => rules.get(Param::ScoreArc),
        (_, Zone::None | Zone::Rim | Zone::Paint | Zone::Mid) => rules.get(Param::ScoreInside),
    }
}

/// How the points of a play came to be: `3 × 150 % (R12) = 4.5, rounded 5`. `None` where no rule had a
/// part in them.
///
/// - `rules`: the numbers that held for the side with the ball.
/// - `marks`: the play's own.
pub fn points(play: &Play, marks: &[Mark], rules: &Rules) -> Option<String> {
    let of = |deed| marks.iter().filter(move |it| it.deed == deed);
    if let Some(gave) = of(Deed::Gave).chain(of(Deed::HeadStart)).next() {
        return Some(format!("{:+} by rule ({})", gave.n, gave.rule));
    }
    let is_basket = matches!(play.kind, Kind::Made | Kind::FreeThrowMade);
    let touched = [Deed::Set, Deed::Multiplied, Deed::Added].map(|it| of(it).count());
    if !is_basket || touched == [0; 3] {
        return None;
    }
    let set = of(Deed::Set).next_back();
    let base = set.map_or_else(|| base_of(play, rules), |it| it.n.into());
    let mut text =
        set.map_or_else(|| base.to_string(), |it| format!("set to {base} ({})", it.rule));
    let mut exact = i64::from(base) * ONE;
    for mark in of(Deed::Multiplied) {
        exact = exact * i64::from(mark.n) / 100;
        let _ = write!(text, " × {} % ({})", mark.n, mark.rule);
    }
    let rounded = div_round(exact, ONE);
    if touched[1] > 0 {
        let _ = write!(text, " = {}", decimal(exact));
        if exact % ONE != 0 {
            let _ = write!(text, ", rounded {rounded}");
        }
    }
    let mut sum = rounded;
    for mark in of(Deed::Added) {
        sum += i64::from(mark.n);
        let sign = if mark.n < 0 { "−" } else { "+" };
        let _ = write!(text, " {sign} {} ({})", mark.n.abs(), mark.rule);
    }
    if touched[2] > 0 {
        let _ = write!(text, " = {}", play.points);
    }
    if sum != i64::from(play.points) {
        text.push_str(", within 0 and 100");
    }
    Some(text)
}

/// Billionths as a decimal without trailing noughts.
fn decimal(billionths: i64) -> String {
    let text = format!("{}.{:09}", billionths / ONE, billionths % ONE);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// An occasion that differs from game to game, so that rules about the season find theirs.
fn occasion(n: u16) -> Occasion {
    let byte = |n: u16| u8::try_from(n % 256).unwrap_or(0);
    let phases = [Phase::Regular, Phase::Regular, Phase::Regular, Phase::Playoffs, Phase::Tiebreak];
    let streak = byte(n / 3 % 9);
    let wins = n.is_multiple_of(2);
    let form = |rank, wins: bool| Form {
        rank,
        win_streak: if wins { streak } else { 0 },
        loss_streak: if wins { 0 } else { streak },
        ..Form::default()
    };
    let rank = byte(n % 8) + 1;
    let other = if rank == 8 { 1 } else { rank + 1 };
    let sides = [form(rank, wins), form(other, !wins)];
    Occasion { round: n % 30 + 1, phase: phases[usize::from(n) % 5], teams: 8, sides }
}

/// The first time that this effect acts in trial games by these numbers, through the engine's own
/// hook. `None` where it does not act in any of 200, or acts between games only.
pub fn example(id: RuleId, effect: &Effect, rules: &Rules) -> Option<Example> {
    let effects = [Active { id, effect: effect.clone() }];
    let matchup =
        Matchup { home: squad(50), away: squad(50), venue: ordinary_venue(), travel_km: 0 };
    if crate::rules::hook::OF_SEASON.has(effect.hook) {
        return None;
    }
    (0..TRIALS).find_map(|n| {
        let occasion = occasion(n);
        let ruling = Ruling { effects: &effects, occasion: &occasion };
        let game = play_ruled(&matchup, rules, GameKey::trial(SERIES, n.into()), ruling);
        let times = game.trace.fired.first()?.1;
        Some(Example { text: first_deed(&game, effect, rules), times, games_before: n })
    })
}

fn first_deed(game: &Game, effect: &Effect, rules: &Rules) -> String {
    if let Some(mark) = game.trace.marks.first() {
        return of_mark(game, *mark, rules);
    }
    if let Some(consequence) = game.trace.consequences.first() {
        return of_gift(game, *consequence);
    }
    let times = game.trace.fired.first().map_or(0, |it| it.1);
    let often = if times == 1 { "once".to_owned() } else { format!("{times} times") };
    format!("In a trial game, when {}, it acted {often}", effect.hook.phrase())
}

/// The moment of a play: `period 2, 3:41 left, home 14, away 12`.
fn moment(game: &Game, index: usize) -> String {
    let mut score = [0; 2];
    game.plays[..index].iter().for_each(|it| it.count(&mut score));
    let play = &game.plays[index];
    let clock = u32::from(play.clock).div_ceil(10);
    let left = if clock == 0 {
        "no clock".to_owned()
    } else {
        format!("{}:{:02} left", clock / 60, clock % 60)
    };
    format!("period {}, {left}, home {}, away {}", play.period, score[0], score[1])
}

fn team(side: Side) -> &'static str {
    match side {
        Side::Home => "the home side",
        Side::Away => "the visitors",
    }
}

fn of_mark(game: &Game, mark: Mark, rules: &Rules) -> String {
    let index = usize::from(mark.play);
    let play = &game.plays[index];
    let marks: Vec<Mark> = game.trace.of_play(index).copied().collect();
    let what = match (points(play, &marks, rules), mark.deed) {
        (Some(account), _) if play.points > 0 || play.value > 0 => {
            let is = |kind| play.kind == kind;
            let thing = if is(Kind::FreeThrowMade) {
                "a free throw by "
            } else if is(Kind::Made) {
                "a basket by "
            } else {
                ""
            };
            format!("{thing}{}: {account}", team(play.side))
        }
        (_, Deed::Decided) => {
            let chance = i32::from(play.chance) / 100;
            let missed = if play.kind == Kind::Made { "goes in" } else { "does not go in" };
            let pp = mark.n;
            format!(
                "a shot by {} has a chance of {chance} % with {pp:+} points by {}, and so it {missed}",
                team(play.side),
                mark.rule
            )
        }
        (_, deed) => format!("{} ({})", words(deed, mark.n), mark.rule),
    };
    format!("In a trial game, {}: {what}", moment(game, index))
}

/// A deed in words.
fn words(deed: Deed, n: i16) -> String {
    match deed {
        Deed::Set => format!("it counts {n}"),
        Deed::Multiplied => format!("it counts {n} %"),
        Deed::Added | Deed::Gave | Deed::HeadStart => format!("{n:+} points"),
        Deed::Decided => format!("{n:+} percentage points decide it"),
        Deed::Energy => format!("{n:+} hundredths of a per cent of energy"),
        Deed::Benched => format!("the hooper sits out {n} possessions"),
        Deed::Possession => "an extra possession".to_owned(),
        Deed::Ended => "the possession ends".to_owned(),
        Deed::Clock => format!("the period clock moves by {n:+} seconds"),
        Deed::ShotClock => format!("the shot clock moves by {n:+} seconds"),
        Deed::Foul => format!("{n:+} foul"),
        Deed::Param => format!("a number of the side's moves by {n:+}"),
        Deed::Called => "it is called out".to_owned(),
    }
}

fn of_gift(game: &Game, Consequence { side, rule, gift }: Consequence) -> String {
    let what = match gift {
        Gift::NextGameParam { param, n } => {
            format!("{} moves by {n:+} in the next game", param.id())
        }
        Gift::NextGamePoints { n } => format!("the next game begins with {n} points"),
        Gift::StandingsPoints { n } => format!("{n:+} points in the standings"),
        Gift::Tokens { token, n } => format!("{n} {} tokens for every governor", token.phrase()),
        Gift::Home => "the game is at home".to_owned(),
    };
    let [home, away] = game.score;
    format!(
        "After a trial game that ended home {home}, away {away}, for {}: {what} ({rule})",
        team(side)
    )
}

/// Whether an effect at this hook can be shown in a trial game.
pub fn has_example(hook: Hook) -> bool {
    !crate::rules::hook::OF_SEASON.has(hook)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::action::Odds;
    use crate::rules::{Action, Compare, Cond, Var, Who};

    fn shown(effect: &Effect) -> String {
        example(RuleId(12), effect, &Rules::default()).expect("it acts").text
    }

    #[test]
    fn an_example_comes_from_the_engine_with_its_numbers() {
        let arc = Cond::Cmp(Var::Zone, Compare::Is, 4);
        let times = Effect::new(Hook::ShotMade, arc, vec![Action::MultPoints { percent: 150 }]);
        let text = shown(&times);
        assert!(text.ends_with("3 × 150 % (R12) = 4.5, rounded 5"), "{text}");
        assert!(text.starts_with("In a trial game, period 1, "), "{text}");
        let cost = Action::AddPoints { who: Who::Us, n: -1 };
        let text = shown(&Effect::new(Hook::Turnover, Cond::True, vec![cost]));
        assert!(text.ends_with("-1 by rule (R12)"), "{text}");
        let make = Action::ModifyProb { target: Odds::Make, pp: 10 };
        let text = shown(&Effect::new(Hook::ShotAttempt, Cond::True, vec![make]));
        assert!(text.contains("with +10 points by R12, and so it goes in"), "{text}");
        let last = Cond::And(vec![
            Cond::Cmp(Var::Result, Compare::Is, 0),
            Cond::CmpVar(Var::Rank, Compare::Is, Var::Teams),
        ]);
        let text = shown(&Effect::new(Hook::GameEnd, last, vec![Action::StandingsPoints { n: 1 }]));
        assert!(text.ends_with("+1 points in the standings (R12)"), "{text}");
        let never =
            Effect::new(Hook::Steal, Cond::Cmp(Var::OwnScore, Compare::AtLeast, 300), vec![make]);
        assert_eq!(example(RuleId(1), &never, &Rules::default()), None);
    }

    #[test]
    fn every_layer_of_a_basket_is_told() {
        let mark = |rule, deed, n| Mark { play: 0, rule: RuleId(rule), deed, n };
        let marks =
            [mark(1, Deed::Added, 1), mark(2, Deed::Multiplied, 150), mark(3, Deed::Set, 3)];
        let made = Effect::new(Hook::ShotMade, Cond::True, vec![Action::SetValue { n: 3 }]);
        let effects = [Active { id: RuleId(3), effect: made }];
        let matchup =
            Matchup { home: squad(50), away: squad(50), venue: ordinary_venue(), travel_km: 0 };
        let occasion = Occasion::default();
        let ruling = Ruling { effects: &effects, occasion: &occasion };
        let game = play_ruled(&matchup, &Rules::default(), GameKey::trial(1, 1), ruling);
        let made = game.plays.iter().find(|it| it.kind == Kind::Made).expect("a basket");
        let six = Play { points: 6, ..*made };
        assert_eq!(
            points(&six, &marks, &Rules::default()).as_deref(),
            Some("set to 3 (R3) × 150 % (R2) = 4.5, rounded 5 + 1 (R1) = 6")
        );
        assert_eq!(points(made, &[], &Rules::default()), None);
    }
}
