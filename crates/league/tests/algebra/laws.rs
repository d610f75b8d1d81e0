//! What must hold of every rule, every Book and every game under rules.

use crate::effects::{adds_up, matchup};
use crate::make::{Tape, tape};
use league::dice::GameKey;
use league::explain;
use league::ids::RuleId;
use league::rules::{
    Action, Active, At, Book, Compare, Cond, Effect, Hook, Number, Rule, Rules, Standing, Stored,
    Var, Who, sentence,
};
use league::sim::layers::{PointLayers, moved};
use league::sim::{Deed, Game, Kind, Occasion, Ruling, play, play_ruled};
use proptest::prelude::*;

const AT: At = At { season: 1, round: 5, under_way: true };

fn under(rules: &Rules, effects: &[Active], n: u64) -> Game {
    let occasion = Occasion::default();
    play_ruled(&matchup(), rules, GameKey::trial(3, n), Ruling { effects, occasion: &occasion })
}

/// Everything that must hold of a game under these effects.
pub(crate) fn check(game: &Game, rules: &Rules, effects: &[Active]) {
    adds_up(game);
    assert!(game.possessions <= 401, "{} possessions", game.possessions);
    assert_eq!(game.plays.last().map(|it| it.kind), Some(Kind::GameEnd));
    assert_ne!(game.score[0], game.score[1]);
    let extra = game.plays.iter().filter(|it| it.kind == Kind::ExtraPossession).count();
    assert!(extra <= 8, "{extra} extra possessions");
    for (id, times) in &game.trace.fired {
        let active = effects.iter().find(|it| it.id == *id).expect("an effect");
        assert!(*times <= active.effect.cap_per_game.into(), "{id} acted {times} times");
    }
    for pair in game.plays.windows(2) {
        assert!(pair[0].elapsed <= pair[1].elapsed && pair[0].period <= pair[1].period);
    }
    let mut added = 0;
    let mut period = 0;
    for mark in game.trace.marks.iter().filter(|it| it.deed == Deed::Clock) {
        let now = game.plays[usize::from(mark.play)].period;
        added = if now == period { added } else { 0 } + i32::from(mark.n).max(0);
        period = now;
        assert!(added <= 60, "{added} seconds added in a period");
    }
    points_are_accounted_for(game, rules, effects);
    nobody_plays_who_may_not(game, rules);
}

/// Every point has the rules that made it, or is the base.
fn points_are_accounted_for(game: &Game, rules: &Rules, effects: &[Active]) {
    let differ = effects.iter().flat_map(|it| &it.effect.actions);
    // Where the sides play by other numbers, the base is not the rules' own.
    let same_base = !differ.clone().any(|it| matches!(it, Action::TeamParamDelta { .. }));
    for (at, play) in game.plays.iter().enumerate() {
        let marks: Vec<_> = game.trace.of_play(at).copied().collect();
        let account = explain::points(play, &marks, rules);
        let by_rule = matches!(play.kind, Kind::RulePoints | Kind::RulePointsTaken);
        assert!(!by_rule || account.is_some(), "{play:?} is nobody's");
        let basket = matches!(play.kind, Kind::Made | Kind::FreeThrowMade);
        if same_base && basket {
            let mut layers = PointLayers::default();
            for mark in &marks {
                match mark.deed {
                    Deed::Set => layers.set(mark.n.into()),
                    Deed::Multiplied => layers.multiply(mark.n.into()),
                    Deed::Added => layers.add(mark.n.into()),
                    Deed::Gave
                    | Deed::Decided
                    | Deed::Energy
                    | Deed::Benched
                    | Deed::Possession
                    | Deed::Ended
                    | Deed::Clock
                    | Deed::ShotClock
                    | Deed::Foul
                    | Deed::Param
                    | Deed::Called
                    | Deed::HeadStart => {}
                }
            }
            let base = explain::base_of(play, rules);
            assert_eq!(i32::from(play.points), layers.count(base), "{play:?} {marks:?}");
        }
        let rolled = matches!(play.kind, Kind::Made | Kind::Missed | Kind::Blocked);
        assert!(!rolled || play.chance <= 9_900, "{play:?}");
        let shot = matches!(play.kind, Kind::Made | Kind::Missed);
        assert!(!shot || play.chance >= 100, "{play:?}");
    }
}

