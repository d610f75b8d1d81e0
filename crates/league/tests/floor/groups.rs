//! Goal: proposals that meet in one window are settled in the order that the rule book says.

use crate::world::{World, arc};
use league::governance::{Act, ChairAct, Choice, No, ProposalId, Settings, Stage, Tokens};
use league::ids::RuleId;
use league::rules::{Action, Cond, Effect, Hook, Op, Param, Rule, Span};

#[test]
fn of_two_that_set_one_number_the_better_liked_is_enacted() {
    let mut world = World::open();
    let (four, five) = (world.propose(0, &[arc(Op::Set, 4)]), world.propose(1, &[arc(Op::Set, 5)]));
    let more = world.propose(2, &[arc(Op::Add, 1)]);
    world.poll(four, 0..10, 16);
    world.poll(five, 0..14, 16);
    world.poll(more, 0..9, 16);
    world.round();
    assert_eq!(world.stage(four), Stage::Superseded { by: five });
    assert_eq!((world.stage(five), world.stage(more)), (Stage::InForce, Stage::InForce));
    assert_eq!(world.value(Param::ScoreArc), 6, "the relative one is read again, on top");
    world.check();
}

#[test]
fn what_no_longer_fits_after_the_one_before_fails_with_the_reason() {
    let mut world = World::open();
    let up = world.propose(0, &[arc(Op::Add, 10)]);
    let on = world.propose(1, &[arc(Op::Add, 9)]);
    world.poll(up, 0..16, 16);
    world.poll(on, 0..12, 16);
    world.round();
    let Stage::Failed { why } = world.stage(on) else { panic!("13 and 9 are too many") };
    assert!(why.contains("is 13 points and would become 22"), "{why}");
    assert_eq!(world.free(1).propose, 4, "and its deposit is back");
}

#[test]
fn an_amendment_has_its_own_vote_and_the_better_liked_version_counts() {
    let mut world = World::open();
    let first = world.propose(0, &[arc(Op::Set, 4)]);
    let amend = |value| Act::Amend {
        proposal: first,
        words: "rather".to_owned(),
        rules: vec![arc(Op::Set, value)],
    };
    world.act(1, amend(5)).expect("is opened");
    let child = world.last();
    assert_eq!(world.free(1), Tokens { propose: 2, amend: 1, boost: 2 });
    world.act(2, amend(6)).expect("is opened");
    assert_eq!(world.no(3, amend(7)), No::Amended(first));
    assert_eq!(
        world
            .no(3, Act::Amend { proposal: child, words: "x".into(), rules: vec![arc(Op::Set, 8)] }),
        No::NotAmendable(child)
    );
    assert_eq!(world.no(4, amend(5)), No::Duplicate(child));
    world.poll(first, 0..10, 16);
    world.poll(child, 0..12, 16);
    world.round();
    assert_eq!(world.stage(first), Stage::Superseded { by: child });
    assert_eq!(world.value(Param::ScoreArc), 5);
}

#[test]
fn boosts_lift_a_proposal_up_the_agenda() {
    let mut world = World::open();
    let first = world.propose(0, &[arc(Op::Set, 4)]);
    let second = world.propose(1, &[Rule::set(Param::ScoreFt, 2)]);
    world.act(5, Act::Boost { proposal: second }).expect("is boosted");
    assert_eq!(world.no(5, Act::Boost { proposal: second }), No::Boosted(second));
    let agenda: Vec<ProposalId> = world.league().floor.agenda().iter().map(|it| it.id).collect();
    assert_eq!(agenda, [second, first]);
    world.poll(first, 0..16, 16);
    world.poll(second, 0..16, 16);
    world.round();
    assert_eq!(world.league().floor.origin(RuleId(1)), Some(second), "and is enacted first");
}

