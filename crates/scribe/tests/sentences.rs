//! Goal: show that every legal rule can be read back from its own sentence.
//! Method: rules made up at random from all the algebra's parts, legal ones kept; the league says each,
//! the scribe reads it, and it must be the same rule. `PINWHEEL_SENTENCES` asks for more of them.

use league::ids::RuleId;
use league::rules::action::{Announcement, Count, Counter, Odds, Rate, SIDE_PARAMS, Token};
use league::rules::{
    Action, Compare, Cond, Effect, Hook, Label, Meta, Noun, Op, Param, Rule, Span, Var, Who,
    sentence,
};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{RngAlgorithm, RngSeed};
use scribe::reading::{Given, Outcome, read};

fn cases() -> u32 {
    let asked = std::env::var("PINWHEEL_SENTENCES").ok();
    asked.map_or(1_500, |it| it.parse().expect("PINWHEEL_SENTENCES is a number"))
}

fn span() -> impl Strategy<Value = Span> {
    prop_oneof![
        Just(Span::Permanent),
        (1_u8..=60).prop_map(Span::Rounds),
        (1_u8..=10).prop_map(Span::Games),
        Just(Span::UntilSeasonEnd),
    ]
}

fn op() -> impl Strategy<Value = Op> {
    select(vec![Op::Set, Op::Add, Op::MulPermille])
}

fn change() -> impl Strategy<Value = Rule> {
    let value = || prop_oneof![-20_i32..=20, 0_i32..=1_200, 0_i32..=10_000];
    let param = (select(Param::ALL.to_vec()), op(), value(), span())
        .prop_map(|(param, op, value, span)| Rule::Param { param, op, value, span });
    let meta = (select(Meta::ALL.to_vec()), op(), value()).prop_map(|(id, op, value)| Rule::Meta {
        id,
        op,
        value,
    });
    prop_oneof![param, meta]
}

fn leaf(hook: Hook) -> impl Strategy<Value = Cond> {
    let vars: Vec<Var> = Var::ALL.into_iter().filter(|it| it.hooks().has(hook)).collect();
    let how = || select(Compare::ALL.to_vec());
    let cmp =
        (select(vars.clone()), how(), any::<prop::sample::Index>()).prop_map(|(var, how, at)| {
            let (min, max) = var.bounds();
            let span = usize::try_from(max - min + 1).expect("small");
            let value = min + i32::try_from(at.index(span)).expect("small");
            Cond::Cmp(var, if var.is_named() { Compare::Is } else { how }, value)
        });
    let pair = (select(vars.clone()), how(), select(vars.clone()))
        .prop_map(|(a, how, b)| Cond::CmpVar(a, how, b));
    let every = (select(vars), 2_u8..=99).prop_map(|(var, n)| Cond::Every(var, n));
    let chance = (1_u16..=999).prop_map(Cond::Chance);
    prop_oneof![6 => cmp, 2 => pair, 1 => every, 1 => chance, 1 => Just(Cond::True)]
        .prop_filter("legal", move |it| it.check(hook).is_ok())
}

fn cond(hook: Hook) -> impl Strategy<Value = Cond> {
    leaf(hook).prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(Cond::negated),
            prop::collection::vec(inner.clone(), 2..=3).prop_map(Cond::And),
            prop::collection::vec(inner, 2..=3).prop_map(Cond::Or),
        ]
    })
}

fn who() -> impl Strategy<Value = Who> {
    select(Who::ALL.to_vec())
}

