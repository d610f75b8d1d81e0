//! Legal rules made from a tape of numbers, so that a failing one shrinks to a small tape.

use league::ids::RuleId;
use league::rules::action::{
    Announcement, BENCH_MAX, CHANCE_POINTS_MAX, COUNTER_MAX, Count, Counter, ENERGY_MAX, Odds,
    POINTS_MAX, Rate, SIDE_PARAMS, Token,
};
use league::rules::cond::{DEPTH_MAX, NODES_MAX};
use league::rules::{
    Action, Active, Compare, Cond, Effect, Hook, Label, Meta, Noun, Number, Op, Param, Rule, Rules,
    Span, Var, Who, hook,
};
use proptest::prelude::*;

/// Numbers to make things from; zeros when it has run out.
#[derive(Debug, Clone)]
pub(crate) struct Tape {
    numbers: Vec<u32>,
    at: usize,
}

pub(crate) fn tape(length: usize) -> impl Strategy<Value = Tape> {
    prop::collection::vec(any::<u32>(), 0..length).prop_map(|numbers| Tape { numbers, at: 0 })
}

impl Tape {
    /// The same from the start with another number in one place.
    pub(crate) fn changed(&self, at: usize, number: u32) -> Self {
        let mut numbers = self.numbers.clone();
        if let Some(it) = numbers.get_mut(at) {
            *it = number;
        }
        Self { numbers, at: 0 }
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::try_from(number).expect("fits") % n.max(1)
    }

    pub(crate) fn number(&mut self, min: i32, max: i32) -> i32 {
        let span = usize::try_from(max - min + 1).expect("not empty");
        min + i32::try_from(self.below(span)).expect("small")
    }

    fn not_zero(&mut self, most: i32) -> i32 {
        let n = self.number(1, most);
        if self.below(2) == 0 { n } else { -n }
    }

    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn byte(&mut self, min: u8, max: u8) -> u8 {
        u8::try_from(self.number(min.into(), max.into())).expect("a byte")
    }

    fn leaf(&mut self, hook: Hook) -> Cond {
        let known: Vec<Var> = Var::ALL.into_iter().filter(|it| it.hooks().has(hook)).collect();
        let var = self.pick(&known);
        let (min, max) = var.bounds();
        let how = if var.is_named() { Compare::Is } else { self.pick(&Compare::ALL) };
        match self.below(6) {
            0 => Cond::True,
            1 => Cond::Chance(u16::try_from(self.number(1, 999)).expect("small")),
            2 if !var.is_named() => Cond::Every(var, self.byte(2, 99)),
            3 => {
                let same: Vec<Var> =
                    known.into_iter().filter(|it| *it != var && it.unit() == var.unit()).collect();
                if same.is_empty() {
                    return Cond::Cmp(var, how, self.number(min, max));
                }
                Cond::CmpVar(var, how, self.pick(&same))
            }
            // Small numbers happen more often in a game.
            4 => Cond::Cmp(var, how, self.number(min, max).clamp(min, max.min(min.max(0) + 5))),
            _ => Cond::Cmp(var, how, self.number(min, max)),
        }
    }

    fn tree(&mut self, hook: Hook, depth: usize) -> Cond {
        if depth <= 1 {
            return self.leaf(hook);
        }
        match self.below(5) {
            0 => self.tree(hook, depth - 1).negated(),
            it @ (1 | 2) => {
                let parts = (0..2 + self.below(2)).map(|_| self.tree(hook, depth - 1)).collect();
                if it == 1 { Cond::And(parts) } else { Cond::Or(parts) }
            }
            _ => self.leaf(hook),
        }
    }

    pub(crate) fn cond(&mut self, hook: Hook) -> Cond {
        let cond = self.tree(hook, DEPTH_MAX);
        let counts_where_it_cannot = hook::OF_SEASON.has(hook) && cond.counts_times();
        if cond.nodes() <= NODES_MAX && !counts_where_it_cannot { cond } else { self.leaf(hook) }
    }