#[test]
fn a_shadowed_rule_returns_when_what_hides_it_is_repealed_or_expires() {
    let mut world = World::open();
    let pass = |world: &mut World, rule: Rule| {
        let id = world.propose(0, &[rule]);
        world.poll(id, 0..16, 16);
        world.round();
        assert_eq!(world.stage(id), Stage::InForce);
        id
    };
    let base = pass(&mut world, arc(Op::Set, 4));
    let short = pass(
        &mut world,
        Rule::Param { param: Param::ScoreArc, op: Op::Set, value: 9, span: Span::Rounds(2) },
    );
    assert_eq!(world.value(Param::ScoreArc), 9);
    world.round();
    world.round();
    assert_eq!((world.value(Param::ScoreArc), world.stage(short)), (4, Stage::Expired));
    pass(&mut world, arc(Op::Set, 6));
    let repeal = pass(&mut world, Rule::Repeal { target: RuleId(3) });
    assert_eq!(world.value(Param::ScoreArc), 4);
    assert_eq!((world.stage(base), world.stage(repeal)), (Stage::InForce, Stage::InForce));
    world.check();
}

#[test]
fn what_a_supermajority_passed_needs_one_to_be_repealed() {
    let mut world = World::open();
    let id = world.propose(0, &[Rule::set(Param::LeagueRoundRobins, 2)]);
    world.poll(id, 0..16, 16);
    world.round();
    let repeal = world.propose(1, &[Rule::Repeal { target: RuleId(1) }]);
    world.poll(repeal, 0..9, 16);
    world.round();
    assert!(matches!(world.stage(repeal), Stage::Failed { .. }), "56 % are not more than 60 %");
}

#[test]
fn what_comes_late_goes_to_the_next_window() {
    let mut world = World::open();
    world.step();
    let late = world.propose(0, &[arc(Op::Set, 4)]);
    let no = world.try_vote(1, late, Choice::Yes).expect_err("not yet");
    assert_eq!(
        no.to_string(),
        "P1 goes to the vote when the next window opens; nothing was changed"
    );
    world.step();
    assert_eq!(world.stage(late), Stage::Open);
    world.poll(late, 0..16, 16);
    world.round();
    assert_eq!(world.stage(late), Stage::InForce);
}

#[test]
fn an_admin_stops_only_what_is_wild_and_lets_it_pass_where_asked_to() {
    let wild = |who| {
        let act = Action::GivePossession { who };
        Rule::Effect(Effect::new(Hook::Rebound, Cond::Chance(10), vec![act]))
    };
    let settings = Settings { needs_approval: true, window_secs: None };
    let mut world = World::new(16, settings);
    let tame = world.propose(0, &[arc(Op::Set, 4)]);
    let veto = |proposal| ChairAct::Veto { proposal, reason: "not \u{202e}today".to_owned() };
    assert!(world.chair(veto(tame)).expect_err("not wild").to_string().contains("not a wild"));
    let stopped = world.propose(1, &[wild(league::rules::Who::Us)]);
    assert_eq!(world.free(1).propose, 0);
    world.vote(2, stopped, Choice::Yes);
    world.chair(veto(stopped)).expect("is stopped");
    assert_eq!(world.stage(stopped), Stage::Vetoed { reason: "not today".to_owned() });
    assert_eq!(world.free(1).propose, 2);
    let held = world.propose(2, &[wild(league::rules::Who::Them)]);
    world.poll(held, 0..16, 16);
    world.round();
    assert_eq!(world.stage(held), Stage::Held);
    assert!(world.league().in_force().effects.is_empty());
    world.chair(ChairAct::Clear { proposal: held }).expect("is looked at");
    world.step();
    world.chair(ChairAct::Approve { proposal: held }).expect("may pass");
    assert_eq!(world.stage(held), Stage::Held, "not while a round is being shown");
    world.step();
    assert_eq!(world.stage(held), Stage::InForce);
    assert_eq!(world.league().in_force().effects.len(), 1);
    world.round();
    world.check();
}