fn action() -> impl Strategy<Value = Action> {
    let n = || -10_i32..=10;
    let side = || select(SIDE_PARAMS.to_vec());
    prop_oneof![
        (who(), n()).prop_map(|(who, n)| Action::AddPoints { who, n }),
        (0_i32..=20).prop_map(|n| Action::SetValue { n }),
        (0_i32..=500).prop_map(|percent| Action::MultPoints { percent }),
        (select(Odds::ALL.to_vec()), -25_i32..=25)
            .prop_map(|(target, pp)| Action::ModifyProb { target, pp }),
        (select(Rate::ALL.to_vec()), 0_i32..=400)
            .prop_map(|(target, percent)| Action::ScaleRate { target, percent }),
        (who(), -3_000_i32..=3_000).prop_map(|(who, n)| Action::Energy { who, n }),
        (who(), 1_i32..=10).prop_map(|(who, possessions)| Action::Bench { who, possessions }),
        who().prop_map(|who| Action::GivePossession { who }),
        Just(Action::EndPossession),
        (-20_i32..=20).prop_map(|secs| Action::Clock { secs }),
        n().prop_map(|secs| Action::ShotClock { secs }),
        (who(), select(vec![-1, 1])).prop_map(|(who, n)| Action::Foul { who, n }),
        (side(), n(), 4_i32..=20, 4_i32..=20).prop_map(|(param, n, a, b)| Action::TeamParamDelta {
            param,
            n,
            min: a.min(b),
            max: a.max(b)
        }),
        (side(), n()).prop_map(|(param, n)| Action::NextGameTeamParam { param, n }),
        (1_i32..=10).prop_map(|n| Action::NextGamePoints { n }),
        (-3_i32..=5).prop_map(|n| Action::StandingsPoints { n }),
        (select(Token::ALL.to_vec()), 1_i32..=2)
            .prop_map(|(token, n)| Action::GrantTokens { token, n }),
        Just(Action::SetHome),
        (select(Counter::ALL.to_vec()), select(Count::ALL.to_vec()), 0_i32..=99)
            .prop_map(|(counter, op, n)| Action::Counter { counter, op, n }),
        select(Announcement::ALL.to_vec()).prop_map(|template| Action::Announce { template }),
    ]
}

fn effect() -> impl Strategy<Value = Rule> {
    let note = prop_oneof![Just(String::new()), "[A-Za-z][A-Za-z ,:;(]{0,20}[a-z)]"];
    select(Hook::ALL.to_vec()).prop_flat_map(move |hook| {
        let actions = prop::collection::vec(
            action().prop_filter("legal", move |it| it.check(hook).is_ok()),
            1..=4,
        );
        (cond(hook), actions, span(), 1_u8..=200, note.clone()).prop_map(
            move |(when, actions, span, cap_per_game, note)| {
                Rule::Effect(Effect {
                    span,
                    cap_per_game,
                    note,
                    ..Effect::new(hook, when, actions)
                })
            },
        )
    })
}

fn named() -> impl Strategy<Value = Rule> {
    let label = (select(Noun::ALL.to_vec()), "[a-z]{1,12}( [a-z'-]{1,8})?")
        .prop_map(|(noun, text)| Rule::Label(Label { noun, text }));
    prop_oneof![any::<u16>().prop_map(|it| Rule::Repeal { target: RuleId(it) }), label]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(),
        failure_persistence: None,
        max_global_rejects: 1_000_000,
        max_local_rejects: 1_000_000,
        rng_algorithm: RngAlgorithm::ChaCha,
        rng_seed: RngSeed::Fixed(5),
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_rule_is_read_back_from_its_sentence(
        rule in prop_oneof![2 => change(), 4 => effect(), 1 => named()].prop_filter("legal", |it| it.check().is_ok())
    ) {
        let text = sentence(&rule);
        let reading = read(&text, &Given::default());
        prop_assert_eq!(reading.outcome, Outcome::Rules(vec![vec![rule]]), "{}", text);
        prop_assert!(reading.ignored.is_empty());
    }
}

#[test]
fn a_sentence_with_a_slip_in_it_is_not_read_as_one() {
    let rule = Rule::set(Param::ScoreArc, 4);
    let text = sentence(&rule);
    let given = Given::default();
    assert_eq!(read(&text, &given).outcome, Outcome::Rules(vec![vec![rule]]));
    let wrong = text.replace("becomes 4 points", "becomes 4 point(s)");
    assert!(!matches!(read(&wrong, &given).outcome, Outcome::Rules(_)), "{wrong}");
    let beyond = text.replace("4 points", "40 points");
    assert!(matches!(read(&beyond, &given).outcome, Outcome::Ask { reason: "out_of_bounds", .. }));
}