    fn any_action(&mut self, which: usize) -> Action {
        let who = self.pick(Who::ALL);
        let param = self.pick(&SIDE_PARAMS);
        let (least, most) = param.bounds();
        match which {
            0 => Action::AddPoints { who, n: self.not_zero(POINTS_MAX) },
            1 => Action::SetValue { n: self.number(0, 20) },
            2 => Action::MultPoints { percent: self.pick(&[0, 33, 50, 150, 175, 500]) },
            3 => Action::ModifyProb {
                target: self.pick(Odds::ALL),
                pp: self.not_zero(CHANCE_POINTS_MAX),
            },
            4 => Action::ScaleRate {
                target: self.pick(Rate::ALL),
                percent: self.pick(&[0, 25, 150, 400]),
            },
            5 => Action::Energy { who, n: self.not_zero(ENERGY_MAX) },
            6 => Action::Bench { who, possessions: self.number(1, BENCH_MAX) },
            7 => Action::GivePossession { who },
            8 => Action::EndPossession,
            9 => Action::Clock { secs: self.not_zero(20) },
            10 => Action::ShotClock { secs: self.not_zero(10) },
            11 => Action::Foul { who, n: self.not_zero(1) },
            12 => Action::TeamParamDelta {
                param,
                n: self.not_zero((most - least).min(10)),
                min: least,
                max: most,
            },
            13 => Action::NextGameTeamParam { param, n: self.not_zero((most - least).min(10)) },
            14 => Action::NextGamePoints { n: self.number(1, 10) },
            15 => Action::StandingsPoints { n: self.not_zero(3) },
            16 => Action::GrantTokens { token: self.pick(Token::ALL), n: self.number(1, 2) },
            17 => Action::SetHome,
            18 => Action::Counter {
                counter: self.pick(Counter::ALL),
                op: self.pick(Count::ALL),
                n: self.number(0, COUNTER_MAX.min(3)),
            },
            _ => Action::Announce { template: self.pick(Announcement::ALL) },
        }
    }

    fn action(&mut self, hook: Hook) -> Action {
        let first = self.below(20);
        for which in (first..20).chain(0..first) {
            for _ in 0..4 {
                let action = self.any_action(which);
                if action.check(hook).is_ok() {
                    return action;
                }
            }
        }
        panic!("nothing can happen at {}", hook.id())
    }

    fn span(&mut self) -> Span {
        match self.below(4) {
            0 => Span::Permanent,
            1 => Span::Rounds(self.byte(1, 60)),
            2 => Span::Games(self.byte(1, 10)),
            _ => Span::UntilSeasonEnd,
        }
    }

    pub(crate) fn effect_at(&mut self, hook: Hook) -> Effect {
        let when = self.cond(hook);
        let actions = (0..=self.below(4)).map(|_| self.action(hook)).collect();
        Effect {
            span: self.span(),
            cap_per_game: if self.below(3) == 0 { self.byte(1, 200) } else { 200 },
            note: self.pick(&["", "Fatigue surcharge", "it's: a (title); twice"]).into(),
            ..Effect::new(hook, when, actions)
        }
    }

    pub(crate) fn effect(&mut self) -> Effect {
        let hook = self.pick(&Hook::ALL);
        self.effect_at(hook)
    }

    /// Effects that act while a game is played.
    pub(crate) fn game_effects(&mut self, most: usize) -> Vec<Active> {
        let hooks = hook::IN_GAME.list();
        (0..=self.below(most))
            .map(|at| {
                let hook = self.pick(&hooks);
                let id = RuleId(u16::try_from(at + 1).expect("few"));
                Active { id, effect: self.effect_at(hook) }
            })
            .collect()
    }

    fn change(&mut self, number: Number) -> (Op, i32) {
        let (min, max) = number.bounds();
        if number.in_words(min).parse::<i32>().is_err()
            && matches!(number.unit(), league::rules::Unit::Choice(_))
        {
            return (Op::Set, number.nearest(self.number(min, max)));
        }
        match self.below(3) {
            0 => (Op::Set, number.nearest(self.number(min, max))),
            1 => (Op::Add, self.not_zero(max - min)),
            _ => (Op::MulPermille, self.pick(&[0, 250, 333, 750, 1_500, 2_000, 10_000])),
        }
    }

    pub(crate) fn param_change(&mut self) -> Rule {
        let param = self.pick(&Param::ALL);
        let (op, value) = self.change(Number::Param(param));
        Rule::Param { param, op, value, span: self.span() }
    }

    pub(crate) fn rule(&mut self) -> Rule {
        match self.below(8) {
            0 | 1 => self.param_change(),
            2 => {
                let id = self.pick(&Meta::ALL);
                let (op, value) = self.change(Number::Meta(id));
                Rule::Meta { id, op, value }
            }
            3 => Rule::Repeal { target: RuleId(u16::try_from(self.below(300)).expect("few")) },
            4 => {
                let text = self.pick(&["heist", "Robin's own", "moon-shot 7"]).into();
                Rule::Label(Label { noun: self.pick(Noun::ALL), text })
            }
            _ => Rule::Effect(self.effect()),
        }
    }

    /// Rules that hold together, some or all numbers changed.
    pub(crate) fn rules(&mut self) -> Rules {
        let mut rules = Rules::default();
        for param in Param::ALL {
            if self.below(4) == 1 {
                let (min, max) = param.bounds();
                let value = param.nearest(self.number(min, max));
                let changed = rules.with(param, value).expect("legal");
                if changed.contradictions(8).is_empty() {
                    rules = changed;
                }
            }
        }
        rules
    }
}