fn nobody_plays_who_may_not(game: &Game, rules: &Rules) {
    let court = usize::try_from(rules.get(league::rules::Param::RosterOnCourt)).expect("few");
    let mut on = [0, 1].map(|_| (0..u8::try_from(court.min(4)).expect("few")).collect::<Vec<_>>());
    let mut out = [vec![], vec![]];
    for play in &game.plays {
        let own = play.side as usize;
        if play.kind == Kind::FouledOut {
            out[own].push(play.actor);
            on[own].retain(|it| *it != play.actor);
            assert!(!on[own].is_empty(), "nobody left");
        } else if play.kind == Kind::Substitution {
            assert!(!out[own].contains(&play.actor), "{play:?} has fouled out");
            assert!(!on[own].contains(&play.actor), "{play:?} is on court already");
            on[own].retain(|it| *it != play.other);
            on[own].push(play.actor);
        } else if play.actor != league::sim::NO_ONE {
            assert!(on[own].contains(&play.actor), "{play:?} is not on court");
        }
    }
}

fn permuted<T: Clone>(of: &[T], tape: &mut Tape) -> Vec<T> {
    let mut left = of.to_vec();
    let mut out = Vec::new();
    while !left.is_empty() {
        let at = tape.below(left.len());
        out.push(left.remove(at));
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(6_000) })]

    /// One choice of a rule changed: another rule is another sentence, and what it is in short.
    #[test]
    fn two_rules_with_one_sentence_are_one_rule(
        tape in tape(24),
        at in 0..24_usize,
        number in 0..60_u32,
    ) {
        let (one, other) = (tape.clone().rule(), tape.changed(at, number).rule());
        let (text, another) = (sentence::sentence(&one), sentence::sentence(&other));
        prop_assert_eq!(text == another, one == other, "{}", text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn every_made_rule_is_legal_and_reads_back(mut tape in tape(80)) {
        let rule = tape.rule();
        prop_assert_eq!(rule.check(), Ok(()));
        let text = serde_json::to_string(&Stored::from(rule.clone())).expect("serialises");
        let back: Stored = serde_json::from_str(&text).expect("reads");
        prop_assert_eq!(&back.rule, &rule);
        prop_assert_eq!(serde_json::to_string(&back).expect("serialises"), text);
    }

    #[test]
    fn layers_do_not_depend_on_order(base in 0..20_i32, mut tape in tape(40)) {
        let steps: Vec<(usize, i32)> = (0..tape.below(8)).map(|at| (at % 3, tape.number(0, 20))).collect();
        let count = |steps: &[(usize, i32)]| {
            let mut layers = PointLayers::default();
            for (kind, n) in steps {
                match kind {
                    0 => layers.add(*n - 10),
                    1 => layers.multiply(n * 25),
                    // One set: of several the last wins, which is an order.
                    _ => layers.set(7),
                }
            }
            layers.count(base)
        };
        prop_assert_eq!(count(&steps), count(&permuted(&steps, &mut tape)));
        prop_assert!((0..=100).contains(&count(&steps)));
    }

    #[test]
    fn a_moved_chance_is_a_chance(base in 0..=10_000_i32, pp in -200..200_i32) {
        let after = moved(base, pp, 100);
        prop_assert!((100.min(base)..=9_900.max(base)).contains(&after));
        prop_assert!((after - base).abs() <= 3_500);
        prop_assert!((pp >= 0 || after <= base) && (pp <= 0 || after >= base));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn a_game_under_any_rules_is_a_game(mut tape in tape(400), n in 0..1_000_u64) {
        let effects = tape.game_effects(12);
        let rules = Rules::default();
        let game = under(&rules, &effects, n);
        check(&game, &rules, &effects);
        prop_assert_eq!(game, under(&rules, &effects, n), "the same again");
    }

    #[test]
    fn a_rule_that_never_holds_changes_nothing(mut tape in tape(200), n in 0..1_000_u64) {
        let mut effects = tape.game_effects(4);
        let game = under(&Rules::default(), &effects, n);
        let hooks = league::rules::hook::IN_GAME.list();
        let hook = tape.pick(&hooks);
        let never = Cond::And(vec![Cond::Cmp(Var::OwnScore, Compare::Less, 0), tape_leaf(&mut tape, hook)]);
        let effect = Effect { when: never, ..tape.effect_at(hook) };
        effects.insert(tape.below(effects.len() + 1), Active { id: RuleId(99), effect });
        prop_assert_eq!(under(&Rules::default(), &effects, n), game);
    }

    #[test]
    fn numbers_that_hold_together_make_a_game(mut tape in tape(200), n in 0..1_000_u64) {
        let rules = tape.rules();
        let game = play(&matchup(), &rules, GameKey::trial(4, n));
        prop_assert!(game.trace.is_empty());
        check(&game, &rules, &[]);
        let ruled = under(&rules, &[], n);
        prop_assert_eq!(ruled.plays, play(&matchup(), &rules, GameKey::trial(3, n)).plays);
    }

    #[test]
    fn rules_of_other_layers_may_come_in_any_order(mut tape in tape(40), n in 0..1_000_u64) {
        let basket = |id, action| Active {
            id: RuleId(id),
            effect: Effect::new(Hook::ShotMade, Cond::Chance(700), vec![action]),
        };
        let effects = [
            basket(1, Action::SetValue { n: tape.number(0, 20) }),
            basket(2, Action::MultPoints { percent: 150 }),
            basket(3, Action::AddPoints { who: Who::Us, n: 1 }),
            basket(4, Action::AddPoints { who: Who::Us, n: -2 }),
        ];
        let game = under(&Rules::default(), &effects, n);
        let other = under(&Rules::default(), &permuted(&effects, &mut tape), n);
        prop_assert_eq!((game.plays, game.score), (other.plays, other.score));
    }

    #[test]
    fn a_rule_that_is_repealed_was_never_there(mut tape in tape(300)) {
        let mut book = Book::new(Rules::default());
        for _ in 0..tape.below(6) {
            let rule = tape.rule();
            if !matches!(rule, Rule::Repeal { .. }) {
                book.enact(book.next_id(), rule, AT);
            }
        }
        let before = book.resolve(AT);
        let rule = tape.rule();
        let id = book.next_id();
        // What a meta-rule made of the rules enacted meanwhile stays; nothing was enacted.
        if !matches!(rule, Rule::Repeal { .. }) {
            book.enact(id, rule, AT);
            book.enact(book.next_id(), Rule::Repeal { target: id }, AT);
            prop_assert_eq!(book.resolve(AT), before);
        }
    }

    #[test]
    fn shadows_are_a_stack_whatever_comes_and_goes(mut tape in tape(300)) {
        let mut book = Book::new(Rules::default());
        let mut at = AT;
        for _ in 0..tape.below(24) {
            match tape.below(4) {
                0 if !book.entries().is_empty() => {
                    let id = book.entries()[tape.below(book.entries().len())].id;
                    book.enact(book.next_id(), Rule::Repeal { target: id }, at);
                }
                1 => at.round += 1,
                2 => book.due(at).into_iter().for_each(|it| book.expire(it)),
                _ => book.enact(book.next_id(), tape.param_change(), at),
            }
            is_consistent(&book, at);
        }
    }
}

fn tape_leaf(tape: &mut Tape, hook: Hook) -> Cond {
    match tape.cond(hook) {
        Cond::Not(_) | Cond::And(_) | Cond::Or(_) => Cond::True,
        leaf @ (Cond::True
        | Cond::Cmp(..)
        | Cond::CmpVar(..)
        | Cond::Every(..)
        | Cond::Chance(_)) => leaf,
    }
}

/// The Book's numbers are those of a Book that holds only what is in force, and a shadow is cast by
/// a rule in force alone.
fn is_consistent(book: &Book, at: At) {
    let mut survivors = Book::new(book.base().clone());
    for entry in book.in_force(at) {
        assert_eq!(entry.standing, Standing::Enacted);
        survivors.enact(entry.id, entry.rule.clone(), entry.from);
    }
    assert_eq!(survivors.resolve(at), book.resolve(at));
    for entry in book.entries() {
        let shadow = book.shadowed_by(entry.id, at);
        if let Some(shadow) = shadow {
            assert!(book.entry(shadow).is_some_and(|it| it.is_in_force(at)));
            assert_eq!(book.shadowed_by(shadow, at), None, "the last shadow is not shadowed");
            // Without the shadowed rule the number is the same.
            let mut without = book.clone();
            without.repeal(entry.id);
            let (number, ..) = Number::of(&entry.rule).expect("a number");
            assert_eq!(without.value(number, at), book.value(number, at));
        }
    }
}
